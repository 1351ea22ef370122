from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BAD = {
    "empty.html": b"",
    "binary.html": bytes(range(256)) * 40,
    "truncated.html": b"<html><head><title>Half a pa",
}
FOREIGN = {
    "german.txt": (
        "Die Regierung in Berlin hat am Montag neue Maßnahmen beschlossen, wie ein Sprecher sagte. " * 8
    ).encode(),
    "latin1.txt": "Le président a rencontré son homologue à Genève, selon un porte-parole. ".encode("latin-1") * 8,
}


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from dragoman.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_code_ingest_query_explain(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Norway expels diplomats\n\nOSLO, May 4, 2021 - Norway expelled two Russian diplomats on Monday, "
        "the foreign ministry said. "
        "The ministry accused the two men of spying for a foreign power.\n\n"
        "Russia denied the allegations and said that it would respond.\n"
    )
    coded = run("code", str(page), "--json", "--published", "2021-05-04", folder=tmp_path)
    assert coded.returncode == 0, coded.stderr
    events = [json.loads(line) for line in coded.stdout.splitlines()]
    assert "SANCTION" in {event["type"] for event in events}
    assert run("ingest", str(page), "--store", "record", folder=tmp_path).returncode == 0
    found = run("query", "NOR > RUS", "--store", "record", "--json", folder=tmp_path)
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    assert rows
    why = run("explain", rows[0]["id"][:8], "--store", "record", folder=tmp_path)
    assert "expelled" in why.stdout
    assert "rule" in why.stdout


@pytest.mark.parametrize("name", BAD)
def test_bad_pages_are_rejections_without_traceback(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    done = run("code", name, folder=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert "rejected" in done.stderr


@pytest.mark.parametrize("name", FOREIGN)
def test_other_languages_are_kept_with_a_note(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FOREIGN[name])
    done = run("code", name, folder=tmp_path)
    assert done.returncode == 0
    assert "kept, not coded" in done.stdout


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    for arguments in (
        ("query", "RUS > PRK", "--store", "nowhere"),
        ("code", "page.txt", "--published", "yesterday"),
        ("code", "missing.txt"),
        ("code", "missing.txt", "--translate", "babel"),
    ):
        done = run(*arguments, folder=tmp_path)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()
