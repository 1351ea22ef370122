"""Answers as JSON with an entity tag: the same question about the same state of the store is answered once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from dragoman.serve.service import Service


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "replace")


def fresh(value: Any, status: int = 200) -> Response:
    """An answer that nobody may keep."""
    return Response(dump(value), status, media_type="application/json", headers={"cache-control": "no-store"})


def tagged(request: Request, service: Service, make: Callable[[], Any]) -> Response:
    """The answer to a question about the store: 304 where the asker has it, from memory where it was asked before."""
    snapshot = service.snapshot
    key = f"{request.url.path}?{request.url.query}"
    tag = f'W/"{hashlib.sha256(f"{snapshot.version} {key}".encode()).hexdigest()[:20]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    answer = snapshot.answer(key, lambda: dump(make()))
    return Response(answer, media_type="application/json", headers=headers)
