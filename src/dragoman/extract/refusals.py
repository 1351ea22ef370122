"""Pages that are no articles: walls, missing pages, too little text."""

from __future__ import annotations

from dragoman.extract.article import Article
from dragoman.extract.lexicon import Lexicon, fold

# A longer text is an article even if a wall or a notice stands around it.
STUB_WORDS = 70
MISSING_WORDS = 150
SAMPLE = 20_000


def refusal(article: Article, page_text: str, lexicon: Lexicon, least_words: int) -> tuple[str, str] | None:
    """Reason and advice where a page is not to be coded, None where it is an article."""
    words = article.words
    title = fold(article.title)
    if words < MISSING_WORDS and _counts(title, lexicon, "missing"):
        return "not-an-article", f"the page says {article.title!r}: fetch the right address"
    if words < STUB_WORDS:
        around = fold(page_text[:SAMPLE])
        signs = [
            ("missing", 1, "an error page"),
            ("consent", 2, "a consent wall: fetch the page with consent given, or take another copy"),
            ("paywall", 1, "a paywall stub: take the full text from a subscription or an archive"),
        ]
        for kind, least, meaning in signs:
            if sum(_counts(line, lexicon, kind) for line in _lines(around)) >= least and _is_stub(kind, words, around):
                return "not-an-article", f"the page is {meaning}"
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
