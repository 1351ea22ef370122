"""Frozen settings: defaults, then a TOML file, then the environment (`DRAGOMAN_PARSE__PIPELINE=...`)."""

from __future__ import annotations

import dataclasses
import os
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.errors import SettingsError
from dragoman.llm.settings import LlmSettings

PREFIX = "DRAGOMAN_"
NO_SETTINGS = frozenset({"DRAGOMAN_LOG"})  # how much the libraries log: read by the command line


@dataclass(frozen=True, slots=True)
class Engines:
    """Which engine does each stage: "default", or the name of an entry point of group `dragoman.<stage>`. `translate`:
    "" for none, "llm", or an entry point of group `dragoman.translate`: it brings other languages into a coded one."""

    extract: str = "default"
    parse: str = "default"
    actors: str = "default"
    events: str = "default"
    times: str = "default"
    places: str = "default"
    claims: str = "default"
    translate: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """`max_bytes`: larger pages are rejected. `min_words`: shorter bodies are rejected."""

    max_bytes: int = 10_000_000
    min_words: int = 8


@dataclass(frozen=True, slots=True)
class PrefilterSettings:
    """`enabled`: articles without a sentence that may hold an event are kept, not parsed. `threshold`: log-odds from
    which a sentence may; lower values parse more."""

    enabled: bool = True
    threshold: float = 2.5


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """`pipeline`: an installed spaCy pipeline. `max_chars`: longer articles are cut at a sentence, with a note."""

    pipeline: str = "en_core_web_sm"
    max_chars: int = 200_000


@dataclass(frozen=True, slots=True)
class EventSettings:
    """`threshold`: events of lower confidence are dropped."""

    threshold: float = 0.7


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `data`: a folder whose files override or extend the package's own data."""

    data: Path | None = None
    languages: tuple[str, ...] = ("en",)
    engines: Engines = field(default_factory=Engines)
    extract: Extract = field(default_factory=Extract)
    prefilter: PrefilterSettings = field(default_factory=PrefilterSettings)
    parse: ParseSettings = field(default_factory=ParseSettings)
    events: EventSettings = field(default_factory=EventSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)

    @classmethod
    def load(cls, path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from a TOML file and the environment.

        Raises:
            SettingsError: the file cannot be read, or a key or value is not understood.
        """
        tree: dict[str, Any] = {}
        if path is not None:
            try:
                tree = tomllib.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise SettingsError(f"cannot read the settings file {path}: {error}") from error
        for key, value in (os.environ if environment is None else environment).items():
            if key.startswith(PREFIX) and key not in NO_SETTINGS:
                *sections, name = key[len(PREFIX) :].lower().split("__")
                branch = tree
                for section in sections:
                    branch = branch.setdefault(section, {})
                branch[name] = value
        settings: Settings = _build(cls, tree, "")
        return settings


def _build(kind: Any, tree: Any, where: str) -> Any:
    if not isinstance(tree, Mapping):
        raise SettingsError(f"setting '{where}' is a section: write [{where}] with keys below it")
    hints = typing.get_type_hints(kind)
    known = {f.name: hints[f.name] for f in dataclasses.fields(kind)}
    values = {}
    for key, value in tree.items():
        name = f"{where}.{key}" if where else key
        if key not in known:
            raise SettingsError(f"unknown setting '{name}'; known here: {', '.join(sorted(known))}")
        wanted = known[key]
        values[key] = _build(wanted, value, name) if dataclasses.is_dataclass(wanted) else _convert(wanted, value, name)
    return kind(**values)


def _convert(wanted: Any, value: Any, name: str) -> Any:
    try:
        if wanted == tuple[str, ...]:
            return tuple(value.replace(",", " ").split() if isinstance(value, str) else map(str, value))
        if wanted == Path | None:
            return Path(value).expanduser() if value else None
        if wanted is bool:
            if isinstance(value, bool):
                return value
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[str(value).lower()]
        return wanted(value)
    except (TypeError, ValueError, KeyError) as error:
        raise SettingsError(f"setting '{name}' cannot be {value!r}: {error}") from error
