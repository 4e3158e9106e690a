"""The logic of rules held against a plain reading of the same words."""

from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.rule_block import rule
from worker.core.tag.rules import Watch
from worker.core.tag.scanned import Scanned

WORDS = ("ferry", "reef", "pier", "gull", "tide")
WORD = st.sampled_from(WORDS)
SOME = st.lists(WORD, min_size=1, max_size=3)
TEXT = st.lists(WORD, max_size=12)


def holds(block: dict[str, object], words: list[str]) -> bool:
    watch = Watch([rule({"name": "x", **block})])
    literals = Literals({watch.table: watch.entries()})
    return bool(watch.tags(Scanned(Article(body=" ".join(words)), literals)))


@given(any_=SOME, all_=st.lists(SOME, max_size=2), none=st.lists(WORD, max_size=2), words=TEXT)
@settings(deadline=None, max_examples=150)
def test_any_all_and_none(
    any_: list[str], all_: list[list[str]], none: list[str], words: list[str]
) -> None:
    expected = (
        any(word in words for word in any_)
        and all(any(word in words for word in group) for group in all_)
        and not any(word in words for word in none)
    )
    assert holds({"any": any_, "all": all_, "none": none}, words) == expected


@given(any_=SOME, count=st.integers(1, 5), words=TEXT)
@settings(deadline=None)
def test_count(any_: list[str], count: int, words: list[str]) -> None:
    mentions = sum(word in any_ for word in words)
    assert holds({"any": any_, "count": count}, words) == (mentions >= count)


@given(ones=SOME, others=SOME, most=st.integers(0, 6), words=TEXT)
@settings(deadline=None, max_examples=200)
def test_near(ones: list[str], others: list[str], most: int, words: list[str]) -> None:
    places = [
        (i, j)
        for i, j in product(range(len(words)), repeat=2)
        if i != j and words[i] in ones and words[j] in others
    ]
    expected = any(abs(i - j) - 1 <= most for i, j in places)
    assert holds({"near": [[ones, others, most]]}, words) == expected


@given(phrase=st.lists(WORD, min_size=2, max_size=2), words=TEXT)
@settings(deadline=None)
def test_a_phrase_is_its_words_one_behind_the_other(phrase: list[str], words: list[str]) -> None:
    there = tuple(phrase) in pairwise(words)
    assert holds({"any": [" ".join(phrase)]}, words) == there
    assert holds({"near": [[phrase[0], phrase[1], 0]]}, words) == (
        there or tuple(reversed(phrase)) in pairwise(words)
    )


def test_a_list_of_ten_thousand_names_costs_what_there_is_of_them() -> None:
    names = [f"Member {number:05} Lee" for number in range(10_000)]
    watch = Watch([rule({"name": "members", "any": names, "none": ["Member 00001 Kim"]})])
    literals = Literals({watch.table: watch.entries()})
    (tag,) = watch.tags(Scanned(Article(body="So said Member 09999 Lee."), literals))
    assert [words.text for words in tag.because] == ["Member 09999 Lee"]
    assert not watch.tags(Scanned(Article(body="So said Member 09999 Kim."), literals))
