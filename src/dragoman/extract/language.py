"""The language of a text: a fast guess, confirmed by a slower one where it is not clear."""

from __future__ import annotations

SAMPLE = 4000
# Resiliparse's distance: English news lies between 300 and 800; above this another opinion is asked for.
SURE = 900
FEW_WORDS = 12


def language_of(text: str, hint: str | None = None) -> str:
    """The ISO 639-1 code of the language of a text. `hint`: what the page says, for texts too short to tell."""
    from resiliparse.parse.lang import detect_fast

    sample = text[:SAMPLE]
    guess, distance = detect_fast(sample)
    if guess == "en" and distance <= SURE:
        return "en"
    if len(sample.split()) < FEW_WORDS and (hint or guess == "en"):
        return (hint or "en")[:2].lower()
    import py3langid

    return str(py3langid.classify(sample)[0])
