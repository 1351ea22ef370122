"""Names of places made comparable."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache

BREAKS = re.compile(r"[-–—_/,.()\s]+")
QUOTES = re.compile(r"[’'`ʻ‘ʼ\"]")
SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


@lru_cache(maxsize=16384)
def key_of(name: str) -> str:
    """A name without case, accents and punctuation: "St. Louis" and "Saint-Louis" are "saint louis"."""
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = BREAKS.sub(" ", QUOTES.sub("", plain)).split()
    return " ".join(SHORT.get(word, word) for word in words)


def name_hash(key: str) -> int:
    """Thirty-two bits of a name's key; the few collisions are told apart by the name itself."""
    return zlib.crc32(key.encode())
