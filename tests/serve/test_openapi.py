"""The description of the API is whole, and no request that it allows or forbids makes the server fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from dragoman.serve.app import create_parts
from dragoman.serve.guard import App
from dragoman.serve.options import ServeOptions
from dragoman.serve.service import Service

schemathesis = pytest.importorskip("schemathesis")
HOST = {"host": "localhost"}
FEW = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture
def app(sample_store: Path) -> Iterator[App]:
    """An application of its own: the client ends it with its last request."""
    app, service = create_parts(ServeOptions(store=sample_store))
    service.keeper.wait()
    yield app
    service.close()


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_no_request_makes_it_fail(app: App, mode: str) -> None:
    description = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=HOST)
    kind = schemathesis.GenerationMode(mode)
    tried = 0
    for found in description.get_all_operations():
        operation = found.ok()
        try:
            strategy = operation.as_strategy(generation_mode=kind)
            check(operation, strategy)
        except Unsatisfiable:
            continue  # an operation without parameters has no wrong ones
        tried += 1
    assert tried > 10


def check(operation: Any, strategy: Any) -> None:
    @FEW
    @given(case=strategy)
    def run(case: Any) -> None:
        answer = case.call(headers=HOST)
        assert answer.status_code < 500, (operation.label, answer.text)

    run()


def test_every_operation_is_described(parts: tuple[App, Service], ask: Any) -> None:
    found = ask(parts[0], "/api/v1/openapi.json").json
    for path, operations in found["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["tags"], path
    assert "examples" in str(found["components"]["schemas"]["Event"])
