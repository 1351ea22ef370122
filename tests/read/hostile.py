"""A server that does everything wrong that a server can do; for tests and for benchmarks. Loopback only."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from types import TracebackType

STORY = "<p>The envoy of Freedonia left the capital of Sylvania on Monday after talks with the minister failed.</p>" * 9
PAGE = f"<html><head><title>Envoy leaves Sylvania</title></head><body><h1>Envoy leaves Sylvania</h1>{STORY}</body>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
Send = Callable[[bytes], None]


def head(status: str = "200 OK", media_type: str = "text/html", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nConnection: close\r\n{more}\r\n".encode()


def moved(place: str) -> bytes:
    return head("302 Found", more=f"Location: {place}\r\n")


def bomb(size: int = 60_000_000) -> bytes:
    """Gzip of zeros: some sixty thousand bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()


class HostileServer:
    """Serves the paths of `WHOLE` and `SLOW` while used as a context manager; `hostile.tsv` tells their outcomes.
    `asked`: time, host and path of all requests. `pages`: further paths and their whole answers, or functions from the
    request to one."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.asked: list[tuple[float, str, str]] = []
        self.pages: dict[str, bytes | Callable[[str], bytes]] = {}
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._socket.getsockname()[1]
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._tls and certificate:
            self._tls.load_cert_chain(certificate)
        self._open = True

    def __enter__(self) -> HostileServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        # Closing alone does not wake the thread that waits for a connection.
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return  # closed while it waited for the next client
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(10)
                if self._tls:
                    with self._tls.wrap_socket(connection, server_side=True) as secured:
                        self._answer(secured)
                else:
                    self._answer(connection)
        except OSError:
            pass  # the client went away, as it should

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(4096)
            if not piece:
                return
            request += piece
        text = request.decode("latin-1")
        path = text.split(" ")[1]
        host = next((line[6:] for line in text.split("\r\n") if line.lower().startswith("host: ")), "")
        self.asked.append((time.monotonic(), host, path))
        page = self.pages.get(path)
        if page is not None:
            connection.sendall(page if isinstance(page, bytes) else page(text))
        elif path in SLOW:
            SLOW[path](connection.sendall)
        else:
            connection.sendall(self.whole(path))

    def whole(self, path: str) -> bytes:
        """The answer to a path that is sent at once."""
        found = WHOLE.get(path, head("404 Not Found") + b"nothing here")
        return found.replace(b"{port}", str(self.port).encode())


def _drip(start: bytes, piece: bytes) -> Callable[[Send], None]:
    def send(send: Send) -> None:
        send(start)
        for _ in range(400):
            send(piece)
            time.sleep(0.05)

    return send


def _flood(start: bytes, piece: bytes) -> Callable[[Send], None]:
    def send(send: Send) -> None:
        send(start)
        while True:
            send(piece)

    return send


def _silence(send: Send) -> None:
    time.sleep(20)


SLOW: dict[str, Callable[[Send], None]] = {
    "/loris-head": _drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
    "/loris-body": _drip(head(), b"a"),
    "/silence": _silence,
    "/endless": _flood(head(), b"<p>endless</p>" * 1000),
    "/endless-chunks": _flood(head(more="Transfer-Encoding: chunked\r\n"), b"400\r\n" + b"a" * 1024 + b"\r\n"),
    "/endless-head": _flood(b"HTTP/1.1 200 OK\r\n", b"X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 100),
    "/endless-interim": _flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
}
GZIPPED = "Content-Encoding: gzip\r\n"
WHOLE: dict[str, bytes] = {
    "/good": head() + PAGE.encode(),
    "/empty": head(),
    "/closed": b"",
    "/garbage": b"\x00\x01\x02 this is no HTTP\r\n\r\n",
    "/cut": head(more="Content-Length: 100000\r\n") + b"<p>cut",
    "/bad-chunk": head(more="Transfer-Encoding: chunked\r\n") + b"zz\r\nxx\r\n",
    "/huge": head(more="Content-Length: 999999999999\r\n") + b"<p>x",
    "/bomb": head(more=GZIPPED) + bomb(),
    "/gzip-cut": head(more=GZIPPED) + gzip.compress(PAGE.encode() * 50, mtime=0)[:-40],
    "/gzip-lie": head(more=GZIPPED) + b"not gzip at all",
    "/brotli": head(more="Content-Encoding: br\r\n") + b"xxxx",
    "/loop": moved("/loop"),
    "/ring-a": moved("/ring-b"),
    "/ring-b": moved("/ring-a"),
    "/to-loopback": moved("http://127.0.0.1:{port}/secret"),
    "/to-localhost": moved("http://localhost:{port}/secret"),
    "/to-metadata": moved("http://169.254.169.254/latest/meta-data/"),
    "/to-decimal": moved("http://2130706433/secret"),
    "/to-mapped": moved("http://[::ffff:127.0.0.1]:{port}/secret"),
    "/to-file": moved("file:///etc/passwd"),
    "/to-password": moved("http://user:word@hostile.test:{port}/good"),
    "/to-nowhere": moved("http://[bad"),
    "/to-good": moved("/good"),
    "/image": head() + PNG,
    "/says-image": head(media_type="image/png") + PAGE.encode(),
    "/charset": head(media_type="text/html; charset=utf-16") + PAGE.replace("envoy", "envoyé").encode("cp1252"),
    "/no-charset": head(media_type="text/html; charset=klingon") + PAGE.encode(),
    "/deep": head() + b"<div>" * 200_000 + b"deep",
    "/429": head("429 Too Many Requests", more="Retry-After: 7200\r\n"),
    "/503": head("503 Service Unavailable", more=f"Retry-After: {formatdate(time.time() + 7200, usegmt=True)}\r\n"),
    "/503-bad": head("503 Service Unavailable", more="Retry-After: soonish\r\n"),
    "/500": head("500 Oops"),
    "/403": head("403 Forbidden"),
    "/gone": head("410 Gone"),
    "/teapot": head("999 Odd"),
    "/no-content": head("204 No Content"),
    "/secret": head() + b"<p>the secret of the loopback</p>" + PAGE.encode(),
}
