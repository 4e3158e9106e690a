"""What stands twice in an article is left in it once, whatever format it came in."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.article import Article
from worker.core.parse import Limits, parse
from worker.core.parse.repeats import WORDS_MIN, collapse
from worker.errors import Reason, Rejected

FIRST = "Two villages on the bay will share one fire engine."
SECOND = "It will stand half the year in each of them."
THIRD = "Whoever has it must polish it every single week."
WORDS = st.lists(st.sampled_from([FIRST, SECOND, THIRD, "Polish", "Half and half"]), min_size=1)


def collapsed(*parts: str, **fields: object) -> Article:
    article = replace(Article(body="\n\n".join(parts)), **fields)  # type: ignore[arg-type]
    found = collapse(article)
    assert isinstance(found, Article)
    return found


def test_a_paragraph_stands_there_once_and_is_counted() -> None:
    found = collapsed(FIRST, SECOND, FIRST, THIRD, SECOND)
    assert found.paragraphs == [FIRST, SECOND, THIRD]
    assert found.repeated_paragraphs == 2


def test_a_short_line_may_stand_there_again() -> None:
    assert collapsed(FIRST, "Half and half", SECOND, "Half and half", THIRD).paragraphs == [
        FIRST,
        "Half and half",
        SECOND,
        "Half and half",
        THIRD,
    ]


def test_of_a_second_copy_nothing_is_left() -> None:
    found = collapsed(
        FIRST,
        "Polish",
        SECOND,
        "Shared engine",
        "By Tom Beck",
        "4 June 2024, 09:15",
        f"BAYTON (Gazette) - {FIRST}",
        "Polish",
        SECOND,
        headline="Shared engine",
        bylines=("Tom Beck",),
        published_text="4 June 2024, 09:15",
    )
    assert found.paragraphs == [FIRST, "Polish", SECOND]
    assert found.repeated_paragraphs == 6


def test_a_long_headline_goes_with_the_second_copy_and_a_long_sentence_with_a_name_stays() -> None:
    headline = "Two villages on the bay share one fire engine after a meeting " * 3
    sentence = f"Tom Beck of the harbour office said so, {'and so on, ' * 12}he said."
    known = {"headline": headline.strip(), "bylines": ("Tom Beck",)}
    assert collapsed(FIRST, headline.strip(), FIRST, **known).paragraphs == [FIRST]
    assert collapsed(FIRST, sentence, FIRST, **known).paragraphs == [FIRST, sentence]


def test_a_paragraph_that_ends_like_the_first_one_after_much_else_stays() -> None:
    other = f"{'The mayor said at great length that this is true: ' * 4}{FIRST}"
    assert collapsed(FIRST, other).paragraphs == [FIRST, other]


@pytest.mark.parametrize("parts", [(FIRST, SECOND), ("Goal", "Goal"), ("",), ("Go", "Go now")])
def test_what_repeats_nothing_is_left_as_it_is(parts: tuple[str, ...]) -> None:
    article = Article(body="\n\n".join(parts))
    assert collapse(article) == article


def test_a_rejection_stays_one() -> None:
    rejected = Rejected(Reason.EMPTY_BODY, "nothing")
    assert collapse(rejected) is rejected


@given(WORDS)
def test_a_second_time_nothing_more_is_found(parts: list[str]) -> None:
    once = collapsed(*parts)
    assert collapse(once) == once


@given(WORDS)
def test_every_paragraph_is_kept_once_and_the_rest_is_counted(parts: list[str]) -> None:
    found = collapsed(*parts)
    assert set(found.paragraphs) == set(parts)
    assert len(found.paragraphs) + found.repeated_paragraphs == len(parts)
    long = [text for text in found.paragraphs if len(text.split()) >= WORDS_MIN]
    assert len(long) == len(set(long))


@pytest.mark.parametrize(
    "raw",
    [
        f"Shared engine\n\n{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{SECOND}\n",
        f'{{"@type": "NewsArticle", "headline": "Shared engine", "articleBody": "{FIRST}\\n\\n{SECOND}\\n\\n{FIRST}\\n\\n{SECOND}"}}',
        (
            "<rss version='2.0'><channel><title>t</title><item><title>Shared engine</title><description>"
            f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;"
            "</description></item></channel></rss>"
        ),
        f"---\ntitle: Shared engine\n---\n\n{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{SECOND}\n",
    ],
    ids=["text", "json", "rss", "markdown"],
)
def test_all_formats_are_collapsed_alike(raw: str) -> None:
    (found,) = parse(io.BytesIO(raw.encode()), Limits(text_bytes=100_000))
    assert isinstance(found, Article), found
    assert (found.paragraphs, found.repeated_paragraphs) == ([FIRST, SECOND], 2)
