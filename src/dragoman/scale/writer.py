"""One process that writes to the store what many have coded, and notes which inputs are finished."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from dragoman import __version__
from dragoman.ingest import Progress
from dragoman.scale.answers import ANSWERS, store_rows
from dragoman.scale.inputs import Input
from dragoman.scale.shares import Share
from dragoman.settings import Settings
from dragoman.store.delta import Store
from dragoman.store.tables import RUNS

COMMIT_PAGES = 1000  # between two writes: each costs some files; held pages some 30 KB each
Report = Callable[[Progress], None]


@dataclass(slots=True)
class Account:
    """What has come of an input. `parts` of its last rows are still to come; `total` rows are announced so far."""

    input: Input
    parts: int
    progress: Progress
    total: int = 0

    @property
    def finished(self) -> bool:
        seen = self.progress.coded + self.progress.rejected
        return not self.parts and seen >= self.total


class Writer:
    """Takes answers in any order, writes them every `COMMIT_PAGES` pages, and logs a run for each finished input,
    which the next run then leaves out."""

    def __init__(
        self, store: Store, settings: Settings, shares: Iterable[Share], *, report: Report | None = None
    ) -> None:
        self.store = store
        self.settings = settings
        self.started = now()
        self.accounts = {share.input.id: Account(share.input, share.parts, Progress()) for share in shares}
        self.progress = Progress()
        self.report = report
        self._held: list[pa.RecordBatch] = []
        self._pages = 0

    def add(self, answers: pa.RecordBatch) -> None:
        """Take in answers; they may be written now or later."""
        self._count(answers)
        self._held.append(answers)
        self._pages += answers.num_rows
        if self._pages >= COMMIT_PAGES:
            self.flush()

    def flush(self) -> None:
        """Write what is held, then log the inputs that are whole in the store."""
        if self._held:
            self.store.add(store_rows(pa.Table.from_batches(self._held, schema=ANSWERS)))
        self._held, self._pages = [], 0
        finished = [account for account in self.accounts.values() if account.finished]
        if finished:
            self.store.merge(RUNS, [self._run(account) for account in finished])
        for account in finished:
            del self.accounts[account.input.id]

    def _count(self, answers: pa.RecordBatch) -> None:
        columns = ["input", "total", "skipped"]
        coded = answers.column("coded")
        events = pc.fill_null(pc.list_value_length(pc.struct_field(coded, "events")), 0)
        facts = zip(
            *(answers.column(name).to_pylist() for name in columns),
            coded.is_valid().to_pylist(),
            events.to_pylist(),
            strict=True,
        )
        for name, announced, skipped, is_coded, count in facts:
            account = self.accounts[name]
            if announced is not None:
                account.parts -= 1
                account.total += announced
                step = Progress(pages=skipped, skipped=skipped)
            else:
                step = Progress(1, 0, int(is_coded), int(not is_coded), count)
            account.progress = total(account.progress, step)
            self.progress = total(self.progress, step)
        if self.report:
            self.report(self.progress)

    def _run(self, account: Account) -> dict[str, object]:
        return run_row(account.input.id, self.started, (account.input.path,), self.settings, account.progress)


def run_row(
    identifier: str, started: str, sources: tuple[str, ...], settings: Settings, progress: Progress
) -> dict[str, object]:
    """A row of the table of runs, ended now."""
    return {
        "id": identifier,
        "started": started,
        "ended": now(),
        "version": __version__,
        "sources": list(sources),
        "settings": json.dumps(asdict(settings), default=str, sort_keys=True),
        **asdict(progress),
    }


def total(one: Progress, other: Progress) -> Progress:
    """Two counts added up."""
    return Progress(
        one.pages + other.pages,
        one.skipped + other.skipped,
        one.coded + other.coded,
        one.rejected + other.rejected,
        one.events + other.events,
    )


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
