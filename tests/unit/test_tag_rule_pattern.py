"""Which words a regular expression needs, and which patterns are too much."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.tag.rule_fold import evened, folded
from worker.core.tag.rule_pattern import DEEPEST, needs


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("ferry", {"ferry"}),
        ("Ferry", {"ferry"}),
        (r"\bferry\b", {"ferry"}),
        (r"\bferr(?:y|ies)\b", {"ferr"}),
        (r"ferry|ship wreck", {"ferry", "ship wreck"}),
        (r"ferry|\w+", set()),
        (r"(ferry|reef)s?", {"ferry", "reef"}),
        (r"(?P<what>ferry)", {"ferry"}),
        (r"(?<what>ferry)", {"ferry"}),
        (r"(?>ferry)", {"ferry"}),
        (r"(?i)ferry", {"ferry"}),
        (r"(?i:ferry)x", {"ferry"}),
        (r"(?s-i:ferry)", {"ferry"}),
        (r"(?=ferry)\w+", set()),
        (r"(?<!ferry)\w+", set()),
        (r"(?!ferry)reef", {"reef"}),
        (r"(?#ferry)reef", {"reef"}),
        (r"ferry*", {"ferr"}),
        (r"ferry+boat", {"ferry"}),
        (r"ferry?boat", {"ferr", "boat"} & {"ferr"}),
        (r"(ferry)?", set()),
        (r"(ferry)*reef", {"reef"}),
        (r"(ferry)+", {"ferry"}),
        (r"(ferry){0,2}", set()),
        (r"(ferry){2}", {"ferry"}),
        (r"(ferry){,2}", set()),
        (r"[ferry]+reef", {"reef"}),
        (r"[]ferry]reef", {"reef"}),
        (r"[^]x]reef", {"reef"}),
        (r"[[:alpha:]]reef", {"reef"}),
        (r"ferry\.boat", {"ferry.boat"}),
        (r"U\.S\. dollar", {"u.s. dollar"}),
        (r"\x41bcd", {"bcd"}),
        (r"\Abcdef", {"bcdef"}),
        (r"\p{Lu}reef", {"reef"}),
        (r"\pLreef", {"reef"}),
        (r"\N{BULLET}reef", {"reef"}),
        (r"(\w)\1reef", {"reef"}),
        (r"ferry(?:e)(?R)", set()),
        (r"(a)(?(1)ferry|reef)", set()),
        (r"(?x) fe rry", set()),
        (r"(?V1)[[a-z]--[x]]reef", set()),
        (r"(*FAIL)ferry", set()),
        (r"(?:ferry){e<=1}", set()),
        (r"ferry{e}reefs", {"reefs"}),
        (r"ferry{}reefs", {"reefs"}),
        (r"\d{3}-\d{4}", set()),
        (r"ab", set()),
        (r"né", {"né"}),
        (r"导弹", {"导弹"}),
        (r"mayor’s", {"mayor's"}),
        (r"ferry)", set()),
        (r"(ferry", set()),
        ("|".join(f"word{n}" for n in range(65)), set()),
        (r"", set()),
        ("ferry\\", {"ferry"}),
    ],
)
def test_needed_words(pattern: str, words: set[str]) -> None:
    assert needs(pattern).words == words


@pytest.mark.parametrize(
    "pattern",
    [
        "((a{100}){100}){100}",
        "(a{1000}){100}",
        "((a{0,100}){0,100}){0,100}",
        "a{20001}",
        "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
    ],
)
def test_patterns_that_would_fill_the_memory_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"steps|deep"):
        needs(pattern)


ATOM = st.one_of(
    st.sampled_from(["ferry", "Reef", "né", "ab", "s", " ", "ſ", "İ", "ß", "Σ", "𝒳", "'", "’"]),
    st.sampled_from([r"\d", r"\w", ".", r"\.", "[a-f]", "[^x]", r"\bx", "(?i)", r"\x41", r"\-"]),
)
PATTERN = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "+?"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"(?={part})"),
    ),
    max_leaves=8,
)
TEXT = st.lists(
    st.sampled_from(
        [
            "ferry",
            "FERRY",
            "reef",
            "né",
            "NÉ",
            "ab",
            "s",
            "ſ",
            "σ",
            "ς",
            "İ",
            "i",
            "ß",
            "𝒳",
            "1",
            " ",
            "\n",
            ".",
            "'",
            "’",
            "a",
            "-",
            "A",
            "K",
            "k",
        ]
    ),
    max_size=8,
).map("".join)


@given(pattern=PATTERN, text=TEXT)
@settings(deadline=None, max_examples=400)
def test_what_matches_holds_a_needed_word(pattern: str, text: str) -> None:
    try:
        compiled = regex.compile(pattern, regex.IGNORECASE, cache_pattern=False)
    except regex.error:
        return
    words = needs(pattern).words
    if words and compiled.search(text, timeout=5):
        assert any(word in folded(text) for word in words)


@given(st.text())
@settings(deadline=None)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(evened(text)) == len(text)


@given(st.text(alphabet="(|)[]{}*+?\\^$.:=!<>#PiRaferry1,&-", max_size=40))
@settings(deadline=None, max_examples=300)
def test_any_pattern_is_read_or_refused(pattern: str) -> None:
    try:
        found = needs(pattern)
    except ValueError:
        return
    assert all(len(word) > 1 for word in found.words)
