from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.data import Data, read_tsv
from dragoman.errors import DataError, SettingsError
from dragoman.settings import Settings


def test_file_then_environment(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('languages = ["en"]\n[extract]\nmin_words = 3\n')
    found = Settings.load(file, {"DRAGOMAN_EXTRACT__MAX_BYTES": "9", "HOME": "x"})
    assert (found.extract.min_words, found.extract.max_bytes) == (3, 9)


@pytest.mark.parametrize(
    "text", ["[extract]\nmin_word = 3\n", "extract = 3\n", "[extract]\nmin_words = 'x'\n", "= broken"]
)
def test_what_is_not_understood_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(SettingsError):
        Settings.load(file, {})


def test_user_data_override_and_extend(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / "offices.extra.tsv").write_text(
        "person\taliases\tcountry\tsector\trole\tfrom\tto\nAnn Cole\tCole\tGBR\tGOV\tminister\t2020\t\n"
    )
    data = Data(tmp_path)
    assert data.table("actors/offices.tsv")[0]["person"] == "Ann Cole"
    assert len(data.table("actors/offices.tsv")) > 100


def test_a_malformed_table_names_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "t.tsv"
    file.write_text("# head\na\tb\n1\t2\t3\n")
    with pytest.raises(DataError, match=r"t\.tsv:3"):
        read_tsv(file)
