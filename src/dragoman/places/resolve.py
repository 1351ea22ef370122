"""Which of the places of a name is meant: candidates scored by features whose weights are data (places/weights.toml).

The features follow the geocoding literature (population and admin prior, containment, minimal distance; Speriosu &
Baldridge 2013, Gritta et al. 2018); the weights are learned by tools/place_weights.py from development places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragoman.places import gazetteer as gz
from dragoman.places.gazetteer import Gazetteer, kilometres
from dragoman.places.lexicon import PlaceLexicon
from dragoman.places.names import key_of

Features = NDArray[np.float32]
NAMES = (
    "log_population",
    "country",
    "admin1",
    "admin2",
    "city",
    "region",
    "place",
    "continent",
    "capital",
    "main_name",
    "contained",
    "contradicted",
    "same_country",
    "same_admin1",
    "near",
    "home_country",
    "home_admin1",
    "near_home",
    "container_of_others",
    "largest",
    "largest_share",
)
MANY = 40  # candidates kept of a common name: the largest
ROUNDS = 2
NEAR_KM = 100.0
AREAS = (gz.COUNTRY, gz.CONTINENT, gz.REGION)
UNKNOWN_SCORE = 0.1  # of a name that no gazetteer has, placed where the text is about


@dataclass(frozen=True, slots=True)
class Name:
    """A toponym to resolve: its words, the words behind it that may contain it ("Texas" in "Paris, Texas"), and how
    often it stands in the text."""

    text: str
    container: str | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """Row of the gazetteer and its share of the probability; -1 where no place of that name is known."""

    row: int
    score: float


def candidates(name: str, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> NDArray[np.int32]:
    """Rows that a name may mean: fixed ones of the lexicon (demonyms, abbreviations), else those of the gazetteer."""
    fixed = lexicon.rows(name)
    if fixed:
        return np.array(fixed, dtype=np.int32)
    found = gazetteer.find(name)
    for shorter in () if len(found) else (*lexicon.variants(name), *parts(name)):
        fixed = lexicon.rows(shorter)
        found = np.array(fixed, dtype=np.int32) if fixed else gazetteer.find(shorter)
        if len(found):
            break
    return _towns_of_capitals(np.sort(np.unique(found))[:MANY], gazetteer)


def _towns_of_capitals(rows: NDArray[np.int32], gazetteer: Gazetteer) -> NDArray[np.int32]:
    """Rows without the provinces that only share the name of their country's capital: Lima is the town."""
    capitals = rows[gazetteer.capital[rows] & (gazetteer.kind[rows] == gz.CITY)]
    if not len(capitals):
        return rows
    homes = gazetteer.country[capitals]
    kept: NDArray[np.int32] = rows[~((gazetteer.kind[rows] == gz.ADMIN1) & np.isin(gazetteer.country[rows], homes))]
    return kept


def parts(name: str) -> Iterator[str]:
    """Shorter stretches of capitalised words of a name, longest first: "Colorado" of "Colorado State University"."""
    words = name.replace(",", " ").split()
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            piece = words[start : start + length]
            if piece[0][:1].isupper() and piece[-1][:1].isupper() and len(piece[0]) > 1:
                yield " ".join(piece)


def resolve(
    names: Sequence[Name], gazetteer: Gazetteer, lexicon: PlaceLexicon, weights: Features, home: int = -1
) -> list[Choice]:
    """The place of each name of one text, all names taken together; `home`: row of the publisher's home, -1 unknown."""
    if not names:
        return []
    found = [candidates(name.text, gazetteer, lexicon) for name in names]
    picks = [int(rows[0]) if len(rows) else -1 for rows in found]
    scores: list[float] = [0.0] * len(names)
    for turn in range(ROUNDS + 1):
        before = list(picks)
        matrices = features(names, found, picks if turn else None, gazetteer, lexicon, home)
        for n, matrix in enumerate(matrices):
            if len(found[n]):
                logits = matrix @ weights
                chances = np.exp(logits - logits.max())
                best = int(logits.argmax())
                picks[n], scores[n] = int(found[n][best]), float(chances[best] / chances.sum())
        if turn and picks == before:  # the next turn would see the same
            break
    focus = _focus(names, picks, gazetteer)
    return [
        Choice(row, score) if row >= 0 else Choice(focus, UNKNOWN_SCORE)
        for row, score in zip(picks, scores, strict=True)
    ]


def _focus(names: Sequence[Name], picks: Sequence[int], gazetteer: Gazetteer) -> int:
    """The town, else the province or country, that a text speaks of most: where its unknown names (streets, halls,
    rivers) most likely are."""
    votes: Counter[int] = Counter()
    for name, row in zip(names, picks, strict=True):
        if row >= 0:
            finer = gazetteer.kind[row] in (gz.CITY, gz.ADMIN2, gz.PLACE)
            votes[row] += name.count * (3 if finer else 2 if gazetteer.kind[row] == gz.ADMIN1 else 1)
    return votes.most_common(1)[0][0] if votes else -1


def features(
    names: Sequence[Name],
    found: Sequence[NDArray[np.int32]],
    picks: Sequence[int] | None,
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
    home: int,
) -> list[Features]:
    """A matrix (candidates x `NAMES`) for each name. `picks`: what the other names mean so far, None at first."""
    context = _Context(names, found, picks, gazetteer)
    return [
        _of(name, rows, number, context, gazetteer, lexicon, home)
        for number, (name, rows) in enumerate(zip(names, found, strict=True))
    ]


class _Context:
    """What the other toponyms of a text speak for."""

    def __init__(
        self,
        names: Sequence[Name],
        found: Sequence[NDArray[np.int32]],
        picks: Sequence[int] | None,
        gazetteer: Gazetteer,
    ) -> None:
        self.votes: list[tuple[int, int, float, str]] = []  # number of the name, row, weight, key
        for number, (name, rows) in enumerate(zip(names, found, strict=True)):
            if not len(rows):
                continue
            sure = len(rows) == 1 or gazetteer.kind[rows[0]] == gz.COUNTRY
            if picks is None and not sure:
                continue
            row = int(rows[0]) if picks is None else picks[number]
            if row >= 0:
                self.votes.append((number, row, float(min(3, name.count)), key_of(name.text)))
        self.total = sum(v[2] for v in self.votes)


def _of(
    name: Name,
    rows: NDArray[np.int32],
    number: int,
    context: _Context,
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
    home: int,
) -> Features:
    out = np.zeros((len(rows), len(NAMES)), dtype=np.float32)
    if not len(rows):
        return out
    kind = gazetteer.kind[rows]
    country = gazetteer.country[rows]
    population = gazetteer.population[rows].astype(np.float64)
    out[:, 0] = np.log10(population + 1) / 10
    for value in range(len(gz.KINDS)):
        out[:, 1 + value] = kind == value
    out[:, 8] = gazetteer.capital[rows]
    key = key_of(name.text)
    out[:, 9] = [key_of(gazetteer.name_of(int(row))) == key for row in rows]
    if name.container:
        inside = np.zeros(len(rows), dtype=bool)
        holders = candidates(name.container, gazetteer, lexicon)
        for holder in holders:
            if gazetteer.kind[holder] in (gz.COUNTRY, gz.ADMIN1, gz.ADMIN2):
                inside |= _contains(int(holder), rows, gazetteer)
        out[:, 10] = inside
        out[:, 11] = (~inside) & bool(inside.any())
    others = [vote for vote in context.votes if vote[0] != number and vote[3] != key]
    total = sum(vote[2] for vote in others)
    if total:
        admin1 = np.where(kind == gz.ADMIN1, rows, gazetteer.admin1[rows])
        held = np.zeros(len(rows))
        countries: Counter[int] = Counter()
        provinces: Counter[int] = Counter()
        for _, row, weight, _ in others:
            countries[int(gazetteer.country[row])] += weight  # type: ignore[assignment]
            province = row if gazetteer.kind[row] == gz.ADMIN1 else int(gazetteer.admin1[row])
            provinces[province] += weight  # type: ignore[assignment]
            held += weight * ((rows == gazetteer.admin1[row]) | (rows == gazetteer.admin2[row]))
        out[:, 12] = [countries[int(c)] / total for c in country]
        out[:, 13] = [provinces[int(a)] / total if a >= 0 else 0.0 for a in admin1]
        out[:, 14] = _nearness(rows, others, gazetteer) / total
        out[:, 18] = np.minimum(1.0, held / total)
    if home >= 0:
        away = kilometres(
            float(gazetteer.latitude[home]),
            float(gazetteer.longitude[home]),
            gazetteer.latitude[rows],
            gazetteer.longitude[rows],
        )
        out[:, 15] = country == gazetteer.country[home]
        province = home if gazetteer.kind[home] == gz.ADMIN1 else gazetteer.admin1[home]
        out[:, 16] = (gazetteer.admin1[rows] == province) & (province >= 0)
        out[:, 17] = np.exp(-away / NEAR_KM)
    out[int(population.argmax()), 19] = 1
    out[:, 20] = population / max(1.0, float(population.sum()))
    return out


def _contains(holder: int, rows: NDArray[np.int32], gazetteer: Gazetteer) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (gazetteer.admin1[rows] == holder) | (gazetteer.admin2[rows] == holder)
    if gazetteer.kind[holder] == gz.COUNTRY:
        inside |= (gazetteer.country[rows] == gazetteer.country[holder]) & (rows != holder)
    return inside


def _nearness(
    rows: NDArray[np.int32], votes: Sequence[tuple[int, int, float, str]], gazetteer: Gazetteer
) -> NDArray[np.float64]:
    """How near places lie to the points that the other names mean, by their weights."""
    points = [(row, weight) for _, row, weight, _ in votes if gazetteer.kind[row] not in AREAS]
    at = np.array([row for row, _ in points], dtype=np.int32)
    weights = np.array([weight for _, weight in points])
    away = kilometres(
        gazetteer.latitude[at][:, None],
        gazetteer.longitude[at][:, None],
        gazetteer.latitude[rows],
        gazetteer.longitude[rows],
    )
    near: NDArray[np.float64] = weights @ np.exp(-away / NEAR_KM)
    return near
