"""A service on 127.0.0.1 that answers as a script says: for tests, and for trying settings without a model."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Scripted:
    """One answer. `answer`: what the model says (an object is sent as JSON, a string as it is); `body`: the whole
    response instead. `seconds`: how long it takes."""

    answer: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    finish: str = "stop"
    seconds: float = 0.0
    usage: dict[str, Any] | None = field(default_factory=lambda: {"prompt_tokens": 1000, "completion_tokens": 100})

    def bytes(self) -> bytes:
        if self.body is not None:
            return self.body.encode()
        content = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        choice = {"index": 0, "finish_reason": self.finish, "message": {"role": "assistant", "content": content}}
        reply: dict[str, Any] = {"object": "chat.completion", "choices": [choice]}
        if self.usage is not None:
            reply["usage"] = self.usage
        return json.dumps(reply).encode()


Script = Callable[[dict[str, Any]], Scripted]


class ScriptedService:
    """Serves `/v1/chat/completions` while used as a context manager. `requests`: what it was asked, the newest last.

    Example:
        >>> with ScriptedService(lambda request: Scripted({"events": []})) as service:
        ...     LlmSettings(address=service.address, model="scripted")
    """

    def __init__(self, script: Script) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                request = json.loads(self.rfile.read(length))
                service.requests.append(request)
                service.keys.append(self.headers.get("Authorization", ""))
                scripted = script(request) if self.path == "/v1/chat/completions" else Scripted({}, status=404)
                time.sleep(scripted.seconds)
                body = scripted.bytes()
                try:
                    self.send_response(scripted.status)
                    for name, value in {"Content-Type": "application/json", **scripted.headers}.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True  # the client went away, as one does after its time-out

            def log_message(self, format: str, *arguments: Any) -> None:
                """Says nothing: the requests are kept."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ScriptedService:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
