"""Who wrote an article, for whom and when, as the lines around it say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.extract import dates
from dragoman.extract.article import Dated
from dragoman.extract.lexicon import Lexicon, fold
from dragoman.extract.lines import DEGREES, Kind, Line
from dragoman.extract.names import EMAIL, Names, unique
from dragoman.extract.titles import split_title

# How far around the article its byline and date may stand, in lines.
HEAD, FOOT, ABOVE = 14, 10, 5
COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©:(c)]{0,8}(?:\d{4}(?:\s?[-–—]\s?\d{2,4})?[,.]?\s*)?(?:by\s+)?", re.IGNORECASE
)
NAME_END = re.compile(
    r"\s*(?:[|/.,;–—•]\s|\s-\s|all rights|theme by|\.$|\bltd\b|\binc\b|\(|\b(?:19|20)\d\d).*$", re.IGNORECASE
)
PIECES = re.compile(r"\s*[|/•·]\s*")
COMPANY = re.compile(
    r"\s+(?:media group|media|group|holdings|communications|publishing|publications|company|corporation|network|limited"
    r"|newspapers|enterprises|plc|llc|corp|co)\.?$",
    re.IGNORECASE,
)
# "page 1", "page A7": the date is that of a printed edition.
PRINT_PAGE = re.compile(r"\bpage\s?[a-z]?\d{1,3}\b|\bprint edition\b")
LEAD = re.compile(r"^([A-Z][\w.&' ]{2,40}?)\s(?:-|–|—|--)\s")
AGENCY_SLOT = re.compile(r"^[^()]{3,80}\(([A-Z][A-Za-z ]{1,30})\)\s{0,2}(?:-{1,3}|–|—)")


YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LABELS = ("published", "updated", "viewing")
NO_NAME = re.compile(r"[:|/@]")
LINE_END = 10_000
ENDINGS = ("(end)", "-ends-", "ends", "end")
OF = ("of", "and", "&", "the", "for")
MASTHEADS, FIRST_LINES = 80, 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that may be the day of publication. `worth`: the higher, the likelier."""

    date: str
    worth: float
    basis: str


class Imprint:
    """Reads bylines, mastheads and dates of publication in the lines of a plain page."""

    def __init__(self, lexicon: Lexicon, names: Names) -> None:
        self.lexicon = lexicon
        self.names = names

    def authors(self, lines: Sequence[Line], title: int | None, start: int, end: int) -> tuple[str, ...]:
        """The persons named in bylines above, right below or (agencies' habit) at the end of the article."""
        head = self._head(lines, title, start)
        found = self._bylines(head) or self._bare_names(head)
        inside = [line for line in lines[start:end] if line.kind in (Kind.PASSED, Kind.TITLE)]
        found = found or self._bylines(inside[:6])
        if not found and title is not None:
            found = self._bylines(lines[max(0, title - ABOVE) : title])
        foot = lines[end : end + FOOT]
        found = found or self._bylines(foot)
        return unique(found or [name for line in lines[start : end + FOOT] for name in self.names.credited(line.text)])

    def _head(self, lines: Sequence[Line], title: int | None, start: int) -> Sequence[Line]:
        first = max(0, start - HEAD)
        if title is not None and title < start:
            first = title + 1 if title >= first else first
            first = max(title + 1, start - 3 * HEAD)
        return [line for line in lines[first:start] if line.kind is not Kind.BLANK]

    def _bylines(self, lines: Sequence[Line]) -> list[str]:
        """Names of "By Jane Doe" lines, and of lines that follow a "By" that stands alone."""
        solid = [line for line in lines if line.kind is not Kind.BLANK]
        found: list[str] = []
        for place, line in enumerate(solid):
            if line.kind is Kind.STOP and found:
                break
            persons = self.names.byline(line.text)
            if persons:
                found += persons
            elif line.has("byline", "start") and len(line.folded.strip(" :")) <= 11 and line.words <= 2:
                for following in solid[place + 1 : place + 5]:
                    names = self._only_names(following.text)
                    if not names and following.folded not in ("and", "&", ","):
                        break
                    found += names
            elif (
                EMAIL.search(line.text) and line.words <= 10 and (names := self.names.people(EMAIL.sub(" ", line.text)))
            ):
                found += names
        return found

    def _only_names(self, text: str) -> tuple[str, ...]:
        names = self.names.people(text)
        return names if names and len(text.split()) <= 4 * len(names) + 8 else ()

    def _bare_names(self, head: Sequence[Line]) -> list[str]:
        """A name alone in a line, where the next lines are such as follow a byline: a job, a date, an agency."""
        head = [
            line for line in head if line.kind not in (Kind.PASSED, Kind.CAPTION, Kind.CREDIT) or self._says_who(line)
        ]
        for place, line in enumerate(head):
            name = self.names.alone(line.text) if line.kind is Kind.TITLE else None
            if name is None and line.words <= 12 and line.kind is Kind.TITLE and re.search(r"[,|/–-]", line.text):
                first, *rest = re.split(r"\s*[,|/–]\s*|\s-\s", line.text)
                if rest and self.names.is_agency(rest[0]) and not any(c.isdigit() for c in first):
                    names = self.names.people(first)
                    if names:
                        return list(names)
            if name is None and line.words <= 7 and line.text.count(",") == 1 and place + 1 < len(head):
                # "Jane Doe, Nairobi", with the date in the next line
                first, _, town = line.text.partition(",")
                if town.strip().istitle() and self._date_line(head[place + 1]) and not self._date_line(line):
                    name = self.names.alone(first.strip())
            if name is None and self._date_line(line):
                # "NAIROBI | Jane Doe | 3 May 2021"
                found = [self.names.alone(piece.strip()) for piece in PIECES.split(line.text)[:6]]
                name = next((one for one in found if one), None)
                if name:
                    return [name]
            if name is None:
                continue
            for following in head[place + 1 : place + 4]:
                if self.names.is_agency(following.text) or self._date_line(following) or EMAIL.search(following.text):
                    return [name]
        return []

    def _says_who(self, line: Line) -> bool:
        """Whether a line that is passed over in the text names an agency or a date, and so may follow a byline."""
        return self.names.is_agency(line.text) or self._date_line(line)

    def _date_line(self, line: Line) -> bool:
        found = next(dates.printed_dates(line.text, self.lexicon.months), None)
        labelled = line.has("published") or line.has("updated")
        return labelled or (found is not None and line.words <= 14)

    def publisher(self, lines: Sequence[Line], start: int, end: int, url: str) -> str | None:
        """The outlet: of the address, the copyright line, an e-mail address, the first paragraph, or the dateline."""
        if url.startswith(("http://", "https://")) and (name := self.lexicon.outlet_of(url)):
            return name
        for line in lines:
            # A masthead that is known, alone in a line.
            if 0 < line.words <= 6 and line.kind is not Kind.PASSED and (name := self.lexicon.masthead(line.folded)):
                return name
        name = self._masthead(lines, start)
        if name:
            return name
        for line in [*lines[end:], *(line for line in lines[:start] if YEAR.search(line.text))]:
            name = self._copyright(line.text)
            if name:
                return name
        for line in [*lines[max(0, start - HEAD) : start], *lines[start:]]:
            match = EMAIL.search(line.text) if line.words <= 14 else None
            name = self.lexicon.outlet_of(match[0]) if match else None
            if name:
                return name
        body = [line for line in lines[start:end] if line.kind is Kind.PROSE]
        for line in body[:2]:
            match = AGENCY_SLOT.match(line.text[:140])
            if match and (
                "agency" in self.lexicon.kinds(fold(match[1])) or dates.dateline(line.text, self.lexicon.months)
            ):
                return match[1]
            match = LEAD.match(line.text[:80])
            if (
                match
                and split_title(f"A title of a story - {match[1]}", self.lexicon)[1]
                and self._outlet_like(match[1])
            ):
                return match[1]
        return None

    def _masthead(self, lines: Sequence[Line], start: int) -> str | None:
        """A short line that reads like an outlet's name and stands first on the page, or again within other lines."""
        solid = [line for line in lines if line.kind is not Kind.BLANK]
        for place, line in enumerate(solid[:MASTHEADS]):
            bare = line.folded.strip(" |-–—.:")
            words = bare.removeprefix("the ").split()
            if (
                not 2 <= len(words) <= 5
                or words[-1] not in self.lexicon.outlet_words
                or not line.text[0].isupper()
                or NO_NAME.search(bare)
            ):
                continue
            own = [word for word in words if word not in self.lexicon.outlet_words and word not in OF]
            if not own or any(word in self.lexicon.sections or self.lexicon.kinds(word) for word in own):
                continue
            again = [other.text for other in solid if bare in other.folded and other.folded != line.folded]
            if place < FIRST_LINES or again:
                return _best_cased(line.text.strip(" |-–—.:"), again)
        return None

    def _outlet_like(self, name: str) -> bool:
        lower = {fold(word) for word in name.split()}
        return bool(lower & self.lexicon.outlet_words) or "." in name

    def _copyright(self, text: str) -> str | None:
        match = COPYRIGHT.match(text[:200]) or (COPYRIGHT.search(text[:200]) if "©" in text[:200] else None)
        if not match:
            return None
        name = NAME_END.sub("", text[match.end() : match.end() + 80] + " ").strip(" .,-–—|:")
        name = COMPANY.sub("", name)
        words = name.split()
        return name if "/" not in name and 0 < len(words) <= 6 and words[0][0].isupper() and len(name) > 2 else None

    def published(self, lines: Sequence[Line], title: int | None, start: int, end: int, url: str) -> Dated | None:
        """The day of publication: in the address, or printed beside headline, byline or end of the article.

        A date of viewing (in a header, beside the weather, labelled as today's) is never taken.
        """
        day = dates.url_date(url, self.lexicon.months)
        if day:
            return Dated(day, "url")
        found = [*self._above(lines, title, start), *self._below(lines, end)]
        if found:
            best = max(found, key=lambda candidate: candidate.worth)
            return Dated(best.date, best.basis)
        return self._from_dateline(lines, start, end, url)

    def _above(self, lines: Sequence[Line], title: int | None, start: int) -> list[Candidate]:
        found = []
        first = max(0, start - 3 * HEAD) if title is None else max(0, min(title, start) - 4)
        for number in range(first, min(start + 3, len(lines))):
            line = lines[number]
            if line.kind in (Kind.CAPTION, Kind.CREDIT) or (line.words > 16 and line.is_prose):
                continue
            for date in dates.printed_dates(line.text, self.lexicon.months, month_first=True):
                label = self._label(lines, number, date.start)
                before = title is not None and number < title
                worth = self._worth(lines, number, date, label, before, start)
                if worth > 0:
                    found.append(Candidate(date.date, worth, "text" if label != "updated" else "text:updated"))
        return found

    def _worth(
        self, lines: Sequence[Line], number: int, date: dates.Found, label: str, before: bool, start: int
    ) -> float:
        """How sure a printed date is the day of publication; 0 or less where it must not be taken."""
        if label == "viewing" or self._near_weather(lines, number):
            return 0.0
        worth = {"published": 6.0, "updated": 1.0}.get(label, 3.0)
        if before and label != "published":
            # Above the headline stands the date of the viewing, unless it shows a time or a section beside it.
            line = lines[number]
            beside = len(line.text) - (date.end - date.start)
            weekday = any(word.strip(",.") in self.lexicon.weekdays for word in line.folded.split())
            printed = bool(PRINT_PAGE.search(line.folded))
            if ((weekday and not date.timed) or not (date.timed or beside > 8)) and not printed:
                return 0.0
            worth -= 2.0
        if not before and label == "" and start - number > HEAD:
            worth -= 1.5
        return worth + (0.5 if date.timed else 0.0) - (0.5 if not date.certain else 0.0) - (start - number) * 0.01

    def _label(self, lines: Sequence[Line], number: int, position: int = LINE_END) -> str:
        """The label of the date at a position of a line: the last one before it, else one alone in the line before."""
        hits = [hit for hit in lines[number].hits if hit.kind in LABELS]
        if any(hit.kind == "viewing" for hit in hits):
            return "viewing"
        earlier = [hit for hit in hits if hit.position <= position]
        if earlier:
            return max(earlier, key=lambda hit: hit.position).kind
        before = next(
            (lines[place] for place in range(number - 1, max(-1, number - 3), -1) if lines[place].words), None
        )
        if before is not None and before.words <= 4:
            return next((hit.kind for hit in before.hits if hit.kind in LABELS), "")
        return ""

    def _near_weather(self, lines: Sequence[Line], number: int) -> bool:
        around = lines[max(0, number - 4) : number + 5]
        return any(
            line.words <= 8
            and (DEGREES.search(line.text) or line.has("weather", "start") or line.has("weather", "end"))
            for line in around
        )

    def _below(self, lines: Sequence[Line], end: int) -> list[Candidate]:
        """Labelled dates right behind the article."""
        found = []
        for number in range(end, min(end + FOOT, len(lines))):
            if lines[number].kind is Kind.STOP and lines[number].folded not in ENDINGS:
                break
            label = self._label(lines, number)
            ended = number > end and any(line.folded in ENDINGS for line in lines[number - 2 : number])
            if label == "published" or ended:
                found += [
                    Candidate(date.date, 2.0 - (number - end) * 0.05, "text")
                    for date in dates.printed_dates(lines[number].text, self.lexicon.months)
                ]
        return found

    def _from_dateline(self, lines: Sequence[Line], start: int, end: int, url: str) -> Dated | None:
        """A dateline's day, where it or the address tells the year."""
        prose = [line for line in lines[start:end] if line.kind is Kind.PROSE]
        for line in prose[:2]:
            found = dates.dateline(line.text, self.lexicon.months)
            if not found:
                continue
            year, month, day = found
            told = dates.url_month(url)
            if year is None and told is not None and told[1] == month:
                year = told[0]
            date = dates.iso(year, month, day) if year else None
            if date:
                return Dated(date, "text:dateline")
        return None


def _best_cased(name: str, lines: Sequence[str]) -> str:
    """A name in capitals as other lines write it, where one writes it otherwise."""
    if not name.isupper():
        return name
    for line in lines:
        start = line.casefold().find(name.casefold())
        found = line[start : start + len(name)]
        if start >= 0 and not found.isupper() and found[:1].isupper():
            return found
    return name.title()
