"""What changed between two texts, word by word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.changes import LOOK, Change, changes

TEXTS = st.lists(st.sampled_from(["Ten", "men", "died.", "\n\n", " ", "\u3000", "다리"])).map(
    "".join
)


def side(before: str, after: str, dropped: Change) -> str:
    return "".join(s.text for s in changes(before, after) if s.change is not dropped)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_changes(before: str, after: str) -> None:
    assert side(before, after, Change.ADDED) == before
    assert side(before, after, Change.REMOVED) == after


def test_equal_texts_are_one_stretch() -> None:
    (stretch,) = changes("Ten men died.\n\nMore.", "Ten men died.\n\nMore.")
    assert stretch.change is Change.SAME
    assert list(changes("", "")) == []


def test_a_changed_figure_is_the_only_change() -> None:
    found = [(s.change, s.text) for s in changes("Police said ten died.", "Police said 12 died.")]
    assert found == [
        (Change.SAME, "Police said "),
        (Change.REMOVED, "ten "),
        (Change.ADDED, "12 "),
        (Change.SAME, "died."),
    ]


def test_of_very_long_texts_the_end_is_one_change() -> None:
    long = " ".join(f"word{n}" for n in range(LOOK + 5))
    before, after = f"{long} old", f"{long} new"
    assert side(before, after, Change.ADDED) == before
    assert side(before, after, Change.REMOVED) == after
    assert len(list(changes(before, after))) == 3
