"""The office that a participant held when the event took place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dragoman.actors.resolution import OFFICIALS
from dragoman.actors.tables import Tables, cells
from dragoman.data import Data
from dragoman.records import Actor, Cast, Event, Parse, Participant

FORMER = re.compile(r"\b(?:former|ex|ousted|deposed|late|toppled)\b(?=[\s-])", re.IGNORECASE)
THEN = re.compile(r"\bthen\b(?=[\s-])", re.IGNORECASE)
ELECT = re.compile(r"[\s-](?:elect|designate)\b|\bincoming\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Acting:
    """A branch of government that acts when a whole country does a kind of act."""

    type: str
    mode: str
    context: str
    side: str
    sector: str
    words: tuple[str, ...] = ()


class Calendar:
    """Fills the participants of events with what they were on the day."""

    def __init__(self, tables: Tables, data: Data) -> None:
        self.tables = tables
        self.acting = tuple(
            Acting(row["type"], row["mode"], row["context"], row["side"], row["sector"], tuple(cells(row["words"])))
            for row in data.table("actors/acting.tsv")
        )

    def fill(self, parse: Parse, cast: Cast, event: Event) -> Event:
        """The event with sector, role and country of each participant as on its day, else on the day of publication."""
        published = parse.document.published
        today = (published.end or published.start) if published else None
        own = (event.when.start or event.when.end) if event.when else None
        actors = {actor.id: actor for actor in cast.actors}
        sentence = parse.sentences[event.sentence].span if event.sentence < len(parse.sentences) else event.trigger
        text = parse.text_of(sentence).lower()

        def filled(one: Participant, side: str) -> Participant:
            actor = actors.get(one.actor or "")
            if actor is None:
                return one
            if actor.kind == "country" and one.sector == "GOV":
                return replace(one, sector=self._branch(event, side, text) or "GOV")
            if actor.kind == "person" and actor.name in self.tables.offices:
                return self._holder(one, actor, own, today)
            return one

        return replace(
            event,
            actors=tuple(filled(one, "actor") for one in event.actors),
            recipients=tuple(filled(one, "recipient") for one in event.recipients),
        )

    def _branch(self, event: Event, side: str, text: str) -> str | None:
        """The branch of government that an act belongs to, by the first rule that fits; `text`: the sentence."""
        for rule in self.acting:
            fits = (
                rule.type == event.type
                and rule.side == side
                and (not rule.mode or rule.mode in event.modes)
                and (not rule.context or rule.context in event.contexts)
                and (not rule.words or any(word in text for word in rule.words))
            )
            if fits:
                return rule.sector
        return None

    def _holder(self, one: Participant, actor: Actor, own: str | None, today: str | None) -> Participant:
        """The person with the office held on the day of the event. Words of the text ("former", "then-") decide where
        the event has no day of its own; a day after all offices makes a former official."""
        former, then = bool(FORMER.search(one.text)), bool(THEN.search(one.text))
        day = own or today
        if (former or ELECT.search(one.text)) and (own is None or own == today):
            return replace(one, sector="ELI" if former else one.sector)
        if day is None:
            return one
        office = self.tables.office(actor.name, day)
        if office is not None:
            return replace(one, sector=office.sector, role=office.role, country=office.country or one.country)
        held = self.tables.offices[actor.name]
        if then or (former and own is not None):
            past = [o for o in held if o.start <= day]
            if then and past:
                return replace(one, sector=past[-1].sector, role=past[-1].role)
        if held[-1].end < day and (one.sector is None or one.sector in OFFICIALS) and not then:
            told = actor.role
            if told and "former" not in told and one.sector in OFFICIALS and told.split()[-1] not in held[-1].role:
                # The article itself gives a newer office than the table knows.
                return one
            return replace(one, sector="ELI", role=f"former {held[-1].role}")
        return one
