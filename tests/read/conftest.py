from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def load(name: str) -> ModuleType:
    """A module of this folder; pytest's importlib mode puts no folder on the path."""
    full = f"dragoman_tests_read_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


@pytest.fixture(scope="session")
def hostile() -> ModuleType:
    return load("hostile")


@pytest.fixture
def server(hostile: ModuleType) -> Iterator[Any]:
    with hostile.HostileServer() as running:
        yield running
