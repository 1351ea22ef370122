"""The shapes of the API's answers, for its description, for clients that generate code, and for our tests."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Day = datetime.date


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    type: str = Field(examples=["about:blank#missing"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What is wrong and what to do, for people.")


class Party(BaseModel):
    """One side of an event. `country`: ISO 3166 alpha-3 or IGO, UNO, EUR, NGO, ISM, IMG, MNC; `sector`: PLOVER's."""

    name: str = Field(examples=["the Peruvian army"])
    country: str | None = Field(default=None, examples=["PER"])
    sector: str | None = Field(default=None, examples=["MIL"])


class Event(BaseModel):
    """One event as one article tells it."""

    model_config = ConfigDict(extra="allow")
    id: str = Field(examples=["05bc88e3bbf318e7"])
    document: str
    type: str = Field(examples=["ACCUSE"])
    modes: list[str]
    contexts: list[str]
    cameo: str = Field(examples=["112"])
    quad: int = Field(ge=1, le=4, description="1 verbal, 2 material cooperation; 3 verbal, 4 material conflict")
    intensity: float = Field(ge=-10, le=10)
    status: str = Field(examples=["alleged"])
    reciprocal: bool
    confidence: float
    contested: bool = Field(description="Whether somebody denies it.")
    date_start: Day | None
    date_end: Day | None
    grain: str | None = Field(examples=["day"])
    published: Day | None
    day: Day | None = Field(description="Where it stands in time: its date, else the day of publication.")
    actors: list[Party]
    recipients: list[Party]
    place: str | None
    place_country: str | None
    latitude: float | None
    longitude: float | None
    place_grain: str | None
    sources: list[str] = Field(description="Who says so.")
    denied_by: list[str]
    confirmed_by: list[str]
    title: str | None
    publisher: str | None
    url: str | None
    said: list[str] = Field(description="The sentence in three parts: before the trigger, the trigger, after it.")


class Reason(BaseModel):
    """Why a field of an event is as it is. `words`: the words of the text that it rests on."""

    topic: str = Field(examples=["date basis"])
    text: str
    words: list[str]


class ExplainedEvent(Event):
    reasons: list[Reason]


class EventPage(BaseModel):
    """`next`: cursor of the following page, null at the end."""

    items: list[Event]
    next: str | None


class ArticleItem(BaseModel):
    id: str
    title: str | None
    publisher: str | None
    url: str | None
    published: Day | None
    published_basis: str | None
    characters: int | None
    events: int


class ArticlePage(BaseModel):
    items: list[ArticleItem]
    next: str | None


class Stretch(BaseModel):
    """A stretch of text. `m`: what it is for which event: [kind, number of the event in the list]."""

    t: str
    m: list[list[Any]] = []


class Article(BaseModel):
    """A coded article. `furniture`: lines of the page that were not coded (pasted pages only)."""

    document: dict[str, Any]
    notes: list[str]
    events: list[ExplainedEvent]
    paragraphs: list[list[Stretch]]
    furniture: list[str]


class Episode(BaseModel):
    """One event as told by each outlet. `comparison`: by field, each value with the outlets that give it."""

    id: str
    reports: list[Event]
    comparison: dict[str, list[dict[str, Any]]]


class Tie(BaseModel):
    """Two countries. `steps`: [number of the step, events of cooperation, events of conflict]."""

    a: str
    b: str
    events: int
    cooperation: int
    conflict: int
    intensity: float
    steps: list[list[int]]


class Network(BaseModel):
    unit: str
    steps: list[Day]
    ties: list[Tie]


class Correction(BaseModel):
    """The fields that a reviewer put right; those left out stay as coded."""

    model_config = ConfigDict(extra="forbid")
    type: str | None = Field(default=None, pattern="^[A-Z]{3,12}$")
    modes: list[str] | None = Field(default=None, max_length=8)
    status: str | None = Field(default=None, pattern="^(occurred|ongoing|planned|possible|alleged|denied|negated)$")
    actors: list[Party] | None = Field(default=None, max_length=30)
    recipients: list[Party] | None = Field(default=None, max_length=30)
    date_start: Day | None = None
    date_end: Day | None = None
    place: str | None = Field(default=None, max_length=200)
    place_country: str | None = Field(default=None, max_length=3)
    reciprocal: bool | None = None


class ReviewRequest(BaseModel):
    """A decision on an event."""

    model_config = ConfigDict(extra="forbid")
    event: str = Field(max_length=64, examples=["05bc88e3bbf318e7"])
    decision: str = Field(pattern="^(accept|correct|reject)$", examples=["accept"])
    who: str = Field(default="", max_length=100, examples=["ml"])
    note: str = Field(default="", max_length=2000)
    correction: Correction | None = None


class Words(BaseModel):
    """Some words of an article: the number of the sentence, from 0, and its characters (Unicode) from `start` on."""

    model_config = ConfigDict(extra="forbid")
    sentence: int = Field(ge=0, le=1_000_000)
    start: int = Field(ge=0, le=1_000_000)
    end: int = Field(ge=1, le=1_000_000)


class Missed(Correction):
    """An event that the coder missed."""

    type: str = Field(pattern="^[A-Z]{3,12}$", examples=["ACCUSE"])


class MissedRequest(BaseModel):
    """Words of an article that tell an event which the coder missed."""

    model_config = ConfigDict(extra="forbid")
    article: str = Field(max_length=64)
    words: Words
    fields: Missed
    who: str = Field(default="", max_length=100, examples=["ml"])
    note: str = Field(default="", max_length=2000)


class Sentences(BaseModel):
    """The sentences of an article. `events`: where in the sentence an event is told (characters), coded or `added`."""

    document: str
    title: str | None
    sentences: list[dict[str, Any]]


class CodeRequest(BaseModel):
    """A page to be coded: `text`, `html` or `url`. `store`: also keep it (needs `--write`)."""

    model_config = ConfigDict(extra="forbid")
    text: str | None = Field(
        default=None, examples=["Kenya's president met his Ugandan counterpart in Kampala on Monday."]
    )
    html: str | None = None
    url: str | None = Field(default=None, max_length=2000)
    title: str | None = Field(default=None, max_length=500)
    published: Day | None = Field(default=None, examples=["2024-05-02"])
    store: bool = False
