"""The pipeline timed against bare spaCy over the same text, in one run."""

from __future__ import annotations

import resource
import statistics
import time
from pathlib import Path

from benchmarks.bench import Bench
from dragoman.data import PACKAGE
from dragoman.read import open_source
from dragoman.records import Document, Page, Rejected

ROUNDS = 3
OTHER_NEWS = Path(__file__).parent / "other_news"
OTHER_SHARE = 4  # articles of other news for each political one


def compare(articles: int, data: Path | None = None) -> int:
    """Print words a second of both, their ratio, the cost of each stage, the same for a mix of 80 % other news, what
    the prefilter leaves unparsed, and the peak memory of this process. Times are of the processor: others may be busy.
    """
    bench = Bench()
    documents = corpus(bench, articles)
    bare = ratio(bench, documents, "political news")
    for name, seconds in stages(bench, documents).items():
        print(f"  {name:<10} {seconds / bare:>9.3f}")
    other = read(bench, OTHER_NEWS)
    ratio(bench, [*other, *corpus(bench, len(other) // OTHER_SHARE)], "80 % other news")
    known = {"other news": other, "samples": read(bench, PACKAGE / "samples")}
    if data is not None:
        known["development articles"] = read(bench, data / "articles")
    for name, found in known.items():
        print(f"unparsed     {sum(map(bench.coder.is_other_news, found)):>5} of {len(found)} {name}")
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>9.0f} MiB")
    return 0


def ratio(bench: Bench, documents: list[Document], title: str) -> float:
    """Print the speeds of bare spaCy and full coding over documents; seconds of bare spaCy."""
    coder = bench.coder
    nlp = coder.parser.nlp  # type: ignore[attr-defined]
    words = sum(len(d.text.split()) for d in documents)
    list(nlp.pipe([documents[0].text]))
    coder.code_document(documents[0])
    bare, full = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        for document in documents:
            list(nlp.pipe(document.text.split("\n\n")))
        bare.append(time.process_time() - start)
        start = time.process_time()
        for document in documents:
            coder.code_document(document)
        full.append(time.process_time() - start)
    cost = statistics.median(f / b for f, b in zip(full, bare, strict=True))
    print(f"{title}: {len(documents)} articles, {words} words")
    print(f"bare spaCy   {words / statistics.median(bare):>9.0f} words/s")
    print(f"dragoman     {words / statistics.median(full):>9.0f} words/s")
    print(f"ratio        {cost:>9.2f}  (cost of full coding, bare spaCy = 1)")
    return statistics.median(bare)


def corpus(bench: Bench, count: int) -> list[Document]:
    """The package's sample articles, repeated up to a count."""
    found = read(bench, PACKAGE / "samples")
    return [found[n % len(found)] for n in range(count)]


def read(bench: Bench, folder: Path) -> list[Document]:
    """The articles of a folder."""
    pages = (page for page in open_source(str(folder)) if isinstance(page, Page))
    found = map(bench.coder.extractor.extract, pages)
    return [document for document in found if not isinstance(document, Rejected)]


def stages(bench: Bench, documents: list[Document]) -> dict[str, float]:
    """Seconds of each stage over the documents."""
    coder = bench.coder
    spent: dict[str, float] = {}

    def clock(name: str, start: float) -> float:
        now = time.process_time()
        spent[name] = spent.get(name, 0.0) + now - start
        return now

    for document in documents:
        start = time.process_time()
        parse = next(iter(coder.parser.parse([document])))
        start = clock("parse", start)
        cast = coder.actors.find(parse)
        start = clock("actors", start)
        events = coder.events.code(parse, cast)
        start = clock("events", start)
        times = coder.clock.find(document, parse)
        events = coder.clock.date_events(parse, times, events)
        start = clock("times", start)
        toponyms = coder.atlas.find(parse)
        events = coder.atlas.place_events(parse, toponyms, events)
        start = clock("places", start)
        attributions = coder.witness.find(parse, cast)
        coder.witness.judge(parse, cast, attributions, events)
        clock("claims", start)
    return spent
