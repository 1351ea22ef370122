from __future__ import annotations

import numpy as np

from dragoman.link import copies

AGENCY = (
    "Fishermen of the port of Kalmera blocked the harbour on Monday to protest against a new tax on diesel, and a dozen"
    " boats kept a ferry from leaving for six hours. The harbour master asked them to let the ferry pass, but they"
    " refused until the evening. A spokesman of the union said that the blockade would go on until the tax is gone. The"
    " government of the province has invited both sides to talks on Thursday."
)
CUT = AGENCY[: AGENCY.index(" A spokesman")].replace("a dozen boats", "twelve boats")
OTHER = (
    "Fishermen in Kalmera are angry about the price of diesel. On Monday they kept a ferry in port with their boats,"
    " and a union man told reporters that more would follow. Officials of the province hope to talk with them before"
    " the weekend, while the owners of the ferry count what the day has cost them and ask who will pay for it."
)


def found(texts: list[str], days: list[int], fresh: list[bool] | None = None) -> set[tuple[int, int]]:
    hashes, sizes = copies.fingerprints(texts)
    prints = copies.Prints(np.arange(len(texts)), np.array(days), hashes, sizes)
    later, earlier, share = copies.pairs(prints, np.array(fresh or [True] * len(texts)))
    assert ((share >= copies.COPIED) & (share <= 1)).all()
    return set(zip(later.tolist(), earlier.tolist(), strict=True))


def test_a_shortened_copy_is_a_copy_and_another_report_is_not() -> None:
    assert found([AGENCY, CUT, OTHER], [10, 11, 11]) == {(1, 0)}


def test_the_same_text_months_later_is_not_a_copy() -> None:
    assert found([AGENCY, AGENCY], [0, copies.DAYS]) == {(1, 0)}
    assert found([AGENCY, AGENCY], [0, copies.DAYS + 1]) == set()


def test_undated_articles_are_compared_with_each_other_alone() -> None:
    assert found([AGENCY, AGENCY, AGENCY], [5, copies.UNDATED, copies.UNDATED]) == {(2, 1)}


def test_only_pairs_with_a_fresh_article_are_looked_at() -> None:
    assert found([AGENCY, AGENCY, CUT], [1, 1, 1], [False, False, True]) == {(2, 0), (2, 1)}


def test_short_texts_are_no_copies_of_each_other() -> None:
    assert found(["No news today.", "No news today.", ""], [1, 1, 1]) == set()
