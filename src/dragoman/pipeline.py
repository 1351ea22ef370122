"""The data flow, top to bottom: the only place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dragoman import engines
from dragoman.actors import ActorFinder
from dragoman.claims import Witness
from dragoman.data import Data, prefilter
from dragoman.events import EventCoder
from dragoman.extract import Extractor
from dragoman.parse import Parser
from dragoman.places import Atlas
from dragoman.records import Coded, Document, Given, Page, Parse, Rejected, short_hash
from dragoman.settings import Settings
from dragoman.times import Clock


class Coder:
    """Codes pages. Holds the loaded engines of all stages, so make one and use it for many pages.

    Example:
        >>> from dragoman import Coder
        >>> coded = Coder().code_text("Kenya's president met his Ugandan counterpart in Kampala on Monday.")
        >>> coded.events[0].type
        'CONSULT'
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings.load()
        data = Data(self.settings.data)
        self.extractor: Extractor = engines.load("extract", self.settings, data)
        self.prefilter = prefilter.load(self.settings, data)
        self.parser: Parser = engines.load("parse", self.settings, data)
        self.actors: ActorFinder = engines.load("actors", self.settings, data)
        self.events: EventCoder = engines.load("events", self.settings, data)
        self.clock: Clock = engines.load("times", self.settings, data)
        self.atlas: Atlas = engines.load("places", self.settings, data)
        self.witness: Witness = engines.load("claims", self.settings, data)
        self.translator = engines.translator(self.settings, data)

    def code(self, pages: Iterable[Page]) -> Iterator[Coded | Rejected]:
        """Code pages one by one, in order; a page that cannot be coded comes out as `Rejected`."""
        for page in pages:
            yield self.code_page(page)

    def code_page(self, page: Page) -> Coded | Rejected:
        document = self.extractor.extract(page)
        if isinstance(document, Rejected):
            return document
        return self.code_article(document)

    def code_article(self, document: Document) -> Coded:
        """Code an article in any language: one that is not coded is translated, or kept without events, with a note."""
        wanted = self.settings.languages
        if document.language in wanted:
            return self.code_document(document)
        translated = self.translator.translate(document, wanted[0]) if self.translator else None
        if translated is None or self.translator is None:
            note = f"the text is in {document.language!r}: kept, not coded; coded languages: {', '.join(wanted)}"
            return Coded(document, (), (), (), (), (), (), (), (note,))
        coded = self.code_document(translated)
        note = f"translated from {document.language!r} by the engine {self.translator.name!r}"
        return replace(coded, notes=(*coded.notes, note))

    def code_text(self, text: str, *, published: str | None = None, title: str = "", url: str = "") -> Coded:
        """Code article text that is at hand, without extraction. `published`: ISO date."""
        return self.code_document(document_of(text, published=published, title=title, url=url))

    def code_document(self, document: Document) -> Coded:
        """Code a clean article; one without a sentence that may hold an event is kept with a note, not parsed."""
        if self.is_other_news(document):
            return Coded(document, (), (), (), (), (), (), (), (prefilter.UNPARSED,))
        parse = next(iter(self.parser.parse([document])))
        return self.code_parse(parse)

    def is_other_news(self, document: Document) -> bool:
        """Whether no sentence of an article is likely to tell an event; never, where the prefilter is off."""
        return self.prefilter is not None and not self.prefilter.may_hold_events(document.text)

    def code_parse(self, parse: Parse) -> Coded:
        notes: list[str] = []
        parse = self._dated(parse, notes)
        document = parse.document
        cast = self.actors.find(parse)
        events = self.events.code(parse, cast)
        times = self.clock.find(document, parse)
        events = self.clock.date_events(parse, times, events)
        events = self.actors.at_the_time(parse, cast, events)
        toponyms = self.atlas.find(parse)
        events = self.atlas.place_events(parse, toponyms, events)
        attributions = self.witness.find(parse, cast)
        events = self.witness.judge(parse, cast, attributions, events)
        events = self.events.merge(parse, events)
        spans = tuple(sentence.span for sentence in parse.sentences)
        return Coded(document, spans, events, cast.actors, cast.mentions, times, toponyms, attributions, tuple(notes))

    def _dated(self, parse: Parse, notes: list[str]) -> Parse:
        """The parse with a publication date inferred from the text, where the page tells none."""
        document = parse.document
        if document.published is not None:
            return parse
        published = self.clock.date_document(document, parse)
        if published is None:
            notes.append("no publication date: give --published to resolve relative dates")
            return parse
        notes.append(f"publication date inferred from the text: {published.basis}")
        return replace(parse, document=replace(document, published=published, published_basis="inferred"))


def document_of(text: str, *, published: str | None = None, title: str = "", url: str = "") -> Document:
    """A document from clean text. `published`: ISO date, taken as given."""
    from dragoman.records import Interval

    when = Interval(published[:10], published[:10], "day", "given") if published else None
    return Document(
        id=short_hash(url, text),
        url=url,
        title=title,
        text=text,
        published=when,
        published_basis="given" if when else "none",
    )


def code(
    body: str | bytes, *, url: str = "", published: str | None = None, media_type: str = "text/html"
) -> Coded | Rejected:
    """Code one page with default settings. For many pages make a `Coder`, which loads the models once."""
    raw = body.encode() if isinstance(body, str) else body
    return Coder().code_page(Page(url, raw, media_type, given=Given(published=published)))
