"""Names, nominals and pronouns of an article in text order: "the council", "both countries", "she"."""

from __future__ import annotations

from dataclasses import replace

from dragoman.actors import groups, pronouns
from dragoman.actors.context import BODIES
from dragoman.actors.memory import Memory, Words
from dragoman.actors.mentions import Draft
from dragoman.actors.names import fold, split
from dragoman.actors.resolution import STATE, Register, Told
from dragoman.records import Actor, Sentence

BARE = frozenset({"thing", "place", "unknown"})  # no actors, unless something tells whose they are
DEPTH = 4  # phrases within phrases that are followed
FAR = 12  # sentences that "the country" or "the group" looks back
MEN = frozenset({"mr", "king", "prince", "sir", "lord", "chairman", "spokesman", "congressman", "father", "brother"})
WOMEN = frozenset(
    "mrs ms miss queen princess lady dame chairwoman spokeswoman congresswoman mother sister widow actress".split()
)
# Adjectives of phrases that belong to no one country, or to another than the one spoken of.
ELSEWHERE = frozenset(
    "other foreign neighbouring neighboring smaller western european arab african asian gulf nordic baltic balkan "
    "caribbean international overseas donor latin any captured "
    "kidnapped abducted".split()
)


class Resolver:
    """Walks through the drafts of an article and adds nominals and pronouns to its register."""

    def __init__(self, register: Register, words: Words) -> None:
        self.register = register
        self.words = words
        self.memory = Memory(register, words)
        self.heads: dict[str, str] = {}  # noun -> country of those last called so
        self.titles: dict[str, list[str]] = {}

    def resolve(self, draft: Draft, sentence: Sentence) -> str | None:
        """Key of the actor that a draft means; None for a pronoun without antecedent."""
        register = self.register
        if draft.kind == "pronoun":
            key = pronouns.antecedent(draft, sentence, self.memory)
            if key is None:
                return None
            register.keys[draft.sentence, draft.head] = key
            if draft.name in self.words.he or draft.name in self.words.she:
                self.memory.genders.setdefault(key, "m" if draft.name in self.words.he else "f")
        elif draft.kind == "nominal":
            key, actor = self._nominal(draft, sentence)
            if actor.kind in BARE and not (actor.country or actor.sector or actor.members):
                return None
            register.put(draft, key, actor)
        elif draft.kind == "name":
            joint = None if draft.entries or draft.person else groups.joint(draft, sentence, self.memory)
            if joint is not None:
                register.put(draft, *joint)
            self._learn(draft, sentence, register.keys[draft.sentence, draft.head])
        key = register.keys[draft.sentence, draft.head]
        if draft.kind != "adjective":
            self.memory.add(key, draft, sentence)
        return key

    def _learn(self, draft: Draft, sentence: Sentence, key: str) -> None:
        """What a name leaves behind for later words: its title, its gender; officials without a country get one."""
        actor = self.register.actors[key]
        official = actor.kind in ("person", "organisation") and actor.sector in STATE | {"ELI"}
        if actor.country is None and official and not self._is_elsewhere(draft):
            apart = groups.faced_by(draft, sentence, self.register)
            home, _ = self.register.context.home(draft.sentence, draft.span.start, apart)
            self.register.actors[key] = replace(actor, country=home)
        for text in {self.register.told(draft).role, actor.role} - {None}:
            held = self.titles.setdefault(str(text).split(" of ")[0].split()[-1], [])
            if key in held:
                held.remove(key)
            held.append(key)
        if actor.kind == "person" and key not in self.memory.genders:
            gender = self._gender(draft)
            if gender:
                self.memory.genders[key] = gender

    def _gender(self, draft: Draft) -> str | None:
        words = {fold(word).lower().rstrip(".") for word in draft.text.split()}
        if words & MEN:
            return "m"
        if words & WOMEN:
            return "f"
        first = split(draft.name)[:1]
        return self.register.tables.genders.get(first[0]) if first else None

    def _nominal(self, draft: Draft, sentence: Sentence) -> tuple[str, Actor]:
        """Key and actor of a phrase without a name: taken up from before, or new."""
        register = self.register
        joint = groups.joint(draft, sentence, self.memory)
        if joint is not None:
            return joint
        beside = register.keys.get(register.same.get((draft.sentence, draft.head), (-1, -1)))
        if beside and register.actors[beside].kind in ("person", "organisation", "group"):
            return beside, register.actors[beside]
        if draft.owners:
            self._settle_owners(draft, sentence)
        word = fold(sentence.tokens[draft.head].lemma).lower()
        told = register.told(draft)
        if word in self.words.opposite and self._is_owned(draft, sentence):
            country = told.country if told.country != self._possessor(draft) else self._other_party(draft)
            return self._new(draft, sentence, replace(told, country=country), word, elsewhere=True)
        shared = self._shared(draft, sentence, told)
        if shared is not None:
            return shared
        counted = self._counted(draft)
        several = groups.nations(counted, sentence, told if counted is draft else register.told(counted), register)
        if several is not None:
            return several
        earlier = self._taken_up(draft, told, sentence)
        if earlier is not None:
            return earlier, register.actors[earlier]
        return self._new(draft, sentence, told, word)

    def _is_owned(self, draft: Draft, sentence: Sentence) -> bool:
        """Whether the phrase says whose it is by a possessor: "its neighbour", not "a Turkish rival"."""
        return bool(draft.owners) and sentence.tokens[draft.owners[0]].dep == "poss"

    def _possessor(self, draft: Draft) -> str | None:
        """Country of the one whose neighbour, host or rival a phrase names."""
        actor = self.register.actors.get(self.register.keys.get((draft.sentence, draft.owners[0]), ""))
        return actor.country if actor is not None else None

    def _other_party(self, draft: Draft) -> str | None:
        """The one other country that took part in what was told just before."""
        mine = self._possessor(draft)
        actors = [self.memory.actor(one) for one in self.memory.before(draft, groups.NEAR)]
        others = {a.country for a in actors if a.country not in (None, mine) and a.sector != "JRN"} - BODIES
        return others.pop() if mine and len(others) == 1 else None

    def _settle_owners(self, draft: Draft, sentence: Sentence, depth: int = 0) -> None:
        """Find out whom the pronouns inside a phrase mean: "one of its soldiers"."""
        for at in draft.owners:
            inner = self.register.drafts.get((draft.sentence, at))
            if inner is None or (draft.sentence, at) in self.register.keys or depth > DEPTH:
                continue
            if inner.kind == "pronoun":
                key = pronouns.antecedent(inner, sentence, self.memory)
                if key is not None:
                    self.register.keys[draft.sentence, at] = key
            elif inner.kind == "nominal":
                self._settle_owners(inner, sentence, depth + 1)

    def _shared(self, draft: Draft, sentence: Sentence, told: Told) -> tuple[str, Actor] | None:
        """The people of several sides: "guards from both countries"."""
        for at in draft.owners:
            inner = self.register.drafts.get((draft.sentence, at))
            joint = groups.joint(inner, sentence, self.memory) if inner is not None and at > draft.head else None
            if joint is not None and joint[1].members:
                key = f"{joint[0]} {told.sector} {draft.name.lower()}"
                _, actor = self.register.make(key, draft.name, "group", told)
                return key, replace(actor, country=None, members=joint[1].members)
        return None

    def _counted(self, draft: Draft) -> Draft:
        """The phrase that a number or quantity counts: "troops" of "thousands of US and Filipino troops"."""
        if draft.role is None or draft.role.words not in self.register.quantities:
            return draft
        behind = (self.register.drafts.get((draft.sentence, at)) for at in draft.owners if at > draft.head)
        return next((inner for inner in behind if inner is not None and inner.kind == "nominal"), draft)

    def _new(
        self, draft: Draft, sentence: Sentence, told: Told, word: str, *, elsewhere: bool = False
    ) -> tuple[str, Actor]:
        role = draft.role
        kind = role.kind if role else "unknown"
        country = told.country
        if country is None and not elsewhere and not self._is_elsewhere(draft):
            country = self._sender(draft, sentence) or self._country(draft, told.sector, kind, word, sentence)
        key = f"nominal {country} {told.sector} {role.words if role else fold(draft.name)}"
        if kind == "person" and not draft.plural:
            key += f" {draft.name.lower()}"
        self.heads[word] = country or self.heads.get(word, "")
        kind = "organisation" if kind in ("thing", "place") and told.sector else kind
        return self.register.make(key, draft.name, kind, replace(told, country=country))

    def _met_by(self, draft: Draft, sentence: Sentence) -> frozenset[str]:
        """The country of a traveller whom those that a phrase names receive: they are not his countrymen."""
        token, scene = sentence.tokens[draft.head], self.register.context.scene
        governor = sentence.tokens[token.head]
        verb = governor if token.dep == "dobj" else sentence.tokens[governor.head] if token.dep == "pobj" else None
        if scene is None or verb is None or verb.lemma.lower() not in self.words.meeting:
            return frozenset()
        return groups.rivals_of(draft, sentence, self.register) - {scene}

    def _is_elsewhere(self, draft: Draft) -> bool:
        """Whether the phrase says that it is someone else's, even if nobody knows whose: "their governments"."""
        owners = (self.register.drafts.get((draft.sentence, at)) for at in draft.owners)
        theirs = any(owner is not None and owner.kind == "pronoun" for owner in owners)
        return theirs or any(word in ELSEWHERE for word in draft.text.lower().split()[:-1])

    def _sender(self, draft: Draft, sentence: Sentence) -> str | None:
        """Country of the one who sends, deploys or recalls whom a phrase names."""
        token = sentence.tokens[draft.head]
        if token.dep != "dobj" or sentence.tokens[token.head].lemma.lower() not in self.words.sending:
            return None
        return next(iter(groups.rivals_of(draft, sentence, self.register)), None)

    def _country(self, draft: Draft, sector: str | None, kind: str, word: str, sentence: Sentence) -> str | None:
        """The country of a body that has none in its words: that of the same words before, else the one spoken of."""
        if draft.definite and self.heads.get(word):
            return self.heads[word]
        if sector == "REF" or word in self.words.strangers:
            return None
        context = self.register.context
        apart = self._met_by(draft, sentence) | groups.faced_by(draft, sentence, self.register)
        home, share = context.home(draft.sentence, draft.span.start, apart)
        if sector in STATE:
            return home
        # One mention is too little to say whose a crowd is: "rebels freed two French hostages".
        clear = share >= context.weights.share and context.weight(home) >= context.weights.least
        held = kind == "place" and sector == "REB"  # "insurgent territory"
        return home if (kind in ("group", "organisation") or held) and clear else None

    @staticmethod
    def _fits_office(draft: Draft, role: str | None) -> bool:
        """Whether the holder of a role is called so: a fisheries minister is not "the prime minister"."""
        words = draft.role.words.split() if draft.role else []
        return len(words) < 2 or role is None or set(words) <= set(role.replace("-", " ").lower().split())

    def _taken_up(self, draft: Draft, told: Told, sentence: Sentence) -> str | None:
        """The actor named before that a definite phrase takes up: "the president", "the council", "the group"."""
        if not draft.definite:
            return None
        word = fold(sentence.tokens[draft.head].lemma).lower()
        actors = self.register.actors
        if not draft.plural:
            for key in reversed(self.titles.get(word, ())):
                fits = self._fits_office(draft, actors[key].role)
                if fits and actors[key].kind == "person" and told.country in (None, actors[key].country):
                    return key
        if draft.owners:
            return None
        kinds = self.words.anaphors.get(word, ())
        if "=state" in kinds and not draft.plural:
            return self.memory.latest(lambda one: actors[one.key].kind == "country", draft, FAR)
        named = self.memory.latest(
            lambda one: (
                actors[one.key].kind == "organisation"
                and one.key.startswith(("body ", "name "))
                and " " in one.words
                and word in one.words.split()
            ),
            draft,
            FAR,
        )
        if named is not None or not kinds:
            return named
        return self.memory.latest(
            lambda one: (
                actors[one.key].kind in ("organisation", "group")
                and (actors[one.key].sector in kinds or actors[one.key].country in kinds)
                and one.key.startswith(("body ", "name "))
            ),
            draft,
            FAR,
        )
