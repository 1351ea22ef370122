"""Who a source is: its name in full, its actor, its kind."""

from __future__ import annotations

from dragoman.claims.attribution import RELATIVE, Found
from dragoman.claims.cues import Cues
from dragoman.claims.tree import Tree
from dragoman.records import Actor, Cast, Mention, Parse, Span, Token


class Sources:
    """Looks sources up among the actors of the article."""

    def __init__(self, parse: Parse, cast: Cast, cues: Cues) -> None:
        self._parse = parse
        self._actors: dict[str, Actor] = {actor.id: actor for actor in cast.actors}
        self._mentions: dict[tuple[int, int], Mention] = {
            (m.sentence, m.head): m for m in cast.mentions if m.kind != "adjective"
        }
        self._cues = cues

    def of(self, tree: Tree, found: Found) -> tuple[str, str | None, str]:
        """Name, actor id and kind (party, government, media, body, document, witness, anonymous, person)."""
        if not found.source:
            return "", None, "anonymous"
        head = self._head(tree, found.source)
        if head.lemma.lower() in RELATIVE:
            verb = tree.head(head)
            head = tree.head(verb) if verb.dep == "relcl" else head
        mention = self._mentions.get((tree.sentence.index, head.index))
        actor = self._actors.get(mention.actor) if mention else None
        words = " ".join(self._parse.text_of(s) for s in tree.spans(found.source))
        words = words.removesuffix("'s").removesuffix("’s")
        name = actor.name if actor and (head.pos == "PRON" or actor.kind in ("person", "country")) else words
        return name, actor.id if actor else None, self._kind(head, actor)

    def named(self, span: Span) -> tuple[str, str | None, str]:
        """The same for a source that stands elsewhere, as what another one cites."""
        for sentence in self._parse.sentences:
            inside = [t.index for t in sentence.tokens if t.span.overlaps(span)]
            if inside:
                tree = Tree(sentence)
                return self.of(tree, Found(sentence.tokens[inside[0]], inside, [], []))
        return self._parse.text_of(span), None, "person"

    def _head(self, tree: Tree, indices: list[int]) -> Token:
        inside = set(indices)
        for index in indices:
            token = tree.tokens[index]
            if token.head not in inside or token.head == index:
                return token
        return tree.tokens[indices[-1]]

    def _kind(self, head: Token, actor: Actor | None) -> str:
        lemma = head.lemma.lower()
        lists = self._cues.lists
        if lemma in lists["witnesses"]:
            return "witness"
        if (actor is not None and actor.sector == "JRN") or lemma in lists["media"]:
            return "media"
        if lemma in lists["documents"]:
            return "document"
        if actor is not None and actor.sector in ("GOV", "MIL", "LEG", "JUD", "COP", "SPY"):
            return "government"
        if actor is not None and actor.country in ("UNO", "IGO", "EUR", "NGO"):
            return "body"
        if lemma in lists["anonymous"] and head.pos != "PROPN":
            return "anonymous"
        return "person"
