"""Everything that the page and the API can do, as plain calls; the HTTP routes are thin over it."""

from __future__ import annotations

import base64
import binascii
import datetime
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from dragoman import __version__
from dragoman.data import Data
from dragoman.errors import DragomanError
from dragoman.records import STATUSES, Coded
from dragoman.serve import exports, gold, pictures, queries, reviews
from dragoman.serve.article import article_view
from dragoman.serve.coding import CodingDesk, Submission
from dragoman.serve.episodes import comparison, episode_of
from dragoman.serve.filters import Filters
from dragoman.serve.keeper import Keeper, PreparingError
from dragoman.serve.memory import Answer, Memory
from dragoman.serve.options import ServeOptions
from dragoman.serve.reviews import Review
from dragoman.serve.snapshot import EPISODES, EVENTS, PAIRS, View
from dragoman.settings import Settings

Row = dict[str, Any]
NOTHING = Filters()
NO_FACETS: Row = {"outlets": [], "sources": [], "countries_seen": []}


class MissingError(DragomanError):
    """There is no such event, episode or article in the store."""


class ReadOnlyError(DragomanError):
    """The server was not started with `--write`."""


class Service:
    """The answers to all questions about one store. Safe to be called from several threads."""

    def __init__(self, options: ServeOptions) -> None:
        self.options = options
        self.keeper = Keeper(options.store, options.limits.query_seconds, options.cache)
        # As many questions at a time as processors: more make all of them slower, and those that wait cost no thread.
        self._pool = ThreadPoolExecutor(max(2, os.cpu_count() or 2), thread_name_prefix="dragoman-answer")
        self.desk = CodingDesk(options.settings, options.limits.coder_seconds)
        data = Data(Settings.load(options.settings).data)
        self._types = [
            {**row, "quad": int(row["quad"]), "intensity": float(row["intensity"])}
            for row in data.table("ontology/types.tsv")
        ]
        self._countries = {row["iso3"]: row["name"] for row in data.table("actors/countries.tsv") if not row["to"]}

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.keeper.close()

    def ask(self, memory: Memory, key: str, make: Callable[[], bytes]) -> Future[Answer]:
        """The answer to a question of a version, made once for all who ask."""
        return memory.ask(key, make, self._pool)

    @contextmanager
    def _view(self, stage: int, filters: Filters = NOTHING) -> Iterator[View]:
        """The newest state, for all queries of one answer.

        Raises:
            PreparingError: what the answer needs is not read yet.
        """
        with self.keeper.current(_stage(stage, filters)).view() as view:
            yield view

    def meta(self) -> Row:
        """What the filter bar needs: the ontology, names of countries, outlets and sources, and the store's extent."""
        base = {
            "version": __version__,
            "write": self.options.write,
            "fetch": self.options.fetch,
            "types": self._types,
            "statuses": STATUSES,
            "countries": self._countries,
        }
        try:
            snapshot = self.keeper.current(EVENTS)
        except PreparingError as error:
            return {**base, **NO_FACETS, "state": "", "as_of": None, "counts": None, "preparing": preparing(error)}
        with snapshot.view() as view:
            return {
                **base,
                **queries.facets(view),
                "state": snapshot.version,
                "as_of": queries.reference_day(view),
                "counts": snapshot.counts,
                "preparing": None,
            }

    def overview(self, filters: Filters = NOTHING) -> Row:
        with self._view(EPISODES) as view:
            return queries.overview(view, filters)

    def events(self, filters: Filters = NOTHING, *, cursor: str | None = None, limit: int = 100) -> Row:
        """A page of events, latest first; `next` is the cursor of the page after it, None at the end."""
        after = read_cursor(cursor)
        with self._view(EVENTS, filters) as view:
            found = queries.events(view, filters, after=after, limit=limit + 1)
        return _page(found, limit, "day")

    def histogram(self, filters: Filters = NOTHING) -> Row:
        with self._view(EVENTS, filters) as view:
            return queries.histogram(view, filters)

    def count(self, filters: Filters = NOTHING) -> Row:
        with self._view(EVENTS, filters) as view:
            return {"events": queries.count(view, filters)}

    def event(self, identifier: str) -> Row:
        with self._view(EPISODES) as view:
            found = queries.event(view, identifier)
            if found is None:
                raise MissingError(
                    f"no event {identifier!r} in the store: it may have been coded anew under another id"
                )
            return {**found, "episode": episode_of(view, found["id"])}

    def explain(self, identifier: str) -> Row:
        """An event with the reasons behind each of its fields."""
        found = self.event(identifier)
        article = self.article(found["document"])
        same = [one for one in article["events"] if one["id"] == found["id"]]
        return {**found, "reasons": same[0]["reasons"] if same else []}

    def dyad(self, a: str, b: str, filters: Filters = NOTHING) -> Row:
        with self._view(EPISODES) as view:
            return pictures.dyad(view, filters, a, b)

    def episodes(
        self, filters: Filters = NOTHING, *, several: bool = False, cursor: str | None = None, limit: int = 50
    ) -> Row:
        after = read_cursor(cursor)
        with self._view(EPISODES) as view:
            found = queries.episodes(view, filters, after=after, limit=limit + 1, several=several)
        return _page(found, limit, "episode_day", "episode")

    def episode(self, identifier: str) -> Row:
        """One event as told by each outlet, and what they agree and differ on."""
        with self._view(EPISODES) as view:
            found = queries.episode(view, identifier)
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
        last = datetime.date.fromisoformat(until) if until else None
        with self._view(EPISODES) as view:
            now = queries.reference_day(view)
            first = datetime.date.fromisoformat(since) if since else now
            found = queries.agenda(view, filters, first, last, possible=possible)
        return {"as_of": now, "since": first, "until": last, "events": found}

    def agenda_calendar(
        self, filters: Filters = NOTHING, *, since: str | None = None, until: str | None = None, possible: bool = False
    ) -> str:
        return exports.calendar(self.agenda(filters, since=since, until=until, possible=possible)["events"])

    def places(self, filters: Filters = NOTHING, *, level: str = "country") -> Row:
        with self._view(EVENTS, filters) as view:
            return pictures.places(view, filters, level)

    def network(self, filters: Filters = NOTHING) -> Row:
        with self._view(PAIRS) as view:
            return pictures.network(view, filters)

    def suggest(self, text: str) -> Row:
        low = text.lower()
        countries = [
            {"name": name, "country": code, "code": code}
            for code, name in self._countries.items()
            if low in name.lower() or low == code.lower()
        ]
        with self._view(PAIRS) as view:
            named = [{**one, "code": None} for one in queries.suggest(view, text)]
        return {"actors": countries[:6] + named}

    def articles(
        self, *, text: str | None = None, outlet: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Row:
        after = read_cursor(cursor)
        with self._view(EVENTS) as view:
            found = queries.articles(view, text, outlet, after=after, limit=limit + 1)
        return _page(found, limit, "published")

    def article(self, identifier: str) -> Row:
        """An article with marked text, its events and why each was coded so."""
        return article_view(self._coded(identifier))

    def _coded(self, identifier: str) -> Coded:
        coded = self.keeper.current(EVENTS).shelf.coded(identifier)
        if coded is None:
            raise MissingError(f"no article {identifier!r} in the store: see the list of articles")
        return coded

    def coder(self) -> Row:
        """Whether the models of the coder are loaded, which takes seconds and memory; begins to if they are not."""
        return {"ready": self.desk.warm()}

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
        rows = reviews.read(self.keeper.store)
        decided = reviews.latest(rows)
        added = {row["event"] for row in rows if row["decision"] == reviews.MISSED}
        with self._view(EVENTS, filters) as view:
            found = queries.unreviewed(view, filters, list(decided), limit)
        # What was added and taken back is no rejection of anything that the coder found.
        decisions = [
            row["decision"]
            for row in decided.values()
            if row["event"] not in added or row["decision"] == reviews.MISSED
        ]
        tally = {name: decisions.count(name) for name in reviews.DECISIONS}
        return {"events": found, "decided": tally}

    def review(self, wanted: Review) -> Row:
        """Keep a reviewer's decision on an event."""
        self._must_write()
        store = self.keeper.store
        document = store.event_document(wanted.event) or self._added(wanted.event)
        if document is None:
            raise MissingError(f"no event {wanted.event!r} in the store")
        return reviews.add(store, replace(wanted, document=document))

    def _added(self, event: str) -> str | None:
        """The article of an event that a reviewer added."""
        found = reviews.latest(reviews.read(self.keeper.store)).get(event)
        return str(found["document"]) if found else None

    def missed(self, document: str, words: Row, fields: Row, *, who: str = "", note: str = "") -> Row:
        """Keep an event that the coder missed, told by some words of an article.

        Raises:
            ValueError: the article has no such words.
        """
        self._must_write()
        added = reviews.missed(self._coded(document), words, fields, who=who, note=note)
        return reviews.add(self.keeper.store, added)

    def sentences(self, document: str) -> Row:
        """The sentences of an article, what was coded from each, and the events that reviewers added."""
        coded = self._coded(document)
        decided = reviews.latest(reviews.read(self.keeper.store)).values()
        words: list[list[Row]] = [[] for _ in coded.sentences]
        for event in coded.events:
            first = coded.sentences[event.sentence].start
            span = {"start": max(0, event.trigger.start - first), "end": max(0, event.trigger.end - first)}
            words[event.sentence].append({**span, "event": event.id, "type": event.type, "added": False})
        for one in decided:
            if one["decision"] == reviews.MISSED and one["document"] == document:
                told = one["correction"]
                span = {name: told[name] for name in ("start", "end", "type")}
                words[told["sentence"]].append({**span, "event": one["event"], "added": True})
        texts = [span.of(coded.document.text) for span in coded.sentences]
        shown = [{"text": text, "events": found} for text, found in zip(texts, words, strict=True)]
        return {"document": document, "title": coded.document.title, "sentences": shown}

    def gold(self) -> bytes:
        return gold.gold_zip(self.keeper.store)

    def export(self, filters: Filters = NOTHING, form: str = "csv") -> Iterator[bytes]:
        return exports.export(
            self.keeper.current(_stage(EVENTS, filters)), filters, form, self.options.limits.export_rows
        )

    def _must_write(self) -> None:
        if not self.options.write:
            raise ReadOnlyError("this server only reads: start it with --write to keep changes")


def preparing(error: PreparingError) -> Row:
    """How far the first reading of a store is."""
    return {"step": error.step, "steps": error.steps, "events": error.events}


def _stage(stage: int, filters: Filters) -> int:
    """What must be ready: a filter by two actors looks into the table of pairs."""
    return max(stage, PAIRS) if filters.dyad or filters.actor else stage


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
