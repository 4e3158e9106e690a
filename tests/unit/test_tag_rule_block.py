"""What a block of tags.toml may say, and how it is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from worker.core.tag.rule_block import WrongBlockError, rule
from worker.core.tag.rule_fold import folded
from worker.core.tag.rule_fuzzy import alike, pieces
from worker.core.tag.rule_terms import Term


@pytest.mark.parametrize(
    ("block", "key", "why"),
    [
        ({"any": ["x1"]}, "name", "is missing"),
        ({"name": "two words", "any": ["x1"]}, "name", "64 letters"),
        ({"name": "x" * 65, "any": ["x1"]}, "name", "64 letters"),
        ({"name": 3, "any": ["x1"]}, "name", "64 letters"),
        ({"name": "x"}, "name", "nothing to look for"),
        ({"name": "x", "any": []}, "name", "nothing to look for"),
        ({"name": "x", "none": ["x1"]}, "none", "nothing to look for"),
        ({"name": "x", "ani": ["x1"]}, "ani", "no such key"),
        ({"name": "x", "any": 3}, "any", "text or a list"),
        ({"name": "x", "any": [3]}, "any", "put it in quotes"),
        ({"name": "x", "any": ["..."]}, "any", "no letters or digits"),
        ({"name": "x", "any": ["*"]}, "any", "no letters or digits"),
        ({"name": "x", "any": ["agency:*"]}, "any", "no letters or digits"),
        ({"name": "x", "any": ["fer*ry"]}, "any", "at the end"),
        ({"name": "x", "any": ["x" * 201]}, "any", "longer than"),
        ({"name": "x", "any": 'a "b'}, "any", "not closed"),
        ({"name": "x", "all": {"a": 1}}, "all", "text or a list"),
        ({"name": "x", "regex": "(("}, "regex", "no regular expression"),
        ({"name": "x", "regex": 3}, "regex", "text or a list"),
        ({"name": "x", "regex": ""}, "regex", "text or a list"),
        ({"name": "x", "regex": "x" * 1001}, "regex", "longer than"),
        ({"name": "x", "regex": "((a{999}){999}){999}"}, "regex", "steps"),
        ({"name": "x", "regex": ".*"}, "regex", "add `any` or `all`"),
        ({"name": "x", "regex": ["ferry", r"\d+"]}, "regex", "add `any` or `all`"),
        ({"name": "x", "fuzzy": "abc"}, "fuzzy", "4 to 200"),
        ({"name": "x", "fuzzy": [3]}, "fuzzy", "must be a text"),
        (
            {"name": "x", "fuzzy": "ferry", "fuzzy_threshold": 60},
            "fuzzy",
            "raise `fuzzy_threshold`",
        ),
        ({"name": "x", "fuzzy": "ferry", "fuzzy_threshold": 101}, "fuzzy_threshold", "50 to 100"),
        ({"name": "x", "fuzzy": "ferry", "fuzzy_threshold": True}, "fuzzy_threshold", "50 to 100"),
        ({"name": "x", "near": "ab"}, "near", "must be a list"),
        ({"name": "x", "near": [["a", "b"]]}, "near", "each must be"),
        ({"name": "x", "near": [["a", [], 3]]}, "near", "both sides"),
        ({"name": "x", "near": [["a", "b", 101]]}, "near", "0 to 100"),
        ({"name": "x", "near": [["a", "b", 1.5]]}, "near", "whole number"),
        ({"name": "x", "any": ["a"], "count": 0}, "count", "1 to 10000"),
        ({"name": "x", "any": ["a"], "count": "2"}, "count", "1 to 10000"),
        ({"name": "x", "any": ["a"], "fields": ["bodi"]}, "fields", "'bodi' is no field"),
        ({"name": "x", "any": ["a"], "fields": []}, "fields", "list of fields"),
        ({"name": "x", "any": ["a"], "fields": {"body": 0}}, "fields", "0.01 to 100"),
        ({"name": "x", "any": ["a"], "fields": {"body": "x"}}, "fields", "0.01 to 100"),
        ({"name": "x", "any": ["a"], "case": "yes"}, "case", "true or false"),
        ({"name": "x", "any": ["a"], "enabled": 1}, "enabled", "true or false"),
        ({"name": "x", "any": ["a"], "label": " "}, "label", "must be a text"),
        ({"name": "x", "any": ["a"], "min_score": -1}, "min_score", "0 to"),
        ({"name": "x", "any": ["a"], "min_score": float("nan")}, "min_score", "0 to"),
        ({"name": "x", "any": ["a"], "examples": "text"}, "examples", "list of texts"),
        ({"name": "x", "any": ["a"], "examples": [""]}, "examples", "list of texts"),
        ({"name": "x", "any": ["a"], "examples": [{"lede": "x"}]}, "examples", "no field"),
        (
            {"name": "x", "any": ["a"], "counter_examples": [{"body": 3}]},
            "counter_examples",
            "text",
        ),
        ("text", "", "two brackets"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(block: Any, key: str, why: str) -> None:
    with pytest.raises(WrongBlockError, match=why) as caught:
        rule(block)
    assert caught.value.key == key
    assert str(caught.value).startswith(key)


def test_a_pattern_without_words_is_taken_behind_words() -> None:
    assert rule({"name": "x", "any": ["ferry"], "regex": r"\d+"}).anchors == frozenset()
    assert rule({"name": "x", "fuzzy": "harbour", "regex": r"\d+"}).anchors == {"harb", "our"}


def test_words_are_read_as_people_write_them() -> None:
    made = rule({"name": "x", "any": ' strike "work  to rule" missil* agency:ap re:x '})
    assert made.any == (
        Term("strike"),
        Term("work to rule"),
        Term("missil", stem=True),
        Term("ap", field="agency"),
        Term("re:x"),
    )


PHRASE = st.text(alphabet="abcdef 이é", min_size=4, max_size=30).filter(str.strip)


@given(
    phrase=PHRASE, threshold=st.integers(50, 100), text=st.text(alphabet="abcdef 이é", max_size=60)
)
@settings(deadline=None, max_examples=300)
def test_what_is_alike_holds_a_piece(phrase: str, threshold: int, text: str) -> None:
    phrase, text = folded(phrase), folded(text)
    cut = pieces(phrase, threshold)
    assert not cut or "".join(cut) == phrase
    if cut and alike(phrase, text, threshold):
        assert any(piece in text for piece in cut)


@given(
    phrase=PHRASE,
    at=st.integers(0, 29),
    letter=st.sampled_from("abcx"),
    around=st.text(alphabet="abc .", max_size=20),
)
@settings(deadline=None, max_examples=200)
def test_one_wrong_letter_is_found_where_it_is(
    phrase: str, at: int, letter: str, around: str
) -> None:
    phrase = folded(phrase)
    wrong = phrase[: at % len(phrase)] + letter + phrase[at % len(phrase) + 1 :]
    text = f"{around} {wrong} {around}"
    threshold = fuzz.ratio(phrase, wrong) - 0.01
    span = alike(phrase, text, threshold)
    assert span is not None
    assert text[slice(*span)].strip() == text[slice(*span)]
