"""How fast the page's questions are answered on a store of a million events, and while somebody writes to it.

    python -m benchmarks.serve [--events 1000000] [--readers 200] [--store FOLDER]

Makes a store of random events (no text of news) and measures: the first reading of it (seconds by the clock and of the
processor), until the first views, until all; the same at a second start, and until a server process gives the page and
then an answer; each view's query (median of seven runs, without the memory of answers), by the clock and of the
processor, which other work on the machine disturbs less; payloads; then what a browser sees, where chromium and
playwright are installed; then readers ask over HTTP while another process writes: two hundred who never asked before,
so that the first second, in which nothing is known, is among what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

COUNTRIES = (
    "RUS UKR USA CHN PRK KOR JPN IRN ISR PSE SYR TUR FRA DEU GBR POL IND PAK AFG SAU YEM EGY SDN ETH KEN NGA".split()
)
TYPES = (
    ("AGREE", 1, 2.5, "030"),
    ("CONSULT", 1, 4.0, "042"),
    ("SUPPORT", 1, 5.0, "050"),
    ("AID", 2, 10.0, "070"),
    ("RETREAT", 2, 7.5, "087"),
    ("REQUEST", 3, -1.0, "100"),
    ("ACCUSE", 3, -3.5, "112"),
    ("THREATEN", 3, -3.5, "130"),
    ("SANCTION", 4, -6.0, "163"),
    ("ASSAULT", 4, -9.0, "190"),
)
EVENTS = """
CREATE MACRO party(code, part) AS [{{'span': {{'start': part, 'end': part + 4}}, 'text': 'Army of ' || code,
    'name': 'Army of ' || code, 'actor': NULL::VARCHAR, 'country': code, 'sector': 'MIL',
    'other_sectors': []::VARCHAR[], 'role': NULL::VARCHAR}}];
CREATE MACRO says(name) AS {{'source': [{{'start': 0, 'end': 4}}], 'cue': [{{'start': 5, 'end': 8}}], 'content':
    [{{'start': 9, 'end': 20}}], 'kind': 'indirect', 'name': name, 'actor': NULL::VARCHAR, 'source_kind': 'government',
    'via': []::VARCHAR[]}};
CREATE TABLE made AS SELECT *, DATE '2015-01-01' + (4000 * sqrt(random()))::INTEGER AS said FROM (
    SELECT i, i // 5 AS doc, i % 5 AS sentence, {countries}[1 + floor(26 * pow(random(), 2))::INTEGER] AS a,
    {countries}[1 + floor(26 * pow(random(), 2))::INTEGER] AS b, {types}[1 + floor(10 * random())::INTEGER] AS t,
    random() AS luck, random() AS fortune FROM range({events}) r(i));
CREATE VIEW events AS SELECT md5(i::VARCHAR)[:16] AS id, sentence::BIGINT AS sentence,
    {{'start': sentence * 80 + 12, 'end': sentence * 80 + 18}} AS "trigger", t.type AS type, []::VARCHAR[] AS modes,
    ['diplomatic', 'military'] AS contexts, t.cameo AS cameo, t.intensity::DOUBLE AS intensity, t.quad::BIGINT AS quad,
    party(a, sentence * 80) AS actors, party(b, sentence * 80 + 30) AS recipients, luck < 0.05 AS reciprocal,
    luck AS confidence, {{'engine': 'random', 'version': '1', 'rule': 'none'}} AS origin,
    CASE WHEN fortune < 0.8 THEN {{'start': said::VARCHAR, 'end': said::VARCHAR, 'grain': 'day', 'basis': ''}} END
    AS "when",
    CASE WHEN luck < 0.7 THEN {{'name': 'Town ' || (hash(a) % 40 + (luck * 20)::INTEGER)::VARCHAR, 'country': a,
        'admin1': 'Province ' || (hash(a) % 9)::VARCHAR, 'latitude': (hash(a) % 120)::DOUBLE - 50 + luck * 5,
        'longitude': (hash(a) % 300)::DOUBLE - 150 + fortune * 5, 'grain': 'city', 'score': 1.0}} END AS "where",
    CASE WHEN fortune > 0.97 THEN 'planned' WHEN fortune > 0.9 THEN 'alleged' WHEN fortune > 0.88 THEN 'denied'
        ELSE 'occurred' END AS status,
    CASE WHEN luck < 0.4 THEN [says('ministry of ' || a)] ELSE [] END AS sources,
    CASE WHEN fortune > 0.88 AND fortune < 0.9 THEN [says('ministry of ' || b)] ELSE [] END AS denied_by,
    'doc' || doc AS document FROM made;
CREATE VIEW documents AS SELECT 'doc' || doc AS id, 'doc' || doc AS page, 'Article ' || doc AS title,
    'https://outlet.example/' || doc AS url,
    repeat('The army of one land attacked a town of the other one on that day, it said. ... ', 5) AS text,
    {{'start': max(said)::VARCHAR, 'end': max(said)::VARCHAR, 'grain': 'day', 'basis': ''}} AS published,
    'given' AS published_basis, 'Outlet ' || (doc % 60) AS publisher, 'en' AS language FROM made GROUP BY doc;
CREATE VIEW sentences AS SELECT 'doc' || doc AS document, sentence::BIGINT AS "index", (sentence * 80)::BIGINT AS start,
    (sentence * 80 + 76)::BIGINT AS "end" FROM made;
"""


def make_store(folder: Path, events: int) -> None:
    """A store of random events, five to an article."""
    import duckdb
    import pyarrow as pa

    from dragoman.store import open_store
    from dragoman.store.tables import DOCUMENTS, SENTENCES
    from dragoman.store.tables import EVENTS as EVENT_TABLE

    store = open_store(folder, create=True)
    countries = "[" + ", ".join(f"'{code}'" for code in COUNTRIES) + "]"
    kinds = ", ".join(f"{{'type': '{n}', 'quad': {q}, 'intensity': {i}, 'cameo': '{c}'}}" for n, q, i, c in TYPES)
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.5)")
        connection.execute(EVENTS.format(countries=countries, types=f"[{kinds}]", events=events))
        parts: dict[str, Any] = {}
        for table in (SENTENCES, EVENT_TABLE, DOCUMENTS):
            batches: Any = connection.sql(f"SELECT * FROM {table.name}").to_arrow_reader(100_000)
            parts[table.name] = pa.Table.from_batches([_filled(batch, table.schema) for batch in batches])
        store.add(parts)


def _filled(batch: Any, schema: Any) -> Any:
    """The batch with all columns and fields of the schema, nulls where it has none."""
    import pyarrow as pa

    columns = [_as(batch.column(f.name) if f.name in batch.schema.names else None, f.type, len(batch)) for f in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _as(column: Any, wanted: Any, length: int) -> Any:
    import pyarrow as pa

    if column is None:
        return pa.array([[]] * length, wanted) if pa.types.is_list(wanted) else pa.nulls(length, wanted)
    if pa.types.is_struct(wanted):
        have = {column.type.field(n).name: column.field(n) for n in range(column.type.num_fields)}
        parts = [_as(have.get(f.name), f.type, length) for f in wanted]
        return pa.StructArray.from_arrays(parts, fields=list(wanted), mask=column.is_null())
    if pa.types.is_list(wanted):
        column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
        values = _as(column.flatten(), wanted.value_type, len(column.flatten()))
        sizes = pa.compute.fill_null(pa.compute.list_value_length(column), 0).to_pylist()
        offsets = [0]
        for size in sizes:
            offsets.append(offsets[-1] + size)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=wanted)
    return column.cast(wanted)


def views(service: Any) -> dict[str, Callable[[], Any]]:
    """The questions that each view of the page asks."""
    from dragoman.serve.filters import Filters

    every = Filters()
    narrow = replace(every, types=("ASSAULT",), since="2022-01-01")
    return {
        "meta": service.meta,
        "histogram": lambda: service.histogram(every),
        "overview": lambda: service.overview(every),
        "overview, filtered": lambda: service.overview(narrow),
        "events": lambda: service.events(every, limit=40),
        "events, words": lambda: service.events(replace(every, text="attacked"), limit=40),
        "count, words": lambda: service.count(replace(every, text="attacked")),
        "dyad": lambda: service.dyad("RUS", "UKR", every),
        "map": lambda: service.places(every, level="city"),
        "network": lambda: service.network(every),
        "network, filtered": lambda: service.network(narrow),
        "episodes": lambda: service.episodes(every, limit=30, several=True),
        "episodes, filtered": lambda: service.episodes(narrow, limit=30, several=True),
        "agenda": lambda: service.agenda(every, since="2025-06-01"),
        "articles": lambda: service.articles(limit=50),
        "article": lambda: service.article("doc7"),
        "suggest": lambda: service.suggest("army"),
    }


def measure(folder: Path, cache: Path) -> dict[str, Any]:
    """Milliseconds (median of seven) and bytes of each question, and how long the reading of the store takes."""
    from dragoman.serve.answers import dump
    from dragoman.serve.options import ServeOptions
    from dragoman.serve.service import Service
    from dragoman.serve.snapshot import EVENTS

    out: dict[str, Any] = {"views": {}}
    began, worked = time.monotonic(), time.process_time()
    service = Service(ServeOptions(store=folder, cache=cache))
    try:
        while (found := service.keeper.peek()) is None or found.stage < EVENTS:
            time.sleep(0.05)
        out["first_views_seconds"] = round(time.monotonic() - began, 1)
        service.keeper.wait()
        out["first_reading_seconds"] = round(time.monotonic() - began, 1)
        out["first_reading_cpu_seconds"] = round(time.process_time() - worked, 1)
        for name, ask in views(service).items():
            took, cpu = [], []
            for _ in range(7):
                began, worked = time.perf_counter(), time.process_time()
                answer = dump(ask())
                took.append((time.perf_counter() - began) * 1000)
                cpu.append((time.process_time() - worked) * 1000)
            out["views"][name] = {
                "ms": round(statistics.median(took), 1),
                "cpu_ms": round(statistics.median(cpu), 1),
                "bytes": len(answer),
            }
    finally:
        service.close()
    return {**out, **_next_start(folder, cache)}


def _next_start(folder: Path, cache: Path, port: int = 8472) -> dict[str, float]:
    """Seconds from the start of a server, which finds the tables, to the page, to an answer; and of its processor."""
    began = time.monotonic()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder), str(port), str(cache)])
    try:
        _await_port(port)
        asyncio.run(_get(port, "/"))
        page = time.monotonic() - began
        while asyncio.run(_get(port, "/api/v1/overview")) != 200:
            time.sleep(0.05)
        answer = time.monotonic() - began
        cpu = sum(map(int, Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        ticks = os.sysconf("SC_CLK_TCK")
    finally:
        _stop(server)
    return {
        "next_page_seconds": round(page, 2),
        "next_answer_seconds": round(answer, 2),
        "next_cpu_seconds": round(cpu / ticks, 2),
    }


DRAWN = """window.drawn = 0; new MutationObserver(() => {
  if (!window.drawn && document.querySelector('main h1') && !document.querySelector('.waiting')
    && document.querySelector('main .event, main svg, main table')) window.drawn = performance.now();
}).observe(document, { childList: true, subtree: true });"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
BROWSER = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SEEN = ("/overview", "/events", "/map", "/network", "/dyad?a=RUS&b=UKR")


def first_paint(folder: Path, cache: Path, port: int = 8473) -> dict[str, Any]:
    """Milliseconds until a browser that was never here paints something, and until the view is drawn (medians of five);
    nothing where there is no browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        return {}
    program = shutil.which("chromium")
    if program is None:
        return {}
    out = {}
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder), str(port), str(cache)])
    try:
        _await_answer(port)
        with sync_playwright() as playwright:
            for path in SEEN:
                painted, drawn = [], []
                for _ in range(5):
                    browser = playwright.chromium.launch(executable_path=program, args=BROWSER)
                    page = browser.new_context(bypass_csp=True).new_page()
                    page.add_init_script(DRAWN)
                    page.goto(f"http://127.0.0.1:{port}{path}")
                    page.wait_for_function("window.drawn")
                    painted.append(page.evaluate(PAINTED))
                    drawn.append(page.evaluate("window.drawn"))
                    browser.close()
                out[path] = {
                    "painted_ms": round(statistics.median(painted)),
                    "drawn_ms": round(statistics.median(drawn)),
                }
    finally:
        _stop(server)
    return out


def _stop(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()


SERVER = """
import sys
from pathlib import Path
from dragoman.serve import run
from dragoman.serve.options import ServeOptions
run(ServeOptions(store=Path(sys.argv[1]), cache=Path(sys.argv[3])), port=int(sys.argv[2]))
"""
WRITER = """
import sys, time
from pathlib import Path
from dragoman.batch import result
from dragoman.pipeline import document_of
from dragoman.records import Coded, Page
from dragoman.store import open_store
store = open_store(Path(sys.argv[1]))
for number in range(10_000):
    text = f"Bulletin {number} of {time.time_ns()}. Nothing happened."
    document = document_of(text, published="2026-01-01", title="Bulletin")
    store.write([result(Page("", text.encode(), "text/plain"), Coded(document, (), (), (), (), (), (), ()))])
    time.sleep(0.5)
"""


async def readers(port: int, how_many: int, seconds: float) -> list[float]:
    """The latencies in milliseconds of readers that ask for views at random, a second of thought in between."""
    paths = ["/overview", "/events?limit=40", "/dyad?a=RUS&b=UKR", "/places?level=city", "/network", "/histogram"]
    paths += [f"/events?limit=40&actor={code}" for code in COUNTRIES]
    took: list[float] = []
    stop = time.monotonic() + seconds
    lock = asyncio.Semaphore(how_many)

    async def one() -> None:
        await asyncio.sleep(random.random())
        while time.monotonic() < stop:
            async with lock:
                began = time.perf_counter()
                status = await _get(port, "/api/v1" + random.choice(paths))
                if status != 200:
                    raise RuntimeError(f"the server answered {status}")
                took.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.5 + random.random())

    await asyncio.gather(*(one() for _ in range(how_many)))
    return took


async def _get(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


def concurrent(folder: Path, cache: Path, how_many: int, seconds: float = 20.0, port: int = 8471) -> dict[str, float]:
    """Latency of readers over HTTP while another process writes to the store twice a second."""
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder), str(port), str(cache)])
    writer = None
    try:
        _await_answer(port)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)])
        time.sleep(4)
        took = sorted(asyncio.run(readers(port, how_many, seconds)))
    finally:
        _stop(writer)
        _stop(server)
    return {
        "readers": how_many,
        "requests": len(took),
        "median_ms": round(statistics.median(took), 1),
        "p99_ms": round(took[int(len(took) * 0.99) - 1], 1),
    }


def _await_answer(port: int) -> None:
    """Wait until a server has read the store."""
    _await_port(port)
    while asyncio.run(_get(port, "/api/v1/overview")) != 200:
        time.sleep(0.2)


def _await_port(port: int, seconds: float = 300.0) -> None:
    import socket

    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.store or Path(temporary) / "store"
        if not (folder / "dragoman.json").is_file():
            make_store(folder, options.events)
        cache = Path(temporary) / "cache"
        found = {"events": options.events, **measure(folder, cache)}
        found["browser"] = first_paint(folder, cache)
        if options.readers:
            found["while_writing"] = concurrent(folder, cache, options.readers)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
