"""The cue tables: what verbs, nouns and adverbs do to the certainty of what they govern."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.claims.reading import Reading
from dragoman.data import Data
from dragoman.records import Token

WORD_LISTS = (
    "negators",
    "possible_modals",
    "future_modals",
    "hearsay",
    "possible_adverbs",
    "conditions",
    "hypotheses",
    "alleged_adjectives",
    "planned_adjectives",
    "possible_adjectives",
    "failed_adjectives",
    "plan_nouns",
    "possible_nouns",
    "claim_nouns",
    "deny_nouns",
    "negative_nouns",
    "negative_adjectives",
    "able_adjectives",
    "bound_adjectives",
    "factual_adjectives",
    "hard_adjectives",
    "results",
    "movements",
    "performatives",
    "event_nouns",
    "event_endings",
    "no_event_nouns",
    "documents",
    "anonymous",
    "media",
    "witnesses",
    "speech_nouns",
    "speech_adjectives",
)

NEUTRAL = frozenset({"factive", "evidence", "report"})


@dataclass(frozen=True, slots=True)
class Cues:
    """`speech`: lemmas that introduce attributed content; `classes`: lemma, verb_particle or verb_preposition to
    classes (data/claims/verbs.tsv); `strengths`: rule -> what it leaves of a fact, 1 all, 0 nothing known, below 0 the
    contrary; `references`: event type -> nouns that refer back to one."""

    speech: frozenset[str]
    classes: dict[str, frozenset[str]]
    lists: dict[str, frozenset[str]]
    strengths: dict[str, float]
    references: dict[str, frozenset[str]]

    def value(self, reading: Reading) -> float:
        """How factual a reading is, from -3 (certainly not) to 3 (certainly): the strengths of its cues multiply."""
        left = 1.0
        for cue in reading.cues:
            left *= self.strengths[cue.rule]
        return max(-3.0, min(3.0, self.strengths["fact"] * left))

    def names_event(self, noun: Token) -> bool:
        """Whether a noun names something that happens, rather than a thing: by list, else by its ending."""
        lemma = noun.lemma.lower()
        if lemma in self.lists["event_nouns"]:
            return True
        return lemma not in self.lists["no_event_nouns"] and lemma.endswith(tuple(self.lists["event_endings"]))

    def performs(self, lemma: str) -> bool:
        """Whether a verb is known by its class to leave an infinitive below it as it is."""
        return bool(self.classes.get(lemma, frozenset()) & NEUTRAL)

    def is_a(self, lemma: str, name: str) -> bool:
        return name in self.classes.get(lemma, frozenset())

    def among(self, lemma: str, name: str) -> bool:
        return lemma in self.lists[name]


def load(data: Data) -> Cues:
    speech: set[str] = set()
    classes: dict[str, set[str]] = {}
    for row in data.table("claims/verbs.tsv"):
        for word in row["words"].split():
            lemma = word.split("_")[0]
            classes.setdefault(lemma if "_" not in word else word, set()).add(row["class"])
            if row["speech"] == "yes" and "_" not in word:
                speech.add(lemma)
            elif row["speech"] == "yes":
                speech.add(word)
    words = data.toml("claims/words.toml")
    return Cues(
        frozenset(speech - set(words["no_speech"])),
        {lemma: frozenset(found) for lemma, found in classes.items()},
        {name: frozenset(words[name]) for name in WORD_LISTS},
        words["strengths"],
        {kind: frozenset(nouns) for kind, nouns in words["references"].items()},
    )
