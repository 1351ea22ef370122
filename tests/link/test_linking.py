"""Articles in a store, linked: what is tied, what is kept apart, and that nothing but the articles decides it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dragoman import linking
from dragoman.batch import Result, result
from dragoman.errors import StoreError
from dragoman.link.ties import slices
from dragoman.linking import link
from dragoman.pipeline import Coder
from dragoman.records import Given, Page
from dragoman.store import commits, open_store
from dragoman.store.check import check
from dragoman.store.delta import Store
from dragoman.store.episodes import agenda, episode
from dragoman.store.folder import LINKING_UNFINISHED
from dragoman.store.query import Query, count, find

RAID = (
    "A Nigerian militant group attacked a Chadian army base near Lake Chad on Monday, killing nine Chadian soldiers who"
    " had just arrived from the capital to strengthen the garrison of the little town, officials of the army told"
    " reporters in the evening"
)
# Outlet, day, text. June 3, 2019 is a Monday.
ARTICLES = {
    "plan": ("Han River News", "2019-06-05", "Japan's foreign minister will visit South Korea on June 14, Tokyo said."),
    "held": (
        "Tokyo Ledger",
        "2019-06-14",
        "Japan's foreign minister visited South Korea on Friday to talk of fishing.",
    ),
    "late": ("Pacific Brief", "2019-06-15", "The Japanese foreign minister visited South Korea on Friday."),
    "next": ("Pacific Brief", "2019-06-28", "Japan's foreign minister visited South Korea again on Thursday."),
    "soon": ("Tokyo Ledger", "2019-06-28", "The president of Brazil will visit Japan on July 9."),
    "raid": ("Wire", "2019-06-04", f"{RAID} after the last shots had been fired."),
    "copy": ("Paper", "2019-06-05", f"{RAID}."),
}


@pytest.fixture(scope="module")
def coded(coder: Coder) -> dict[str, Result]:
    out = {}
    for name, (outlet, day, text) in ARTICLES.items():
        given = Given(title=f"Report {name}", published=day, publisher=outlet)
        page = Page(f"https://{name}.example/", text.encode(), "text/plain", given=given, clean=True)
        out[name] = result(page, coder.code_page(page))
    return out


def filled(folder: Path, results: Sequence[Result], at_once: int = 100) -> Store:
    store = open_store(folder, create=True)
    for start in range(0, len(results), at_once):
        store.write(results[start : start + at_once])
        link(store)
    return store


def groups(store: Store) -> set[frozenset[str]]:
    with store.connect() as connection:
        rows = connection.execute("SELECT event, episode FROM links").fetchall()
        members = connection.execute("SELECT id, unnest(members) FROM episodes").fetchall()
    out = defaultdict(set)
    for event, home in rows:
        out[home].add(event)
    assert sorted((home, event) for home, found in out.items() for event in found) == sorted(members)
    return {frozenset(found) for found in out.values()}


def event_of(one: Result, kind: str) -> str:
    assert one.coded is not None
    return next(event.id for event in one.coded.events if event.type == kind)


def home(store: Store, one: Result, kind: str) -> str:
    found = episode(store, event_of(one, kind))
    assert found is not None
    return str(found["id"])


def test_reports_of_one_visit_are_one_episode_and_the_next_visit_another(
    tmp_path: Path, coded: dict[str, Result]
) -> None:
    store = filled(tmp_path / "store", list(coded.values()))
    visit = home(store, coded["plan"], "CONSULT")
    assert visit == home(store, coded["held"], "CONSULT") == home(store, coded["late"], "CONSULT")
    assert visit != home(store, coded["next"], "CONSULT")
    told = episode(store, visit[:8])
    assert told is not None
    assert told == episode(store, visit)
    assert [one["status"] for one in told["statuses"]] == ["planned", "occurred", "occurred"]
    assert (told["status"], told["outcome"], told["date_start"]) == ("occurred", "held", date(2019, 6, 14))
    assert (told["reports"] >= 3, told["outlets"], told["witnesses"]) == (True, 3, 3)


def test_articles_of_no_known_outlet_are_told_too(tmp_path: Path, coder: Coder) -> None:
    from dragoman.cli.link import _told

    texts = ("Chile expelled a Bolivian diplomat on Monday.", "A Bolivian diplomat was expelled by Chile on Monday.")
    pages = [Page(f"https://{n}.example/", text.encode(), "text/plain", clean=True) for n, text in enumerate(texts)]
    store = filled(tmp_path / "store", [result(page, coder.code_page(page)) for page in pages])
    found = [episode(store, str(row["episode"])) for row in find(store, Query(dyad="CHL > BOL", episodes=True))]
    assert found
    for one in found:
        assert one is not None
        assert one["outlets"] == 0
        assert any("unknown outlet" in line for line in _told(one))


def test_a_copy_is_no_witness(tmp_path: Path, coded: dict[str, Result]) -> None:
    store = filled(tmp_path / "store", [coded["raid"], coded["copy"]])
    told = episode(store, event_of(coded["raid"], "ASSAULT"))
    assert told is not None
    assert (told["articles"], told["outlets"], told["witnesses"]) == (2, 2, 1)


def test_the_order_of_arrival_does_not_matter(tmp_path: Path, coded: dict[str, Result]) -> None:
    whole = groups(filled(tmp_path / "whole", list(coded.values())))
    for seed in range(3):
        order = list(coded.values())
        random.Random(seed).shuffle(order)
        assert groups(filled(tmp_path / str(seed), order, at_once=2)) == whole


def test_linking_again_changes_nothing(tmp_path: Path, coded: dict[str, Result]) -> None:
    store = filled(tmp_path / "store", list(coded.values()))
    before = groups(store)
    assert link(store).articles == 0
    assert link(store, again=True).articles == len(coded)
    assert groups(store) == before


def test_an_article_that_loses_its_events_leaves_no_trace(
    tmp_path: Path, coded: dict[str, Result], coder: Coder
) -> None:
    from dataclasses import replace

    names = ("held", "late", "next")
    without = groups(filled(tmp_path / "without", [coded[name] for name in names]))
    store = filled(tmp_path / "store", [coded["plan"], *(coded[name] for name in names)])
    assert groups(store) != without
    article = coded["plan"].coded
    assert article is not None
    store.write([replace(coded["plan"], coded=replace(article, events=()))])
    link(store)
    assert groups(store) == without


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("writes", range(6))
def test_a_run_that_dies_between_two_writes_is_made_good(
    tmp_path: Path, coded: dict[str, Result], monkeypatch: pytest.MonkeyPatch, writes: int, again: bool
) -> None:
    whole = groups(filled(tmp_path / "whole", list(coded.values())))
    store = filled(tmp_path / "store", [coded["next"], coded["late"], coded["copy"]])
    store.write([coded[name] for name in ("plan", "held", "soon", "raid")])
    done = 0

    def dying(name: str) -> object:
        real = getattr(linking.commits, name)

        def write(*arguments: object) -> None:
            nonlocal done
            if done == writes:
                raise KeyboardInterrupt
            done += 1
            real(*arguments)

        return write

    with monkeypatch.context() as patched:
        for name in ("delete", "merge", "overwrite"):
            patched.setattr(linking.commits, name, dying(name))
        try:
            link(store, again=again)
        except KeyboardInterrupt:
            pass
        else:
            assert writes >= done
    link(store)
    assert groups(store) == whole


def test_the_agenda_tells_what_became_of_plans(tmp_path: Path, coded: dict[str, Result]) -> None:
    store = filled(tmp_path / "store", list(coded.values()))
    found = agenda(store, today=date(2019, 7, 1), since=date(2019, 6, 1), days=60)
    assert [(str(row["expected_start"]), row["outcome"]) for row in found if row["type"] == "CONSULT"] == [
        ("2019-06-14", "held"),
        ("2019-07-09", "ahead"),
    ]
    later = agenda(store, Query(dyad="BRA > JPN"), today=date(2019, 8, 1), since=date(2019, 6, 1), days=60)
    assert [row["outcome"] for row in later] == ["unknown"]


def test_episodes_are_queried_like_reports(tmp_path: Path, coded: dict[str, Result]) -> None:
    store = filled(tmp_path / "store", list(coded.values()))
    asked = Query(dyad="JPN > KOR", types=("CONSULT",))
    assert count(store, asked) > 2
    happened = find(store, Query(dyad="JPN > KOR", types=("CONSULT",), episodes=True))
    assert [str(row["day"]) for row in happened] == ["2019-06-27", "2019-06-14"]
    assert happened[1]["witnesses"] == 3
    assert store.episodes("JPN > KOR", types=("CONSULT",)).num_rows == 2


def test_a_store_that_was_never_linked_says_so(tmp_path: Path, coded: dict[str, Result]) -> None:
    store = open_store(tmp_path / "store", create=True)
    store.write([coded["plan"]])
    for ask in (lambda: find(store, Query(episodes=True)), lambda: agenda(store), lambda: episode(store, "x")):
        with pytest.raises(StoreError, match="dragoman link"):
            ask()


def test_the_past_is_not_linked(tmp_path: Path, coded: dict[str, Result]) -> None:
    filled(tmp_path / "store", [coded["plan"]])
    with pytest.raises(StoreError, match="as of"):
        link(open_store(tmp_path / "store", as_of=1))


def test_check_tells_of_linking_that_was_cut_short_and_of_links_that_lead_nowhere(
    tmp_path: Path, coded: dict[str, Result]
) -> None:
    store = filled(tmp_path / "store", list(coded.values()))
    assert check(store, deep=True) == ()
    note = store.folder / LINKING_UNFINISHED
    note.touch()
    assert "run `dragoman link` again" in check(store)[0].what
    note.unlink()
    episodes = store.table("episodes").to_pyarrow_table()
    commits.delete(str(store.folder / "episodes"), "id", [episodes["id"][0].as_py()])
    assert "whose episode is missing" in check(store)[0].what


def test_many_reports_are_compared_and_told_some_at_a_time(
    tmp_path: Path, coded: dict[str, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = filled(tmp_path / "whole", list(coded.values()))
    monkeypatch.setattr("dragoman.link.ties.REPORTS_AT_ONCE", 1)
    monkeypatch.setattr(linking, "REPORTS_AT_ONCE", 1)
    sliced = filled(tmp_path / "sliced", list(coded.values()))
    assert groups(sliced) == groups(whole)
    tables = [one.table("episodes").to_pyarrow_table().sort_by("id") for one in (sliced, whole)]
    assert tables[0] == tables[1]
    assert list(slices([(3, 2), (4, 2), (9, 9), (10, 1)], 4)) == [(3, 4), (9, 9), (10, 10)]
