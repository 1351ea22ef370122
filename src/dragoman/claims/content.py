"""What is said: the content of an attribution in its sentence, by clause, by quotation marks or by name."""

from __future__ import annotations

from dragoman.claims.cues import Cues
from dragoman.claims.tree import Tree
from dragoman.records import Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
ADDRESSED = frozenset(
    {"tell", "inform", "assure", "remind", "notify", "warn", "urge", "ask", "advise", "brief", "lecture"}
)
REACH = 12  # tokens between a cue and the quotation that goes on behind it
TOPIC = frozenset(
    {"about", "of", "for", "on", "against", "as", "with", "to", "over", "that", "from", "into", "by", "in"}
)


def content_of(
    tree: Tree, verb: Token, cues: Cues, quoted: list[bool], source: set[int], passive: bool
) -> tuple[list[int], bool]:
    lemma = verb.lemma.lower()
    clauses = [k for k in tree.kids(verb, "ccomp", "xcomp") if not (k.dep == "xcomp" and k.pos in ("ADP",))]
    clauses += tree.kids(verb, "parataxis")
    if cues.is_a(lemma, "report") and not clauses:
        clauses = [k for k in tree.kids(verb, "advcl") if _is_unmarked(tree, k, verb)]
    clauses = [k for k in clauses if not any(t.text == ";" for t in tree.tokens[k.index : verb.index])]
    if clauses:
        out: list[int] = []
        for clause in clauses:
            out += tree.subtree(clause)
        if lemma in ("want", "expect", "urge", "ask", "call", "tell", "order", "like") and any(
            k.dep == "xcomp" for k in clauses
        ):
            for other in tree.kids(verb, "dobj"):
                if lemma in ("want", "expect", "call", "like"):
                    out += tree.subtree(other)
        if lemma == "call":
            called = [k for k in tree.kids(verb, "prep") if k.lemma.lower() in ("on", "upon")]
            out += [i for k in called for i in tree.subtree(k)[1:]]
        if lemma in ("accuse", "blame"):
            out += [i for k in tree.kids(verb, "dobj", "prep") for i in tree.subtree(k)]
        return _with_quotes(tree, out, quoted, verb), any(quoted[i] for i in out)
    # The reported clause may be the one that the report hangs on: "The talks failed, officials said."
    if verb.dep in ("parataxis", "ccomp", "advcl") and _reported_above(tree, verb):
        head = tree.head(verb)
        mine = set(tree.subtree(verb))
        content = [i for i in tree.subtree(head) if i not in mine]
        return content, any(quoted[i] for i in content)
    in_quotes = [i for i, q in enumerate(quoted) if q and i not in source]
    named = _named_content(tree, verb, passive)
    spoken = any(not quoted[i] and tree.tokens[i].pos != "PUNCT" for i in named)
    spoken = spoken and (set(in_quotes) <= set(named) or not cues.is_a(lemma, "report"))
    if in_quotes and not spoken and not quoted[verb.index] and verb.head == verb.index:
        return in_quotes, True
    return named, bool(named) and quoted[named[0]]


def _is_unmarked(tree: Tree, clause: Token, verb: Token) -> bool:
    """A finite clause before its verb that nothing subordinates: what the verb reports."""
    finite = clause.tag in ("VBD", "VBZ", "VBP") or any(k.tag in ("MD", "VBZ", "VBD") for k in tree.kids(clause, "aux"))
    joined = any(k.dep == "mark" or k.tag in ("WRB", "WP", "WDT") for k in tree.children[clause.index])
    first = tree.tokens[tree.subtree(clause)[0]]
    return (
        finite
        and not joined
        and clause.index < verb.index
        and bool(tree.kids(clause, "nsubj", "nsubjpass"))
        and (first.tag not in ("IN", "WRB") or first.dep == "prep")
    )


def _named_content(tree: Tree, verb: Token, passive: bool) -> list[int]:
    """What a verb of speech names as its object or topic."""
    lemma = verb.lemma.lower()
    out: list[int] = []
    for kid in tree.children[verb.index]:
        if kid.index < verb.index and not (passive and kid.dep == "nsubjpass"):
            continue
        name = kid.lemma.lower()
        if (passive and kid.dep in ("nsubjpass",)) or (
            kid.dep in ("dobj", "oprd", "attr", "acomp", "pcomp") and not (lemma in ADDRESSED and kid.dep == "dobj")
        ):
            out += tree.subtree(kid)
        elif kid.dep == "prep" and name in TOPIC and not _is_time(tree, kid) and kid.index > verb.index:
            if name in ("in", "on", "to", "at", "by") and not out:
                continue
            out += tree.subtree(kid)
    return out


def resumed(tree: Tree, verb: Token, quoted: list[bool], last: int, content: list[int]) -> list[int]:
    """Content with the quotation that goes on behind its cue: "It is odd," he said, "because nobody came." """
    start = next((i for i in range(last + 1, len(quoted)) if quoted[i]), None)
    if start is None or start in content or min(content, default=last) > verb.index or start - last > REACH:
        return content
    if any(tree.tokens[i].pos == "VERB" for i in range(last + 1, start)):
        return content
    end = next((i for i in range(start, len(quoted)) if not quoted[i]), len(quoted))
    return sorted({*content, *range(start, end)})


def trimmed(tree: Tree, content: list[int], cues: Cues, quoted: list[bool]) -> list[int]:
    """Content without a comment of the writer's that ends it: a relative clause or apposition behind a comma, or a
    further report ("..., adding that")."""
    inside = set(content)
    for index in content:
        token = tree.tokens[index]
        if _reports_on(tree, token, cues) and not quoted[index] and index - 1 in inside:
            inside -= {i for i in tree.subtree(token) if i >= index}
            continue
        if token.dep not in ("relcl", "appos") or quoted[index]:
            continue
        below = tree.subtree(token)
        apart = min(below) > 0 and tree.tokens[min(below) - 1].text in (",", "—", "--", "–")
        if apart and max(below) >= max(i for i in inside if tree.tokens[i].pos != "PUNCT"):
            inside -= set(below)
            if not inside:
                return content
    return [i for i in content if i in inside]


def _reports_on(tree: Tree, verb: Token, cues: Cues) -> bool:
    """A verb of report behind a comma that has no subject of its own: ", noting that", ", but added"."""
    if verb.tag not in ("VBG", "VBD") or verb.dep not in ("advcl", "conj") or tree.kids(verb, "nsubj"):
        return False
    before = tree.tokens[max(0, verb.index - 2) : verb.index]
    apart = bool(before) and (before[-1].text == "," or (before[-1].dep == "cc" and verb.tag == "VBD"))
    return apart and cues.is_a(verb.lemma.lower(), "report") and bool(tree.kids(verb, "ccomp", "dobj"))


def _reported_above(tree: Tree, verb: Token) -> bool:
    head = tree.head(verb)
    if verb.dep == "parataxis":
        return True
    own = tree.kids(verb, *SUBJECTS)
    if not own or tree.kids(verb, "mark", "advmod") or head.pos not in ("VERB", "AUX") or verb.dep != "ccomp":
        return False
    start = min(
        tree.subtree(own[0])[0], verb.index
    )  # "The talks failed, officials said", not "she said she would comment"
    return verb.index > head.index and start > 0 and tree.tokens[start - 1].pos == "PUNCT"


def _with_quotes(tree: Tree, content: list[int], quoted: list[bool], verb: Token) -> list[int]:
    """Content with the quotation it stands in: marks belong to it, and so does all between them."""
    if not any(quoted[i] for i in content):
        return content
    out = set(content)
    low, high = min(out), max(out)
    left = low
    while left > 0 and quoted[left - 1] and left - 1 != verb.index:
        left -= 1
    right = high
    while right + 1 < len(quoted) and quoted[right + 1] and right + 1 != verb.index:
        right += 1
    return sorted(out | set(range(left, low)) | set(range(high + 1, right + 1)))


def _is_time(tree: Tree, preposition: Token) -> bool:
    return any(k.entity in ("DATE", "TIME") for k in tree.kids(preposition, "pobj"))
