"""Answers as JSON with an entity tag: the same question about the same state of the store is answered once.

What was answered before is given by `Lane`, which stands before the application and needs no thread for it, so that
many readers of a busy store wait for each other only where something new is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from dragoman.serve.guard import App, Receive, Scope, Send
from dragoman.serve.memory import Memory
from dragoman.serve.service import Service
from dragoman.serve.snapshot import EVENTS

Headers = dict[str, str]


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "replace")


def fresh(value: Any, status: int = 200) -> Response:
    """An answer that nobody may keep."""
    return Response(dump(value), status, media_type="application/json", headers={"cache-control": "no-store"})


def tagged(request: Request, service: Service, make: Callable[[], Any]) -> Response:
    """The answer to a question about the store: 304 where the asker has it, from memory where it was asked before.

    Raises:
        PreparingError: the store is being read for the first time.
    """
    memory = service.keeper.current(EVENTS).memory
    key = _key(request.scope)
    if _has(memory, key, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=_headers(memory, key))
    answer = memory.answer(key, lambda: dump(make()))
    zipped = answer.zipped() if "gzip" in request.headers.get("accept-encoding", "") else None
    headers = {**_headers(memory, key), **({"content-encoding": "gzip"} if zipped else {})}
    return Response(zipped or answer.body, media_type="application/json", headers=headers)


class Lane:
    """ASGI middleware that gives known answers at once."""

    def __init__(self, app: App, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = self._known(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (given or self.app)(scope, receive, send)

    def _known(self, scope: Scope) -> Response | None:
        snapshot = self.service.keeper.peek()
        if snapshot is None or not scope["path"].startswith("/api/v1/"):
            return None
        memory, key = snapshot.memory, _key(scope)
        asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if _has(memory, key, asked.get(b"if-none-match", "")):
            return Response(status_code=304, headers=_headers(memory, key))
        answer = memory.find(key)
        if answer is None:
            return None
        zipped = answer.zipped() if "gzip" in asked.get(b"accept-encoding", "") else None
        headers = {**_headers(memory, key), **({"content-encoding": "gzip"} if zipped else {})}
        return Response(zipped or answer.body, media_type="application/json", headers=headers)


def _key(scope: Scope) -> str:
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"


def _has(memory: Memory, key: str, tags: str) -> bool:
    return bool(tags) and memory.tag(key) in tags


def _headers(memory: Memory, key: str) -> Headers:
    return {"etag": memory.tag(key), "cache-control": "private, no-cache", "vary": "accept-encoding"}
