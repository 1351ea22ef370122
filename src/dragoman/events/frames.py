"""The interpreter of the frame lexicon: finds triggers in a sentence and fills their slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.events.lexicon import PARTS, Condition, Frame, Lexicon
from dragoman.events.syntax import Clause
from dragoman.records import Token


@dataclass(frozen=True, slots=True)
class Match:
    """A frame found in a sentence. `trigger`: token indices, the head first. `actors`, `recipients`: head tokens that
    fill the role, one tuple for each slot that is filled, in the frame's order of preference."""

    frame: Frame
    head: Token
    trigger: tuple[int, ...]
    actors: tuple[tuple[Token, ...], ...]
    recipients: tuple[tuple[Token, ...], ...]


def find(clause: Clause, lexicon: Lexicon) -> list[Match]:
    """The frames of a sentence, one for each trigger word, vetoes and repetitions taken out."""
    matches = [match for token in clause.tokens if (match := best(clause, token, lexicon))]
    return [match for match in matches if match.frame.type != "none" and not _inside(match, matches)]


def best(clause: Clause, token: Token, lexicon: Lexicon) -> Match | None:
    """The most specific frame of a word that fits its surroundings."""
    for frame in lexicon.of(token.lemma.lower()):
        if token.pos not in PARTS[frame.part] or (frame.part == "v" and token.dep == "amod"):
            continue
        company = find_company(clause, token, frame)
        if company is not None and all(holds(clause, token, c) for c in frame.conditions):
            return Match(
                frame,
                token,
                (token.index, *company),
                tuple(role(clause, token, frame, "A", company)),
                tuple(role(clause, token, frame, "R", company)),
            )
    return None


def find_company(clause: Clause, token: Token, frame: Frame) -> list[int] | None:
    """Indices of the lemmas that must stand near a trigger, None if one is missing."""
    if not frame.company:
        return []
    near = clause.near(token)
    out = []
    for lemma in frame.company:
        found = next((t for t in near if t.lemma.lower() == lemma), None)
        if found is None:
            return None
        out.append(found.index)
    return out


def holds(clause: Clause, token: Token, condition: Condition) -> bool:
    lemmas = {t.lemma.lower() for t in clause.fill(token, condition.slot)}
    return bool(lemmas & condition.lemmas) != condition.negated


def role(clause: Clause, token: Token, frame: Frame, letter: str, company: list[int]) -> Iterator[tuple[Token, ...]]:
    """Fillers of each slot of a role that has any; for "between" and "and" parties all of them."""
    used = set(company)
    for slot in dict(frame.roles)[letter]:
        found = [t for t in clause.fill(token, slot) if t.index not in used and t.index != token.index]
        if not found and slot not in ("subj", "obj", "poss", "do"):
            for index in company:
                found += [t for t in clause.fill(clause.tokens[index], slot) if t.index not in used]
        if found:
            yield tuple(found)


def _inside(match: Match, matches: list[Match]) -> bool:
    """Whether a noun trigger is told by a verb trigger of its type, or by its support verb, already."""
    lemma = match.head.lemma.lower()
    for other in matches:
        if other is match:
            continue
        if match.head.index in other.trigger[1:]:
            return True
        if match.head.head != other.head.index:
            continue
        if match.head.dep in ("dobj", "nsubjpass", "pobj") and other.frame.type == match.frame.type:
            return True
        named = any(lemma in c.lemmas for c in other.frame.conditions if not c.negated)
        if named and match.head.dep in ("dobj", "nsubjpass"):
            return True
    return False
