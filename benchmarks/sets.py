"""The evaluation sets: which gold, which scorer, which measures, and the best published figure of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from benchmarks.bench import Bench, Record


class Predictor(Protocol):
    FIELDS: tuple[str, ...]

    def predict(self, records: Iterable[Record], bench: Bench) -> Iterator[Record]: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """`path`: where the figure stands in the scorer's JSON, keys joined by dots. `published`: best published figure."""

    name: str
    path: str
    published: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """`module` predicts; `gold` is a file or folder of the data folder; `options` are passed to the module."""

    name: str
    module: str
    gold: str
    scorer: str
    measures: tuple[Measure, ...]
    options: tuple[tuple[str, str], ...] = ()
    quick: bool = True

    def predictor(self) -> Predictor:
        return cast(Predictor, import_module(f"benchmarks.{self.module}"))


SETS = (
    EvaluationSet(
        "relation",
        "relation",
        "relation.jsonl",
        "score_relation.py",
        (
            Measure("root macro-F1", "root.macro_f1", "0.867 ConfliBERT in-domain; 0.824 ZSP"),
            Measure("quad macro-F1", "penta.macro_f1", "0.963"),
        ),
    ),
    EvaluationSet(
        "events",
        "events",
        "events.jsonl",
        "score_events.py",
        (Measure("type F1", "type.f1"), Measure("type recall", "type.recall"), Measure("quad F1", "quad.f1")),
    ),
    EvaluationSet(
        "cameo_class",
        "cameo_class",
        "cameo_class.jsonl",
        "score_penta.py",
        (Measure("macro-F1", "macro_f1", "0.895 in-domain"),),
    ),
    EvaluationSet(
        "cameo_ner",
        "cameo_ner",
        "cameo_ner.jsonl",
        "score_spans.py",
        (Measure("exact micro-F1", "exact.micro.f1", "0.740 in-domain"), Measure("head micro-F1", "head.micro.f1")),
    ),
)
