"""Answers as JSON with an entity tag: the same question about the same state of the store is answered once.

What was answered before is given by `Lane`, which stands before the application and needs no thread for it, so that
many readers of a busy store wait for each other only where something new is asked. For some seconds after the store has
changed it still gives the answer of the version before, under its own tag, where the new one is being made.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from fastapi import Request, Response

from dragoman.serve.guard import App, Receive, Scope, Send
from dragoman.serve.memory import Answer, Memory
from dragoman.serve.service import Service
from dragoman.serve.snapshot import EVENTS

Headers = dict[str, str]
PREFIX = "/api/v1/"


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "replace")


def fresh(value: Any, status: int = 200) -> Response:
    """An answer that nobody may keep."""
    return Response(dump(value), status, media_type="application/json", headers={"cache-control": "no-store"})


async def tagged(request: Request, service: Service, make: Callable[[], Any]) -> Response:
    """The answer to a question about the store: 304 where the asker has it, from memory where it was asked before.

    Raises:
        PreparingError: the store is being read for the first time.
    """
    memory = service.keeper.current(EVENTS).memory
    key = _key(request.scope)
    if _has(memory.tag(key), request.headers.get("if-none-match", "")):
        return _unchanged(memory.tag(key))
    answer = await _answer(service.ask(memory, key, partial(_dumped, make)))
    return _given(answer, request.headers.get("accept-encoding", ""))


def prepare(service: Service) -> None:
    """Answer in the background what the views ask first, once the store is read, before somebody does."""
    first: dict[str, Callable[[], Any]] = {
        "meta?": service.meta,
        "overview?": service.overview,
        "histogram?": service.histogram,
        "places?level=country": service.places,
        "network?": service.network,
    }

    def answer() -> None:
        with suppress(Exception):  # whoever asks will be told what is wrong
            memory = service.keeper.wait().memory
            for question, make in first.items():
                service.ask(memory, PREFIX + question, partial(_dumped, make)).result()

    threading.Thread(target=answer, name="dragoman-first", daemon=True).start()


def _dumped(make: Callable[[], Any]) -> bytes:
    return dump(make())


class Lane:
    """ASGI middleware that gives known answers at once."""

    def __init__(self, app: App, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = await self._known(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (given or self.app)(scope, receive, send)

    async def _known(self, scope: Scope) -> Response | None:
        snapshot = self.service.keeper.peek()
        if snapshot is None or not scope["path"].startswith(PREFIX):
            return None
        memory, key = snapshot.memory, _key(scope)
        asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
        tags = asked.get(b"if-none-match", "")
        if _has(memory.tag(key), tags):
            return _unchanged(memory.tag(key))
        answer = memory.find(key)
        if answer is None:
            answer = memory.late(key)
            if answer is not None:
                self.service.ask(memory, key, answer.make)
            else:
                answer = await _under_way(memory, key)
        if answer is None:
            return None
        return _unchanged(answer.tag) if _has(answer.tag, tags) else _given(answer, asked.get(b"accept-encoding", ""))


async def _under_way(memory: Memory, key: str) -> Answer | None:
    """The answer that somebody else waits for already; None where nobody does, or it fails."""
    making = memory.under_way(key)
    if making is None:
        return None
    with suppress(Exception):  # the application asks again, and tells what is wrong
        return await _answer(making)
    return None


async def _answer(making: Future[Answer]) -> Answer:
    # Whoever goes away while waiting must not take the answer from the others.
    answer = await asyncio.shield(asyncio.wrap_future(making))
    answer.asked += 1
    return answer


def _key(scope: Scope) -> str:
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"


def _has(tag: str, tags: str) -> bool:
    return bool(tags) and tag in tags


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers=_headers(tag))


def _given(answer: Answer, encodings: str) -> Response:
    zipped = answer.zipped() if "gzip" in encodings else None
    headers = {**_headers(answer.tag), **({"content-encoding": "gzip"} if zipped else {})}
    return Response(zipped or answer.body, media_type="application/json", headers=headers)


def _headers(tag: str) -> Headers:
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
