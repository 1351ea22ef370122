"""The page is there before the program behind it is loaded."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import SettingsError, StoreError
from dragoman.serve import run
from dragoman.serve.app import create_api
from dragoman.serve.loading import Loading
from dragoman.serve.options import ServeOptions
from dragoman.serve.pages import Pages


def live(app: Any, meanwhile: Any) -> None:
    """Run an application from its start to its end."""

    async def run() -> None:
        go_on = asyncio.Event()
        said: list[str] = []
        messages = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> Any:
            kind = next(messages)
            if kind == "lifespan.shutdown":
                await go_on.wait()
            return {"type": kind}

        async def send(message: Any) -> None:
            said.append(message["type"])

        task = asyncio.create_task(app({"type": "lifespan"}, receive, send))
        while not said:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(meanwhile)
        go_on.set()
        await task
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]

    asyncio.run(run())


def test_the_page_does_not_wait(own_store: Path, tmp_path: Path, ask: Any) -> None:
    go_on = threading.Event()

    def load() -> Any:
        assert go_on.wait(20)
        return create_api(ServeOptions(store=own_store, cache=tmp_path / "cache"))

    loading = Loading(load, lambda: None)
    pages = Pages(loading)

    def meanwhile() -> None:
        assert b"<!doctype html>" in ask(pages, "/").body
        assert ask(pages, "/static/js/app.js").status == 200
        threading.Timer(0.2, go_on.set).start()
        assert ask(pages, "/api/v1/meta").json["version"]  # waits until it can be answered
        assert ask(pages, "/nothing/of/ours").status == 404

    live(loading, meanwhile)
    assert loading.failure is None


def test_a_store_that_cannot_be_read_ends_the_server(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        run(ServeOptions(store=tmp_path / "nowhere"), port=0)
    (tmp_path / "letter.txt").write_text("Dear all")
    told: list[str] = []
    with pytest.raises(StoreError):
        run(ServeOptions(store=tmp_path), port=0, ready=lambda: told.append("open"))
    assert told == ["open"]


def test_a_port_that_is_taken(own_store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="--port"):
        run(ServeOptions(store=own_store), port=taken.getsockname()[1])
