"""The package's data files, which a user's folder may override or extend.

A file `actors/countries.tsv` of the user's folder replaces ours; `actors/countries.extra.tsv` adds rows to it (added
rows come first, so that they win where the first match counts).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import DataError

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Data:
    """Finds and reads data files by their path below `data/`."""

    folder: Path | None = None

    def path(self, name: str) -> Path:
        """The user's file of that name, else the package's. Raises DataError where neither is."""
        for root in (self.folder, PACKAGE):
            if root is not None and (root / name).is_file():
                return root / name
        raise DataError(f"no data file {name!r} in {self.folder or PACKAGE}; is the package installed whole?")

    def table(self, name: str) -> list[dict[str, str]]:
        """Rows of a TSV file, its first line that is no `#` comment being the column names."""
        rows: list[dict[str, str]] = []
        extra = self.folder and self.folder / f"{name.removesuffix('.tsv')}.extra.tsv"
        if extra and extra.is_file():
            rows = read_tsv(extra)
        return rows + read_tsv(self.path(name))

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file as nested dicts."""
        path = self.path(name)
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            raise DataError(f"{path}: {error}") from error


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file with `#` comments, a line of column names, no quoting; empty cells are "".

    Raises:
        DataError: the file cannot be read, or a row has more cells than columns (names file and line).
    """
    rows: list[dict[str, str]] = []
    columns: list[str] | None = None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns is None:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise DataError(f"{path}:{number}: {len(cells)} cells for {len(columns)} columns ({', '.join(columns)})")
        rows.append(dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True)))
    return rows
