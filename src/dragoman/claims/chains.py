"""Through whom a statement came: reports within reports, and reports that cite another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dragoman.records import Attribution, Parse, Span

CITING = ("citing", "quoting")
Namer = Callable[[Span], tuple[str, str | None, str]]
DEEPEST = 4  # reports within one another


def chained(parse: Parse, found: Sequence[Attribution], named: Namer) -> tuple[Attribution, ...]:
    """The attributions with `via`. "Yonhap, citing the NIS, said that Pyongyang claims ...": the NIS is the source of
    what was said, via Yonhap, and Pyongyang that of what it claims, via both. `named`: name, actor and kind of the
    source that a span names."""
    out = [_cited(parse, one, found, named) for one in found]
    return tuple(replace(one, via=_chain(one, out)) for one in out)


def _cited(parse: Parse, one: Attribution, found: Sequence[Attribution], named: Namer) -> Attribution:
    """An attribution whose source cites another: the cited one is who says so, the citing one goes into `via`."""
    for citing in found:
        if citing is one or not citing.content or not _cites(parse, citing) or not _same_source(parse, citing, one):
            continue
        name, actor, kind = named(citing.content[0])
        return replace(one, name=name, actor=actor, source_kind=kind, via=(one.name,) if one.name else ())
    return one


def _cites(parse: Parse, one: Attribution) -> bool:
    return bool(one.cue) and parse.text_of(one.cue[0]).lower() in CITING


def _same_source(parse: Parse, citing: Attribution, other: Attribution) -> bool:
    """Whether two attributions of one sentence have one source, and the second is a report of its own."""
    if not other.source or citing.source != other.source or not other.cue or _cites(parse, other):
        return False
    low, high = sorted((citing.cue[0], other.cue[0]), key=lambda span: span.start)
    return not _ends(parse, Span(low.end, high.start))


def _ends(parse: Parse, span: Span) -> bool:
    return any(span.start <= sentence.span.end < span.end for sentence in parse.sentences)


def _chain(one: Attribution, found: Sequence[Attribution]) -> tuple[str, ...]:
    """Names of those within whose content the cue of `one` stands, the nearest first."""
    outer = [o for o in found if o is not one and one.cue and any(span.holds(one.cue[0]) for span in o.content)]
    outer = [o for o in outer if not any(span.holds(o.cue[0]) for span in one.content if o.cue)]
    outer.sort(key=lambda o: sum(span.end - span.start for span in o.content))
    names = [*one.via]
    for o in outer[:DEEPEST]:
        names += [name for name in (o.name, *o.via) if name and name not in names and name != one.name]
    return tuple(names)
