"""Whole pages of many designs against what is to be read out of them (NAME.toml beside each page)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dragoman.extract.lexicon import fold
from dragoman.extract.pages import PageExtractor
from dragoman.records import Document, Page, Rejected, short_hash

FOLDER = Path(__file__).parent / "pages"
CASES = sorted(path.with_suffix("") for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_page(path: Path, extractor: PageExtractor) -> None:
    expected: dict[str, Any] = tomllib.loads(path.with_name(path.name + ".toml").read_text(encoding="utf-8"))
    media_type = "text/html" if path.suffix == ".html" else "text/plain"
    found = extractor.extract(Page(path.as_uri(), path.read_bytes(), media_type))
    if "rejected" in expected:
        assert isinstance(found, Rejected)
        assert (found.stage, found.reason) == ("extract", expected["rejected"])
        return
    assert isinstance(found, Document)
    assert found.title == expected["title"]
    assert list(found.authors) == expected["authors"]
    if "publisher" in expected:
        assert found.publisher == expected["publisher"]
    assert (found.published.start if found.published else None) == expected.get("published")
    assert found.published_basis == expected["basis"]
    assert found.language == expected.get("language", "en")
    body = fold(found.text)
    assert [phrase for phrase in expected["include"] if fold(phrase) not in body] == []
    assert [phrase for phrase in expected["exclude"] if fold(phrase) in body] == []
    if "paragraphs" in expected:
        assert found.text.count("\n\n") + 1 == expected["paragraphs"]
    assert found.id == short_hash(found.url, found.text)


def test_there_are_enough_pages() -> None:
    assert len(CASES) >= 25
