"""From the words that fill a slot to the actors they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dragoman.events.syntax import PASSIVE_SUBJECTS, SUBJECTS, Clause
from dragoman.records import Actor, Cast, Mention, Parse, Participant, Span, Token

MUTUAL = re.compile(r"\b(?:each other|one another)\b", re.IGNORECASE)
EACH = frozenset({"each", "other", "each other", "one", "another", "one another"})
PRONOUNS = frozenset({"it", "this", "that", "which", "what", "these", "those", "there", "who"})


@dataclass(frozen=True, slots=True)
class Roster:
    """The mentions of an article, by sentence and head token, and their actors by id."""

    actors: dict[str, Actor]
    by_head: dict[tuple[int, int], Mention]
    by_sentence: dict[int, list[Mention]]


CALENDAR = frozenset({"DATE", "TIME"})  # entities that take part in nothing


def roster(cast: Cast) -> Roster:
    by_head: dict[tuple[int, int], Mention] = {}
    by_sentence: dict[int, list[Mention]] = {}
    for mention in cast.mentions:
        key = (mention.sentence, mention.head)
        held = by_head.get(key)
        if held is None or mention.span.end - mention.span.start > held.span.end - held.span.start:
            by_head[key] = mention
        by_sentence.setdefault(mention.sentence, []).append(mention)
    return Roster({actor.id: actor for actor in cast.actors}, by_head, by_sentence)


def of_mention(parse: Parse, mention: Mention, actors: dict[str, Actor]) -> Participant:
    actor = actors.get(mention.actor)
    text = parse.text_of(mention.span)
    if actor is None:
        return Participant(mention.span, text, text)
    return Participant(
        mention.span, text, actor.name, actor.id, actor.country, actor.sector, actor.other_sectors, actor.role
    )


def participants(parse: Parse, clause: Clause, tokens: Iterable[Token], cast: Roster) -> tuple[Participant, ...]:
    """The participants that tokens name, in their order, each actor once."""
    out: list[Participant] = []
    seen: set[object] = set()
    for token in tokens:
        for one in _all_of(parse, clause, token, cast):
            key = one.actor or one.text.lower()
            if key not in seen:
                seen.add(key)
                out += expanded(one, cast.actors)
    return tuple(out)


def is_mutual(parse: Parse, one: Participant) -> bool:
    """Whether a side is "each other" or "one another": both parties act alike."""
    around = parse.document.text[max(0, one.span.start - len("each ")) : one.span.end + len(" another")]
    return one.text.lower() in EACH and MUTUAL.search(around) is not None


def expanded(one: Participant, actors: dict[str, Actor]) -> list[Participant]:
    """A collective ("the two Koreas") as one participant for each member country, anyone else as he is."""
    actor = actors.get(one.actor or "")
    if actor is None or not actor.members:
        return [one]
    return [replace(one, country=country) for country in actor.members]


def _all_of(parse: Parse, clause: Clause, token: Token, cast: Roster) -> Iterable[Participant]:
    """The participants that one noun names: several in "ties between X and Y"."""
    own = cast.by_head.get((clause.sentence.index, token.index))
    if token.pos == "VERB":  # "demanded that the troops leave"
        subjects = [k for k in clause.children[token.index] if k.dep in SUBJECTS or k.dep in PASSIVE_SUBJECTS]
        return [one for kid in subjects if (one := participant(parse, clause, kid, cast)) is not None]
    if own is None:
        for kid in clause.children[token.index]:
            if kid.dep == "prep" and kid.lemma.lower() in ("between", "with", "among"):
                parties = [
                    found
                    for pobj in clause.children[kid.index]
                    if pobj.dep == "pobj"
                    for one in clause.coordinated(pobj)
                    if (found := cast.by_head.get((clause.sentence.index, one.index)))
                ]
                if parties:
                    return [of_mention(parse, mention, cast.actors) for mention in parties]
    one = participant(parse, clause, token, cast)
    return [one] if one is not None else []


def participant(parse: Parse, clause: Clause, token: Token, cast: Roster) -> Participant | None:
    """The actor a token names: by its own mention, else by one inside its noun phrase ("Moscow's decision"), else
    the bare words."""
    sentence = clause.sentence.index
    own = cast.by_head.get((sentence, token.index))
    if own is None:
        own = next(
            (m for m in cast.by_sentence.get(sentence, ()) if m.span.holds(token.span) and m.kind == "name"),
            None,
        )
    if own is not None:
        return of_mention(parse, own, cast.actors)
    inner = _within(clause, token, cast)
    if inner is not None:
        named = of_mention(parse, inner, cast.actors)
        span = noun_phrase(clause, token)
        return Participant(
            span,
            parse.text_of(span),
            named.name,
            named.actor,
            named.country,
            named.sector,
            named.other_sectors,
            named.role,
        )
    if token.pos not in ("NOUN", "PROPN") or token.lemma.lower() in PRONOUNS or token.entity in CALENDAR:
        return None
    span = noun_phrase(clause, token)
    text = parse.text_of(span)
    return Participant(span, text, text)


def _within(clause: Clause, token: Token, cast: Roster) -> Mention | None:
    """A mention that stands below a token as possessor, attribute or behind "of", "in", "by"."""
    for kid in clause.children[token.index]:
        if kid.dep in ("poss", "amod", "compound", "nmod"):
            found = cast.by_head.get((clause.sentence.index, kid.index))
            if found:
                return found
    for kid in clause.children[token.index]:
        if kid.dep == "prep" and kid.lemma.lower() in ("of", "in", "by", "from", "for", "against", "on"):
            for inner in clause.children[kid.index]:
                found = cast.by_head.get((clause.sentence.index, inner.index)) if inner.dep == "pobj" else None
                if found:
                    return found
    return None


def noun_phrase(clause: Clause, token: Token) -> Span:
    """A noun with its article and attributes and short "of" phrases, without clauses and appositions."""
    start, end = token.span.start, token.span.end
    stack = [token]
    while stack:
        one = stack.pop()
        start, end = min(start, one.span.start), max(end, one.span.end)
        for kid in clause.children[one.index]:
            if kid.dep in ("det", "amod", "compound", "nmod", "nummod", "poss", "case", "quantmod", "predet", "advmod"):
                if kid.dep != "advmod" or kid.index < token.index:
                    stack.append(kid)
            elif kid.dep == "prep" and kid.lemma.lower() in ("of", "in", "for") and kid.index > one.index:
                pobj = [k for k in clause.children[kid.index] if k.dep == "pobj"]
                if pobj and kid.index == one.index + 1:
                    stack += [kid, *pobj]
    return Span(start, end)
