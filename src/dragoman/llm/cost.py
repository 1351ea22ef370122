"""What the language model would cost for given articles, in both modes, without asking it anything.

    python -m dragoman.llm.cost articles.jsonl --price-in 0.15 --price-out 0.60

The requests are built as they would be sent, the answers as the built-in coder would fill their form; tokens are
estimated from characters. What was really spent stands in the file `llm.cache`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dragoman.llm import prompts as prompt_data
from dragoman.llm.ledger import Prices
from dragoman.llm.prompts import Prompt, Prompts
from dragoman.llm.questions import batches, candidates, numbered, question, stretches
from dragoman.llm.settings import LlmSettings
from dragoman.records import Event, Parse

PROSE, JSON = 4.2, 3.3  # characters for a token of usual vocabularies, in English prose and in JSON


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one mode over some articles. `money` in the unit of the prices."""

    mode: str
    articles: int
    requests: int
    tokens_in: int
    tokens_out: int
    money: float

    def for_articles(self, articles: int) -> Cost:
        """The same at another number of articles."""
        ratio = articles / max(1, self.articles)
        requests, tokens_in, tokens_out = (round(n * ratio) for n in (self.requests, self.tokens_in, self.tokens_out))
        return Cost(self.mode, articles, requests, tokens_in, tokens_out, self.money * ratio)


def estimate(
    mode: str, articles: Iterable[tuple[Parse, tuple[Event, ...]]], prompts: Prompts, settings: LlmSettings
) -> Cost:
    """The cost of parsed articles, each with the events that the built-in coder finds."""
    prompt = prompts.extract if mode == "extract" else prompts.arbitrate
    fixed = len(prompt.system) / PROSE + len(json.dumps(prompt.schema)) / JSON
    count = requests = 0
    tokens_in = tokens_out = 0.0
    for parse, events in articles:
        count += 1
        for user, answer in _exchanges(mode, prompt, parse, events, settings):
            requests += 1
            tokens_in += fixed + len(user) / PROSE
            tokens_out += len(json.dumps(answer)) / JSON
    sent, received = math.ceil(tokens_in), math.ceil(tokens_out)
    money = Prices(settings.price_in, settings.price_out).of(sent, received)
    return Cost(mode, count, requests, sent, received, money)


def _exchanges(
    mode: str, prompt: Prompt, parse: Parse, events: tuple[Event, ...], settings: LlmSettings
) -> Iterable[tuple[str, dict[str, Any]]]:
    if mode == "extract":
        for run in stretches(parse, settings.request_chars):
            indices = {sentence.index for sentence in run}
            told = [_told(parse, event) for event in events if event.sentence in indices]
            yield question(prompt, parse, sentences=numbered(parse, run, settings.request_chars)), {"events": told}
        return
    doubtful = [event for event in events if event.confidence < settings.below]
    for some in batches(parse, doubtful, settings.request_chars):
        verdicts = [_verdict(parse, number, event) for number, event in enumerate(some)]
        yield (
            question(prompt, parse, candidates=candidates(parse, some, settings.request_chars)),
            {"verdicts": verdicts},
        )


def _parties(event: Event) -> dict[str, Any]:
    return {
        "type": event.type,
        "mode": event.modes[0] if event.modes else "",
        "actors": [party.text for party in event.actors],
        "recipients": [party.text for party in event.recipients],
        "reciprocal": event.reciprocal,
        "certainty": "medium",
    }


def _told(parse: Parse, event: Event) -> dict[str, Any]:
    trigger = parse.text_of(event.trigger)
    sources = [{"source": "the ministry", "cue": "said"}]
    more = {"contexts": list(event.contexts), "status": event.status, "sources": sources}
    return {"sentence": event.sentence, "trigger": trigger, **_parties(event), **more}


def _verdict(parse: Parse, number: int, event: Event) -> dict[str, Any]:
    return {"number": number, "verdict": "change", "evidence": parse.text_of(event.trigger), **_parties(event)}


def main(arguments: list[str] | None = None) -> int:
    from dragoman.pipeline import Coder
    from dragoman.read import open_source
    from dragoman.records import Page, Rejected

    parser = argparse.ArgumentParser(prog="python -m dragoman.llm.cost", description=__doc__)
    parser.add_argument("source", help="as for `dragoman code`")
    parser.add_argument("--price-in", type=float, default=0.0, help="money for a million tokens sent")
    parser.add_argument("--price-out", type=float, default=0.0, help="money for a million tokens received")
    parser.add_argument("--below", type=float, default=LlmSettings().below, help="as llm.below")
    options = parser.parse_args(arguments)
    settings = LlmSettings(below=options.below, price_in=options.price_in, price_out=options.price_out)
    coder = Coder()
    articles = []
    for page in open_source(options.source):
        document = coder.extractor.extract(page) if isinstance(page, Page) else page
        if not isinstance(document, Rejected):
            parse = next(iter(coder.parser.parse([document])))
            articles.append((parse, coder.events.code(parse, coder.actors.find(parse))))
    words = sum(len(parse.document.text.split()) for parse, _ in articles)
    events = [event for _, found in articles for event in found]
    doubtful = sum(event.confidence < settings.below for event in events)
    print(f"{len(articles)} articles, {words} words, {len(events)} events, {doubtful} below {settings.below}")
    print("for 1,000 such articles:")
    loaded = prompt_data.load(_data(coder))
    for mode in ("extract", "arbitrate"):
        cost = estimate(mode, articles, loaded, settings).for_articles(1000)
        print(
            f"{mode:<10}{cost.requests:>7} requests{cost.tokens_in:>11} tokens in"
            f"{cost.tokens_out:>10} tokens out{cost.money:>10.2f} money"
        )
    return 0


def _data(coder: Any) -> Any:
    from dragoman.data import Data

    return Data(coder.settings.data)


if __name__ == "__main__":
    raise SystemExit(main())
