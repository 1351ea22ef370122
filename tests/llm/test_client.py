"""The service is asked once, within the budget, again when it fails for now, and never believed to be well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import EngineError, RetryableError, SettingsError
from dragoman.llm.client import Client, FormError
from dragoman.llm.double import Scripted, ScriptedService
from dragoman.llm.ledger import BudgetError
from dragoman.llm.settings import LlmSettings

SCHEMA: dict[str, Any] = {"type": "object"}


@contextmanager
def asked(*script: Scripted, **settings: Any) -> Iterator[tuple[Client, ScriptedService, list[float]]]:
    """A client of a service that gives one scripted answer after the other, the last one for ever, and its waits."""
    waits: list[float] = []
    rest = list(script)
    with ScriptedService(lambda request: rest.pop(0) if len(rest) > 1 else rest[0]) as service:
        environment = {"OPENAI_API_KEY": "a-key"}
        chosen = replace(LlmSettings(address=service.address, model="scripted"), **settings)
        client = Client(chosen, environment=environment, sleep=waits.append)
        try:
            yield client, service, waits
        finally:
            client.close()


def ask(client: Client, user: str = "u") -> dict[str, Any]:
    return client.ask("extract", SCHEMA, "s", user)


def test_the_request_has_schema_and_key_and_is_sent_once() -> None:
    with asked(Scripted({"events": []})) as (client, service, _):
        assert ask(client) == {"events": []}
        assert ask(client) == {"events": []}
        spent = client.ledger.spent()
    assert len(service.requests) == 1
    assert service.keys == ["Bearer a-key"]
    assert service.requests[0]["temperature"] == 0
    assert service.requests[0]["response_format"]["json_schema"] == {
        "name": "extract",
        "strict": True,
        "schema": SCHEMA,
    }
    assert (spent.tokens_in, spent.tokens_out) == (1000, 100)


def test_answers_and_spending_outlive_the_process(tmp_path: Path) -> None:
    cache = tmp_path / "below" / "cache.sqlite"
    with asked(Scripted({"events": []}), cache=cache, price_in=2.0, price_out=10.0) as (client, service, _):
        ask(client)
        address = service.address
    waits: list[float] = []
    settings = LlmSettings(address=address, model="scripted", cache=cache, retries=1)
    again = Client(settings, environment={}, sleep=waits.append)
    assert ask(again) == {"events": []}
    assert again.ledger.spent().money == pytest.approx(0.003)
    with pytest.raises(RetryableError, match="failed 2 times"):
        ask(again, "another question")
    again.close()
    assert b"a-key" not in cache.read_bytes()


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_failures_for_now_are_tried_again(status: int) -> None:
    with asked(Scripted("", status=status), Scripted("", status=status), Scripted({"x": 1})) as (
        client,
        service,
        waits,
    ):
        assert ask(client) == {"x": 1}
    assert len(service.requests) == 3
    assert waits[0] < waits[1]


def test_the_service_says_how_long_to_wait() -> None:
    late = Scripted("", status=429, headers={"Retry-After": "7"})
    with asked(late, Scripted({"x": 1})) as (client, _, waits):
        assert ask(client) == {"x": 1}
    assert waits == [7.0]


def test_a_slow_service_is_given_up() -> None:
    with asked(Scripted({"x": 1}, seconds=0.4), seconds=0.1, retries=1) as (client, _, waits):
        with pytest.raises(RetryableError, match="failed 2 times"):
            ask(client)
        assert len(waits) == 1


def test_a_wrong_key_is_an_error_at_once() -> None:
    with asked(Scripted("no such key", status=401)) as (client, service, _):
        with pytest.raises(EngineError, match="OPENAI_API_KEY"):
            ask(client)
        assert len(service.requests) == 1


@pytest.mark.parametrize(
    "bad",
    [
        Scripted("I am sorry, I cannot."),
        Scripted("[1, 2]"),
        Scripted("{" * 5000),
        Scripted(body="<html>proxy</html>"),
        Scripted(body="[]"),
        Scripted(body='{"choices": []}'),
        Scripted(body='{"choices": [{"message": {"content": null}}], "usage": "many"}'),
    ],
)
def test_answers_without_form(bad: Scripted) -> None:
    with asked(bad) as (client, service, _):
        with pytest.raises(FormError):
            ask(client)
        assert len(service.requests) <= 2


def test_fenced_json_and_missing_usage() -> None:
    with asked(Scripted('```json\n{"x": 1}\n```', usage=None)) as (client, _, _):
        assert ask(client) == {"x": 1}
        assert client.ledger.spent().tokens > 0


def test_the_budget_is_not_exceeded() -> None:
    with asked(Scripted({"x": 1}), budget_tokens=3500, answer_tokens=500) as (client, service, _):
        with pytest.raises(BudgetError, match="budget_tokens"):
            for number in range(10):
                ask(client, f"question {number}")
        assert len(service.requests) == 3
        assert client.ledger.spent().tokens <= 3500
    with (
        asked(Scripted({"x": 1}), budget_money=0.001, price_out=10.0) as (client, service, _),
        pytest.raises(BudgetError, match="budget_money"),
    ):
        ask(client)
    assert not service.requests


def test_halves_of_characters_and_a_closed_cache() -> None:
    with asked(Scripted('{"x": "\ud800\\ud800"}', usage={"prompt_tokens": -1})) as (client, _, _):
        assert ask(client) == ask(client)
        client.ledger.close()
        with pytest.raises(EngineError, match="cache"):
            ask(client, "again")


def test_services_without_schema_get_it_in_words() -> None:
    with asked(Scripted({"x": 1}), answer_format="json_object") as (client, service, _):
        ask(client)
    assert service.requests[0]["response_format"] == {"type": "json_object"}
    assert '"type": "object"' in service.requests[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    "settings",
    [{}, {"address": "http://127.0.0.1:1/v1"}, {"address": "http://x/v1", "model": "m", "answer_format": "xml"}],
)
def test_settings_are_checked(settings: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Client(LlmSettings(**settings))  # type: ignore[arg-type]
