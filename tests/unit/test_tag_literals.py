"""Finding every literal of a table in one pass."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.core.tag.literals import Literals

NAMES = ["Guinea", "Papua New Guinea", "Turkey", "US", "U.S.", "St. Kitts", "N'Djamena", ", GA"]
LITERALS = Literals({name: name for name in NAMES})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Papua New Guinea and Guinea", ["Papua New Guinea", "Guinea"]),
        ("Papua New Guineans", []),
        ("old Turkey, TURKEY; no turkey", ["Turkey", "Turkey"]),
        ("Turkey's and pro-Turkey-led", ["Turkey", "Turkey"]),
        ("TurkeyShoot _Turkey", []),
        ("the US and us, just US.", ["US", "US"]),
        ("U.S.-led, in the U.S. (U.S.)", ["U.S.", "U.S.", "U.S."]),
        ("papua\nTurkey", ["Turkey"]),
        ("Papua New\nGuinea", ["Papua New Guinea"]),
        ("Papua New\n\nGuinea", ["Guinea"]),
        ("N’Djamena", ["N'Djamena"]),
        ("ST. KITTS", ["St. Kitts"]),
        ("Savannah, GA, not, GABON", [", GA"]),
    ],
)
def test_whole_words_in_capitals_longest_first(text: str, expected: list[str]) -> None:
    assert [hit.meaning for hit in LITERALS.find(text)] == expected


def test_an_acronym_that_is_a_word_is_not_read_in_a_shouted_text() -> None:
    assert LITERALS.find("TURKEY TELLS US TO WAIT")[-1].meaning == "Turkey"


def test_what_is_written_in_capitals_wins_over_what_is_put_into_them() -> None:
    literals = Literals({"Who": "a name", "WHO": "the organisation"})
    assert [h.meaning for h in literals.find("Who of WHO")] == ["a name", "the organisation"]


@given(st.lists(st.sampled_from([*NAMES, "\n", " ", "😀", "İ", "ß", "x", "’", "𠮷"])).map("".join))
@settings(deadline=None)
@example("😀 Turkey 😀İ Papua New Guinea")
def test_offsets_give_back_the_words(text: str) -> None:
    """Also beyond the basic plane, and where lower case is longer than upper case."""
    reached = 0
    for hit in LITERALS.find(text):
        assert text[hit.start : hit.end] == hit.text
        assert hit.start >= reached
        reached = hit.end


@given(st.text())
@settings(deadline=None)
def test_any_text_can_be_searched(text: str) -> None:
    assert all(text[hit.start : hit.end] == hit.text for hit in LITERALS.find(text))
