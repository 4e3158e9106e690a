"""The words that tags rest on, marked in the text that they stand in."""

from hypothesis import given
from hypothesis import strategies as st

from worker.core.article import Evidence, Tag
from worker.core.marked import Stretch, marked

TEXT = "Seoul, South Korea: talks in Seoul"


def tag(code: str, *spans: tuple[int, int], field: str = "body", text: str = TEXT) -> Tag:
    return Tag(
        scheme="x",
        code=code,
        label=code,
        weight=0.5,
        method="test",
        because=tuple(Evidence(text[start:end], field, start, end) for start, end in spans),
    )


def codes(stretches: list[Stretch]) -> list[tuple[str, str]]:
    return [(s.text, "".join(tag.code for tag in s.tags)) for s in stretches]


def test_words_are_marked_with_their_tags() -> None:
    found = list(marked(TEXT, "body", [tag("a", (0, 5), (29, 34)), tag("b", (7, 18))]))
    assert codes(found) == [
        ("Seoul", "a"),
        (", ", ""),
        ("South Korea", "b"),
        (": talks in ", ""),
        ("Seoul", "a"),
    ]


def test_words_that_overlap_are_one_stretch_of_all_their_tags() -> None:
    tags = [tag("a", (7, 18)), tag("b", (13, 18)), tag("c", (16, 25)), tag("d", (9, 10))]
    found = list(marked(TEXT, "body", tags))
    assert codes(found) == [("Seoul, ", ""), ("South Korea: talks", "adbc"), (" in Seoul", "")]


def test_the_same_tag_is_named_once() -> None:
    found = list(marked(TEXT, "body", [tag("a", (7, 18), (7, 12))]))
    assert codes(found)[1] == ("South Korea", "a")


def test_words_of_other_fields_are_not_marked() -> None:
    assert codes(list(marked(TEXT, "headline", [tag("a", (0, 5))]))) == [(TEXT, "")]


def test_a_part_of_a_field_is_marked_by_where_it_begins() -> None:
    tags = [tag("a", (0, 9)), tag("b", (29, 34)), tag("c", (2, 4))]
    assert codes(list(marked(TEXT[7:18], "body", tags, at=7))) == [("So", "a"), ("uth Korea", "")]


def test_an_empty_text_has_no_stretches() -> None:
    assert list(marked("", "body", [tag("a", (0, 5))])) == []


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@given(st.text(max_size=40), SPANS, st.integers(0, 5))
def test_no_character_is_lost_or_told_twice(
    text: str, spans: list[tuple[int, int]], at: int
) -> None:
    found = list(marked(text, "body", [tag("a", *spans, text=text)], at))
    assert "".join(stretch.text for stretch in found) == text
    assert all(stretch.text for stretch in found)
    covered = [any(s <= at + n < e for s, e in spans) for n in range(len(text))]
    told = [bool(stretch.tags) for stretch in found for _ in stretch.text]
    assert told == covered
