"""The built-in atlas: recognition, resolution, and the place of an event."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np

from dragoman.data import Data
from dragoman.places import gazetteer as gazetteers
from dragoman.places import lexicon as lexicons
from dragoman.places.events import place_events
from dragoman.places.recognise import Found, recognise
from dragoman.places.resolve import NAMES, Choice, Name, resolve
from dragoman.records import Document, Event, Parse, Place, Span, Toponym

CONTAINER = re.compile(r"\s*(?:,|\()\s*(?:in |the )?$")
DISTANCE = 8  # characters between a name and the name that contains it


class GazetteerAtlas:
    """Finds and resolves toponyms with the package's gazetteer."""

    def __init__(self, data: Data) -> None:
        self.gazetteer = gazetteers.load(data)
        self.lexicon = lexicons.load(data, self.gazetteer)
        self.countries = {
            row["iso3"]: row["name"] for row in reversed(data.table("actors/countries.tsv")) if not row["from"]
        }
        weights = data.toml("places/weights.toml")["weights"]
        self.weights = np.array([weights[name] for name in NAMES], dtype=np.float32)

    def find(self, parse: Parse) -> tuple[Toponym, ...]:
        return self._resolve(parse.document, recognise(parse, self.gazetteer, self.lexicon))

    def resolve(self, document: Document, spans: tuple[Span, ...]) -> tuple[Toponym, ...]:
        found = [
            Found(span, "demonym" if span.of(document.text) in self.lexicon.demonyms else "name") for span in spans
        ]
        return self._resolve(document, found)

    def place_events(self, parse: Parse, toponyms: tuple[Toponym, ...], events: tuple[Event, ...]) -> tuple[Event, ...]:
        return place_events(parse, toponyms, events, self.country, self.capital)

    def country(self, code: str) -> Place | None:
        """The place of an ISO 3166 alpha-3 code, None for other codes."""
        row = self.gazetteer.country_rows.get(code)
        return None if row is None else self._place(Choice(row, 1.0))

    def capital(self, code: str) -> Place | None:
        """The capital of a country by its ISO 3166 alpha-3 code."""
        row = self.gazetteer.capital_rows.get(code)
        return None if row is None else self._place(Choice(row, 1.0))

    def _resolve(self, document: Document, found: list[Found]) -> tuple[Toponym, ...]:
        names, numbers = names_of(document.text, [one.span for one in found])
        choices = resolve(names, self.gazetteer, self.lexicon, self.weights, self._home(document, names))
        return tuple(
            Toponym(one.span, self._place(choices[number]), one.kind)
            for one, number in zip(found, numbers, strict=True)
        )

    def _place(self, choice: Choice) -> Place | None:
        if choice.row < 0:
            return None
        place = self.gazetteer.place(choice.row, choice.score)
        return (
            replace(place, name=self.countries.get(place.country or "", place.name))
            if place.grain == "country"
            else place
        )

    def _home(self, document: Document, names: list[Name]) -> int:
        """Row of the place that the publisher's name or address speaks for, -1 if none does."""
        words = " ".join(filter(None, (document.publisher, document.url))).lower()
        squeezed = re.sub(r"[^a-z]", "", words)
        scores: Counter[int] = Counter()
        for name in names:
            key = re.sub(r"[^a-z]", "", name.text.lower())
            if len(key) > 3 and key in squeezed:
                rows = lexicons_rows(name.text, self)
                if len(rows):
                    scores[int(rows[0])] += name.count
        return scores.most_common(1)[0][0] if scores else -1


def lexicons_rows(name: str, atlas: GazetteerAtlas) -> list[int]:
    fixed = atlas.lexicon.rows(name)
    return list(fixed) if fixed else sorted(map(int, atlas.gazetteer.find(name)))


def names_of(text: str, spans: list[Span]) -> tuple[list[Name], list[int]]:
    """The distinct names of a text with their containers, and for each span the number of its name: one name means one
    place in a text."""
    containers: dict[str, str] = {}
    counts: Counter[str] = Counter()
    order = sorted(range(len(spans)), key=lambda n: spans[n].start)
    for position, n in enumerate(order):
        words = spans[n].of(text)
        counts[words] += 1
        if position + 1 < len(order):
            following = spans[order[position + 1]]
            between = text[spans[n].end : following.start]
            if len(between) <= DISTANCE and CONTAINER.fullmatch(between):
                containers.setdefault(words, following.of(text))
    distinct = list(counts)
    number = {words: n for n, words in enumerate(distinct)}
    names = [Name(words, containers.get(words), counts[words]) for words in distinct]
    return names, [number[span.of(text)] for span in spans]
