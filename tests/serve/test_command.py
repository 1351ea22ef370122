"""The command: safe on loopback without a word, and elsewhere with a token alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import dragoman.serve
from dragoman.cli.serve import serve
from dragoman.serve.options import ServeOptions

app = typer.Typer()
app.command()(serve)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[ServeOptions, dict[str, Any]]]:
    calls: list[tuple[ServeOptions, dict[str, Any]]] = []

    def run(options: ServeOptions, *, ready: Any, **where: Any) -> None:
        ready()
        calls.append((options, where))

    monkeypatch.setattr(dragoman.serve, "run", run)
    return calls


def test_loopback_needs_no_token(started: Any) -> None:
    said = CliRunner().invoke(app, ["--store", "s"])
    assert said.exit_code == 0
    options, where = started[0]
    assert (options.token, options.write, options.fetch) == (None, False, True)
    assert where == {"host": "127.0.0.1", "port": 8090}
    assert said.output.splitlines()[-1] == "http://127.0.0.1:8090/"


def test_elsewhere_needs_one(started: Any, tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["--host", "0.0.0.0", "--name", "Desk.example"])
    options = started[0][0]
    assert len(options.token) >= 32
    assert not options.fetch
    assert "desk.example" in options.hosts
    assert f"http://Desk.example:8090/?token={options.token}" in said.output
    (tmp_path / "token").write_text("kept-in-a-file\n")
    CliRunner().invoke(app, ["--host", "0.0.0.0", "--token-file", str(tmp_path / "token"), "--fetch"])
    assert (started[1][0].token, started[1][0].fetch) == ("kept-in-a-file", True)
    assert CliRunner().invoke(app, ["--token-file", str(tmp_path / "none")]).exit_code != 0
