"""What to watch: a TOML file, an OPML file, or a single feed or sitemap."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dragoman.errors import SettingsError
from dragoman.read.limits import Limits
from dragoman.read.lists import parse_listing
from dragoman.records import Given


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, sitemap or list of them. `given`: what is known of all its pages. `minutes`: between two looks at it,
    None for the general setting. `newest_days`: older entries are passed over, None: all are taken."""

    url: str
    given: Given = field(default_factory=Given)
    minutes: float | None = None
    newest_days: float | None = None


@dataclass(frozen=True, slots=True)
class Watchlist:
    feeds: tuple[Feed, ...]
    limits: Limits = field(default_factory=Limits)


def read_watchlist(source: str) -> Watchlist:
    """The feeds of a TOML file, an OPML file, or of one address.

    A TOML file has a list of addresses `feeds = [...]`, or tables `[[feeds]]` with `url` and, as one likes,
    `publisher`, `language`, `minutes`, `newest_days`; and a table `[limits]` with the fields of `Limits`.

    Raises:
        SettingsError: the file cannot be read, or a key or value is not understood.
    """
    if source.startswith(("http://", "https://")):
        return Watchlist((Feed(source),))
    path = Path(source).expanduser()
    try:
        body = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"cannot read the list of feeds {path}: {error.strerror or error}") from error
    listing = parse_listing(body) if body.lstrip()[:1] == b"<" else None
    if listing is not None:
        return Watchlist(tuple(Feed(url) for url in listing.more))
    try:
        tree = tomllib.loads(body.decode("utf-8"))
    except ValueError as error:
        raise SettingsError(f"{path} is neither TOML nor OPML: {error}") from error
    unknown = set(tree) - {"feeds", "limits"}
    if unknown:
        raise SettingsError(f"{path}: unknown keys {', '.join(sorted(unknown))}; known here: feeds, limits")
    feeds = tree.get("feeds", [])
    if not isinstance(feeds, list) or not feeds:
        raise SettingsError(f'{path} names no feeds: write feeds = ["https://..."] or tables [[feeds]]')
    return Watchlist(tuple(_feed(one, path) for one in feeds), read_limits(tree.get("limits", {}), str(path)))


def read_limits(tree: Any, where: str, base: Limits | None = None) -> Limits:
    """Limits from a table of settings.

    Raises:
        SettingsError: a key or value is not understood.
    """
    base = base or Limits()
    known = {one.name: type(getattr(base, one.name)) for one in dataclasses.fields(Limits)}
    if not isinstance(tree, Mapping):
        raise SettingsError(f"{where}: limits is a table: write [limits] with keys below it")
    values: dict[str, Any] = {}
    for key, value in tree.items():
        if key not in known:
            raise SettingsError(f"{where}: unknown limit {key!r}; known here: {', '.join(sorted(known))}")
        values[key] = _limit(known[key], key, value, where)
    return replace(base, **values)


def _limit(kind: type, key: str, value: Any, where: str) -> Any:
    try:
        if kind is tuple:
            items = [value] if isinstance(value, str) else list(value)
            return tuple(float(one) if key == "revisit_hours" else str(one).lower() for one in items)
        if kind is bool:
            if not isinstance(value, bool):
                raise ValueError("write true or false")
            return value
        if kind is str:
            return str(value)
        number = kind(value)
        if number < (1 if kind is int else 0):
            raise ValueError("it is too small")
        return number
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where}: the limit {key!r} cannot be {value!r}: {error}") from error


def _feed(one: Any, path: Path) -> Feed:
    if isinstance(one, str):
        one = {"url": one}
    if not isinstance(one, Mapping) or not isinstance(one.get("url"), str):
        raise SettingsError(f"{path}: every feed needs a url")
    unknown = set(one) - {"url", "publisher", "language", "minutes", "newest_days"}
    if unknown:
        raise SettingsError(
            f"{path}: unknown keys {', '.join(sorted(unknown))} of the feed {one['url']}; "
            "known here: url, publisher, language, minutes, newest_days"
        )
    try:
        minutes, days = (None if one.get(key) is None else float(one[key]) for key in ("minutes", "newest_days"))
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{path}: the feed {one['url']}: {error}") from error
    given = Given(publisher=one.get("publisher"), language=one.get("language"))
    return Feed(one["url"], given, minutes, days)
