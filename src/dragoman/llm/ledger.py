"""Answers that were paid for, and what they cost: one SQLite file, shared by all processes that name it."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import EngineError

TABLES = """
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS spent (tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL, money REAL NOT NULL);
"""


class BudgetError(EngineError):
    """The budget of the language model is spent."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent so far: tokens sent and received, money in the unit of the prices."""

    tokens_in: int = 0
    tokens_out: int = 0
    money: float = 0.0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens."""

    tokens_in: float = 0.0
    tokens_out: float = 0.0

    def of(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1e6


class Ledger:
    """Cache and account book; in memory if no path is given.

    Raises:
        EngineError: the file cannot be opened as a ledger.
    """

    def __init__(self, path: Path | None, prices: Prices, *, tokens: int = 0, money: float = 0.0) -> None:
        self.prices = prices
        self.tokens = tokens
        self.money = money
        self._lock = threading.Lock()
        try:
            if path is not None:
                path.expanduser().parent.mkdir(parents=True, exist_ok=True)
            name = ":memory:" if path is None else str(path.expanduser())
            self._base = sqlite3.connect(name, timeout=30, check_same_thread=False, isolation_level=None)
            self._base.executescript(TABLES)
        except (sqlite3.Error, OSError) as error:
            raise EngineError(
                f"cannot use {path} as the cache of the language model: {error}; name another file"
            ) from error

    def close(self) -> None:
        self._base.close()

    def answer(self, key: str) -> str | None:
        """The answer to a request that was asked before."""
        rows = self._run("SELECT answer FROM answers WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def keep(self, key: str, answer: str) -> None:
        self._run("INSERT OR REPLACE INTO answers VALUES (?, ?)", key, answer)

    def spend(self, tokens_in: int, tokens_out: int) -> None:
        """Book what a request has cost."""
        money = self.prices.of(tokens_in, tokens_out)
        self._run("INSERT INTO spent VALUES (?, ?, ?)", tokens_in, tokens_out, money)

    def spent(self) -> Spent:
        columns = "coalesce(sum(tokens_in), 0), coalesce(sum(tokens_out), 0), coalesce(sum(money), 0)"
        (row,) = self._run(f"SELECT {columns} FROM spent")
        return Spent(*row)

    def _run(self, statement: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._base.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise EngineError(f"the cache of the language model fails: {error}; is the disk full?") from error

    def check(self, tokens_in: int, tokens_out: int) -> None:
        """Raise BudgetError if a request of that size, at the worst, would exceed the budget."""
        spent = self.spent()
        if self.tokens and spent.tokens + tokens_in + tokens_out > self.tokens:
            raise BudgetError(
                f"{spent.tokens} of {self.tokens} tokens are spent, the next request needs up to "
                f"{tokens_in + tokens_out}: raise llm.budget_tokens or leave llm.fallback on"
            )
        if self.money and spent.money + self.prices.of(tokens_in, tokens_out) > self.money:
            raise BudgetError(f"{spent.money:.2f} of {self.money:.2f} are spent: raise llm.budget_money")
