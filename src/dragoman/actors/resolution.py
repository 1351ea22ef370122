"""Which mentions of an article are one actor, and what is known of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from dragoman.actors.mentions import Draft
from dragoman.actors.tables import Tables, fold, split
from dragoman.records import Actor, Parse, Sentence, short_hash

HE, SHE, THEY, IT = ("he", "him", "his"), ("she", "her"), ("they", "them", "their"), ("it", "its")
REACH = 3  # sentences that a pronoun looks back
THEME, THEME_SHARE = 4, 0.55  # mentions of a country, and their share, that make it the theme of an article
BOTH = frozenset(
    {
        "country",
        "nation",
        "side",
        "state",
        "government",
        "neighbor",
        "neighbour",
        "leader",
        "party",
        "ally",
        "rival",
        "korea",
    }
)
OWNED = frozenset({None, "GOV", "LEG", "JUD"})
BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "IMG", "MNC", "ISM"})


@dataclass(slots=True)
class _Candidate:
    """An actor that a pronoun may mean: its key, where it stood last, how prominent that was, singular or plural."""

    key: str
    sentence: int
    start: int
    subject: bool
    person: bool
    plural: bool
    head: int


class Register:
    """The actors of one article. Built once from all drafts, then asked for each in text order."""

    def __init__(self, tables: Tables, parse: Parse, found: list[list[Draft]]) -> None:
        self._tables = tables
        self._parse = parse
        self._actors: dict[str, Actor] = {}
        self._surnames: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self._recent: list[_Candidate] = []
        self._countries: Counter[str] = Counter()
        self._heads: dict[str, str] = {}
        day = parse.document.published
        self._day = day.end or day.start if day else None
        for draft in (d for group in found for d in group):
            self._announce(draft)

    def actors(self) -> tuple[Actor, ...]:
        return tuple(self._actors.values())

    def _announce(self, draft: Draft) -> None:
        """Note full names and acronyms first, so that a surname or short form may come before them."""
        if draft.country and draft.country not in BODIES:
            self._countries[draft.country] += 1
        if draft.kind == "name" and draft.entry is None and " " in draft.name:
            words = split(draft.name)
            self._surnames.setdefault(words[-1], draft.name)
            initials = "".join(w[0] for w in draft.name.split() if w[:1].isupper())
            if len(initials) > 1:
                self._short.setdefault(initials, draft.name)

    def resolve(self, draft: Draft, sentence: Sentence) -> str | None:
        """Id of the actor that a draft means; None for a pronoun without antecedent."""
        if draft.kind == "pronoun":
            return self._pronoun(draft, sentence)
        joint = self._joint(draft)
        key, actor = joint if joint else self._named(draft)
        beside = self._apposition(draft, sentence) if draft.kind != "adjective" else None
        if beside is not None and beside != key:
            key, actor = self._one_of(beside, key, actor)
        held = self._actors.get(key)
        self._actors[key] = actor if held is None else _richer(held, actor)
        if draft.kind != "adjective":
            self._remember(key, draft, sentence)
        return self._actors[key].id

    def _apposition(self, draft: Draft, sentence: Sentence) -> str | None:
        """Key of the actor that a phrase in apposition names again: "Turkey's president, Mehmet Demir"."""
        token = sentence.tokens[draft.head]
        if token.dep != "appos":
            return None
        return next(
            (c.key for c in reversed(self._recent) if c.sentence == sentence.index and c.head == token.head), None
        )

    def _one_of(self, beside: str, key: str, actor: Actor) -> tuple[str, Actor]:
        """Two keys of one actor made one: a name leads, the other tells role, sector and country."""
        first = self._actors[beside]
        if {first.kind, actor.kind} & {"country", "group"} or "thing" in (first.kind, actor.kind):
            return key, actor
        named = key.startswith(("name ", "person ", "body "))
        if named and beside.startswith("nominal "):
            return key, _richer(actor, first)
        if not named and not beside.startswith("nominal "):
            return beside, replace(actor, id=first.id, name=first.name, kind=first.kind)
        return key, actor

    def _named(self, draft: Draft) -> tuple[str, Actor]:
        entry = draft.entry
        if entry is not None and entry.kind in ("country", "seat", "adjective"):
            return self._make(
                f"country {entry.country}", self._country_name(entry.country), "country", entry.country, "GOV"
            )
        if entry is not None and entry.kind == "people":
            return self._make(f"people {entry.country}", draft.name, "group", entry.country, "CVL")
        if entry is not None and entry.kind == "person":
            office = self._tables.office(entry.name, self._day)
            sector = office.sector if office else entry.sector
            role = office.role if office else draft.role_text or None
            if draft.role and draft.role.sector and not draft.former:
                sector, role = draft.role.sector, draft.role_text
            return self._make(
                f"person {fold(entry.name)}", entry.name, "person", draft.country or entry.country, sector, role
            )
        if entry is not None and entry.kind == "place":
            return self._make(f"place {fold(entry.name)}", entry.name, "unknown", entry.country, None)
        if entry is not None and draft.owner and draft.owner != entry.country and entry.sector in OWNED:
            # "Russia's Security Council" is not that of the United Nations, nor "the Nigerian Senate" that of America.
            return self._make(
                f"body {draft.owner} {fold(draft.name)}", draft.text, "organisation", draft.owner, entry.sector or "GOV"
            )
        if entry is not None:
            return self._make(f"body {fold(entry.name)}", entry.name, "organisation", entry.country, entry.sector)
        if draft.kind == "name":
            return self._unknown_name(draft)
        return self._nominal(draft)

    def _unknown_name(self, draft: Draft) -> tuple[str, Actor]:
        """A name no table has: the fullest form in the article, with what its phrase tells."""
        name = draft.name
        if " " not in name:
            name = self._surnames.get(fold(name), self._short.get(name, name))
        sector = draft.role.sector if draft.role else None
        if draft.former and sector == "GOV":
            sector = "ELI"
        token = self._parse.sentences[draft.sentence].tokens[draft.head]
        kind = "person" if token.entity == "PERSON" or (draft.role and draft.role.kind == "person") else "organisation"
        if sector is None and kind == "organisation":
            role = self._tables.role_at([w.lower() for w in name.split()])
            sector = role.sector if role else None
        country = draft.country
        if country is None and sector in ("GOV", "COP", "MIL", "LEG", "JUD", "PTY") and kind == "person":
            country = self._home()
        return self._make(f"name {fold(name)}", name, kind, country, sector, draft.role_text or None)

    def _nominal(self, draft: Draft) -> tuple[str, Actor]:
        role = draft.role
        sector = role.sector if role else None
        kind = role.kind if role else "unknown"
        country = draft.country
        if draft.former and sector in ("GOV", "MIL", "LEG"):
            sector = "ELI"
        if (
            country is None
            and kind in ("organisation", "person")
            and sector in ("GOV", "LEG", "JUD", "MIL", "COP", "SPY")
        ):
            earlier = self._heads.get(role.words if role else "")
            if earlier:
                return earlier, self._actors[earlier]
        if country is None and sector in ("GOV", "LEG", "JUD", "MIL", "COP", "SPY", "OPP", "PRM"):
            country = self._home()
        if country is None and role is not None and kind == "group":
            country = self._theme()
        key = f"nominal {country} {sector} {role.words if role else fold(draft.name)}"
        if role and kind in ("organisation", "person") and not draft.plural:
            self._heads.setdefault(role.words.split()[-1], key)
            self._heads[role.words] = key
        return self._make(
            key, draft.name, "group" if kind == "group" else kind, country, sector, draft.role_text or None
        )

    def _joint(self, draft: Draft) -> tuple[str, Actor] | None:
        """ "Both countries", "the two sides", "the two Koreas", "the West"."""
        words = [fold(w).lower() for w in draft.text.split()]
        if not words:
            return None
        if words[-1] in ("west",) and words[:1] in (["the"], ["west"]) and draft.text.split()[-1] == "West":
            return self._make("group west", "the West", "group", None, "GOV")
        if "two" not in words[:2] and "both" not in words[:2] and words[-1] != "sides":
            return None
        last = words[-1].rstrip("s").replace("countrie", "country").replace("partie", "party").replace("allie", "ally")
        if last not in BOTH:
            return None
        if words[-1] == "koreas":
            members: list[str] = ["KOR", "PRK"]
        else:
            recent: list[str] = []
            for one in reversed(self._recent):
                country = self._actors[one.key].country
                if country and country not in recent and country not in BODIES:
                    recent.append(country)
            members = recent[:2] if len(recent) > 1 else [c for c, _ in self._countries.most_common(2)]
        if len(members) < 2:
            return None
        names = " and ".join(self._country_name(code) for code in members)
        key = "group " + " ".join(sorted(members))
        actor = Actor(
            short_hash(self._parse.document.id, key), names, "group", None, "GOV", members=tuple(sorted(members))
        )
        return key, actor

    def _pronoun(self, draft: Draft, sentence: Sentence) -> str | None:
        word = draft.name
        if word == "who":
            token = sentence.tokens[draft.head]
            verb = sentence.tokens[token.head]
            if verb.dep == "relcl":
                noun = sentence.tokens[verb.head]
                near = [c for c in self._recent if c.sentence == sentence.index and c.start <= noun.span.start]
                return self._actors[near[-1].key].id if near else None
            return None
        best: tuple[float, _Candidate] | None = None
        for one in self._recent:
            age = sentence.index - one.sentence
            if age > REACH or (age == 0 and one.start >= draft.span.start):
                continue
            if word in HE or word in SHE:
                if not one.person:
                    continue
            elif word in THEY:
                if not one.plural and self._actors[one.key].kind not in ("group",):
                    continue
            elif word in IT:
                if one.person or one.plural:
                    continue
            else:
                continue
            score = -1.0 * age + 0.6 * one.subject + (draft.span.start > one.start) * 0.1 + one.start * 1e-6
            if best is None or score >= best[0]:
                best = (score, one)
        return self._actors[best[1].key].id if best else None

    def _remember(self, key: str, draft: Draft, sentence: Sentence) -> None:
        token = sentence.tokens[draft.head]
        actor = self._actors[key]
        self._recent.append(
            _Candidate(
                key,
                sentence.index,
                draft.span.start,
                token.dep in ("nsubj", "nsubjpass"),
                actor.kind == "person",
                draft.plural or any(t.dep == "conj" and t.head == token.index for t in sentence.tokens),
                draft.head,
            )
        )

    def _make(
        self, key: str, name: str, kind: str, country: str | None, sector: str | None, role: str | None = None
    ) -> tuple[str, Actor]:
        return key, Actor(short_hash(self._parse.document.id, key), name, kind, country, sector, (), role)

    def _country_name(self, code: str | None) -> str:
        return self._tables.country_names.get(code or "", code or "")

    def _theme(self) -> str | None:
        """The country that an article is about beyond doubt: its crowds, rebels and victims belong there."""
        if not self._countries:
            return None
        (first, count), total = self._countries.most_common(1)[0], sum(self._countries.values())
        return first if count >= THEME and count / total >= THEME_SHARE else None

    def _home(self) -> str | None:
        """The country an article speaks of most, where nothing else tells whose police, army or government it is."""
        return self._countries.most_common(1)[0][0] if self._countries else None


def _richer(held: Actor, new: Actor) -> Actor:
    """An actor with what a further mention adds."""
    return replace(
        held,
        country=held.country or new.country,
        sector=held.sector or new.sector,
        role=held.role or new.role,
    )
