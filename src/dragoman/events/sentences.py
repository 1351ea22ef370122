"""Questions about single sentences: the relation of two marked parties, the main event, its parties."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dragoman.events.cameo import ROOT_TYPES, cameo_type, joint_type, root_type
from dragoman.events.coder import Candidate, FrameCoder
from dragoman.events.decision import NONE
from dragoman.events.frames import best
from dragoman.events.model import Reading
from dragoman.events.participants import Roster, participants, roster
from dragoman.events.syntax import Clause
from dragoman.records import STATUSES, Cast, Event, Parse, Participant, Sentence, Span, Status, Token

DEPTH_COST = 0.08  # of each step between a trigger and the root of its sentence
# What counts beside the CAMEO root that the model reads off the pair: a trigger, each marked side that fills its roles,
# each step that it stands nearer to the root of the sentence than three, and the roots that the model reads off it.
TRIGGER, FITTING_SIDE, NEARER, TRIGGER_ROOT = 0.1, 0.25, 0.1, 0.1
QUIET = 0.1  # by how much a mere statement must be likelier than the best event
SAYING = frozenset({"say", "tell", "add", "note", "state", "announce", "report"})
PLACING = frozenset({"in", "of", "from", "at", "for"})
MUTUAL = frozenset({"AGREE", "COOPERATE", "SUPPORT", "CONCEDE", "RETREAT"})


class SentenceJudge:
    """Asks a coder's lexicon and model about sentences as a whole."""

    def __init__(self, coder: FrameCoder) -> None:
        self.coder = coder

    def relate(self, parse: Parse, cast: Cast, source: tuple[int, int] | None, target: tuple[int, int] | None) -> str:
        """The likeliest type of what a marked source does to a marked target, in the CAMEO reading."""
        scores: dict[str, float] = dict.fromkeys(self.coder.ontology.quads, 0.0)
        for sentence, reading in zip(parse.sentences, self.coder.read(parse), strict=True):
            clause = Clause(sentence)
            if reading is not None and self.coder.model is not None:
                self._pair_scores(sentence, reading, source, target, scores)
            for candidate in self.coder.candidates([clause], [reading])[0]:
                self._candidate_scores(clause, candidate, source, target, scores)
        return max(scores, key=lambda kind: scores[kind])

    def _pair_scores(
        self,
        sentence: Sentence,
        reading: Reading,
        source: tuple[int, int] | None,
        target: tuple[int, int] | None,
        scores: dict[str, float],
    ) -> None:
        """Add what the model says of the marked pair."""
        assert self.coder.model is not None
        offset = sentence.span.start
        sides = [reading.pieces(s[0] - offset, s[1] - offset) if s else [] for s in (source, target)]
        if not any(sides):
            return
        self._add_roots(self.coder.model.pair(reading, *sides)[1], 1.0, scores)

    def _add_roots(self, roots: NDArray[np.float32], weight: float, scores: dict[str, float]) -> None:
        """Add the model's probabilities of CAMEO roots to the types that they stand for."""
        assert self.coder.model is not None
        for root, chance in zip(self.coder.model.roots, roots, strict=True):
            if root in ROOT_TYPES:
                scores[ROOT_TYPES[root]] += weight * float(chance)

    def _candidate_scores(
        self,
        clause: Clause,
        candidate: Candidate,
        source: tuple[int, int] | None,
        target: tuple[int, int] | None,
        scores: dict[str, float],
    ) -> None:
        """Add what a trigger says: more if its frame has the marked sides in its roles, and near the root."""
        decision = self.coder.decide(candidate)
        if decision.type == NONE:
            return
        fitting = 0
        for side, slots in (
            (source, candidate.match.actors if candidate.match else ()),
            (target, candidate.match.recipients if candidate.match else ()),
        ):
            if side is not None and any(Span(*side).overlaps(t.span) for t in next(iter(slots), ())):
                fitting += 1
        weight = TRIGGER + FITTING_SIDE * fitting + NEARER * max(0, 3 - _depth(clause, candidate.head))
        kind = cameo_type(decision.type, decision.cameo, self._status(clause, candidate))
        scores[joint_type(kind)] += weight * decision.confidence
        if candidate.judgement is not None:
            self._add_roots(candidate.judgement.roots, TRIGGER_ROOT * (1 + fitting), scores)

    def main_type(self, parse: Parse, cast: Cast) -> str:
        """Type of a text's strongest event nearest to the root of its sentence, after its CAMEO root; "none" where it
        tells none, or makes a mere comment or appeal (roots 01 and 02)."""
        found: tuple[float, str] = (0.0, NONE)
        quiet = 0.0
        for sentence, reading in zip(parse.sentences, self.coder.read(parse), strict=True):
            if reading is not None:
                quiet = max(quiet, float(reading.sentence[-1]))
            clause = Clause(sentence)
            if self._comments(clause):
                continue
            for candidate in self.coder.candidates([clause], [reading])[0]:
                decision = self.coder.decide(candidate)
                if decision.type != NONE:
                    status = self._status(clause, candidate)
                    kind = root_type(decision.type, decision.cameo, status)
                    found = max(found, (decision.confidence - DEPTH_COST * _depth(clause, candidate.head), kind))
        return NONE if found[1] == NONE or found[0] < quiet - QUIET else found[1]

    def _comments(self, clause: Clause) -> bool:
        """Whether the main verb of a sentence is one of comment."""
        return any(
            (match := best(clause, token, self.coder.statements)) and match.frame.cameo.startswith("01")
            for token in main_words(clause)
        )

    def parties(self, parse: Parse, cast: Cast) -> list[tuple[str, int, int]]:
        """Spans of the parties to the main event of a sentence, or of its main statement: label S, T or R (both at
        once), start, end. Parties joined by "and" are one span."""
        people = roster(cast)
        events = [e for e in self.coder.code(parse, cast) if e.actors or e.recipients]
        spoken = self._speakers(parse, people, only_comments=True)
        if spoken or not events:
            spoken = spoken or self._speakers(parse, people)
            if not any(label == "T" for label, _, _ in spoken):
                named = [self._named_span(parse, people, e, p) for e in events[:1] for p in e.recipients]
                spoken += [("T", *span) for span in named or self._mentioned(parse, people, spoken)]
            return spoken
        depth = {e.id: self._event_depth(parse, e) for e in events}
        main = min(events, key=lambda e: (depth[e.id] - e.confidence, e.trigger.start))
        actors = [self._named_span(parse, people, main, p) for p in main.actors]
        recipients = [self._named_span(parse, people, main, p) for p in main.recipients]
        if main.type == "CONSULT" and main.modes not in (("visit",), ("phone",)):
            return [("R", *whole_phrase(parse, main.sentence, s)) for s in _joined(parse, [*actors, *recipients])]
        if len(actors) > 1 and not recipients and main.type in MUTUAL:
            return [("R", a, b) for a, b in _joined(parse, actors)]
        told = [("S", *whole_phrase(parse, main.sentence, span)) for span in actors]
        named = recipients or self._mentioned(parse, people, told, after=main.trigger.end)
        return told + [("T", *whole_phrase(parse, main.sentence, span)) for span in named]

    def _mentioned(
        self, parse: Parse, people: Roster, taken: list[tuple[str, int, int]], after: int = 0
    ) -> list[tuple[int, int]]:
        """The first actor or country that a sentence names behind a trigger and its actors, where no role is filled."""
        after = max([after, *(end for _, _, end in taken)])
        for sentence in parse.sentences:
            for mention in people.by_sentence.get(sentence.index, ()):
                if mention.span.start >= after and mention.kind in ("name", "nominal"):
                    return [(mention.span.start, mention.span.end)]
        return []

    def _named_span(self, parse: Parse, people: Roster, event: Event, one: Participant) -> tuple[int, int]:
        """Where a participant is named in the sentence, if a pronoun stands for it."""
        if one.actor and " " not in one.text and one.text[:1].islower():
            for mention in people.by_sentence.get(event.sentence, ()):
                if mention.actor == one.actor and mention.kind in ("name", "nominal"):
                    return mention.span.start, mention.span.end
        return one.span.start, one.span.end

    def _speakers(self, parse: Parse, people: Roster, *, only_comments: bool = False) -> list[tuple[str, int, int]]:
        """Who says something in a sentence without an event, and of whom: subject of the main verb; its object, or
        whom a comment's object names ("accusations by")."""
        for sentence in parse.sentences:
            clause = Clause(sentence)
            comments = self._comments(clause)
            root = next((t for t in main_words(clause) if t.pos in ("VERB", "AUX")), None)
            if root is None or (only_comments and not comments):
                continue
            sides = []
            for label, slots in (("S", ("subj",)), ("T", ("obj", "to", "with", "on", "for", "against", "about"))):
                tokens = next((filled for slot in slots if (filled := clause.fill(root, slot))), [])
                if label == "T" and comments:
                    tokens = _addressees(clause, root, tokens)
                named = participants(parse, clause, tokens, people)
                sides.append([(label, *whole_phrase(parse, sentence.index, (p.span.start, p.span.end))) for p in named])
            if sides[0]:
                return [*sides[0], *sides[1]]
        return []

    def _event_depth(self, parse: Parse, event: Event) -> float:
        sentence = parse.sentences[event.sentence]
        clause = Clause(sentence)
        head = next((t for t in sentence.tokens if event.trigger.overlaps(t.span)), sentence.tokens[0])
        return 0.3 * _depth(clause, head)

    def _status(self, clause: Clause, candidate: Candidate) -> Status:
        """The status that a verb's auxiliaries tell, else the one that the model reads off a trigger."""
        if clause.is_negated(candidate.head):
            return "negated"
        if clause.is_future(candidate.head):
            return "planned"
        if self.coder.model is None or candidate.judgement is None:
            return "occurred"
        return STATUSES[int(np.argmax(candidate.judgement.statuses))]


def _addressees(clause: Clause, verb: Token, objects: list[Token]) -> list[Token]:
    """Whom a comment is about: behind a preposition of its object or verb, else the subject of what it says."""
    for one in (*objects, verb):
        for slot in ("by", "from", "to", "of", "against"):
            found = clause.fill(one, slot)
            if found:
                return found
    for told in clause.children[verb.index]:
        if told.dep == "ccomp":
            return [k for k in clause.children[told.index] if k.dep in ("nsubj", "nsubjpass")]
    return []


def whole_phrase(parse: Parse, sentence: int, span: tuple[int, int]) -> tuple[int, int]:
    """A party's span with the quantity before it, and the place, post or apposition behind it."""
    tokens = parse.sentences[sentence].tokens
    clause = Clause(parse.sentences[sentence])
    inside = [t for t in tokens if t.span.start < span[1] and span[0] < t.span.end]
    if not inside:
        return span
    start, end = span
    first, last = inside[0].index, inside[-1].index
    if first > 1 and tokens[first - 2].text.lower() in ("at", "more") and tokens[first - 1].text in ("least", "than"):
        start = tokens[first - 2].span.start
    elif first > 0 and tokens[first].text in ("least", "than"):
        start = tokens[first - 1].span.start
    heads = [t for t in inside if not first <= t.head <= last or t.head == t.index]
    for head in heads:
        for kid in clause.children[head.index]:
            below = subtree(clause, kid)
            placing = kid.dep == "prep" and kid.lemma.lower() in PLACING and below[0] == last + 1
            apposed = kid.dep == "appos" and below[0] == last + 2 and tokens[last + 1].text == ","
            if placing or apposed:
                last = below[-1]
    return start, max(end, tokens[last].span.end)


def subtree(clause: Clause, token: Token) -> list[int]:
    """Indices of a word and all below it, in order."""
    out, stack = [], [token]
    while stack:
        one = stack.pop()
        out.append(one.index)
        stack += clause.children[one.index]
    return sorted(out)


def main_words(clause: Clause) -> list[Token]:
    """The main verb of a sentence, its predicate adjective, and the verb of what it says if it is one of saying."""
    out = [token for token in clause.tokens if token.head == token.index]
    for token in out:
        for kid in clause.children[token.index]:
            told = kid.dep == "ccomp" and token.lemma.lower() in SAYING
            if told or (kid.dep in ("acomp", "attr") and token.pos == "AUX"):
                out.append(kid)
    return out


def _depth(clause: Clause, token: Token) -> int:
    """Steps from a word to the root of its sentence."""
    steps = 0
    while token.head != token.index:
        token = clause.head(token)
        steps += 1
    return steps


def _joined(parse: Parse, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with those between which nothing but "and" or a comma stands made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        between = parse.document.text[out[-1][1] : start].strip() if out else "."
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif out and between in ("and", ",", ", and", "as well as", "&"):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
