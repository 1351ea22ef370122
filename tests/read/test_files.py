"""Files, folders, tables and archives as sources."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dragoman.errors import SourceError
from dragoman.read import open_source
from dragoman.records import Given, Page, Rejected

ROW = {"headline": "Envoy leaves", "content": "The envoy left.", "link": "https://a.example/1", "date": "2021-05-03"}


def pages(source: Path | str, **options: object) -> list[Page | Rejected]:
    return list(open_source(str(source), **options))  # type: ignore[arg-type]


def page(source: Path | str, **options: object) -> Page:
    (found,) = pages(source, **options)
    assert isinstance(found, Page)
    return found


def rejection(source: Path | str, **options: object) -> Rejected:
    (found,) = pages(source, **options)
    assert isinstance(found, Rejected)
    return found


def test_a_folder_is_read_in_sorted_order_with_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.html").write_bytes(b"<p>x</p>")
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "c.md").write_bytes(b"c")
    (tmp_path / "d.jsonl").write_text(json.dumps(ROW))
    (tmp_path / "picture.png").write_bytes(b"no page")
    (tmp_path / ".hidden.txt").write_bytes(b"no page")
    found = [item for item in pages(tmp_path) if isinstance(item, Page)]
    assert [(Path(item.source.partition("#")[0]).name, item.media_type.partition(";")[0]) for item in found] == [
        ("a.txt", "text/plain"),
        ("c.md", "text/markdown"),
        ("d.jsonl", "text/plain"),
        ("x.html", "text/html"),
    ]
    assert found[0].url == (tmp_path / "a.txt").as_uri()


def test_a_missing_source_is_a_clear_error() -> None:
    with pytest.raises(SourceError, match="no file or folder 'nowhere'"):
        open_source("nowhere")
    with pytest.raises(SourceError, match="only http and https"):
        open_source("ftp://a.example/x")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"text")))
    found = page("-", given=Given(published="2020-01-01"))
    assert (found.body, found.given.published) == (b"text", "2020-01-01")


def test_gzip_whole_and_cut(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>some text of a page</p>" * 100)
    (tmp_path / "a.html.gz").write_bytes(packed)
    (tmp_path / "b.html.gz").write_bytes(packed[:-20])
    assert page(tmp_path / "a.html.gz").media_type == "text/html"
    assert rejection(tmp_path / "b.html.gz").reason == "truncated"


def test_large_pages_are_rejected_without_reading_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(bytes(50_000_000)))
    assert rejection(tmp_path / "a.txt", max_bytes=100).reason == "too-large"
    assert rejection(tmp_path / "b.txt.gz", max_bytes=100_000).reason == "too-large"


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "csv", "tsv", "parquet"])
def test_tables(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"table.{ending}"
    rows = [ROW, {**ROW, "link": "", "content": "Another,\ntext", "headline": "2"}]
    if ending.startswith("jsonl"):
        raw = "\n".join(map(json.dumps, rows)).encode()
        path.write_bytes(gzip.compress(raw) if ending.endswith("gz") else raw)
    elif ending == "parquet":
        pq.write_table(pa.Table.from_pylist([{**row, "date": datetime.date(2021, 5, 3)} for row in rows]), path)
    else:
        mark = "," if ending == "csv" else "\t"
        quoted = [mark.join(f'"{cell}"' for cell in row.values()) for row in rows]
        path.write_text("\n".join([mark.join(ROW), *quoted]), encoding="utf-8-sig")
    first, second = (item for item in pages(path) if isinstance(item, Page))
    assert (first.url, first.body, first.clean) == ("https://a.example/1", b"The envoy left.", True)
    assert first.given == Given("Envoy leaves", "2021-05-03")
    assert (second.url, second.body) == (f"{path.as_uri()}#2", b"Another,\ntext")


def test_the_callers_word_beats_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(
        json.dumps({"artikel": "Ein Text", "text": "wrong", "date": "2020-01-01", "authors": ["A B", "C D"]})
    )
    found = page(path, columns={"text": "artikel"}, given=Given(published="2021-02-03"))
    assert (found.body, found.given.published, found.given.authors) == (b"Ein Text", "2021-02-03", ("A B", "C D"))


def test_table_errors_name_file_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name;value\na;b\n")
    with pytest.raises(SourceError, match=r"t\.csv: no column holds text; columns: name, value"):
        pages(path)
    with pytest.raises(SourceError, match="no column 'artikel'; columns: name, value"):
        pages(path, columns={"text": "artikel"})
    with pytest.raises(SourceError, match="no field 'body'"):
        pages(path, columns={"body": "value"})


def test_bad_rows_are_rejected_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    lines = [
        json.dumps({"text": "one"}),
        "{broken",
        "[1]",
        json.dumps({"text": ""}),
        "",
        json.dumps({"html": "<p>x</p>"}),
    ]
    path.write_text("\n".join(lines))
    found = pages(path)
    assert [item.reason if isinstance(item, Rejected) else item.body for item in found] == [
        b"one",
        "unreadable",
        "unreadable",
        "empty",
        b"<p>x</p>",
    ]


def test_a_cut_gzipped_table_gives_its_beginning(tmp_path: Path) -> None:
    import random

    path = tmp_path / "t.jsonl.gz"
    random.seed(1)
    rows = "\n".join(json.dumps({"text": f"row {random.random()}"}) for _ in range(5000))
    path.write_bytes(gzip.compress(rows.encode())[:-30_000])
    found = pages(path)
    assert len(found) > 100
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason in ("truncated", "unreadable")


def test_zip_members_stay_inside_and_bombs_shut(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/page.html", "<p>x</p>")
        archive.writestr("deep/rows.jsonl", json.dumps({"text": "a row"}))
        archive.writestr("bomb.txt", bytes(30_000_000))
        archive.writestr("picture.png", b"x")
    found = pages(path)
    assert [item.reason if isinstance(item, Rejected) else item.body for item in found] == [
        b"<p>x</p>",
        b"a row",
        "bomb",
    ]
    assert found[0].url == f"{path.as_uri()}!/etc/page.html"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tar.bz2"])
def test_tar_links_are_no_pages(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    mode = {"tar": "w", "tar.gz": "w:gz", "tar.bz2": "w:bz2"}[ending]
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, body in (("x.txt", b"text"), ("big.txt", bytes(2000)), ("y.html.gz", gzip.compress(b"<p>y</p>"))):
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
        link = tarfile.TarInfo("passwd.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    found = pages(path, max_bytes=1000)
    assert [item.reason if isinstance(item, Rejected) else item.body for item in found] == [
        b"text",
        "too-large",
        b"<p>y</p>",
    ]


def test_a_broken_archive_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no zip")
    with pytest.raises(SourceError, match="cannot read the archive"):
        pages(tmp_path / "a.zip")
    (tmp_path / "b.txt").write_bytes(b"text")
    assert [type(item) for item in pages(tmp_path)] == [Rejected, Page]
