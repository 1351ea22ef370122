"""Where pages come from: files, folders, tables, archives, web archives, feeds, single addresses, standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dragoman.errors import SourceError
from dragoman.read.limits import LIMITS, Limits
from dragoman.read.source import MAX_BYTES, Options
from dragoman.records import Given, Page, Rejected

__all__ = ["open_source"]

NOTHING = Given()


def open_source(
    source: str,
    *,
    given: Given = NOTHING,
    columns: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    limits: Limits = LIMITS,
    next_part: Callable[[Page], str] | None = None,
) -> Iterator[Page | Rejected]:
    """The pages of a source, streamed: nothing is held but the page at hand.

    Args:
        source: a file, a folder (read whole, in sorted order), an http(s) address (of a page, feed, sitemap or web
            archive), or `-` for standard input. The ending tells what a file is: .txt .md .html, .jsonl .csv .tsv
            .parquet, .zip .tar, .warc .wet (also .zst), .paths (a list of web archives), .rss .atom .opml, .xml (feed,
            sitemap or MediaWiki dump); each may be gzipped. `readers.py` names them all.
        given: what is known of all pages of the source; it wins over what rows, feeds and pages say.
        columns: for tables, which column holds what, such as {"text": "artikel", "published": "datum"}. Keys: text,
            html, title, url, published, authors, publisher, language.
        max_bytes: larger pages come out as `Rejected`.
        limits: of the network: time, pace, contact, and the hosts that may be private.
        next_part: the address of the next page of an article, "" for none (the extractor knows); pages that are fetched
            come with the further pages of their article.

    Raises:
        SourceError: there is no such source, or a table has no column of text. A single page that cannot be read is
            no error: it comes out as `Rejected`, and the stream goes on.
        EngineError: the source needs a package that is not installed.
    """
    options = Options(given, dict(columns or {}), max_bytes, limits, next_part)
    if source == "-":
        from dragoman.read.files import read_stdin

        return read_stdin(options)
    if "://" in source[:12]:
        return _read_address(source, options)
    path = Path(source).expanduser()
    try:
        is_folder, is_file = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot read {source!r}: {error}") from error
    if is_folder:
        from dragoman.read.files import read_folder

        return read_folder(path, options)
    if not is_file:
        raise SourceError(
            f"there is no file or folder {source!r}; give a path, an http(s) address, or - for standard input"
        )
    from dragoman.read.files import read_path

    return read_path(path, options)


def _read_address(source: str, options: Options) -> Iterator[Page | Rejected]:
    scheme, _, rest = source.partition("://")
    if scheme.lower() == "file":
        from urllib.parse import unquote

        return open_source(
            unquote(rest),
            given=options.given,
            columns=options.columns,
            max_bytes=options.max_bytes,
            limits=options.limits,
            next_part=options.next_part,
        )
    if scheme.lower() not in ("http", "https"):
        raise SourceError(f"cannot read {source!r}: only http and https addresses are fetched")
    from dragoman.read.web import read_web

    return read_web(source, options)
