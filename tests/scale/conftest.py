from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes `scale_doubles` importable, here and in worker processes."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
