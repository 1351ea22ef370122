"""The application while it is loaded: the page is given meanwhile, and questions wait for their answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from dragoman.serve.guard import App, Receive, Scope, Send

if TYPE_CHECKING:
    from dragoman.serve.service import Service

CLOSE_SECONDS = 30.0


class Loading:
    """ASGI application that makes another one in a thread, beside the first requests. `failed` is called where that
    goes wrong; `failure` tells why."""

    def __init__(self, load: Callable[[], tuple[App, Service]], failed: Callable[[], object]) -> None:
        self.failure: BaseException | None = None
        self._load = load
        self._failed = failed
        self._loaded: Future[tuple[App, Service]] = Future()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        app, _ = await asyncio.shield(asyncio.wrap_future(self._loaded))
        await app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        threading.Thread(target=self._make, name="dragoman-loading", daemon=True).start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self._close)
        await send({"type": "lifespan.shutdown.complete"})

    def _make(self) -> None:
        try:
            self._loaded.set_result(self._load())
        except BaseException as error:
            self.failure = error
            self._loaded.set_exception(error)
            self._failed()

    def _close(self) -> None:
        if self._loaded.exception(CLOSE_SECONDS) is None:
            self._loaded.result()[1].close()
