"""Events told twice in an article are one event (CODING.md, rule 1)."""

from __future__ import annotations

from dataclasses import replace

from dragoman.records import Event, Interval, Status

STRENGTH = {"occurred": 6, "denied": 5, "ongoing": 4, "alleged": 3, "negated": 2, "planned": 1, "possible": 0}
FAR = "9999-12-31"


def merge(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Tie events of one type, one set of parties and compatible time; the fullest report leads, others go to `also`."""
    groups: list[list[Event]] = []
    for event in events:
        home = next((g for g in groups if all(same(event, other) for other in g)), None)
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
