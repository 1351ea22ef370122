"""Exports have the columns that users' scripts read, and come back as they went out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.export import export
from dragoman.ingest import ingest
from dragoman.pipeline import Coder
from dragoman.records import Given, Page
from dragoman.store import open_store
from dragoman.store.delta import Store

RUN = CliRunner()
TEXT = (
    "OSLO - Norway expelled two Russian diplomats on Monday. Moscow accused Norway of spying. "
    "The foreign ministers of Norway and Russia will meet in Helsinki on Friday."
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Store:
    opened = open_store(tmp_path_factory.mktemp("export") / "store", create=True)
    page = Page("https://a.example/1", TEXT.encode(), "text/plain", given=Given(published="2021-05-04"), clean=True)
    ingest([page], opened, coder, sources=("test",))
    return opened


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_gdelt_has_61_columns_and_no_header(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "g.CSV", "gdelt")
    found = rows(tmp_path / "g.CSV")
    assert {len(row) for row in found} == {61}
    assert all(row[0].isdigit() for row in found)
    assert ("NOR", "RUS") in {(row[5][:3], row[15][:3]) for row in found}


@pytest.mark.parametrize(("form", "columns"), [("polecat", 40), ("icews", 20)])
def test_tabbed_exports_have_their_header(store: Store, tmp_path: Path, form: str, columns: int) -> None:
    export(store, tmp_path / "x.tsv", form)
    header, *found = rows(tmp_path / "x.tsv")
    assert len(header) == columns
    assert {len(row) for row in found} == {columns}
    assert (tmp_path / "x.tsv.codebook.md").read_text(encoding="utf-8").startswith("#")


def test_geojson_holds_points(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "x.geojson", "geojson")
    found = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert all(one["geometry"] is None or one["geometry"]["type"] == "Point" for one in found["features"])


def test_an_export_comes_back_and_is_compared(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "x.tsv"
    export(store, target, "polecat")
    folder = str(store.folder)
    done = RUN.invoke(app, ["import", str(target), "--store", folder, "--format", "polecat", "--name", "again"])
    assert done.exit_code == 0, done.output
    told = RUN.invoke(app, ["compare", folder, f"{folder}#again"])
    assert told.exit_code == 0, told.output
    assert "only in" not in told.output


def test_sql_reads_only(store: Store) -> None:
    told = RUN.invoke(app, ["sql", "DELETE FROM events", "--store", str(store.folder)])
    assert told.exit_code != 0
