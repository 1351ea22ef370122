"""Names as keys: spelling, accents, hyphens and transliterations made alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?\.?")
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ʿ": "'", "ʾ": "'", "´": "'", "­": None})
# Letters that NFKD leaves whole.
PLAIN = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "ə": "a"}
)
# Foreign names as English papers spell them, made alike: each pattern with its replacement.
SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^(muhammad|mohammed|mohamed|mohammad|muhammed|mohamad|muhamad|mohamud|mahomet)$", "muhamad"),
        (r"^(abdel|abdul|abd|abdal)$", "abd"),
        (r"^(hussein|hussain|husain|husayn|hosein|hossein)$", "husain"),
        (r"^(yusuf|yousef|yousuf|youssef|yusef|yousif)$", "yusuf"),
        (r"^(oleksandr|aleksandr|alexandr|alexander|aliaksandr)$", "aleksandr"),
        (r"^(volodymyr|vladimir|uladzimir)$", "vladimir"),
        (r"(skyy|skiy|skii|skyi|sky|ski)$", "ski"),
        (r"(iy|yy|ij|ii|yi|ey|ei|ai|ay|ee|y)$", "i"),
        (r"(gh|gk)", "g"),
        (r"kh|qh|ch(?=a|o|u)", "h"),
        (r"q|ck", "k"),
        (r"dh|dd", "d"),
        (r"ph", "f"),
        (r"ou|oo", "u"),
        (r"ee|ie", "i"),
        (r"ei|ey|ai|ay|ye|yo|e", "e"),
        (r"yu|iu", "u"),
        (r"ia|ya", "a"),
        (r"w|v", "v"),
        (r"dj", "j"),
        (r"ts|tz", "z"),
        (r"^(g|k|q)(?=ad+a+f)", "k"),
        (r"(.)\1+", r"\1"),
        (r"h$", ""),
    )
)
ARTICLES = frozenset({"al", "el", "ul", "as", "ad", "an", "ar", "az", "at", "ash", "bin", "ibn", "ben"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A word without accents, apostrophes and the dots of abbreviations; case is kept only of up to three capitals
    ("US", "us")."""
    plain = text.translate(APOSTROPHES)
    if not plain.isascii():
        spread = unicodedata.normalize("NFKD", plain.translate(PLAIN))
        plain = "".join(c for c in spread if not unicodedata.combining(c))
    if "." in plain and DOTTED.fullmatch(plain):
        plain = plain.replace(".", "")
    if plain != "'s":
        plain = plain.replace("'", "")
    if len(plain) <= 3 and plain.isupper():
        return plain
    return plain.lower()


@lru_cache(maxsize=16384)
def split(name: str) -> tuple[str, ...]:
    """The folded words of a name as the parser splits them; hyphens part words and vanish."""
    out: list[str] = []
    for word in name.translate(APOSTROPHES).replace("-", " ").replace("–", " ").replace(",", " ").split():
        if word.endswith("'s") and len(word) > 2:
            out += [fold(word[:-2]), "'s"]
        else:
            key = fold(word)
            if key:
                out.append(key)
    return tuple(out)


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """A key that spellings of one foreign name share ("Zelensky", "Zelenskyy"); usual variants only."""
    key = fold(word).lower()
    for pattern, to in SOUNDS:
        key = pattern.sub(to, key)
    return key


@lru_cache(maxsize=16384)
def sounds(name: str) -> tuple[str, ...]:
    """The sound keys of a full name without articles and single letters: `Kim Jong-un` and `Kim Jong Un` are alike."""
    words = [word for word in split(name) if word != "'s"]
    kept = [word for word in words if word.lower() not in ARTICLES and len(word) > 1]
    return tuple(sound(word) for word in kept or words)


def initials(name: str) -> str:
    """The capitals that an acronym of a name would have: of its capitalised words."""
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())
