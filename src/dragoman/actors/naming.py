"""Names in one sentence: those the tables know, and how far a person's or body's name reaches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from dragoman.actors import phrases
from dragoman.actors.names import fold
from dragoman.actors.tables import Entry, Tables
from dragoman.records import Sentence, Token

NOMINAL_DEPS = frozenset(
    {"nsubj", "nsubjpass", "dobj", "pobj", "dative", "agent", "conj", "appos", "attr", "ROOT", "poss"}
)
NATIONAL = frozenset({"country", "seat", "adjective", "people", "place"})
JOINERS = frozenset({"of", "for", "and", "the", "on", "in", "&"})
NAMELIKE = frozenset({"PROPN", "NOUN", "ADJ", "X", "NUM"})
# Most names begin with a capital; "al-Shabab" and "bin Laden" do not.
PARTICLES = frozenset({"al", "bin", "el"})
UNNAMED = phrases.CALENDAR | {"MONEY", "PERCENT"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of data/actors/words.toml that drafting needs. `qualities`: word -> former, then, acting, elect."""

    qualities: dict[str, str]
    patronage: frozenset[str]
    titles: frozenset[str]
    attached: frozenset[str]
    attached_common: frozenset[str]
    belonging: frozenset[str]
    envoys: frozenset[str]
    pronouns: frozenset[str]

    @classmethod
    def of(cls, tables: Tables) -> Lexicon:
        lists = tables.words["phrase"]
        words = tables.words["pronouns"].items()
        return cls(
            {word: key for key in ("former", "then", "elect", "acting") for word in lists[key]},
            frozenset(lists["patronage"]),
            frozenset(lists["titles"]),
            frozenset(lists["attached"]),
            frozenset(lists["attached"] + lists["attached_common"]),
            frozenset(lists["belonging"]),
            frozenset(tables.words["belonging"]["envoys"]),
            frozenset(word for key, group in words if key not in ("empty", "saying") for word in group),
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the tables in a sentence; `outer`: its token whose governor lies outside it."""

    start: int
    end: int
    outer: int
    entries: tuple[Entry, ...]


def surnames_of(sentences: tuple[Sentence, ...], tables: Tables) -> frozenset[str]:
    """The capitalised words behind given names anywhere in an article: surnames, whatever else they mean."""
    found: set[str] = set()
    for sentence in sentences:
        for one, other in pairwise(sentence.tokens):
            if one.pos != "PROPN" or other.pos not in phrases.NOUNS or len(other.text) < 3:
                continue
            beside = one.head in (other.index, one.index - 1, other.head)
            if beside and other.text[:1].isupper() and fold(one.text) in tables.genders:
                found.add(other.text)
    return frozenset(found)


class NameReader:
    """The names of one sentence. `own`: token index -> the name of the tables that it is part of."""

    def __init__(
        self, sentence: Sentence, text: str, tables: Tables, lexicon: Lexicon, surnames: frozenset[str] = frozenset()
    ) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.text = text
        self.tables = tables
        self.lexicon = lexicon
        self.surnames = surnames
        self.children = phrases.children_of(self.tokens)
        self.own: dict[int, Named] = {at: one for one in self._names() for at in range(one.start, one.end)}

    def _names(self) -> list[Named]:
        """Names of the tables in a sentence, without overlaps, longest from the left."""
        tokens = self.tokens
        texts = [token.text for token in tokens]
        out: list[Named] = []
        at = 0
        while at < len(tokens):
            found = self.tables.match(texts, at) if texts[at][:1].isupper() or texts[at] in PARTICLES else None
            if found is None and texts[at].isupper() and "".join(texts[at + 1 : at + 2]).isupper():
                found = self.tables.match([text.lower() for text in texts], at)  # "LA PAZ": no acronyms
            if found is None or not texts[found[0] - 1][:1].isalnum():
                at += 1
                continue
            end, entries = found
            entries = self._fitting(at, end, entries)
            if entries:
                out.append(Named(at, end, phrases.outer(tokens, at, end), entries))
                at = end
            else:
                at += 1
        return out

    def _fitting(self, start: int, end: int, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The entries, or none where the words around speak against them: "Chad Brown" is no country."""
        tokens = self.tokens
        kind, first = entries[0].kind, tokens[start]
        behind = tokens[end] if end < len(tokens) else None
        goes_on = behind is not None and behind.pos == "PROPN" and behind.entity and not behind.entity_begins
        if kind in NATIONAL and kind != "adjective" and first.entity == "PERSON":
            if goes_on and behind is not None and not self.tables.role([fold(behind.text).lower()]):
                return ()
            inside = start > 0 and tokens[start - 1].entity == "PERSON" and not first.entity_begins
            if inside and tokens[start - 1].pos == "PROPN" and not self.is_title(start - 1):
                return ()
        if kind == "place" and goes_on and behind is not None and behind.entity in ("GPE", "LOC"):
            role = self.tables.role([fold(behind.text).lower()])
            return entries if role is not None and role.kind == "place" else ()
        if end - start == 1:
            if kind == "place" and first.pos not in phrases.NOUNS:
                return ()
            if kind == "organisation" and first.pos not in NAMELIKE:
                return ()
        if entries[0].the:
            article = start > 0 and tokens[start - 1].text.lower() == "the"
            return entries if article and not (behind is not None and behind.pos == "PROPN") else ()
        return entries

    def is_title(self, at: int) -> bool:
        """Whether a token is a title or the end of a role that a person's name may follow."""
        word = fold(self.tokens[at].text).lower().rstrip(".")
        if word in self.lexicon.titles:
            return True
        role = self.tables.role([word])
        return role is not None and role.kind in ("person", "group") and self.tokens[at].text[:1].isupper()

    def follows_given_name(self, token: Token) -> bool:
        """Whether a capitalised word stands behind a given name here or elsewhere: "Timothy Weeks" is no date."""
        if token.text in self.surnames:
            return True
        if not token.index or not token.text[:1].isupper():
            return False
        before = self.tokens[token.index - 1]
        return before.text[:1].isupper() and fold(before.text) in self.tables.genders

    def is_person(self, token: Token, own: Named | None) -> bool:
        """Whether a name that ends with a token is a person's."""
        if own is not None:
            return own.entries[0].kind == "person"
        if token.text in self.surnames and not token.text.isupper():
            return True
        if token.pos != "PROPN":
            return False
        if token.entity == "PERSON":
            return True
        first = self.first_name(token)
        if first < token.index and fold(self.tokens[first].text) in self.tables.genders:
            return True
        return token.entity not in ("ORG", "GPE", "FAC", "EVENT", "LAW") and first > 0 and self.is_title(first - 1)

    def first_name(self, token: Token) -> int:
        """Index of the first word of a person's or body's name that ends with a token."""
        tokens = self.tokens
        first = token.index
        while first > 0:
            before = tokens[first - 1]
            if before.text in ("-", "–") and first > 1 and tokens[first - 2].text[:1].isupper():
                first -= 2
                continue
            if before.pos != "PROPN" or before.index in self.own or before.entity in phrases.CALENDAR:
                break
            if token.entity == "PERSON" and (before.entity not in ("PERSON", "") or self.is_title(first - 1)):
                break
            if before.head != first and not first <= before.head <= token.index:
                break
            if token.entity != "ORG" and self.is_title(first - 1):
                break
            first -= 1
        while first < token.index and fold(tokens[first].text).lower().rstrip(".") in self.lexicon.titles:
            first += 1
        return first

    def name(self, token: Token, start: int, first: int, end: int, *, person: bool) -> str:
        """The name, or the words without articles, of a phrase `start` to `end` with its head."""
        tokens = self.tokens
        last = token.index
        if token.pos != "PROPN":
            first = start
            while first < last and tokens[first].pos == "DET":
                first += 1
        elif not person:
            while first > start and tokens[first - 1].pos == "PROPN" and (first - 1) not in self.own:
                first -= 1
            at = last + 1
            while at < end and (tokens[at].pos == "PROPN" or tokens[at].text in JOINERS):
                last = at if tokens[at].pos == "PROPN" else last
                at += 1
        return self.text[tokens[first].span.start : tokens[last].span.end]
