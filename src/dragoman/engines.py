"""Name -> engine: the built-in one ("default") or an entry point of group `dragoman.<stage>`."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from dragoman.data import Data
from dragoman.errors import EngineError
from dragoman.settings import Settings
from dragoman.translate import Translator

STAGES = ("extract", "parse", "actors", "events", "times", "places", "claims")


def load(stage: str, settings: Settings, data: Data) -> Any:
    """The engine that the settings name for a stage.

    Raises:
        EngineError: no installed package offers an engine of that name.
    """
    name = getattr(settings.engines, stage)
    if name == "default":
        return import_module(f"dragoman.{stage}").load(settings, data)
    return _installed(stage, name, "default").load()(settings, data)


def translator(settings: Settings, data: Data) -> Translator | None:
    """The engine that translates, if the settings name one.

    Raises:
        EngineError: no installed package offers an engine of that name.
    """
    name = settings.engines.translate
    if not name:
        return None
    if name == "llm":
        from dragoman.llm.translate import load as load_llm

        return load_llm(settings, data)
    engine: Translator = _installed("translate", name, "llm").load()(settings, data)
    return engine


def _installed(stage: str, name: str, built_in: str) -> EntryPoint:
    found = entry_points(group=f"dragoman.{stage}", name=name)
    if not found:
        offered = sorted(point.name for point in entry_points(group=f"dragoman.{stage}"))
        raise EngineError(f"no engine {name!r} for {stage!r}; installed: {', '.join([built_in, *offered])}")
    return next(iter(found))
