"""Bodies that are made ready together are what each would be alone."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.core import bodies as module
from worker.core.bodies import LETTER_RUN, RUN, Body, bodies
from worker.core.hashing import distinct, runs, words
from worker.core.normalize import clean

texts = st.lists(
    st.text(st.sampled_from("ab Zé.…-_7新京\n\u00ad"), max_size=40) | st.text(max_size=12),
    max_size=9,
)


def body(text: str) -> Body:
    (made,) = bodies([(text, None)])
    return made


@given(texts, st.integers(2, 60))
@example(["", "One two", "", "three four five", "six"], 60)
@settings(deadline=None)
def test_a_body_is_the_same_whatever_it_is_made_ready_with(found: list[str], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        made = list(bodies((text, None) for text in found))
    assert len(made) == len(found)
    for one, text in zip(made, found, strict=True):
        alone = words(clean(text))
        assert one.words.tolist() == alone.tolist()
        for length in (RUN, LETTER_RUN):
            assert one.runs(length).tolist() == runs(alone, length).tolist()
            assert one.distinct(length).tolist() == distinct(runs(alone, length)).tolist()
        folded = clean(text)
        assert one.unspaced == (len(alone) > 0 and folded.count(" ") + 1 > len(folded) / 3)


def test_bodies_of_several_pages_come_in_their_order() -> None:
    sizes = [1, 40_000, 40_000, 9, 70_000, 150_000, 2]
    assert [len(one.words) for one in bodies(("ab " * size, None) for size in sizes)] == [
        min(size, module.LOOK // 3 + 1) for size in sizes
    ]


@given(st.text(max_size=900))
def test_capitals_count_alike_in_ascii_and_beside_other_letters(text: str) -> None:
    assert body(text).shouted == body(f"{text}…").shouted


@given(st.text(st.characters(codec="ascii"), max_size=900))
def test_a_text_is_shouted_or_its_swapped_case_is_or_it_has_as_many_of_both(text: str) -> None:
    capitals, small = (sum(map(kind, text)) for kind in (str.isupper, str.islower))
    told = body(text).shouted, body(text.swapcase()).shouted
    assert told == (capitals > small, small > capitals)
