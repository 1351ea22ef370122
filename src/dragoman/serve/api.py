"""The HTTP routes, version 1: each reads its parameters, asks the service and answers."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from dragoman.serve import schemas
from dragoman.serve.answers import fresh, tagged
from dragoman.serve.coding import CODED_TYPES, Submission
from dragoman.serve.exports import FORMATS
from dragoman.serve.filters import Filters
from dragoman.serve.keeper import PreparingError
from dragoman.serve.problems import Refusal
from dragoman.serve.reviews import Review
from dragoman.serve.service import Service

MOST_ROWS = 500
Word = Annotated[str | None, Query(max_length=200)]
Words = Annotated[list[str] | None, Query(max_length=40)]
Status = Literal["occurred", "ongoing", "planned", "possible", "alleged", "denied", "negated"]
Identifier = Annotated[str, Path(max_length=64)]
First = Annotated[datetime.date | None, Query(alias="from", description="By default the day of the newest article.")]
Last = Annotated[datetime.date | None, Query(alias="to")]
Rows = Annotated[int, Query(ge=1, le=MOST_ROWS, alias="limit")]
Cursor = Annotated[str | None, Query(max_length=300, description="`next` of the page before.")]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": schemas.Problem, "content": {"application/problem+json": {}}} for code in (400, 404, 422, 503)
}


async def read_filters(
    dyad: Annotated[
        str | None,
        Query(
            max_length=200,
            description="`RUS > PRK`, `PRK <> USA`, `* > UKR.CVL`, or one actor.",
            examples=["PER <> ECU"],
        ),
    ] = None,
    actor: Annotated[
        str | None, Query(max_length=200, description="Country code, CODE.SECTOR, or part of a name.")
    ] = None,
    type: Annotated[list[str] | None, Query(max_length=20, description="PLOVER type.", examples=[["ACCUSE"]])] = None,
    mode: Words = None,
    quad: Annotated[list[Annotated[int, Query(ge=1, le=4)]] | None, Query(max_length=4)] = None,
    status: Annotated[list[Status] | None, Query()] = None,
    context: Words = None,
    source: Annotated[
        str | None, Query(max_length=200, description="Part of the name of who says so, or of the outlet.")
    ] = None,
    since: Annotated[datetime.date | None, Query(examples=["2024-03-01"])] = None,
    until: datetime.date | None = None,
    place: Annotated[str | None, Query(max_length=200, description="Country code or part of a place's name.")] = None,
    text: Annotated[str | None, Query(max_length=200, description="Words of the sentence or the title.")] = None,
    contested: bool = False,
) -> Filters:
    """The filter bar, the same for every view; no thread is needed to read it."""
    return Filters(
        dyad=(dyad and dyad.strip()) or None,
        actor=(actor and actor.strip()) or None,
        types=tuple(type or ()),
        modes=tuple(mode or ()),
        quads=tuple(quad or ()),
        statuses=tuple(status or ()),
        contexts=tuple(context or ()),
        source=source or None,
        since=since.isoformat() if since else None,
        until=until.isoformat() if until else None,
        place=place or None,
        text=text or None,
        contested=contested,
    )


Filtered = Annotated[Filters, Depends(read_filters)]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _shape(model: type) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model}, 304: {"description": "Not changed"}, **PROBLEMS}


def router(service: Service) -> APIRouter:
    """All routes over one service."""
    routes = APIRouter(prefix="/api/v1")
    _reading(routes, service)
    _views(routes, service)
    _articles(routes, service)
    _coding(routes, service)
    _reviewing(routes, service)
    return routes


def _reading(routes: APIRouter, service: Service) -> None:
    @routes.get("/meta", tags=["store"], summary="Ontology, names, extent of the store")
    async def meta(request: Request) -> Response:
        try:
            return await tagged(request, service, service.meta)
        except PreparingError:
            return fresh(service.meta())

    @routes.get("/events", tags=["events"], summary="Events, latest first", responses=_shape(schemas.EventPage))
    async def events(request: Request, filters: Filtered, cursor: Cursor = None, rows: Rows = 50) -> Response:
        return await tagged(request, service, lambda: service.events(filters, cursor=cursor, limit=rows))

    @routes.get("/events/count", tags=["events"], summary="How many events match")
    async def count(request: Request, filters: Filtered) -> Response:
        return await tagged(request, service, lambda: service.count(filters))

    @routes.get("/events/{event}", tags=["events"], summary="One event", responses=_shape(schemas.Event))
    async def event(request: Request, event: Identifier) -> Response:
        return await tagged(request, service, lambda: service.event(event))

    @routes.get(
        "/events/{event}/explain",
        tags=["events"],
        summary="Why an event was coded so",
        responses=_shape(schemas.ExplainedEvent),
    )
    async def explain(request: Request, event: Identifier) -> Response:
        return await tagged(request, service, lambda: service.explain(event))

    @routes.get("/export", tags=["events"], summary="All matching events as a file, streamed")
    def export(filters: Filtered, format: Literal["csv", "jsonl", "geojson", "parquet"] = "csv") -> Response:
        name = f'attachment; filename="events.{format}"'
        stream = service.export(filters, format)
        return StreamingResponse(stream, media_type=FORMATS[format], headers={"content-disposition": name})

    @routes.get("/histogram", tags=["views"], summary="Events over time, for the date brush")
    async def histogram(request: Request, filters: Filtered) -> Response:
        return await tagged(request, service, lambda: service.histogram(filters))

    @routes.get("/suggest", tags=["store"], summary="Actors by part of their name")
    async def suggest(request: Request, text: Annotated[str, Query(min_length=1, max_length=100)]) -> Response:
        return await tagged(request, service, lambda: service.suggest(text))


def _views(routes: APIRouter, service: Service) -> None:
    @routes.get("/overview", tags=["views"], summary="What is new, heating, cooling, contested, coming")
    async def overview(request: Request, filters: Filtered) -> Response:
        return await tagged(request, service, lambda: service.overview(filters))

    @routes.get("/dyad", tags=["views"], summary="Two actors over time")
    async def dyad(
        request: Request,
        filters: Filtered,
        a: Annotated[str, Query(min_length=1, max_length=100, examples=["ECU"])],
        b: Annotated[str, Query(min_length=1, max_length=100, examples=["PER"])],
    ) -> Response:
        if not a.strip() or not b.strip() or set("<>") & set(a + b):
            raise Refusal(422, "invalid", "a and b are one actor each: a country code, CODE.SECTOR or a name")
        return await tagged(request, service, lambda: service.dyad(a.strip(), b.strip(), filters))

    @routes.get("/places", tags=["views"], summary="Events by country, province or city")
    async def places(
        request: Request, filters: Filtered, level: Literal["country", "admin", "city"] = "country"
    ) -> Response:
        return await tagged(request, service, lambda: service.places(filters, level=level))

    @routes.get("/network", tags=["views"], summary="Who deals with whom", responses=_shape(schemas.Network))
    async def network(request: Request, filters: Filtered) -> Response:
        return await tagged(request, service, lambda: service.network(filters))

    @routes.get("/episodes", tags=["views"], summary="Episodes: one event as told by several articles")
    async def episodes(
        request: Request, filters: Filtered, several: bool = False, cursor: Cursor = None, rows: Rows = 50
    ) -> Response:
        return await tagged(
            request, service, lambda: service.episodes(filters, several=several, cursor=cursor, limit=rows)
        )

    @routes.get("/episodes/{episode}", tags=["views"], summary="One episode", responses=_shape(schemas.Episode))
    async def episode(request: Request, episode: Identifier) -> Response:
        return await tagged(request, service, lambda: service.episode(episode))

    @routes.get("/agenda", tags=["views"], summary="What is announced")
    async def agenda(
        request: Request,
        filters: Filtered,
        first: First = None,
        last: Last = None,
        possible: bool = False,
    ) -> Response:
        since, until = _iso(first), _iso(last)
        return await tagged(
            request, service, lambda: service.agenda(filters, since=since, until=until, possible=possible)
        )

    @routes.get("/agenda.ics", tags=["views"], summary="The agenda as a calendar file (RFC 5545)")
    def calendar(filters: Filtered, first: First = None, last: Last = None, possible: bool = False) -> Response:
        headers = {"content-disposition": 'attachment; filename="agenda.ics"'}
        since, until = _iso(first), _iso(last)
        text = service.agenda_calendar(filters, since=since, until=until, possible=possible)
        return Response(text, media_type="text/calendar", headers=headers)


def _articles(routes: APIRouter, service: Service) -> None:
    @routes.get("/articles", tags=["articles"], summary="Articles, latest first", responses=_shape(schemas.ArticlePage))
    async def articles(
        request: Request,
        text: Word = None,
        outlet: Word = None,
        cursor: Cursor = None,
        rows: Rows = 50,
    ) -> Response:
        return await tagged(
            request, service, lambda: service.articles(text=text, outlet=outlet, cursor=cursor, limit=rows)
        )

    @routes.get(
        "/articles/{article}",
        tags=["articles"],
        summary="An article, marked, with its events and why they were coded so",
        responses=_shape(schemas.Article),
    )
    async def article(request: Request, article: Identifier) -> Response:
        return await tagged(request, service, lambda: service.article(article))

    @routes.get(
        "/articles/{article}/sentences",
        tags=["reviews"],
        summary="The sentences of an article, to find what was missed",
        responses={200: {"model": schemas.Sentences}, **PROBLEMS},
    )
    def sentences(article: Identifier) -> Response:
        return fresh(service.sentences(article))


def _coding(routes: APIRouter, service: Service) -> None:
    @routes.get("/code", tags=["articles"], summary="Whether the coder is loaded; it begins to load at this question")
    def coder() -> Response:
        return fresh(service.coder())

    @routes.post(
        "/code",
        tags=["articles"],
        summary="Code a page: text, HTML or an address",
        responses={200: {"model": schemas.Article}, **PROBLEMS},
    )
    def code(wanted: schemas.CodeRequest) -> Response:
        given = [one for one in (wanted.text, wanted.html, wanted.url) if one and one.strip()]
        if len(given) != 1:
            raise Refusal(422, "invalid", "give one of text, html and url")
        if wanted.url and not wanted.url.lower().startswith(("http://", "https://")):
            raise Refusal(422, "invalid", "an address begins with http:// or https://")
        submission = Submission(
            body=(wanted.html or wanted.text or "").encode("utf-8", "replace"),
            media_type=CODED_TYPES[1] if wanted.html else CODED_TYPES[0],
            url=wanted.url or "",
            title=wanted.title,
            published=wanted.published.isoformat() if wanted.published else None,
        )
        return fresh(service.code(submission, keep=wanted.store))


def _reviewing(routes: APIRouter, service: Service) -> None:
    @routes.get("/reviews", tags=["reviews"], summary="All decisions of reviewers")
    def reviews() -> Response:
        return fresh(service.reviews())

    @routes.get("/reviews/queue", tags=["reviews"], summary="Events without a decision, least certain first")
    def queue(filters: Filtered, limit: Annotated[int, Query(ge=1, le=100)] = 30) -> Response:
        return fresh(service.queue(filters, limit))

    @routes.get("/reviews/gold.zip", tags=["reviews"], summary="Reviewed articles in the form of the evaluation set")
    def gold() -> Response:
        headers = {"content-disposition": 'attachment; filename="gold.zip"'}
        return Response(service.gold(), media_type="application/zip", headers=headers)

    @routes.post("/reviews", tags=["reviews"], summary="Accept, correct or reject an event", status_code=201)
    def review(wanted: schemas.ReviewRequest) -> Response:
        correction = wanted.correction.model_dump(mode="json", exclude_unset=True) if wanted.correction else None
        if wanted.decision == "correct" and not correction:
            raise Refusal(422, "invalid", "a correction names at least one field")
        if wanted.decision != "correct" and correction:
            raise Refusal(422, "invalid", "only the decision `correct` carries a correction")
        kept = service.review(
            Review(wanted.event, wanted.decision, who=wanted.who, note=wanted.note, correction=correction)
        )
        return fresh(kept, 201)

    @routes.post("/reviews/missed", tags=["reviews"], summary="Add an event that the coder missed", status_code=201)
    def missed(wanted: schemas.MissedRequest) -> Response:
        fields = wanted.fields.model_dump(mode="json", exclude_unset=True)
        try:
            kept = service.missed(wanted.article, wanted.words.model_dump(), fields, who=wanted.who, note=wanted.note)
        except ValueError as error:
            raise Refusal(422, "invalid", str(error)) from error
        return fresh(kept, 201)
