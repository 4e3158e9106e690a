"""What models suggest, from vectors that are counts of words."""

from uuid import UUID

import numpy as np
import pytest

from worker.core.article import Article
from worker.core.learned import Corrected, Learned, Unenriched
from worker.core.suggest import (
    FEWEST_WORDS,
    Described,
    LearnedTags,
    Models,
    TopicsByMeaning,
    Vectors,
    wording,
)

WORDS = ("goal", "match", "bank", "loan", "rain")
TOPICS = {"t:1": "sport", "t:2": "economy"}
DESCRIBED = [
    Described("t:2", "bank"),
    Described("t:1", "goal match"),
    Described("t:2", "bank loan"),
    Described("t:1", "match"),
]
ME = UUID(int=7)


class Counts:
    """Vectors of so many dimensions as there are words."""

    def vectors(self, texts: list[str]) -> Vectors:
        rows = [[text.split().count(word) for word in WORDS] for text in texts]
        made = np.array(rows, dtype=np.float32).reshape(len(texts), len(WORDS))
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        return made / np.maximum(lengths, 1e-9)


BY_MEANING = TopicsByMeaning(TOPICS, DESCRIBED, Counts(), "counts-1")


def about(*words: str, length: int = FEWEST_WORDS) -> Article:
    return Article(body=" ".join([*words, *["word"] * (length - len(words))]))


def suggested(article: Article) -> str | None:
    (vector,) = Counts().vectors([wording(article)])
    tag = BY_MEANING.suggest(article, vector)
    return tag.code if tag else None


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (about("goal", "match"), "t:1"),
        (about("bank", "loan", "loan"), "t:2"),
        (about("goal", "match", length=FEWEST_WORDS - 1), None),
        (about("rain"), None),
        (about("match", "match", "bank", "bank"), None),
        (about("word"), None),
    ],
    ids=["sport", "economy", "too short", "like none", "like two", "no known word"],
)
def test_a_topic_is_suggested_where_one_is_clearly_the_likest(
    article: Article, expected: str | None
) -> None:
    assert suggested(article) == expected


def test_a_suggestion_says_which_model_made_it_and_of_what() -> None:
    article = Article(headline="A cup", body=about("goal", "match").body + "\n\nmatch")
    tag = BY_MEANING.suggest(article, Counts().vectors([wording(article)])[0])
    assert tag is not None
    assert (tag.scheme, tag.label, tag.top, tag.method) == ("topic", "sport", "t:1", "counts-1")
    (because,) = tag.because
    assert (because.field, because.text) == ("body", article.body[because.start : because.end])
    assert because.text == article.paragraphs[0]


def test_one_topic_alone_is_suggested_when_it_is_like_enough() -> None:
    alone = TopicsByMeaning(TOPICS, DESCRIBED[:1], Counts(), "counts-1")
    article = about("bank")
    assert alone.suggest(article, Counts().vectors([article.body])[0]) is not None


def plane(code: str, *, on: int, least: float = 0.6) -> Learned:
    normal = tuple(8.0 if n == on else 0.0 for n in range(len(WORDS)))
    return Learned("desk", code, code.title(), normal, -4.0, least, 0.9, 20)


def test_learned_tags_are_suggested_from_their_threshold_on_the_likeliest_first() -> None:
    tags = LearnedTags([plane("cup", on=0), plane("bank", on=2), plane("rain", on=4)], "counts-1")
    article = Article(body="goal goal bank bank bank")
    made = tags.suggest(article, Counts().vectors([article.body])[0])
    assert [str(tag) for tag in made] == ["desk:bank", "desk:cup"]
    assert made[0].weight > made[1].weight >= 0.6


def test_nothing_learned_suggests_nothing() -> None:
    assert LearnedTags([], "counts-1").suggest(Article(body=""), np.zeros(5, np.float32)) == ()


def test_an_article_of_a_headline_alone_names_that_as_the_reason() -> None:
    article = Article(headline="goal goal", body="")
    (tag,) = LearnedTags([plane("cup", on=0)], "counts-1").suggest(
        article, Counts().vectors([wording(article)])[0]
    )
    assert tag.because[0].field == "headline"


def test_models_give_no_topic_to_what_has_one() -> None:
    models = Models(Counts(), BY_MEANING, LearnedTags([plane("cup", on=0)], "counts-1"), "counts-1")
    article = about("goal", "match")
    with_topic, without = (Unenriched(ME, article, has_topic=has) for has in (True, False))
    assert [str(tag) for _, tag in models.tags([with_topic])] == ["desk:cup"]
    assert [str(tag) for _, tag in models.tags([without])] == ["desk:cup", "topic:t:1"]


def test_a_learned_topic_leaves_no_room_for_one_by_meaning() -> None:
    learned = Learned("topic", "t:2", "economy", (8.0, 0, 0, 0, 0), -1.0, 0.6, 0.9, 20)
    models = Models(Counts(), BY_MEANING, LearnedTags([learned], "counts-1"), "counts-1")
    found = models.tags([Unenriched(ME, about("goal", "match"), has_topic=False)])
    assert [str(tag) for _, tag in found] == ["topic:t:2"]


@pytest.mark.parametrize(
    ("corrected", "lacks"),
    [
        (Corrected(Article(body="")), True),
        (Corrected(Article(body=""), given=frozenset({"a:b"})), False),
        (Corrected(Article(body=""), tags=frozenset({"a:b"})), False),
        (Corrected(Article(body=""), denied=frozenset({"a:b"}), tags=frozenset({"a:b"})), True),
    ],
)
def test_what_an_example_without_a_tag_is(corrected: Corrected, *, lacks: bool) -> None:
    assert corrected.lacks("a:b") is lacks
