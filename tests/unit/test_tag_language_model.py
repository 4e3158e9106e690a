"""The packed language model answers as the package does whose model it is."""

import io
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from worker.adapters.language_file import languages
from worker.core.tag.language_model import (
    BLOCK,
    MOST_DIFFERENCES,
    Automaton,
    LanguageModel,
    Likelihoods,
    Ways,
)

PACKED = languages().model
PLAIN = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
TEXTS = (
    "The harbour board voted on Monday to dredge the channel before the winter storms.",
    "THE HARBOUR BOARD VOTED ON MONDAY TO DREDGE THE CHANNEL.",
    "El consell del port va votar dilluns dragar el canal abans de les tempestes.",
    "Lučki odbor glasao je u ponedjeljak da produbi kanal prije zime.",
    "Лучки одбор је у понедељак гласао да продуби канал пре зиме.",
    "Портова рада проголосувала в понеділок за поглиблення каналу.",
    "항만위원회는 월요일에 겨울 폭풍이 오기 전에 수로를 준설하기로 결정했다.",
    "港湾委員会は月曜日、冬の嵐の前に水路を浚渫することを決めた。",
    "صوت مجلس الميناء يوم الاثنين على تعميق القناة قبل عواصف الشتاء.",
    "Port kengashi dushanba kuni kanalni chuqurlashtirishga ovoz berdi.",
    "e\u0301te\u0301 a\u0300 la mer",
    "\ud800 alone",
    "12 34 56",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_answer_is_that_of_the_package(text: str) -> None:
    assert PACKED.classify(text) == PLAIN.classify(text)


@given(
    st.text(st.characters()) | st.text(st.sampled_from("aeinrst лучки 항만 港湾 \n")),
    st.integers(0, 40),
)
@settings(deadline=None)
def test_the_answer_is_that_of_the_package_for_any_text(text: str, times: int) -> None:
    assert PACKED.classify(text * times) == PLAIN.classify(text * times)


@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.binary(max_size=200))
@settings(deadline=None)
def test_every_way_through_the_automaton_is_that_of_the_rows(
    states: int, seed: int, text: bytes
) -> None:
    chance = np.random.default_rng(seed)
    distinct = chance.integers(0, states, (max(1, states // 2), 256), np.uint16)
    # most bytes lead on from all states alike, as they do in a real one
    distinct[:, 3 * BLOCK :] = distinct[0, 3 * BLOCK :]
    rows = chance.integers(0, len(distinct), states, np.uint16)
    sequences = chance.integers(-1, 5, states, np.int32)

    expected: Counter[int] = Counter()
    state = 0
    for byte in text:
        state = distinct[rows[state], byte]
        expected[int(sequences[state])] += 1
    del expected[-1]

    ways = Ways.packed([distinct[:1].ravel(), distinct[1:].ravel()])
    counted = Automaton(ways, rows, sequences).count(text)
    assert counted == expected
    assert list(counted) == list(expected)


def test_a_block_that_is_told_twice_is_held_once() -> None:
    ways = Ways.packed([np.zeros(256 * 9, np.uint32)])
    assert (len(ways.blocks), len(ways.states)) == (9 * 256 // BLOCK, BLOCK)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 29), min_size=1, max_size=60))
@settings(deadline=None)
def test_every_row_comes_as_it_stands_in_the_table(seed: int, numbers: list[int]) -> None:
    made = table(seed)
    assert (Likelihoods(made).rows(numbers) == made[numbers]).all()


def table(seed: int) -> NDArray[np.float16]:
    """Thirty rows of 142; the further down, the more of them is not as usual."""
    chance = np.random.default_rng(seed)
    usual = chance.normal(-14, 1, 142).astype(np.float16)
    other = chance.normal(-10, 1, (30, 142)).astype(np.float16)
    return np.where(chance.random((30, 142)) < np.arange(30)[:, None] / 40, other, usual)


def test_a_table_may_have_full_rows_or_short_ones_alone() -> None:
    short = np.zeros((4, 142), np.float16)
    short[2, :3] = 1
    full = np.arange(2 * 142, dtype=np.float16).reshape(2, 142)
    assert full.shape[1] > MOST_DIFFERENCES
    for made in (short, full):
        everything = list(range(len(made)))
        assert (Likelihoods(made).rows(everything) == made).all()


def test_a_model_is_read_in_one_pass_and_two_scripts_of_a_language_are_one() -> None:
    """One that knows the letters a, b and c: they say x, y and z; y stands there twice."""
    ways = np.zeros((1, 256), np.uint16)
    ways[0, list(b"abc")] = (1, 2, 3)
    written = io.BytesIO()
    np.savez(
        written,
        ptc=np.array([[0, -9, -9, -9], [-9, 0, -9, -1], [-9, -9, 0, -9]], np.float16),
        pc=np.zeros(4, np.float32),
        classes=np.array(["x", "y", "z", "y"]),
        nextmove=ways.ravel(),
        nextmove_row=np.zeros(4, np.uint16),
        out_feat=np.array([-1, 0, 1, 2], np.int32),
    )
    written.seek(0)
    model = LanguageModel.read(OneWay(written.getvalue()))
    assert [model.classify(text)[0] for text in ("a", "b", "cc", "..b..")] == ["x", "y", "z", "y"]
    chances = np.exp([-9.0, 0.0, -9.0, -1.0])
    # the weight of one mention is the logarithm of two
    chances = chances ** np.log(2)
    assert model.classify("b")[1] == pytest.approx((chances[1] + chances[3]) / chances.sum(), 1e-3)


class OneWay(io.BytesIO):
    """A stream that cannot be wound back."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation
