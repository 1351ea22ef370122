"""Who stands on the other side of an event, where its own words do not say it: told by the clauses around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.events.participants import Roster, expanded, of_mention
from dragoman.events.syntax import JUDGING, SUBJECTS, Clause
from dragoman.records import Event, Mention, Parse, Participant, Token

DIRECTED = frozenset({"REJECT", "SANCTION", "COOPERATE", "RETREAT", "ACCUSE", "SUPPORT", "ASSAULT"})
NATIONAL_ACTS = frozenset({"SANCTION", "ASSAULT", "MOBILIZE", "AID"})
ENDED = frozenset({"RETREAT", "SANCTION", "REJECT"})
JUDGED = frozenset({"ACCUSE", "SUPPORT", "REJECT"})
ADDRESSED = frozenset({"THREATEN"})
PLACING = frozenset({"in", "at", "near", "around", "off", "outside", "along", "inside", "across", "from", "by"})
BESIDE = frozenset({"near", "off", "outside", "along"})  # "drills near Chad" are not against Chad
COURTS = frozenset({"at", "before", "in"})
HARMED = frozenset({"kill", "wound", "injure", "hurt", "die", "hit", "destroy"})
SAYING = frozenset({"say", "tell", "add", "report", "announce", "write", "divulge"})
PATRONAGE = frozenset({"back", "support", "lead", "accompany", "arm", "help", "follow"})
WITHOUT_SIDE = frozenset({"JRN", "CVL", "REF", "MED", "EDU"})
PARTIES = frozenset({"country", "person", "organisation", "group"})
ONE_SIDED = frozenset({"withdraw", "disarm", "resign"})
DECISIONS = frozenset(
    "plan decision move law policy measure step proposal announcement bill deal verdict ruling".split()
)
ARRESTING = frozenset({"arrest", "deport"})


@dataclass(frozen=True, slots=True)
class Scene:
    """An event with the clause and head token of its trigger, and those who are mentioned."""

    parse: Parse
    clause: Clause
    head: Token
    event: Event
    people: Roster

    def at(self, token: Token) -> Mention | None:
        return self.people.by_head.get((self.clause.sentence.index, token.index))

    def named(self, mention: Mention) -> tuple[Participant, ...]:
        return tuple(expanded(of_mention(self.parse, mention, self.people.actors), self.people.actors))

    def told(self, tokens: Iterator[Token]) -> tuple[Participant, ...]:
        """The participants that the first of some tokens with a mention names."""
        found = next((mention for token in tokens if (mention := self.at(token)) is not None), None)
        return self.named(found) if found is not None else ()


def settle(parse: Parse, clauses: Sequence[Clause], events: tuple[Event, ...], people: Roster) -> tuple[Event, ...]:
    """The events with the parties that grammar tells beyond their slots: addressees of threats, victims of an attack
    under a passive, courts, arresting states, the doers of what is judged, the other party of talks and agreements."""
    heads = [_head(clauses[event.sentence], event) for event in events]
    for rule in RULES:
        events = tuple(
            event if head is None else rule(Scene(parse, clauses[event.sentence], head, event, people), events)
            for event, head in zip(events, heads, strict=True)
        )
    return events


def _head(clause: Clause, event: Event) -> Token | None:
    """The token of a trigger that hangs outside it."""
    inside = [t for t in clause.tokens if event.trigger.overlaps(t.span)]
    outer = (t for t in inside if t.head == t.index or not event.trigger.overlaps(clause.head(t).span))
    return next(outer, inside[0] if inside else None)


def _own(scene: Scene, events: tuple[Event, ...]) -> Event:
    """Who welcomes or condemns an act did not do it."""
    event, clause, head = scene.event, scene.clause, scene.head
    verb = clause.head(head)
    if head.dep != "dobj" or head.pos != "NOUN" or verb.lemma.lower() not in JUDGING:
        return event
    judges = {p.actor for p in scene.told(t for t in clause.fill(verb, "subj"))}
    return replace(event, actors=tuple(p for p in event.actors if p.actor not in judges))


def _by_nation(scene: Scene, events: tuple[Event, ...]) -> Event:
    """ "American sanctions": the nationality of an act is that of who does it, not of the subject of another verb."""
    event, clause, head = scene.event, scene.clause, scene.head
    if event.type not in NATIONAL_ACTS or head.pos != "NOUN":
        return event
    kids = [k for k in clause.children[head.index] if k.dep == "amod" and k.pos == "ADJ"]
    doers = scene.told(k for k in kids if (m := scene.at(k)) is not None and m.kind == "adjective")
    codes = {p.country for p in doers}
    if not doers or codes & {p.country for p in (*event.actors, *event.recipients)}:
        return event
    return replace(event, actors=doers)


def _object_of_act(scene: Scene, events: tuple[Event, ...]) -> Event:
    """ "Stop arming rebels", "cease the bombing of villages": whom the act that ends was for."""
    event, clause = scene.event, scene.clause
    if event.recipients or event.type not in ENDED:
        return event
    acts = [k for k in clause.children[scene.head.index] if k.dep in ("xcomp", "dobj")]
    found = scene.told(t for act in acts for slot in ("obj", "of", "on", "against") for t in clause.fill(act, slot))
    return replace(event, recipients=found) if found else event


def _told_elsewhere(scene: Scene, events: tuple[Event, ...]) -> Event:
    """The actors of an act without an agent, where the article tells it again, or one like it on the same people."""
    event = scene.event
    if event.actors or not event.recipients:
        return event
    actors = {p.actor for p in event.recipients if p.actor}
    places = {(p.country, p.sector) for p in event.recipients if p.country and p.sector}
    told = [e for e in events if e is not event and e.actors]
    alike = [e for e in told if e.type == event.type]
    alike.sort(key=lambda e: e.modes != event.modes)
    if "abduct" in event.modes:  # who sets captives free had taken them
        alike += [e for e in told if e.type == "RETREAT" and "release" in e.modes]
    for other in alike:
        home = {p.country for p in other.actors}
        if any(p.actor in actors or (p.country in home and (p.country, p.sector) in places) for p in other.recipients):
            return replace(event, actors=other.actors)
    return event


def _beside(scene: Scene, events: tuple[Event, ...]) -> Event:
    """A country that only tells where something happened nearby is no target."""
    event = scene.event
    kept = tuple(p for p in event.recipients if not _governed(scene, p, BESIDE))
    return event if len(kept) == len(event.recipients) else replace(event, recipients=kept)


def _at_court(scene: Scene, events: tuple[Event, ...]) -> Event:
    """ "Charges at the court against a president": the court charges."""
    event = scene.event
    if event.type not in ("ACCUSE", "SANCTION"):
        return event
    courts = tuple(p for p in event.recipients if p.sector == "JUD" and _governed(scene, p, COURTS))
    if not courts:
        found = (
            k
            for prep in scene.clause.children[scene.head.index]
            if prep.lemma in COURTS
            for k in scene.clause.children[prep.index]
            if k.dep == "pobj"
        )
        courts = tuple(p for p in scene.told(found) if p.sector == "JUD")
    if not courts:
        return event
    return replace(event, actors=courts, recipients=tuple(p for p in event.recipients if p not in courts))


def _addressed(scene: Scene, events: tuple[Event, ...]) -> Event:
    """Whom a threat is for: the foreign subject of the clause that tells what will happen, else a foreigner in it."""
    event, clause = scene.event, scene.clause
    if event.type not in ADDRESSED:
        return event
    content = next((k for k in clause.children[scene.head.index] if k.dep == "ccomp"), None)
    direct = any(k.dep in ("dobj", "dative") for k in clause.children[scene.head.index])
    if content is None or direct:
        return event
    own = {p.country for p in event.actors}
    inside = [(t, m) for t in clause.subtree(content) if (m := scene.at(t)) is not None and m.kind != "adjective"]
    foreign = [(t, m) for t, m in inside if not own & {p.country for p in scene.named(m)} and _is_party(scene, m)]
    subjects = [m for t, m in foreign if t.dep in SUBJECTS or t.dep == "nsubjpass"]
    chosen = subjects or [m for t, m in foreign if t.dep in ("dobj", "dative")]
    return replace(event, recipients=scene.named(chosen[0])) if chosen else event


def _suffered(scene: Scene, events: tuple[Event, ...]) -> Event:
    """ "Killed in shelling by the army": who was killed was shelled."""
    event, clause, head = scene.event, scene.clause, scene.head
    if event.type != "ASSAULT" or event.recipients or head.dep not in ("pobj", "pcomp"):
        return event
    verb = clause.head(clause.head(head))
    if verb.lemma.lower() not in HARMED:
        return event
    found = scene.told(t for v in (verb, clause.head(verb)) for t in clause.fill(v, "obj"))
    harmed = {p.country for p in found}
    if not found:
        return event
    return replace(event, recipients=found, actors=tuple(p for p in event.actors if p.country not in harmed))


def _judged(scene: Scene, events: tuple[Event, ...]) -> Event:
    """ "Condemned the arrest of journalists": who is condemned arrested them."""
    event, clause = scene.event, scene.clause
    if event.type not in JUDGED:
        return event
    objects = [k for k in clause.children[scene.head.index] if k.dep == "dobj"]
    doers = next(
        (
            other.actors
            for other in events
            if other is not event
            and other.sentence == event.sentence
            and any(other.trigger.overlaps(k.span) for k in objects)
        ),
        (),
    )
    mine = {p.country for p in event.actors}
    doers = tuple(p for p in doers if p.country not in mine)
    return replace(event, recipients=doers) if doers else event


def _arrested(scene: Scene, events: tuple[Event, ...]) -> Event:
    """An arrest without an agent is that of the police where it took place."""
    event, clause = scene.event, scene.clause
    if event.type != "COERCE" or event.actors or not ARRESTING & set(event.modes):
        return event
    for prep in clause.children[scene.head.index]:
        if prep.dep != "prep" or prep.lemma.lower() not in ("in", "at", "near"):
            continue
        for kid in clause.children[prep.index]:
            mention = scene.at(kid)
            where = scene.named(mention)[0] if mention is not None else None
            if where is not None and where.country:
                police = replace(where, name="police", actor=None, sector="COP", other_sectors=(), role="police")
                return replace(event, actors=(police,))
    return event


def _opposite(scene: Scene, events: tuple[Event, ...]) -> Event:
    """An act that needs another side, told without one: that of the same sentence, or of the event told just before."""
    event, clause = scene.event, scene.clause
    bare = all(p.country is None and (p.actor is None or not p.sector) for p in event.recipients)
    alone = event.type == "RETREAT" and ONE_SIDED & set(event.modes)
    directed = event.type in DIRECTED and not event.reciprocal and not alone
    if not directed or not event.actors or not bare:
        return event
    if any(p.actor and scene.people.actors[p.actor].kind == "group" for p in event.recipients):
        return event
    inside = [t for t in clause.tokens if (m := scene.at(t)) is not None and _may_oppose(scene, t, m)]
    inside.sort(key=lambda t: abs(t.index - scene.head.index))
    found = scene.told(iter(inside))
    if not found and event.type != "ASSAULT":
        found = _last_counterpart(scene, events) or _who_decided(scene, events)
    return replace(event, recipients=found) if found else event


def _last_counterpart(scene: Scene, events: tuple[Event, ...]) -> tuple[Participant, ...]:
    """Who dealt with the actors in the event told last before, at most a sentence back."""
    own = {p.actor for p in scene.event.actors} | {p.country for p in scene.event.actors}
    at = scene.event.trigger.start
    before = [e for e in events if e.trigger.start < at and scene.event.sentence - e.sentence < 2]
    for other in reversed(before):
        for mine, theirs in ((other.recipients, other.actors), (other.actors, other.recipients)):
            if any(p.actor in own or (p.country and p.country in own) for p in mine):
                parties = tuple(p for p in theirs if p.country and p.country not in own)
                if parties:
                    return parties
    return ()


def _who_decided(scene: Scene, events: tuple[Event, ...]) -> tuple[Participant, ...]:
    """ "Criticised the plan": the state that acted last before."""
    event, clause = scene.event, scene.clause
    objects = [k for k in clause.children[scene.head.index] if k.dep == "dobj"]
    if event.type not in JUDGED or not any(k.lemma.lower() in DECISIONS for k in objects):
        return ()
    own = {p.country for p in event.actors}
    for other in reversed([e for e in events if e.trigger.start < event.trigger.start]):
        states = tuple(p for p in other.actors if p.sector == "GOV" and p.country and p.country not in own)
        if states:
            return states
    return ()


def _may_oppose(scene: Scene, token: Token, mention: Mention) -> bool:
    clause = scene.clause
    if not _is_party(scene, mention) or any(p.span.overlaps(mention.span) for p in scene.event.actors):
        return False
    governor = clause.head(token)
    if token.dep == "pobj" and governor.lemma.lower() in PLACING:
        return False
    if token.dep == "nsubj" and governor.lemma.lower() in SAYING:
        return False
    return not _is_patron(clause, token)


def _is_patron(clause: Clause, token: Token) -> bool:
    """Whether a mention stands under "backed by", "with help from"."""
    while token.head != token.index:
        token = clause.head(token)
        if token.lemma.lower() in PATRONAGE and token.tag in ("VBN", "VBG"):
            return True
    return False


def _is_party(scene: Scene, mention: Mention) -> bool:
    """Whether a mention is of another state, or of the rebels of the same, than the actors."""
    actor = scene.people.actors.get(mention.actor)
    if actor is None or mention.kind == "pronoun" or actor.sector in WITHOUT_SIDE or actor.kind not in PARTIES:
        return False
    own = {p.country for p in scene.event.actors}
    if not actor.country:
        return bool(actor.members) or (actor.kind == "group" and actor.sector == "GOV")
    sectors = {p.sector for p in scene.event.actors}
    return actor.country not in own or (("REB" in sectors) != (actor.sector == "REB") and actor.kind != "country")


def _governed(scene: Scene, one: Participant, prepositions: frozenset[str]) -> bool:
    """Whether a participant stands right behind one of some prepositions."""
    tokens = [t for t in scene.clause.tokens if one.span.holds(t.span)]
    head = next((t for t in tokens if not one.span.holds(scene.clause.head(t).span)), None)
    return head is not None and head.dep == "pobj" and scene.clause.head(head).lemma.lower() in prepositions


RULES = (
    _own,
    _by_nation,
    _beside,
    _at_court,
    _addressed,
    _suffered,
    _arrested,
    _object_of_act,
    _told_elsewhere,
    _judged,
    _opposite,
)
