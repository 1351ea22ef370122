"""Hostile hosts: every case ends in time, with a clear outcome, and never at an address that is not public."""

from __future__ import annotations

import time
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from dragoman.read.addresses import RefusedError, resolver, split_address
from dragoman.read.limits import Limits
from dragoman.read.source import Options
from dragoman.read.web import fetch, retrieve
from dragoman.records import Page, Rejected

QUICK = Limits(seconds=1.5, step_seconds=0.8)
# The hostile server breaks connections on purpose; what its threads leave behind is not ours.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("hostile.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def look_up(host: str, port: int) -> list[str]:
    """Names of tests lead to the loopback, all others to themselves."""
    if host.endswith(".test"):
        return ["127.0.0.1"]
    from dragoman.read.addresses import looked_up

    return looked_up(host, port)


def get(url: str, port: int, limits: Limits = QUICK) -> Page | Rejected:
    return fetch(url, Options(max_bytes=2_000_000, limits=limits), resolve=resolver([f"hostile.test:{port}"], look_up))


@pytest.mark.parametrize(("path", "outcome"), CASES, ids=[path for path, _ in CASES])
def test_every_case_has_its_outcome(path: str, outcome: str, server: Any) -> None:
    started = time.monotonic()
    found = get(f"http://hostile.test:{server.port}{path}", server.port)
    assert time.monotonic() - started < 8
    # On a busy machine an endless answer may reach the limit of time before that of size.
    expected = (outcome, "timeout") if outcome == "too-large" else (outcome,)
    assert (found.reason if isinstance(found, Rejected) else "") in expected
    assert "/secret" not in {asked for _, _, asked in server.asked}


def test_loopback_needs_a_setting(server: Any) -> None:
    url = f"http://127.0.0.1:{server.port}/good"
    for found in (fetch(url, Options()), fetch(f"http://localhost:{server.port}/good", Options())):
        assert isinstance(found, Rejected)
        assert found.reason == "address"
    assert server.asked == []
    named = Limits(allow_hosts=(f"127.0.0.1:{server.port}",))
    assert isinstance(fetch(url, Options(limits=named)), Page)
    other = Limits(allow_hosts=("127.0.0.1:1",))
    assert isinstance(fetch(url, Options(limits=other)), Rejected)


def test_a_name_that_changes_its_address_leads_nowhere() -> None:
    """Each request is made to the address that was checked, and every further request is checked again."""
    answers = [["93.184.215.14"], ["127.0.0.1"], ["169.254.169.254"]]
    asked: list[str] = []
    seen: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.host)
        return httpx2.Response(302, headers={"location": "/again"})

    transport = httpx2.MockTransport(answer)
    found = retrieve("http://rebind.example/", max_bytes=1000, transport=transport, resolve=resolver((), rebinding))
    assert found.refused is not None
    assert found.refused.reason == "address"
    assert (seen, len(asked)) == (["93.184.215.14"], 2)


@pytest.mark.parametrize("answers", [["93.184.215.14", "10.0.0.1"], ["10.0.0.1", "93.184.215.14"], ["::1"], ["x"]])
def test_one_private_address_among_several_is_enough(answers: list[str]) -> None:
    with pytest.raises(RefusedError, match="not public"):
        resolver((), lambda host, port: answers)("mixed.example", 80)


def test_certificates_are_checked(hostile: ModuleType, server: Any) -> None:
    with hostile.HostileServer(Path(__file__).with_name("wrong.pem")) as secured:
        found = get(f"https://hostile.test:{secured.port}/good", secured.port)
        assert isinstance(found, Rejected)
        assert found.reason == "tls"
        assert secured.asked == []
    plain = get(f"https://hostile.test:{server.port}/good", server.port)
    assert isinstance(plain, Rejected)
    assert plain.reason in ("tls", "broken", "unreachable", "timeout")


@pytest.mark.parametrize(
    "url",
    ["http://a.example:0/", "http://a.example:99999/", "http://a b.example/", "http://a.example/\n", "http:///x", "x",
     "javascript:alert(1)", "http://[::1", "http://a.example/" + "x" * 5000, "HTTP://user@a.example/"],
)  # fmt: skip
def test_malformed_addresses(url: str) -> None:
    with pytest.raises(RefusedError):
        split_address(url)
