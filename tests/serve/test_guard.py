"""What stands before every request, and what hostile text can do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.serve.app import create_parts
from dragoman.serve.guard import App
from dragoman.serve.options import Limits, ServeOptions, is_loopback
from dragoman.serve.service import Service

Parts = tuple[App, Service]
TOKEN = "a-token-of-some-length"


@pytest.fixture(scope="module")
def locked(sample_store: Path) -> Iterator[App]:
    app, service = create_parts(
        ServeOptions(store=sample_store, token=TOKEN, hosts=("desk.example",), limits=Limits(body_bytes=2000))
    )
    yield app
    service.close()


def test_only_known_hosts(parts: Parts, ask: Any) -> None:
    assert ask(parts[0], "/api/v1/meta", host="127.0.0.1:8090").status == 200
    assert ask(parts[0], "/api/v1/meta", host="[::1]:8090").status == 200
    for host in ("evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:80"):
        assert ask(parts[0], "/api/v1/meta", host=host).status == 421


def test_only_our_own_origin(parts: Parts, ask: Any) -> None:
    body = json.dumps({"text": "Police arrested four traders in Nairobi on Monday."}).encode()
    for origin in ("http://evil.example", "null", "http://localhost:9"):
        for method in ("GET", "POST"):
            answer = ask(parts[0], "/api/v1/code", method=method, body=body, origin=origin)
            assert (answer.status, answer.json["type"]) == (403, "about:blank#wrong-origin")
    assert ask(parts[0], "/api/v1/code", method="POST", body=body, sec_fetch_site="cross-site").status == 403
    assert ask(parts[0], "/api/v1/code", method="POST", body=body, origin="http://localhost").status == 200


def test_the_policy_is_on_every_answer(parts: Parts, ask: Any) -> None:
    for path in ("/", "/static/js/app.js", "/api/v1/meta", "/nothing", "/api/v1/events/none"):
        headers = ask(parts[0], path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert ask(parts[0], "/", host="evil.example").headers["content-security-policy"]


def test_a_token_opens(locked: App, ask: Any) -> None:
    home = {"host": "desk.example"}
    assert ask(locked, "/api/v1/meta", **home).status == 401
    assert ask(locked, "/static/js/app.js", **home).status == 401
    assert ask(locked, "/?token=wrong", **home).status == 401
    assert ask(locked, f"/api/v1/meta?token={TOKEN}", **home).status == 401  # not in addresses that are kept in logs
    assert ask(locked, "/api/v1/meta", authorization=f"Bearer {TOKEN}", **home).status == 200
    entered = ask(locked, f"/?token={TOKEN}", **home)
    assert (entered.status, entered.headers["location"]) == (303, "/")
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert "SameSite=Strict" in entered.headers["set-cookie"]
    assert ask(locked, "/api/v1/meta", cookie=entered.headers["set-cookie"].partition(";")[0], **home).status == 200
    assert ask(locked, "/api/v1/meta", cookie="dragoman_token=\u00fc; x", **home).status == 401


def test_large_bodies_are_refused(locked: App, ask: Any) -> None:
    known = {"host": "desk.example", "authorization": f"Bearer {TOKEN}", "method": "POST"}
    assert ask(locked, "/api/v1/code", body=b"{}", content_length="99999999", **known).status == 413
    assert ask(locked, "/api/v1/code", body=b'{"text": "' + b"x" * 5000 + b'"}', **known).status == 413


def test_read_only_unless_asked(parts: Parts, ask: Any) -> None:
    for path, body in (
        ("/api/v1/reviews", {"event": "abcdef", "decision": "accept"}),
        ("/api/v1/code", {"text": "Police arrested four traders in Nairobi.", "store": True}),
        ("/api/v1/code", {"url": "https://news.example/1"}),
    ):
        answer = ask(parts[0], path, method="POST", body=json.dumps(body).encode())
        assert (answer.status, answer.json["type"]) == (403, "about:blank#read-only")


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE ev; --", "' OR 1=1 --", "%'", "\\", '"', "\u0000", "?", "{}", "[ECU]", "PER > ' OR true --", "*"],
)
def test_text_never_becomes_sql(parts: Parts, ask: Any, text: str) -> None:
    from urllib.parse import quote

    total = ask(parts[0], "/api/v1/events/count").json["events"]
    for name in ("text", "actor", "dyad", "source", "place", "type", "mode", "context"):
        answer = ask(parts[0], f"/api/v1/events/count?{name}={quote(text)}")
        assert answer.status == 200
        if "OR" in text:
            assert answer.json["events"] == 0
    for path in ("/events/", "/articles/", "/episodes/"):
        assert ask(parts[0], f"/api/v1{path}{quote(text, safe='')}").status in (404, 405)
    assert ask(parts[0], "/api/v1/events/count").json["events"] == total


def test_no_path_leads_out(parts: Parts, ask: Any) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/..%2fapp.py"):
        assert ask(parts[0], path).status == 404


def test_spreadsheets_get_no_formulas() -> None:
    from dragoman.serve.exports import _cell

    assert _cell('=HYPERLINK("x")').startswith("'=")
    assert _cell(["@x"]).startswith("'@")
    assert _cell(-3.5) == -3.5


def test_loopback() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("192.168.0.4")


def test_metrics_of_the_watcher_are_behind_the_guard(sample_store: Path, parts: Parts, locked: App, ask: Any) -> None:
    assert ask(parts[0], "/metrics").body == b""
    file = sample_store / "watch" / "metrics.prom"
    file.parent.mkdir(exist_ok=True)
    file.write_text("dragoman_watch_feeds 3\n")
    answer = ask(parts[0], "/metrics")
    file.unlink()
    assert (answer.status, answer.body) == (200, b"dragoman_watch_feeds 3\n")
    assert answer.headers["content-type"].startswith("text/plain")
    assert ask(locked, "/metrics", host="desk.example").status == 401
