"""Linking: invented stories, told in several short articles each, are coded and linked, and held against the episodes
that their authors marked.

    python -m benchmarks.stories [--half held|dev] [--shuffles 10] [--show]

A mention is a marked trigger that the coder found (their share is told); pairwise F1 and B³ are over mentions. The
stories of a half are linked together in one store. `--shuffles`: link a handful of articles at a time in random orders,
and compare.

File format (`benchmarks/stories/HALF/NN-name.txt`): lines of `#` tell what really happened; `== outlet | day | title`
begins an article; `[[E1|met]]` marks a trigger of the episode E1 of this file, `[[33.E1|met]]` of E1 of file 33.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.runner import read_floors
from dragoman.batch import Result, result
from dragoman.linking import link
from dragoman.records import Given, Page, Span
from dragoman.store import open_store
from dragoman.store.delta import Store

STORIES = Path(__file__).parent / "stories"
MARK = re.compile(r"\[\[(?:(\d+)\.)?(\w+)\|([^\]]+)\]\]")


@dataclass(frozen=True, slots=True)
class Article:
    """`marks`: trigger and episode, the name of the story and the label."""

    page: Page
    marks: tuple[tuple[Span, str], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """`found`: share of marks that the coder found. `apart`: B³ F1 if every report stood alone. Shares, 0 to 1."""

    found: float
    pair_precision: float
    pair_recall: float
    pair_f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    apart: float


def read_stories(folder: Path) -> list[Article]:
    return [article for path in sorted(folder.glob("*.txt")) for article in _articles(path)]


def _articles(path: Path) -> Iterator[Article]:
    for number, block in enumerate(re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]):
        head, _, body = block.partition("\n")
        outlet, day, title = (part.strip() for part in head.split("|")[:3])
        text, marks = "", []
        at = 0
        body = body.strip()
        for mark in MARK.finditer(body):
            text += body[at : mark.start()]
            file = mark[1] or path.stem.partition("-")[0]
            marks.append((Span(len(text), len(text) + len(mark[3])), f"{file}.{mark[2]}"))
            text += mark[3]
            at = mark.end()
        text += body[at:]
        given = Given(title=title, published=day, publisher=outlet)
        page = Page(
            f"https://stories.example/{path.stem}/{number}", text.encode(), "text/plain", given=given, clean=True
        )
        yield Article(page, tuple(marks))


def coded(articles: Sequence[Article], bench: Bench) -> list[Result]:
    return [result(one.page, bench.coder.code_page(one.page)) for one in articles]


def mentions(articles: Sequence[Article], results: Sequence[Result]) -> tuple[dict[str, str], int]:
    """The marked episode of each coded event (by id) whose trigger meets a mark; the number of marks."""
    out: dict[str, str] = {}
    for article, one in zip(articles, results, strict=True):
        if one.coded is None:
            raise RuntimeError(f"{article.page.url} is rejected: {one.rejected}")
        text = one.coded.document.text
        if text != article.page.body.decode():
            raise RuntimeError(f"the text of {article.page.url} is not as written")
        for span, label in article.marks:
            for event in one.coded.events:
                if event.trigger.overlaps(span) and event.id not in out:
                    out[event.id] = label
                    break
    return out, sum(len(article.marks) for article in articles)


def linked(store: Store) -> dict[str, str]:
    """The episode of each event."""
    with store.connect() as connection:
        return dict(connection.execute("SELECT event, episode FROM links").fetchall())


def score(gold: dict[str, str], found: dict[str, str], marks: int) -> Scores:
    events = sorted(gold)
    pairs = Counter[str]()
    for number, one in enumerate(events):
        for other in events[number + 1 :]:
            same, tied = gold[one] == gold[other], found[one] == found[other]
            pairs["same"] += same
            pairs["tied"] += tied
            pairs["both"] += same and tied
    precision, recall = _share(pairs["both"], pairs["tied"]), _share(pairs["both"], pairs["same"])
    b3 = b_cubed(gold, found)
    alone = b_cubed(gold, {event: event for event in events})
    return Scores(_share(len(gold), marks), precision, recall, _f1(precision, recall), *b3, _f1(*b3), _f1(*alone))


def b_cubed(gold: dict[str, str], found: dict[str, str]) -> tuple[float, float]:
    """B³ precision and recall of the events of `gold`."""
    true, made = defaultdict(set), defaultdict(set)
    for event, label in gold.items():
        true[label].add(event)
        made[found[event]].add(event)
    both = {event: len(true[label] & made[found[event]]) for event, label in gold.items()}
    precision = sum(both[event] / len(made[found[event]]) for event in gold) / max(1, len(gold))
    recall = sum(both[event] / len(true[label]) for event, label in gold.items()) / max(1, len(gold))
    return precision, recall


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure(half: str, folder: Path) -> tuple[Scores, list[Article], list[Result], dict[str, str], dict[str, str]]:
    """Scores of a half, linked in a new store in a folder."""
    articles = read_stories(STORIES / half)
    results = coded(articles, Bench())
    gold, marks = mentions(articles, results)
    store = open_store(folder, create=True)
    store.write(results)
    link(store)
    found = linked(store)
    return score(gold, found, marks), articles, results, gold, found


def partition(found: dict[str, str]) -> set[frozenset[str]]:
    groups = defaultdict(set)
    for event, episode in found.items():
        groups[episode].add(event)
    return {frozenset(group) for group in groups.values()}


def shuffled(results: Sequence[Result], times: int, folder: Path) -> Iterator[set[frozenset[str]]]:
    """The episodes when articles come in random orders, a handful at a time, each handful linked by itself."""
    for seed in range(times):
        order = list(results)
        random.Random(seed).shuffle(order)
        store = open_store(folder / str(seed), create=True)
        for start in range(0, len(order), 25):
            store.write(order[start : start + 25])
            link(store)
        yield partition(linked(store))


def show(articles: Iterable[Article], results: Iterable[Result], gold: dict[str, str], found: dict[str, str]) -> None:
    """Print the episodes that are split or mixed, for whoever mends a class of errors."""
    lines = {}
    for article, one in zip(articles, results, strict=True):
        for event in one.coded.events if one.coded else ():
            who, whom = (", ".join(p.name or p.text for p in side) for side in (event.actors, event.recipients))
            when = f"{event.when.start}..{event.when.end}" if event.when else "?"
            where = event.where.name if event.where else "-"
            trigger = event.trigger.of(article.page.body.decode())
            lines[event.id] = (
                f"{article.page.given.published} {event.type} {trigger!r} {who} > {whom} {when} {where} {event.status}"
            )
    made = defaultdict(list)
    for name, label in gold.items():
        made[label].append(name)
    for label, names in sorted(made.items()):
        homes = {found[name] for name in names}
        mixed = {found[e] for e in gold if gold[e] != label} & homes
        if len(homes) > 1 or mixed:
            print(f"\n{label}: {len(homes)} episodes{', mixed' if mixed else ''}")
            for name in names:
                print(f"  {found[name][:5]} {'*' if found[name] in mixed else ' '} {lines[name]}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--half", choices=["dev", "held"], default="held")
    parser.add_argument("--shuffles", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what is split and what is mixed")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dragoman-stories-") as folder:
        scores, articles, results, gold, found = measure(options.half, Path(folder) / "store")
        print(f"{len(articles)} articles, {len(set(gold.values()))} episodes, {len(gold)} mentions")
        for name in Scores.__slots__:
            print(f"{name:<16}{getattr(scores, name):.4f}")
        if options.show:
            show(articles, results, gold, found)
        orders = [one == partition(found) for one in shuffled(results, options.shuffles, Path(folder))]
        if orders:
            print(f"{sum(orders)} of {len(orders)} orders of arrival give the same episodes")
    floor = read_floors().get("stories", {}).get(options.half, 0.0)
    print(json.dumps({"half": options.half, "b3_f1": round(scores.b3_f1, 4), "floor": floor}))
    return 0 if scores.b3_f1 >= floor - 0.01 and all(orders) else 1


if __name__ == "__main__":
    sys.exit(main())
