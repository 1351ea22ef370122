"""The cue tables: what verbs, nouns and adverbs do to the certainty of what they govern."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.data import Data

WORD_LISTS = (
    "negators",
    "possible_modals",
    "future_modals",
    "hearsay",
    "possible_adverbs",
    "conditions",
    "alleged_adjectives",
    "planned_adjectives",
    "possible_adjectives",
    "failed_adjectives",
    "plan_nouns",
    "possible_nouns",
    "claim_nouns",
    "deny_nouns",
    "negative_nouns",
    "documents",
    "anonymous",
    "media",
    "witnesses",
    "speech_nouns",
    "speech_adjectives",
)


@dataclass(frozen=True, slots=True)
class Cues:
    """`speech`: lemmas that introduce attributed content; `classes`: lemma -> classes (data/claims/verbs.tsv);
    `values`: status -> rule -> how factual, from -3 to 3; `references`: event type -> nouns that refer back to one."""

    speech: frozenset[str]
    classes: dict[str, frozenset[str]]
    lists: dict[str, frozenset[str]]
    values: dict[str, dict[str, float]]
    references: dict[str, frozenset[str]]

    def value(self, status: str, rule: str) -> float:
        """How factual a status is that a rule gave."""
        of = self.values[status]
        return float(of.get(rule, of["any"]))

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
        words["values"],
        {kind: frozenset(nouns) for kind, nouns in words["references"].items()},
    )
