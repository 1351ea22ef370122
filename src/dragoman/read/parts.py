"""The further pages of an article that a site prints on several: one way for the watcher, `code` and `ingest`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dragoman.read.addresses import host_of, same_page
from dragoman.read.courtesy import Courtesy
from dragoman.read.source import Options, rejected
from dragoman.read.web import Answer, page_of
from dragoman.records import Page, Rejected

NextPart = Callable[[Page], str]


def further(first: Page, next_part: NextPart, ask: Callable[[str], Answer], most: int) -> Iterator[Answer]:
    """The answers for the pages after the first, each named by the one before, of its host, and no page twice; the last
    may be a refusal. `next_part`: the address of the part after a page, "" for none. `most`: pages of an article, the
    first one included."""
    seen = {same_page(first.url)}
    page = first
    for _ in range(most - 1):
        following = next_part(page)
        if not following or same_page(following) in seen or host_of(following) != host_of(first.url):
            return
        seen.add(same_page(following))
        answer = ask(following)
        yield answer
        if answer.refused is not None or answer.status not in (200, 206):
            return
        page = page_of(answer, first.source, Options())


def whole(page: Page, options: Options, courtesy: Courtesy | None = None) -> Iterator[Page | Rejected]:
    """A fetched page with the further pages of its article; those that cannot be had come as `Rejected` behind it."""
    next_part, limits = options.next_part, options.limits
    if next_part is None or limits.parts < 2:
        yield page
        return
    asking = courtesy or Courtesy(limits)
    answers = list(
        further(page, next_part, lambda url: asking.retrieve(url, max_bytes=options.max_bytes), limits.parts)
    )
    bodies = tuple(one.body for one in answers if one.refused is None)
    yield replace(page, parts=bodies) if bodies else page
    for one in answers:
        if one.refused is not None:
            detail = f"a further page of {page.url}, which is coded without it: {one.refused}"
            yield rejected(one.url, one.refused.reason, detail)
