"""Which stored articles are compared with a new one."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.candidates import COMPARED, LONE, POSTINGS, KeyIndex, select, wanted


def ids(*numbers: int) -> list[UUID]:
    return [UUID(int=number) for number in numbers]


def index(*articles: range | tuple[int, ...]) -> KeyIndex:
    made = KeyIndex()
    for number, keys in enumerate(articles, 1):
        made.add(UUID(int=number), keys)
    return made


KEYS = tuple(range(24))


def test_two_shared_keys_make_a_candidate() -> None:
    known = index((0, 1, 2, 90), (2, 91), (2, 3, 4, 5))
    assert known.candidates(UUID(int=9), KEYS) == ids(3, 1)


def test_one_shared_key_makes_a_candidate_where_no_third_article_has_it() -> None:
    assert index((0, 90), (1, 91), (1, 92)).candidates(UUID(int=9), KEYS) == ids(1)
    assert index(*[(key,) for key in range(9)]).candidates(UUID(int=99), KEYS) == ids(9, 8, 7, 6)


def test_one_shared_key_is_enough_for_a_text_of_few() -> None:
    assert index((0, 90), (91,)).candidates(UUID(int=9), (0, 1, 2)) == ids(1)
    assert [wanted(range(count)) for count in (0, 7, 8, 24)] == [1, 1, 2, 2]


def test_an_article_is_no_candidate_of_its_own() -> None:
    assert index(KEYS, KEYS).candidates(UUID(int=1), KEYS) == ids(2)


def test_the_nearest_come_first_and_no_more_than_are_compared() -> None:
    known = index(*[range(2 + number % 3) for number in range(30)])
    found = known.candidates(UUID(int=99), KEYS)
    assert len(found) == COMPARED
    assert found[0] == UUID(int=30)
    assert found[:10] == ids(*range(30, 0, -3))


def test_under_a_hot_key_only_the_newest_are_looked_at() -> None:
    """Ten thousand stories on one form an hour are no slow key."""
    known = index(*[(0, 1)] * 100)
    assert known.candidates(UUID(int=999), KEYS) == ids(*range(100, 100 - COMPARED, -1))
    found = index((1, 2), *[(0, 90)] * 100)
    assert found.candidates(UUID(int=999), KEYS) == ids(1)
    lost = index((0, 1), *[(0, 1)] * POSTINGS)
    assert UUID(int=1) not in lost.candidates(UUID(int=999), KEYS)


@pytest.mark.parametrize("keys", [(), KEYS])
def test_nothing_is_found_where_nothing_is(keys: tuple[int, ...]) -> None:
    assert KeyIndex().candidates(UUID(int=1), keys) == []


@given(
    st.lists(st.sets(st.integers(0, 30), max_size=24), max_size=40),
    st.sets(st.integers(0, 30), max_size=24),
)
@settings(deadline=None)
def test_the_work_is_bounded_and_the_order_of_keys_changes_nothing(
    articles: list[set[int]], keys: set[int]
) -> None:
    postings: dict[int, list[UUID]] = {}
    for number, known in reversed(list(enumerate(articles))):
        for key in known:
            postings.setdefault(key, []).append(UUID(int=number))
    found = select(sorted(keys), postings)
    assert found == select(sorted(keys, reverse=True), postings)
    assert len(found) <= COMPARED
    for article_id in found:
        assert len(articles[article_id.int] & keys) >= 1
    few = [each for each in found if len(articles[each.int] & keys) < wanted(keys)]
    assert len(few) <= LONE
