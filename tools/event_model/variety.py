"""Sentences with other states: the model shall learn acts, not who usually does them."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from dragoman.data import PACKAGE
from dragoman.data.codebook import Example

TABLE = PACKAGE / "actors" / "countries.tsv"
KINDS = ("names", "adjectives", "demonyms", "capital")


class States:
    """The names, adjectives, peoples and capitals of states, by kind; only what one word tells."""

    def __init__(self) -> None:
        lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        columns = lines[0].split("\t")
        self.kind: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        for line in lines[1:]:
            fields = dict(zip(columns, line.split("\t"), strict=False))
            words = {kind: fields[kind].split("|")[0] for kind in KINDS}
            if all(word.isalpha() for word in words.values()) and len(set(words.values())) > 2:
                self.rows.append(words)
                self.kind |= {word: kind for kind, word in words.items()}
        self.owner = {word: number for number, row in enumerate(self.rows) for word in row.values()}
        self.pattern = re.compile(r"\b(" + "|".join(sorted(self.owner, key=len, reverse=True)) + r")\b")

    def exchanged(self, example: Example, luck: random.Random) -> Example:
        """The sentence with each of its states replaced by another, the same one throughout."""
        found = list(self.pattern.finditer(example.text))
        if not found:
            return example
        owners = sorted({self.owner[match[0]] for match in found})
        others = dict(zip(owners, luck.sample(range(len(self.rows)), len(owners)), strict=True))
        text, end, shifts = "", 0, []
        for match in found:
            word = self.rows[others[self.owner[match[0]]]][self.kind[match[0]]]
            text += example.text[end : match.start()] + word
            end = match.end()
            shifts.append((match.end(), len(text) - end))
        text += example.text[end:]

        def moved(place: int) -> int:
            return place + next((shift for behind, shift in reversed(shifts) if place >= behind), 0)

        return replace(
            example,
            text=text,
            events=tuple(
                replace(event, triggers=tuple((moved(a), moved(b)) for a, b in event.triggers))
                for event in example.events
            ),
            roles=tuple(replace(role, start=moved(role.start), end=moved(role.end)) for role in example.roles),
            near_misses=tuple((moved(a), moved(b)) for a, b in example.near_misses),
        )
