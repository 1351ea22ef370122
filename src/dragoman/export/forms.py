"""The formats: their columns, how they are written, and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from dragoman.errors import StoreError

POLECAT = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|"
    "Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|"
    "Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|"
    "Wikipedia Recipient ID|Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|"
    "Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations|Language|Version"
).split("|")
ICEWS = (
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|"
    "Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude"
).split("|")
_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
).split()
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()
GDELT = (
    *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
    *(f"Actor1{name}" for name in _ACTOR),
    *(f"Actor2{name}" for name in _ACTOR),
    *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split(),
    *"NumMentions NumSources NumArticles AvgTone".split(),
    *(f"{kind}Geo_{name}" for kind in ("Actor1", "Actor2", "Action") for name in _GEO),
    "DATEADDED",
    "SOURCEURL",
)
TABBED = "FORMAT csv, DELIMITER '\t', QUOTE '', ESCAPE '', NULLSTR ''"
ONE_ROW = "One row an event; several actors or recipients stand in one cell, separated by `; `."
PAIRS = (
    "One row for each pair of an actor and a recipient. The parties of a reciprocal event (a meeting, a treaty) are"
    " paired both ways, as CAMEO data have them."
)
MODELESS = (
    "The format has no place for what is only announced, alleged or denied: planned events are coded as the act of"
    " announcing them ({reading}), and possible, denied and negated ones are left out unless they were asked for."
)


@dataclass(frozen=True, slots=True)
class Form:
    """A format. `copy`: DuckDB's options of COPY. `modal`: whether it tells what is planned, alleged, denied.
    `columns`: empty where they are those of the statement. `notes`: what a reader of the file must know."""

    name: str
    title: str
    suffix: str
    copy: str
    modal: bool
    columns: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The SELECT statement of the rows, over the relations of `writing.py`."""
        name = "full" if self.name in ("parquet", "jsonl") else "flat" if self.name == "csv" else self.name
        return (files("dragoman.export") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


FORMS = {
    form.name: form
    for form in (
        Form(
            "polecat",
            "POLECAT (PLOVER, tab-separated, 40 columns)",
            ".tsv",
            f"{TABBED}, HEADER",
            False,
            tuple(POLECAT),
            (
                ONE_ROW,
                "Empty cells hold the word `None`, as in POLECAT. `Event ID` is `<document>_<event>`.",
                MODELESS.format(reading="AGREE, CONCEDE or THREATEN"),
                "`Story People`, `Story Organizations`, `Story Locations`, `Wikipedia ... ID` are `None`.",
            ),
        ),
        Form(
            "icews",
            "ICEWS (CAMEO, tab-separated, 20 columns)",
            ".tsv",
            f"{TABBED}, HEADER",
            False,
            tuple(ICEWS),
            (
                PAIRS,
                "`Event Text` is our wording of the CAMEO code; `Intensity` is GDELT's Goldstein score of it;"
                " `Event ID` and `Story ID` are numbers made from our ids. An event may stand in several rows, with"
                " different ids.",
                MODELESS.format(reading="CAMEO roots 03, 12 and 13"),
            ),
        ),
        Form(
            "gdelt",
            "GDELT 2.0 events (CAMEO, tab-separated, 61 columns, no header)",
            ".export.CSV",
            f"{TABBED}, HEADER false",
            False,
            tuple(GDELT),
            (
                PAIRS,
                "`QuadClass` is GDELT's own (roots 01-05 are 1, 06-09 are 2, 10-14 are 3, 15-20 are 4): protests are"
                " 3.",
                "Actor countries are CAMEO codes, places FIPS 10-4. Only the place of the action is told; `AvgTone`,"
                " ethnic and religious codes, `ADM2Code` are empty; `ADM1Code` is the country's code alone; `FeatureID`"
                " is the GeoNames id. Counts are of this store. `GLOBALEVENTID` is a number below 2^53 of our id.",
                MODELESS.format(reading="CAMEO roots 03, 12 and 13"),
            ),
        ),
        Form(
            "plover",
            "PLOVER JSON (JSON Lines)",
            ".jsonl",
            "FORMAT json",
            True,
            (),
            (
                "One line an event. `status`, `sources`, `denied_by` and `confirmed_by` are ours; `mode` also has the"
                " manual's auxiliary modes `future`, `hypothetical` and `negation` for planned, possible and negated.",
                "`text` is one sentence of the article: its rights are the publisher's.",
            ),
        ),
        Form("csv", "CSV of the full record", ".csv", "FORMAT csv, HEADER", True, (), (ONE_ROW,)),
        Form("parquet", "Parquet of the full record", ".parquet", "FORMAT parquet, COMPRESSION zstd", True, (), ()),
        Form("jsonl", "JSON Lines of the full record", ".jsonl", "FORMAT json", True, (), ()),
        Form(
            "geojson",
            "GeoJSON (RFC 7946), points",
            ".geojson",
            "",
            True,
            (),
            ("Events whose place has no coordinates are left out.",),
        ),
    )
}


def form_of(name: str) -> Form:
    """The format of a name.

    Raises:
        StoreError: there is none.
    """
    if name not in FORMS:
        raise StoreError(f"no format {name!r}: choose one of {', '.join(FORMS)}")
    return FORMS[name]
