"""Every record that passes between stages.

Offsets are characters of `Document.text`, end exclusive. Dates are ISO `YYYY-MM-DD`, both ends of an
interval included. Countries are ISO 3166 alpha-3 or one of IGO, UNO, EUR, NGO, ISM, IMG, MNC; sectors are PLOVER's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["occurred", "ongoing", "planned", "possible", "alleged", "denied", "negated"]
STATUSES: tuple[Status, ...] = ("occurred", "ongoing", "planned", "possible", "alleged", "denied", "negated")


def short_hash(*parts: object) -> str:
    """Sixteen hexadecimal digits that depend on the parts alone: the same input has the same id everywhere."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of `Document.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a record, and by which rule."""

    engine: str
    version: str
    rule: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of days. `start` or `end` None: open. `grain`: day, week, month, quarter, season, half, year, decade,
    century or span (anything else). `basis`: the arithmetic in words, as `explain` shows it."""

    start: str | None
    end: str | None
    grain: str = "day"
    basis: str = ""

    @property
    def is_day(self) -> bool:
        return self.start is not None and self.start == self.end


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a page from outside it: options, feed entries, table columns, archive headers."""

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader hands over. `clean`: the body is article text alone, without page furniture.
    `source`: where it came from (path, feed, archive member), for messages. `parts`: the bodies of the further pages of
    the same article."""

    url: str
    body: bytes
    media_type: str
    source: str = ""
    retrieved: str | None = None
    given: Given = field(default_factory=Given)
    clean: bool = False
    parts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An article freed of its furniture. `text` is the body alone; paragraphs are separated by a blank line.
    `published_basis`: given, feed, markup, url, text, inferred or none, with detail after a colon. `updated`: the day
    of its last change as the page tells it, with the basis in the interval."""

    id: str
    url: str
    title: str
    text: str
    published: Interval | None = None
    published_basis: str = "none"
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    language: str = "en"
    updated: Interval | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that cannot be coded: stored and counted. `reason` is a short code, `detail` tells what to do."""

    url: str
    stage: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence. `head`: index in the sentence of its governor (its own for the root). `pos`: Universal
    tag; `tag`: Penn tag; `dep`: ClearNLP label as spaCy gives it; `entity`: OntoNotes label or ""; `entity_begins`."""

    index: int
    span: Span
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str = ""
    entity_begins: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """`paragraph` counts the paragraphs of the document from 0."""

    index: int
    span: Span
    tokens: tuple[Token, ...]
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Parse:
    document: Document
    sentences: tuple[Sentence, ...]

    def text_of(self, span: Span) -> str:
        return self.document.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor of an article. `kind`: country, person, organisation, group, role, unknown. `members`: countries of a
    collective ("the two Koreas"). `identifier`: own or Wikidata id."""

    id: str
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    role: str | None = None
    identifier: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an actor. `head`: index of the head token in the sentence. `kind`: name, nominal, pronoun or
    adjective."""

    id: str
    sentence: int
    span: Span
    head: int
    actor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of an article and where they are mentioned."""

    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor in an event, with the country, sector and role held at the time of the event. `actor`: id of the
    `Actor`, None when nothing but the words is known. `name`: full name as resolved in the article."""

    span: Span
    text: str
    name: str
    actor: str | None = None
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place. `grain`: point, city, district, province, country, region. `score`: 0 to 1, how sure."""

    name: str
    country: str | None
    admin1: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonameid: int | None = None
    grain: str = "city"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Toponym:
    """Words that name a place. `kind`: name or demonym."""

    span: Span
    place: Place | None
    kind: str = "name"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression. `type`: DATE, TIME, DURATION, SET; `value`: TIMEX3; `mod`: TIMEX3 modifier or "".
    `interval`: the days meant, None for durations, sets and vague references. `rule`: the grammar rule."""

    span: Span
    type: str
    value: str
    mod: str = ""
    interval: Interval | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so (`source`), by which words (`cue`), of which stretch (`content`): lists of spans, since each may be
    discontinuous; an empty source is an unnamed one. `kind`: direct, indirect, mixed, document. `name`: the source as
    resolved in the article. `source_kind`: party, government, media, body, document, witness, anonymous, person.
    `via`: the chain of sources through whom it came, nearest first ("Yonhap, citing the NIS": NIS via Yonhap)."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: str = "indirect"
    name: str = ""
    actor: str | None = None
    source_kind: str = "person"
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that decided the status of an event, and what they did (rule name and effect)."""

    span: Span
    rule: str
    effect: str


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom. `trigger`: the words that carry it; `also`: indices of further sentences that report it.
    `cameo`: CAMEO code; `quad` 1 to 4; `intensity` -10 to 10. `when_span`: the words that date it, if any."""

    id: str
    sentence: int
    trigger: Span
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    cameo: str
    intensity: float
    quad: int
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    reciprocal: bool
    confidence: float
    origin: Origin
    when: Interval | None = None
    when_span: Span | None = None
    where: Place | None = None
    where_span: Span | None = None
    status: Status = "occurred"
    cues: tuple[Cue, ...] = ()
    sources: tuple[Attribution, ...] = ()
    denied_by: tuple[Attribution, ...] = ()
    confirmed_by: tuple[Attribution, ...] = ()
    also: tuple[int, ...] = ()

    @property
    def contested(self) -> bool:
        return bool(self.denied_by)


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded article: the result of `Coder.code`."""

    document: Document
    sentences: tuple[Span, ...]
    events: tuple[Event, ...]
    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    times: tuple[TimeExpression, ...]
    toponyms: tuple[Toponym, ...]
    attributions: tuple[Attribution, ...]
    notes: tuple[str, ...] = ()

    def sentence_text(self, event: Event) -> str:
        return self.sentences[event.sentence].of(self.document.text)
