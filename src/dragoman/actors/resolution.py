"""Which mentions of an article are one actor, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.actors.context import BODIES, Prominence
from dragoman.actors.likeness import acronyms, alike, is_plain, richer
from dragoman.actors.mentions import Draft
from dragoman.actors.names import fold, sounds, split
from dragoman.actors.naming import NATIONAL
from dragoman.actors.tables import Entry, Tables
from dragoman.records import Actor, Parse, Sentence, short_hash

STATE = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "OPP", "PTY"})
OWNED = frozenset({None, "GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY", "MED", "EDU"})
OFFICIALS = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP"})
# Who is held for what he is: "Taliban prisoners" are Taliban.
HELD = frozenset({"prisoner", "detainee", "inmate", "captive", "suspect", "supporter", "fighter"})
ARMED = frozenset({"REB", "PRM", "CRM", "SOC", "PTY", "OPP", "JRN", "BUS", "UAF"})
DEPTH = 4  # phrases within phrases that are followed
Place = tuple[int, int]  # sentence, head token


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a mention tell of its actor."""

    country: str | None = None
    sector: str | None = None
    role: str | None = None


class Register:
    """The actors of one article. Built from all drafts; `settle` then knows the actor of every name, and the others
    are added in text order by `coreference`."""

    def __init__(self, tables: Tables, parse: Parse, found: list[list[Draft]]) -> None:
        self.tables = tables
        self.parse = parse
        self.actors: dict[str, Actor] = {}
        self.keys: dict[Place, str] = {}
        self.drafts: dict[Place, Draft] = {(d.sentence, d.head): d for group in found for d in group}
        self.same: dict[Place, Place] = {}
        self.quantities = frozenset(tables.words["phrase"]["quantities"])
        self._full: dict[str, list[str]] = {}
        self._short: dict[str, str] = {}
        self._words: dict[str, str] = {}
        published = parse.document.published
        self.day = (published.end or published.start) if published else None
        for group, sentence in zip(found, parse.sentences, strict=True):
            self._announce(group)
            self._link(sentence)
        self._rough = self._mentioned_countries()
        for draft in self.drafts.values():
            if draft.kind in ("name", "adjective"):
                self._settle(draft)
        self.context = Prominence(parse, self._located(), tables)

    def _located(self) -> Iterable[tuple[Draft, str | None]]:
        for place, key in self.keys.items():
            yield self.drafts[place], self.actors[key].country

    def _mentioned_countries(self) -> frozenset[str]:
        return frozenset(
            entry.country
            for draft in self.drafts.values()
            for entry in draft.entries[:1]
            if entry.country and not entry.the and entry.kind in NATIONAL | {"organisation"}
        )

    def _announce(self, drafts: list[Draft]) -> None:
        """Note full names and acronyms first, so that a surname or short form may come before them."""
        for draft in drafts:
            if draft.kind != "name" or draft.nested:
                continue
            words = split(draft.name)
            if draft.person and len(words) > 1:
                for key in {words[-1], words[0]}:
                    held = self._full.setdefault(key, [])
                    if draft.name not in held:
                        held.append(draft.name)
            elif len(words) > 1 and not (draft.entries and draft.entries[0].kind in NATIONAL):
                for short in acronyms(draft):
                    self._short.setdefault(short, draft.name)

    def _link(self, sentence: Sentence) -> None:
        """Note which phrases name one actor twice: apposition and "X is the president of Y"."""
        for token in sentence.tokens:
            one = (sentence.index, token.index)
            if token.dep == "appos":
                other = (sentence.index, token.head)
            elif token.dep == "attr" and sentence.tokens[token.head].lemma == "be":
                subject = next(
                    (t for t in sentence.tokens if t.head == token.head and t.dep == "nsubj" and t.index < token.head),
                    None,
                )
                if subject is None:
                    continue
                other = (sentence.index, subject.index)
            else:
                continue
            first, second = self.drafts.get(other), self.drafts.get(one)
            if first is not None and second is not None and alike(first, second):
                self.same[one], self.same[other] = other, one

    def told(self, draft: Draft, *, linked: bool = True, depth: int = 0) -> Told:
        """What a phrase, and the one that names the same actor beside it, tell of country, sector and role."""
        role = draft.role
        country = None
        sector = role.sector if role else None
        for at in draft.owners:
            owner = self._owner(draft.sentence, at, depth)
            country = country or owner.country
            if role is not None and owner.sector is not None and role.kind not in ("thing", "place"):
                counts = at > draft.head and role.words.split()[-1] in self.quantities
                held = role.words.split()[-1] in HELD and owner.sector in ARMED
                official = sector == "BUS" and role.kind == "person" and owner.country in BODIES
                if sector is None or counts or held or (owner.sector in ARMED and sector in OFFICIALS):
                    sector = owner.sector
                elif official:  # the chief executive of the European Union
                    sector = "GOV"
            if country:
                break
        if draft.quality in ("former", "elect") and sector in OFFICIALS:
            sector = "ELI" if draft.quality == "former" else sector
        words = role.words if role else None
        if words and draft.quality:
            words = f"{words}-elect" if draft.quality == "elect" else f"{draft.quality} {words}"
        country = country or (role.country if role else None)
        other = self.drafts.get(self.same.get((draft.sentence, draft.head), (-1, -1))) if linked else None
        if other is not None and other.kind == "nominal":
            more = self.told(other, linked=False, depth=depth)
            return Told(country or more.country, sector or more.sector, words or more.role)
        return Told(country, sector, words)

    def actor_at(self, sentence: int, head: int) -> Actor | None:
        """The actor of the mention with a head, if settled; names are settled on demand."""
        place = (sentence, head)
        if place not in self.keys:
            draft = self.drafts.get(place)
            if draft is None or draft.kind not in ("name", "adjective"):
                return None
            self._settle(draft)
        return self.actors.get(self.keys.get(place, ""))

    def _owner(self, sentence: int, head: int, depth: int) -> Told:
        """What is known of the mention inside a phrase that tells whose it is."""
        actor = self.actor_at(sentence, head)
        if actor is not None:
            bare = actor.kind == "country" and self._is_location(sentence, head)
            bare = bare or (actor.kind == "group" and actor.sector == "CVL")
            return Told(actor.country, None if bare else actor.sector)
        draft = self.drafts.get((sentence, head))
        if draft is None or draft.kind != "nominal" or depth > DEPTH:
            return Told()
        return self.told(draft, linked=False, depth=depth + 1)

    def _is_location(self, sentence: int, head: int) -> bool:
        """Whether a name only tells where those are whom a phrase names: "crowds in Kampala"."""
        tokens = self.parse.sentences[sentence].tokens
        return tokens[head].dep == "pobj" and tokens[tokens[head].head].lemma.lower() in ("in", "at", "near", "across")

    def put(self, draft: Draft, key: str, actor: Actor) -> None:
        """Record that a draft means an actor; what it adds is kept."""
        held = self.actors.get(key)
        self.actors[key] = actor if held is None else richer(held, actor)
        self.keys[draft.sentence, draft.head] = key

    def make(self, key: str, name: str, kind: str, told: Told, identifier: str | None = None) -> tuple[str, Actor]:
        held = self.actors.get(key)
        actor_id = held.id if held else short_hash(self.parse.document.id, key)
        return key, Actor(actor_id, name, kind, told.country, told.sector, (), told.role, identifier)

    def _settle(self, draft: Draft) -> None:
        self.keys[draft.sentence, draft.head] = ""  # owners that form a circle end here
        key, actor = self._named(draft)
        self.put(draft, key, actor)

    def _named(self, draft: Draft) -> tuple[str, Actor]:
        entry = self._choice(draft)
        if entry is not None and entry.kind == "place" and self._is_namesake(draft):
            return self._person(draft._replace(name=draft.text, person=True), None)
        if entry is None or entry.kind == "person":
            if draft.person or self._known_surname(draft) or self._beside_role(draft):
                return self._person(draft, entry)
            return self._body(draft)
        if entry.kind in ("country", "seat", "adjective"):
            return self._state(entry)
        if entry.kind == "people":
            return self.make(f"people {entry.country}", draft.name, "group", Told(entry.country, "CVL"))
        if entry.kind == "place":
            return self.make(f"place {fold(entry.name)}", entry.name, "unknown", Told(entry.country))
        return self._organisation(draft, entry)

    def _state(self, entry: Entry) -> tuple[str, Actor]:
        name = self.tables.country_names.get(entry.country or "", entry.name)
        return self.make(f"country {entry.country}", name, "country", Told(entry.country, "GOV"))

    def _choice(self, draft: Draft) -> Entry | None:
        """Of namesakes in the tables that which fits the owner, else the countries of the article."""
        if len(draft.entries) < 2:
            only = draft.entries[0] if draft.entries else None
            hidden = only is not None and only.the and only.kind == "country" and only.country not in self._rough
            return None if hidden else only
        if draft.text in self._short and not any(e.country in self._rough | BODIES for e in draft.entries):
            return None
        if draft.owners:
            country = self.told(draft).country
            for entry in draft.entries:
                if entry.country == country:
                    return entry
        return next((entry for entry in draft.entries if entry.country in self._rough), draft.entries[0])

    def _organisation(self, draft: Draft, entry: Entry) -> tuple[str, Actor]:
        told = self.told(draft)
        owner = told.country if draft.owners and draft.owners[0] < draft.head else None
        if owner and owner not in BODIES and owner != entry.country and entry.sector in OWNED and is_plain(draft.name):
            # "Russia's Security Council" is not that of the United Nations, nor "the Nigerian Senate" that of America.
            return self.make(
                f"body {owner} {' '.join(split(draft.name))}",
                self._owned_name(draft),
                "organisation",
                Told(owner, entry.sector or "GOV"),
            )
        key = f"body {entry.country} {' '.join(split(entry.name))}"
        return self.make(key, entry.name, "organisation", Told(entry.country, entry.sector), entry.identifier)

    def _owned_name(self, draft: Draft) -> str:
        """The name of a body with its country before it: "Russia's Security Council"."""
        owner = self.drafts.get((draft.sentence, draft.owners[0]))
        start = owner.span.start if owner is not None and owner.end - owner.start < 4 else draft.span.start
        return self.parse.document.text[start : draft.span.end].removeprefix("the ").removeprefix("The ")

    def _known_surname(self, draft: Draft) -> bool:
        words = split(draft.name)
        return len(words) == 1 and words[0] in self._full and not draft.entries

    def _is_namesake(self, draft: Draft) -> bool:
        """Whether the name of a town is the surname of somebody in the article, and stands where no place would."""
        token = self.parse.sentences[draft.sentence].tokens[draft.head]
        return draft.text.lower() in self._full and token.dep in ("nsubj", "nsubjpass", "dobj", "poss", "dative")

    def _beside_role(self, draft: Draft) -> bool:
        """Whether a name that no table knows stands in apposition to a person's role."""
        if draft.entries or draft.role is not None:
            return False
        other = self.drafts.get(self.same.get((draft.sentence, draft.head), (-1, -1)))
        return other is not None and other.role is not None and other.role.kind == "person"

    def _person(self, draft: Draft, entry: Entry | None) -> tuple[str, Actor]:
        told = self.told(draft)
        name = entry.name if entry else self._fullest(draft)
        known = self._officer(name, told) or (entry.name if entry else None)
        if known is None:
            key = f"name {' '.join(sounds(name))}"
            return self.make(key, name, "person", told)
        office = self.tables.office(known, self.day)
        last = self.tables.office(known, None)
        sector, role = told.sector, told.role
        if office is not None and (sector is None or role is None or told.country in (None, office.country)):
            sector, role = sector or office.sector, role or office.role
        elif last is not None and sector is None:
            after = self.day is not None and last.end < self.day
            sector, role = ("ELI", f"former {last.role}") if after and last.sector in OFFICIALS else (last.sector, None)
        country = (office.country if office else None) or told.country or (last.country if last else None)
        identifier = next((o.identifier for o in self.tables.offices.get(known, ()) if o.identifier), None)
        return self.make(f"person {known}", known, "person", Told(country, sector, role), identifier)

    def _fullest(self, draft: Draft) -> str:
        """The full name that a surname or first name stands for in this article."""
        words = split(draft.name)
        if len(words) > 1:
            return draft.name
        held = self._full.get(words[0], []) if words else []
        if len(held) < 2:
            return held[0] if held else draft.name
        by_surname = [name for name in held if split(name)[-1] == words[0]]
        return (by_surname or held)[0]

    def _officer(self, name: str, told: Told) -> str | None:
        """The person of the offices table whom a name means. A bare surname needs country or office beside it."""
        found = self.tables.persons(name)
        if not found:
            return None
        full = len(split(name)) > 1
        fitting: list[tuple[float, str]] = []
        for person in found:
            offices = self.tables.offices[person]
            country = offices[-1].country
            if told.country not in (None, *(o.country for o in offices)) and told.country not in BODIES:
                continue
            score = 0.0
            score += 2 * any(o.country in self._rough for o in offices)
            score += 2 * any(self.day is None or o.start[:4] <= self.day[:4] <= o.end[:4] for o in offices)
            score += bool(told.role) and any(told.role.split()[-1] in o.role for o in offices if told.role)
            score += told.country is not None and told.country == country
            fitting.append((score, person))
        if not fitting:
            return None
        fitting.sort(key=lambda one: -one[0])
        if full:
            return fitting[0][1]
        clear = len(fitting) == 1 or fitting[0][0] > fitting[1][0]
        return fitting[0][1] if fitting[0][0] >= 3 and clear and self._is_recent(fitting[0][1]) else None

    def _is_recent(self, person: str) -> bool:
        """Whether someone held office within a generation of the article."""
        if self.day is None:
            return True
        year = int(self.day[:4])
        return any(
            int(o.start[:4] or 0) <= year + 1 and int(o.end[:4]) >= year - 20 for o in self.tables.offices[person]
        )

    def _body(self, draft: Draft) -> tuple[str, Actor]:
        """A body, person or place that no table knows."""
        name = self._short.get(draft.name, draft.name)
        told = self.told(draft)
        role = draft.role or self.tables.role([word.lower() for word in split(name) if word != "'s"])
        token = self.parse.sentences[draft.sentence].tokens[draft.head]
        kind = "unknown" if token.entity in ("GPE", "LOC", "FAC") and role is None else "organisation"
        sector = told.sector or (role.sector if role else None)
        return self.make(f"name {' '.join(split(name))}", name, kind, Told(told.country, sector, told.role))
