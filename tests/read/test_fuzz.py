"""A small share of what `python -m benchmarks.collect fuzz` runs, by hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import PIECES, RUN


@pytest.mark.parametrize("target", sorted(RUN))
def test_any_mixture_of_pieces_is_read(target: str) -> None:
    pieces = st.one_of(st.sampled_from(PIECES[target]), st.binary(max_size=20))

    @settings(max_examples=60, deadline=5000, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(st.lists(pieces, max_size=40).map(b"".join))
    def run(data: bytes) -> None:
        RUN[target](data)

    run()
