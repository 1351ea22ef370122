"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Published = Annotated[str | None, typer.Option(help="Publication date (YYYY-MM-DD) of pages that do not tell theirs.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="Column of a table: field=name, e.g. text=body. May be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of a table.")]
StoreOption = Annotated[Path, typer.Option("--store", "-s", help="Folder of the store.")]
AsOf = Annotated[str | None, typer.Option(help="The store as of a version or date.")]
Contact = Annotated[str | None, typer.Option(help="E-mail or web address that hosts are told to complain to.")]
AllowHost = Annotated[
    list[str] | None, typer.Option("--allow-host", help="Host that may be private (name or name:port).")
]
Translate = Annotated[
    str | None, typer.Option(help="Engine that translates other languages: llm, or an installed one.")
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="A TOML file of settings.")]
