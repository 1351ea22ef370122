"""Who stands where around a word: argument slots over a dependency parse (ClearNLP labels)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dragoman.records import Sentence, Token

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"})
FUTURE = frozenset({"will", "shall", "'ll", "wo"})
# Verbs about what somebody else did: "Denmark welcomed the release of the hostages".
JUDGING = frozenset(
    (
        "welcome condemn denounce praise criticise criticize deplore hail applaud regret mourn decry oppose protest "
        "slam blast fear blame discuss describe follow witness see watch cite mention note suffer survive avenge await "
        "recall demand urge request seek investigate probe"
    ).split()
)
DEPTH = 6  # steps of inheritance through governing verbs
SHARED = 4  # words between two verbs that may share an object


class Clause:
    """A sentence with its children listed: answers "what is the subject, object, 'with' ... of this word"."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens

    @cached_property
    def children(self) -> list[list[Token]]:
        out: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                out[token.head].append(token)
        return out

    def head(self, token: Token) -> Token:
        return self.tokens[token.head]

    def is_passive(self, token: Token) -> bool:
        kids = self.children[token.index]
        if any(kid.dep in PASSIVE_SUBJECTS or kid.dep == "auxpass" for kid in kids):
            return True
        if token.dep == "acl" and any(kid.dep == "agent" for kid in kids):  # often tagged as past tense
            return True
        if token.tag != "VBN" or any(kid.dep == "aux" and kid.lemma == "have" for kid in kids):
            return False
        if token.dep == "conj":
            head = self.head(token)
            return head.pos == "VERB" and head.tag == "VBN" and self.is_passive(head)
        return token.dep in ("acl", "advcl", "amod", "ROOT", "oprd") and not any(kid.dep in SUBJECTS for kid in kids)

    def is_negated(self, token: Token) -> bool:
        return any(kid.dep == "neg" for kid in self.children[token.index])

    def is_future(self, token: Token) -> bool:
        return any(kid.dep == "aux" and kid.lemma.lower() in FUTURE for kid in self.children[token.index])

    def fill(self, token: Token, slot: str) -> list[Token]:
        """The tokens that fill a slot of a trigger, coordinated ones included, in text order.

        Slots: subj, obj, dative, poss, comp (compound or adjective before a noun), do (verb of a complement), or a
        preposition ("with", "on", "between", ...).
        """
        return list(dict.fromkeys(self._fill(token, slot, DEPTH)))

    def _fill(self, token: Token, slot: str, depth: int) -> Iterator[Token]:
        if slot == "subj":
            found: Iterator[Token] = self._subjects(token, depth)
        elif slot == "obj":
            found = self._objects(token, depth)
        elif slot == "do":
            yield from (k for k in self.children[token.index] if k.dep in ("xcomp", "ccomp", "acl", "pcomp"))
            return
        elif slot == "poss":
            found = (k for k in self.children[token.index] if k.dep == "poss")
        elif slot == "dative":
            found = (k for k in self.children[token.index] if k.dep in ("dative", "iobj") and k.pos != "ADP")
        elif slot == "comp":
            found = (k for k in self.children[token.index] if k.dep in ("amod", "compound", "nmod", "npadvmod"))
        else:
            found = self._prepositional(token, slot, depth)
        for one in found:
            yield from self.coordinated(one)

    def coordinated(self, token: Token) -> Iterator[Token]:
        """A noun and those joined to it by "and", commas or "as well as"."""
        stack = [token]
        while stack:
            one = stack.pop()
            yield one
            stack += [k for k in reversed(self.children[one.index]) if k.dep == "conj" and k.pos in NOUNS]

    def _subjects(self, token: Token, depth: int) -> Iterator[Token]:
        kids = self.children[token.index]
        if token.pos in ("NOUN", "PROPN"):
            yield from self._nominal_subjects(token, depth)
            return
        if self.is_passive(token):
            for kid in kids:
                if kid.dep == "agent" or (kid.dep == "prep" and kid.lemma == "by"):
                    yield from (k for k in self.children[kid.index] if k.dep == "pobj")
            return
        own = [kid for kid in kids if kid.dep in SUBJECTS]
        if own:
            for kid in own:
                yield from self._antecedent(kid, token)
            return
        if depth:
            yield from self._controllers(token, depth)

    def _controllers(self, token: Token, depth: int) -> Iterator[Token]:
        """The understood subject of a verb that has none of its own."""
        head = self.head(token)
        if head.index == token.index:
            return
        if token.dep == "conj" and head.pos in ("VERB", "AUX"):
            if self.is_passive(head):
                yield from (k for k in self.children[head.index] if k.dep in PASSIVE_SUBJECTS)
            else:
                yield from self._subjects(head, depth - 1)
        elif token.dep == "xcomp":
            objects = [k for k in self.children[head.index] if k.dep in ("dobj", "dative") and k.index < token.index]
            if objects and head.lemma not in ("promise", "threaten", "vow", "use"):
                yield from objects
            elif self.is_passive(head):
                yield from self._objects(head, depth - 1)
            else:
                yield from self._subjects(head, depth - 1)
        elif token.dep == "ccomp" and head.pos in ("VERB", "AUX"):
            objects = [k for k in self.children[head.index] if k.dep == "dobj"]
            yield from objects or self._subjects(head, depth - 1)
        elif token.dep == "advcl":
            if head.pos in ("VERB", "AUX"):
                if self.is_passive(head) and token.tag in ("VBG", "VBN"):
                    yield from self._subjects(head, depth - 1)
                    yield from (k for k in self.children[head.index] if k.dep in PASSIVE_SUBJECTS)
                else:
                    yield from self._subjects(head, depth - 1)
        elif token.dep == "acl" and token.tag != "VBN":
            if token.tag == "TO" or any(k.dep == "aux" and k.lemma == "to" for k in self.children[token.index]):
                yield from self._nominal_subjects(head, depth - 1)
            else:
                yield head
        elif token.dep == "relcl":
            yield head
        elif token.dep == "pcomp":
            yield from self._by_preposition(head, depth)
        elif token.dep == "amod" and token.tag == "VBG":
            yield head

    def _by_preposition(self, preposition: Token, depth: int) -> Iterator[Token]:
        """Subject of a gerund behind a preposition: "accused X of shelling", "charged with killing"."""
        governor = self.head(preposition)
        if governor.pos in ("VERB", "AUX"):
            if preposition.lemma in ("of", "with", "from", "for", "into", "to"):
                objects = list(self._objects(governor, depth - 1))
                yield from objects or self._subjects(governor, depth - 1)
            else:
                yield from self._subjects(governor, depth - 1)
        elif governor.pos in ("NOUN", "PROPN"):
            yield from self._nominal_subjects(governor, depth - 1)

    def _nominal_subjects(self, token: Token, depth: int) -> Iterator[Token]:
        """Who does what a noun names: possessor, "by", else the subject of its support verb."""
        kids = self.children[token.index]
        own = [k for k in kids if k.dep == "poss"]
        for kid in kids:
            if kid.dep in ("prep", "agent") and kid.lemma == "by":
                own += [k for k in self.children[kid.index] if k.dep == "pobj"]
        if own:
            yield from own
            return
        head = self.head(token)
        if token.dep in ("dobj", "nsubjpass") and head.lemma.lower() in JUDGING:
            return
        if (depth and token.dep in ("dobj", "attr") and head.pos in ("VERB", "AUX")) or (
            depth and token.dep == "nsubjpass"
        ):
            yield from self._subjects(head, depth - 1)
        elif (
            depth and token.dep == "pobj" and self.head(head).pos == "VERB" and head.lemma in ("in", "on", "into", "at")
        ):
            yield from self._subjects(self.head(head), depth - 1)

    def _objects(self, token: Token, depth: int) -> Iterator[Token]:
        kids = self.children[token.index]
        if self.is_passive(token):
            own = [k for k in kids if k.dep in PASSIVE_SUBJECTS]
            if own:
                for kid in own:
                    yield from self._antecedent(kid, token)
                return
            if token.dep in ("acl", "relcl", "amod"):
                yield self.head(token)
            elif token.dep in ("conj", "xcomp", "advcl") and depth:
                head = self.head(token)
                if head.pos in ("VERB", "AUX"):
                    yield from (
                        self._objects(head, depth - 1) if self.is_passive(head) else self._subjects(head, depth - 1)
                    )
            return
        own = [k for k in kids if k.dep in ("dobj", "dative") and k.pos != "ADP"]
        if own:
            for kid in own:
                yield from self._antecedent(kid, token)
            return
        if token.dep == "relcl" and any(k.dep in SUBJECTS and k.lemma not in RELATIVES for k in kids):
            yield self.head(token)
            return
        for kid in kids:  # "arrested and beat the men": the shared object hangs on the last verb
            joined = kid.dep == "conj" and kid.pos == "VERB" and kid.tag == token.tag
            if joined and kid.index - token.index < SHARED and not self._has_subject(kid):
                yield from (k for k in self.children[kid.index] if k.dep == "dobj")

    def _has_subject(self, token: Token) -> bool:
        return any(k.dep in SUBJECTS or k.dep in PASSIVE_SUBJECTS for k in self.children[token.index])

    def _antecedent(self, token: Token, verb: Token) -> Iterator[Token]:
        """A relative pronoun's antecedent, else the token itself."""
        if token.lemma.lower() in RELATIVES and token.pos in ("PRON", "DET", "SCONJ"):
            clause: Token = verb
            for _ in range(DEPTH):
                if clause.dep == "relcl":
                    yield self.head(clause)
                    return
                if clause.dep not in ("conj", "xcomp", "ccomp"):
                    break
                clause = self.head(clause)
        yield token

    def _prepositional(self, token: Token, word: str, depth: int) -> Iterator[Token]:
        kids = self.children[token.index]
        for kid in kids:
            if (
                kid.dep in ("prep", "agent", "dative", "mark")
                and kid.pos in ("ADP", "SCONJ", "PART")
                and kid.lemma.lower() == word
            ):
                yield from self._pobjs(kid)
            elif kid.dep == "prep" and kid.lemma.lower() != word:
                # "in a meeting with", "in talks with": chained prepositions two steps down
                for inner in self.children[kid.index]:
                    if inner.dep == "prep" and inner.lemma.lower() == word:
                        yield from self._pobjs(inner)
            elif kid.dep in ("dobj", "attr", "nsubjpass") and depth and token.pos in ("VERB", "AUX"):
                yield from self._prepositional(kid, word, 0)
            elif kid.dep == "prt":
                continue
        if token.pos in ("NOUN", "PROPN") and depth:
            head = self.head(token)
            if token.dep in ("dobj", "nsubjpass") and head.pos == "VERB":
                for kid in self.children[head.index]:
                    if kid.dep in ("prep", "dative") and kid.lemma.lower() == word and kid.index > token.index:
                        yield from self._pobjs(kid)

    def _pobjs(self, preposition: Token) -> Iterator[Token]:
        yield from (k for k in self.children[preposition.index] if k.dep in ("pobj", "pcomp"))

    def subtree(self, token: Token) -> list[Token]:
        """A token and all that hangs on it, in text order."""
        out, stack = [], [token]
        while stack:
            one = stack.pop()
            out.append(one)
            stack += self.children[one.index]
        return sorted(out, key=lambda t: t.index)

    def near(self, token: Token) -> list[Token]:
        """The tokens within two steps below a token: where particles, objects and their nouns stand. What is joined to
        it by "and" is another act."""
        own = [kid for kid in self.children[token.index] if not _joined_verb(kid)]
        return own + [inner for kid in own for inner in self.children[kid.index] if not _joined_verb(inner)]


def _joined_verb(token: Token) -> bool:
    return token.dep == "conj" and token.pos == "VERB"
