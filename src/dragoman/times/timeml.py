"""Time expressions as TimeML (TIMEX3 in the text, the publication date as the creation time)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from dragoman.records import Document, TimeExpression


def render(document: Document, times: Iterable[TimeExpression]) -> str:
    """One TimeML document. Expressions are in text order and do not overlap."""
    text, parts, at = document.text, [], 0
    for number, one in enumerate(times, 1):
        mod = f" mod={quoteattr(one.mod)}" if one.mod else ""
        words = escape(one.span.of(text))
        parts.append(escape(text[at : one.span.start]))
        parts.append(f'<TIMEX3 tid="t{number}" type="{one.type}" value={quoteattr(one.value)}{mod}>{words}</TIMEX3>')
        at = one.span.end
    parts.append(escape(text[at:]))
    published = document.published
    day = published.start if published is not None and published.start == published.end else None
    created = (
        f'<DCT><TIMEX3 tid="t0" type="DATE" value="{day}" functionInDocument="CREATION_TIME">{day}</TIMEX3></DCT>\n'
        if day
        else "<DCT/>\n"
    )
    title = f"<TITLE>{escape(document.title)}</TITLE>\n" if document.title else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TimeML>\n'
        f"<DOCID>{escape(document.id)}</DOCID>\n{created}{title}<TEXT>{''.join(parts)}</TEXT>\n</TimeML>"
    )
