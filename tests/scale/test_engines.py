"""The same rows in the store from plain ingest, worker processes, Ray Data and Spark."""

from __future__ import annotations

import importlib.util
import json
import shutil
import warnings
from pathlib import Path

import pytest

from dragoman.errors import EngineError
from dragoman.ingest import Progress, ingest
from dragoman.pipeline import Coder
from dragoman.read import open_source
from dragoman.scale import run
from dragoman.scale.checksum import checksums
from dragoman.settings import Settings
from dragoman.store import open_store
from dragoman.store.delta import Store

ARTICLES = (
    ("Chad's foreign minister, Adoum Keita, arrived in Cairo on Monday for talks with his Egyptian counterpart.", "1"),
    ("Peru expelled Bolivia's ambassador on Friday. Officials in La Paz denied that he had paid any protesters.", "2"),
    ("Norwegian police arrested four Russian sailors near Bergen last week, Norway's coast guard said.", "3"),
    ("Thousands marched in Tbilisi on Sunday against a tax on bread. Police fired tear gas at the crowd.", "4"),
    ("Kenya said it would send 200 soldiers to Haiti in March. The United Nations welcomed the decision.", "5"),
)


def installed(package: str) -> bool:
    return bool(importlib.util.find_spec(package)) and (package != "pyspark" or bool(shutil.which("java")))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with JSON Lines, Parquet, a page twice, an empty row and a page without an article."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("sources")
    rows = [
        {"url": f"https://news.example/{n}", "date": f"2024-05-0{n}", "text": text, "title": ""} for text, n in ARTICLES
    ]
    lines = [*rows[:3], rows[0], {"url": "https://news.example/empty", "date": "2024-05-01", "text": "", "title": ""}]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines))
    pq.write_table(pa.Table.from_pylist(rows[3:]), folder / "b.parquet")
    (folder / "c.html").write_text("<html><body><p>Too short.</p></body></html>")
    return folder


@pytest.fixture(scope="module")
def plain(sources: Path, tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> tuple[Store, Progress]:
    """The store that plain ingest makes, and its counts."""
    store = open_store(tmp_path_factory.mktemp("plain"), create=True)
    return store, ingest(open_source(str(sources)), store, coder)


@pytest.mark.parametrize(
    "engine",
    [
        "workers",
        pytest.param("ray", marks=pytest.mark.skipif(not installed("ray"), reason="ray is not installed")),
        pytest.param("spark", marks=pytest.mark.skipif(not installed("pyspark"), reason="no pyspark or no Java")),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_rows_are_those_of_plain_ingest(
    engine: str, sources: Path, plain: tuple[Store, Progress], tmp_path: Path
) -> None:
    expected, counts = plain
    store = open_store(tmp_path / "store", create=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries below ray and pyspark, when they are imported
        found = run.ingest([str(sources)], store, Settings(), engine=engine, workers=2)
    assert checksums(store) == checksums(expected)
    assert found.rejected == counts.rejected
    # Machines that do not talk to each other code an article that stands twice two times; it is stored once.
    assert found.coded - counts.coded in (0, 1)
    again = run.ingest([str(sources)], store, Settings(), engine=engine, workers=2)
    assert (again.coded, again.rejected) == (0, 0)
    assert checksums(store) == checksums(expected)


def test_unknown_engines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="workers, ray, spark"):
        run.ingest([], open_store(tmp_path / "s", create=True), Settings(), engine="hadoop")
