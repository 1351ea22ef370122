"""The Python client: the same calls over HTTP or over a local store.

>>> from dragoman.client import connect
>>> store = connect("http://127.0.0.1:8090")            # or connect("store"), a local folder
>>> for event in store.events(dyad="PER <> ECU", status=["alleged", "denied"]):  # doctest: +SKIP
...     print(event["day"], event["type"], event["said"])
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from dragoman.errors import DragomanError, RetryableError

Row = dict[str, Any]
SECONDS = 60.0
PATIENCE_SECONDS = 600.0


class ClientError(DragomanError):
    """The server refused a request. `status`: HTTP status; `problem`: the whole answer."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or f"the server answered {status}"))
        self.status = status
        self.problem = dict(problem)


class Transport(Protocol):
    """Sends one request and gives status and body, in chunks."""

    def send(self, method: str, path: str, body: bytes | None) -> tuple[int, Iterator[bytes]]: ...

    def close(self) -> None: ...


class Client:
    """Asks a store. Filters are those of the API: dyad, actor, type, mode, quad, status, context, source, since,
    until, place, text, contested; lists for those that may hold several values.

    Raises (all methods):
        ClientError: the server refused.
        RetryableError: it does not answer, or is busy.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def meta(self) -> Row:
        return self._get("/meta")

    def overview(self, **filters: Any) -> Row:
        return self._get("/overview", **filters)

    def events(self, **filters: Any) -> Iterator[Row]:
        """All matching events, latest first, fetched page by page."""
        return self._pages("/events", filters)

    def count(self, **filters: Any) -> int:
        return int(self._get("/events/count", **filters)["events"])

    def event(self, event: str) -> Row:
        return self._get(f"/events/{quote(event, safe='')}")

    def explain(self, event: str) -> Row:
        """An event with the reasons behind each of its fields."""
        return self._get(f"/events/{quote(event, safe='')}/explain")

    def dyad(self, a: str, b: str, **filters: Any) -> Row:
        return self._get("/dyad", a=a, b=b, **filters)

    def places(self, level: str = "country", **filters: Any) -> Row:
        return self._get("/places", level=level, **filters)

    def network(self, **filters: Any) -> Row:
        return self._get("/network", **filters)

    def episodes(self, **filters: Any) -> Iterator[Row]:
        return self._pages("/episodes", filters)

    def episode(self, episode: str) -> Row:
        return self._get(f"/episodes/{quote(episode, safe='')}")

    def agenda(self, **filters: Any) -> Row:
        return self._get("/agenda", **filters)

    def articles(self, **filters: Any) -> Iterator[Row]:
        return self._pages("/articles", filters)

    def article(self, article: str) -> Row:
        return self._get(f"/articles/{quote(article, safe='')}")

    def code(
        self,
        text: str | None = None,
        *,
        html: str | None = None,
        url: str | None = None,
        title: str | None = None,
        published: str | None = None,
        store: bool = False,
    ) -> Row:
        """Code a page that is not in the store: an article, or `{"rejected": …}`."""
        given = {"text": text, "html": html, "url": url, "title": title, "published": published, "store": store}
        return self._post("/code", {key: value for key, value in given.items() if value is not None})

    def reviews(self) -> list[Row]:
        return list(self._get("/reviews")["reviews"])

    def review(self, event: str, decision: str, *, who: str = "", note: str = "", correction: Row | None = None) -> Row:
        """Accept, correct or reject an event (the server must run with `--write`)."""
        body: Row = {"event": event, "decision": decision, "who": who, "note": note}
        return self._post("/reviews", {**body, **({"correction": correction} if correction else {})})

    def sentences(self, article: str) -> list[Row]:
        """The sentences of an article with what was coded from each, to find what was missed."""
        return list(self._get(f"/articles/{quote(article, safe='')}/sentences")["sentences"])

    def missed(
        self, article: str, sentence: int, start: int, end: int, *, who: str = "", note: str = "", **fields: Any
    ) -> Row:
        """Add an event that the coder missed: told by the characters from `start` to `end` of a sentence (counted from
        0). Fields as in corrections; `type` is needed. `review(event, "reject")` takes it back."""
        words = {"sentence": sentence, "start": start, "end": end}
        return self._post(
            "/reviews/missed", {"article": article, "words": words, "fields": fields, "who": who, "note": note}
        )

    def export(self, target: Path | IO[bytes], format: str = "csv", **filters: Any) -> int:
        """Stream all matching events into a file: csv, jsonl, geojson or parquet; the number of bytes written."""
        if isinstance(target, Path):
            with target.open("wb") as file:
                return self.export(file, format, **filters)
        return sum(target.write(chunk) for chunk in self._send("GET", _path("/export", {**filters, "format": format})))

    def gold(self) -> bytes:
        """The reviewed articles as a zip of texts and gold files, in the form of the evaluation set."""
        return b"".join(self._send("GET", "/reviews/gold.zip"))

    def _pages(self, path: str, filters: Mapping[str, Any]) -> Iterator[Row]:
        cursor: str | None = None
        while True:
            page = self._get(path, **filters, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _get(self, path: str, **parameters: Any) -> Row:
        found: Row = json.loads(b"".join(self._send("GET", _path(path, parameters))))
        return found

    def _post(self, path: str, body: Row) -> Row:
        found: Row = json.loads(b"".join(self._send("POST", path, json.dumps(body).encode())))
        return found

    def _send(self, method: str, path: str, body: bytes | None = None) -> Iterator[bytes]:
        stop = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, chunks = self._transport.send(method, f"/api/v1{path}", body)
            if status < 400:
                return chunks
            text = b"".join(chunks)
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"detail": text.decode("utf-8", "replace")[:300]}
            if not str(problem.get("type", "")).endswith("#preparing") or time.monotonic() > stop:
                break
            time.sleep(0.5)  # the server reads its store for the first time
        if status == 503:
            raise RetryableError(str(problem.get("detail", "the server is busy")))
        raise ClientError(status, problem)


def connect(target: str | Path, *, token: str | None = None, write: bool = False) -> Client:
    """A client of a server (`http://…`) or of a store in a local folder, with the same answers.

    Raises:
        StoreError: there is no store in the folder.
    """
    if isinstance(target, str) and target.startswith(("http://", "https://")):
        return Client(HttpTransport(target, token))
    return Client(LocalTransport(Path(target), write=write))


class HttpTransport:
    """Over HTTP, with the standard library alone."""

    def __init__(self, base: str, token: str | None = None) -> None:
        self._base = base.rstrip("/")
        self._headers = {"content-type": "application/json", "accept": "*/*"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"
        local = (urlsplit(base).hostname or "") in ("localhost", "127.0.0.1", "::1")
        self._opener = build_opener(ProxyHandler({})) if local else build_opener()

    def send(self, method: str, path: str, body: bytes | None) -> tuple[int, Iterator[bytes]]:
        request = Request(self._base + path, data=body, headers=self._headers, method=method)
        try:
            answer = self._opener.open(request, timeout=SECONDS)
        except HTTPError as error:
            return error.code, iter([error.read()])
        except (URLError, OSError) as error:
            raise RetryableError(
                f"{self._base} does not answer: {error}; is `dragoman serve` running there?"
            ) from error
        return answer.status, iter(lambda: answer.read(65536), b"")

    def close(self) -> None:
        self._opener.close()


class LocalTransport:
    """The server's application called within this process: no port, no network."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        from dragoman.serve.app import create_parts
        from dragoman.serve.options import ServeOptions

        self._app, self._service = create_parts(ServeOptions(store=folder, write=write, fetch=True))
        self._service.keeper.refresh()

    def send(self, method: str, path: str, body: bytes | None) -> tuple[int, Iterator[bytes]]:
        return asyncio.run(self._call(method, path, body or b""))

    async def _call(self, method: str, path: str, body: bytes) -> tuple[int, Iterator[bytes]]:
        place, _, query = path.partition("?")
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
            "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 0),
            "server": ("localhost", 80),
        }
        chunks: list[bytes] = []
        status = 500
        asked = False

        async def receive() -> Row:
            nonlocal asked
            if asked:
                await asyncio.sleep(3600)
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            chunks.append(message.get("body", b""))

        await self._app(scope, receive, send)
        return status, iter(chunks)

    def close(self) -> None:
        self._service.close()


def _path(path: str, parameters: Mapping[str, Any]) -> str:
    pairs = [
        (key, str(one).lower() if isinstance(one, bool) else one)
        for key, value in parameters.items()
        if value is not None
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path
