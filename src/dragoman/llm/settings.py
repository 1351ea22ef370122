"""Settings of the language model engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """The engine is off unless `engines.events` (and, for status and sources, `engines.claims`) is "llm".

    `address`: of an OpenAI-compatible service, up to and with `/v1`. `key_variable`: the environment variable that
    holds its key; the key itself is never a setting, so it is in no store and no log. `mode`: "arbitrate" sends only
    events of a confidence below `below`, "extract" sends every article. `answer_format`: "json_schema", or
    "json_object" or "text" for services that know no schema. `seconds`: longest wait for an answer. `retries`:
    further tries of a request that failed for now. `answer_tokens`: longest answer. `request_chars`: longest stretch
    of an article in one request.

    `cache`: a file that keeps answers and what was spent, shared by all processes; without it each process has a
    memory and a budget of its own. `budget_tokens` and `budget_money` (0: no limit): what may be spent in all by that
    file. `price_in` and `price_out`: money for a million tokens. `fallback`: when the budget is spent or the service
    fails, keep the events of the built-in coder instead of raising an error.
    """

    address: str = ""
    model: str = ""
    key_variable: str = "OPENAI_API_KEY"
    mode: str = "arbitrate"
    below: float = 0.75
    answer_format: str = "json_schema"
    seconds: float = 60.0
    retries: int = 4
    answer_tokens: int = 3000
    request_chars: int = 12_000
    cache: Path | None = None
    budget_tokens: int = 1_000_000
    budget_money: float = 0.0
    price_in: float = 0.0
    price_out: float = 0.0
    fallback: bool = True
