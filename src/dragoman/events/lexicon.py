"""The frame lexicon: which word, in which company, is which event (data/events/frames*.tsv)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.events.ontology import Ontology

FRAMES = "events/frames.tsv"
STATEMENTS = "events/statements.tsv"
PARTS = {"v": ("VERB", "AUX"), "n": ("NOUN", "PROPN"), "a": ("ADJ", "VERB", "ADV")}
DEFAULT_ROLES = {"v": "A:subj R:obj", "n": "A:subj,comp R:on,against,to,with,of", "a": "A:subj R:to,of"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand on a slot: its filler's lemma is (or, `negated`, is not) among `lemmas`."""

    slot: str
    lemmas: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the lexicon. `trigger`: lemma of the head; `company`: lemmas that must stand below it. `roles`: role
    letter -> slots, the first that is filled counts. A frame of type "none" is a veto."""

    trigger: str
    company: tuple[str, ...]
    part: str
    type: str
    mode: str
    cameo: str
    roles: tuple[tuple[str, tuple[str, ...]], ...]
    conditions: tuple[Condition, ...]
    reciprocal: bool
    name: str

    @property
    def weight(self) -> int:
        """How specific it is: of the frames that fit, the most specific counts."""
        return 2 * len(self.company) + 3 * sum(not c.negated for c in self.conditions)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`frames` by the lemma of their trigger. `demanding`: lemmas of requests that leave no choice (CAMEO's root 10;
    the others are appeals, root 02)."""

    frames: dict[str, tuple[Frame, ...]]
    demanding: frozenset[str] = frozenset()

    def of(self, lemma: str) -> tuple[Frame, ...]:
        return self.frames.get(lemma, ())


def load(data: Data, ontology: Ontology, file: str = FRAMES) -> Lexicon:
    """Read the frames. Raises DataError naming the line of a frame that is malformed or not of the ontology."""
    classes = {name: frozenset(words) for name, words in data.toml("events/word_classes.toml").items()}
    frames: dict[str, list[Frame]] = {}
    for row in data.table(file):
        for frame in read(row, classes, f"{file}: {row['trigger']}"):
            if frame.type != "none":
                ontology.check(frame.type, frame.mode, frame.cameo, frame.name)
            frames.setdefault(frame.trigger, []).append(frame)
    ordered = {lemma: tuple(sorted(group, key=lambda f: -f.weight)) for lemma, group in frames.items()}
    return Lexicon(ordered, classes["demanding"])


def read(row: dict[str, str], classes: dict[str, frozenset[str]], where: str) -> list[Frame]:
    """The frames of a row: one for each of its triggers, which stand between bars."""
    out = []
    part = row["pos"]
    if part not in PARTS:
        raise DataError(f"{where}: part of speech {part!r} is not v, n or a")
    conditions = tuple(_condition(text, classes, where) for text in row["when"].split())
    roles = _roles(row["roles"], part, where)
    for trigger in row["trigger"].split("|"):
        head, *company = trigger.strip().split()
        out.append(
            Frame(
                trigger=head,
                company=tuple(company),
                part=part,
                type=row["type"],
                mode=row["mode"].replace("-", "", 1) if row["mode"] == "-" else row["mode"],
                cameo=row["cameo"].replace("-", ""),
                roles=roles,
                conditions=conditions,
                reciprocal="reciprocal" in row["flags"],
                name=f"{trigger.strip()}/{part} {row['when']}".strip(),
            )
        )
    return out


def _roles(text: str, part: str, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    wanted = dict(piece.split(":", 1) for piece in DEFAULT_ROLES[part].split())
    for piece in text.split():
        if not re.fullmatch(r"[AR]:[a-z,-]*", piece):
            raise DataError(f"{where}: role {piece!r} is not of the form A:slot,slot or R:slot,slot")
        role, slots = piece.split(":", 1)
        wanted[role] = slots
    return tuple((role, tuple(s for s in slots.split(",") if s and s != "-")) for role, slots in wanted.items())


def _condition(text: str, classes: dict[str, frozenset[str]], where: str) -> Condition:
    match = re.fullmatch(r"([a-z]+)(!?=)(\S+)", text)
    if not match:
        raise DataError(f"{where}: condition {text!r} is not of the form slot=word|@class or slot!=...")
    lemmas: set[str] = set()
    for word in match[3].split("|"):
        if word.startswith("@"):
            if word[1:] not in classes:
                raise DataError(f"{where}: no word class {word!r} in events/word_classes.toml")
            lemmas |= classes[word[1:]]
        else:
            lemmas.add(word)
    return Condition(match[1], frozenset(lemmas), match[2] == "!=")
