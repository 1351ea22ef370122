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


def compare(articles: int) -> int:
    """Print words a second of both, their ratio, the cost of each stage, and the peak memory of this process."""
    bench = Bench()
    documents = corpus(bench, articles)
    words = sum(len(d.text.split()) for d in documents)
    parser = bench.coder.parser
    coder = bench.coder
    nlp = parser.nlp  # type: ignore[attr-defined]
    bare, full = [], []
    list(nlp.pipe([documents[0].text]))
    coder.code_document(documents[0])
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for document in documents:
            list(nlp.pipe(document.text.split("\n\n")))
        bare.append(time.perf_counter() - start)
        start = time.perf_counter()
        for document in documents:
            coder.code_document(document)
        full.append(time.perf_counter() - start)
    ratio = statistics.median(f / b for f, b in zip(full, bare, strict=True))
    print(f"{len(documents)} articles, {words} words")
    print(f"bare spaCy   {words / statistics.median(bare):>9.0f} words/s")
    print(f"dragoman     {words / statistics.median(full):>9.0f} words/s")
    print(f"ratio        {ratio:>9.2f}  (cost of full coding, bare spaCy = 1)")
    for name, seconds in stages(bench, documents).items():
        print(f"  {name:<10} {seconds / statistics.median(bare):>9.3f}")
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>9.0f} MiB")
    return 0


def corpus(bench: Bench, count: int) -> list[Document]:
    """The package's sample articles, repeated up to a count with ids of their own."""
    found = []
    for page in open_source(str(Path(PACKAGE / "samples"))):
        if isinstance(page, Page):
            document = bench.coder.extractor.extract(page)
            if not isinstance(document, Rejected):
                found.append(document)
    return [found[n % len(found)] for n in range(count)]


def stages(bench: Bench, documents: list[Document]) -> dict[str, float]:
    """Seconds of each stage over the documents."""
    coder = bench.coder
    spent: dict[str, float] = {}

    def clock(name: str, start: float) -> float:
        now = time.perf_counter()
        spent[name] = spent.get(name, 0.0) + now - start
        return now

    for document in documents:
        start = time.perf_counter()
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
