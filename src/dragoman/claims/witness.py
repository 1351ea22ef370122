"""The built-in witness: attributions, status and denials from cue tables over the parse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from dragoman.claims import cues as cue_tables
from dragoman.claims.attribution import OPENERS, Found, attributions
from dragoman.claims.chains import chained
from dragoman.claims.denials import SPEECH_ACTS, contest
from dragoman.claims.reading import Reading
from dragoman.claims.sources import Sources
from dragoman.claims.speech import Speech
from dragoman.claims.status import read
from dragoman.claims.tree import Tree
from dragoman.data import Data
from dragoman.records import Attribution, Cast, Event, Parse, Sentence, Span, Token

LABEL = re.compile(
    r"^(?!.{1,40}\b(?:said|says|told|added|wrote|asked|this|following)\b)([A-Z][\w.’' -]{1,40})(:) +([^\n]{20,})$",
    re.MULTILINE,
)
INTENTS = frozenset("plan want intend hope decide seek order choose mean prefer need aim wish desire try".split())
LABELS = {
    "occurred": "asserted",
    "ongoing": "asserted",
    "planned": "future",
    "possible": "uncertain",
    "alleged": "uncertain",
    "denied": "denied",
    "negated": "denied",
}
# Rules that tell of a goal without doubt about it, and of what is possible now but comes with a future above it.
GOALS = frozenset(
    {
        "adjective of plan",
        "appointed",
        "attitude",
        "future",
        "future in the past",
        "infinitive",
        "infinitive of a noun",
        "modal of duty",
        "noun of plan",
        "obligation",
        "purpose",
        "verb of plan",
        "verb of wish or demand",
        "verb of wish, demand or attempt",
    }
)
ABLE = frozenset({"permission", "adjective of possibility"})


class CueWitness:
    """Judges who says what and how certain it is, with the tables of data/claims."""

    def __init__(self, data: Data) -> None:
        self.cues = cue_tables.load(data)

    def find(self, parse: Parse, cast: Cast) -> tuple[Attribution, ...]:
        sources = Sources(parse, cast, self.cues)
        out: list[Attribution] = list(_labelled(parse))
        speech = Speech()
        for sentence in parse.sentences:
            tree = Tree(sentence)
            quoted = speech.enter(sentence)
            found = attributions(tree, self.cues, quoted)
            made = [self._attribution(tree, one, sources) for one in found]
            out += speech.join(out, sentence, quoted, found, made)
        speech.end(out)
        return chained(parse, out, sources.named)

    def judge(
        self, parse: Parse, cast: Cast, attributions: tuple[Attribution, ...], events: tuple[Event, ...]
    ) -> tuple[Event, ...]:
        trees: dict[int, Tree] = {}
        out = []
        for event in events:
            sentence = parse.sentences[event.sentence]
            tree = trees.setdefault(event.sentence, Tree(sentence))
            trigger = _trigger(sentence, event.trigger)
            if trigger is None:
                out.append(event)
                continue
            reading = read(tree, trigger, self.cues)
            sources = tuple(a for a in attributions if self._covers(parse, a, event))
            out.append(replace(event, status=reading.status, cues=tuple(reading.cues), sources=sources))
        return contest(parse, cast, attributions, tuple(out), self.cues)

    def factuality(self, parse: Parse, predicate: Span) -> tuple[str, float]:
        for sentence in parse.sentences:
            if sentence.span.overlaps(predicate):
                trigger = _trigger(sentence, predicate)
                if trigger is not None:
                    reading = read(Tree(sentence), trigger, self.cues, event=False)
                    return label(reading), self.cues.value(reading)
        return "asserted", self.cues.value(Reading())

    def _covers(self, parse: Parse, attribution: Attribution, event: Event) -> bool:
        """Whether an event stands in attributed content, and is not the act of speaking itself."""
        if any(span.overlaps(event.trigger) for span in attribution.cue):
            return False
        if not any(span.holds(event.trigger) for span in attribution.content):
            return False
        own = {p.actor for p in event.actors if p.actor}
        if attribution.actor is None or attribution.actor not in own:
            return True
        return event.type not in SPEECH_ACTS and not self._is_intent(parse, attribution)

    def _is_intent(self, parse: Parse, attribution: Attribution) -> bool:
        """Whether the cue tells what its source means or orders to be done, which is no report of it."""
        sentences = (s for s in parse.sentences if any(s.span.overlaps(cue) for cue in attribution.cue))
        words = [t for s in sentences for t in s.tokens if any(t.span.overlaps(cue) for cue in attribution.cue)]
        verbs = [t.lemma.lower() for t in words if t.pos == "VERB"]
        return bool(verbs) and all(lemma in INTENTS for lemma in verbs)

    def _attribution(self, tree: Tree, found: Found, sources: Sources) -> Attribution:
        source = tree.spans(found.source)
        name, actor, kind = sources.of(tree, found)
        return Attribution(
            source=source,
            cue=tree.spans(found.cue),
            content=tree.spans(found.content),
            kind="document" if kind == "document" else "direct" if found.quoted else "indirect",
            name=name,
            actor=actor,
            source_kind=kind,
        )


def label(reading: Reading) -> str:
    """Asserted, denied, uncertain or future. What is wanted, tried or meant is to come; what may be is uncertain."""
    rules = {cue.rule for cue in reading.cues}
    ahead = any(cue.effect == "planned" for cue in reading.cues)
    if reading.status == "possible" and rules <= (GOALS | ABLE if ahead else GOALS):
        return "future"
    return LABELS[reading.status]


def _trigger(sentence: Sentence, span: Span) -> Token | None:
    """The head token of a trigger."""
    inside = [t for t in sentence.tokens if span.overlaps(t.span)]
    return next((t for t in inside if not any(o.index == t.head and o is not t for o in inside)), None)


def _labelled(parse: Parse) -> Iterator[Attribution]:
    """Speech behind a label at the start of a paragraph: "MWANGI: We will go.". One in lower case counts where it comes
    again, as speakers do and headings do not."""
    text = parse.document.text
    found = list(LABEL.finditer(text))
    often = Counter(match[1] for match in found)
    for match in found:
        if not match[1].isupper() and often[match[1]] < 2 and match[3][0] not in OPENERS:
            continue
        spans = [Span(*match.span(group)) for group in (1, 2, 3)]
        yield Attribution((spans[0],), (spans[1],), (spans[2],), kind="direct", name=match[1])
