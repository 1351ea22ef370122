"""Which expression dates which event: dependency first, then the clause, then what the narrative carries on."""

from __future__ import annotations

from dataclasses import replace

from dragoman.records import Event, Interval, Parse, Sentence, TimeExpression, Token

# What it costs to go over the border of a clause; a time beside a verb of saying is not that of what is said.
EDGE_COST = {"ccomp": 9, "advcl": 3, "relcl": 4, "parataxis": 9, "acl": 2, "conj": 2, "xcomp": 1, "pcomp": 1}
FAR = 6
SINCE, UNTIL = frozenset({"since"}), frozenset({"until", "till"})


def date_events(parse: Parse, times: tuple[TimeExpression, ...], events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Events with `when` and `when_span`; no date where the text tells none and the act is no news of the day."""
    dated = [t for t in times if t.interval is not None]
    by_sentence: dict[int, list[TimeExpression]] = {}
    for sentence in parse.sentences:
        by_sentence[sentence.index] = [t for t in dated if sentence.span.holds(t.span)]
    return tuple(_date(parse, by_sentence, event) for event in events)


def _date(parse: Parse, by_sentence: dict[int, list[TimeExpression]], event: Event) -> Event:
    sentence = parse.sentences[event.sentence]
    trigger = next((t for t in sentence.tokens if event.trigger.overlaps(t.span)), None)
    if trigger is None:
        return event
    best: tuple[float, TimeExpression, Token] | None = None
    for expression in by_sentence.get(event.sentence, []):
        token = next(
            (t for t in sentence.tokens if t.span.overlaps(expression.span) and not _inside(sentence, t, expression)),
            None,
        )
        if token is None:
            continue
        cost = _distance(sentence, token, trigger)
        if cost is not None and cost <= FAR and (best is None or cost < best[0]):
            best = (cost, expression, token)
    if best is not None:
        return replace(event, when=_bounded(parse, sentence, best[1], best[2]), when_span=best[1].span)
    return replace(event, when=_default(parse, sentence, trigger))


def _inside(sentence: Sentence, token: Token, expression: TimeExpression) -> bool:
    """Whether a token's governor lies in the expression too, so that it is not its head."""
    return token.head != token.index and sentence.tokens[token.head].span.overlaps(expression.span)


def _bounded(parse: Parse, sentence: Sentence, expression: TimeExpression, token: Token) -> Interval | None:
    """The interval of an expression, open or stretched by the word before it: "since 1990", "until May"."""
    interval = expression.interval
    if interval is None:
        return None
    before = {token.lemma.lower(), sentence.tokens[token.head].lemma.lower()}
    published = parse.document.published
    if before & SINCE:
        end = published.end if published else None
        return Interval(interval.start, end, "span", f"{interval.basis}; since then, to the day of publication")
    if before & UNTIL:
        return Interval(None, interval.end, "span", f"{interval.basis}; until then")
    return interval


def _distance(sentence: Sentence, token: Token, trigger: Token) -> float | None:
    """Cost of the dependency path from an expression to a trigger; clause borders cost more."""
    up: dict[int, float] = {}
    one, cost = trigger, 0.0
    while True:
        up[one.index] = cost
        if one.head == one.index:
            break
        cost += EDGE_COST.get(one.dep, 1)
        one = sentence.tokens[one.head]
    one, cost = token, 0.0
    while one.index not in up:
        if one.head == one.index:
            return None
        cost += EDGE_COST.get(one.dep, 1) - (one.dep in ("npadvmod", "prep", "pobj"))
        one = sentence.tokens[one.head]
    return cost + up[one.index]


def _default(parse: Parse, sentence: Sentence, trigger: Token) -> Interval | None:
    """The day of publication for the news itself: a main verb in a finite past or present form without a date."""
    published = parse.document.published
    if published is None or sentence.paragraph > LEAD:
        return None
    verb = trigger
    while verb.pos not in ("VERB", "AUX") and verb.head != verb.index:
        verb = sentence.tokens[verb.head]
    auxiliaries = {t.lemma.lower() for t in sentence.tokens if t.head == verb.index and t.dep in ("aux", "auxpass")}
    words = {t.text.lower() for t in sentence.tokens if t.head == verb.index and t.dep == "aux"}
    if "had" in words or auxiliaries & {"will", "would", "may", "might", "could", "should", "shall", "can"}:
        return None
    if verb.tag in ("VBD", "VBZ", "VBP") or "have" in auxiliaries or "be" in auxiliaries:
        return Interval(
            published.start, published.end, published.grain, "no date is given: the news of the day of publication"
        )
    return None


LEAD = 3  # paragraphs from the start whose undated main clauses tell the news itself
