"""What is done with repeats, and how far back they are looked for."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.policy import PLAIN, Matching, Policy
from worker.core.relation import Candidate, Relation, Verdict
from worker.core.window import Window

FIRST, SECOND = UUID(int=1 << 100), UUID(int=2 << 100)
ARTICLE = Candidate(article_id=SECOND, story_id=SECOND, text_sha256=b"", body_sha256=b"")
VERDICT = Verdict(
    relation=Relation.EXCERPT,
    story_id=FIRST,
    why="contained",
    matched_article_id=FIRST,
    joins=(SECOND,),
    supersedes=FIRST,
)


@pytest.mark.parametrize("policy", [Policy.LINK, Policy.HIDE])
def test_what_is_linked_or_hidden_keeps_its_verdict(policy: Policy) -> None:
    matching = Matching(policies={Relation.EXCERPT: policy})
    assert matching.rule(ARTICLE, VERDICT) == VERDICT
    assert matching.policy(Relation.EXCERPT) is policy


def test_what_is_kept_apart_joins_nothing_and_still_says_what_it_is_like() -> None:
    ruled = Matching(policies={Relation.EXCERPT: Policy.APART}).rule(ARTICLE, VERDICT)
    assert (ruled.story_id, ruled.joins, ruled.supersedes) == (SECOND, (), None)
    assert (ruled.relation, ruled.matched_article_id) == (Relation.EXCERPT, FIRST)


def test_originals_are_linked_whatever_is_wished() -> None:
    matching = Matching(policies=dict.fromkeys(Relation, Policy.APART))
    assert matching.policy(Relation.ORIGINAL) is Policy.LINK
    assert PLAIN.policy(Relation.REPRINT) is Policy.LINK


def test_the_longer_window_says_how_far_back_and_ahead_arrivals_count() -> None:
    arrived = UUID("0199d5c0-7b1a-7abc-8def-000000000001")
    back = (arrived.int >> 80) - (PLAIN.since(arrived).int >> 80)
    ahead = (PLAIN.until(arrived).int >> 80) - (arrived.int >> 80)
    assert timedelta(milliseconds=back) == timedelta(days=14)
    # the whole of the last millisecond still counts
    assert timedelta(milliseconds=ahead - 1) == timedelta(days=14)
    for bound in (PLAIN.since(arrived), PLAIN.until(arrived)):
        assert bound.int & ((1 << 80) - 1) == 0
    assert PLAIN.since(UUID(int=5)) == UUID(int=0)
    largest = UUID(int=2**128 - 1)
    assert PLAIN.until(largest) == largest


DAY_MS = 86_400_000
ARRIVED = st.builds(
    lambda ms, rest: UUID(int=(20_000 * DAY_MS + ms) << 80 | rest),
    st.integers(-8 * DAY_MS, 8 * DAY_MS),
    st.integers(0, 2**80 - 1),
)


@given(ARRIVED, ARRIVED)
def test_two_articles_are_near_by_arrival_from_both_sides(one: UUID, other: UUID) -> None:
    assert (PLAIN.since(one) <= other < PLAIN.until(one)) == (
        PLAIN.since(other) <= one < PLAIN.until(other)
    )


@pytest.mark.parametrize(
    "window", [Window(plain=None), Window(changed=None), Window(plain=None, changed=None)]
)
def test_without_a_window_everything_counts(window: Window) -> None:
    article_id = UUID(int=2**127)
    assert Matching(window=window).since(article_id) == UUID(int=0)
    assert Matching(window=window).until(article_id) == UUID(int=2**128 - 1)
