"""How far apart two articles are in time, and which of them comes first."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Signal
from worker.core.relation import Candidate
from worker.core.window import Window, arrived, gap, precedes, printed_gap

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def article(number: int = 0, at: datetime = NOON, **known: object) -> Candidate:
    since = round(at.timestamp() * 1000)
    article_id = UUID(int=(since << 80) | (7 << 76) | number)
    return Candidate(  # type: ignore[arg-type]
        article_id=article_id, story_id=article_id, text_sha256=b"", body_sha256=b"", **known
    )


def days(count: float) -> timedelta:
    return timedelta(days=count)


def test_an_id_tells_when_the_article_came_in() -> None:
    assert arrived(article()) == NOON


def test_an_id_of_another_sort_tells_some_time() -> None:
    strange = UUID(int=2**128 - 1)
    assert arrived(article()) < arrived(
        Candidate(article_id=strange, story_id=strange, text_sha256=b"", body_sha256=b"")
    )


def test_without_printed_times_arrival_counts() -> None:
    one, other = article(), article(at=NOON + days(2))
    assert printed_gap(one, other) is None
    assert gap(one, other) == gap(other, one) == days(2)


def test_printed_times_count_where_both_have_one() -> None:
    """A year's backlog that is dropped in an hour is not one report."""
    one = article(published_at=NOON - days(40))
    other = article(1, published_at=NOON - days(30))
    assert gap(one, other) == days(10)
    assert gap(one, article(1)) == days(0)


def test_a_printed_time_without_zone_is_taken_as_it_stands() -> None:
    one = article(published_at=datetime(2026, 3, 10, 12))  # noqa: DTZ001 - naive on purpose
    other = article(1, published_at=datetime(2026, 3, 10, 14, tzinfo=timezone(timedelta(hours=2))))
    assert gap(one, other) == days(0)


@pytest.mark.parametrize(
    ("mine", "theirs", "apart"),
    [
        ("March 3", "March 3", 0),
        ("March 3", "March 4", 0),
        ("Feb. 26", "March 9", 10),
        ("Dec. 30", "Jan. 2", 2),
    ],
)
def test_days_without_a_year_are_as_near_as_they_can_be(mine: str, theirs: str, apart: int) -> None:
    one, other = article(dateline_text=mine), article(1, dateline_text=theirs)
    assert gap(one, other) == gap(other, one) == days(apart)


def test_a_day_may_stand_beside_a_time_and_beside_a_year() -> None:
    dated = article(dateline_date=date(2026, 3, 1))
    assert gap(dated, article(1, dateline_text="March 9")) == days(7)
    assert gap(dated, article(1, dateline_date=date(2025, 3, 1))) == days(364)
    assert gap(dated, article(1, published_at=NOON)) == days(10)
    assert gap(dated, article(1, dateline_text="yesterday")) == days(0)


@pytest.mark.parametrize("years", [1, 2])
def test_a_clock_that_is_wrong_by_years_is_borne(years: int) -> None:
    one = article(published_at=NOON - days(1))
    other = article(1, published_at=(NOON - days(1)).replace(year=NOON.year - years))
    assert gap(one, other) <= days(1)
    later = article(1, at=NOON + days(60), published_at=other.published_at)
    assert gap(one, later) >= days(60)


def test_a_time_that_is_not_yet_is_no_time() -> None:
    one = article(published_at=NOON + days(300))
    other = article(1, published_at=NOON)
    assert printed_gap(one, other) is None
    assert precedes(one, other)


def test_the_window_is_wider_for_what_says_that_it_changes_another() -> None:
    first, late = article(), article(1, at=NOON + days(10))
    fixed = article(1, at=NOON + days(10), signals=(Signal.CORRECTION,))
    assert Window().holds(first, article(1, at=NOON + days(3)))
    assert not Window().holds(first, late)
    assert Window().holds(first, fixed)
    assert Window(plain=None).holds(first, late)
    assert not Window(changed=days(1)).holds(fixed, first)


def test_what_was_printed_first_comes_first_whenever_it_came_in() -> None:
    late_original = article(9, published_at=NOON - days(1))
    reprint = article(1, published_at=NOON - timedelta(hours=1))
    assert precedes(late_original, reprint)
    assert not precedes(reprint, late_original)


def test_a_correction_comes_after_what_it_corrects() -> None:
    correction, original = article(1, signals=(Signal.CORRECTION,)), article(9)
    assert precedes(original, correction)
    assert not precedes(correction, original)


def test_a_year_between_the_clocks_says_nothing_about_the_order() -> None:
    wrong = article(9, published_at=NOON - days(365))
    right = article(1, published_at=NOON)
    assert precedes(right, wrong)


moments = st.none() | st.datetimes(timezones=st.none() | st.just(UTC))
dates = st.none() | st.dates()
texts = st.sampled_from([None, "March 3", "Feb 29", "soon", ""])
articles = st.builds(
    lambda number, at, day, text, signals: article(
        number, published_at=at, dateline_date=day, dateline_text=text, signals=signals
    ),
    st.integers(0, 50),
    moments,
    dates,
    texts,
    st.lists(st.sampled_from(list(Signal)), max_size=2).map(tuple),
)


@given(articles, articles)
@settings(deadline=None)
def test_both_sides_see_the_same(one: Candidate, other: Candidate) -> None:
    assert gap(one, other) == gap(other, one)
    assert Window().holds(one, other) == Window().holds(other, one)
    if one.article_id != other.article_id:
        assert precedes(one, other) != precedes(other, one)
