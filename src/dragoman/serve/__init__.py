"""The web page and the HTTP API over a store: `create_app` for any ASGI server, `run` for our own.

Safe by default: bound to loopback, read-only, no markup out of articles, no request leaves the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.serve.guard import App
    from dragoman.serve.options import ServeOptions


def create_app(options: ServeOptions) -> App:
    """The ASGI application for a store.

    Raises:
        StoreError: there is no store in the folder.
        EngineError: FastAPI is not installed.
    """
    try:
        from dragoman.serve.app import create_app
    except ModuleNotFoundError as error:
        from dragoman.errors import EngineError

        raise EngineError(f"serving needs {error.name}: pip install 'dragoman[serve]'") from error
    return create_app(options)


def run(
    options: ServeOptions,
    *,
    host: str = "127.0.0.1",
    port: int = 8090,
    ready: Callable[[], object] | None = None,
) -> None:
    """Serve until stopped. `ready` is called when the store has been read.

    Raises:
        StoreError: there is no store in the folder.
        EngineError: FastAPI or uvicorn is not installed.
    """
    app = create_app(options)
    if ready is not None:
        ready()
    import uvicorn

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=15,
        limit_concurrency=1000,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run()
