"""Arrays of numbers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.tag.arrays import members

RUNS = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 5)))


@given(RUNS)
@settings(deadline=None)
def test_members_are_those_of_each_run_in_turn(runs: list[tuple[int, int]]) -> None:
    firsts, many = np.array(runs, np.int32).reshape(-1, 2).T
    of, numbers = members(firsts, many)
    expected = [(n, first + k) for n, (first, count) in enumerate(runs) for k in range(count)]
    assert list(zip(of.tolist(), numbers.tolist(), strict=True)) == expected
