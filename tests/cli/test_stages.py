"""The commands over single stages."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app

RUN = CliRunner()
TEXT = "The envoys met on Monday & will meet again in early May."


def test_times_are_printed_and_written_as_timeml(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT)
    plain = RUN.invoke(app, ["times", str(page), "--text", "--published", "2024-03-06"])
    assert plain.exit_code == 0, plain.output
    assert "2024-03-04" in plain.output
    written = RUN.invoke(app, ["times", str(page), "--text", "--published", "2024-03-06", "--timeml"])
    body = ElementTree.fromstring(written.output).find("TEXT")
    assert body is not None
    assert "".join(body.itertext()).strip() == TEXT
    assert [one.get("value") for one in body.iter("TIMEX3")] == ["2024-03-04", "2024-05"]


@pytest.mark.parametrize(("day", "office"), [("2023-03-01", "defence"), ("2024-09-10", "security council")])
def test_lookup_tells_the_office_of_the_day(day: str, office: str) -> None:
    found = RUN.invoke(app, ["actors", "lookup", "Sergei Shoigu", "--on", day])
    assert found.exit_code == 0
    assert office in found.output


def test_lookup_of_nobody_fails() -> None:
    assert RUN.invoke(app, ["actors", "lookup", "Xyzzy Qwertz"]).exit_code == 1


def test_imported_actors_come_first(tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text(
        "person\taliases\tcountry\tsector\trole\tfrom\tto\tid\nIda Brekke\t\tNOR\tGOV\ttrade minister\t2020\t\tX1\n"
    )
    mine = tmp_path / "data"
    done = RUN.invoke(app, ["actors", "import", str(table), "--to", str(mine)])
    assert done.exit_code == 0, done.output
    settings = tmp_path / "settings.toml"
    settings.write_text(f'data = "{mine}"\n')
    found = RUN.invoke(app, ["actors", "lookup", "Ida Brekke", "--settings", str(settings), "--json"])
    assert '"X1"' in found.output
