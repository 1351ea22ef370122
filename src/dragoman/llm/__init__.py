"""Events, and who says so, by any OpenAI-compatible language model. Off unless the settings name the engine "llm"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.llm.settings import LlmSettings

if TYPE_CHECKING:
    from dragoman.data import Data
    from dragoman.llm.claims import LlmWitness
    from dragoman.llm.events import LlmEvents
    from dragoman.settings import Settings

__all__ = ["LlmSettings", "load_claims", "load_events"]


def load_events(settings: Settings, data: Data) -> LlmEvents:
    """The engine of entry point group `dragoman.events`, name "llm"."""
    from dragoman.llm.events import LlmEvents

    return LlmEvents(settings, data, of(settings))


def load_claims(settings: Settings, data: Data) -> LlmWitness:
    """The engine of entry point group `dragoman.claims`, name "llm"."""
    from dragoman.llm.claims import LlmWitness

    return LlmWitness(settings, data)


def of(settings: Settings) -> LlmSettings:
    """The section `llm` of the settings."""
    found = getattr(settings, "llm", None)
    return found if isinstance(found, LlmSettings) else LlmSettings()
