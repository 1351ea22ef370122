from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra `serve` is not installed")

from dragoman.client import connect
from dragoman.data import PACKAGE
from dragoman.ingest import ingest
from dragoman.pipeline import Coder
from dragoman.read import open_source
from dragoman.serve.app import create_parts
from dragoman.serve.guard import App
from dragoman.serve.options import ServeOptions
from dragoman.serve.service import Service
from dragoman.store import open_store

SERVER = """
import sys
from pathlib import Path
from dragoman.serve import run
from dragoman.serve.options import ServeOptions
run(ServeOptions(store=Path(sys.argv[1]), write=True), port=int(sys.argv[2]))
"""


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The page's tables are kept in a folder of the tests, not in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    """A store of the sample articles that ship with the package."""
    folder = tmp_path_factory.mktemp("serve") / "store"
    ingest(open_source(str(PACKAGE / "samples")), open_store(folder, create=True), coder)
    return folder


@pytest.fixture
def own_store(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample store that a test may write to."""
    folder = tmp_path / "store"
    shutil.copytree(sample_store, folder)
    return folder


@pytest.fixture(scope="session")
def parts(sample_store: Path) -> Iterator[tuple[App, Service]]:
    app, service = create_parts(ServeOptions(store=sample_store))
    service.keeper.wait()
    yield app, service
    service.close()


@pytest.fixture(scope="session")
def service(parts: tuple[App, Service]) -> Service:
    return parts[1]


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """The address of a server of its own process over a store, which may be written to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(folder), str(port)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        address = f"http://127.0.0.1:{port}"
        with connect(address) as client:
            client.overview()  # waits until the store is read
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def serving() -> Callable[[Path], AbstractContextManager[str]]:
    """A server over a store: `with serving(folder) as address`."""
    return _serving


@pytest.fixture(scope="session")
def server(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server over a store of its own that may be written to."""
    folder = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(sample_store, folder)
    with _serving(folder) as address:
        yield address


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def _ask(
    app: App, path: str, *, method: str = "GET", body: bytes | None = None, host: str = "localhost", **headers: str
) -> Answer:
    place, _, query = path.partition("?")
    sent = {"host": host, "content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": place,
        "raw_path": place.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    messages: list[Any] = []
    chunks = [body or b""]

    async def receive() -> Any:
        if chunks:
            return {"type": "http.request", "body": chunks.pop(0), "more_body": False}
        await asyncio.sleep(3600)
        return None

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    start = messages[0]
    found = {k.decode().lower(): v.decode() for k, v in start["headers"]}
    return Answer(start["status"], found, b"".join(m.get("body", b"") for m in messages[1:]))


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def ask() -> Ask:
    """A request to an ASGI application, without a network: `ask(app, path, method=…, body=…, header=…)`."""
    return _ask
