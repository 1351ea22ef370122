"""The place of an event, as distinct from places merely mentioned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from dragoman.places.spots import AREAS, SPEECH, Spot, cost, locative, spots_of
from dragoman.records import Event, Parse, Place, Sentence, Toponym

DATELINE = re.compile(
    r"^[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][A-Za-z.' ]{2,20}?)?(?:,? [A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?)?"
    r"\s*(?:\([^)]{2,30}\)\s*)?[-–—]"
)
ON_THE_GROUND = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"})
BATTLES = frozenset({"ASSAULT", "MOBILIZE"})
AUTHORITIES = frozenset({"COP", "JUD", "GOV", "LEG"})
YIELDED = frozenset({"ceasefire", "access", "release"})
LOOK_BACK = 2  # sentences
LEAD = 2  # sentences behind a dateline that open the report
ASSUMED = 0.3  # score of a country that only the participants tell
Lookup = Callable[[str], Place | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """An article's places by sentence, and that of its dateline. `country`: the place of a code."""

    parse: Parse
    spots: dict[int, list[Spot]]
    dateline: Toponym | None
    country: Lookup


def place_events(
    parse: Parse, toponyms: tuple[Toponym, ...], events: tuple[Event, ...], country: Lookup, capital: Lookup
) -> tuple[Event, ...]:
    """Events with the place that their clause gives them; else that of the dateline, of the visit or fight told beside,
    or the country where such an act must take place. `country`, `capital`: the place of a country code."""
    dated = _dateline(parse, toponyms)
    focus = dated.place.country if dated is not None and dated.place is not None else _focus(toponyms)
    setting = Setting(parse, spots_of(parse, toponyms, capital, focus), dated, country)
    placed = tuple(_placed(setting, event) for event in events)
    for rule in (_of_dateline, _of_meeting, _inherited, _of_likes, _at_home):
        placed = tuple(event if event.where else rule(setting, event, placed) for event in placed)
    return placed


def _focus(toponyms: tuple[Toponym, ...]) -> str | None:
    """The country that an article's places are of most often."""
    counts = Counter(t.place.country for t in toponyms if t.place is not None and t.place.country)
    return counts.most_common(1)[0][0] if counts else None


def _dateline(parse: Parse, toponyms: tuple[Toponym, ...]) -> Toponym | None:
    """The place that a report is dated from."""
    text = parse.document.text
    start = len(text) - len(text.lstrip())
    matched = DATELINE.match(text[start : start + 120] + " ")
    inside = [t for t in toponyms if matched and t.place is not None and t.span.end <= start + matched.end()]
    return next((t for t in inside if t.place and t.place.grain not in AREAS), inside[0] if inside else None)


def _placed(setting: Setting, event: Event) -> Event:
    sentence = setting.parse.sentences[event.sentence]
    dated = setting.dateline is not None and sentence.span.holds(setting.dateline.span)
    best: tuple[float, Spot] | None = None
    for spot in setting.spots.get(event.sentence, ()):
        away = cost(sentence, event, spot, dated)
        if away is not None and (best is None or away < best[0]):
            best = (away, spot)
    return event if best is None else replace(event, where=best[1].place, where_span=best[1].span)


def _of_dateline(setting: Setting, event: Event, events: tuple[Event, ...]) -> Event:
    """The dateline's place for what opens the report, and for what those say and whom they meet later who travelled
    there. Fights are dated from the capital; they are somewhere in the country."""
    spot = setting.dateline
    if spot is None or spot.place is None:
        return event
    code, parties = spot.place.country, _countries(event)
    opening = event.sentence <= LEAD and (code in parties or event.type in SPEECH | {"CONSULT"})
    if event.type in BATTLES:
        first = not _is_content(setting.parse.sentences[event.sentence], event)
        where = setting.country(code) if opening and code and code in parties and first else None
        return replace(event, where=where, where_span=spot.span) if where is not None else event
    if event.type in ON_THE_GROUND and event.actors and code not in {p.country for p in event.actors}:
        return event
    if opening and _is_content(setting.parse.sentences[event.sentence], event):
        return event
    travellers = {
        p.actor
        for e in events
        if e.sentence <= LEAD and e.type in SPEECH | {"CONSULT"}
        for p in e.actors
        if p.role and p.country != code
    }
    later = event.type in SPEECH | {"CONSULT"} and any(p.actor in travellers for p in event.actors)
    return replace(event, where=spot.place, where_span=spot.span) if opening or later else event


def _is_content(sentence: Sentence, event: Event) -> bool:
    """Whether an event is only spoken of: it stands under "accused X of", "said that", "condemned the"."""
    token = next((t for t in sentence.tokens if event.trigger.overlaps(t.span)), None)
    while token is not None and token.head != token.index:
        if token.dep in ("pcomp", "acl", "relcl", "advcl"):
            return True
        if token.dep == "dobj" and token.pos == "NOUN" and event.type in ON_THE_GROUND:
            return True
        token = sentence.tokens[token.head]
    return False


def _of_meeting(setting: Setting, event: Event, events: tuple[Event, ...]) -> Event:
    """The place of a meeting or accord that a visit told in the sentence, or in the one before or after, gives."""
    if event.type not in ("CONSULT", "SUPPORT", "AGREE"):
        return event
    parties = _countries(event)
    for away in (0, 1, 2, -1):
        for other in events:
            if other.type != "CONSULT" or other.where is None or event.sentence - other.sentence != away:
                continue
            shared = parties & _countries(other)
            if len(shared) > 1 or (shared and event.type == "CONSULT" and len(parties) < 2):
                return replace(event, where=other.where, where_span=other.where_span)
    return event


def _inherited(setting: Setting, event: Event, events: tuple[Event, ...]) -> Event:
    """The place that the narrative carries on: the one that a sentence just before told, for acts on the ground; the
    police, courts and governments act at home."""
    if event.type not in ON_THE_GROUND:
        return event
    actors = {p.country for p in event.actors if p.country}
    victims = {p.country for p in event.recipients if p.country} if event.type == "ASSAULT" else set()
    bound = event.type in ("COERCE", "PROTEST") or any(p.sector in AUTHORITIES for p in event.actors)
    for index in range(event.sentence, max(-1, event.sentence - LOOK_BACK - 1), -1):
        for spot in reversed(setting.spots.get(index, [])):
            if not locative(setting.parse.sentences[index], spot):
                continue
            at_home = spot.place.country in actors
            if (bound and actors and not at_home) or (victims and at_home and spot.place.country not in victims):
                continue
            return replace(event, where=spot.place, where_span=spot.span)
    return event


def _of_likes(setting: Setting, event: Event, events: tuple[Event, ...]) -> Event:
    """The country where the article tells most of the like acts of the same actors, or what befell the same people."""
    if event.type not in ("ASSAULT", "AID"):
        return event
    victims = {p.actor for p in event.recipients if p.actor}
    counts: Counter[str] = Counter()
    for other in events:
        if other.where is None or other.where.country is None or other is event:
            continue
        same = {p.country for p in event.actors if p.country} & {p.country for p in other.actors}
        alike = event.type == "ASSAULT" == other.type and bool(same) and not any(p.country for p in event.recipients)
        befell = other.type == "ASSAULT" and any(p.actor in victims for p in other.recipients)
        counts[other.where.country] += alike + 2 * befell
    code = counts.most_common(1)[0][0] if sum(counts.values()) else None
    return _in_country(setting, event, {code} if code else set())


def _at_home(setting: Setting, event: Event, events: tuple[Event, ...]) -> Event:
    """The country where an act of that type must have taken place, if no place is told: force strikes where its victims
    are, the authorities act at home, a visit is paid to the host, what compatriots do to each other is done there."""
    visit = event.type == "CONSULT" and "visit" in event.modes
    policed = event.type == "ASSAULT" and any(p.sector == "COP" for p in event.actors)
    if (event.type == "ASSAULT" and not policed) or visit:
        sides = (event.recipients, () if visit else event.actors)
    elif policed or event.type in ("PROTEST", "COERCE") or (event.type == "SANCTION" and "expel" in event.modes):
        sides = (event.actors, event.recipients)
    elif _is_domestic(event) or (event.type == "RETREAT" and YIELDED & set(event.modes)):
        sides = (event.actors, ())
    else:
        return event
    for side in sides:
        codes = {p.country for p in side if p.country}
        if codes:
            return _in_country(setting, event, codes)
    return event


def _is_domestic(event: Event) -> bool:
    return bool(event.actors and event.recipients) and len(_countries(event)) == 1


def _in_country(setting: Setting, event: Event, codes: set[str]) -> Event:
    where = setting.country(next(iter(codes))) if len(codes) == 1 else None
    return replace(event, where=replace(where, score=ASSUMED)) if where else event


def _countries(event: Event) -> set[str]:
    return {p.country for p in (*event.actors, *event.recipients) if p.country}
