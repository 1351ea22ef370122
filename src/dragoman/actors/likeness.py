"""Whether two phrases may name one actor, and what a further mention adds to an actor."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.actors.mentions import Draft
from dragoman.actors.names import initials
from dragoman.actors.naming import NATIONAL
from dragoman.records import Actor

BRACKET = re.compile(r"\((\w+)\)$")


def alike(first: Draft, second: Draft) -> bool:
    """Whether two phrases side by side may name one actor: persons with persons, bodies with bodies."""
    for one, other in ((first, second), (second, first)):
        if one.kind == "name" and other.kind == "nominal":
            if one.entries and one.entries[0].kind in NATIONAL:
                return False
            role = other.role
            if role is None or other.plural or role.kind in ("thing", "place"):
                return False
            if one.person or (not one.entries and one.role is None and role.kind == "person"):
                return role.kind in ("person", "group")
            return role.kind != "person"
    if first.kind == second.kind == "name":
        return initials(first.name) == second.name or initials(second.name) == first.name
    return first.kind == second.kind == "nominal" and first.plural == second.plural


def acronyms(draft: Draft) -> list[str]:
    """The short forms of a body's name: the one in brackets behind it, and its initials."""
    bracket = BRACKET.search(draft.text)
    short = (bracket[1] if bracket else "", initials(draft.name), initials(draft.name.split(" of ")[0]))
    return [one for one in short if len(one) > 1]


def is_plain(name: str) -> bool:
    """Whether a name is one that many states have for a body of theirs: no acronym, no brand."""
    return (not name.isupper() and name[-1:] != "s" and " " in name) or name in (
        "Senate",
        "Congress",
        "Parliament",
        "Treasury",
    )


def richer(held: Actor, new: Actor) -> Actor:
    """An actor with what a further mention adds."""
    longer = len(new.name) > len(held.name) and held.kind == new.kind == "person"
    if held.country and held.sector and held.role and not longer:
        return held
    if not longer and (held.country or not new.country) and (held.sector or not new.sector) and not new.role:
        return held
    return replace(
        held,
        name=new.name if longer else held.name,
        country=held.country or new.country,
        sector=held.sector or new.sector,
        role=held.role or new.role,
        identifier=held.identifier or new.identifier,
    )
