"""Whom a pronoun means."""

from __future__ import annotations

from dragoman.actors.memory import Candidate, Memory
from dragoman.actors.mentions import Draft
from dragoman.records import Sentence, Token

REACH = 3  # sentences that a pronoun looks back
CLIMB = 12  # governors that are followed from a pronoun to the verb of saying
PLURAL_SECTORS = frozenset({"COP", "MIL", "REB", "CVL", "LAB", "REF", "UAF", "CRM", "PRM"})


def antecedent(draft: Draft, sentence: Sentence, memory: Memory) -> str | None:
    """Key of the actor that a pronoun takes up; None where it takes up nothing or nothing that is known."""
    words, word, token = memory.words, draft.name, sentence.tokens[draft.head]
    if word in words.relative:
        return _relative(token, sentence, memory)
    if word in words.speaker:
        return _who_speaks(token, sentence, memory)
    if word in words.it and token.dep == "nsubj" and _is_empty(token, sentence, memory):
        return None
    best: tuple[float, str] | None = None
    for one in memory.before(draft, REACH):
        score = _fit(one, word, token, sentence, memory)
        if score is not None and (best is None or score > best[0]):
            best = (score, one.key)
    return best[1] if best else None


def _fit(one: Candidate, word: str, token: Token, sentence: Sentence, memory: Memory) -> float | None:
    """How well an earlier mention fits a pronoun; None where number, kind, gender or grammar forbid it."""
    words, actor = memory.words, memory.actor(one)
    age = sentence.index - one.sentence
    if age == 0 and one.governor == token.head and token.dep != "poss" and one.subject:
        return None
    score = -1.0 * age + 0.6 * one.subject + 0.2 * (one.dep == "dobj") - 0.3 * (one.dep == "poss")
    score += 0.3 * (age == 0 and token.dep == "poss" and one.subject) + one.start * 1e-7
    if word in words.he or word in words.she:
        if actor.kind != "person" or one.plural:
            return None
        gender = memory.genders.get(one.key)
        if gender is not None and (gender == "m") != (word in words.he):
            return None
        return score + 0.2 * (gender is not None)
    if word in words.they:
        if one.plural or actor.members:
            return score + 0.5 - 0.8 * (actor.kind in ("thing", "place"))
        if actor.kind == "group" or (actor.sector in PLURAL_SECTORS and actor.kind != "person"):
            return score
        return score - 1.5 if actor.kind == "organisation" else None
    if actor.kind in ("person", "group") or one.plural:
        return None
    if actor.kind in ("thing", "place", "unknown") or memory.is_place(one):
        score -= 0.8
    return score


def _is_empty(token: Token, sentence: Sentence, memory: Memory) -> bool:
    """Whether an "it" means nothing: "it is clear that", "it appears"."""
    verb = sentence.tokens[token.head]
    if verb.lemma.lower() not in memory.words.empty:
        return False
    kids = {t.dep for t in sentence.tokens[token.index + 1 :] if t.head == verb.index}
    return bool(kids & {"ccomp", "xcomp", "acomp", "advcl"}) or verb.lemma.lower() in ("rain", "snow", "seem", "appear")


def _relative(token: Token, sentence: Sentence, memory: Memory) -> str | None:
    """The noun that a relative clause hangs on."""
    verb = token
    for _ in range(CLIMB // 2):
        verb = sentence.tokens[verb.head]
        if verb.dep in ("relcl", "acl"):
            return memory.register.keys.get((sentence.index, verb.head)) or None
    return None


def _who_speaks(token: Token, sentence: Sentence, memory: Memory) -> str | None:
    """The subject of the verb of saying over a quotation, else the last one who spoke."""
    verb = token
    for _ in range(CLIMB):
        if verb.head == verb.index:
            break
        verb = sentence.tokens[verb.head]
        if verb.lemma.lower() in memory.words.saying:
            for kid in sentence.tokens:
                if kid.head == verb.index and kid.dep == "nsubj" and kid.index != token.index:
                    key = memory.register.keys.get((sentence.index, kid.index))
                    if key:
                        return key
    return memory.speaker
