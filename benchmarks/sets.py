"""The evaluation sets: which gold, which scorer, which measures, and the best published figure of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from benchmarks.bench import Bench, Record


class Predictor(Protocol):
    """A set module. `FIELDS`: the input fields it reads; all others may be absent."""

    FIELDS: tuple[str, ...]

    def predict(self, records: Iterable[Record], bench: Bench) -> Iterator[Record]: ...


@dataclass(frozen=True, slots=True)
class Measure:
    """`path`: keys in the scorer's JSON, joined by dots; times `scale` it is a share of 1.
    `published`: what others reach."""

    name: str
    path: str
    published: str = ""
    scale: float = 1.0

    def read(self, scores: dict[str, Any]) -> float | None:
        value: Any = scores
        for key in self.path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return None if value is None else round(float(value) * self.scale, 4)


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


def percent(name: str, path: str, published: str = "") -> Measure:
    return Measure(name, path, published, 0.01)


SETS = (
    EvaluationSet(
        "relation",
        "relation",
        "relation.jsonl",
        "score_relation.py",
        (
            Measure("root macro-F1", "root.macro_f1", "0.867 ConfliBERT in-domain, 0.824 ZSP"),
            Measure("quad macro-F1", "penta.macro_f1", "0.963 ConfliBERT in-domain"),
        ),
    ),
    EvaluationSet(
        "events",
        "events",
        "events.jsonl",
        "score_events.py",
        (
            Measure("type F1", "measures.type.f1"),
            Measure("type recall", "measures.type.recall"),
            Measure("quad F1", "measures.quad.f1"),
            Measure("type, both texts F1", "measures.type_both_text.f1"),
        ),
    ),
    EvaluationSet(
        "cameo_class",
        "cameo_class",
        "cameo_class.jsonl",
        "score_penta.py",
        (Measure("macro-F1", "macro_f1", "0.895 ConfliBERT in-domain"),),
    ),
    EvaluationSet(
        "cameo_ner",
        "cameo_ner",
        "cameo_ner.jsonl",
        "score_spans.py",
        (
            Measure("exact micro-F1", "exact.micro.f1", "0.740 ConfliBERT in-domain"),
            Measure("head micro-F1", "head.micro.f1"),
        ),
    ),
    EvaluationSet(
        "time",
        "time",
        "time_dev.jsonl",
        "score_time.py",
        (
            percent("value F1", "value.f1", "0.790 HeidelTime"),
            percent("relaxed span F1", "relaxed.f1", "0.919 HeidelTime"),
            percent("date_day F1", "date_day.f1", "0.885 HeidelTime"),
        ),
    ),
    EvaluationSet(
        "time_dct",
        "time_dct",
        "time_dct_dev.jsonl",
        "score_dct.py",
        (
            percent("year precision", "all.year_precision"),
            percent("answered", "all.answered"),
            percent("within 31 days", "all.within_31d"),
        ),
    ),
    EvaluationSet(
        "geo",
        "geo",
        "geo_dev.jsonl",
        "score_geo.py",
        (
            percent("TR-News acc@161", "by_corpus.trnews.given_spans.acc161", "0.873 Mordecai 3"),
            percent("LGL acc@161", "by_corpus.lgl.given_spans.acc161", "0.827 Mordecai 3"),
        ),
    ),
    EvaluationSet(
        "geo_spans",
        "geo",
        "geo_dev.jsonl",
        "score_geo.py",
        (percent("span F1", "overlap.f1"), percent("end-to-end F1", "end_to_end.f1")),
        (("spans", "predicted"),),
    ),
    EvaluationSet(
        "geo_extra",
        "geo",
        "geo_extra_dev.jsonl",
        "score_geo.py",
        (percent("acc@161", "given_spans.acc161", "0.941 Mordecai 3 (GeoWebNews)"),),
    ),
    EvaluationSet(
        "attrib",
        "attrib",
        "attrib_dev.jsonl",
        "score_attrib.py",
        (
            percent("who_said F1", "who_said.f1", "0.754 two human annotators"),
            percent("content token F1", "content.token.f1", "0.913 two human annotators"),
            percent("source exact F1", "source.exact.f1", "0.778 two human annotators"),
        ),
    ),
    EvaluationSet(
        "factuality",
        "factuality",
        "factuality_dev.jsonl",
        "score_factuality.py",
        (
            percent("MEANTIME macro-F1", "meantime.macro_f1"),
            percent("MEANTIME non-asserted F1", "meantime.non_asserted.f1"),
            Measure("UW Pearson r", "uw.values.pearson_r", "0.75 Rudinger 2018, 0.87 BERT"),
        ),
    ),
    EvaluationSet(
        "factuality_uds",
        "factuality",
        "factuality_uds_dev.jsonl",
        "score_factuality.py",
        (Measure("UDS Pearson r", "uds-ih2.values.pearson_r", "0.77 Rudinger 2018"),),
        quick=False,
    ),
    EvaluationSet(
        "articles",
        "articles",
        "articles",
        "score_articles.py",
        (
            Measure("title exact", "meta.title_exact"),
            Measure("authors F1", "meta.author.f1"),
            Measure("published exact", "meta.published_exact"),
            Measure("published in window", "meta.published_in_window"),
            Measure("body include", "meta.body_include"),
            Measure("body exclude", "meta.body_exclude"),
            Measure("event identified F1", "events.identified.f1"),
            Measure("with both countries F1", "events.with_countries.f1"),
        ),
    ),
)


def by_name(name: str) -> EvaluationSet:
    for one in SETS:
        if one.name == name:
            return one
    raise KeyError(f"no evaluation set {name!r}; known: {', '.join(s.name for s in SETS)}")
