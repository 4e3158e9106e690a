"""The numbers and names of each sentence."""

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.normalize import tokens
from worker.core.sentences import sentences


def facts(text: str) -> list[tuple[set[str], set[str]]]:
    found = sentences(text, len(tokens(text)))
    return [(set(each.numbers), set(each.names)) for each in found]


def test_each_sentence_has_its_numbers_and_names() -> None:
    text = "The bank bought 1,226.5 mln in bills. “It is time,” said Ada Quill of Portmary.\n\nRates rose to 9-7/8 pct"
    assert facts(text) == [
        ({"1226.5"}, set()),
        (set(), {"ada", "quill", "portmary"}),
        ({"9-7/8"}, set()),
    ]


def test_a_capital_at_the_start_names_nothing_and_shouting_neither() -> None:
    assert facts("Yesterday it rained. HARBOUR BOARD VOTES TO DREDGE.") == [(set(), set())] * 2
    assert facts("Harbour Board Votes to Dredge Channel") == [(set(), set())]


def test_other_scripts_end_their_sentences_too() -> None:
    assert facts("央行买入226亿元。利率上升至9.5%。") == [({"226"}, set()), ({"9.5"}, set())]


def test_words_are_counted_through_the_text() -> None:
    found = sentences("One two three. Four five!\n\nSix", 6)
    assert [(each.start, each.end) for each in found] == [(0, 3), (3, 5), (5, 6)]
    assert found[1].words == ["four", "five"]


def test_a_text_that_cannot_be_told_apart_is_one_sentence() -> None:
    found = sentences("One two. Three", 99)
    assert [(each.start, each.end) for each in found] == [(0, 3)]
    assert found[0].names == {"three"}


def test_a_text_without_words_has_no_sentence_that_counts() -> None:
    assert sentences("", 0) == []
    assert [(each.start, each.end) for each in sentences("...", 0)] == [(0, 0)]


@given(st.text('ab AB.!?\n"”。é新1,', max_size=80))
@settings(deadline=None)
def test_no_word_is_lost(text: str) -> None:
    words = tokens(text)
    found = sentences(text, len(words))
    assert [word for each in found for word in each.words] == words
    assert [each.end for each in found][-1:] in ([], [len(words)])
    assert all(each.names <= set(each.words) | set(tokens(each.text)) for each in found)
