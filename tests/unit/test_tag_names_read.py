"""What is read in chains and how names are cut short, once each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.tag.name_chains import ORGANISATION, PERSON, Piece, chains
from worker.core.tag.name_read import ALONE, Read
from worker.core.tag.name_remembered import Remembered
from worker.core.tag.name_short import ShortForms
from worker.core.tag.name_words import LONGEST_REMEMBERED, Words
from worker.data import names_texts

WORDS = Words(*names_texts()[:2])


class _Counted(Remembered[int]):
    """Counts how often it was asked for what it had not."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def tell(self, name: str) -> int:
        self.asked += 1
        return len(name)


@pytest.mark.parametrize(
    ("chain", "pieces"),
    [
        ("Oakmere", ALONE),
        ("The", ()),
        ("Walter Oakley", (Piece(PERSON, 0, 13, "Walter Oakley"),)),
        ("The Bank of Oakmere", (Piece(ORGANISATION, 4, 19, "Bank of Oakmere"),)),
    ],
)
def test_the_names_in_a_chain_stand_where_it_has_them(
    chain: str, pieces: tuple[Piece, ...]
) -> None:
    assert Read(WORDS)[chain] == pieces


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Walter Oakley", ("Oakley",)),
        ("Adam Clayton Powell III", ("Clayton Powell", "Powell")),
        ("Kim Jong-un", ("Jong-un", "Kim")),
        ("Kim Fielding", ("Fielding",)),
        ("Kishida Fumio", ("Fumio", "Kishida")),
        ("Salim al-Rashidi", ("al-Rashidi", "Rashidi")),
        ("Oakley", ()),
    ],
)
def test_a_name_is_cut_short_as_its_bearers_do(name: str, forms: tuple[str, ...]) -> None:
    assert ShortForms(WORDS)[name] == forms


def test_what_was_told_once_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.core.tag.name_remembered.MOST_REMEMBERED", 2)
    counted = _Counted()
    assert [counted["a"], counted["a"], counted["bb"], counted["ccc"]] == [1, 1, 2, 3]
    assert counted.asked == 3
    assert len(counted) == 1
    assert counted["a"] == 1


def test_what_is_too_long_for_a_name_is_told_and_not_kept() -> None:
    counted = _Counted()
    assert counted["x" * (LONGEST_REMEMBERED + 1)] == LONGEST_REMEMBERED + 1
    assert not counted


_PIECES = st.sampled_from(
    ["Walter", "Oakley", "of", "the", "and", "van", "de", "for", "&", "Bank", "Mr.", "U.S.", "Al-Amin",
     "al-Amin", '"Duke"', "'s", ",", "Inc.", "\n", "\n\n", "  ", "él", "Ägir", "walked", "’", "-"]
)  # fmt: skip


@given(st.lists(st.tuples(_PIECES, st.sampled_from(["", " "])), max_size=30))
@settings(deadline=None, max_examples=200)
def test_chains_begin_with_a_capital_and_do_not_reach_over_an_empty_line(
    pieces: list[tuple[str, str]],
) -> None:
    text = "".join(piece + blank for piece, blank in pieces)
    reached = 0
    for match in chains(text):
        assert match[0][0].isupper()
        assert "\n\n" not in match[0]
        assert "  " not in match[0]
        assert match.start() >= reached
        reached = match.end()
