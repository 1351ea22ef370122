"""Pages in zip and tar archives. Nothing is written: members are read in memory, under limits of size and ratio."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

from dragoman.errors import SourceError
from dragoman.read.source import Options, gunzip, is_table, media_type_of, page_from, rejected, too_large
from dragoman.records import Page, Rejected

MAX_MEMBERS = 2_000_000
# Text rarely shrinks to less than a fiftieth; a member of a higher ratio is a bomb.
MAX_RATIO = 200
SMALL = 1 << 20


def read_archive(path: Path, options: Options) -> Iterator[Page | Rejected]:
    """The pages of an archive in its order; archives within it are not opened.

    Raises:
        SourceError: the file is no archive, or is damaged from the start.
    """
    try:
        if path.name.lower().endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                yield from _zip_pages(archive, path, options)
        else:
            with tarfile.open(path, "r|*") as archive:
                yield from _tar_pages(archive, path, options)
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        raise SourceError(
            f"cannot read the archive {path}: {error}; it may be cut or damaged: copy it again"
        ) from error


def _zip_pages(archive: zipfile.ZipFile, path: Path, options: Options) -> Iterator[Page | Rejected]:
    for number, member in enumerate(archive.infolist()):
        url = member_url(path, member.filename)
        if number >= MAX_MEMBERS:
            yield rejected(url, "too-large", f"more than {MAX_MEMBERS:,} members: split the archive")
            return
        if member.is_dir() or not _wanted(member.filename):
            continue
        if member.flag_bits & 1:
            yield rejected(url, "unreadable", "the member is encrypted: unpack the archive with its password first")
            continue
        if member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            yield rejected(url, "bomb", f"{member.file_size:,} bytes packed in {member.compress_size:,}: not opened")
            continue
        try:
            with archive.open(member) as stream:
                yield from _member_pages(cast(BinaryIO, stream), member.filename, url, path, options)
        except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError) as error:
            yield rejected(url, "truncated", f"{path}: {error}; the archive is cut or damaged")


def _tar_pages(archive: tarfile.TarFile, path: Path, options: Options) -> Iterator[Page | Rejected]:
    members = iter(archive)
    for number in range(MAX_MEMBERS):
        try:
            member = next(members, None)
        except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
            if number == 0:
                raise
            yield rejected(path.absolute().as_uri(), "truncated", f"{path}: {error}; the archive is cut or damaged")
            return
        if member is None:
            return
        # Links and devices are no pages, wherever they point.
        if not member.isreg() or not _wanted(member.name):
            continue
        url = member_url(path, member.name)
        if member.size > options.max_bytes and not is_table(member.name) and not member.name.lower().endswith(".gz"):
            yield too_large(url, options.max_bytes)
            continue
        stream = archive.extractfile(member)
        if stream is not None:
            try:
                yield from _member_pages(cast(BinaryIO, stream), member.name, url, path, options)
            except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
                yield rejected(url, "truncated", f"{path}: {error}; the archive is cut or damaged")


def _member_pages(stream: BinaryIO, name: str, url: str, path: Path, options: Options) -> Iterator[Page | Rejected]:
    label = f"{path}!{name}"
    plain = gunzip(stream) if name.lower().endswith(".gz") else stream
    if is_table(name):
        from dragoman.read.tables import read_rows

        try:
            yield from read_rows(plain, name.lower().removesuffix(".gz"), url, label, options)
        except SourceError as error:
            yield rejected(url, "unreadable", str(error))
        return
    yield page_from(plain, url, media_type_of(name) or "text/plain", label, options)


def _wanted(name: str) -> bool:
    base = name.replace("\\", "/").rpartition("/")[2]
    if base.startswith(".") or "__MACOSX" in name or name.lower().endswith((".parquet", ".pq")):
        return False
    return bool(media_type_of(base)) or is_table(base)


def member_url(path: Path, name: str) -> str:
    """The address of a member: the archive's, then its name, in which no step leads upwards."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in ("", ".", "..")]
    return f"{path.absolute().as_uri()}!/{quote('/'.join(steps))}"
