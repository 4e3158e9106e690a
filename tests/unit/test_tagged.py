"""What today's rules change about a stored article, and what people may call a tag."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.article import Article, Evidence, Tag
from worker.core.tagged import Named, Tagged, named, revision

ARTICLE = Article(body="The town council voted.")


def tag(name: str, weight: float = 0.5, **fields: object) -> Tag:
    scheme, _, code = name.partition(":")
    plain = Tag(scheme=scheme, code=code, label=code, weight=weight, method="test")
    return plain._replace(**fields)  # type: ignore[arg-type]


def tagged(*tags: Tag, language: str | None = None, settled: str = "") -> Tagged:
    return Tagged(
        article_id=UUID(int=7),
        article=ARTICLE,
        language=language,
        tags=tags,
        settled=frozenset(settled.split()),
    )


def test_the_same_tags_in_another_order_change_nothing() -> None:
    one, other = tag("topic:a"), tag("topic:b")
    assert revision(tagged(one, other), (other, one)) is None


def test_a_weight_that_lost_its_last_digits_in_the_store_is_the_same() -> None:
    stored = tag("topic:a", weight=0.12345679)
    assert revision(tagged(stored), (tag("topic:a", weight=0.123456789),)) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"weight": 0.6},
        {"label": "another"},
        {"top": "t"},
        {"method": "another"},
        {"because": (Evidence("town", "body", 4, 8),)},
    ],
)
def test_whatever_differs_about_a_tag_is_a_change(changed: dict[str, object]) -> None:
    found = revision(tagged(tag("topic:a")), (tag("topic:a", **changed),))
    assert found is not None
    assert (found.added, found.removed) == ((), ())
    assert found.tags == (tag("topic:a", **changed),)


def test_what_comes_and_what_goes_is_told() -> None:
    found = revision(tagged(tag("topic:a"), tag("topic:b")), (tag("topic:b"), tag("topic:c")))
    assert found is not None
    assert (found.added, found.removed) == (("topic:c",), ("topic:a",))


def test_what_a_person_settled_is_none_of_the_rules_business() -> None:
    settled = tagged(settled="topic:added topic:removed")
    assert revision(settled, (tag("topic:added"), tag("topic:removed"))) is None


def test_a_tag_that_is_made_twice_is_taken_once() -> None:
    found = revision(tagged(), (tag("topic:a", 0.9), tag("topic:a", 0.1)))
    assert found is not None
    assert [one.weight for one in found.tags] == [0.9]


def test_another_language_is_a_change_where_no_tag_says_so() -> None:
    found = revision(tagged(language="en"), ())
    assert found is not None
    assert found.language is None
    same = tag("language:en")
    assert revision(tagged(same, language="en"), (same,)) is None


NAMES = st.sampled_from([f"{scheme}:{code}" for scheme in ("topic", "org") for code in "abcd"])
TAGS = st.lists(st.builds(tag, NAMES, st.sampled_from([0.25, 0.5, 1.0])), max_size=8)


@given(TAGS, TAGS, st.frozensets(NAMES))
def test_a_revision_that_was_written_leaves_nothing_to_revise(
    before: list[Tag], made: list[Tag], settled: frozenset[str]
) -> None:
    kept = {str(one): one for one in before if str(one) not in settled}
    stored = replace(tagged(*kept.values()), settled=settled)
    found = revision(stored, made)
    if found:
        assert not {str(one) for one in found.tags} & settled
        stored = replace(stored, tags=found.tags, language=found.language)
    assert revision(stored, made) is None


@pytest.mark.parametrize(
    ("words", "scheme", "code"),
    [
        ("country:KR", "country", "KR"),
        ("topic:medtop:20000638", "topic", "medtop:20000638"),
        (" person: Moon Jae-in ", "person", "Moon Jae-in"),
        ("my-desk_2:월요일", "my-desk_2", "월요일"),
    ],
)
def test_a_tag_is_named_by_scheme_and_code(words: str, scheme: str, code: str) -> None:
    assert named(words) == Named(scheme, code)
    assert str(named(words)) == f"{scheme}:{code}"


@pytest.mark.parametrize(
    "words", ["", "country", ":KR", "country:", "Country:KR", "1st:x", "a b:c", "x:a\nb", "x:\x00"]
)
def test_what_is_no_tag_is_told_in_a_sentence(words: str) -> None:
    assert isinstance(named(words), str)


@given(st.text(max_size=300))
def test_any_words_are_a_tag_or_are_told_what_is_wrong(words: str) -> None:
    found = named(words)
    assert isinstance(found, str) or named(str(found)) == found
