"""Headline and outlet in the title of a page."""

from __future__ import annotations

import re

from dragoman.extract.lexicon import Lexicon, fold, joined

MAX_OUTLET_WORDS = 6
WORDS = re.compile(r"\w+")


def split_title(title: str, lexicon: Lexicon, known: str | None = None) -> tuple[str, str | None]:
    """Headline and outlet of "Headline - Section | Outlet"; the outlet is None where no piece looks like one.

    `known`: the outlet's name or domain from elsewhere, which makes the cut certain.
    """
    title = " ".join(title.split())
    outlet = None
    for _ in range(4):
        cut = _last_cut(title, lexicon.separators)
        if cut is None:
            break
        head, tail = title[: cut[0]].strip(), title[cut[1] :].strip()
        if not head or not tail:
            title = head or tail
            continue
        if fold(tail) in lexicon.sections or lexicon.is_kind(tail, "menu", "missing"):
            title = head
        elif outlet is None and is_outlet(tail, lexicon, known, head):
            title, outlet = head, tail
        else:
            break
    if outlet is None:
        title, outlet = _leading_outlet(title, lexicon, known)
    return title, outlet


def cuts(title: str, separators: tuple[str, ...]) -> list[tuple[str, str]]:
    """All ways to part a title at a separator, as first part and the piece behind the last separator; the longest first
    part, which is the whole title, comes first."""
    title = " ".join(title.split())
    heads = [title]
    while (cut := _last_cut(heads[-1], separators)) is not None and len(heads) < 6:
        heads.append(heads[-1][: cut[0]].strip())
    tail = title[len(heads[1]) :].strip() if len(heads) > 1 else ""
    return [(head, tail.strip(" |-–—:»«·•/‹›~⋆") if number else "") for number, head in enumerate(heads)]


def _last_cut(title: str, separators: tuple[str, ...]) -> tuple[int, int] | None:
    places = [(title.rfind(mark), len(mark)) for mark in separators]
    start, length = max(places)
    return (start, start + length) if start > 0 else None


def _leading_outlet(title: str, lexicon: Lexicon, known: str | None) -> tuple[str, str | None]:
    """ "Outlet: headline" and "Outlet | headline", only for names that are known."""
    for mark in (*lexicon.separators, ": "):
        head, found, tail = title.partition(mark)
        if not found or len(tail.split()) < 3:
            continue
        if mark == ": ":
            # What a story is about stands here as often ("Sudan: …"): a part of the outlet's name is not enough.
            named = joined(head) in lexicon.outlet_names or (known and joined(head) in _names_of(known))
        else:
            masthead = _has_outlet_word(head, lexicon) and fold(head) not in lexicon.sections
            named = is_known(head, lexicon, known) or (masthead and head.istitle() and len(head.split()) <= 4)
        if named:
            return tail.strip(), head.strip()
    return title, None


def _names_of(known: str) -> set[str]:
    """The whole name of an outlet, and the labels of its domain, with and without article."""
    whole = {joined(known), *map(joined, known.split("."))}
    return whole | {f"the{name}" for name in whole} | {name.removeprefix("the") for name in whole}


def is_known(name: str, lexicon: Lexicon, known: str | None) -> bool:
    """Whether a name is a masthead of the list, or the outlet that is known already."""
    plain = joined(name)
    if not plain or len(plain) < 2:
        return False
    if plain in lexicon.outlet_names:
        return True
    return bool(known) and same_outlet(name, known or "")


def is_outlet(name: str, lexicon: Lexicon, known: str | None, headline: str) -> bool:
    """Whether the last piece of a title names the outlet rather than ending the headline."""
    words = name.split()
    if not words or len(words) > MAX_OUTLET_WORDS or len(name) > 60 or sum(c.isdigit() for c in name) > 2:
        return False
    if is_known(name, lexicon, known):
        return True
    if _has_outlet_word(name, lexicon) or re.search(r"\.[a-z]{2,6}$", fold(name)):
        return True
    # "Headline | Name": the bar never stands inside a headline; a dash may.
    capitalised = all(word[0].isupper() or word[0].isdigit() or fold(word) in lexicon.function_words for word in words)
    return capitalised and len(words) <= 4 and len(headline.split()) >= 4 and not name.endswith(("?", "!"))


def _has_outlet_word(name: str, lexicon: Lexicon) -> bool:
    return bool({fold(word).strip(".,") for word in name.split()} & lexicon.outlet_words)


def is_masthead(title: str, lexicon: Lexicon) -> bool:
    """Whether a page's title is the outlet's name and no headline ("The Island Advocate Online")."""
    words = title.split()
    return len(words) <= 5 and title == title.title() and _has_outlet_word(words[-1] if words else "", lexicon)


def same_outlet(first: str, second: str) -> bool:
    """Whether two names, or a name and a domain, are those of one outlet."""
    one, other = (joined(name).removeprefix("www").removeprefix("the") for name in (first, second))
    return bool(one and other) and (one in other or other in one) and min(len(one), len(other)) > 2


def likeness(first: str, second: str) -> float:
    """How alike two headlines are, 0 to 1, by their words: the share of the shorter one's that the other has."""
    one, other = set(WORDS.findall(fold(first))), set(WORDS.findall(fold(second)))
    if not one or not other:
        return 0.0
    return len(one & other) / min(len(one), len(other)) * (0.5 if min(len(one), len(other)) < 3 else 1.0)
