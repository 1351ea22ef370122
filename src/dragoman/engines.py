"""Name -> engine: the built-in one ("default") or an entry point of group `dragoman.<stage>`."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from dragoman.data import Data
from dragoman.errors import EngineError
from dragoman.settings import Settings

STAGES = ("extract", "parse", "actors", "events", "times", "places", "claims")


def load(stage: str, settings: Settings, data: Data) -> Any:
    """The engine that the settings name for a stage.

    Raises:
        EngineError: no installed package offers an engine of that name.
    """
    name = getattr(settings.engines, stage)
    if name == "default":
        return import_module(f"dragoman.{stage}").load(settings, data)
    found = entry_points(group=f"dragoman.{stage}", name=name)
    if not found:
        offered = sorted(p.name for p in entry_points(group=f"dragoman.{stage}"))
        raise EngineError(f"no engine {name!r} for the stage {stage!r}; installed: {', '.join(['default', *offered])}")
    return next(iter(found)).load()(settings, data)
