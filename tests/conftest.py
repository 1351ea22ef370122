from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman import engines
from dragoman.actors import ActorFinder
from dragoman.data import Data
from dragoman.parse import Parser
from dragoman.pipeline import Coder, document_of
from dragoman.records import Parse
from dragoman.settings import Settings

ParseText = Callable[..., Parse]
CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings()


@pytest.fixture(scope="session")
def data() -> Data:
    return Data()


@pytest.fixture(scope="session")
def parser(settings: Settings, data: Data) -> Parser:
    loaded: Parser = engines.load("parse", settings, data)
    return loaded


@pytest.fixture(scope="session")
def actors(settings: Settings, data: Data) -> ActorFinder:
    loaded: ActorFinder = engines.load("actors", settings, data)
    return loaded


@pytest.fixture(scope="session")
def coder(settings: Settings) -> Coder:
    return Coder(settings)


@pytest.fixture(scope="session")
def parse_text(parser: Parser) -> ParseText:
    """Parse a text: `parse_text(text, published="2024-05-01", title="...")`."""

    def parse(text: str, *, published: str | None = None, title: str = "") -> Parse:
        return next(iter(parser.parse([document_of(text, published=published, title=title)])))

    return parse
