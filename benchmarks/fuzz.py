"""The fuzzer's targets, and one run of one of them: `python -m benchmarks.fuzz TARGET RUNS ENGINE FOLDER`.

Engine atheris mutates by coverage (libFuzzer); hypothesis, where atheris is not installed, builds inputs from pieces.
An exception that a stage lets out, an input of more than ten seconds, or a gigabyte of memory ends the run as failed.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import logging
import sys
import tomllib
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

SECONDS = 10
MEGABYTES = 1500
LONGEST = 4096
PIECES: dict[str, tuple[bytes, ...]] = {
    target: tuple(piece.encode("latin-1") for piece in pieces)
    for target, pieces in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}


def built(target: str, data: bytes) -> bytes:
    """The input that the fuzzer's bytes stand for: themselves, or pieces of the format that they choose, so that more
    inputs than the few that hit on its keywords get past the first look."""
    if not data or data[0] % 3 == 0:
        return data[1:]
    pieces = PIECES[target]
    out: list[bytes] = []
    place = 1
    while place < len(data):
        code = data[place]
        place += 1
        if code < 200:
            out.append(pieces[code % len(pieces)])
        else:
            size = code - 199
            out.append(data[place : place + size])
            place += size
    whole = b"".join(out)
    return records(whole, data[0]) if target == "warc" and data[0] % 3 == 1 else whole


def records(block: bytes, choice: int) -> bytes:
    """A web archive of three records, the block in the second, rightly or wrongly measured, plain or gzipped."""
    kinds = ((b"response", b"application/http;msgtype=response"), (b"conversion", b"text/plain"))
    kind, media_type = kinds[choice // 3 % 2]
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    out = b""
    for number, body in enumerate((b"\r\n<p>one</p>", block, b"\r\n<p>three</p>")):
        body = http + body if kind == b"response" else body
        length = len(body) + (choice // 6 % 5 - 2 if number == 1 else 0)
        head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://a.example/%d\r\n" % (kind, number)
        head += b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (media_type, max(0, length))
        one = head + body + b"\r\n\r\n"
        out += gzip.compress(one, 1, mtime=0) if choice // 30 % 2 else one
    return out


@cache
def extractor() -> Any:
    from dragoman.data import Data
    from dragoman.extract.pages import PageExtractor
    from dragoman.settings import Settings

    return PageExtractor(Settings(), Data())


def html(data: bytes) -> None:
    from dragoman.records import Page

    media_type = ("text/html", "text/plain", "text/html; charset=klingon", "")[data[0] % 4] if data else ""
    page = Page("http://a.example/2024/05/x.html", data, media_type)
    extractor().extract(page)
    extractor().details(page)
    for entry in extractor().entries(page):
        extractor().extract(entry)


def feed(data: bytes) -> None:
    from dragoman.read.feeds import page_of_entry
    from dragoman.read.lists import parse_listing
    from dragoman.read.source import Options

    found = parse_listing(data, "http://a.example/feed")
    for entry in found.entries if found else ():
        page_of_entry(entry, "http://a.example/feed", Options())


def warc(data: bytes) -> None:
    from dragoman.read.source import Options
    from dragoman.read.warc import read_stream

    for _ in read_stream(io.BytesIO(data), "file:///x", "x", Options(max_bytes=100_000)):
        pass


def date(data: bytes) -> None:
    from dragoman.extract import dates
    from dragoman.read.schedule import seconds_of
    from dragoman.read.web import seconds_of as retry_seconds

    text = data.decode("utf-8", "replace")
    months = extractor().lexicon.months
    dates.stamp_date(text, months)
    dates.url_date(text, months)
    dates.dateline(text, months)
    list(dates.printed_dates(text, months))
    seconds_of(text)
    retry_seconds(text)


def wiki(data: bytes) -> None:
    from dragoman.read.source import Options
    from dragoman.read.wiki import dump_pages, plain_text

    plain_text(data.decode("utf-8", "replace"))
    list(dump_pages(io.BytesIO(data), "file:///x", "x", Options()))


def address(data: bytes) -> None:
    from protego import Protego

    from dragoman.errors import SourceError
    from dragoman.extract.address import is_next, same_site
    from dragoman.read.addresses import RefusedError, host_of, is_public, same_page, split_address
    from dragoman.read.remote import byte_range, is_archive

    text = data.decode("utf-8", "replace")
    one, _, other = text.partition("\n")
    (
        host_of(one),
        same_page(one),
        is_public(one),
        is_archive(one),
        same_site(one, other),
        is_next(one, other, ("page", "p")),
    )
    with contextlib.suppress(RefusedError):
        split_address(one)
        Protego.parse(other).can_fetch(one, "dragoman")
    with contextlib.suppress(SourceError):
        byte_range(one)


RUN: dict[str, Callable[[bytes], None]] = {
    "html": html, "feed": feed, "warc": warc, "date": date, "wiki": wiki, "address": address,
}  # fmt: skip


def by_hypothesis(target: str, runs: int) -> None:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    pieces = st.one_of(st.sampled_from(PIECES[target]), st.binary(max_size=30), st.text(max_size=20).map(str.encode))
    inputs = st.lists(pieces, max_size=60).map(b"".join)
    checks = settings(
        max_examples=runs,
        deadline=SECONDS * 1000,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    lead = st.sampled_from([bytes([choice]) for choice in range(0, 256)])
    checks(
        given(lead, inputs)(lambda first, data: RUN[target](built(target, data if first < b"\x80" else first + data)))
    )()


def by_atheris(target: str, runs: int, folder: Path) -> None:
    import atheris  # type: ignore[import-untyped]

    with atheris.instrument_imports(include=["dragoman.read", "dragoman.extract"]):
        import dragoman.extract.pages
        import dragoman.read.feeds
        import dragoman.read.lists
        import dragoman.read.warc
        import dragoman.read.wiki  # noqa: F401
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, piece in enumerate(PIECES[target]):
        (corpus / f"piece{number}").write_bytes(piece)
    (corpus / "all").write_bytes(b"".join(PIECES[target]))
    words = folder / "words.dict"
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in piece) + '"\n' for piece in PIECES[target]))
    for choice in (b"\0", b"\1", b"\2", b"\x1f", b"\x21"):
        (corpus / f"all{choice[0]}").write_bytes(choice + bytes(range(len(PIECES[target]))))
    RUN[target](b"".join(PIECES[target]))
    options = [f"-runs={runs}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}"]
    options += [f"-dict={words}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=1", str(corpus)]
    atheris.Setup([sys.argv[0], *options], lambda data: RUN[target](built(target, data)))
    atheris.Fuzz()


def main() -> None:
    target, runs, engine, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    if engine == "atheris":
        by_atheris(target, runs, folder)
    else:
        by_hypothesis(target, runs)


if __name__ == "__main__":
    main()
