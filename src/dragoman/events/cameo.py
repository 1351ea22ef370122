"""The CAMEO reading of an event: what CAMEO codes when an act is only announced, refused or threatened.

PLOVER keeps the type of the act and marks it planned or negated (our `status`); CAMEO, and the data sets derived from
it, code the speech act instead: "will visit" is an expressed intent (03), "will not lift" a refusal (12), "will impose
sanctions" a threat (13). Source of the correspondences: the CAMEO code list and the PLOVER manual, section 2.3.
"""

from __future__ import annotations

from dragoman.records import Status

FRIENDLY = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "AGREE"})
HOSTILE = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "PROTEST"})
INTENTS = {
    "CONSULT": "036",
    "SUPPORT": "032",
    "COOPERATE": "031",
    "AID": "033",
    "CONCEDE": "035",
    "RETREAT": "035",
    "AGREE": "030",
}
REFUSALS = {
    "CONSULT": "125",
    "SUPPORT": "127",
    "COOPERATE": "121",
    "AID": "122",
    "CONCEDE": "124",
    "RETREAT": "124",
    "AGREE": "120",
}
THREATS = {"SANCTION": "131", "COERCE": "132", "ASSAULT": "138", "MOBILIZE": "138", "PROTEST": "133"}
ROOT_TYPES = {
    "03": "AGREE",
    "04": "CONSULT",
    "05": "SUPPORT",
    "06": "COOPERATE",
    "07": "AID",
    "08": "CONCEDE",
    "09": "ACCUSE",
    "10": "REQUEST",
    "11": "ACCUSE",
    "12": "REJECT",
    "13": "THREATEN",
    "14": "PROTEST",
    "15": "MOBILIZE",
    "16": "SANCTION",
    "17": "COERCE",
    "18": "ASSAULT",
    "19": "ASSAULT",
    "20": "ASSAULT",
    "163": "COERCE",  # imposed sanctions: coercion in the 2021 table
}


def appeal(code: str) -> str:
    """The appeal (root 02) that asks for what a demand (root 10) insists on: 0253 for 1053."""
    return f"02{code[2:]}" if code.startswith("10") else code


def cameo_of(kind: str, code: str, status: Status) -> str:
    """The CAMEO code of an event of that type, own code and status."""
    root = code[:2]
    if status == "planned" and kind in FRIENDLY and root != "03":
        return INTENTS[kind]
    if status == "planned" and kind in HOSTILE and root != "13":
        return THREATS[kind]
    if status == "negated" and kind in FRIENDLY and root != "12":
        return REFUSALS[kind]
    return code


def cameo_type(kind: str, code: str, status: Status) -> str:
    """The PLOVER type that the 2021 conversion table gives the CAMEO reading of an event: imposed sanctions (163) are
    COERCE there, agreements reached (057) are SUPPORT, whatever came before them, and all force (roots 18 to 20,
    blockades and occupations among them) is ASSAULT."""
    read = cameo_of(kind, code, status)
    if read.startswith("163"):
        return "COERCE"
    if read.startswith("057"):
        return "SUPPORT"
    if read[:2] in ("18", "19", "20"):
        return "ASSAULT"
    return kind if read == code else ROOT_TYPES[read[:2]]


def joint_type(kind: str) -> str:
    """The type in label sets that join CONCEDE and RETREAT as CAMEO's root 08 does."""
    return "CONCEDE" if kind == "RETREAT" else kind


def root_type(kind: str, code: str, status: Status) -> str:
    """The PLOVER type named like the CAMEO root of the reading of an event; none for an appeal (root 02)."""
    read = cameo_of(kind, code, status)
    return kind if read == code and not read.startswith("02") else ROOT_TYPES.get(read[:2], "none")
