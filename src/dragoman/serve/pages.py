"""The page's own files: one document for all views, scripts, styles. They need neither the store nor the API."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles

from dragoman.serve.guard import App, Receive, Scope, Send
from dragoman.serve.problems import problem

STATIC = Path(__file__).parent / "static"
VIEWS = ("overview", "events", "dyad", "map", "network", "episodes", "articles", "agenda", "paste", "review", "about")
PROGRAMS = ("api", "metrics")  # what programs ask, who want no page instead
SMALL = 1200  # bytes that are not worth compressing


class Pages:
    """ASGI middleware that gives the page's files and passes on what is none."""

    def __init__(self, app: App) -> None:
        paths = ["/", *(path for view in VIEWS for path in (f"/{view}", f"/{view}/{{rest:path}}"))]
        routes = [Route(path, _page) for path in paths]
        files = Mount("/static", StaticFiles(directory=STATIC))
        router = Router([*routes, files], redirect_slashes=False, default=_nowhere)
        self._app = app
        refusing = ExceptionMiddleware(router, handlers={HTTPException: _refused})
        self._files = GZipMiddleware(refusing, minimum_size=SMALL, compresslevel=4)
        self._tops = {"", "static", *VIEWS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._files if self._ours(scope) else self._app)(scope, receive, send)

    def _ours(self, scope: Scope) -> bool:
        if scope["type"] != "http":
            return False
        top = scope["path"].split("/", 2)[1]
        return top in self._tops or (top not in PROGRAMS and _reads_pages(scope))


def _reads_pages(scope: Scope) -> bool:
    """Whether a browser that was sent to an address asks."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    if not _reads_pages(scope):
        raise HTTPException(404)
    await FileResponse(STATIC / "index.html", 404, headers={"cache-control": "no-cache"})(scope, receive, send)


async def _page(_: Request) -> FileResponse:
    return FileResponse(STATIC / "index.html", headers={"cache-control": "no-cache"})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, "http", error.detail)
