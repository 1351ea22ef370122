"""Pages as the watcher brings them into a store: live blogs by entry, articles of several pages whole, other languages
kept, changed pages as new versions with the difference of their events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from dragoman.arrow import schema_of, to_row
from dragoman.batch import Result, page_id, result
from dragoman.pipeline import Coder
from dragoman.read.versions import Change, changes
from dragoman.read.watch import Look, Taken
from dragoman.reading import entries_of
from dragoman.records import Coded, Page, Rejected, short_hash
from dragoman.store.delta import Store
from dragoman.store.tables import Table

VERSIONS = Table(
    "versions",
    pa.schema(
        [
            ("document", pa.string()),
            ("previous", pa.string()),
            ("url", pa.string()),
            ("retrieved", pa.string()),
            ("updated", pa.string()),
            ("changes", pa.list_(pa.struct(list(schema_of(Change))))),
        ]
    ),
    ("document",),
)


class StoreDesk:
    """Codes pages and writes them to a store."""

    def __init__(self, store: Store, coder: Coder) -> None:
        self.store = store
        self.coder = coder
        self._known = store.pages()
        self._held: list[Result] = []
        self._versions: list[dict[str, Any]] = []

    def look(self, page: Page) -> Look:
        details = getattr(self.coder.extractor, "details", None)
        if details is None:
            return Look()
        found = details(page)
        return Look(found.canonical, found.next_part, found.title)

    def take(self, parts: tuple[Page, ...], was: str) -> Taken:
        entries = entries_of(parts[0], self.coder.extractor)
        if entries:
            return self._take_live(entries, was)
        page = replace(parts[0], parts=tuple(part.body for part in parts[1:]))
        outcome = self.coder.code_page(page)
        self._hold(result(page, outcome))
        if isinstance(outcome, Rejected):
            return Taken("", outcome.reason)
        document = outcome.document
        differ = self._version(page, outcome, was) if was and was != document.id else 0
        return Taken(document.id, "coded", len(outcome.events), document.language, differ)

    def refuse(self, one: Rejected) -> None:
        self._hold(Result(short_hash(one.url, one.stage, one.reason), None, one))

    def flush(self) -> None:
        if self._held:
            self.store.write(self._held)
            self._held = []
        if self._versions:
            path = str(self.store.folder / VERSIONS.name)
            if not DeltaTable.is_deltatable(path):
                write_deltalake(path, VERSIONS.schema.empty_table(), mode="ignore")
            self.store.merge(VERSIONS, self._versions)
            self._versions = []

    def _hold(self, one: Result) -> None:
        self._known.add(one.page)
        self._held.append(one)

    def _take_live(self, entries: tuple[Page, ...], was: str) -> Taken:
        """The entries of a live blog that are new or changed since it was last read."""
        whole = short_hash("live", *(page_id(entry) for entry in entries))
        fresh = [entry for entry in entries if page_id(entry) not in self._known]
        earlier = self._documents_at([entry.url for entry in fresh]) if was else {}
        events = differ = 0
        for entry in fresh:
            outcome = self.coder.code_page(entry)
            self._hold(result(entry, outcome))
            if isinstance(outcome, Coded):
                events += len(outcome.events)
                previous = earlier.get(entry.url)
                if previous and previous != outcome.document.id:
                    differ += self._version(entry, outcome, previous)
        return Taken(whole, "coded", events, "", differ)

    def _documents_at(self, urls: list[str]) -> dict[str, str]:
        if not urls:
            return {}
        self.flush()
        with self.store.connect() as connection:
            rows = connection.execute(
                "SELECT url, id FROM raw_documents WHERE list_contains(?, url)", [urls]
            ).fetchall()
        return {str(row[0]): str(row[1]) for row in rows}

    def _version(self, page: Page, coded: Coded, was: str) -> int:
        """Note a new version of a page; how many events differ."""
        if any(one.coded is not None and one.coded.document.id == was for one in self._held):
            self.flush()
        found = changes(self.store.coded(was), coded)
        updated = coded.document.updated
        row = {
            "document": coded.document.id,
            "previous": was,
            "url": coded.document.url,
            "retrieved": page.retrieved,
            "updated": updated.end if updated else None,
            "changes": [to_row(change) for change in found],
        }
        self._versions = [one for one in self._versions if one["document"] != row["document"]] + [row]
        return len(found)
