"""What is asked about an article: its sentences in stretches, or its doubtful events in batches."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.llm.prompts import Prompt
from dragoman.records import Event, Parse, Sentence


def question(prompt: Prompt, parse: Parse, **values: str) -> str:
    """The user's part of a prompt, filled for an article."""
    document = parse.document
    published = (document.published.start if document.published else None) or "unknown"
    return prompt.fill(title=document.title, published=published, **values)


def numbered(parse: Parse, sentences: tuple[Sentence, ...], chars: int) -> str:
    """Sentences with their numbers, one a line, each cut at so many characters."""
    return "\n".join(f"[{one.index}] {parse.text_of(one.span)[:chars]}" for one in sentences)


def stretches(parse: Parse, chars: int) -> Iterator[tuple[Sentence, ...]]:
    """The sentences in runs of at most so many characters, a longer sentence alone."""
    run: list[Sentence] = []
    size = 0
    for sentence in parse.sentences:
        length = sentence.span.end - sentence.span.start
        if run and size + length > chars:
            yield tuple(run)
            run, size = [], 0
        run.append(sentence)
        size += length
    if run:
        yield tuple(run)


def batches(parse: Parse, events: list[Event], chars: int) -> Iterator[list[Event]]:
    """Events in runs whose sentences fill one request."""
    run: list[Event] = []
    size = 0
    for event in events:
        span = parse.sentences[event.sentence].span
        if run and size + span.end - span.start > chars:
            yield run
            run, size = [], 0
        run.append(event)
        size += span.end - span.start
    if run:
        yield run


def candidates(parse: Parse, events: list[Event], chars: int) -> str:
    """The candidates as the model sees them: the coding, the sentence with the trigger marked, and the one before. Of
    longer sentences so many characters are shown on each side."""
    return "\n\n".join(_candidate(parse, number, event, chars) for number, event in enumerate(events))


def _candidate(parse: Parse, number: int, event: Event, chars: int) -> str:
    text, span = parse.document.text, parse.sentences[event.sentence].span
    left = text[max(span.start, event.trigger.start - chars) : event.trigger.start]
    right = text[event.trigger.end : min(span.end, event.trigger.end + chars)]
    before = parse.text_of(parse.sentences[event.sentence - 1].span)[-chars:] if event.sentence else ""
    return (
        f"Candidate {number}\nbefore: {before}\nsentence: {left}<<{event.trigger.of(text)}>>{right}\n"
        f"type: {event.type}, mode: {', '.join(event.modes) or 'none'}\n"
        f"actors: {'; '.join(party.text for party in event.actors) or 'none'}\n"
        f"recipients: {'; '.join(party.text for party in event.recipients) or 'none'}"
    )
