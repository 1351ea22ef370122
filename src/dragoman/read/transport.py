"""A connection that ends in time: every read and write is cut to what is left of the page's time.

The time-outs of HTTP libraries bound the silence between two bytes, so that a host that sends a byte now and then holds
a client for ever, in its header as well as in its body.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore2
import httpx2


class Deadline:
    """A moment of the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Seconds left, at most `most`. Raises httpcore2.ReadTimeout where there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the page took too long")
        return left if most is None else min(left, most)


class TimedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class TimedBackend(httpcore2.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._backend = httpcore2.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._backend.connect_tcp(host, port, self._deadline.left(timeout), local_address, socket_options)
        return TimedStream(stream, self._deadline)


class TimedTransport(httpx2.BaseTransport):
    """Sends the requests of one page, one connection at a time; httpx2's own transport takes no network backend."""

    def __init__(self, context: ssl.SSLContext, deadline: Deadline) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context, max_connections=1, max_keepalive_connections=0, network_backend=TimedBackend(deadline)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        with_parts = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore2.Request(
            request.method, with_parts, headers=request.headers.raw, content=b"", extensions=request.extensions
        )
        answer = self._pool.handle_request(sent)
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
