"""Collecting, measured: `python -m benchmarks.collect warc|farm|hostile|fuzz [--size ...]`. Nothing leaves the machine.

warc     a web archive of synthetic pages into a store: pages a second, memory, kill -9 and resume
farm     local feeds polled for some minutes: pace for each host, no page fetched twice
hostile  the watcher over the hostile server of tests/read: outcomes, time, memory
fuzz     HTML, feeds, web archives, dates, wiki markup and addresses from a fuzzer: no crash, no hang
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from dragoman.records import Page, Rejected

TARGETS = ("html", "feed", "warc", "date", "wiki", "address")
COUNTRIES = (
    "Kenya",
    "Uganda",
    "Norway",
    "Chile",
    "Japan",
    "Ghana",
    "Peru",
    "Jordan",
    "Latvia",
    "Nepal",
    "Oman",
    "Fiji",
)
OFFICES = ("president", "prime minister", "foreign minister", "defence minister", "envoy", "ambassador")
ACTS = (
    "met the {office} of {other} in {place} on {day} to discuss the border",
    "accused {other} of sheltering armed groups near the frontier",
    "signed an agreement with {other} on the supply of electricity on {day}",
    "threatened to impose sanctions on {other} unless the blockade ends",
    "sent food and medicine to {other} after the floods",
    "will visit {other} on {day} for two days of talks",
    "rejected a demand by {other} to withdraw its troops from {place}",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
FILLER = (
    "The two countries have traded along the old road for more than a hundred years.",
    "Traders in the market said that prices had risen since the rains, and that few lorries had come.",
    "An agreement was reached after long talks in the spring, but little of it has been carried out.",
)


def story(number: int) -> tuple[str, str]:
    """Title and paragraphs of an invented article; the same number gives the same article."""
    dice = random.Random(number)
    paragraphs = []
    for _ in range(5):
        one, other = dice.sample(COUNTRIES, 2)
        act = dice.choice(ACTS).format(
            office=dice.choice(OFFICES), other=other, place=dice.choice(COUNTRIES) + " City", day=dice.choice(DAYS)
        )
        paragraphs.append(f"The {dice.choice(OFFICES)} of {one} {act}. {dice.choice(FILLER)}")
    return f"{one} and {other}: report {number}", "".join(f"<p>{text}</p>" for text in paragraphs)


def page_of(number: int) -> bytes:
    title, body = story(number)
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="article:published_time" '
        f'content="2024-05-{1 + number % 28:02d}"></head><body><nav><a href="/">Home</a></nav><article><h1>{title}</h1>'
        f"{body}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


# A web archive.


def write_warc(path: Path, pages: int) -> None:
    with path.open("wb") as out:
        for number in range(pages):
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page_of(number)
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://synthetic.example/{number}\r\n"
                f"WARC-Date: 2024-06-01T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
                f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            out.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 1, mtime=0))


INGEST = """
import sys, time, warnings
warnings.filterwarnings("ignore")
from pathlib import Path
from dragoman.cli import work
started = time.time()
def report(progress):
    if progress.pages % 100 == 0:
        rss = int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 1_000_000
        print(progress.pages, progress.skipped, rss, round(time.time() - started, 1), flush=True)
reading = work.load_reading(work.load_settings())
print("end", work.ingest([sys.argv[1]], Path(sys.argv[2]), reading, report=report))
"""


def warc(arguments: argparse.Namespace) -> dict[str, Any]:
    """Ingest, killed once with SIGKILL at 40 % and run again."""
    from dragoman.store import open_store

    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        archive, store = Path(folder, "pages.warc.gz"), Path(folder, "store")
        write_warc(archive, arguments.size)
        command = [sys.executable, "-c", INGEST, str(archive), str(store)]
        seen: list[list[float]] = []
        for kill_at in (0.4 * arguments.size, None):
            seen.append([])
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("end"):
                    continue
                pages, skipped, rss, seconds = map(float, line.split())
                seen[-1] += [pages, skipped, rss, seconds]
                if kill_at is not None and pages >= kill_at:
                    process.send_signal(signal.SIGKILL)
                    break
            process.wait()
        rows = [row for batch in open_store(store).batches("documents", ["id", "url"]) for row in batch.to_pylist()]
        first, second = seen
        fresh = second[-4] - second[-3]
        # Memory of the second run from its first coded pages on: before them no table has been written.
        coding = [rss for pages, skipped, rss in zip(second[0::4], second[1::4], second[2::4], strict=True)
                  if pages - skipped > 0.05 * arguments.size]  # fmt: skip
        return {
            "pages": arguments.size,
            "documents": len(rows),
            "doubles": len(rows) - len({row["url"] for row in rows}),
            "skipped after the kill": int(second[-3]),
            "pages a second": round(first[-4] / first[-1], 1),
            "pages a second, second run": round(fresh / second[-1], 1),
            "memory at the first quarter, half and end (MB)": [
                coding[len(coding) // 4],
                coding[len(coding) // 2],
                coding[-1],
            ],
        }


# A farm of feeds.


class CountingDesk:
    """Takes every page and keeps nothing but how many there were."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    def look(self, page: Page) -> Any:
        from dragoman.read.watch import Look

        return Look(title=page.url)

    def take(self, parts: tuple[Page, ...], was: str) -> Any:
        from dragoman.read.watch import Taken

        self.taken[parts[0].url] += 1
        return Taken(parts[0].url, "coded")

    def refuse(self, one: Rejected) -> None:
        self.taken[f"refused {one.reason}"] += 1

    def flush(self) -> None:
        """Keeps nothing."""


class Farm:
    """Feeds on many host names of one port; each gains a page now and then. `asked`: (time, host, path, status)."""

    def __init__(self, every: float) -> None:
        self.asked: list[tuple[float, str, str, int]] = []
        self.started = time.monotonic()
        farm = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers["Host"]
                status, body, tag = farm.answer(self.path, host, self.headers.get("If-None-Match", ""), every)
                farm.asked.append((time.monotonic(), host, self.path, status))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/rss+xml" if "feed" in self.path else "text/html")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def answer(self, path: str, host: str, known: str, every: float) -> tuple[int, bytes, str]:
        if path == "/robots.txt":
            return 200, b"User-agent: *\nDisallow: /private/\n", '"r"'
        if not path.startswith("/feed"):
            return 200, page_of(abs(hash(path)) % 1000), '"p"'
        count = 2 + int((time.monotonic() - self.started) / every)
        tag = f'"{count}"'
        if tag == known:
            return 304, b"", tag
        links = (f"http://{host}/{path.strip('/').replace('.xml', '')}/page{number}" for number in range(count))
        items = "".join(f"<item><link>{link}</link></item>" for link in links)
        return 200, f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode(), tag


def farm(arguments: argparse.Namespace) -> dict[str, Any]:
    from dragoman.read.addresses import resolver
    from dragoman.read.limits import Limits
    from dragoman.read.state import State
    from dragoman.read.watch import Watcher
    from dragoman.read.watchlist import Feed, Watchlist

    running = Farm(every=arguments.minutes * 60 / 4)
    threading.Thread(target=running.server.serve_forever, daemon=True).start()
    hosts = [f"host{number}.test" for number in range(max(1, arguments.size // 5))]
    feeds = tuple(
        Feed(f"http://{hosts[number % len(hosts)]}:{running.port}/feed{number}.xml") for number in range(arguments.size)
    )
    allowed = [f"{host}:{running.port}" for host in hosts]
    limits = Limits(pace=arguments.pace, poll_minutes=1.0, workers=16, revisit_hours=())
    desk, stop = CountingDesk(), threading.Event()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        state = State(Path(folder, "watch", "state.sqlite"))
        resolve = resolver(allowed, lambda host, port: ["127.0.0.1"])
        watcher = Watcher(Watchlist(feeds, limits), state, desk, stop=stop, resolve=resolve)
        threading.Timer(arguments.minutes * 60, stop.set).start()
        used = time.process_time()
        watcher.run()
        used = time.process_time() - used
        state.close()
    running.server.shutdown()
    return {
        "feeds": len(feeds),
        "hosts": len(hosts),
        "requests": len(running.asked),
        "least gap at a host (s)": round(_least_gap(running.asked), 3),
        "pace (s)": arguments.pace,
        "pages": len(desk.taken),
        "pages fetched twice": sum(
            count > 1 for (_, path), count in Counter((h, p) for _, h, p, _ in running.asked).items() if "page" in path
        ),
        "feeds answered 304": sum(status == 304 for *_, status in running.asked),
        "feeds sent whole again though unchanged": _sent_again(running.asked),
        "processor seconds": round(used, 1),
    }


def _least_gap(asked: list[tuple[float, str, str, int]]) -> float:
    last: dict[str, float] = {}
    least = float("inf")
    for at, host, _, _ in sorted(asked):
        least = min(least, at - last.get(host, float("-inf")))
        last[host] = at
    return least


def _sent_again(asked: list[tuple[float, str, str, int]]) -> int:
    """A feed changes four times in all, so that it is sent whole five times at most."""
    sent = Counter(
        (host, path) for _, host, path, status in asked if "feed" in path and "page" not in path and status == 200
    )
    return sum(max(0, count - 5) for count in sent.values())


# The hostile server.


def hostile(arguments: argparse.Namespace) -> dict[str, Any]:
    import importlib.util

    from dragoman.collect import StoreDesk
    from dragoman.memory import return_freed_memory
    from dragoman.pipeline import Coder
    from dragoman.read.addresses import resolver
    from dragoman.read.limits import Limits
    from dragoman.read.state import State
    from dragoman.read.watch import Watcher
    from dragoman.read.watchlist import Feed, Watchlist
    from dragoman.store import open_store

    folder = Path(__file__).parents[1] / "tests" / "read"
    spec = importlib.util.spec_from_file_location("hostile_server", folder / "hostile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["hostile_server"] = module
    spec.loader.exec_module(module)
    lines = (folder / "hostile.tsv").read_text(encoding="utf-8").splitlines()
    cases = dict(line.split("\t") for line in lines if not line.startswith("#"))
    with module.HostileServer() as server, tempfile.TemporaryDirectory(dir=arguments.folder) as temporary:
        urls = {path: f"http://h{number}.test:{server.port}{path}" for number, path in enumerate(cases)}
        items = "".join(f"<item><link>{url}</link></item>" for url in urls.values())
        server.pages["/feed.xml"] = module.head() + f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
        allowed = [f"h{number}.test:{server.port}" for number in range(len(cases))]
        limits = Limits(pace=0, robots=False, tries=1, seconds=5, step_seconds=2, workers=16, revisit_hours=())
        state = State(Path(temporary, "watch", "state.sqlite"))
        resolve = resolver(allowed, lambda host, port: ["127.0.0.1"] if host.endswith(".test") else [host])
        feeds = (Feed(f"http://h0.test:{server.port}/feed.xml"),)
        started = time.monotonic()
        return_freed_memory()
        desk = StoreDesk(open_store(Path(temporary, "store"), create=True), Coder())
        for _ in range(2):
            Watcher(Watchlist(feeds, limits), state, desk, resolve=resolve).run(once=True)
        found = {path: page.outcome for path, url in urls.items() if (page := state.page(url))}
        state.close()
        wrong = {path: found.get(path) for path, outcome in cases.items() if outcome and found.get(path) != outcome}
        asked = {path for _, _, path in server.asked}
        kept = open_store(Path(temporary, "store"))
        stored = sum(
            len(batch)
            for name in ("documents", "rejections")
            for batch in kept.batches(name, ["id" if name == "documents" else "page"])
        )
    return {
        "cases": len(cases),
        "rows in the store": stored,
        "without their outcome": wrong,
        "the secret was fetched": "/secret" in asked,
        "seconds": round(time.monotonic() - started, 1),
        "memory at most (MB)": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }


# Fuzzing.


def fuzz(arguments: argparse.Namespace) -> dict[str, Any]:
    """Each target in a process of its own, with a limit of memory and, for each input, of time."""
    out: dict[str, Any] = {}
    for target in arguments.target or TARGETS:
        runs = -(-arguments.size // len(arguments.target or TARGETS))
        started = time.monotonic()
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            command = [sys.executable, "-m", "benchmarks.fuzz", target, str(runs), arguments.engine, folder]
            done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
            kept = sorted(Path(folder).glob("crash-*")) + sorted(Path(folder).glob("timeout-*"))
            for path in kept:
                shutil.copy(path, arguments.folder or tempfile.gettempdir())
        out[target] = {
            "inputs": runs,
            "failed": done.returncode != 0,
            "seconds": round(time.monotonic() - started, 1),
            **_figures(done.stderr),
            **({"output": done.stderr[-3000:] + done.stdout[-1000:]} if done.returncode else {}),
        }
    return out


def _figures(log: str) -> dict[str, int]:
    """What libFuzzer counted: inputs that ran, edges that they covered, inputs that reached new ones."""
    names = {"ran": r"number_of_executed_units: (\d+)", "edges": r"cov: (\d+)", "kept": r"corp: (\d+)"}
    found = {name: re.findall(pattern, log) for name, pattern in names.items()}
    return {name: int(values[-1]) for name, values in found.items() if values}


SIZES = {"warc": 10_000, "farm": 500, "hostile": 0, "fuzz": 200_000}


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.collect", description=__doc__.partition("\n")[0] if __doc__ else ""
    )
    parser.add_argument("what", nargs="+", choices=list(SIZES))
    parser.add_argument("--size", type=int, help="pages, feeds or inputs")
    parser.add_argument("--minutes", type=float, default=10.0, help="of polling")
    parser.add_argument("--pace", type=float, default=2.0, help="seconds between two requests to a host")
    parser.add_argument("--engine", choices=("atheris", "hypothesis"), default="atheris", help="fuzzer")
    parser.add_argument("--target", action="append", choices=TARGETS, help="of the fuzzer; all by default")
    parser.add_argument("--folder", type=Path, help="where temporary files go, and inputs that failed are kept")
    arguments = parser.parse_args(words)
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
    wanted = arguments.size
    for what in arguments.what:
        arguments.size = SIZES[what] if wanted is None else wanted
        print(json.dumps({what: globals()[what](arguments)}, indent=1), flush=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
