"""The keys by which an article is found again."""

import pytest
from bench.made_up import Newsroom
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core import sketch as module
from worker.core.normalize import clean
from worker.core.sketch import KEYS, sketch

TEXT = "The board of the harbour voted 5-2 on Monday to dredge its channel, the chair said."

GOLDEN = (
    4316857238462546495,
    4505065957506400175,
    5094200695011588912,
    5189316182206148903,
    5354233030039549954,
    5577298730261997577,
    5809593716277936638,
    7318823119047993305,
    8554605028631291263,
    -7901497320636347775,
    -6336205117915735711,
    -2576397851723253917,
    -490882636317958951,
)


def keys(text: str) -> tuple[int, ...]:
    return sketch(clean(text))


def test_golden_vectors() -> None:
    """Stored keys are looked up for years: a change of these needs a new `fingerprint.ALGO`."""
    assert keys(TEXT) == GOLDEN


def test_keys_are_few_and_fit_a_bigint() -> None:
    made = keys(Newsroom(1).body(40))
    assert len(made) == KEYS
    assert all(-(2**63) <= key < 2**63 for key in made)
    assert len(set(made)) == KEYS


articles = st.integers(0, 500).map(lambda seed: Newsroom(seed).body(12))


@given(articles)
@settings(deadline=None, max_examples=20)
def test_how_it_is_printed_changes_nothing(body: str) -> None:
    printed = body.replace(" ", " \u00a0").replace("\n\n", "\r\n\t\r\n").upper().replace('"', "»")
    assert keys(printed) == keys(body)


@given(articles, st.integers(0, 60), st.integers(20, 100))
@settings(deadline=None, max_examples=30)
def test_a_part_keeps_every_key_of_the_whole_that_lies_in_it(
    body: str, start: int, length: int
) -> None:
    """So what is cut from a text finds the whole, by construction."""
    every = clean(body).split()
    whole, part = keys(" ".join(every)), keys(" ".join(every[start : start + length]))
    within = {
        key
        for at in range(start, min(start + length, len(every)) - 4)
        for key in keys(" ".join(every[at : at + 5]))
    }
    assert set(whole) & within <= set(part)


def test_a_third_of_an_article_shares_two_keys_with_it_or_more() -> None:
    shared = []
    for seed in range(40):
        sentences = Newsroom(seed).body(40).split(". ")
        third = ". ".join(sentences[: len(sentences) * 3 // 10])
        shared.append(len(set(keys(third)) & set(keys(". ".join(sentences)))))
    assert sum(count >= 2 for count in shared) >= 39


@pytest.mark.parametrize("text", ["", "Flash", "one two three four"])
def test_fewer_than_five_words_have_no_keys(text: str) -> None:
    assert keys(text) == ()


def test_small_words_alone_have_no_keys() -> None:
    assert keys("as well as it was to be in and of the for " * 200) == ()


def test_a_sentence_repeated_for_ever_has_the_keys_of_its_rounds() -> None:
    sentence = "Harbour board dredges the channel again today. "
    assert len(keys(sentence * 10_000)) == 7
    assert keys(sentence * 10_000) == keys(sentence * 2)


@pytest.mark.parametrize(
    "text",
    [
        "항만 이사회는 월요일 수로 준설 안건을 다섯 대 둘로 가결했다",
        "港务委员会周一以五比二表决通过疏浚航道的方案主席表示时机已到",
        "คณะกรรมการท่าเรือลงมติห้าต่อสองในวันจันทร์ให้ขุดลอกร่องน้ำ",
        "صوت مجلس الميناء يوم الاثنين بأغلبية خمسة مقابل اثنين لصالح تعميق القناة",
        "港湾委員会は月曜日、五対二で水路のしゅんせつを可決した",
    ],
)
def test_every_script_has_keys(text: str) -> None:
    assert len(keys(text)) >= 4
    assert len(set(keys(text)) & set(keys(f"{text} {text[:12]}"))) >= 4


def test_a_very_long_text_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    body = clean(Newsroom(3).body(300))
    whole = sketch(body)
    monkeypatch.setattr(module, "_BLOCK", 100)
    assert sketch(body) == whole
    assert len(keys("新华社北京电" * 200_000)) == 6
