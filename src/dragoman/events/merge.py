"""Events told twice in an article are one event (CODING.md, rule 1)."""

from __future__ import annotations

from dataclasses import replace

from dragoman.records import Event, Interval, Parse, Status

STRENGTH = {"occurred": 6, "denied": 5, "ongoing": 4, "alleged": 3, "negated": 2, "planned": 1, "possible": 0}
FAR = "9999-12-31"
POINTING = frozenset({"the", "this", "that", "these", "those"})
BACK = 8  # sentences over which "the release" points back to the release told before


def merge(events: tuple[Event, ...], parse: Parse) -> tuple[Event, ...]:
    """Tie events of one type, one set of parties and compatible time; the fullest report leads, others go to `also`.
    A noun that points back ("the arrest", "their release") need not name the parties again."""
    groups: list[list[Event]] = []
    for event in events:
        home = next((g for g in groups if all(same(event, other) for other in g)), None)
        if home is None and points_back(event, parse):
            home = next((g for g in reversed(groups) if told_before(event, g)), None)
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    return tuple(sorted((lead(group) for group in groups), key=lambda e: (e.trigger.start, e.type)))


def same(a: Event, b: Event) -> bool:
    if a.type != b.type or a.sentence == b.sentence:
        return False
    if (a.status == "planned") != (b.status == "planned") or (a.status == "negated") != (b.status == "negated"):
        return False
    if a.modes and b.modes and not set(a.modes) & set(b.modes):
        return False
    if not compatible(a.when, b.when):
        return False
    return _parties(a, b)


def points_back(event: Event, parse: Parse) -> bool:
    """Whether the trigger is a noun with a definite article, a demonstrative or a possessive pronoun: alone, or as the
    subject of a verb that only says that it happened ("their release came")."""
    tokens = parse.sentences[event.sentence].tokens
    inside = [t for t in tokens if event.trigger.overlaps(t.span)]
    spoken = any(t.pos in ("VERB", "AUX") for t in inside)
    heads = {t.index for t in inside if t.pos == "NOUN" and (not spoken or t.dep in ("nsubj", "nsubjpass"))}
    return any(t.head in heads and (t.lemma.lower() in POINTING or t.tag == "PRP$") for t in tokens)


def told_before(event: Event, group: list[Event]) -> bool:
    """Whether a group tells what a noun points back to: same type and mode, a party in common and none of another
    state, not far above; the noun has no date of its own, or the same."""
    last = group[-1]
    if event.type != last.type or not 0 < event.sentence - last.sentence <= BACK:
        return False
    if event.modes and last.modes and not set(event.modes) & set(last.modes):
        return False
    if event.when_span is not None and not all(compatible(event.when, other.when) for other in group):
        return False
    parties = {key for other in group for side in _keys(other) for key in side}
    own = {key for side in _keys(event) for key in side}
    states = {p.country for other in group for p in (*other.actors, *other.recipients) if p.country}
    told = {p.country for p in (*event.actors, *event.recipients) if p.country}
    return bool(own & parties or (told and told <= states)) and (own <= parties or told <= states)


def _parties(a: Event, b: Event) -> bool:
    mine, yours = _keys(a), _keys(b)
    if a.reciprocal or b.reciprocal or a.type == "CONSULT":
        left, right = mine[0] | mine[1], yours[0] | yours[1]
        return (
            bool(left and right)
            and (left <= right or right <= left)
            and len(left & right) >= min(2, len(left), len(right))
        )
    return all(_fits(x, y) for x, y in zip(mine, yours, strict=True)) and bool(mine[0] & yours[0] or mine[1] & yours[1])


def _fits(a: frozenset[str], b: frozenset[str]) -> bool:
    return not a or not b or a <= b or b <= a


def _keys(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    return (
        frozenset(p.actor or p.name.lower() for p in event.actors),
        frozenset(p.actor or p.name.lower() for p in event.recipients),
    )


def compatible(a: Interval | None, b: Interval | None) -> bool:
    """Whether two dates may be of one event: they overlap, or one is unknown."""
    if a is None or b is None:
        return True
    return (a.start or "") <= (b.end or FAR) and (b.start or "") <= (a.end or FAR)


def fullness(event: Event) -> tuple[float, ...]:
    return (
        len(event.actors) + len(event.recipients) > 1,
        bool(event.actors) + bool(event.recipients),
        event.when_span is not None,
        event.where is not None,
        event.confidence,
        -event.trigger.start,
    )


def lead(group: list[Event]) -> Event:
    """One event of a group: the fullest report, with what only others tell."""
    if len(group) == 1:
        return group[0]
    first = max(group, key=fullness)
    rest = [event for event in group if event is not first]
    dated = first if first.when_span else next((e for e in rest if e.when_span), first)
    placed = first if first.where else next((e for e in rest if e.where), first)
    status: Status = max((event.status for event in group), key=lambda s: STRENGTH[s])
    if any(event.status == "denied" for event in group) and not any(event.confirmed_by for event in group):
        status = "denied"  # a report that takes the charge for granted does not settle it
    return replace(
        first,
        when=dated.when,
        when_span=dated.when_span,
        where=placed.where,
        where_span=placed.where_span,
        status=status,
        sources=tuple(dict.fromkeys(s for e in [first, *rest] for s in e.sources)),
        denied_by=tuple(dict.fromkeys(s for e in [first, *rest] for s in e.denied_by)),
        confirmed_by=tuple(dict.fromkeys(s for e in [first, *rest] for s in e.confirmed_by)),
        modes=tuple(dict.fromkeys(m for e in [first, *rest] for m in e.modes)),
        also=tuple(sorted({event.sentence for event in rest})),
    )
