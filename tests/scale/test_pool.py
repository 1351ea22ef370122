"""Pages go through the pool once each, whatever becomes of the workers."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.errors import EngineError
from dragoman.records import Coded, Page, Rejected
from dragoman.scale import Limits, Pool

pytestmark = [
    pytest.mark.usefixtures("doubles"),
    pytest.mark.skipif(os.name != "posix", reason="the doubles kill themselves by signal"),
]


def pages(*orders: str) -> list[Page]:
    return [Page(f"https://news.example/{n}", order.encode(), "text/plain") for n, order in enumerate(orders)]


def pool(tmp_path: Path, workers: int = 2, **limits: float) -> Pool:
    from scale_doubles import Scripted

    return Pool(workers, Scripted(str(tmp_path)), limits=Limits(**limits))  # type: ignore[arg-type]


def said(outcome: Coded | Rejected) -> str:
    return outcome.document.text if isinstance(outcome, Coded) else outcome.reason


def test_order_is_kept_and_nothing_lost_when_workers_crash(tmp_path: Path) -> None:
    orders = ["ok", "crash", "ok", "crash-once", "raise", "reject", "print", "killed"] + [f"ok {n}" for n in range(60)]
    passed = Rejected("https://news.example/x", "read", "truncated", "cut")
    with pool(tmp_path) as running:
        found = [said(one) for one in running.code([*pages(*orders), passed])]
    wanted = ["ok", "crash", "ok", "crash-once", "bug", "empty", "print", "crash"] + [f"ok {n}" for n in range(60)]
    assert found == [*wanted, "truncated"]
    assert running.replaced == 2 + 1 + 4


def test_unordered_gives_the_same_rows(tmp_path: Path) -> None:
    orders = ["slow 0.3"] + [f"ok {n}" for n in range(40)]
    with pool(tmp_path) as running:
        found = [said(one) for one in running.code(pages(*orders), ordered=False)]
    assert sorted(found) == sorted(orders)
    assert found[0] != "slow 0.3"


def test_workers_killed_from_outside_cost_only_time(tmp_path: Path) -> None:
    orders = ["slow 0.01"] * 300
    with pool(tmp_path) as running:
        stop = threading.Event()

        def kill() -> None:
            while not stop.wait(0.3):
                # A page that is hit twice would be given up: only pages at their first try are hit.
                ready = [one for one in running.workers if one.ready and one.tasks and not one.tasks[0].strikes]
                if ready:
                    os.kill(random.choice(ready).process.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            found = [(one.document.url, said(one)) for one in running.code(pages(*orders)) if isinstance(one, Coded)]
        finally:
            stop.set()
            killer.join()
    assert running.replaced >= 1
    assert found == [(page.url, page.body.decode()) for page in pages(*orders)]


def test_a_page_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pool(tmp_path, seconds=0.5) as running:
        assert [said(one) for one in running.code(pages("ok", "hang", "ok 2"))] == ["ok", "timeout", "ok 2"]


def test_a_page_that_needs_too_much_memory_is_given_up(tmp_path: Path) -> None:
    with pool(tmp_path, memory=200_000_000) as running:
        assert [said(one) for one in running.code(pages("ok", "swell 300000000", "ok 2"))] == ["ok", "memory", "ok 2"]


def test_a_worker_that_grew_is_replaced_between_pages(tmp_path: Path) -> None:
    with pool(tmp_path, workers=1, growth=30_000_000) as running:
        found = list(running.code(pages(*["grow 20000000"] * 6)))
    processes = {one.notes[0] for one in found if isinstance(one, Coded)}
    assert len(found) == 6
    assert len(processes) >= 2


def test_pages_are_taken_only_as_they_are_needed(tmp_path: Path) -> None:
    taken = 0

    def source() -> Iterator[Page]:
        nonlocal taken
        for page in pages(*["ok"] * 1000):
            taken += 1
            yield page

    with pool(tmp_path, depth=2) as running:
        outcomes = running.code(source())
        for _ in range(10):
            next(outcomes)
        assert taken <= 10 + 2 * 2 * 4
        outcomes.close()
        assert len(list(running.code(pages("ok", "ok 2")))) == 2


def test_large_pages_both_ways(tmp_path: Path) -> None:
    texts = ["ok " + "x" * 3_000_000] * 8
    with pool(tmp_path) as running:
        assert [said(one) for one in running.code(pages(*texts))] == texts


def test_a_pool_that_cannot_load_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    from scale_doubles import dies_while_loading, has_a_bug, unloadable

    with pytest.raises(EngineError, match="no such pipeline"), Pool(2, unloadable) as running:
        list(running.code(pages("ok")))
    with pytest.raises(EngineError, match="exit status 3"), Pool(1, dies_while_loading) as running:
        list(running.code(pages("ok")))
    with pytest.raises(EngineError, match="exit status 1"), Pool(1, has_a_bug) as running:
        list(running.code(pages("ok")))
    assert "an invented file" in capfd.readouterr().err
    with pytest.raises(EngineError, match="at least one"):
        Pool(0)


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = """
import sys
from scale_doubles import Scripted
from dragoman.records import Page
from dragoman.scale import Pool
with Pool(1, Scripted(sys.argv[1])) as pool:
    list(pool.code([Page("u", b"ok", "text/plain")]))
    print(pool.workers[0].process.pid, flush=True)
    list(pool.code([Page("u", b"hang", "text/plain")]))
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        state = Path(f"/proc/{worker}/stat")
        if state.exists() and state.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    raise AssertionError("the worker outlived its parent")
