"""Make data/actors/offices.tsv from the lists in tools/data/offices: `python tools/offices.py`.

A list has a line `@ISO3` (or `@ISO3/SECTOR`) and lines `role: day Name|alias; day Name; day -`. A holder stays until
the next day given; a dash leaves the office empty; the last holder stays. `role/SECTOR` overrides the sector GOV.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "tools" / "data" / "offices"
TARGET = ROOT / "src" / "dragoman" / "data" / "actors" / "offices.tsv"
HEAD = """# Offices held: person, aliases (bars), country, sector, role, from, to.
# ISO day, month or year; to empty: still held or unknown.
# Facts, compiled by us and made by tools/offices.py from tools/data/offices; uncertain rows left out.
person	aliases	country	sector	role	from	to
"""
SHORT = {
    "P": "president",
    "PM": "prime minister",
    "FM": "foreign minister",
    "DM": "defence minister",
    "VP": "vice president",
    "deputy PM": "deputy prime minister",
    "PM of the Kurdistan region": "prime minister of the Kurdistan region",
}
DAY = re.compile(r"(\d{4}(?:-\d\d){0,2})\s+(.+)")


def main() -> None:
    rows: list[tuple[str, ...]] = []
    for path in sorted(SOURCE.glob("*.txt")):
        country, sector = "", "GOV"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("@"):
                country, _, sector = line[1:].strip().partition("/")
            elif line.strip() and not line.startswith("#"):
                try:
                    rows += holders(line, country, sector or "GOV")
                except ValueError as error:
                    raise SystemExit(f"{path}:{number}: {error}") from error
    aliases: dict[str, dict[str, None]] = {}
    for person, names, *_ in rows:
        aliases.setdefault(person, {}).update(dict.fromkeys(filter(None, names.split("|"))))
    lines = ["\t".join((person, "|".join(aliases[person]), *rest)) for person, _, *rest in rows]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "rows,", len(aliases), "persons")


def holders(line: str, country: str, sector: str) -> list[tuple[str, ...]]:
    """The rows of one office."""
    role, _, rest = line.partition(":")
    role, *codes = role.strip().split("/")
    if len(codes) == 2:
        country, sector = codes
    elif codes:
        sector = codes[0]
    terms = []
    for part in filter(None, (piece.strip() for piece in rest.split(";"))):
        found = DAY.fullmatch(part)
        if found is None:
            raise ValueError(f"no day and name in {part!r}")
        terms.append((found[1], found[2].strip()))
    out = []
    for at, (start, name) in enumerate(terms):
        if name == "-":
            continue
        end = terms[at + 1][0] if at + 1 < len(terms) else ""
        person, _, names = name.partition("|")
        out.append((person, names, country, sector, SHORT.get(role, role), start, end))
    if [start for start, _ in terms] != sorted(start for start, _ in terms):
        raise ValueError("days out of order")
    return out


if __name__ == "__main__":
    main()
