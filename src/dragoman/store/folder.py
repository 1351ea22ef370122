"""The folder of a store beside its tables: the marker, the writers' lock, the batch under way, the log of versions.

dragoman.json     the format of the store
versions.jsonl    one line for each write: version, time, what was done, the Delta version of every table
.lock             held by the process that writes
.pending.json     the documents of the batch that is being written; one that a killed process left is undone
.linking.lock     held by the process that links
.linking.unfinished  there while links are written; one that a killed process left makes the next run write all episodes
"""

from __future__ import annotations

import errno
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dragoman.errors import StoreError
from dragoman.store.tables import FORMAT, TABLES

MARKER, VERSIONS, LOCK, PENDING = "dragoman.json", "versions.jsonl", ".lock", ".pending.json"
LINKING_LOCK, LINKING_UNFINISHED = ".linking.lock", ".linking.unfinished"
PATIENCE_SECONDS = 600.0
TABLE_NAMES = frozenset(table.name for table in TABLES)


@dataclass(frozen=True, slots=True)
class Version:
    """A state of the store. `at`: UTC, ISO. `tables`: the Delta version of each table. `loose`: some rows were written
    table by table, not as whole batches, so that events may be there without their documents."""

    version: int
    at: str
    what: str
    tables: dict[str, int]
    loose: bool = False


def read_format(folder: Path) -> int | None:
    """The format of the store in a folder; None where there is no store.

    Raises:
        StoreError: the marker is damaged.
    """
    marker = folder / MARKER
    try:
        if not marker.is_file():
            return None
        found = json.loads(marker.read_text(encoding="utf-8"))["format"]
        if not isinstance(found, int) or found < 1:
            raise ValueError(f"the format is {found!r}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{marker} is damaged: {error}; restore it from a copy of the store") from error
    return found


def is_ours(path: Path) -> bool:
    """Whether a file or folder may be part of a store whose making was cut short."""
    if path.is_dir():
        return path.name in TABLE_NAMES and all(one.name == "_delta_log" for one in path.iterdir())
    return path.name in (LOCK, VERSIONS) or path.name.endswith(".new")


def write_format(folder: Path, number: int = FORMAT) -> None:
    """Write the marker, whole or not at all."""
    replace_file(folder / MARKER, json.dumps({"format": number}) + "\n")


def replace_file(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one."""
    other = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        other.write_text(text, encoding="utf-8")
        other.replace(path)
    except OSError:
        other.unlink(missing_ok=True)
        raise


@contextmanager
def writing(folder: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock of writers; the system frees it when a process ends, however it ends.

    Raises:
        StoreError: the folder cannot be written, or others write all the time.
    """
    import fcntl

    with _lock_file(folder / LOCK) as handle:
        _await_lock(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB, folder, time.monotonic() + patience)
        yield


@contextmanager
def only_one(folder: Path, name: str, what: str) -> Iterator[None]:
    """Hold a lock of one kind of work, or refuse at once.

    Raises:
        StoreError: another process holds it, or the folder cannot be written.
    """
    import fcntl

    with _lock_file(folder / name) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another process {what} {folder} now: wait for it, then run this again") from None
        yield


@contextmanager
def _lock_file(path: Path) -> Iterator[int]:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise failure(path.parent, error) from error
    try:
        yield handle
    finally:
        os.close(handle)


def _await_lock(flock: object, handle: int, how: int, folder: Path, end: float) -> None:
    while True:
        try:
            flock(handle, how)  # type: ignore[operator]
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise StoreError(f"{folder} stays busy: another process writes to it all the time; try later") from None
            time.sleep(random.uniform(0.005, 0.05))
        except OSError as error:
            if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise StoreError(f"the file system of {folder} has no locks: keep the store on another") from error
            raise


def failure(folder: Path | str, error: BaseException) -> StoreError:
    """An error of writing, told in terms of what to do."""
    text = " ".join(str(error).split())
    low = text.lower()
    if getattr(error, "errno", None) == errno.ENOSPC or "no space left" in low or "os error 28" in low:
        return StoreError(
            f"the disk of {folder} is full: free some space and run the same command again; what was written before"
            " stays, and nothing of the last batch counts"
        )
    if isinstance(error, PermissionError) or "permission denied" in low or "read-only file system" in low:
        return StoreError(f"{folder} cannot be written to ({text}): change its permissions or name another folder")
    return StoreError(f"cannot write to {folder}: {text}")


def read_pending(folder: Path) -> list[str] | None:
    """The documents of an unfinished batch; None where all is finished. An unreadable note was never followed by a
    write, since it is replaced whole."""
    path = folder / PENDING
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["documents"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged: {error}; remove it and run `dragoman store check {folder}`") from error


def write_pending(folder: Path, documents: list[str]) -> None:
    replace_file(folder / PENDING, json.dumps({"documents": documents}))


def clear_pending(folder: Path) -> None:
    (folder / PENDING).unlink(missing_ok=True)


def tables_in(folder: Path) -> list[str]:
    """The names of the Delta tables in a folder, known to this version of the package or not."""
    return sorted(path.parent.name for path in folder.glob("*/_delta_log"))


def read_versions(folder: Path) -> list[Version]:
    """The log of versions, oldest first. A line that a killed process or a full disk cut short is left out."""
    try:
        lines = (folder / VERSIONS).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    out = []
    for line in lines:
        try:
            out.append(Version(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return out


def log_version(folder: Path, what: str, *, loose: bool | None = None) -> Version:
    """Add the state of the tables to the log; the writers' lock must be held. `loose` None: as it was."""
    last = last_version(folder)
    before = last.tables if last else {}
    tables = {name: newest(folder / name, before.get(name, 0)) for name in tables_in(folder)}
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    was = last.loose if last else False
    entry = Version(last.version + 1 if last else 0, at, what, tables, was if loose is None else loose)
    path = folder / VERSIONS
    with path.open("ab+") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(json.dumps(asdict(entry)).encode() + b"\n")
    return entry


def last_version(folder: Path) -> Version | None:
    """The newest line of the log of versions."""
    try:
        with (folder / VERSIONS).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 20_000))
            tail = file.read().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return None
    for line in reversed(tail):
        try:
            return Version(**json.loads(line))
        except (ValueError, TypeError):
            continue
    return None


def newest(table: Path, known: int) -> int:
    """The newest version of a Delta table. `known`: a version that it has."""
    log = table / "_delta_log"
    while (log / f"{known + 1:020d}.json").exists():
        known += 1
    return known


def version_at(folder: Path, as_of: str | int) -> Version:
    """The version of a number, or the last one of an ISO day or time (UTC).

    Raises:
        StoreError: there is none, or `as_of` is neither.
    """
    log = read_versions(folder)
    if not log:
        raise StoreError(f"{folder} has no log of versions ({VERSIONS}): restore it from a copy of the store")
    text = str(as_of).strip()
    if text.isdigit() and len(text) < 8:
        for entry in reversed(log):
            if entry.version == int(text):
                return entry
        raise StoreError(f"{folder} has no version {text}: its versions are 0 to {log[-1].version}")
    end = _moment(text)
    found = [entry for entry in log if _time(entry.at) <= end]
    if not found:
        raise StoreError(f"{folder} held nothing yet at {text}: its first version is of {log[0].at}")
    return found[-1]


def _moment(text: str) -> datetime:
    try:
        if len(text) <= 10:
            following = date.fromisoformat(text) + timedelta(days=1)
            return datetime(following.year, following.month, following.day, tzinfo=UTC) - timedelta(microseconds=1)
        return _time(text)
    except ValueError as error:
        raise StoreError(f"{text!r} is no version: give a number, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ") from error


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
