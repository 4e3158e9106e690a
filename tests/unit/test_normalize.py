"""Text with everything taken off that may differ between two prints of the same words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.normalize import clean, parted, tokens


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("The  Harbour\nBoard\tvoted", "the harbour board voted"),
        ("“It’s over,” he said – twice…", "it s over he said twice"),
        ('"It\'s over," he said - twice...', "it s over he said twice"),
        ("up 3.5 pct to £1,200", "up 3 5 pct to 1 200"),
        ("ﬁnancial ＮＥＷＳ", "financial news"),
        ("STRASSE Straße", "strasse strasse"),
        ("co\u00adoperation zero\u200bwidth", "cooperation zerowidth"),
        ("naïve cafe\u0301", "naïve café"),
        ("Ярославль", "ярославль"),
    ],
)
def test_only_the_words_remain(printed: str, expected: str) -> None:
    assert clean(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("東京で会談", ["東", "京", "で", "会", "談"]),
        ("NATO代表 12人", ["nato", "代", "表", "12", "人"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("한국 정부", ["한국", "정부"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
    ],
)
def test_unspaced_scripts_give_one_token_a_character(printed: str, expected: list[str]) -> None:
    """Without spaces a sentence would be a single word, and no two prints would share one."""
    assert tokens(printed) == expected


@given(st.text())
@settings(deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
@settings(deadline=None)
def test_the_fast_way_for_ascii_agrees_with_the_long_one(text: str) -> None:
    """A single foreign word must not change what becomes of the others."""
    assert [*tokens(text), "ñ"] == tokens(f"{text} ñ")


@given(st.text())
@settings(deadline=None)
def test_tokens_are_what_clean_joins(text: str) -> None:
    assert " ".join(tokens(text)) == clean(text)
    assert all(token and not token.isspace() for token in tokens(text))


@given(st.text() | st.text(st.characters(codec="ascii")) | st.text("aB 1_–…é新"))
@settings(deadline=None)
def test_parted_words_are_the_clean_ones(text: str) -> None:
    assert [word.decode() for word in parted(text).split(b" ") if word] == tokens(text)
