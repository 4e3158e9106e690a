"""What an article is about: the rules' own examples, and how words are weighed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Tag
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Scanned
from worker.core.tag.topic_examples import failures
from worker.core.tag.topic_score import MOST_NARROW, MOST_TOPS, most_telling
from worker.core.tag.topics import MOST_EVIDENCE, Topics
from worker.data import mediatopics_tsv, topic_texts

TOPICS = Topics(mediatopics_tsv(), topic_texts())
LITERALS = Literals({TOPICS.table: TOPICS.entries()})
TOPS = {
    "arts": "medtop:01000000",
    "crime": "medtop:02000000",
    "economy": "medtop:04000000",
    "politics": "medtop:11000000",
    "science": "medtop:13000000",
    "sport": "medtop:15000000",
}
FILLER = " ".join(["They walked along the quiet lane and spoke of little."] * 40)
SMALL = """
[[topic]]
code = "20000370"
strong = ["inflation"]
terms = ["price index"]
weak = ["basket"]
none = ["grade inflation"]
words = { de = ["Teuerung*"] }
examples = ["Inflation rose."]
counter_examples = ["Grade inflation rose."]

[[topic]]
code = "20000383"
strong = ["recession", "Great Slump"]
examples = ["A recession."]
counter_examples = ["A recess."]

[[topic]]
code = "20000533"
strong = ["unemployment"]
votes = ["04000000"]
examples = ["Unemployment rose."]
counter_examples = ["Employment rose."]
"""
FEW = Topics(mediatopics_tsv(), {"small": SMALL})
FEW_LITERALS = Literals({FEW.table: FEW.entries()})


def topics(article: Article) -> tuple[Tag, ...]:
    return TOPICS.tags(Scanned(article, LITERALS))


def few(headline: str | None = None, body: str = "", language: str | None = None) -> dict[str, Tag]:
    article = Article(headline=headline, body=body, language=language)
    return {tag.label: tag for tag in FEW.tags(Scanned(article, FEW_LITERALS))}


def test_every_rule_does_what_its_examples_say() -> None:
    assert [str(failure) for failure in failures(TOPICS)] == []


def test_all_top_levels_and_what_news_uses_below_them_have_rules() -> None:
    told = {rule.code for rule in TOPICS.rules}
    assert {f"{number:02}000000" for number in range(1, 18)} <= told
    assert len(told) >= 17 + 200


def test_a_rule_that_misses_its_examples_is_named() -> None:
    text = SMALL.replace('["Inflation rose."]', '["Prices rose."]')
    text = text.replace('["Grade inflation rose."]', '["Inflation rose again."]')
    missed, invented = failures(Topics(mediatopics_tsv(), {"small": text}))
    assert str(missed) == "small.toml: 'Prices rose.' does not get 20000370 inflation"
    assert str(invented) == "small.toml: 'Inflation rose again.' must not get 20000370 inflation"
    assert (missed.wanted, invented.wanted) == (True, False)


@pytest.mark.parametrize(
    ("headline", "body", "top", "label"),
    [
        (
            "Keeper's late save sends Harbour through",
            (
                "The goalkeeper saved a penalty and the striker scored in stoppage time as Harbour FC "
                "reached the semi-final of the cup. The coach praised his squad."
            ),
            "sport",
            "football",
        ),
        (
            "Brewer lifts bid for rival",
            (
                "The brewer raised its takeover offer after shareholders called the first one too low. "
                "Analysts expect a merger agreement by May; its shares closed higher."
            ),
            "economy",
            "merger or acquisition",
        ),
        (
            "Premier calls early vote",
            (
                "The prime minister dissolved parliament and called a general election. Opinion polls "
                "put the ruling party behind, and voters go to the polling stations in June."
            ),
            "politics",
            "election",
        ),
        (
            "Worm clogs mail servers",
            (
                "A computer virus hidden in e-mails spread to thousands of PCs. Hackers used a hole in "
                "the operating system; the software maker has a patch for internet users."
            ),
            "science",
            "information technology and computer science",
        ),
        (
            "Silver Lake takes festival's top prize",
            (
                "The film director thanked her cast as the movie won the Palme d'Or. The comedy opens "
                "in cinemas in autumn and critics tip its actress for an Oscar."
            ),
            "arts",
            "cinema",
        ),
        (
            "Two held after bank raid",
            (
                "Police arrested two men after an armed robbery. Detectives found the getaway car, and "
                "a magistrate remanded the suspects in custody until the trial."
            ),
            "crime",
            "robbery and theft",
        ),
    ],
)
def test_the_strongest_tag_is_the_top_level(headline: str, body: str, top: str, label: str) -> None:
    first, *others = topics(Article(headline=headline, body=body))
    assert (first.code, first.top) == (TOPS[top], TOPS[top])
    assert label in {tag.label for tag in others}


def test_a_tag_names_its_rule_and_its_words() -> None:
    body = "Food got dearer.\n\nInflation is at four percent, 𝒑𝒆𝒓 year, and the price index rose."
    tag = few("𝒀ear of inflation", body)["inflation"]
    assert (tag.scheme, tag.code, tag.top) == ("topic", "medtop:20000370", "medtop:04000000")
    assert tag.method == "topics/small"
    assert 0 < tag.weight < 1
    assert [(each.text, each.field) for each in tag.because] == [
        ("inflation", "headline"),
        ("price index", "body"),
    ]
    assert [body[each.start : each.end] for each in tag.because if each.field == "body"] == [
        "price index"
    ]


def test_one_strong_word_says_it_and_far_down_a_long_article_it_does_not() -> None:
    assert few(body="Inflation is back.")
    assert not few(body=f"They met at noon.\n\n{FILLER} Inflation is back. {FILLER}")
    assert few(
        body=f"They met at noon.\n\n{FILLER} Recession and inflation, recession and jobs. "
        f"Inflation again, and unemployment. {FILLER}"
    )


def test_weak_words_count_only_beside_others() -> None:
    assert not few("Basket of eggs")
    assert not few(body="The price index is out.")
    both = few(body="The price index is out, and so is its basket.")
    assert [each.text for each in both["inflation"].because] == ["price index", "basket"]


def test_many_weak_words_need_no_other() -> None:
    body = "The coach beat his old club; the captain won every match that the referee saw."
    assert [tag.label for tag in topics(Article(body=body))] == ["sport"]
    assert topics(Article(body="The coach beat the captain.")) == ()


def test_what_hides_a_word_takes_it_away() -> None:
    assert not few("Grade inflation worries schools")
    assert few("Grade inflation and inflation")


def test_a_plural_is_the_same_word() -> None:
    once, twice = few("Recession"), few("Recession", "Recessions end.")
    assert once["recession"].weight < twice["recession"].weight
    assert len(twice["recession"].because) == 1


def test_words_with_capitals_are_found_as_written() -> None:
    assert few("The Great Slump")
    assert few("THE GREAT SLUMP")
    assert not few("A great slump")


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Teuerungsrate steigt", "de", True),
        ("Inflación", "es-AR", True),
        ("Inflasjon", "nb", True),
        ("通货膨胀升温", "zh-Hans", True),
        ("Great Slump", "ko", True),
        ("Unemployment", None, True),
        ("Unemployment", "und", True),
        ("Teuerungsrate steigt", "en", False),
        ("Unemployment", "de", False),
        ("Unemployment", "ko", False),
    ],
)
def test_each_language_has_its_own_words(text: str, language: str | None, *, found: bool) -> None:
    assert bool(few(text, text, language=language)) == found


def test_one_plain_word_is_not_enough() -> None:
    assert not few("Price index")
    assert few("Price index of old", "The price index is out.")


def test_the_words_that_say_most_are_kept_in_order_of_the_text() -> None:
    words = "senator, voters, Downing Street, legislation, policy, coalition, cabinet, ministry, "
    words += "government, lawmaker, bill, Senate and the general election"
    tag = next(tag for tag in topics(Article(body=words)) if tag.code == tag.top)
    starts = [each.start for each in tag.because]
    assert len(starts) == MOST_EVIDENCE
    assert starts == sorted(starts)
    strong = {"senator", "voters", "Downing Street", "lawmaker", "Senate", "general election"}
    assert strong < {each.text for each in tag.because}


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.15, 0.3, 0.5, 0.6, 1.0, 2.0]))),
    st.integers(1, 4),
)
@settings(deadline=None)
def test_most_telling_is_what_has_the_most_points(
    votes: list[tuple[int, float]], most: int
) -> None:
    expected = []
    for thing in range(6):
        theirs = [number for number, (of, _) in enumerate(votes) if of == thing]
        expected += sorted(sorted(theirs, key=lambda number: -votes[number][1])[:most])
    of = np.array([of for of, _ in votes], np.intp)
    points = np.array([each for _, each in votes], np.float64)
    assert most_telling(of, points, most).tolist() == expected


def test_labels_may_be_in_another_language() -> None:
    german = Topics(mediatopics_tsv(), {"small": SMALL}, language="de")
    article = Article(body="Inflation and recession.")
    tags = german.tags(Scanned(article, Literals({german.table: german.entries()})))
    assert "Rezession" in {tag.label for tag in tags}


def test_a_word_may_vote_for_another_top_level_than_its_own() -> None:
    tags = few("Unemployment", "Unemployment rose, and so did inflation.")
    assert max(tags.values(), key=lambda tag: tag.weight).code == "medtop:04000000"
    assert tags["unemployment"].top == "medtop:09000000"


def test_a_second_top_level_needs_more_than_one_word() -> None:
    article = Article(headline="Tanner Tennis Holdings posts net loss", body="Sales fell.")
    assert {tag.top for tag in topics(article)} == {TOPS["economy"]}


def test_nothing_is_said_of_a_text_that_says_nothing() -> None:
    assert topics(Article(body="")) == ()
    assert topics(Article(headline="Hello there", body="They walked home.")) == ()


def test_tags_are_few_and_the_weightiest_come_first() -> None:
    text = " ".join(example for rule in TOPICS.rules for example in rule.examples)
    tags = topics(Article(headline="From all over", body=text))
    tops = [tag for tag in tags if tag.code == tag.top]
    assert 1 <= len(tops) <= MOST_TOPS
    assert len(tags) - len(tops) <= MOST_NARROW
    assert [tag.weight for tag in tags] == sorted((tag.weight for tag in tags), reverse=True)
    assert all(1 <= len(tag.because) <= MOST_EVIDENCE for tag in tags)


WORDS = [
    "strike",
    "film",
    "MPs",
    "goal",
    "flood",
    "shares",
    "😀",
    "the",
    "\n\n",
    "software",
    "Fußball",
]


@settings(deadline=None)
@given(
    headline=st.none() | st.lists(st.sampled_from(WORDS)).map(" ".join),
    body=st.lists(st.sampled_from(WORDS) | st.text(max_size=5)).map(" ".join),
    language=st.sampled_from([None, "en", "de", "zh", "xx", ""]),
)
def test_evidence_is_what_stands_at_its_offsets(
    headline: str | None, body: str, language: str | None
) -> None:
    article = Article(headline=headline, body=body, language=language)
    tags = topics(article)
    for tag in tags:
        assert 0 < tag.weight <= 1
        assert tag.because
        for each in tag.because:
            assert (getattr(article, each.field) or "")[each.start : each.end] == each.text
    assert tags == topics(replace(article))


def test_articles_in_several_languages_get_the_topics_together_that_they_get_alone() -> None:
    told = {
        "en": "The central bank raised interest rates after inflation. The goalkeeper was sent off.",
        "de": "Die Bundesregierung will die Steuer senken, die Opposition im Parlament nicht.",
        "fr": "Le gouvernement a dissous le parlement avant les élections.",
        "xx": "",
    }
    page = [
        Scanned(Article(headline=body[:40], body=body), LITERALS, language)
        for body in told.values()
        for language in told
    ]
    alone = [TOPICS.tags(scanned) for scanned in page]
    assert len(set(alone)) > len(told)
    assert TOPICS.tags_of(page) == alone
