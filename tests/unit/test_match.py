"""What a newly stored article is to the ones that are there already."""

import datetime as dt
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7 as new_id

from worker.core.article import PubStatus, Signal
from worker.core.fingerprint import NO_BODY
from worker.core.match import Candidate, Kind, Relation, decide

TEXT, OTHER_TEXT, BODY = b"t" * 32, b"o" * 32, b"b" * 32


def stored(
    number: int, *, text: bytes = TEXT, story: int | None = None, **known: object
) -> Candidate:
    return Candidate(  # type: ignore[arg-type]
        article_id=UUID(int=number),
        story_id=UUID(int=story or number),
        text_sha256=text,
        **{"body_sha256": BODY, **known},
    )


def test_an_article_like_no_other_is_an_original_of_its_own_story() -> None:
    verdict = decide(stored(7), [])
    assert verdict.relation is Relation.ORIGINAL
    assert verdict.story_id == UUID(int=7)
    assert verdict.matched_article_id is None
    assert verdict.why == "nothing like it is known"


def test_the_same_text_from_another_source_is_a_reprint_of_the_earliest() -> None:
    article = stored(9, uri="c", source="The Mercury")
    others = [stored(5, uri="b", source="Gazette", story=3), stored(3, uri="a", source="Gazette")]
    verdict = decide(article, others)
    assert verdict.relation is Relation.REPRINT
    assert verdict.matched_article_id == UUID(int=3)
    assert verdict.similarity == 1.0
    assert verdict.story_id == UUID(int=3)


@pytest.mark.parametrize("source", ["Gazette", "GAZETTE", None])
def test_the_same_text_from_the_same_or_an_unknown_source_is_a_duplicate(
    source: str | None,
) -> None:
    verdict = decide(stored(9, uri="b", source=source), [stored(3, uri="a", source="Gazette")])
    assert verdict.relation is Relation.DUPLICATE


def test_equal_bodies_under_different_headlines_stay_two_stories() -> None:
    """The same one-line form is printed for two companies."""
    verdict = decide(stored(9), [stored(3, text=OTHER_TEXT)])
    assert verdict.relation is Relation.ORIGINAL
    assert verdict.story_id == UUID(int=9)
    assert "body" in verdict.why


def alert(number: int, **known: object) -> Candidate:
    return stored(number, **{"body_sha256": NO_BODY, "headline": "Aground", **known})


def test_the_same_headline_without_a_text_is_the_same_alert() -> None:
    verdict = decide(alert(9, uri="b"), [alert(3, uri="a")])
    assert verdict.relation is Relation.DUPLICATE
    assert verdict.story_id == UUID(int=3)


def test_the_same_headline_is_another_alert_another_month() -> None:
    march, april = (dt.datetime(2024, month, 3, tzinfo=dt.UTC) for month in (3, 4))
    ids = (new_id(), new_id())
    first, second = (
        replace(alert(1, uri=str(at), published_at=at), article_id=id_, story_id=id_)
        for at, id_ in zip((march, april), ids, strict=True)
    )
    verdict = decide(second, [first])
    assert verdict.relation is Relation.ORIGINAL
    assert verdict.why == "nothing like it is known"


def test_alerts_share_no_body() -> None:
    verdict = decide(alert(9), [alert(3, text=OTHER_TEXT)])
    assert verdict.why == "nothing like it is known"


@pytest.mark.parametrize("headline", [None, "", "* - *"])
def test_notices_that_say_nothing_share_nothing(headline: str | None) -> None:
    """Two kills that name no more than what they kill have equal digests."""
    canceled = {"headline": headline, "pub_status": PubStatus.CANCELED}
    verdict = decide(alert(9, uri="b", **canceled), [alert(3, uri="a", **canceled)])
    assert verdict.relation is Relation.ORIGINAL
    assert verdict.story_id == UUID(int=9)
    assert verdict.joins == ()


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1", "2"),
        ("9", "10"),
        ("20210407T112800Z", "2021-04-07T11:30:00+00:00"),
        ("20210407T112800Z", "20210407T112900Z"),
        ("2021-04-07T11:28:00", "2021-04-07T11:29:00Z"),
        ("v1.9", "V1.10"),
    ],
)
def test_the_higher_version_supersedes_whichever_came_first(older: str, newer: str) -> None:
    first = stored(3, uri="a", version=newer)
    late = stored(9, uri="a", version=older, text=OTHER_TEXT)
    assert decide(late, [first]).relation is Relation.VERSION
    assert decide(late, [first]).supersedes is None
    assert decide(late, [first]).superseded_by == UUID(int=3)
    assert decide(first, [late]).relation is Relation.ORIGINAL
    assert decide(first, [late]).supersedes == UUID(int=9)


@pytest.mark.parametrize(
    ("mine", "theirs"), [(None, None), ("2", None), ("1", "1"), ("2", "final"), ("1" * 30, "2")]
)
def test_versions_that_cannot_be_compared_go_by_arrival(
    mine: str | None, theirs: str | None
) -> None:
    verdict = decide(
        stored(9, uri="a", version=mine, text=OTHER_TEXT), [stored(3, uri="a", version=theirs)]
    )
    assert verdict.relation is Relation.VERSION
    assert verdict.supersedes == UUID(int=3)
    assert verdict.superseded_by is None
    assert verdict.similarity is None


def test_a_version_supersedes_the_newest_before_it() -> None:
    family = [stored(n, uri="a", version=str(v)) for n, v in ((3, 1), (4, 4), (5, 2))]
    verdict = decide(stored(9, uri="a", version="3"), family)
    assert verdict.supersedes == UUID(int=5)
    assert verdict.superseded_by == UUID(int=4)
    assert verdict.story_id == UUID(int=3)


@pytest.mark.parametrize(
    ("signals", "status", "kind"),
    [
        ((Signal.CORRECTION, Signal.RECAST), PubStatus.USABLE, Kind.CORRECTION),
        ((Signal.UPDATE,), PubStatus.USABLE, Kind.UPDATE),
        ((Signal.LEAD,), PubStatus.USABLE, Kind.UPDATE),
        ((), PubStatus.USABLE, Kind.REVISION),
        ((Signal.KILL,), PubStatus.USABLE, Kind.KILL),
        ((Signal.CORRECTION,), PubStatus.CANCELED, Kind.KILL),
    ],
)
def test_a_version_says_what_sort_it_is(
    signals: tuple[Signal, ...], status: PubStatus, kind: Kind
) -> None:
    verdict = decide(stored(9, uri="a", signals=signals, pub_status=status), [stored(3, uri="a")])
    assert (verdict.relation, verdict.kind) == (Relation.VERSION, kind)
    assert verdict.supersedes == UUID(int=3)


@pytest.mark.parametrize(
    ("uri", "relation"),
    [
        ("1042", Relation.ORIGINAL),
        ("post 7", Relation.ORIGINAL),
        ("urn:x:1042", Relation.VERSION),
        ("https://example.org/?p=7", Relation.VERSION),
        ("7.1042@example.org", Relation.VERSION),
        ("0E0B1D5C-3f2e-4a6c-9a53-0a8d0c1b2f3e", Relation.VERSION),
    ],
)
def test_a_bare_number_names_one_article_of_one_source_only(uri: str, relation: Relation) -> None:
    mine = stored(9, uri=uri, source="The Mercury", body_sha256=TEXT)
    other = stored(3, uri=uri, source="Gazette", text=OTHER_TEXT)
    verdict = decide(mine, [other])
    assert verdict.relation is relation
    assert verdict.supersedes == (other.article_id if relation is Relation.VERSION else None)
    same = decide(replace(mine, source="Gazette"), [other])
    assert same.relation is Relation.VERSION


def test_an_article_without_uri_is_killed_by_its_own_text() -> None:
    verdict = decide(stored(9, pub_status=PubStatus.CANCELED), [stored(3)])
    assert (verdict.relation, verdict.kind) == (Relation.VERSION, Kind.KILL)


def test_one_article_can_join_two_stories() -> None:
    """It has the uri of one and the text of the other."""
    verdict = decide(
        stored(9, uri="a"), [stored(4, uri="a", text=OTHER_TEXT, story=2), stored(5, uri="b")]
    )
    assert verdict.relation is Relation.VERSION
    assert verdict.story_id == UUID(int=2)
    assert verdict.joins == (UUID(int=5),)


def test_the_article_itself_is_no_candidate() -> None:
    """A run that is repeated finds its own row."""
    assert decide(stored(3), [stored(3)]) == decide(stored(3), [])


articles = st.builds(
    lambda number, text, body, uri, version, source, status: stored(
        number,
        text=bytes([text]) * 32,
        body_sha256=bytes([body]) * 32,
        uri=uri,
        version=version,
        source=source,
        pub_status=status,
    ),
    st.integers(1, 40),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, "1", "2", "10", "20210407T113000Z", "draft 2", "draft 10"]),
    st.sampled_from([None, "Gazette", "Mercury"]),
    st.sampled_from(list(PubStatus)),
)
families = st.lists(articles, max_size=6, unique_by=lambda c: c.article_id)


@given(articles, families, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_candidates_changes_nothing(
    article: Candidate, family: list[Candidate], random: Random
) -> None:
    shuffled = list(family)
    random.shuffle(shuffled)
    assert decide(article, shuffled) == decide(article, family)


@given(articles, articles)
@settings(deadline=None)
def test_two_articles_come_to_the_same_story_from_both_sides(
    one: Candidate, other: Candidate
) -> None:
    """Both may be stored before either is matched."""
    if one.article_id == other.article_id:
        return
    mine, theirs = decide(one, [other]), decide(other, [one])
    joined = bool(mine.matched_article_id or theirs.matched_article_id)
    assert (mine.story_id == theirs.story_id) is joined
    if joined:
        assert mine.story_id == min(one.article_id, other.article_id)
        assert sorted([mine.relation == "original", theirs.relation == "original"]) == [False, True]
        assert mine.supersedes == (theirs.superseded_by and other.article_id)
        assert theirs.supersedes == (mine.superseded_by and one.article_id)


@given(articles, families)
@settings(deadline=None)
def test_a_story_is_named_by_its_smallest_article(
    article: Candidate, family: list[Candidate]
) -> None:
    verdict = decide(article, family)
    known = {article.article_id, *(c.story_id for c in family)}
    assert verdict.story_id in known
    assert verdict.story_id <= article.article_id
    assert all(verdict.story_id < joined for joined in verdict.joins)


def test_what_came_later_and_did_not_know_it_is_told_what_it_is() -> None:
    article = stored(3, uri="a", source="Gazette")
    later = [stored(5, uri="b", source="Mercury"), stored(9, uri="a", text=OTHER_TEXT)]
    verdict = decide(article, later)
    assert verdict.relation is Relation.ORIGINAL
    told = {one.article_id: one.relation for one in verdict.revises}
    assert told == {UUID(int=5): Relation.REPRINT, UUID(int=9): Relation.VERSION}
    assert verdict.superseded_by == UUID(int=9)
    assert verdict.joins == (UUID(int=5), UUID(int=9))


def test_what_is_kept_apart_stays_in_its_own_story_when_the_earlier_one_comes_late() -> None:
    article = stored(3, uri="a", source="Gazette")
    later = [stored(5, uri="b", source="Mercury"), stored(9, uri="a", text=OTHER_TEXT)]
    verdict = decide(article, later, apart={Relation.REPRINT})
    assert verdict.joins == (UUID(int=9),)
    assert {one.article_id for one in verdict.revises} == {UUID(int=5), UUID(int=9)}
    apart = decide(article, later, apart=set(Relation))
    assert (apart.joins, apart.superseded_by) == ((), None)
