"""How the events of two versions of a page are compared."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from dragoman.read.versions import changes
from dragoman.records import Attribution, Coded, Document, Event, Interval, Origin, Participant, Span

TEXT = "Freedonia accused Sylvania. Sylvania left. Ruritania met Freedonia."
SENTENCES = (Span(0, 27), Span(28, 42), Span(43, 67))


def event(number: int, kind: str, actor: str, recipient: str, **more: Any) -> Event:
    span = SENTENCES[number]
    origin = Origin("test", "1", "r")
    actors, recipients = ((Participant(span, name, name),) for name in (actor, recipient))
    identifier = f"{kind}-{number}-{more.get('status', '')}"
    return Event(identifier, number, span, kind, (), (), "010", 0.0, 1, actors, recipients, False, 0.9, origin, **more)


def coded(*events: Event) -> Coded:
    return Coded(Document("d", "u", "T", TEXT), SENTENCES, events, (), (), (), (), ())


ACCUSES = event(0, "ACCUSE", "Freedonia", "Sylvania")
LEAVES = event(1, "RETREAT", "Sylvania", "Freedonia")
MEETS = event(2, "CONSULT", "Ruritania", "Freedonia", when=Interval("2024-05-03", "2024-05-03"))


def test_nothing_differs_between_equal_versions() -> None:
    assert changes(coded(ACCUSES, LEAVES), coded(ACCUSES, LEAVES)) == ()
    moved = replace(LEAVES, id="other", confidence=0.8, sentence=2)
    assert changes(coded(LEAVES), coded(moved)) == ()


def test_events_come_go_and_change() -> None:
    denial = Attribution((), (), (), name="Sylvania")
    later = replace(MEETS, id="x", when=Interval("2024-05-04", "2024-05-04"), status="planned", denied_by=(denial,))
    found = changes(coded(ACCUSES, MEETS), coded(later, LEAVES))
    assert [(one.kind, one.type) for one in found] == [
        ("changed", "CONSULT"),
        ("added", "RETREAT"),
        ("removed", "ACCUSE"),
    ]
    assert (found[0].event, found[0].was) == ("x", MEETS.id)
    assert json.loads(found[0].fields) == {
        "denied_by": [[], ["Sylvania"]],
        "status": ["occurred", "planned"],
        "when": [["2024-05-03", "2024-05-03"], ["2024-05-04", "2024-05-04"]],
    }


def test_twins_are_matched_one_to_one() -> None:
    twin = replace(ACCUSES, id="twin", sentence=1)
    assert changes(coded(ACCUSES, twin), coded(twin, ACCUSES)) == ()
    assert [one.was for one in changes(coded(ACCUSES, twin), coded(twin))] == [ACCUSES.id]


def test_without_an_earlier_version_all_is_new() -> None:
    assert [one.kind for one in changes(None, coded(ACCUSES))] == ["added"]
