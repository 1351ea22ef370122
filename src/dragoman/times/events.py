"""Which expression dates which event: its own clause, another mention, the sentence, the narrative, the publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.records import Event, Interval, Parse, Sentence, Span, TimeExpression, Token
from dragoman.times.attach import Attachment, distance, head_of, noun_of, path_up
from dragoman.times.calendar import stretch
from dragoman.times.hinges import Hinge, hinge_of, shifted

JOINTS = frozenset({"to", "-", "–", "—", "through", "until", "till"})
NEARBY = 2  # sentences back that "at the time" may refer to
WAYS = {"past span": -1, "coming span": 1}  # rules of the grammar whose durations are tied to the day of speaking
RECENT = 31  # days before publication in which a story of the day began
SHOWING = frozenset({"show", "reveal", "indicate", "document", "depict"})
FUTURE_VERBS = frozenset(
    {"plan", "expect", "schedule", "intend", "hope", "agree", "vow", "promise", "due", "set", "want"}
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """An expression in a sentence: its days, the token that stands for it, the words it is."""

    sentence: int
    token: Token
    interval: Interval
    span: Span


@dataclass(frozen=True, slots=True)
class Dated:
    """A noun that the article dates. `close`: inside its phrase ("Monday's drills"), so that it is one already told."""

    lemma: str
    anchor: Anchor
    close: bool


def date_events(
    parse: Parse, times: tuple[TimeExpression, ...], events: tuple[Event, ...], attachment: Attachment
) -> tuple[Event, ...]:
    """Events with `when` and `when_span`; no date where the text tells none and the act is no news of the day."""
    anchors = [list(_anchors(parse, sentence, times)) for sentence in parse.sentences]
    nouns = list(_dated_nouns(parse, anchors))
    dater = _Dater(parse, times, anchors, nouns, attachment)
    return tuple(dater.date(event) for event in events)


def _anchors(parse: Parse, sentence: Sentence, times: Sequence[TimeExpression]) -> Iterator[Anchor]:
    """The dated expressions of a sentence, "X to Y" taken together, "since X" and "until X" opened."""
    inside = [t for t in times if sentence.span.holds(t.span)]
    skip = -1
    for n, one in enumerate(inside):
        token = head_of(sentence, one.span)
        interval = one.interval or _stretch(parse, one)
        if n == skip or token is None or interval is None:
            continue
        span = one.span
        if n + 1 < len(inside):
            other = inside[n + 1]
            joint = parse.document.text[one.span.end : other.span.start].strip().lower()
            before = parse.document.text[max(0, one.span.start - 8) : one.span.start].lower()
            joined = joint in JOINTS or (joint == "and" and before.endswith("between "))
            if (
                joined
                and other.interval
                and other.interval.end
                and interval.start
                and interval.start <= other.interval.end
            ):
                span, skip = Span(span.start, other.span.end), n + 1
                basis = f"{interval.basis}; to {other.interval.end}"
                interval = Interval(interval.start, other.interval.end, "span", basis)
        yield Anchor(sentence.index, token, _opened(parse, sentence, interval, token, span), span)


def _stretch(parse: Parse, one: TimeExpression) -> Interval | None:
    """The days of "the past two months", counted from the day of publication."""
    published = parse.document.published
    day = published.end or published.start if published else None
    way = WAYS.get(one.rule)
    if day is None or way is None:
        return None
    return stretch(one.value, day, way, f"“{parse.text_of(one.span)}” said on {day}: {one.value} from that day")


def _opened(parse: Parse, sentence: Sentence, interval: Interval, token: Token, span: Span) -> Interval:
    governor = sentence.tokens[token.head].lemma.lower()
    before = parse.document.text[max(0, span.start - 7) : span.start].lower().split()
    words = {governor, token.lemma.lower(), *before[-1:]}
    published = parse.document.published
    if "since" in words:
        end = published.end if published else None
        if end and interval.start and interval.start > end:
            return interval
        return Interval(interval.start, end, "span", f"{interval.basis}; since then, to the day of publication")
    if words & {"until", "till"}:
        return Interval(None, interval.end, "span", f"{interval.basis}; until then")
    return interval


def _dated_nouns(parse: Parse, anchors: Sequence[Sequence[Anchor]]) -> Iterator[Dated]:
    """Nouns with a date of their own: "the June summit", "Monday's drills", "the meeting in January"."""
    for sentence in parse.sentences:
        for anchor in anchors[sentence.index]:
            noun = noun_of(sentence, anchor.token)
            if noun is not None:
                yield Dated(stem(noun), anchor, close=True)
                continue
            for token in path_up(sentence, anchor.token)[1:]:
                if token.pos == "NOUN" and not token.span.overlaps(anchor.span):
                    yield Dated(stem(token), anchor, close=False)
                if token.pos not in ("ADP", "NOUN", "PROPN", "PART"):
                    break


def stem(token: Token) -> str:
    """A lemma that a verb shares with its noun: "meet" and "meeting"."""
    lemma = token.lemma.lower()
    return lemma.removesuffix("ing") if len(lemma) > 6 else lemma


@dataclass(frozen=True, slots=True)
class _Dater:
    parse: Parse
    times: Sequence[TimeExpression]
    anchors: Sequence[Sequence[Anchor]]
    nouns: Sequence[Dated]
    attachment: Attachment

    def date(self, event: Event) -> Event:
        if not 0 <= event.sentence < len(self.parse.sentences):
            return event
        sentence = self.parse.sentences[event.sentence]
        head = head_of(sentence, event.trigger)
        if head is None:
            return event
        verbal = event.type in self.attachment.verbal
        hinge = hinge_of(sentence, head, self.times, self.attachment)
        if hinge is not None and not self._dated_below(sentence, hinge):
            elsewhere = None if hinge.value else self._told_elsewhere(sentence, event)
            if elsewhere is None:
                return self._background(sentence, event, hinge)
            return replace(event, when=elsewhere.interval, when_span=elsewhere.span)
        cost, best = self._nearest(sentence, event.trigger, verbal)
        if best is None or cost > self.attachment.limits["near"]:
            best = self._told_elsewhere(sentence, event) or best or self._inherited(sentence, head)
        if best is not None:
            return replace(event, when=best.interval, when_span=best.span)
        return replace(event, when=self._default(sentence, head, verbal))

    def _dated_below(self, sentence: Sentence, hinge: Hinge) -> bool:
        """Whether the act behind a hinge has a date of its own: "after the attack on Monday"."""
        return any(
            any(t.index == hinge.below for t in path_up(sentence, anchor.token))
            for anchor in self.anchors[sentence.index]
        )

    def _background(self, sentence: Sentence, event: Event, hinge: Hinge) -> Event:
        """An event before or after what the sentence tells: days counted from that, where the text counts them; else
        those of the act that is told, which no words give to this one."""
        cost, best = self._nearest(sentence, hinge.outer, False)
        outer = head_of(sentence, hinge.outer)
        told = best.interval if best is not None and cost <= self.attachment.limits["near"] else None
        if told is None and outer is not None:
            told = self._default(sentence, outer, False)
        if hinge.value:
            when = shifted(told, hinge, self.parse.document.text) if told is not None else None
            return replace(event, when=when, when_span=hinge.words if when is not None else None)
        if told is not None:
            told = replace(told, basis=f"{told.basis}; of the act that this one stands behind")
        return replace(event, when=told)

    def _nearest(self, sentence: Sentence, trigger: Span, verbal: bool) -> tuple[float, Anchor | None]:
        """The expression of the sentence that stands nearest, with its cost."""
        best: Anchor | None = None
        lowest = self.attachment.limits["far"]
        for anchor in (*self.anchors[sentence.index], *self._pointed(sentence)):
            if _names_thing(sentence, anchor, trigger):
                continue
            cost = distance(sentence, anchor.token, trigger, self.attachment, verbal=verbal)
            if cost <= lowest and (best is None or cost < lowest):
                best, lowest = anchor, cost
        return lowest, best

    def _pointed(self, sentence: Sentence) -> Iterator[Anchor]:
        """ "During that meeting", "at the time": the date that an earlier sentence gives it."""
        for token in sentence.tokens:
            if token.dep != "pobj" or sentence.tokens[token.head].text.lower() not in self.attachment.within:
                continue
            if not any(t.head == token.index and t.text.lower() in self.attachment.pointing for t in sentence.tokens):
                continue
            if token.lemma.lower() == "time":
                yield from self._last_told(sentence, token)
                continue
            for noun in reversed(self.nouns):
                if noun.lemma == stem(token) and noun.anchor.sentence < sentence.index:
                    interval = noun.anchor.interval
                    basis = f"{interval.basis}; “{token.text}” has that date in another sentence"
                    yield Anchor(sentence.index, token, replace(interval, basis=basis), token.span)
                    break

    def _last_told(self, sentence: Sentence, token: Token) -> Iterator[Anchor]:
        for earlier in self.anchors[max(0, sentence.index - NEARBY) : sentence.index][::-1]:
            if earlier:
                basis = f"{earlier[-1].interval.basis}; “the time” named last"
                yield Anchor(sentence.index, token, replace(earlier[-1].interval, basis=basis), token.span)
                return

    def _told_elsewhere(self, sentence: Sentence, event: Event) -> Anchor | None:
        """The date of another mention of the same act ("Monday's drills"), where the article gives it only one."""
        light = self.attachment.light
        words = {
            stem(t)
            for t in sentence.tokens
            if t.span.overlaps(event.trigger) and t.pos == "NOUN" and t.lemma.lower() not in light
        }
        found = [n.anchor for n in self.nouns if n.close and n.lemma in words and n.anchor.sentence != sentence.index]
        if len({(a.interval.start, a.interval.end) for a in found}) != 1:
            return None
        basis = f"{found[0].interval.basis}; told in another sentence"
        return replace(found[0], interval=replace(found[0].interval, basis=basis))

    def _inherited(self, sentence: Sentence, head: Token) -> Anchor | None:
        """The date that the sentence before gave the story, for one that tells on in the simple past."""
        if sentence.index == 0 or not self._tells_on(sentence, head):
            return None
        before = self.parse.sentences[sentence.index - 1]
        if before.paragraph != sentence.paragraph:
            return None
        root = next((t for t in before.tokens if t.head == t.index), None)
        if root is None:
            return None
        for anchor in self.anchors[before.index]:
            cost = distance(before, anchor.token, root.span, self.attachment, verbal=False)
            if cost <= self.attachment.limits["opening"] and self._is_past(anchor.interval):
                basis = f"{anchor.interval.basis}; the next sentence tells on"
                return replace(anchor, interval=replace(anchor.interval, basis=basis))
        return None

    def _is_past(self, interval: Interval) -> bool:
        published = self.parse.document.published
        return not (published and published.end and interval.end and interval.end >= published.end)

    def _tells_on(self, sentence: Sentence, head: Token) -> bool:
        verb = _verb(sentence, head)
        return verb.tag == "VBD" and not any(t.tag == "MD" for t in _helpers(sentence, verb))

    def _default(self, sentence: Sentence, head: Token, verbal: bool) -> Interval | None:
        """The day of publication for the news itself; none for background, plans and habits."""
        published = self.parse.document.published
        if published is None:
            return None
        early = sentence.paragraph <= self.attachment.limits["lead"]
        if (
            not verbal
            and _is_perfect(sentence, head, early=early)
            and (since := self._story_began(sentence, published))
        ):
            return since
        if not self._is_news(sentence, head, verbal):
            return None
        basis = "no date is given: the news of the day of publication"
        return Interval(published.start, published.end, published.grain, basis)

    def _story_began(self, sentence: Sentence, published: Interval) -> Interval | None:
        """From the earliest day of the last weeks that the article has named: what "has happened" did since then."""
        if published.end is None or not published.is_day:
            return None
        first = (dt.date.fromisoformat(published.end) - dt.timedelta(RECENT)).isoformat()
        told = [a.interval for earlier in self.anchors[: sentence.index] for a in earlier]
        days = [i for i in told if i.is_day and i.start and first <= i.start < published.end]
        if not days:
            return None
        one = min(days, key=lambda i: i.start or "")
        basis = f"{one.basis}; the perfect tells of what happened since, to the day of publication"
        return Interval(one.start, published.end, "span", basis)

    def _is_news(self, sentence: Sentence, head: Token, verbal: bool) -> bool:
        lead = sentence.paragraph <= self.attachment.limits["lead"]
        verb = _verb(sentence, head)
        spoken = verb.dep in ("ccomp", "parataxis") or self._in_quotes(sentence, head)
        if verbal and spoken:
            return True
        helpers = _helpers(sentence, verb)
        words = {t.text.lower() for t in helpers}
        if "had" in words or any(t.tag == "MD" for t in helpers) or _is_planned(sentence, verb):
            return False
        if verb.dep in ("relcl", "acl", "advcl", "pcomp") and not lead:
            return False
        if verb.tag == "VBD" or words & {"was", "were", "did"}:
            return lead or verb.dep in ("ROOT", "conj", "ccomp")
        if words & {"has", "have", "'s", "'ve"}:
            return lead
        if verb.tag == "VBG" and words & {"is", "are"}:
            return True
        if verb.tag in ("VBZ", "VBP"):
            return verbal or lead
        return lead

    def _in_quotes(self, sentence: Sentence, head: Token) -> bool:
        before = self.parse.document.text[sentence.span.start : head.span.start]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _names_thing(sentence: Sentence, anchor: Anchor, trigger: Span) -> bool:
    """Whether a year tells one thing from others of its kind: "to repudiate a 2016 agreement" is no act of 2016."""
    noun = noun_of(sentence, anchor.token)
    return noun is not None and anchor.interval.grain == "year" and not noun.span.overlaps(trigger)


def _verb(sentence: Sentence, token: Token) -> Token:
    """The verb that governs a token, or the token itself at the root."""
    return next((t for t in path_up(sentence, token) if t.pos in ("VERB", "AUX")), token)


def _helpers(sentence: Sentence, verb: Token) -> list[Token]:
    return [t for t in sentence.tokens if t.head == verb.index and t.dep in ("aux", "auxpass")]


def _is_perfect(sentence: Sentence, token: Token, *, early: bool) -> bool:
    """Whether an act is told in the present perfect at the beginning of a story, or by what shows it now: "footage
    shows police beating"."""
    verb = _verb(sentence, token)
    if early and any(t.text.lower() in ("has", "have", "'ve", "’ve") for t in _helpers(sentence, verb)):
        return True
    above = path_up(sentence, verb)[1:3]
    return any(t.lemma.lower() in SHOWING and t.tag in ("VBZ", "VBP") for t in above)


def _is_planned(sentence: Sentence, verb: Token) -> bool:
    """Whether an infinitive stands under a verb of planning."""
    return any(t.lemma.lower() in FUTURE_VERBS for t in path_up(sentence, verb)[1:3] if verb.dep == "xcomp")
