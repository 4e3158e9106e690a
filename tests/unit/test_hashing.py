"""The product's own hashes of words and runs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core import hashing
from worker.core.hashing import among, common, distinct, runs, words
from worker.core.normalize import clean

GOLDEN_WORDS = [
    "eaede38581bee7eb",
    "e56860bdab2b4ab6",
    "c6d3dbfc570ec78f",
    "68a941147421c96b",
    "b6e65c82c1573ae3",
]
GOLDEN_RUNS = ["bba9db02533f20a1", "3cda38eaa8ad9df8"]


def test_golden_vectors() -> None:
    """Keys made of these are compared for years: a change needs a new `fingerprint.ALGO`."""
    assert [f"{word:016x}" for word in words("harbour board 5 größe 新").tolist()] == GOLDEN_WORDS
    assert [
        f"{run:016x}" for run in runs(words("the board voted 5 2 on"), 5).tolist()
    ] == GOLDEN_RUNS


def test_a_text_without_words_has_no_hashes() -> None:
    assert words("").tolist() == []
    assert runs(words(""), 3).tolist() == []


def test_a_word_has_its_hash_wherever_it_stands() -> None:
    assert words("council")[0] == words("the harbour council sat")[2]


def test_the_order_of_letters_and_of_words_counts() -> None:
    assert words("form")[0] != words("from")[0]
    assert runs(words("bank buys bills"), 3)[0] != runs(words("bills buys bank"), 3)[0]


def test_a_run_too_long_for_the_text_is_none() -> None:
    assert len(runs(words("two words"), 3)) == 0


@given(st.lists(st.text("abcdé新", min_size=1, max_size=9), max_size=60), st.integers(40, 90))
@settings(deadline=None)
def test_a_long_text_is_hashed_piece_by_piece(texts: list[str], block: int) -> None:
    whole = words(" ".join(texts)).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "BLOCK", block)
        assert words(" ".join(texts)).tolist() == whole


def test_a_word_longer_than_a_piece_takes_no_more_memory() -> None:
    """It counts as several."""
    assert len(words("a" * 150_000)) == 3
    assert len(words(f"word {'a' * 150_000} word")) == 5


@given(st.text())
@settings(deadline=None)
def test_every_word_of_clean_text_has_one_hash(text: str) -> None:
    folded = clean(text)
    assert len(words(folded)) == len(folded.split())


numbers = st.lists(st.integers(0, 12) | st.just(2**64 - 1), max_size=30)


@given(numbers, numbers)
@settings(deadline=None)
def test_sets_of_hashes(ours: list[int], others: list[int]) -> None:
    mine, theirs = np.array(ours, dtype=np.uint64), np.array(others, dtype=np.uint64)
    assert distinct(mine).tolist() == sorted(set(ours))
    assert common(distinct(mine), distinct(theirs)).tolist() == sorted(set(ours) & set(others))
    assert among(mine, distinct(theirs)).tolist() == [number in others for number in ours]
