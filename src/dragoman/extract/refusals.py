"""Pages that are no articles: walls, missing pages, too little text."""

from __future__ import annotations

from dragoman.extract.article import Article
from dragoman.extract.lexicon import Lexicon, fold

# A longer text is an article even if a wall or a notice stands around it.
STUB_WORDS = 70
MISSING_WORDS = 150
# Where the page says itself that it is locked, this much is still only a teaser.
LOCKED_WORDS = 130
SAMPLE = 20_000
# Kinds of furniture phrases, and how many of them make a page of that kind.
SIGNS = (("missing", 1), ("consent", 2), ("paywall", 1))
REASONS = {"missing": "not-found", "consent": "consent-wall", "paywall": "paywall"}
ADVICE = {
    "not-found": "fetch the right address",
    "consent-wall": "fetch the page with consent given, or take another copy",
    "paywall": "take the full text from a subscription or an archive",
}


def refusal(
    article: Article, page_text: str, lexicon: Lexicon, least_words: int, url: str = ""
) -> tuple[str, str] | None:
    """Reason (not-found, consent-wall, paywall or too-short) and advice where a page is not to be coded, None where it
    is an article."""
    words = article.words
    title = fold(article.title)
    if words < MISSING_WORDS and _counts(title, lexicon, "missing"):
        return "not-found", f"the page says {article.title!r}: fetch the right address"
    if words < STUB_WORDS and any(sign in url.lower() for sign in lexicon.consent_addresses):
        return "consent-wall", f"the address leads to a consent wall: {ADVICE['consent-wall']}"
    if article.locked and words < LOCKED_WORDS:
        return "paywall", f"the page says that its text is not free: {ADVICE['paywall']}"
    if words < STUB_WORDS:
        around = fold(page_text[:SAMPLE])
        for kind, least in SIGNS:
            if sum(_counts(line, lexicon, kind) for line in _lines(around)) >= least and _is_stub(kind, words, around):
                reason = REASONS[kind]
                return reason, f"the page shows signs of its being no article ({reason}): {ADVICE[reason]}"
    if words < least_words:
        return "too-short", f"{words} words of text found, fewer than extract.min_words = {least_words}"
    return None


def _lines(text: str) -> list[str]:
    return [text[start : start + 500] for start in range(0, len(text), 500)]


def _counts(text: str, lexicon: Lexicon, kind: str) -> int:
    return sum(hit.kind == kind for hit in lexicon.hits(text))


def _is_stub(kind: str, words: int, around: str) -> bool:
    """A missing page or a consent wall has no article beside it; a paywall may show its first sentences."""
    return kind == "paywall" or words < 30 or words * 4 < len(around.split())
