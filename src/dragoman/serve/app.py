"""The application: guard, the page's files and the API, over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from starlette.middleware.gzip import GZipMiddleware

from dragoman import __version__
from dragoman.serve import failures
from dragoman.serve.answers import Lane, prepare
from dragoman.serve.api import router
from dragoman.serve.guard import App, Guard
from dragoman.serve.options import ServeOptions
from dragoman.serve.pages import SMALL, Pages
from dragoman.serve.service import Service

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
    api, service = create_api(options)
    return Guard(Pages(api), options), service


def create_api(options: ServeOptions) -> tuple[App, Service]:
    """The API alone, without the page and the guard, and the service behind it."""
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
    failures.install(app)

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> PlainTextResponse:
        from dragoman.read.metrics import read_metrics

        return PlainTextResponse(read_metrics(options.store), media_type="text/plain; version=0.0.4")

    app.include_router(router(service))
    app.add_middleware(GZipMiddleware, minimum_size=SMALL, compresslevel=4)
    return Lane(cast(App, app), service), service


def load(options: ServeOptions) -> tuple[App, Service]:
    """The API of a server that runs, which has begun to answer what is asked first."""
    api, service = create_api(options)
    prepare(service)
    return api, service
