"""Noun phrases that may name a participant, each with what the words themselves tell of country, sector and role."""

from __future__ import annotations

from typing import NamedTuple

from dragoman.actors import phrases
from dragoman.actors.names import fold
from dragoman.actors.naming import NATIONAL, NOMINAL_DEPS, UNNAMED, Named, NameReader
from dragoman.actors.tables import Entry, Role
from dragoman.records import Span, Token

HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "sir", "lady", "lord", "hon", "honourable", "honorable"})
DEFINITE = frozenset({"the", "this", "these", "those", "that", "both", "its", "their"})
HEADS = frozenset({"NOUN", "PROPN", "PRON"})
SELDOM = frozenset({"NUM", "ADJ", "DET"})  # heads only where a noun would stand
HYPHENS = frozenset({"-", "–"})
LOOSE = frozenset({"from", "of", "in"})


class Draft(NamedTuple):
    """A mention before resolution. `head`, `start`, `end`: token indices (end exclusive). `entries`: what tables know
    of its name; `role`: the role its words tell; `owners`: heads of the nested mentions that tell whose it is, the
    surest first; `quality`: former, then, elect or acting; `nested`: stands inside a longer phrase."""

    sentence: int
    head: int
    start: int
    end: int
    span: Span
    text: str
    kind: str
    name: str
    entries: tuple[Entry, ...] = ()
    role: Role | None = None
    owners: tuple[int, ...] = ()
    quality: str = ""
    plural: bool = False
    definite: bool = False
    person: bool = False
    nested: bool = False


class Outline(NamedTuple):
    """The words of a mention, by token indices, and its kind."""

    head: int
    start: int
    end: int
    kind: str
    nested: bool = False


class Drafter(NameReader):
    """Drafts the mentions of one sentence."""

    def drafts(self) -> list[Draft]:
        """The mentions in the order of their heads; nested ones (possessors, adjectives) too."""
        found: dict[int, Outline] = {}
        for token in self.tokens:
            stands_in = token.pos in SELDOM and token.dep in NOMINAL_DEPS
            if stands_in or token.pos in HEADS or token.index in self.own:
                outline = self._outline(token)
                if outline is not None:
                    found[token.index] = outline
        return [draft for one in found.values() if (draft := self._draft(one, found)) is not None]

    def _outline(self, token: Token) -> Outline | None:
        tokens = self.tokens
        own = self.own.get(token.index)
        lower = token.text.lower()
        if own is None and lower in self.lexicon.pronouns and not (len(lower) > 1 and token.text.isupper()):
            return self._pronoun(token, lower)
        inside = token.dep in phrases.INSIDE and token.head > token.index and tokens[token.head].pos in phrases.NOUNS
        if own is not None:
            if own.outer != token.index:
                return None
            national = own.entries[0].kind in NATIONAL
            if inside and not own.start <= token.head < own.end:
                return Outline(token.index, own.start, own.end, "adjective" if national else "name", True)
            if own.entries[0].kind == "adjective" and token.pos == "ADJ" and token.dep not in NOMINAL_DEPS:
                wanted = token.dep == "amod"
                return Outline(token.index, own.start, own.end, "adjective", True) if wanted else None
        elif not self._may_head(token):
            return None
        elif inside:
            if token.pos == "PROPN" and token.entity == "PERSON" and tokens[token.head].pos == "NOUN":
                return Outline(token.index, self.first_name(token), token.index + 1, "name", True)
            return None
        start = phrases.left_edge(token, self.children, tokens)
        attached = self.lexicon.attached if token.pos == "PROPN" else self.lexicon.attached_common
        end = phrases.right_edge(token, self.children, tokens, start, attached)
        if own is not None:
            start, end = min(start, own.start), max(end, own.end)
        if start > 1 and tokens[start - 1].text in HYPHENS and tokens[start - 2].text.lower() in self.lexicon.qualities:
            start -= 2
        proper = token.pos == "PROPN" or token.text in self.surnames
        named = own is not None or (proper and not self._is_office(token, start))
        return Outline(token.index, start, end, "name" if named else "nominal")

    def _may_head(self, token: Token) -> bool:
        if token.pos in phrases.NOUNS:
            if token.entity in UNNAMED and not self.follows_given_name(token):
                return False
            return token.pos == "PROPN" or token.dep != "npadvmod"
        return token.dep in NOMINAL_DEPS

    def _is_office(self, token: Token, start: int) -> bool:
        """Whether a capitalised phrase is a role ("the Prime Minister", "Research Director") and no name."""
        if (token.entity == "PERSON" and not token.entity_begins) or token.text in self.surnames:
            return False
        role = self.tables.role(phrases.words_before(self.tokens, start, token.index + 1))
        if role is None or (role.kind not in ("person", "group") and token.index - start > 1):
            return False
        return token.index == start or fold(self.tokens[token.index - 1].text) not in self.tables.genders

    def _pronoun(self, token: Token, lower: str) -> Outline | None:
        if lower in ("that", "which") and token.dep not in ("nsubj", "nsubjpass", "dobj", "pobj"):
            return None
        if lower == "that" and self.tokens[token.head].dep != "relcl":
            return None
        return Outline(token.index, token.index, token.index + 1, "pronoun")

    def _draft(self, one: Outline, found: dict[int, Outline]) -> Draft | None:
        token, own = self.tokens[one.head], self.own.get(one.head)
        entries = own.entries if own else ()
        if one.kind in ("pronoun", "adjective"):
            name = token.text.lower() if one.kind == "pronoun" else entries[0].name if entries else token.text
            return Draft(*self._place(one), name, entries, nested=one.nested)
        person = one.kind == "name" and self.is_person(token, own)
        first = own.start if own else self.first_name(token) if token.pos == "PROPN" else one.head
        role = self._role(token, one.start, first, own, person=person)
        owners = () if one.nested and entries else self._owners(one, found, person=person)
        if one.kind == "nominal" and not owners and (role is None or (role.kind == "thing" and role.sector is None)):
            return None
        return Draft(
            *self._place(one),
            entries[0].name if entries else self.name(token, one.start, first, one.end, person=person),
            entries,
            role,
            owners,
            self._quality(one.start, first) if role is not None or person else "",
            token.tag in ("NNS", "NNPS"),
            self.tokens[one.start].text.lower() in DEFINITE,
            person,
            one.nested,
        )

    def _place(self, one: Outline) -> tuple[int, int, int, int, Span, str, str]:
        """Where a mention stands: the first fields of its draft."""
        span = Span(self.tokens[one.start].span.start, self.tokens[one.end - 1].span.end)
        return self.sentence.index, one.head, one.start, one.end, span, self.text[span.start : span.end], one.kind

    def _quality(self, start: int, first: int) -> str:
        """Whether the words before a name or role make its holder a former, then, acting or elect one."""
        for at in range(max(0, start - 1), first):
            quality = self.lexicon.qualities.get(self.tokens[at].text.lower())
            if quality:
                return quality
        behind = self.tokens[first + 1 : first + 3]
        return "elect" if any(self.lexicon.qualities.get(t.text.lower()) == "elect" for t in behind) else ""

    def _role(self, token: Token, start: int, first: int, own: Named | None, *, person: bool) -> Role | None:
        """The role word of a phrase: its head ("the foreign minister"), or the title before a name."""
        tokens = self.tokens
        if person or (own is not None and own.entries[0].kind != "organisation"):
            while first > start and (tokens[first - 1].text in ("-", "–", ",") or self._is_honorific(first - 1, start)):
                first -= 1
            return self._best(phrases.words_before(tokens, start, first)) if first > start else None
        return None if own is not None else self._best(phrases.words_before(tokens, start, token.index + 1))

    def _is_honorific(self, at: int, start: int) -> bool:
        return at > start and fold(self.tokens[at].text).lower().rstrip(".") in HONORIFICS

    def _best(self, words: list[str]) -> Role | None:
        """The role a list of words ends with; one without a sector takes that of the word before ("army chief")."""
        role = self.tables.role(words)
        if role is None or role.sector is not None or len(words) < 2:
            return role
        used = len(role.words.replace("-", " ").split())
        earlier = self.tables.role(words[:-used]) if len(words) > used else None
        if earlier is None or earlier.sector is None or earlier.kind == "thing":
            return role
        return Role(f"{earlier.words} {role.words}", earlier.sector, role.kind)

    def _owners(self, one: Outline, found: dict[int, Outline], *, person: bool) -> tuple[int, ...]:
        """Heads of the nested mentions that tell whose a phrase is: nationality or possessor before the head (the
        nearest first, nations before bodies), then what stands behind "of", "in", "at", "for", "from"."""
        own = self.own.get(one.head)
        before = [
            at
            for at in range(one.head - 1, one.start - 1, -1)
            if at in found and not self._is_patron(found[at]) and (own is None or self.own.get(at) is not own)
        ]
        if len(before) > 1:
            before.sort(key=lambda at: not (at in self.own and self.own[at].entries[0].kind in NATIONAL))
        behind = [at for at in self._behind(one, own, person=person) if at in found]
        return (*before, *behind)

    def _is_patron(self, inner: Outline) -> bool:
        """ "Turkey-backed rebels" are not Turkish, "anti-Russian protesters" not Russian."""
        tokens = self.tokens
        joined = inner.end + 1 < len(tokens) and tokens[inner.end].text in HYPHENS
        if joined and tokens[inner.end + 1].text.lower() in self.lexicon.patronage:
            return True
        hyphen = inner.start > 1 and tokens[inner.start - 1].text in HYPHENS
        return hyphen and tokens[inner.start - 2].text.lower() in ("anti", "pro", "non")

    def _behind(self, one: Outline, own: Named | None, *, person: bool) -> list[int]:
        """Heads of the objects of the prepositions that belong to a phrase, "of" first."""
        out: list[tuple[bool, int]] = []
        last = max(one.head, own.end - 1 if own else 0)
        sent = self.tokens[one.head].lemma.lower() in self.lexicon.envoys
        prepositions = self.lexicon.attached if person or sent else self.lexicon.belonging
        seen: set[int] = set()
        heads = [one.head, *(k.index for k in self.children[one.head] if k.dep == "prep" and k.index < one.end)]
        for at in heads:
            for kid in self.children[at]:
                if kid.dep == "prep" and kid.index > last and kid.lemma.lower() in prepositions:
                    out += [(kid.lemma.lower() != "of", k.index) for k in self.children[kid.index] if k.dep == "pobj"]
                    seen.add(kid.index)
        # A parser often hangs "from Poland", "in neighbouring Mali" on the verb.
        at = last + 1
        if one.kind == "nominal" and at not in seen and at < len(self.tokens) and self.tokens[at].text in LOOSE:
            near = next((self.own[n] for n in range(at + 1, at + 4) if n in self.own), None)
            out += [(True, near.outer)] if near is not None else []
        return [index for _, index in sorted(out)]
