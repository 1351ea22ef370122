"""Bytes of a page -> text: byte-order marks, declared and sniffed encodings, mojibake, binary content."""

from __future__ import annotations

import re
import unicodedata

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# First bytes of formats that are no text: images, archives, documents, programs, audio and video.
BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"RIFF",
    b"ID3",
    b"OggS",
    b"\x00\x00\x01\x00",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
    b"PAR1",
    b"SQLite format",
)
DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?\s{0,3}([A-Za-z0-9_:.-]{2,40})""")
HEAD = 4096
SAMPLE = 100_000
# Runs of characters that UTF-8 read as Latin-1 or Windows-1252 leaves behind.
MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{1,3}"
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
LINE_ENDS = (("\r\n", "\n"), ("\r", "\n"), ("\u2028", "\n"), ("\u2029", "\n\n"), ("\x85", "\n"))
SPACES = re.compile("[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def is_binary(body: bytes) -> bool:
    """Whether the bytes are no text in any encoding that pages use."""
    if body.startswith(tuple(mark for mark, _ in BOMS)):
        return False
    if body.startswith(BINARY):
        return True
    sample = body[:SAMPLE]
    zeros = sample.count(0)
    if zeros and _wide(sample) is None:
        return zeros > len(sample) // 1000 + 4
    controls = len(sample) - len(sample.translate(None, bytes([*range(1, 9), *range(14, 27), *range(28, 32)])))
    return controls * 20 > len(sample)


def decode(body: bytes, media_type: str = "") -> str:
    """The text of a page. Never raises: bytes that fit no encoding become replacement characters."""
    for mark, name in BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    wide = _wide(body[:SAMPLE])
    if wide:
        return body.decode(wide, "replace")
    # Valid UTF-8 with characters beyond ASCII is hardly ever anything else, whatever the page declares.
    strict = _strict(body, "utf-8")
    if strict is not None:
        return repair(strict)
    for name in (*_declared(body, media_type), _sniffed(body), "cp1252"):
        text = _strict(body, name)
        if text is not None:
            return repair(text)
    bad = body.decode("utf-8", "replace")
    # A page cut in the middle of a character, or with a few spoilt bytes, is still UTF-8.
    if bad.count("\ufffd") * 200 <= len(bad) + 400:
        return repair(bad)
    return repair(body.decode("cp1252", "replace"))


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a byte-order mark shows as a zero in every second byte."""
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _declared(body: bytes, media_type: str) -> list[str]:
    names = DECLARED.findall(media_type.encode("ascii", "ignore")) + DECLARED.findall(body[:HEAD])
    known = [name.decode("ascii", "ignore").lower() for name in names]
    # Browsers read these labels as Windows-1252 (WHATWG), and so do the authors of the pages.
    return ["cp1252" if name in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii") else name for name in known]


def _sniffed(body: bytes) -> str:
    from resiliparse.parse.encoding import detect_encoding

    try:
        return str(detect_encoding(body, max_len=SAMPLE) or "cp1252")
    except (ValueError, LookupError, UnicodeError):
        return "cp1252"


def _strict(body: bytes, name: str) -> str | None:
    try:
        text = body.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return text if isinstance(text, str) else None


def repair(text: str) -> str:
    """UTF-8 that was read as Windows-1252 and stored again ("donâ€™t"), put right run by run."""
    if "â€" not in text and "Ã" not in text and "Â" not in text:
        return text
    # The third byte of a closing quotation mark has no character in Windows-1252, and many programs drop it.
    return MOJIBAKE.sub(_repaired, text).replace("â€\x9d", "\u201d").replace("â€", "\u201d")


def _repaired(match: re.Match[str]) -> str:
    raw = b"".join(_byte(character) for character in match[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        # Windows-1252 leaves five codes free, which readers pass through as they are.
        return bytes([ord(character)]) if ord(character) < 256 else b"?"


def tidy(text: str) -> str:
    """Text in normal form C with plain line ends and spaces, without control and invisible characters."""
    text = unicodedata.normalize("NFC", text)
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
        .replace("\x85", "\n")
    )
    return SPACES.sub(" ", INVISIBLE.sub("", CONTROLS.sub("", text)))
