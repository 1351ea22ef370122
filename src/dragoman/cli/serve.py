"""The command `serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    store: Annotated[Path, typer.Option("--store", "-s", help="Folder of the store.")] = Path("store"),
    host: Annotated[str, typer.Option(help="Address to bind to; other than loopback needs a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8090,
    write: Annotated[
        bool, typer.Option("--write", help="Let reviews and pasted articles be kept in the store.")
    ] = False,
    fetch: Annotated[
        bool | None,
        typer.Option("--fetch/--no-fetch", help="Let pasted addresses be fetched; by default on loopback only."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(help="Token that every request must show; made up where one is needed.")
    ] = None,
    token_file: Annotated[Path | None, typer.Option(help="A file that holds the token.")] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="Host name by which the server is reached; may be repeated.")
    ] = None,
    settings: Annotated[Path | None, typer.Option("--settings", help="A TOML file of settings.")] = None,
) -> None:
    """Open the web page and the HTTP API over a store."""
    import secrets

    from dragoman.errors import SettingsError
    from dragoman.serve import run
    from dragoman.serve.options import LOOPBACK, ServeOptions, is_loopback

    local = is_loopback(host)
    if token_file is not None:
        try:
            token = token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"cannot read the token from {token_file}: {error}") from error
    if not local and not token:
        token = secrets.token_urlsafe(24)
    options = ServeOptions(
        store=store,
        token=token,
        write=write,
        fetch=local if fetch is None else fetch,
        hosts=(*LOOPBACK, host.lower(), *(one.lower() for one in name or ())),
        settings=settings,
    )
    shown = (name or [host])[0]
    address = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
    run(
        options,
        host=host,
        port=port,
        ready=lambda: typer.echo(f"The page over {store}, until you press Ctrl+C:\n{address}"),
    )
