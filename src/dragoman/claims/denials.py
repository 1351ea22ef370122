"""The small claim graph of an article: who asserts, who denies, who confirms which event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman.claims.cues import Cues
from dragoman.records import Attribution, Cast, Event, Parse, Span, Token

# Nouns by which an article refers back to a charge without naming it again.
BACKWARD = frozenset(
    [
        "allegation",
        "accusation",
        "claim",
        "charge",
        "report",
        "involvement",
        "responsibility",
        "wrongdoing",
        "it",
        "this",
    ]
)
# Types of which the speaking itself is the act: a denial speaks of what was said, not of that it was said.
SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"})
REACH = 6  # sentences that a denial looks back
NEVER = frozenset({"not", "never", "no"})


def contest(
    parse: Parse, cast: Cast, attributions: tuple[Attribution, ...], events: tuple[Event, ...], cues: Cues
) -> tuple[Event, ...]:
    """Events with `denied_by`, `confirmed_by` and the status that follows."""
    out = list(events)
    for attribution in attributions:
        stance = _stance(parse, attribution, cues)
        if stance is None:
            for n in _taken_for_granted(parse, cast, attribution, out, cues):
                out[n] = replace(out[n], confirmed_by=(*out[n].confirmed_by, attribution), status="occurred")
            continue
        for n in _targets(parse, attribution, out, stance):
            event = out[n]
            if stance == "deny":
                status = "denied" if event.status in ("occurred", "alleged", "ongoing", "denied") else event.status
                sources = tuple(one for one in event.sources if one != attribution)
                out[n] = replace(event, denied_by=(*event.denied_by, attribution), status=status, sources=sources)
            elif event.status in ("alleged", "occurred", "denied"):
                status = event.status if event.denied_by else "occurred"
                out[n] = replace(event, confirmed_by=(*event.confirmed_by, attribution), status=status)
    return tuple(out)


def _taken_for_granted(
    parse: Parse, cast: Cast, attribution: Attribution, events: list[Event], cues: Cues
) -> list[int]:
    """Alleged events that a party's own statement takes for a fact: "reportedly met ...", then "the ministry called the
    meeting friendly"."""
    countries = {actor.id: actor.country for actor in cast.actors}
    speaker = attribution.actor
    if speaker is None:
        return []
    named = {
        t.lemma.lower()
        for s in attribution.content
        for t in _tokens(parse, s)
        if t.pos == "NOUN" and _is_definite(parse, t)
    }
    out = []
    for n, event in enumerate(events):
        if event.status != "alleged" or not named & cues.references.get(event.type, frozenset()):
            continue
        here = attribution.content[0].start if attribution.content else 0
        parties = {p.actor for p in (*event.actors, *event.recipients)}
        home = {p.country for p in (*event.actors, *event.recipients) if p.country}
        if here > event.trigger.end and (speaker in parties or countries.get(speaker) in home):
            out.append(n)
    return out


def _is_definite(parse: Parse, noun: Token) -> bool:
    """Whether "the", "this" or an owner stands before a noun, an adjective or two between them."""
    before = parse.text_of(Span(max(0, noun.span.start - 40), noun.span.start)).lower().split()[-3:]
    return any(word in ("the", "this", "that", "their", "his", "her", "its") for word in before)


def _stance(parse: Parse, attribution: Attribution, cues: Cues) -> str | None:
    lemmas = [t.lemma.lower() for s in attribution.cue for t in _tokens(parse, s)]
    if any(lemma in NEVER or lemma == "n't" for lemma in lemmas):
        return None
    if any(cues.is_a(lemma, "deny") and lemma not in ("refuse", "decline", "rule") for lemma in lemmas):
        return "deny"
    if any(cues.is_a(lemma, "confirm") for lemma in lemmas):
        return "confirm"
    return None


def _tokens(parse: Parse, span: Span) -> Iterator[Token]:
    for sentence in parse.sentences:
        if sentence.span.overlaps(span):
            yield from (t for t in sentence.tokens if span.overlaps(t.span))


def _is_claimed(event: Event, attribution: Attribution) -> bool:
    """Whether an event stands on somebody's word, and not on that of the one who now speaks of it."""
    if event.status in ("alleged", "denied"):
        return True
    others = [s for s in event.sources if s.actor is None or s.actor != attribution.actor]
    return event.type not in SPEECH_ACTS and event.status in ("occurred", "ongoing") and bool(others)


def _targets(parse: Parse, attribution: Attribution, events: list[Event], stance: str) -> list[int]:
    """Events that an attribution denies or confirms: those in its content, else the alleged ones before it that its
    words or its parties point to."""
    inside = [n for n, e in enumerate(events) if any(s.holds(e.trigger) for s in attribution.content)]
    content = [t for s in attribution.content for t in _tokens(parse, s)]
    if not content:
        return []
    lemmas = {t.lemma.lower() for t in content}
    here = next((s.index for s in parse.sentences if s.span.overlaps(attribution.content[0])), 0)
    backward = lemmas & BACKWARD
    linked = []
    for n, event in enumerate(events):
        if n in inside or not 0 <= here - event.sentence <= REACH or not _is_claimed(event, attribution):
            continue
        party = any(attribution.actor and attribution.actor == p.actor for p in (*event.actors, *event.recipients))
        words = {t.lemma.lower() for t in _tokens(parse, event.trigger)}
        sentence = {t.lemma.lower() for t in parse.sentences[event.sentence].tokens if t.pos in ("NOUN", "VERB")}
        again = stance == "confirm" and any(
            t.pos == "NOUN"
            and _is_definite(parse, t)
            and any(t.lemma.lower().startswith(w) for w in words if len(w) > 3)
            for t in content
        )
        shared = len(sentence & {t.lemma.lower() for t in content if t.pos in ("NOUN", "VERB")})
        if (
            again
            or (party and (backward or words & lemmas or shared))
            or (backward and shared > 1)
            or (party and stance == "deny")
        ):
            linked.append(n)
    return inside + linked
