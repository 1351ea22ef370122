"""What stands before every request: host, origin, token, size of the body; and the headers on every answer.

The page shows text of unknown origin on a port that any web page of the user's browser can reach, hence: only known
host names (against DNS rebinding), only our own origin (against cross-site requests), a strict content policy that
runs no script but ours and lets the page talk to nobody else.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dragoman.serve.options import ServeOptions
from dragoman.serve.problems import problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "dragoman_token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class TooLargeError(Exception):
    """The body of a request is larger than the limit."""


class Guard:
    """ASGI middleware that refuses what has no business here."""

    def __init__(self, app: App, options: ServeOptions) -> None:
        self.app = app
        self.options = options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        guarded = _with_headers(send)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        if self._opens(scope):
            await _enter(scope, guarded)
            return
        await self._limited(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> App | None:
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if name.lower() not in self.options.hosts:
            return problem(421, "wrong-host", f"this server is not called {name!r}: open it by its own address")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return problem(403, "wrong-origin", "requests from other web pages are refused")
        if scope["method"] not in SAFE_METHODS and headers.get("sec-fetch-site", "same-origin") not in (
            "same-origin",
            "none",
        ):
            return problem(403, "wrong-origin", "requests from other web pages are refused")
        if self.options.token is not None and not self._known(scope, headers):
            return problem(
                401, "token", "open the address that `dragoman serve` printed, or send `Authorization: Bearer TOKEN`"
            )
        if _length(headers) > self.options.limits.body_bytes:
            return problem(413, "too-large", f"the body may have {self.options.limits.body_bytes:,} bytes at most")
        return None

    def _known(self, scope: Scope, headers: dict[str, str]) -> bool:
        shown = [headers.get("authorization", "").removeprefix("Bearer ")]
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            cookie = None
        if cookie is not None:
            shown.append(cookie.value)
        if self._opens(scope):
            shown += parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        wanted = (self.options.token or "").encode()
        return any(hmac.compare_digest(one.encode(), wanted) for one in shown)

    def _opens(self, scope: Scope) -> bool:
        """Whether the request is the link with the token that starts a session."""
        return (
            self.options.token is not None
            and scope["method"] == "GET"
            and scope["path"] == "/"
            and b"token=" in scope["query_string"]
        )

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on once its body has come whole, in time and within the limit."""
        most = self.options.limits.body_bytes
        try:
            body = await asyncio.wait_for(_body(receive, most), self.options.limits.body_seconds)
        except TooLargeError:
            await problem(413, "too-large", f"the body may have {most:,} bytes at most")(scope, receive, send)
            return
        except TimeoutError:
            await problem(408, "slow-body", "the body of the request did not arrive in time")(scope, receive, send)
            return
        given = False

        async def replayed() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replayed, send)


async def _body(receive: Receive, most: int) -> bytes:
    """The whole body of a request."""
    held = bytearray()
    while True:
        message = await receive()
        held += message.get("body", b"")
        if len(held) > most:
            raise TooLargeError
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(held)


def _length(headers: dict[str, str]) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdigit() and len(text) < 16 else 0


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return guarded


async def _enter(scope: Scope, send: Send) -> None:
    """Keep the token in a cookie that scripts cannot read, and take it out of the address."""
    token = parse_qs(scope["query_string"].decode("latin-1"))["token"][0]
    cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"
    headers = [(b"location", b"/"), (b"set-cookie", cookie.encode("latin-1")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
