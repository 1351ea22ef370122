"""Direct speech that runs over several sentences belongs to one speaker."""

from __future__ import annotations

from dataclasses import replace

from dragoman.claims.attribution import Found, quotation
from dragoman.records import Attribution, Sentence, Span


class Speech:
    """Follows quotation marks through an article. Sentences that lie wholly in a quotation go to the speaker whom their
    paragraph names after them, else to the one named before."""

    def __init__(self) -> None:
        self._open = False
        self._paragraph = -1
        self._last: Attribution | None = None
        self._waiting: list[Span] = []
        self._due: tuple[Attribution | None, list[Span]] = (None, [])
        self._named = False

    def enter(self, sentence: Sentence) -> list[bool]:
        """For each token of the next sentence whether it stands in quotation marks."""
        if sentence.paragraph != self._paragraph:
            goes_on = sentence.tokens[0].text in ("“", '"', "``", "''")
            if self._open and not goes_on and _closes(sentence):
                goes_on = True
            else:
                self._open = False
            self._due = (self._last, self._waiting)
            if not goes_on:
                self._last = None
            self._waiting = []
            self._named = False
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
        self.settle(before)
        whole = all(q for q, t in zip(quoted, sentence.tokens, strict=True) if t.pos != "PUNCT")
        if whole and not found:
            if self._named and self._last is not None:
                self._give(before, self._last, [sentence.span])
            else:
                self._waiting.append(sentence.span)
            return made
        out = []
        for one, attribution in zip(found, made, strict=True):
            if one.quoted:
                starts = not attribution.content or attribution.content[0].start <= sentence.span.start + 1
                if self._waiting and starts:
                    attribution = replace(attribution, content=(*self._waiting, *attribution.content))
                    self._waiting = []
                if attribution.content:
                    self._last, self._named = attribution, True
            if attribution.content:
                out.append(attribution)
        return out

    def settle(self, before: list[Attribution]) -> None:
        """Give what a paragraph quoted without naming a speaker to the one named before it."""
        last, spans = self._due
        self._due = (None, [])
        if last is not None and spans:
            self._give(before, last, spans)

    def end(self, before: list[Attribution]) -> None:
        """What is left to give behind the last sentence."""
        self._due = (self._last, self._waiting)
        self.settle(before)

    def _give(self, before: list[Attribution], speaker: Attribution, spans: list[Span]) -> None:
        if speaker not in before:
            return
        at = len(before) - 1 - before[::-1].index(speaker)
        before[at] = replace(speaker, content=(*speaker.content, *spans))
        if self._last is speaker:
            self._last = before[at]


def _closes(sentence: Sentence) -> bool:
    """Whether the first mark of a paragraph's first sentence closes a quotation that no mark of it opens."""
    marks = [t.text for t in sentence.tokens if t.text in ("“", "”")]
    return marks[:1] == ["”"]
