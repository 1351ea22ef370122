"""Episodes: one thing that happened, as told by several articles.

Where `dragoman link` has written the table `episodes`, its ties are used. Else reports of the same type between the
same countries on the same day, or of the same undated act in articles of the same week, count as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.serve.snapshot import View


def episode_of(view: View, event: str) -> str | None:
    """The episode that an event belongs to."""
    found = view.rows("SELECT m.episode FROM member m JOIN ev e ON e.n = m.n WHERE e.id = ?", [event])
    return str(found[0]["episode"]) if found else None


def comparison(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """What the reports of an episode agree and differ on: each value of a field with the outlets that give it."""
    out: dict[str, Any] = {}
    for field in ("date", "place", "status", "type", "who", "whom"):
        values: dict[str, list[str]] = {}
        spelt: dict[str, str] = {}  # "three soldiers" and "Three soldiers" are the same words
        for one in reports:
            value = _value(one, field)
            outlets = values.setdefault(spelt.setdefault(value.casefold(), value), [])
            name = one["publisher"] or "unknown outlet"
            if name not in outlets:
                outlets.append(name)
        out[field] = [{"value": value, "outlets": outlets} for value, outlets in values.items()]
    return out


def _value(one: dict[str, Any], field: str) -> str:
    if field == "date":
        start, end = one["date_start"], one["date_end"]
        if not (start or end):
            return ""
        return str(start) if start == end else f"{start or '…'} – {end or '…'}"
    if field == "place":
        return str(one["place"] or "")
    if field in ("who", "whom"):
        parties = one["actors" if field == "who" else "recipients"]
        return ", ".join(dict.fromkeys(party["name"] for party in parties))
    return str(one[field])
