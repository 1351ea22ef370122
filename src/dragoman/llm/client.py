"""Questions to an OpenAI-compatible service, answered in JSON: cached, budgeted, tried again (needs httpx2)."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dragoman.errors import EngineError, RetryableError, SettingsError
from dragoman.llm.ledger import Ledger, Prices
from dragoman.llm.settings import LlmSettings

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)
FOR_NOW = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
FORMATS = ("json_schema", "json_object", "text")
FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
CHARS_PER_TOKEN = 3.5  # low for English, so that the estimate before a request is rather too high
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
FORM_TRIES = 2  # answers that are no JSON object, before the request is given up


class FormError(RetryableError):
    """The service answered, but not in the form that was asked for. `cut`: the answer was too long to be finished."""

    def __init__(self, message: str, *, cut: bool = False) -> None:
        super().__init__(message)
        self.cut = cut


class Client:
    """Asks one service. Thread-safe; close it after use.

    Raises:
        SettingsError: no address or model is set, or a setting is not understood.
        EngineError: httpx2 is not installed, or the service refuses for good (key, model, address).
    """

    def __init__(
        self,
        settings: LlmSettings,
        *,
        environment: Mapping[str, str] | None = None,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        try:
            import httpx2
        except ImportError as error:
            raise EngineError("the language model engine needs httpx2: pip install 'dragoman[llm]'") from error
        if not settings.address or not settings.model:
            raise SettingsError("the engine llm needs llm.address (such as http://127.0.0.1:8000/v1) and llm.model")
        if settings.answer_format not in FORMATS:
            raise SettingsError(f"llm.answer_format {settings.answer_format!r}: write one of {', '.join(FORMATS)}")
        self.settings = settings
        self.ledger = Ledger(
            settings.cache,
            Prices(settings.price_in, settings.price_out),
            tokens=settings.budget_tokens,
            money=settings.budget_money,
        )
        key = (os.environ if environment is None else environment).get(settings.key_variable, "")
        self._sleep = sleep
        self._failures: tuple[type[Exception], ...] = (httpx2.HTTPError, httpx2.StreamError, OSError)
        self._wrong_address = httpx2.InvalidURL
        self._http = httpx2.Client(
            base_url=settings.address.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=settings.seconds,
            transport=transport,
        )

    def close(self) -> None:
        self._http.close()
        self.ledger.close()

    def ask(self, name: str, schema: dict[str, Any], system: str, user: str) -> dict[str, Any]:
        """The JSON object that the service answers, from the cache where it was asked before.

        Raises:
            BudgetError: the request might exceed the budget; nothing was sent.
            RetryableError: the service failed at every try (FormError: its answer had not the form).
            EngineError: the service refuses for good.
        """
        request = self._request(name, schema, system, user)
        body = json.dumps(request, sort_keys=True, ensure_ascii=False)
        key = hashlib.sha256(f"{self.settings.address}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
        held = self.ledger.answer(key)
        if held is not None:
            return _object(held)
        estimate = int(len(body) / CHARS_PER_TOKEN)
        for attempt in range(FORM_TRIES):
            self.ledger.check(estimate, self.settings.answer_tokens)
            reply = self._post(body)
            usage = reply.get("usage") or {}
            try:
                answer = _content(reply)
            except FormError:
                self._book(usage, estimate, self.settings.answer_tokens)
                raise
            self._book(usage, estimate, int(len(answer) / CHARS_PER_TOKEN))
            try:
                found = _object(answer)
            except FormError:
                if attempt + 1 == FORM_TRIES:
                    raise
                continue
            self.ledger.keep(key, answer)
            return found
        raise AssertionError("unreachable")

    def _request(self, name: str, schema: dict[str, Any], system: str, user: str) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.settings.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "max_tokens": self.settings.answer_tokens,
        }
        if self.settings.answer_format == "json_schema":
            form = {"name": name, "strict": True, "schema": schema}
            request["response_format"] = {"type": "json_schema", "json_schema": form}
            return request
        if self.settings.answer_format == "json_object":
            request["response_format"] = {"type": "json_object"}
        request["messages"][0]["content"] += f"\n\nJSON schema of the answer:\n{json.dumps(schema)}"
        return request

    def _book(self, usage: Mapping[str, Any], estimate_in: int, estimate_out: int) -> None:
        """Book what the service counted, or else what we estimate."""
        counts = []
        for name, estimate in (("prompt_tokens", estimate_in), ("completion_tokens", estimate_out)):
            value = usage.get(name) if isinstance(usage, Mapping) else None
            counts.append(value if isinstance(value, int) and value >= 0 else estimate)
        self.ledger.spend(*counts)

    def _post(self, body: str) -> dict[str, Any]:
        """One request, tried again while it fails for now."""
        reason = ""
        for attempt in range(self.settings.retries + 1):
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt) * random.uniform(0.75, 1.25)
            try:
                content = body.encode("utf-8", "replace")
                response = self._http.post(
                    "/chat/completions", content=content, headers={"Content-Type": "application/json"}
                )
            except self._wrong_address as error:
                raise EngineError(f"llm.address {self.settings.address!r}: {error}") from error
            except self._failures as error:
                reason = f"{type(error).__name__}: {error}"
            else:
                if response.status_code == 200:
                    return _reply(response)
                reason = f"status {response.status_code}: {response.text[:300]}"
                if response.status_code not in FOR_NOW:
                    raise EngineError(
                        f"{self.settings.address} refuses the request ({reason}); check llm.model, the key in "
                        f"{self.settings.key_variable} and llm.answer_format"
                    )
                wait = _retry_after(response.headers.get("Retry-After"), wait)
            if attempt < self.settings.retries:
                log.info("%s: %s; again in %.1f s", self.settings.address, reason, wait)
                self._sleep(wait)
        raise RetryableError(f"{self.settings.address} failed {self.settings.retries + 1} times, at last with {reason}")


def _retry_after(header: str | None, otherwise: float) -> float:
    try:
        return min(LONGEST_WAIT, max(0.0, float(header or "")))
    except ValueError:
        return otherwise


def _reply(response: httpx2.Response) -> dict[str, Any]:
    try:
        reply = response.json()
    except (ValueError, RecursionError) as error:
        raise FormError(f"the service sent no JSON: {error}") from error
    if not isinstance(reply, dict):
        raise FormError("the service sent JSON that is no object")
    return reply


def _content(reply: dict[str, Any]) -> str:
    """The text of the first choice."""
    try:
        choice = reply["choices"][0]
        content = choice["message"]["content"]
        end = choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise FormError(f"the service sent no choice: {str(reply)[:300]}") from error
    if end == "length":
        raise FormError("the answer is longer than llm.answer_tokens", cut=True)
    if not isinstance(content, str) or not content.strip():
        raise FormError(f"the service sent no answer: {str(choice)[:300]}")
    return content.encode("utf-8", "replace").decode("utf-8")  # JSON may spell halves of characters


def _object(answer: str) -> dict[str, Any]:
    fenced = FENCE.match(answer)
    try:
        found = json.loads(fenced[1] if fenced else answer)
    except (ValueError, RecursionError) as error:
        raise FormError(f"the answer is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise FormError("the answer is no JSON object")
    return found
