"""Every command, option and setting is documented."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

from dragoman.cli.app import app
from dragoman.settings import Settings

MANUAL = (Path(__file__).parents[1] / "docs" / "manual.md").read_text(encoding="utf-8")
README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def commands(group: click.Command, path: str = "dragoman") -> Iterator[tuple[str, click.Command]]:
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_commands_and_options_are_documented() -> None:
    for path, command in commands(typer.main.get_command(app)):
        assert path in MANUAL, path
        for parameter in command.params:
            options = [option for option in parameter.opts if option.startswith("--")]
            assert not options or any(option in MANUAL for option in options), (path, options)


def test_settings_are_documented() -> None:
    for field in dataclasses.fields(Settings):
        value = getattr(Settings(), field.name)
        inner = dataclasses.fields(value) if dataclasses.is_dataclass(value) else ()
        for name in [f"{field.name}.{one.name}" for one in inner] or [field.name]:
            assert f"`{name}`" in MANUAL, name


def test_the_two_commands_are_in_the_readme() -> None:
    assert "make demo" in README
    assert "make test" in README
