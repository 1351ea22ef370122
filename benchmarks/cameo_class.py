"""The five-way class of a sentence: neutral or one of the quad classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.bench import Bench, Record
from dragoman.events.sentences import SentenceJudge

FIELDS = ("id", "sentence")
# The set counts reduced relations (SANCTION) as verbal conflict, as its documentation says.
CLASSES = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1),
    **dict.fromkeys(("CONCEDE", "RETREAT", "COOPERATE", "AID"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION"), 3),
    **dict.fromkeys(("PROTEST", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}


def predict(records: Iterable[Record], bench: Bench) -> Iterator[Record]:
    records = list(records)
    judge = SentenceJudge(bench.stage("events"))
    parses = bench.parses(bench.document(record["sentence"]) for record in records)
    for record, parse in zip(records, parses, strict=True):
        cast = bench.stage("actors").find(parse)
        yield {"id": record["id"], "penta": CLASSES.get(judge.main_type(parse, cast), 0)}
