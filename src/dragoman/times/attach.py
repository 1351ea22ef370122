"""How near an expression stands to an event in the dependency tree, in terms of the clauses between them."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.data import Data
from dragoman.errors import DataError
from dragoman.records import Sentence, Span, Token

INSIDE_NOUN = frozenset({"nummod", "amod", "compound", "poss", "nmod", "npadvmod"})
WORD_COST = 0.02  # what a word between an expression and an event costs: it decides between equal paths
CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "acl", "conj", "xcomp", "pcomp", "appos"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """The costs and word lists of data/times/events.toml."""

    verbal: frozenset[str]
    speech: frozenset[str]
    light: frozenset[str]
    happening: frozenset[str]
    apart: frozenset[str]
    within: frozenset[str]
    pointing: frozenset[str]
    reason: frozenset[str]
    answering: frozenset[str]
    down: dict[str, float]
    up: dict[str, float]
    limits: dict[str, float]


def load(data: Data) -> Attachment:
    found = data.toml("times/events.toml")
    try:
        lists = {
            name: frozenset(found[name])
            for name in ("verbal", "speech", "light", "happening", "apart", "within", "pointing", "reason", "answering")
        }
        return Attachment(**lists, down=found["down"], up=found["up"], limits=found["limits"])
    except KeyError as error:
        raise DataError(f"times/events.toml: {error} is missing") from error


def head_of(sentence: Sentence, span: Span) -> Token | None:
    """The token of `span` whose governor lies outside it."""
    inside = [t for t in sentence.tokens if t.span.overlaps(span)]
    for token in inside:
        if token.head == token.index or not sentence.tokens[token.head].span.overlaps(span):
            return token
    return inside[0] if inside else None


def path_up(sentence: Sentence, token: Token) -> list[Token]:
    """The token and its governors up to the root."""
    out = [token]
    for _ in sentence.tokens:
        if token.head == token.index:
            break
        token = sentence.tokens[token.head]
        out.append(token)
    return out


def distance(sentence: Sentence, expression: Token, trigger: Span, attachment: Attachment, *, verbal: bool) -> float:
    """The cost of the path from an expression to a trigger. `verbal`: the event is an act of speech."""
    event = head_of(sentence, trigger)
    if event is None:
        return float("inf")
    above = path_up(sentence, event)
    places = {token.index: n for n, token in enumerate(above)}
    rising: list[Token] = []
    for token in path_up(sentence, expression):
        if token.index in places:
            lowering = above[: places[token.index]]
            break
        rising.append(token)
    else:
        return float("inf")
    cost = _noun_cost(sentence, expression, trigger, attachment) + WORD_COST * abs(expression.index - event.index)
    verbal = verbal and event.dep not in ("nsubj", "nsubjpass")
    cost += sum(_edge(token, sentence, attachment, down=False, verbal=verbal) for token in rising)
    return cost + sum(_edge(token, sentence, attachment, down=True, verbal=verbal) for token in lowering)


def noun_of(sentence: Sentence, expression: Token) -> Token | None:
    """The noun whose phrase an expression stands in: "Monday's drills", "a 2016 agreement"."""
    tokens = sentence.tokens
    if expression.index + 1 < len(tokens) and tokens[expression.index + 1].text in ("'s", "’s"):
        # Parsers take the noun of "Monday's drills" for a verb now and then: the order of words is surer.
        behind = (t for t in tokens[expression.index + 2 :] if t.pos not in ("ADJ", "ADV", "NUM", "PUNCT"))
        return next(behind, None)
    noun = tokens[expression.head]
    inside = expression.dep in INSIDE_NOUN and noun.index != expression.index
    return noun if inside and noun.pos in ("NOUN", "PROPN") else None


def _noun_cost(sentence: Sentence, expression: Token, trigger: Span, attachment: Attachment) -> float:
    """A date inside a noun phrase dates that noun and hardly anything else."""
    noun = noun_of(sentence, expression)
    return attachment.limits["noun"] if noun is not None and not noun.span.overlaps(trigger) else 0.0


def _edge(token: Token, sentence: Sentence, attachment: Attachment, *, down: bool, verbal: bool) -> float:
    """What the edge from a token to its governor costs."""
    costs = attachment.down if down else attachment.up
    if token.dep not in CLAUSES:
        return costs["other"]
    children = [t for t in sentence.tokens if t.head == token.index and t.index != token.index]
    if token.dep == "conj" and token.pos not in ("VERB", "AUX"):
        return costs["other"]
    governor = sentence.tokens[token.head]
    speech = governor.lemma.lower() in attachment.speech
    said_first = speech and token.dep == "advcl" and token.index < governor.index  # "They left, he said on Monday."
    if down and (token.dep in ("ccomp", "parataxis") or said_first):
        if verbal:
            return costs["other"]
        return attachment.limits["speech"] if speech else costs["ccomp"]
    if token.dep == "relcl" and not down and token.lemma.lower() in attachment.happening:
        return costs["happening"]
    opener = {t.text.lower() for t in children if t.dep in ("mark", "prep", "advmod")}
    if token.dep in ("advcl", "pcomp"):
        if not down and token.index < governor.index:
            return attachment.limits["opening"]
        if opener & attachment.apart or governor.text.lower() in attachment.apart:
            return costs["apart"]
    return costs[token.dep]
