"""The parts between files and store: inputs and their shares, answers as Arrow, the staging folder, the writer."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from dragoman.arrow import to_row
from dragoman.batch import Result
from dragoman.errors import EngineError, SourceError
from dragoman.pipeline import Coder
from dragoman.reading import Reading
from dragoman.records import Page, Rejected, short_hash
from dragoman.scale.answers import ANSWERS, Answer, store_rows
from dragoman.scale.checksum import checksums
from dragoman.scale.inputs import Input, inputs_of, known_pages, open_inputs, read_tasks
from dragoman.scale.shares import Share, shares_of
from dragoman.scale.staging import Staging
from dragoman.scale.writer import Writer
from dragoman.settings import Settings
from dragoman.store import open_store
from dragoman.store.tables import RUNS, rows_of

NOTHING = np.array([], np.uint64)
TEXTS = (
    "Ghana's president met Togo's prime minister in Accra on Tuesday, officials said.",
    "Riot police in Lima fired tear gas at strikers. Peru's government denied it.",
    "Quiet weather is expected.",
)


@pytest.fixture(scope="module")
def results(coder: Coder) -> list[Result]:
    coded = [
        coder.code_text(text, url=f"https://n.example/{n}", published="2024-03-04") for n, text in enumerate(TEXTS)
    ]
    rejected = Rejected("https://news.example/x", "extract", "empty", "no text")
    return [*(Result(short_hash(n), one, None) for n, one in enumerate(coded)), Result(short_hash("x"), None, rejected)]


def answers(results: list[Result], name: str = "input", *, last: bool = True) -> pa.RecordBatch:
    rows = [to_row(Answer(name, one.page, one.coded, one.rejected, None, None)) for one in results]
    if last:
        rows.append(to_row(Answer(name, "", None, None, len(results), 0)))
    return pa.RecordBatch.from_pylist(rows, schema=ANSWERS)


def canonical(rows: list[dict[str, object]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("doubled", [False, True])
def test_rows_from_arrow_are_those_from_records(results: list[Result], doubled: bool) -> None:
    given = results * 2 if doubled else results
    wanted = rows_of(given)
    found = store_rows(pa.Table.from_batches([answers(given), answers([])]))
    assert wanted["events"]
    assert wanted["attributions"]
    for name, table in found.items():
        assert canonical(table.to_pylist()) == canonical(wanted[name]), name
    assert store_rows(pa.Table.from_batches([answers([])]))["events"].num_rows == 0


def test_lists_folders_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / ".hidden.jsonl").write_text("")
    for name in ("b.jsonl", "a.warc.gz", "notes.doc"):
        (tmp_path / "data" / name).write_text("")
    with gzip.open(tmp_path / "warc.paths.gz", "wt") as lines:
        lines.write("# one a line\ndata/a.warc.gz\n\ndata/b.jsonl\n")
    by_list = inputs_of([str(tmp_path / "warc.paths.gz")])
    by_folder = inputs_of([str(tmp_path / "data"), str(tmp_path / "data" / "b.jsonl")])
    assert [Path(one.path).name for one in by_list] == ["a.warc.gz", "b.jsonl"]
    assert {one.id for one in by_list} == {one.id for one in by_folder}
    (tmp_path / "data" / "b.jsonl").write_text("changed")
    assert {one.id for one in by_list} != {one.id for one in inputs_of([str(tmp_path / "data")])}
    (tmp_path / "remote.paths").write_text("https://archive.example/a.warc.gz\n")
    assert [one.is_remote for one in inputs_of([str(tmp_path / "remote.paths")])] == [True]
    (tmp_path / "bad.paths").write_text("data/gone.warc.gz\n")
    for name in ("bad.paths", "nothing.paths.gz"):
        with pytest.raises(SourceError, match=r"gone|nothing"):
            inputs_of([str(tmp_path / name)])
    with pytest.raises(SourceError, match=r"gone\.jsonl"):
        inputs_of([str(tmp_path / "gone.jsonl")])


@pytest.mark.parametrize("parts", [1, 3, 20])
def test_shares_hold_each_page_once(tmp_path: Path, parts: int) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"url": f"https://news.example/{n}", "text": f"Text {n}."}) for n in range(11)]
    path.write_text("\n".join(lines))
    one = Input(str(path), "i")
    known = np.sort(np.array([int(task["id"], 16) for task in tasks(one, 0, 1)[:2]], np.uint64))
    rows = [row for part in range(parts) for row in tasks(one, part, parts, known)]
    urls = [row["page"]["url"] for row in rows if row["page"]]
    assert sorted(urls) == sorted(f"https://news.example/{n}" for n in range(2, 11))
    assert sum(row["total"] or 0 for row in rows) == 9
    assert sum(row["skipped"] or 0 for row in rows) == 2
    assert sum(row["total"] is not None for row in rows) == parts


def tasks(one: Input, part: int, parts: int, known: np.ndarray = NOTHING) -> list[dict[str, object]]:  # type: ignore[type-arg]
    return [row for batch in read_tasks(one, Reading(Settings()), known, part, parts) for row in batch.to_pylist()]


def test_an_input_that_cannot_be_read_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("number,colour\n1,red\n")
    (row,) = tasks(Input(str(path), "i"), 0, 1)
    assert row["total"] is None
    assert row["rejected"]["reason"] == "unreadable"  # type: ignore[index]


def test_shares_are_enough_for_all_coders() -> None:
    inputs = [Input(str(n), str(n)) for n in range(3)]
    assert len(shares_of(inputs, 2)) == 9
    remote = Input("https://archive.example/a.warc.gz", "r")
    assert sum(share.input is remote for share in shares_of([*inputs, remote], 50)) == 1
    assert len(shares_of(inputs * 100, 2)) == 300
    assert shares_of([], 2) == []


def test_finished_inputs_are_logged_and_left_out(results: list[Result], tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    inputs = [Input("/a", "a"), Input("/b", "b")]
    seen = []
    shares = [Share(one, part, 2) for one in inputs for part in range(2)]
    writer = Writer(store, Settings(), shares, report=seen.append)
    writer.add(answers(results, "a"))
    writer.add(answers(results[:1], "b"))
    writer.flush()
    assert open_inputs(inputs, store) == inputs
    writer.add(answers([], "a"))
    writer.flush()
    assert open_inputs(inputs, store) == inputs[1:]
    assert (seen[-1].coded, seen[-1].rejected) == (4, 1)
    (run,) = (row for batch in store.batches(RUNS.name) for row in batch.to_pylist())
    assert (run["sources"], run["coded"], run["rejected"]) == (["/a"], 3, 1)
    assert len(known_pages(store)) == 4


def test_checksums_see_every_change(results: list[Result], tmp_path: Path) -> None:
    stores = [open_store(tmp_path / name, create=True) for name in "abc"]
    stores[0].write(results)
    for one in reversed(results):
        stores[1].write([one])
    stores[2].write(results[1:])
    found = [checksums(store) for store in stores]
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_the_staging_folder_gives_each_file_once(results: list[Result], tmp_path: Path) -> None:
    share = Share(Input("/a", "a"), 0, 1)
    with Staging(tmp_path / "staging") as staging:
        assert list(staging.put(share, [answers(results)])) == [("a-00000-000000.arrow", 5)]
        assert [batch.num_rows for batch in staging.take()] == [5]
        list(Staging(tmp_path / "staging").put(share, [answers(results)]))  # a task that is done again
        assert list(staging.take()) == []
    assert not (tmp_path / "staging").exists()


def test_engines_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    from dragoman.scale.ray_data import ingest_ray
    from dragoman.scale.spark import ingest_spark

    (tmp_path / "a.txt").write_text("Text.")
    store = open_store(tmp_path / "store", create=True)
    for name, run in (("ray", ingest_ray), ("pyspark", ingest_spark)):
        for loaded in [one for one in sys.modules if one.split(".")[0] == name]:
            monkeypatch.delitem(sys.modules, loaded)
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(EngineError, match="pip install"):
            run([str(tmp_path / "a.txt")], store, Settings())


def test_pages_of_any_kind_travel(tmp_path: Path) -> None:
    """What a reader can hand over can be sent: no text, odd addresses, any bytes."""
    from dragoman.arrow import from_row
    from dragoman.scale.inputs import TASKS, Task

    pages = [Page("", b"", ""), Page("\u202e", b"\x00\xff" * 9, "text/html", retrieved="2024-01-01", clean=True)]
    rows = [to_row(Task("i", "0", page, None, None, None)) for page in pages]
    batch = pa.RecordBatch.from_pylist(rows, schema=TASKS)
    assert [from_row(Page, row["page"]) for row in batch.to_pylist()] == pages
