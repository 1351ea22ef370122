"""Make data/actors/organisations.tsv from the lists in tools/data/organisations: `python tools/organisations.py`.

A line is `COUNTRY/SECTOR/kind: Name|alias|alias; Name; ...`; a dash for no sector.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "tools" / "data" / "organisations"
TARGET = ROOT / "src" / "dragoman" / "data" / "actors" / "organisations.tsv"
HEAD = """# Bodies, armed groups, parties, agencies, media, companies. country: ISO alpha-3 or a body's code;
# sector: PLOVER; aliases between bars; kind: what it is, for readers.
# Facts, compiled by us and made by tools/organisations.py from tools/data/organisations.
name	aliases	country	sector	kind
"""


def main() -> None:
    rows: dict[tuple[str, str], str] = {}
    for path in sorted(SOURCE.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            label, _, rest = line.partition(": ")
            if label.count("/") != 2 or not rest:
                raise SystemExit(f"{path}:{number}: expected COUNTRY/SECTOR/kind: names")
            country, sector, kind = label.split("/")
            for entry in filter(None, (piece.strip() for piece in rest.split(";"))):
                name, _, aliases = entry.partition("|")
                row = "\t".join((name, aliases, country, sector.replace("-", ""), kind))
                rows.setdefault((name, country), row)
    TARGET.write_text(HEAD + "\n".join(rows.values()) + "\n", encoding="utf-8")
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
