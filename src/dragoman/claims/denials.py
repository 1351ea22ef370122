"""The small claim graph of an article: who asserts, who denies, who confirms which event."""

from __future__ import annotations

from dataclasses import replace

from dragoman.claims.cues import Cues
from dragoman.records import Attribution, Cast, Event, Parse, Span

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
            continue
        for n in _targets(parse, attribution, out, stance):
            event = out[n]
            if stance == "deny":
                status = "denied" if event.status in ("occurred", "alleged", "ongoing", "denied") else event.status
                out[n] = replace(event, denied_by=(*event.denied_by, attribution), status=status)
            elif event.status == "alleged":
                out[n] = replace(event, confirmed_by=(*event.confirmed_by, attribution), status="occurred")
    return tuple(out)


def _stance(parse: Parse, attribution: Attribution, cues: Cues) -> str | None:
    lemmas = [t.lemma.lower() for s in attribution.cue for t in _tokens(parse, s)]
    if any(lemma in NEVER or lemma == "n't" for lemma in lemmas):
        return None
    if any(cues.is_a(lemma, "deny") and lemma not in ("refuse", "decline", "rule") for lemma in lemmas):
        return "deny"
    if any(cues.is_a(lemma, "confirm") for lemma in lemmas):
        return "confirm"
    return None


def _tokens(parse: Parse, span: Span):  # type: ignore[no-untyped-def]
    for sentence in parse.sentences:
        if sentence.span.overlaps(span):
            yield from (t for t in sentence.tokens if span.overlaps(t.span))


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
        if n in inside or not 0 <= here - event.sentence <= REACH or event.status not in ("alleged", "denied"):
            continue
        party = any(attribution.actor and attribution.actor == p.actor for p in (*event.actors, *event.recipients))
        words = {t.lemma.lower() for t in _tokens(parse, event.trigger)}
        sentence = {t.lemma.lower() for t in parse.sentences[event.sentence].tokens if t.pos in ("NOUN", "VERB")}
        shared = len(sentence & {t.lemma.lower() for t in content if t.pos in ("NOUN", "VERB")})
        if (
            (party and (backward or words & lemmas or shared))
            or (backward and shared > 1)
            or (party and stance == "deny")
        ):
            linked.append(n)
    return inside + linked


__all__ = ["Cast", "contest"]
