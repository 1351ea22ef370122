"""Users' own actors: read, written to a data folder, and put before ours."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pytest

from dragoman.actors import importers
from dragoman.actors.finder import TableActorFinder
from dragoman.actors.lookup import lookup
from dragoman.actors.tables import Tables, load
from dragoman.data import Data
from dragoman.errors import DataError
from tests.conftest import ParseText

PETRARCH = """# a comment
FREDONIA_  ; a state
+FREDONIAN_
\t[FRD]
RUFUS_FIREFLY_
+PRESIDENT_FIREFLY_
\t[FRDGOV 010203-050607]
\t[FRDELI >050607]
SYLVANIAN_BROADCASTING  [SYLMED]
TRENTINO_ARMY [SYLMIL <19991231]
POLICEMAN {POLICEMEN} [~COP]
REPORTER [~MED]
!MINIST! =
+MINISTER_
+PREMIER_
SYLVANIAN_!MINIST! [SYLGOV]
"""


def item(identity: str, label: str, **claims: object) -> dict[str, object]:
    return {"id": identity, "labels": {"en": {"value": label}}, "claims": claims}


def link(identity: str, **qualifiers: str) -> dict[str, object]:
    held = {
        key: [{"datavalue": {"value": {"time": f"+{day}T00:00:00Z", "precision": 11}}}]
        for key, day in qualifiers.items()
    }
    return {"mainsnak": {"datavalue": {"value": {"id": identity}}}, "qualifiers": held}


WIKIDATA = [
    item("Q1", "Fredonia", P298=[{"mainsnak": {"datavalue": {"value": "FRD"}}}]),
    item("Q2", "Minister of Defence of Fredonia", P1001=[link("Q1")]),
    item(
        "Q3",
        "Rufus Firefly",
        P31=[link("Q5")],
        P39=[link("Q2", P580="2001-02-03", P582="2005-06-07")],
        P27=[link("Q1")],
    ),
    item("Q4", "Fredonia Today", P31=[link("Q11032")], P17=[link("Q1")]),
    item("Q9", "A mountain", P31=[link("Q8502")]),
]


@pytest.fixture(scope="module")
def tables(data: Data) -> Tables:
    return load(data)


def test_petrarch(tmp_path: Path, tables: Tables) -> None:
    path = tmp_path / "actors.txt"
    path.write_text(PETRARCH, encoding="utf-8")
    rows = list(importers.read(path, tables))
    offices = [row for table, row in rows if table == "offices"]
    assert (offices[0]["person"], offices[0]["from"], offices[0]["to"]) == ("Rufus Firefly", "2001-02-03", "2005-06-07")
    assert (offices[1]["sector"], offices[1]["from"], offices[1]["to"]) == ("ELI", "2005-06-07", "")
    assert (offices[2]["sector"], offices[2]["to"]) == ("MIL", "1999-12-31")
    bodies = {row["name"]: row for table, row in rows if table == "organisations"}
    assert bodies["Sylvanian Broadcasting"]["sector"] == "JRN"
    assert bodies["Sylvanian Minister"]["aliases"] == "Sylvanian Premier"
    assert bodies["Fredonia"]["country"] == "FRD"
    roles = {row["words"]: row["sector"] for table, row in rows if table == "roles"}
    assert roles == {"policeman": "COP", "reporter": "JRN"}


@pytest.mark.parametrize("ending", [".json", ".json.gz", ".jsonl.bz2"])
def test_wikidata(ending: str, tmp_path: Path, tables: Tables) -> None:
    text = "[\n" + ",\n".join(json.dumps(one) for one in WIKIDATA) + "\n]\nbroken {\n"
    path = tmp_path / f"dump{ending}"
    packed = {".gz": gzip.compress, ".bz2": bz2.compress}.get(path.suffix, bytes)(text.encode())
    path.write_bytes(packed)
    rows = list(importers.read(path, tables))
    assert [table for table, _ in rows] == ["offices", "organisations"]
    office = rows[0][1]
    assert (office["person"], office["country"], office["sector"], office["id"]) == (
        "Rufus Firefly",
        "FRD",
        "GOV",
        "Q3",
    )
    assert (office["from"], office["to"]) == ("2001-02-03", "2005-06-07")
    assert (rows[1][1]["name"], rows[1][1]["sector"], rows[1][1]["country"]) == ("Fredonia Today", "JRN", "FRD")


def test_users_tables_come_first(tmp_path: Path, tables: Tables, parse_text: ParseText) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(
        "name\taliases\tcountry\tsector\tid\nBlue Lantern\tLantern Party\tLUX\tPTY\tQ77\nNATO\t\tLUX\tBUS\tQ78\n",
        encoding="utf-8",
    )
    assert importers.write(importers.read(path, tables), tmp_path / "data") == {"organisations": 2}
    finder = TableActorFinder(Data(tmp_path / "data"))
    parse = parse_text("Blue Lantern rejected the plan.")
    actor = finder.find(parse).actors[0]
    assert (actor.country, actor.sector, actor.identifier) == ("LUX", "PTY", "Q77")
    assert lookup("NATO", finder.tables)[0].identifier == "Q78"


def test_imports_add_up(tmp_path: Path, tables: Tables) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("person\tcountry\trole\tfrom\nRufus Firefly\tLUX\tpresident\t2001\n", encoding="utf-8")
    importers.write(importers.read(path, tables), tmp_path)
    importers.write(importers.read(path, tables), tmp_path)
    written = (tmp_path / "actors" / "offices.extra.tsv").read_text(encoding="utf-8").splitlines()
    assert len(written) == 3
    found = lookup("Rufus Firefly", load(Data(tmp_path)), on="2003-01-01")
    assert [actor.role for actor in found] == ["president"]


@pytest.mark.parametrize("content", ["colour\tsize\nred\t1\n", ""])
def test_unknown_columns(content: str, tmp_path: Path, tables: Tables) -> None:
    path = tmp_path / "odd.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"odd\.tsv"):
        list(importers.read(path, tables))


def test_missing_file(tmp_path: Path, tables: Tables) -> None:
    with pytest.raises(DataError, match="nowhere"):
        list(importers.read(tmp_path / "nowhere.txt", tables))
