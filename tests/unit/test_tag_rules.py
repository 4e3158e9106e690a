"""What the user's own rules match, and by which words."""

from collections.abc import Iterable
from typing import Any

import pytest

from worker.adapters.language_file import languages
from worker.core.article import Article, Dateline, Tag
from worker.core.sources import Sources
from worker.core.tag import Tagger
from worker.core.tag.literals import Literals
from worker.core.tag.rule_block import rule
from worker.core.tag.rules import MOST_EVIDENCE, PATIENCE, Overrun, Watch
from worker.core.tag.scanned import Scanned

CATASTROPHE = r"pattern (?:x+x+)+y"


def tagged(blocks: Iterable[dict[str, Any]], article: Article) -> tuple[Tag, ...]:
    watch = Watch(rule({"name": f"rule-{n}", **block}) for n, block in enumerate(blocks))
    return watch.tags(Scanned(article, Literals({watch.table: watch.entries()})))


def tag(article: Article | str, **block: Any) -> Tag | None:
    article = Article(body=article) if isinstance(article, str) else article
    found = tagged([block], article)
    return found[0] if found else None


def words(article: Article | str, **block: Any) -> list[str] | None:
    found = tag(article, **block)
    return [evidence.text for evidence in found.because] if found else None


# operators


@pytest.mark.parametrize(
    ("block", "body", "expected"),
    [
        # one of these
        ({"any": ["reef", "ferry"]}, "A ferry sank.", ["ferry"]),
        ({"any": ["reef", "ferry"]}, "A train stopped.", None),
        ({"any": ["ferry"]}, "Two ferryboats sank.", None),
        ({"any": ["FERRY"]}, "A Ferry sank.", ["Ferry"]),
        ({"any": 'reef "night ferry"'}, "The night\nferry sank.", ["night\nferry"]),
        ({"any": 'reef "night ferry"'}, "The ferry sank at night.", None),
        ({"any": ["ferr*"]}, "Ferries and ferrymen", ["Ferries", "ferrymen"]),
        ({"any": ["night ferr*"]}, "Night ferries only", ["Night ferries"]),
        ({"any": ["U.S."]}, "The U.S. said so.", ["U.S."]),
        ({"any": ["S&P 500"]}, "The S&P 500 fell.", ["S&P 500"]),
        # each of these
        ({"all": ["reef", "ferry"]}, "The ferry hit a reef.", ["ferry", "reef"]),
        ({"all": ["reef", "ferry"]}, "The ferry left.", None),
        ({"all": "reef ferry"}, "The ferry left.", None),
        ({"all": [["reef", "rock"], "ferry"]}, "The ferry hit a rock.", ["ferry", "rock"]),
        ({"all": [["reef", "rock"], "ferry"]}, "The ferry hit a pier.", None),
        # none of these
        ({"any": ["ferry"], "none": ["toy"]}, "A toy ferry.", None),
        ({"any": ["ferry"], "none": ["toy"]}, "A ferry.", ["ferry"]),
        # sign by sign
        ({"exact": "co-op bank"}, "The co-op bank", ["co-op bank"]),
        ({"exact": "co-op bank"}, "The Co-Op Bank", ["Co-Op Bank"]),
        ({"exact": "co-op bank"}, "The co op bank", None),
        ({"any": ["co-op bank"]}, "The co op bank", ["co op bank"]),
        ({"exact": "Mayor's house"}, "the mayor’s house", ["mayor’s house"]),
        ({"exact": "a * b"}, "so a * b is", ["a * b"]),
        # patterns
        ({"regex": r"ferry no\. (\d+)"}, "Ferry No. 12 sank", ["Ferry No. 12"]),
        ({"regex": r"ferry no\. (\d+)"}, "Ferry number 12 sank", None),
        ({"regex": [r"reef\w", r"ferry\w+"]}, "ferryboat", ["ferryboat"]),
        ({"any": ["ferry"], "regex": r"\d{3}"}, "Ferry 123", ["Ferry", "123"]),
        ({"any": ["ferry"], "regex": r"\d{3}"}, "Ferry 12, and 123", ["Ferry", "123"]),
        ({"any": ["ferry"], "regex": r"\d{3}"}, "Train 123", None),
        ({"any": ["ferry"], "regex": r"(?=f)"}, "Ferry", None),
        # likeness
        ({"fuzzy": "harbour workers union"}, "the Harbor Workers Union", ["Harbor Workers Union"]),
        ({"fuzzy": "harbour workers union"}, "the workers", None),
        ({"fuzzy": "harbour workers union"}, "union", None),
        ({"fuzzy": "ferry", "fuzzy_threshold": 100, "any": ["a"]}, "A ferry", ["A", "ferry"]),
        (
            {"fuzzy": "Haeundae", "fuzzy_threshold": 80, "any": ["a"]},
            "A Haendae beach",
            ["A", "Haendae"],
        ),
        # distance
        ({"near": [["ferry", "reef", 2]]}, "A ferry on the reef", ["ferry on the reef"]),
        ({"near": [["ferry", "reef", 1]]}, "A ferry on the reef", None),
        ({"near": [["ferry", "reef", 2]]}, "A reef, the ferry", ["reef, the ferry"]),
        ({"near": [["ferry", "ferry", 9]]}, "One ferry", None),
        ({"near": [["ferry", "ferry", 9]]}, "ferry by ferry", ["ferry by ferry"]),
        ({"near": [[["ship", "ferry"], "sank*", 0]]}, "A ferry sank", ["ferry sank"]),
        ({"near": [["ship", "reef", 1], ["ferry", "pier", 1]]}, "ferry, pier", ["ferry, pier"]),
        # how many
        ({"any": ["ferry"], "count": 2}, "A ferry.", None),
        ({"any": ["ferry"], "count": 2}, "A ferry, a ferry.", ["ferry", "ferry"]),
        ({"any": ["North Korea", "Korea"], "count": 2}, "North Korea", None),
        # capitals
        ({"any": ["Ferry"], "case": True}, "a ferry", None),
        ({"any": ["Ferry"], "case": True}, "a Ferry", ["Ferry"]),
        ({"any": ["Ferry"], "case": True}, "A FERRY", None),
        ({"regex": "Ferry", "case": True}, "a ferry", None),
        ({"exact": "Ferry 1", "case": True}, "ferry 1", None),
        # switched off
        ({"any": ["ferry"], "enabled": False}, "A ferry.", None),
    ],
)
def test_operators(block: dict[str, Any], body: str, expected: list[str] | None) -> None:
    assert words(body, **block) == expected


def test_all_that_a_rule_gives_must_hold() -> None:
    block = {"any": ["ferry"], "all": ["reef"], "regex": "night|day", "near": [["a", "ferry", 1]]}
    assert words("A ferry by night at a reef", **block)
    for without in ("A ship by night at a reef", "A ferry by night", "A ferry at a reef"):
        assert words(without, **block) is None
    assert words("By night at the reef: ferry", **block) is None


# fields

ARTICLE = Article(
    headline="Ferry sinks",
    dateline=Dateline(place="BUSAN"),
    bylines=("Ann Lee", "Bo Kim"),
    agency="Yonhap",
    section="Business/Shipping",
    language="en",
    url="https://news.example/shipping/ferry-12",
    body="Divers searched.\n\nThe harbour was closed.",
)


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ({"any": ["ferry"]}, "headline"),
        ({"any": ["ferry"], "fields": ["body"]}, None),
        ({"any": ["divers"], "fields": ["lede"]}, "body"),
        ({"any": ["harbour"], "fields": ["lede"]}, None),
        ({"any": ["harbour"], "fields": ["lede", "body"]}, "body"),
        ({"any": ["bo kim"], "fields": ["bylines"]}, "bylines"),
        ({"any": ["bo kim"]}, None),
        ({"any": ["shipping"], "fields": ["section"]}, "section"),
        ({"any": ["shipping"], "fields": ["url"]}, "url"),
        ({"any": ["busan"], "fields": {"dateline": 2}}, "dateline.place"),
        ({"regex": "bus+an", "fields": ["dateline"]}, "dateline.place"),
        ({"regex": "divers|harbour", "fields": ["lede"]}, "body"),
        ({"regex": "closed", "fields": ["lede"]}, None),
        ({"fuzzy": "harbour was closed", "fields": ["lede"]}, None),
        ({"fuzzy": "business/shiping", "fields": ["section"]}, "section"),
        ({"any": ["agency:yonhap"]}, "agency"),
        ({"any": ["agency:reuters"]}, None),
        ({"any": ["language:en"]}, "language"),
        ({"any": ["lede:harbour"]}, None),
        ({"any": ["body:harbour"], "fields": ["headline"]}, "body"),
        ({"near": [["url:news", "url:shipping", 2]]}, "url"),
        ({"near": [["headline:ferry", "body:divers", 2]]}, None),
        ({"any": ["ed_note:update"]}, None),
    ],
)
def test_fields(block: dict[str, Any], field: str | None) -> None:
    found = tag(ARTICLE, **block)
    assert (found and found.because[0].field) == field


def test_a_language_that_is_told_from_the_words_can_be_asked_for() -> None:
    tagger = Tagger(
        [Watch([rule({"name": "english", "any": ["language:en"]})])], Sources(), languages()
    )
    body = "The ferry was on the way to the harbour, and it was late, the master of the ship said."
    assert "watch:english" in map(str, tagger.tags(Article(body=body)))
    assert "watch:english" not in map(str, tagger.tags(Article(body=body, language="de")))


def test_another_kind_takes_the_place_of_the_one_of_its_table() -> None:
    tagger = Tagger([Watch([rule({"name": "reef", "any": ["reef"]})])], Sources(), languages())
    other = tagger.with_kind(Watch([rule({"name": "ferry", "any": ["ferry"]})]))
    article = Article(body="A ferry hit a reef.")
    for one, name in ((tagger, "reef"), (other, "ferry")):
        assert [tag.code for tag in one.tags(article) if tag.scheme == "watch"] == [name]


def test_mentions_weigh_by_field() -> None:
    headline = tag(Article(headline="Ferry", body="-"), any=["ferry"])
    lede = tag("The ferry.\n\nIt left.", any=["ferry"])
    body = tag("It left.\n\nThe ferry.", any=["ferry"])
    assert headline is not None
    assert lede is not None
    assert body is not None
    assert 1 > headline.weight > lede.weight > body.weight > 0
    own = tag("It left.\n\nThe ferry.", any=["ferry"], fields={"body": 3})
    assert own is not None
    assert own.weight == headline.weight


def test_what_the_mentions_weigh_can_be_asked_for() -> None:
    assert words("The ferry left.", any=["ferry"], min_score=2) == ["ferry"]
    assert words("The ferry left.", any=["ferry"], min_score=3) is None
    assert words("It left.\n\nThe ferry.", any=["ferry"], min_score=2) is None


def test_a_light_weight_is_still_one() -> None:
    found = tag("A ferry.", any=["ferry"], fields={"lede": 0.01})
    assert found is not None
    assert 0 < found.weight < 0.01


# tags


def test_a_tag_says_what_made_it() -> None:
    found = tag(ARTICLE, name="ferries", label="Ferries and ships", any=["ferry"])
    assert found is not None
    assert (str(found), found.label, found.method) == (
        "watch:ferries",
        "Ferries and ships",
        "tags.toml",
    )
    (evidence,) = found.because
    assert (evidence.text, evidence.field, evidence.start, evidence.end) == (
        "Ferry",
        "headline",
        0,
        5,
    )


def test_the_weightiest_tag_comes_first() -> None:
    first, second = tagged([{"any": ["divers"]}, {"any": ["ferry"]}], ARTICLE)
    assert (first.code, second.code) == ("rule-1", "rule-0")


def test_evidence_is_kept_short_and_has_something_of_each_operator() -> None:
    body = "ferry " * 50 + "near the reef in 1987."
    found = words(body, any=["ferry"], near=[["the", "reef", 0]], regex=r"in \d+")
    assert found is not None
    assert len(found) == MOST_EVIDENCE
    assert found[-2:] == ["the reef", "in 1987"]


def test_without_rules_there_are_no_tags() -> None:
    assert tagged([], ARTICLE) == ()


def test_one_literal_serves_all_rules_that_ask_for_it() -> None:
    watch = Watch(rule({"name": f"rule-{n}", "any": ["ferry"]}) for n in range(100))
    assert len(list(watch.entries())) == 1
    assert len(watch.tags(Scanned(ARTICLE, Literals({"watch": watch.entries()})))) == 100


# scripts


def test_letters_with_marks_are_found_however_they_are_written() -> None:
    composed, parted = "café", "café"
    for asked in (composed, parted):
        for printed in (composed, parted):
            assert words(f"Le {printed} est fermé", any=[asked]) == [printed]


@pytest.mark.parametrize(
    ("asked", "body", "expected"),
    [
        ("رئيس الوزراء", "قال رئيس الوزراء اليوم", "رئيس الوزراء"),
        ("ראש הממשלה", "אמר ראש הממשלה היום", "ראש הממשלה"),
        ("미사일", "북한이 미사일을 발사했다", "미사일"),
        ("ミサイル", "北朝鮮がミサイルを発射した", "ミサイル"),
        ("导弹", "朝鲜发射了两枚导弹。", "导弹"),
        ("Ångström", "the ÅNGSTRÖM limit", "ÅNGSTRÖM"),
        ("İstanbul", "in İstanbul today", "İstanbul"),
        ("𝒳 group", "the 𝒳 group met", "𝒳 group"),
    ],
)
def test_other_scripts(asked: str, body: str, expected: str) -> None:
    assert words(body, any=[asked]) == [expected]


def test_a_word_of_a_script_without_blanks_is_one_character_for_distances() -> None:
    near = {"near": [["朝鲜", "导弹", 5]]}
    assert words("朝鲜发射了两枚导弹", **near) == ["朝鲜发射了两枚导弹"]
    assert words("朝鲜发射了一二两枚导弹", **near) is None


def test_text_between_that_is_no_word_does_not_go_on_for_ever() -> None:
    assert words("ferry" + " " * 5000 + "reef", near=[["ferry", "reef", 100]]) is None


# time


def test_a_pattern_that_takes_too_long_gives_no_tag_and_is_told_of() -> None:
    watch = Watch(
        [rule({"name": "slow", "regex": CATASTROPHE}), rule({"name": "x", "any": ["pattern"]})]
    )
    literals = Literals({"watch": watch.entries()})
    hung = Article(body="A pattern " + "x" * 5000)
    for attempt in range(PATIENCE):
        assert [t.code for t in watch.tags(Scanned(hung, literals))] == ["x"]
        assert watch.take_overruns() == [Overrun("slow", off=attempt == PATIENCE - 1)]
    assert [t.code for t in watch.tags(Scanned(hung, literals))] == ["x"]
    assert watch.take_overruns() == []
    harmless = Article(body="A pattern xxy")
    assert [t.code for t in watch.tags(Scanned(harmless, literals))] == ["x"]


def test_a_pattern_that_is_nearly_always_done_in_time_is_not_switched_off() -> None:
    watch = Watch([rule({"name": "slow", "regex": CATASTROPHE})])
    literals = Literals({"watch": watch.entries()})
    hung, harmless = Article(body="A pattern " + "x" * 5000), Article(body="A pattern xxy")
    for article in (hung, hung, *[harmless] * 1500, hung):
        watch.tags(Scanned(article, literals))
    assert [overrun.off for overrun in watch.take_overruns()] == [False] * 3
    assert watch.tags(Scanned(harmless, literals))


def test_a_pattern_that_was_not_tried_was_not_done_in_time() -> None:
    watch = Watch([rule({"name": "slow", "all": ["pattern", "ferry"], "regex": CATASTROPHE})])
    literals = Literals({"watch": watch.entries()})
    hung = Article(body="A ferry pattern " + "x" * 5000)
    for article in (hung, hung, *[Article(body="A pattern, ferries")] * 1500, hung):
        watch.tags(Scanned(article, literals))
    assert [overrun.off for overrun in watch.take_overruns()] == [False, False, True]


def test_a_large_article_is_searched_as_far_as_reports_go() -> None:
    body = "A ferry left. " * 400_000
    found = tag(body, any=["ferry"], regex="ferry l[a-z]+", near=[["a", "left", 3]])
    assert found is not None
    assert len(found.because) == MOST_EVIDENCE
