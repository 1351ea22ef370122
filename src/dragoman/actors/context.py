"""Which country an article, and a passage of it, speaks of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.actors.mentions import Draft
from dragoman.actors.tables import Tables
from dragoman.records import Parse

BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "IMG", "MNC", "ISM"})
WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
REACH = 4  # sentences whose countries still weigh locally


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a mention of a country weighs, by what it is; data/actors/words.toml, [context]."""

    place: float
    country: float
    dateline: float
    title: float
    local: float
    fade: float
    share: float
    least: float


class Prominence:
    """The countries of an article: how much each is spoken of, over all and near a sentence."""

    def __init__(self, parse: Parse, drafts: Iterable[tuple[Draft, str | None]], tables: Tables) -> None:
        self.weights = Weights(**tables.words["context"])
        self._total: dict[str, float] = defaultdict(float)
        self._by_sentence: dict[int, list[tuple[int, str]]] = {}
        self.scene: str | None = None  # country of the dateline
        first = parse.sentences[0] if parse.sentences else None
        dateline = first is not None and not any(t.pos in ("VERB", "AUX") for t in first.tokens)
        for draft, country in drafts:
            if country is None or country in BODIES:
                continue
            token = parse.sentences[draft.sentence].tokens[draft.head]
            located = token.dep == "pobj" and _is_in(parse, draft.sentence, token.head)
            weight = self.weights.country
            if (draft.entries and draft.entries[0].kind == "place") or located:
                weight = self.weights.place
            if dateline and draft.sentence == 0:
                weight = self.weights.dateline
                self.scene = self.scene or country
            self._total[country] += weight
            self._by_sentence.setdefault(draft.sentence, []).append((draft.span.start, country))
        for country in _named_in(parse.document.title, tables):
            self._total[country] += self.weights.title

    @property
    def most(self) -> float:
        """The weight of the country spoken of most; never 0."""
        return max(self._total.values(), default=1) or 1

    def weight(self, country: str | None) -> float:
        """How much a country is spoken of in the article; 0 for none."""
        return self._total.get(country or "", 0)

    def home(self, sentence: int, start: int, excluded: frozenset[str] = frozenset()) -> tuple[str | None, float]:
        """The country that a body without one most probably belongs to, standing at an offset of a sentence, and its
        share of all evidence. `excluded`: countries that grammar rules out, unless there is no other."""
        scores = defaultdict(float, self._total)
        for age in range(REACH):
            near = self.weights.local * self.weights.fade**age
            local: dict[str, float] = {}
            for at, country in self._by_sentence.get(sentence - age, ()):
                own = near if at < start or age else near * self.weights.fade
                local[country] = max(local.get(country, 0.0), own)
            for country, own in local.items():
                scores[country] += own
        if not scores:
            return None, 0.0
        total = sum(scores.values())
        country = max(scores, key=lambda one: (one not in excluded, scores[one]))
        return country, scores[country] / total if total else 0.0


def _is_in(parse: Parse, sentence: int, at: int) -> bool:
    return parse.sentences[sentence].tokens[at].lemma.lower() in ("in", "near", "across", "at")


def _named_in(title: str, tables: Tables) -> list[str]:
    """The countries that the words of a headline name."""
    words = [found[0].removesuffix("'s").removesuffix("’s") for found in WORDS.finditer(title[:500])]
    out: list[str] = []
    at = 0
    while at < len(words):
        found = tables.match(words, at) if words[at][:1].isupper() else None
        if found is None:
            at += 1
            continue
        at, entries = found
        country = entries[0].country
        if country and country not in BODIES and entries[0].kind != "person":
            out.append(country)
    return out
