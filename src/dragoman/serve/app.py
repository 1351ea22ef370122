"""The application: guard, routes and the page's files, over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from dragoman import __version__
from dragoman.read.metrics import read_metrics
from dragoman.serve import problems
from dragoman.serve.answers import Lane, prepare
from dragoman.serve.api import router
from dragoman.serve.guard import App, Guard
from dragoman.serve.options import ServeOptions
from dragoman.serve.service import MissingError, ReadOnlyError, Service

STATIC = Path(__file__).parent / "static"
VIEWS = ("overview", "events", "dyad", "map", "network", "episodes", "articles", "agenda", "paste", "review", "about")
DESCRIPTION = """Who did what to whom, when, where, according to whom, and how certain: a store of coded news.

All answers are JSON with an entity tag that changes when the store does; lists are paged by an opaque cursor (`next`);
refusals are problem documents (RFC 9457). `dragoman.client.Client` is the same in Python."""


def create_app(options: ServeOptions) -> App:
    """The ASGI application for a store.

    Raises:
        StoreError: there is no store in the folder.
    """
    return create_parts(options)[0]


def create_parts(options: ServeOptions) -> tuple[App, Service]:
    """The application, and the service behind it, which whoever runs no lifespan must close."""
    service = Service(options)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        prepare(service)
        yield
        service.close()

    app = FastAPI(
        title="dragoman",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    problems.install(app)

    @app.exception_handler(MissingError)
    def missing(_: Request, error: MissingError) -> JSONResponse:
        return problems.problem(404, "missing", str(error))

    @app.exception_handler(ReadOnlyError)
    def read_only(_: Request, error: ReadOnlyError) -> JSONResponse:
        return problems.problem(403, "read-only", str(error))

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> PlainTextResponse:
        return PlainTextResponse(read_metrics(options.store), media_type="text/plain; version=0.0.4")

    app.include_router(router(service))
    _page(app)
    app.add_middleware(GZipMiddleware, minimum_size=1200, compresslevel=4)
    return Guard(Lane(cast(App, app), service), options), service


def _page(app: FastAPI) -> None:
    """The page: one document for all views, and its files."""

    def page() -> Response:
        return FileResponse(STATIC / "index.html", headers={"cache-control": "no-cache"})

    app.add_api_route("/", page, include_in_schema=False)
    for view in VIEWS:
        app.add_api_route(f"/{view}", page, include_in_schema=False)
        app.add_api_route(f"/{view}/{{rest:path}}", page, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
