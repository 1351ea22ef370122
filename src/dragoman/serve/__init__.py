"""The web page and the HTTP API over a store: `create_app` for any ASGI server, `run` for our own.

Safe by default: bound to loopback, read-only, no markup out of articles, no request leaves the machine.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uvicorn import Server

    from dragoman.serve.guard import App
    from dragoman.serve.loading import Loading
    from dragoman.serve.options import ServeOptions
    from dragoman.serve.service import Service


def create_app(options: ServeOptions) -> App:
    """The ASGI application for a store.

    Raises:
        StoreError: there is no store in the folder.
        EngineError: FastAPI is not installed.
    """
    with _installed():
        from dragoman.serve.app import create_app
    return create_app(options)


def run(
    options: ServeOptions,
    *,
    host: str = "127.0.0.1",
    port: int = 8090,
    ready: Callable[[], object] | None = None,
) -> None:
    """Serve until stopped. `ready` is called once the page can be opened; the store is read beside its first requests.

    Raises:
        StoreError: there is no store in the folder.
        EngineError: FastAPI or uvicorn is not installed.
        SettingsError: the address cannot be listened to.
    """
    with _listen(host, port) as listening:
        server, loading = _server(options)
        if not options.store.is_dir():
            _load(options)
        if ready is not None:
            ready()
        server.run([listening])
    if loading.failure is not None:
        raise loading.failure


def _server(options: ServeOptions) -> tuple[Server, Loading]:
    """The server, which gives the page at once, and the application that it loads."""
    with _installed():
        import uvicorn

        from dragoman.serve.guard import Guard
        from dragoman.serve.loading import Loading
        from dragoman.serve.pages import Pages

    def stop() -> None:
        server.should_exit = True

    loading = Loading(lambda: _load(options), stop)
    config = uvicorn.Config(
        Guard(Pages(loading), options),
        log_level="warning",
        server_header=False,
        timeout_keep_alive=15,
        limit_concurrency=1000,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    return server, loading


def _load(options: ServeOptions) -> tuple[App, Service]:
    with _installed():
        from dragoman.serve.app import load
    return load(options)


@contextmanager
def _installed() -> Iterator[None]:
    """Say what to install where a package is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        from dragoman.errors import EngineError

        raise EngineError(f"serving needs {error.name}: pip install 'dragoman[serve]'") from error


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
    except OSError as error:
        from dragoman.errors import SettingsError

        raise SettingsError(
            f"cannot listen on {host}, port {port}: {error}; choose another --port or --host"
        ) from error
