"""Actors of several members: "both countries", "the two Koreas", "the West", "US and Filipino troops"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dragoman.actors.context import BODIES
from dragoman.actors.memory import Memory
from dragoman.actors.mentions import Draft
from dragoman.actors.names import fold
from dragoman.actors.naming import NATIONAL
from dragoman.actors.resolution import Place, Register, Told
from dragoman.records import Actor, Sentence, short_hash

FAR = 12  # sentences that "both countries" looks back
PAIR = 2  # sentences that it looks back for two countries named side by side
BARE_PAIR = frozenset({"both", "the two", "the pair"})
POWERLESS = frozenset({"REF", "CVL", "JRN", "NGO"})  # sectors of those who are no side
CONTENDERS = frozenset({"REB", "MIL", "GOV", "PRM"})
UNDER = frozenset({"dobj", "pobj", "prep", "dative", "xcomp", "pcomp", "agent"})
NEAR = 3  # sentences that "the two leaders" looks back
LINKS = frozenset({",", "and", "or", "-", "–", "&", "/", "as", "well"})


def joint(draft: Draft, sentence: Sentence, memory: Memory) -> tuple[str, Actor] | None:
    """Key and actor of a phrase that gathers actors named before, or a gathering that everyone knows."""
    words = memory.words
    head = sentence.tokens[draft.head]
    if draft.text.lower() in BARE_PAIR and head.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "dative"):
        return _pair(draft, sentence, memory)
    if fold(head.text).lower() not in words.joint:
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
    apart = rivals_of(draft, sentence, memory.register)
    if lemmas[-1] in words.persons:
        people = _people(draft, number, memory)
        if len(people) == number:
            return _persons(people, memory.register)
    if lemmas[-1] in words.states:
        opposed = _opponents(draft, memory, apart) if sides else []
        if opposed:
            return _persons(opposed, memory.register)
        members = _countries(draft, number, memory, apart)
        return _states(members, None, memory.register) if len(members) == number else None
    return None


def _pair(draft: Draft, sentence: Sentence, memory: Memory) -> tuple[str, Actor] | None:
    """The two whom a bare "both" or "the two" takes up: persons of the sentences before, else countries."""
    people = _people(draft, 2, memory)
    if len(people) == 2:
        return _persons(people, memory.register)
    members = _countries(draft, 2, memory, rivals_of(draft, sentence, memory.register))
    return _states(members, None, memory.register) if len(members) == 2 else None


def rivals_of(draft: Draft, sentence: Sentence, register: Register) -> frozenset[str]:
    """The countries of the subject under whose verb a phrase stands: who urges or meets somebody is another."""
    token = sentence.tokens[draft.head]
    while token.dep in UNDER and token.head != token.index:
        token = sentence.tokens[token.head]
        kids = [t for t in sentence.tokens if t.head == token.index and t.dep == "nsubj" and t.index != draft.head]
        if token.pos in ("VERB", "AUX") and kids:
            actor = register.actors.get(register.keys.get((sentence.index, kids[0].index), ""))
            return frozenset({actor.country} - {None}) if actor is not None else frozenset()  # type: ignore[arg-type]
    return frozenset()


def faced_by(draft: Draft, sentence: Sentence, register: Register) -> frozenset[str]:
    """The countries that are the objects of the verb whose subject a phrase is: who blames Chad is not Chad."""
    token = sentence.tokens[draft.head]
    if token.dep != "nsubj":
        return frozenset()
    objects = (t for t in sentence.tokens if t.head == token.head and t.dep == "dobj")
    actors = (register.actors.get(register.keys.get((sentence.index, t.index), "")) for t in objects)
    return frozenset(a.country for a in actors if a is not None and a.kind == "country" and a.country)


def nations(draft: Draft, sentence: Sentence, told: Told, register: Register) -> tuple[str, Actor] | None:
    """Key and actor of a phrase with several nationalities: "Australian, British and Fijian troops", "the presidents of
    Bolivia and Chile"."""
    owners = sorted(at for at in draft.owners if at < draft.head)
    if draft.plural and not owners:
        owners = _joined_owners(draft, sentence)
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


def _joined_owners(draft: Draft, sentence: Sentence) -> list[int]:
    """The names that "and" joins behind the "of" of a plural phrase."""
    owner = next((at for at in draft.owners if at > draft.head), None)
    if owner is None:
        return []
    preposition = sentence.tokens[sentence.tokens[owner].head]
    if preposition.lemma != "of" or preposition.head != draft.head:
        return []
    joined = [owner]
    for token in sentence.tokens[owner + 1 :]:
        if token.dep == "conj" and token.head in joined:
            joined.append(token.index)
    return joined


def _is_national(draft: Draft) -> bool:
    return bool(draft.entries) and draft.entries[0].kind in NATIONAL


def _countries(draft: Draft, number: int, memory: Memory, apart: frozenset[str]) -> list[str]:
    """The countries that were named side by side just before a phrase, else those mentioned last, as actors rather than
    as places; those of a gathering of that many ("the two Koreas") if it stands nearer. `apart`: countries that the
    phrase cannot mean."""
    beside = _side_by_side(draft, number, memory, apart)
    if beside:
        return beside
    found: list[str] = []
    for places in (False, True):
        for one in memory.before(draft, FAR):
            members = memory.actor(one).members
            if not found and len(members) == number:
                return list(members)
            country = memory.actor(one).country
            if memory.is_place(one) != places or not country or country in found or country in BODIES | apart:
                continue
            if memory.actor(one).sector in POWERLESS:
                continue
            found.append(country)
            if len(found) == number:
                return found
    return found


def _side_by_side(draft: Draft, number: int, memory: Memory, apart: frozenset[str]) -> list[str]:
    """The countries of the last subject that joined as many by "and"."""
    heads: dict[Place, list[str]] = {}
    for one in memory.before(draft, PAIR):
        country = memory.actor(one).country
        if country is None or country in BODIES | apart or memory.actor(one).kind not in ("country", "person"):
            continue
        at = (one.sentence, one.governor if one.dep == "conj" else one.head)
        if one.dep != "conj" and not (one.subject or at in heads):
            continue
        codes = heads.setdefault(at, [])
        if country not in codes:
            codes.append(country)
        if one.subject and len(codes) == number:
            return codes
    return []


def _opponents(draft: Draft, memory: Memory, apart: frozenset[str]) -> list[str]:
    """The two armed or governing actors of the sentence before that "both sides" takes up, if one country has both."""
    found: list[str] = []
    for one in memory.before(draft, PAIR):
        actor = memory.actor(one)
        if actor.sector in CONTENDERS and actor.country and actor.country not in apart and one.key not in found:
            found.append(one.key)
        if len(found) == 2:
            sectors = {memory.register.actors[key].sector for key in found}
            countries = {memory.register.actors[key].country for key in found}
            return found if len(countries) == 1 and len(sectors) == 2 and "REB" in sectors else []
    return []


def _people(draft: Draft, number: int, memory: Memory) -> list[str]:
    found: list[str] = []
    for one in memory.before(draft, NEAR):
        if memory.actor(one).kind == "person" and one.key not in found and not one.several:
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
