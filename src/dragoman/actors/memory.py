"""What a reader of an article has in mind: the actors mentioned last, and where."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from dragoman.actors.mentions import Draft
from dragoman.actors.resolution import Register
from dragoman.records import Actor, Sentence

KEPT = 60  # candidates remembered
LOCAL = frozenset({"in", "near", "at", "around"})


class Candidate(NamedTuple):
    """An actor that a later word may take up, where and how it was mentioned."""

    key: str
    sentence: int
    start: int
    head: int
    dep: str
    governor: int
    plural: bool
    words: str
    several: bool

    @property
    def subject(self) -> bool:
        return self.dep in ("nsubj", "nsubjpass")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of data/actors/words.toml that resolution needs. `joint`: forms that a collective may have as head."""

    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    it: frozenset[str]
    relative: frozenset[str]
    speaker: frozenset[str]
    empty: frozenset[str]
    saying: frozenset[str]
    states: frozenset[str]
    persons: frozenset[str]
    numbers: dict[str, int]
    gatherings: dict[str, list[str]]
    anaphors: dict[str, list[str]]
    joint: frozenset[str]
    opposite: frozenset[str]
    sending: frozenset[str]
    strangers: frozenset[str]
    meeting: frozenset[str]


def words_of(lists: dict[str, Any]) -> Words:
    """The word lists as sets."""
    pronouns, together = lists["pronouns"], lists["together"]
    heads = (*together["states"], *together["persons"], *(name.split()[-1] for name in together["named"]))
    return Words(
        he=frozenset(pronouns["he"]),
        she=frozenset(pronouns["she"]),
        they=frozenset(pronouns["they"]),
        it=frozenset(pronouns["it"]),
        relative=frozenset(pronouns["relative"]),
        speaker=frozenset(pronouns["speaker"]),
        empty=frozenset(pronouns["empty"]),
        saying=frozenset(pronouns["saying"]),
        states=frozenset(together["states"]),
        persons=frozenset(together["persons"]),
        numbers=together["numbers"],
        gatherings=together["named"],
        anaphors=lists["anaphors"],
        joint=frozenset(
            form
            for word in heads
            for form in (word, f"{word}s", f"{word.removesuffix('y')}ies", word.replace("man", "men"))
        ),
        opposite=frozenset(lists["opposite"]["nouns"]),
        sending=frozenset(lists["belonging"]["sending"]),
        strangers=frozenset(lists["belonging"]["strangers"]),
        meeting=frozenset(lists["belonging"]["meeting"]),
    )


class Memory:
    """The last mentions of an article up to the word that is read, and the genders of its persons."""

    def __init__(self, register: Register, words: Words) -> None:
        self.register = register
        self.words = words
        self.recent: deque[Candidate] = deque(maxlen=KEPT)
        self.genders: dict[str, str] = {}
        self.speaker: str | None = None
        self._at, self._joined = -1, frozenset[int]()

    def add(self, key: str, draft: Draft, sentence: Sentence) -> None:
        """Remember a mention; the subject of a verb of saying is who speaks."""
        token = sentence.tokens[draft.head]
        if sentence.index != self._at:
            self._at, self._joined = sentence.index, frozenset(t.head for t in sentence.tokens if t.dep == "conj")
        plural = draft.plural or token.index in self._joined or bool(self.register.actors[key].members)
        at = (sentence.index, draft.span.start, draft.head)
        self.recent.append(Candidate(key, *at, token.dep, token.head, plural, draft.name.lower(), draft.plural))
        if token.dep == "nsubj" and sentence.tokens[token.head].lemma.lower() in self.words.saying:
            self.speaker = key

    def actor(self, one: Candidate) -> Actor:
        return self.register.actors[one.key]

    def before(self, draft: Draft, reach: int) -> Iterator[Candidate]:
        """Mentions before a phrase, the last first, at most `reach` sentences back."""
        for one in reversed(self.recent):
            if draft.sentence - one.sentence > reach:
                return
            if one.start < draft.span.start:
                yield one

    def latest(self, wanted: Callable[[Candidate], bool], draft: Draft, reach: int) -> str | None:
        """Key of the mention before a phrase that fits best: near, subject of its sentence, much spoken of."""
        best: tuple[float, str] | None = None
        context = self.register.context
        for one in self.before(draft, reach):
            age = draft.sentence - one.sentence
            if best is not None and age > 2 - best[0]:
                break
            if wanted(one):
                score = -age + 0.5 * one.subject + context.weight(self.actor(one).country) / context.most
                if best is None or score > best[0]:
                    best = (score, one.key)
        return best[1] if best else None

    def is_place(self, one: Candidate) -> bool:
        """Whether a mention only said where something is: "in Kenya"."""
        tokens = self.register.parse.sentences[one.sentence].tokens
        return one.dep == "pobj" and tokens[one.governor].lemma.lower() in LOCAL
