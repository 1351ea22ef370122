"""Where in a sentence a place stands for an event: how near, on the tree of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dragoman.records import Event, Parse, Place, Sentence, Span, Token, Toponym

WITHIN = frozenset("in at near outside around across inside off along throughout within".split())
LOCATIVE = WITHIN | {"over", "on", "to"}
BESIDE = frozenset({"near", "outside", "off", "along"})  # "near Libya" is not in Libya
FAR_STEPS = 6
JOURNEYS = frozenset({"visit", "trip", "tour", "journey", "voyage", "travel", "pilgrimage"})
# Verbs whose object is where the act takes place.
ENTERING = frozenset("enter reach cross invade storm seize capture take retake recapture occupy besiege".split())
PARTS = frozenset(
    "heart centre center middle outskirts suburb north south east west part street edge town city".split()
)
SPEECH = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"})
OVERHEAD = frozenset({"ASSAULT", "MOBILIZE"})
AREAS = ("country", "region")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a sentence names, and the token that stands for it."""

    place: Place
    span: Span
    token: Token


def spots_of(
    parse: Parse, toponyms: tuple[Toponym, ...], capital: Callable[[str], Place | None], focus: str | None
) -> dict[int, list[Spot]]:
    """The places of each sentence: its toponyms, and "Kenya's capital", "the Afghan capital", "the capital" (of
    `focus`, the country that the article speaks of)."""
    out: dict[int, list[Spot]] = {}
    for sentence in parse.sentences:
        inside = [t for t in toponyms if t.place is not None and sentence.span.holds(t.span)]
        found = [
            Spot(t.place, t.span, token)
            for t in inside
            if t.kind == "name" and t.place is not None and (token := _outer(sentence, t.span)) is not None
        ]
        found += _capitals(sentence, inside, capital, focus)
        out[sentence.index] = found
    return out


def _outer(sentence: Sentence, span: Span) -> Token | None:
    """The token of a stretch that hangs outside it."""
    return next(
        (t for t in sentence.tokens if span.overlaps(t.span) and not span.holds(sentence.tokens[t.head].span)),
        None,
    )


def _capitals(
    sentence: Sentence, toponyms: list[Toponym], capital: Callable[[str], Place | None], focus: str | None
) -> Iterator[Spot]:
    for token in sentence.tokens:
        if token.lemma.lower() != "capital" or token.pos != "NOUN" or token.dep in ("compound", "amod"):
            continue
        kids = [t for t in sentence.tokens if t.head == token.index]
        owning = [kid for kid in kids if kid.dep in ("poss", "amod", "compound")]
        owners = [t for t in toponyms if any(t.span.overlaps(kid.span) for kid in owning)]
        named = any(kid.dep == "appos" and kid.pos == "PROPN" for kid in kids)
        code = owners[0].place.country if owners and owners[0].place else focus
        plain = all(kid.dep in ("det", "case", "prep", "punct") for kid in kids)
        place = capital(code) if code and not named and (owners or plain) else None
        if place is not None:
            yield Spot(place, token.span, token)


def cost(sentence: Sentence, event: Event, spot: Spot, dateline: bool) -> float | None:
    """How far a place stands from an event, None if it is not where the event took place. `dateline`: whether the
    sentence begins with one."""
    trigger = next((t for t in sentence.tokens if event.trigger.overlaps(t.span)), None)
    token = spot.token
    if trigger is None or (dateline and token.index < 8 and token.index < trigger.index):
        return None
    area = spot.place.grain in AREAS
    visit = event.type == "CONSULT" and "visit" in event.modes
    if visit and any(spot.span.overlaps(p.span) for p in event.recipients):
        return 3.0 if area else 1.5
    if _is_where(sentence, token, trigger):
        return 0.5
    token = _whole(sentence, token)
    governor = sentence.tokens[token.head]
    word = governor.lemma.lower()
    if token.dep == "dobj" and word in ENTERING:
        start = governor
    elif token.dep == "pobj" and word in LOCATIVE:
        travelled = word == "to" and sentence.tokens[governor.head].lemma.lower() in JOURNEYS
        overhead = word == "over" and event.type in OVERHEAD and not area
        if (word in ("on", "to", "over") and not travelled and not overhead) or (area and word in BESIDE):
            return None
        start = governor
    else:
        return None
    if event.type in SPEECH and not _is_scene(sentence, start, trigger):
        return None
    steps = _steps(sentence, start, trigger)
    if steps is None or steps > FAR_STEPS:
        return None
    return steps + (0.5 if area else 0.0)


def locative(sentence: Sentence, spot: Spot) -> bool:
    """Whether a place stands behind "in", "at" or the like, or behind "near" if it is no whole country."""
    word = sentence.tokens[spot.token.head].lemma.lower()
    return spot.token.dep == "pobj" and word in WITHIN and not (word in BESIDE and spot.place.grain in AREAS)


def _whole(sentence: Sentence, token: Token) -> Token:
    """The word that stands for a place whose part is named: "heart" in "the heart of the capital"."""
    preposition = sentence.tokens[token.head]
    part = sentence.tokens[preposition.head]
    within = token.dep == "pobj" and preposition.lemma == "of" and part.lemma.lower() in PARTS
    return part if within else token


def _is_where(sentence: Sentence, token: Token, trigger: Token) -> bool:
    """Whether a place opens the clause of a trigger: "flew to Baku, where he urged"."""
    while trigger.dep in ("xcomp", "conj", "dobj") and trigger.head != trigger.index:
        trigger = sentence.tokens[trigger.head]
    if trigger.dep != "relcl" or trigger.head != token.index:
        return False
    return any(t.lemma.lower() == "where" and t.head == trigger.index for t in sentence.tokens)


def _is_scene(sentence: Sentence, preposition: Token, trigger: Token) -> bool:
    """Whether a preposition tells where something was said, not where that took place which was spoken of."""
    head = sentence.tokens[preposition.head]
    own = {trigger.index}
    while trigger.dep in ("dobj", "xcomp", "conj", "pobj", "prep", "acl") and trigger.head != trigger.index:
        trigger = sentence.tokens[trigger.head]
        own.add(trigger.index)
    subject = head.dep in ("nsubj", "attr") and head.head in own
    return head.index in own or subject


def _steps(sentence: Sentence, token: Token, trigger: Token) -> int | None:
    """Steps on the dependency path between two tokens; finite clauses in between cost more."""
    up: dict[int, int] = {}
    one, n = trigger, 0
    while True:
        up[one.index] = n
        if one.head == one.index:
            break
        n += 3 if one.dep in ("ccomp", "relcl", "advcl", "parataxis") else 1
        one = sentence.tokens[one.head]
    one, n = token, 0
    while one.index not in up:
        if one.head == one.index:
            return None
        n += 3 if one.dep in ("ccomp", "relcl", "advcl", "parataxis") else 1
        one = sentence.tokens[one.head]
    return n + up[one.index]
