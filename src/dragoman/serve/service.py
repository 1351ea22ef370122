"""Everything that the page and the API can do, as plain calls; the HTTP routes are thin over it."""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dragoman import __version__
from dragoman.data import Data
from dragoman.errors import DragomanError
from dragoman.records import STATUSES
from dragoman.serve import exports, pictures, queries, reviews
from dragoman.serve.article import article_view
from dragoman.serve.coding import CodingDesk, Submission
from dragoman.serve.episodes import comparison, episode_of
from dragoman.serve.filters import Filters
from dragoman.serve.options import ServeOptions
from dragoman.serve.reviews import Review
from dragoman.serve.snapshot import Keeper, Snapshot
from dragoman.settings import Settings

Row = dict[str, Any]
NOTHING = Filters()


class MissingError(DragomanError):
    """There is no such event, episode or article in the store."""


class ReadOnlyError(DragomanError):
    """The server was not started with `--write`."""


class Service:
    """The answers to all questions about one store. Safe to be called from several threads."""

    def __init__(self, options: ServeOptions) -> None:
        self.options = options
        self.keeper = Keeper(options.store, options.limits.query_seconds)
        self.desk = CodingDesk(options.settings, options.limits.coder_seconds)
        data = Data(Settings.load(options.settings).data)
        self._types = [
            {**row, "quad": int(row["quad"]), "intensity": float(row["intensity"])}
            for row in data.table("ontology/types.tsv")
        ]
        self._countries = {row["iso3"]: row["name"] for row in data.table("actors/countries.tsv") if not row["to"]}

    def close(self) -> None:
        self.keeper.close()

    @property
    def snapshot(self) -> Snapshot:
        return self.keeper.current()

    def meta(self) -> Row:
        """What the filter bar needs: the ontology, names of countries, outlets and sources, and the store's extent."""
        snapshot = self.snapshot
        facets = queries.facets(snapshot)
        return {
            "version": __version__,
            "state": snapshot.version,
            "write": self.options.write,
            "fetch": self.options.fetch,
            "as_of": queries.reference_day(snapshot),
            "counts": snapshot.counts,
            "types": self._types,
            "statuses": STATUSES,
            "countries": self._countries,
            **facets,
        }

    def overview(self, filters: Filters = NOTHING) -> Row:
        return queries.overview(self.snapshot, filters)

    def events(self, filters: Filters = NOTHING, *, cursor: str | None = None, limit: int = 100) -> Row:
        """A page of events, latest first; `next` is the cursor of the page after it, None at the end."""
        found = queries.events(self.snapshot, filters, after=read_cursor(cursor), limit=limit + 1)
        return _page(found, limit, "day")

    def histogram(self, filters: Filters = NOTHING) -> Row:
        return queries.histogram(self.snapshot, filters)

    def count(self, filters: Filters = NOTHING) -> Row:
        return {"events": queries.count(self.snapshot, filters)}

    def event(self, identifier: str) -> Row:
        found = queries.event(self.snapshot, identifier)
        if found is None:
            raise MissingError(f"no event {identifier!r} in the store: it may have been coded anew under another id")
        return {**found, "episode": episode_of(self.snapshot, found["id"])}

    def explain(self, identifier: str) -> Row:
        """An event with the reasons behind each of its fields."""
        found = self.event(identifier)
        article = self.article(found["document"])
        same = [one for one in article["events"] if one["id"] == found["id"]]
        return {**found, "reasons": same[0]["reasons"] if same else []}

    def dyad(self, a: str, b: str, filters: Filters = NOTHING) -> Row:
        return pictures.dyad(self.snapshot, filters, a, b)

    def episodes(
        self, filters: Filters = NOTHING, *, several: bool = False, cursor: str | None = None, limit: int = 50
    ) -> Row:
        found = queries.episodes(self.snapshot, filters, after=read_cursor(cursor), limit=limit + 1, several=several)
        return _page(found, limit, "episode_day", "episode")

    def episode(self, identifier: str) -> Row:
        """One event as told by each outlet, and what they agree and differ on."""
        found = queries.episode(self.snapshot, identifier)
        if not found:
            raise MissingError(f"no episode {identifier!r} in the store: see the list of episodes")
        return {"id": identifier, "reports": found, "comparison": comparison(found)}

    def agenda(
        self,
        filters: Filters = NOTHING,
        *,
        since: str | None = None,
        until: str | None = None,
        possible: bool = False,
    ) -> Row:
        """What is announced from a day on; by default from today, or the day of the newest article of an old store."""
        snapshot = self.snapshot
        now = queries.reference_day(snapshot)
        first = datetime.date.fromisoformat(since) if since else now
        last = datetime.date.fromisoformat(until) if until else None
        found = queries.agenda(snapshot, filters, first, last, possible=possible)
        return {"as_of": now, "since": first, "until": last, "events": found}

    def agenda_calendar(
        self, filters: Filters = NOTHING, *, since: str | None = None, until: str | None = None, possible: bool = False
    ) -> str:
        return exports.calendar(self.agenda(filters, since=since, until=until, possible=possible)["events"])

    def places(self, filters: Filters = NOTHING, *, level: str = "country") -> Row:
        return pictures.places(self.snapshot, filters, level)

    def network(self, filters: Filters = NOTHING) -> Row:
        return pictures.network(self.snapshot, filters)

    def suggest(self, text: str) -> Row:
        low = text.lower()
        countries = [
            {"name": name, "country": code, "code": code}
            for code, name in self._countries.items()
            if low in name.lower() or low == code.lower()
        ]
        return {"actors": countries[:6] + [{**one, "code": None} for one in queries.suggest(self.snapshot, text)]}

    def articles(
        self, *, text: str | None = None, outlet: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Row:
        found = queries.articles(self.snapshot, text, outlet, after=read_cursor(cursor), limit=limit + 1)
        return _page(found, limit, "published")

    def article(self, identifier: str) -> Row:
        """An article with marked text, its events and why each was coded so."""
        coded = self.snapshot.shelf.coded(identifier)
        if coded is None:
            raise MissingError(f"no article {identifier!r} in the store: see the list of articles")
        return article_view(coded)

    def code(self, wanted: Submission, *, keep: bool = False) -> Row:
        """Code a page that is not in the store; `keep` writes it there."""
        if keep:
            self._must_write()
        if wanted.url and not wanted.body and not self.options.fetch:
            raise ReadOnlyError("this server fetches no addresses: paste the text, or start it with --fetch")
        return self.desk.code(wanted, self.keeper.store if keep else None)

    def reviews(self) -> Row:
        return {"reviews": reviews.read(self.keeper.store)}

    def queue(self, filters: Filters = NOTHING, limit: int = 30) -> Row:
        """Events without a decision, the least certain first, and how many decisions there are."""
        decided = reviews.latest(reviews.read(self.keeper.store))
        found = queries.unreviewed(self.snapshot, filters, list(decided), limit)
        decisions = [row["decision"] for row in decided.values()]
        tally = {name: decisions.count(name) for name in ("accept", "correct", "reject")}
        return {"events": found, "decided": tally}

    def review(self, wanted: Review) -> Row:
        """Keep a reviewer's decision on an event."""
        self._must_write()
        document = self.keeper.store.event_document(wanted.event)
        if document is None:
            raise MissingError(f"no event {wanted.event!r} in the store")
        return reviews.add(self.keeper.store, replace(wanted, document=document))

    def gold(self) -> bytes:
        return reviews.gold_zip(self.keeper.store)

    def export(self, filters: Filters = NOTHING, form: str = "csv") -> Iterator[bytes]:
        return exports.export(self.snapshot, filters, form, self.options.limits.export_rows)

    def _must_write(self) -> None:
        if not self.options.write:
            raise ReadOnlyError("this server only reads: start it with --write to keep changes")


def _page(found: list[Row], limit: int, day: str, identifier: str = "id") -> Row:
    shown = found[:limit]
    more = len(found) > limit
    return {"items": shown, "next": write_cursor(shown[-1][day], shown[-1][identifier]) if more else None}


def write_cursor(day: datetime.date | None, identifier: str) -> str:
    """An opaque cursor from the sort key of the last row of a page."""
    return base64.urlsafe_b64encode(f"{day or '0001-01-01'}|{identifier}".encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> tuple[str, str] | None:
    """The day and id of a cursor.

    Raises:
        DragomanError: it is no cursor of ours.
    """
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        day, bar, identifier = text.partition("|")
        if not bar:
            raise ValueError(text)
        return datetime.date.fromisoformat(day).isoformat(), identifier
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise DragomanError(
            f"{cursor[:60]!r} is no cursor: take the one that the page before gave as `next`"
        ) from error
