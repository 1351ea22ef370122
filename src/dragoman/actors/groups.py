"""Actors of several members: "both countries", "the two Koreas", "the West", "US and Filipino troops"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dragoman.actors.context import BODIES
from dragoman.actors.memory import Memory
from dragoman.actors.mentions import Draft
from dragoman.actors.names import fold
from dragoman.actors.naming import NATIONAL
from dragoman.actors.resolution import Register, Told
from dragoman.records import Actor, Sentence, short_hash

FAR = 12  # sentences that "both countries" looks back
NEAR = 3  # sentences that "the two leaders" looks back
LINKS = frozenset({",", "and", "or", "-", "–", "&", "/", "as", "well"})


def joint(draft: Draft, sentence: Sentence, memory: Memory) -> tuple[str, Actor] | None:
    """Key and actor of a phrase that gathers actors named before, or a gathering that everyone knows."""
    words = memory.words
    if fold(sentence.tokens[draft.head].text).lower() not in words.joint:
        return None
    tokens = sentence.tokens[draft.start : draft.head + 1]
    phrase = " ".join(fold(t.text).lower() for t in tokens if t.pos != "DET")
    known = words.gatherings.get(phrase)
    if known is not None:
        return _states(known, draft.text, memory.register)
    lemmas = [fold(t.lemma).lower() for t in tokens]
    number = next((words.numbers[lemma] for lemma in lemmas[:-1] if lemma in words.numbers), 0)
    sides = lemmas[-1] in ("side", "party") and draft.definite and draft.plural
    theirs = not draft.owners or sentence.tokens[draft.owners[0]].pos == "PRON"
    if not (number or sides) or not theirs:
        return None
    number = number or 2
    if lemmas[-1] in words.states:
        members = _countries(draft, number, memory)
        return _states(members, None, memory.register) if len(members) == number else None
    if lemmas[-1] in words.persons:
        people = _people(draft, number, memory)
        return _persons(people, memory.register) if len(people) == number else None
    return None


def nations(draft: Draft, sentence: Sentence, told: Told, register: Register) -> tuple[str, Actor] | None:
    """Key and actor of a phrase with several nationalities before its head: "Australian, British and Fijian troops"."""
    if len(draft.owners) < 2 or draft.owners[1] > draft.head:
        return None
    owners = sorted(at for at in draft.owners if at < draft.head)
    codes: list[str] = []
    for first, second in pairwise(owners):
        one, other = register.drafts.get((draft.sentence, first)), register.drafts.get((draft.sentence, second))
        if one is None or other is None or not (_is_national(one) and _is_national(other)):
            continue
        between = sentence.tokens[one.end : other.start]
        if between and all(t.text.lower() in LINKS for t in between):
            codes += [entry.country for d in (one, other) for entry in d.entries[:1] if entry.country]
    members = tuple(dict.fromkeys(codes))
    if len(members) < 2:
        return None
    head = draft.role.words if draft.role else draft.name
    key = f"nations {' '.join(members)} {told.sector} {head}"
    actor_id = short_hash(register.parse.document.id, key)
    return key, Actor(actor_id, draft.name, "group", None, told.sector, role=told.role, members=members)


def _is_national(draft: Draft) -> bool:
    return bool(draft.entries) and draft.entries[0].kind in NATIONAL


def _countries(draft: Draft, number: int, memory: Memory) -> list[str]:
    """The countries mentioned last before a phrase, as actors rather than as places; those of a gathering of that
    many ("the two Koreas") if it stands nearer."""
    found: list[str] = []
    for places in (False, True):
        for one in memory.before(draft, FAR):
            members = memory.actor(one).members
            if not found and len(members) == number:
                return list(members)
            country = memory.actor(one).country
            if memory.is_place(one) != places or not country or country in found or country in BODIES:
                continue
            found.append(country)
            if len(found) == number:
                return found
    return found


def _people(draft: Draft, number: int, memory: Memory) -> list[str]:
    found: list[str] = []
    for one in memory.before(draft, NEAR):
        if memory.actor(one).kind == "person" and one.key not in found:
            found.append(one.key)
            if len(found) == number:
                break
    return found


def _states(members: Sequence[str], text: str | None, register: Register) -> tuple[str, Actor]:
    codes = tuple(sorted(members))
    name = text or " and ".join(register.tables.country_names.get(code, code) for code in codes)
    key = "group " + (" ".join(codes) or name.lower().removeprefix("the "))
    return key, Actor(short_hash(register.parse.document.id, key), name, "group", None, "GOV", members=codes)


def _persons(people: list[str], register: Register) -> tuple[str, Actor]:
    actors = [register.actors[key] for key in sorted(people)]
    codes = tuple(sorted({actor.country for actor in actors if actor.country}))
    sectors = {actor.sector for actor in actors}
    key = "pair " + " ".join(sorted(people))
    return key, Actor(
        short_hash(register.parse.document.id, key),
        " and ".join(actor.name for actor in actors),
        "group",
        codes[0] if len(codes) == 1 else None,
        sectors.pop() if len(sectors) == 1 else None,
        members=codes if len(codes) > 1 else (),
    )
