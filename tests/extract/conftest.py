from __future__ import annotations

import pytest

from dragoman.data import Data
from dragoman.extract.pages import PageExtractor
from dragoman.settings import Settings


@pytest.fixture(scope="session")
def extractor(settings: Settings, data: Data) -> PageExtractor:
    return PageExtractor(settings, data)
