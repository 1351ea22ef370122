"""The executable codebook: marked example sentences (format: FORMAT.md in this folder)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CODEBOOK = Path(__file__).parent

TYPES = frozenset(
    [
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    ]
)
MODES = {
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional",
}
STATUSES = frozenset(["occurred", "ongoing", "planned", "possible", "alleged", "denied", "negated"])
LABELS = frozenset("AROSTLX")
MARK = re.compile(r"\[([A-Z]\d?(?:,[A-Z]\d?)*) ([^\[\]{}]+)\]|\{(?:(\d) )?([^\[\]{}]+)\}")


@dataclass(frozen=True, slots=True)
class Role:
    """A marked participant: label (FORMAT.md), number of its event (from 0), character span."""

    label: str
    event: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """One event of an example: the label of FORMAT.md with the character spans of its trigger."""

    type: str
    mode: str
    cameo: str
    status: str
    reciprocal: bool
    triggers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of the codebook. `topic` and `statement` (a CAMEO code or "") speak for sentences without event."""

    where: str
    family: str
    text: str
    events: tuple[Coding, ...]
    roles: tuple[Role, ...]
    near_misses: tuple[tuple[int, int], ...]
    topic: str
    statement: str


def read(folder: Path = CODEBOOK, *, strict: bool = True) -> list[Example]:
    """All examples of a folder; raises ValueError on the first malformed line, or, not `strict`, leaves it out."""
    out: list[Example] = []
    for path in sorted(folder.glob("*/*.txt")):
        examples, errors = read_file(path)
        if errors and strict:
            raise ValueError(errors[0])
        out += examples
    return out


def read_file(path: Path) -> tuple[list[Example], list[str]]:
    """The examples of one file, and what is wrong with its other lines ("file:line: message")."""
    examples: list[Example] = []
    errors: list[str] = []
    family = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        where = f"{path.parent.name}/{path.name}:{number}"
        if not line or line.startswith("# "):
            continue
        if line.startswith("## "):
            family = f"{path.parent.name}/{path.stem}/{line[3:].split('|')[0].strip()}"
            continue
        try:
            if not family:
                raise ValueError("a sentence before the first family line")
            examples.append(parse_line(line, family=family, where=where))
        except ValueError as error:
            errors.append(f"{where}: {error}")
    return examples, errors


def parse_line(line: str, *, family: str, where: str) -> Example:
    """Read one marked sentence; raises ValueError saying what is malformed."""
    marked, bar, tail = line.rpartition(" || ")
    if not bar:
        raise ValueError("no ' || ' before the labels")
    text, roles, triggers = unmark(marked.strip())
    labels = [label.split() for label in tail.split(";")]
    if labels[0][:1] == ["none"]:
        if len(labels) > 1 or len(labels[0]) not in (2, 3):
            raise ValueError("write: none TOPIC, or: none statement CODE")
        statement = labels[0][2] if len(labels[0]) == 3 else ""
        if any(number for _, number, _, _ in triggers) or (statement and not re.fullmatch(r"0[12]\d{0,2}", statement)):
            raise ValueError(
                "a sentence without event has one unnumbered trigger and a CAMEO code of root 01 or 02 at most"
            )
        misses = tuple((start, end) for _, _, start, end in triggers)
        return Example(where, family, text, (), tuple(roles), misses, labels[0][1], statement)
    events = tuple(_coding(label, n, triggers) for n, label in enumerate(labels))
    for _, number, start, end in triggers:
        if number >= len(events):
            raise ValueError(f"trigger {text[start:end]!r} is of an event that has no label")
    for role in roles:
        if role.event >= len(events):
            raise ValueError(f"{text[role.start : role.end]!r} is of event {role.event + 1}, which has no label")
    return Example(where, family, text, events, tuple(roles), (), "", "")


def unmark(marked: str) -> tuple[str, list[Role], list[tuple[str, int, int, int]]]:
    """Plain text, participants and triggers ("t", event number, start, end) of a marked sentence."""
    pieces: list[str] = []
    roles: list[Role] = []
    triggers: list[tuple[str, int, int, int]] = []
    length = last = 0
    for match in MARK.finditer(marked):
        before = marked[last : match.start()]
        words = match[2] or match[4]
        start = length + len(before)
        length = start + len(words)
        pieces += [before, words]
        last = match.end()
        if match[2]:
            for label in match[1].split(","):
                if label[0] not in LABELS:
                    raise ValueError(f"unknown label {label[0]!r}")
                roles.append(Role(label[0], int(label[1:] or 1) - 1, start, length))
        else:
            triggers.append(("t", int(match[3] or 1) - 1, start, length))
    pieces.append(marked[last:])
    text = "".join(pieces)
    if re.search(r"[\[\]{}]|  ", text):
        raise ValueError("a stray bracket, an unknown label, a nested mark or two spaces")
    return text, roles, triggers


def _coding(label: list[str], number: int, triggers: list[tuple[str, int, int, int]]) -> Coding:
    if len(label) not in (4, 5) or (len(label) == 5 and label[4] != "reciprocal"):
        raise ValueError(f"label {' '.join(label)!r}: write TYPE mode cameo status [reciprocal]")
    kind, mode, cameo, status = label[:4]
    if kind not in TYPES:
        raise ValueError(f"unknown type {kind!r}")
    if mode != "-" and mode not in MODES.get(kind, "").split():
        raise ValueError(f"{kind} has no mode {mode!r}")
    if not re.fullmatch(r"(?:0[1-9]|1\d|20)\d{0,2}", cameo):
        raise ValueError(f"no CAMEO code: {cameo!r}")
    if status not in STATUSES:
        raise ValueError(f"unknown status {status!r}")
    spans = tuple((start, end) for _, n, start, end in triggers if n == number)
    if not spans:
        raise ValueError(f"event {number + 1} has no trigger")
    return Coding(kind, "" if mode == "-" else mode, cameo, status, len(label) == 5, spans)


def families(examples: list[Example]) -> Iterator[tuple[str, list[Example]]]:
    """Examples grouped by family, in order of first appearance."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.family, []).append(example)
    yield from groups.items()
