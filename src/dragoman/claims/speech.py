"""Direct speech that runs over several sentences belongs to one speaker."""

from __future__ import annotations

from dataclasses import replace

from dragoman.claims.attribution import Found, quotation
from dragoman.records import Attribution, Sentence, Span


class Speech:
    """Follows quotation marks through an article. Sentences that lie wholly in a quotation go to the speaker who is
    named before or, where none was yet, after them."""

    def __init__(self) -> None:
        self._open = False
        self._paragraph = -1
        self._last: Attribution | None = None
        self._waiting: list[Span] = []

    def enter(self, sentence: Sentence) -> list[bool]:
        """For each token of the next sentence whether it stands in quotation marks."""
        if sentence.paragraph != self._paragraph:
            goes_on = sentence.tokens[0].text in ("“", '"', "``", "''")
            self._open = False
            if not goes_on:
                self._last = None
            self._waiting = []
            self._paragraph = sentence.paragraph
        quoted, self._open = quotation(sentence.tokens, self._open)
        return quoted

    def join(
        self,
        before: list[Attribution],
        sentence: Sentence,
        quoted: list[bool],
        found: list[Found],
        made: list[Attribution],
    ) -> list[Attribution]:
        """The attributions of a sentence; a sentence of pure quotation is added to its speaker's in `before`."""
        whole = all(q for q, t in zip(quoted, sentence.tokens, strict=True) if t.pos != "PUNCT")
        if whole and not found:
            if self._last is not None and self._last in before:
                at = len(before) - 1 - before[::-1].index(self._last)
                self._last = replace(self._last, content=(*self._last.content, sentence.span))
                before[at] = self._last
            else:
                self._waiting.append(sentence.span)
            return made
        out = []
        for one, attribution in zip(found, made, strict=True):
            if one.quoted:
                starts = attribution.content and attribution.content[0].start <= sentence.span.start + 1
                if self._waiting and starts:
                    attribution = replace(attribution, content=(*self._waiting, *attribution.content))
                self._waiting = []
                self._last = attribution
            out.append(attribution)
        return out
