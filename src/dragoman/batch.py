"""The coder over Arrow: batches of pages in, batches of results out, one row for each page.

The same function runs in a worker process, in a Ray actor and in Spark's `mapInArrow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dragoman.arrow import from_row, schema_of, to_row
from dragoman.pipeline import Coder
from dragoman.records import Coded, Page, Rejected, short_hash

PAGES = schema_of(Page)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a page: `coded` or `rejected`, the other being None. `page`: id of the page as read."""

    page: str
    coded: Coded | None
    rejected: Rejected | None


RESULTS = schema_of(Result)


def page_id(page: Page) -> str:
    """Id of a page as read: the same address with other content is another page."""
    given = page.given
    body = page.body.hex() + "".join(f" {part.hex()}" for part in page.parts)
    return short_hash(page.url, page.media_type, given.published, given.title, body)


def code_batches(batches: Iterable[pa.RecordBatch], coder: Coder | None = None) -> Iterator[pa.RecordBatch]:
    """Code record batches of pages (schema `PAGES`) to record batches of results (schema `RESULTS`), batch by batch."""
    coder = coder or Coder()
    for batch in batches:
        pages = [from_row(Page, row) for row in batch.to_pylist()]
        yield result_batch([result(page, coder.code_page(page)) for page in pages])


def result(page: Page, outcome: Coded | Rejected) -> Result:
    if isinstance(outcome, Rejected):
        return Result(page_id(page), None, outcome)
    return Result(page_id(page), outcome, None)


def result_batch(results: list[Result]) -> pa.RecordBatch:
    rows: list[dict[str, Any]] = [to_row(one) for one in results]
    return pa.RecordBatch.from_pylist(rows, schema=RESULTS)


def page_batches(pages: Iterable[Page], size: int = 32) -> Iterator[pa.RecordBatch]:
    """Pages as record batches of schema `PAGES`."""
    held: list[Page] = []
    for page in pages:
        held.append(page)
        if len(held) == size:
            yield pa.RecordBatch.from_pylist([to_row(p) for p in held], schema=PAGES)
            held = []
    if held:
        yield pa.RecordBatch.from_pylist([to_row(p) for p in held], schema=PAGES)
