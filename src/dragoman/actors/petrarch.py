"""Actor and agent files of PETRARCH, TABARI and their kin.

An actor: a name, `+` synonyms, and codes in brackets, each with an optional time: `[AFGGOV 011222-140929]`,
`[AFGELI >140929]`, `[AFGREB <20011222]`. An agent: a common noun, its plural in
braces, and a code: `POLICEMAN {POLICEMEN} [~COP]`. A word set: `!MINIST! =` with `+` lines,
put into the names that hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

CODES = re.compile(r"\[([^\]]*)\]")
PLURAL = re.compile(r"\{([^}]*)\}")
SPAN = re.compile(r"^(\S+?)\s*(?:([<>])\s*(\d{6}|\d{8})|(\d{6}|\d{8})\s*-\s*(\d{6}|\d{8}))?\s*$")
CENTURY = 50  # two-digit years from here on are 19xx
MOST = 200  # forms that one name with word sets may take


@dataclass(slots=True)
class _Block:
    """An actor as its lines are read: names and codes."""

    names: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    plural: str = ""


def read(lines: Iterable[str], mapping: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of offices (dated codes), organisations (undated ones) and roles (agents), in the order of the file."""
    block = _Block()
    sets: dict[str, list[str]] = {}
    current: str | None = None
    for raw in lines:
        line = re.sub(r"<!--.*?-->", "", raw).split(";")[0].split("#")[0].rstrip()
        if not line.strip():
            continue
        text = line.strip()
        if text.startswith("!") and text.rstrip("_ ").endswith("="):
            current = text.split("=")[0].strip().strip("!").strip()
            sets[current] = []
            continue
        if current is not None and text.startswith("+") and not CODES.search(text):
            sets[current].append(_words(text[1:]))
            continue
        current = None
        codes = CODES.findall(text)
        name = CODES.sub("", text).strip()
        if name and not name.startswith("+"):
            yield from _rows(block, sets, mapping)
            block = _Block()
        if name:
            plural = PLURAL.search(name)
            block.plural = plural[1] if plural else block.plural
            block.names.append(PLURAL.sub("", name).lstrip("+").strip())
        block.codes += [code.strip() for code in codes if code.strip()]
    yield from _rows(block, sets, mapping)


def _rows(
    block: _Block, sets: Mapping[str, list[str]], mapping: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, str]]]:
    names = [form for name in block.names for form in _forms(name, sets)][:MOST]
    if not names or not block.codes:
        return
    if all(code.startswith("~") for code in block.codes):
        words = [name.lower() for name in names]
        sector = _sectors(block.codes[0][1:], mapping)
        yield "roles", {"words": "|".join(words), "sector": sector[0] if sector else "", "kind": "group"}
        return
    titled = [_title(name) for name in names]
    main, aliases = titled[0], "|".join(titled[1:])
    for code in block.codes:
        found = SPAN.match(code)
        if found is None:
            continue
        country, sectors = _split(found[1], mapping)
        row = {"aliases": aliases, "country": country, "sector": sectors[0] if sectors else ""}
        start, end = _days(found)
        if start or end:
            role = "former official" if "ELI" in sectors else "official"
            yield "offices", {"person": main, "role": role, "from": start, "to": end, **row}
        else:
            yield "organisations", {"name": main, "kind": "imported", **row}


def _forms(name: str, sets: Mapping[str, list[str]]) -> list[str]:
    """A name with each word of the sets that it holds."""
    forms = [name]
    for key, words in sets.items():
        mark = f"!{key}!"
        if mark in name:
            forms = [form.replace(mark, word) for form in forms for word in words][:MOST]
    return [text for form in forms if (text := _words(form))]


def _words(name: str) -> str:
    return " ".join(name.replace("_", " ").split())


def _title(name: str) -> str:
    """A name in capitals as it is printed: acronyms of up to four letters stay."""
    if not name.isupper():
        return name
    return " ".join(word if len(word) <= 4 and " " not in name else word.capitalize() for word in name.split())


def _split(code: str, mapping: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Country and sectors of a code of three-letter parts."""
    bodies, countries = mapping["bodies"], mapping["countries"]
    for known in sorted(bodies, key=len, reverse=True):
        if code.startswith(known):
            return bodies[known], _sectors(code[len(known) :], mapping)
    return countries.get(code[:3], code[:3]), _sectors(code[3:], mapping)


def _sectors(code: str, mapping: Mapping[str, Any]) -> list[str]:
    parts = [code[at : at + 3] for at in range(0, len(code) - len(code) % 3, 3)]
    return [mapping["sectors"].get(part, part) for part in parts]


def _days(found: re.Match[str]) -> tuple[str, str]:
    """First and last day of a restriction; empty for an open end."""
    if found[2] == "<":
        return "", _day(found[3])
    if found[2] == ">":
        return _day(found[3]), ""
    return (_day(found[4]), _day(found[5])) if found[4] else ("", "")


def _day(digits: str) -> str:
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) >= CENTURY else "20") + digits
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
