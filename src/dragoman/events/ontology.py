"""PLOVER's types and modes with quad class and intensity, and CAMEO codes."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.data import Data
from dragoman.errors import DataError


@dataclass(frozen=True, slots=True)
class Ontology:
    """`quads` and `intensities` by (type, mode), mode "" being the type alone; `cameo` labels by code."""

    quads: dict[str, int]
    intensities: dict[tuple[str, str], float]
    cameo: dict[str, str]

    def intensity(self, kind: str, modes: tuple[str, ...]) -> float:
        """The strongest of the modes' intensities, or the type's own."""
        values = [self.intensities[kind, mode] for mode in modes] or [self.intensities[kind, ""]]
        return max(values, key=abs)

    def check(self, kind: str, mode: str, cameo: str, where: str) -> None:
        """Raises DataError naming `where` if a coding is not of the ontology."""
        if (kind, mode) not in self.intensities:
            raise DataError(f"{where}: no type {kind!r} with mode {mode!r}; see data/ontology/types.tsv")
        if cameo not in self.cameo:
            raise DataError(f"{where}: no CAMEO code {cameo!r}; see data/ontology/cameo.tsv")


def load(data: Data) -> Ontology:
    rows = data.table("ontology/types.tsv")
    return Ontology(
        quads={row["type"]: int(row["quad"]) for row in rows},
        intensities={(row["type"], row["mode"]): float(row["intensity"]) for row in rows},
        cameo={row["code"]: row["label"] for row in data.table("ontology/cameo.tsv")},
    )
