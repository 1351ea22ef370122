"""What the tables know of a name on a day: behind `dragoman actors lookup`."""

from __future__ import annotations

from dragoman.actors.names import fold
from dragoman.actors.tables import Tables
from dragoman.records import Actor, short_hash


def lookup(name: str, tables: Tables, *, on: str | None = None) -> tuple[Actor, ...]:
    """The actors that a name may mean, those of other spellings too. `on`: ISO day whose office is told; without it the
    latest. Persons without an office on that day are former officials, or not yet in office (no sector).

    Example:
        >>> lookup("Sergey Shoigu", tables, on="2023-03-01")[0].role
        'defence minister'
    """
    out = [_person(person, tables, on) for person in tables.persons(name)]
    words = name.split()
    found = tables.match(words, 0) if words else None
    if found is not None and found[0] == len(words):
        for entry in found[1]:
            if entry.kind != "person":
                actor_id = short_hash(entry.kind, entry.country, fold(entry.name))
                kind = entry.kind if entry.kind in ("country", "organisation") else "country"
                named = tables.country_names.get(entry.country or "", entry.name) if kind == "country" else entry.name
                out.append(Actor(actor_id, named, kind, entry.country, entry.sector, identifier=entry.identifier))
    return tuple(out)


def _person(person: str, tables: Tables, on: str | None) -> Actor:
    held = tables.offices[person]
    office = tables.office(person, on)
    identifier = next((one.identifier for one in held if one.identifier), None)
    actor_id = short_hash("person", person)
    if office is not None:
        return Actor(actor_id, person, "person", office.country, office.sector, (), office.role, identifier)
    past = [one for one in held if on is not None and one.end < on]
    last = past[-1] if past else held[0]
    role = f"former {last.role}" if past else None
    return Actor(actor_id, person, "person", last.country, "ELI" if past else None, (), role, identifier)
