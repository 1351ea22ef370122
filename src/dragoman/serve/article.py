"""An article as the page shows it: paragraphs cut into marked stretches of text, events, and why each was coded so.

Offsets are resolved here, since a browser counts UTF-16 units; the page receives stretches of text, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from dragoman.explain import explain
from dragoman.records import Coded, Event, Participant, Span

Row = dict[str, Any]
PARAGRAPH = re.compile(r"\n\s*\n")
MOST_FURNITURE_LINES = 400
NOT_SHOWN = ("script", "style", "noscript", "template", "svg", "head")


def article_view(coded: Coded, *, furniture: Iterable[str] = ()) -> Row:
    """A coded article with marked text, events and reasons."""
    document = coded.document
    published = document.published
    return {
        "document": {
            "id": document.id,
            "url": document.url,
            "title": document.title,
            "authors": list(document.authors),
            "publisher": document.publisher,
            "language": document.language,
            "published": published.start if published else None,
            "published_end": published.end if published else None,
            "published_basis": document.published_basis,
            "words": len(document.text.split()),
        },
        "notes": list(coded.notes),
        "events": [event_view(coded, event) for event in coded.events],
        "paragraphs": paragraphs(coded),
        "furniture": list(furniture),
    }


def event_view(coded: Coded, event: Event) -> Row:
    """An event of a coded article, in the shape of an event of the API, with its reasons."""
    text = coded.document.text
    sentence = coded.sentences[event.sentence]
    cut = [sentence.start, max(sentence.start, event.trigger.start), min(sentence.end, event.trigger.end), sentence.end]
    where, when = event.where, event.when
    published = coded.document.published
    return {
        "id": event.id,
        "document": coded.document.id,
        "type": event.type,
        "modes": list(event.modes),
        "contexts": list(event.contexts),
        "cameo": event.cameo,
        "quad": event.quad,
        "intensity": event.intensity,
        "status": event.status,
        "reciprocal": event.reciprocal,
        "confidence": event.confidence,
        "contested": event.contested,
        "date_start": when.start if when else None,
        "date_end": when.end if when else None,
        "grain": when.grain if when else None,
        "published": published.start if published else None,
        "day": (when and (when.start or when.end)) or (published.start if published else None),
        "actors": [_party(one) for one in event.actors],
        "recipients": [_party(one) for one in event.recipients],
        "place": where.name if where else None,
        "place_country": where.country if where else None,
        "admin1": where.admin1 if where else None,
        "latitude": where.latitude if where else None,
        "longitude": where.longitude if where else None,
        "place_grain": where.grain if where else None,
        "sources": _named(one.name for one in event.sources),
        "denied_by": _named(one.name for one in event.denied_by),
        "confirmed_by": _named(one.name for one in event.confirmed_by),
        "title": coded.document.title,
        "publisher": coded.document.publisher,
        "url": coded.document.url,
        "said": [text[a:b] if a <= b else "" for a, b in pairwise(cut)],
        "reasons": reasons(coded, event),
    }


def reasons(coded: Coded, event: Event) -> list[Row]:
    """Why an event was coded so: topic, words, and the stretches of text that each rests on."""
    text = coded.document.text
    return [
        {"topic": one.topic, "text": one.text, "words": [span.of(text) for span in one.spans][:4]}
        for one in explain(coded, event)
        if one.topic not in ("sentence",)
    ]


def _party(one: Participant) -> Row:
    return {"name": one.name or one.text, "country": one.country, "sector": one.sector}


def _named(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def paragraphs(coded: Coded) -> list[list[Row]]:
    """The text as paragraphs of stretches `{"t": text, "m": [[kind, number of the event], …]}`."""
    text = coded.document.text
    marks = [(span, kind, number) for number, event in enumerate(coded.events) for span, kind in _marks(event)]
    starts = sorted(marks, key=lambda mark: mark[0].start)
    out = []
    for start, end in _paragraph_spans(text):
        here = [mark for mark in starts if mark[0].start < end and start < mark[0].end]
        out.append(list(_stretches(text, start, end, here)))
    return out


def _paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in PARAGRAPH.finditer(text):
        if gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def _stretches(text: str, start: int, end: int, marks: list[tuple[Span, str, int]]) -> Iterator[Row]:
    cuts = sorted(
        {start, end, *(min(max(edge, start), end) for span, _, _ in marks for edge in (span.start, span.end))}
    )
    for left, right in pairwise(cuts):
        held = [[kind, number] for span, kind, number in marks if span.start <= left and right <= span.end]
        yield {"t": text[left:right], "m": held} if held else {"t": text[left:right]}


def _marks(event: Event) -> Iterator[tuple[Span, str]]:
    yield event.trigger, "trigger"
    for parties, kind in ((event.actors, "actor"), (event.recipients, "recipient")):
        for one in parties:
            yield one.span, kind
    if event.when_span:
        yield event.when_span, "when"
    if event.where_span:
        yield event.where_span, "where"
    for group in (event.sources, event.denied_by, event.confirmed_by):
        for source in group:
            for span in source.source:
                yield span, "source"
    for cue in event.cues:
        yield cue.span, "cue"


def furniture_lines(body: bytes, media_type: str, text: str) -> list[str]:
    """The lines of a page that are not in the article's text: menus, tickers, related headlines, footers."""
    shown = _visible(body, media_type)
    kept = re.sub(r"\s+", " ", text)
    out: list[str] = []
    for line in shown:
        plain = re.sub(r"\s+", " ", line).strip()
        if len(plain) > 1 and plain not in kept and (not out or out[-1] != plain):
            out.append(plain[:300])
        if len(out) >= MOST_FURNITURE_LINES:
            break
    return out


def _visible(body: bytes, media_type: str) -> list[str]:
    decoded = body.decode("utf-8", "replace")
    if "html" not in media_type:
        return decoded.splitlines()
    from lxml import etree
    from lxml import html as parser

    try:
        tree = parser.document_fromstring(decoded.encode(), parser=parser.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return []
    etree.strip_elements(tree, *NOT_SHOWN, etree.Comment, with_tail=False)
    blocks = (
        "p",
        "div",
        "li",
        "td",
        "h1",
        "h2",
        "h3",
        "h4",
        "section",
        "article",
        "header",
        "footer",
        "nav",
        "aside",
        "a",
    )
    return [
        " ".join(element.itertext())
        for element in tree.iter()
        if element.tag in blocks and not any(child.tag in blocks for child in element)
    ]
