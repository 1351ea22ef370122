"""The rule of the house: a stage imports no other stage, and importing the package stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dragoman

PACKAGE = Path(dragoman.__file__).parent
STAGES = ("read", "extract", "parse", "actors", "events", "times", "places", "claims", "link")
COMMON = {"records", "errors", "settings", "data"}


def imported(path: Path) -> set[str]:
    """The parts of the package that a module imports."""
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [
                f"{node.module}.{alias.name}" if node.module == "dragoman" else node.module for alias in node.names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        out |= {name.split(".")[1] for name in names if name.startswith("dragoman.")}
    return out


@pytest.mark.parametrize("stage", STAGES)
def test_stage_imports_no_other_stage(stage: str) -> None:
    for path in sorted((PACKAGE / stage).rglob("*.py")):
        assert imported(path) <= COMMON | {stage}, path


def test_import_is_light() -> None:
    """Neither `import dragoman` nor the help of the command line loads spaCy or pyarrow."""
    heavy = ("spacy", "pyarrow", "duckdb", "numpy")
    code = f"import sys, dragoman, dragoman.cli.app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_module_is_longer_than_600_lines() -> None:
    long = [p for p in PACKAGE.rglob("*.py") if len(p.read_text(encoding="utf-8").splitlines()) > 600]
    assert not long
