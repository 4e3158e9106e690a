"""That the words of a tag stand where it says, whatever the text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Dateline
from worker.core.tag.literals import Literals
from worker.core.tag.rule_block import rule
from worker.core.tag.rules import MOST_EVIDENCE, Watch
from worker.core.tag.scanned import Scanned

PIECES = [
    *(
        "ferry",
        "Ferry",
        "FERRY",
        "reef",
        "ferries",
        "Haeundae",
        "Haendae",
        "No. 12",
        "café",
        "cafe\u0301",
    ),
    *(
        " ",
        "\n",
        "\n\n",
        ", ",
        "’",
        "😀",
        "𝒳",
        "İ",
        "ß",
        "ﬁ",
        "\u202e",
        "قال",
        "미사일",
        "导弹",
        "e\u0301\u0302",
    ),
]
WATCH = Watch(
    [
        rule({"name": "any", "any": ["ferry", "reef", "café", "미사일", "导弹", "قال"]}),
        rule({"name": "stem", "any": ["ferr*"], "count": 2}),
        rule({"name": "near", "near": [["ferry", ["reef", "导弹"], 4]]}),
        rule({"name": "regex", "any": ["no"], "regex": r"no\. (\d+)"}),
        rule({"name": "fuzzy", "any": ["ferry"], "fuzzy": "Haeundae", "fuzzy_threshold": 80}),
        rule({"name": "exact", "exact": "No. 12", "fields": ["headline", "dateline", "body"]}),
        rule({"name": "everything", "any": ["a", "ferry"], "none": ["reef"]}),
    ]
)
LITERALS = Literals({WATCH.table: WATCH.entries()})
TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(headline=TEXT | st.none(), place=TEXT, body=TEXT | st.text())
@settings(deadline=None)
def test_evidence_points_at_its_words(headline: str | None, place: str, body: str) -> None:
    article = Article(headline=headline, dateline=Dateline(place=place), body=body)
    texts = {"headline": headline or "", "dateline.place": place, "body": body}
    for tag in WATCH.tags(Scanned(article, LITERALS)):
        assert 0 < tag.weight < 1
        assert 0 < len(tag.because) <= MOST_EVIDENCE
        for words in tag.because:
            assert words.start < words.end
            assert texts[words.field][words.start : words.end] == words.text
        spans = [(words.field, words.start, words.end) for words in tag.because]
        # each stretch of text is told once
        ordered = sorted(spans)
        assert all(one[0] != two[0] or one[2] <= two[1] for one, two in pairwise(ordered))


@given(before=TEXT, after=TEXT)
@settings(deadline=None)
def test_what_stands_before_moves_the_evidence_and_nothing_else(before: str, after: str) -> None:
    words = "Ferry No. 12"
    found = {
        tag.code: tag
        for tag in WATCH.tags(Scanned(Article(body=f"{before} . {words} . {after}"), LITERALS))
    }
    assert {"any", "regex", "exact"} <= set(found)
