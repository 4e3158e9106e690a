"""Which language an article is written in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.adapters.language_file import languages
from worker.core.article import Article
from worker.core.tag.language import DECLARED, FUNCTION_WORDS, METHOD

LANGUAGES = languages()
ENGLISH = "The harbour board voted on Monday to dredge the channel before the winter storms."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ENGLISH, "en"),
        (
            "Der Hafenrat hat am Montag beschlossen, die Fahrrinne vor dem Winter zu vertiefen.",
            "de",
        ),
        ("Le conseil du port a voté lundi pour draguer le chenal avant les tempêtes.", "fr"),
        ("항만위원회는 월요일에 겨울 폭풍이 오기 전에 수로를 준설하기로 결정했다고 밝혔다.", "ko"),
    ],
)
def test_the_words_tell_the_language(body: str, expected: str) -> None:
    tag = LANGUAGES.language(Article(body=body))
    assert tag is not None
    assert (str(tag), tag.method) == (f"language:{expected}", METHOD)
    assert 0.5 <= tag.weight <= 1


def test_a_long_article_of_two_languages_is_read_further() -> None:
    mixed = "Hafenrat board Fahrrinne channel " * 8 + ENGLISH * 12
    tag = LANGUAGES.language(Article(body=mixed))
    assert tag is not None
    assert tag.code == "en"


@pytest.mark.parametrize(
    ("declared", "expected"), [("de", "de"), ("pt-BR", "pt"), ("EN_us", "en"), (" fil ", "fil")]
)
def test_what_is_declared_wins(declared: str, expected: str) -> None:
    tag = LANGUAGES.language(Article(body=ENGLISH, language=declared))
    assert tag is not None
    assert (tag.code, tag.method, tag.weight) == (expected, DECLARED, 1.0)


@pytest.mark.parametrize("declared", ["und", "zxx", "", "english", "x1", "ü", None])
def test_what_is_no_language_code_is_passed_over(declared: str | None) -> None:
    tag = LANGUAGES.language(Article(body=ENGLISH, language=declared))
    assert tag is not None
    assert (tag.code, tag.method) == ("en", METHOD)


def test_a_short_body_is_read_together_with_its_headline() -> None:
    tag = LANGUAGES.language(Article(headline=ENGLISH, body="12 to 3."))
    assert tag is not None
    assert tag.code == "en"


@pytest.mark.parametrize("body", ["", "1.5 2.5 3.5", "Ok."])
def test_too_little_text_has_no_language(body: str) -> None:
    assert LANGUAGES.language(Article(body=body)) is None


@pytest.mark.parametrize(
    "body", ["xqzv " * 8, "a1b2 c3d4 e5f6 " * 12, "ab cd ef gh ij kl mn op qr st"]
)
def test_letters_that_are_no_language_have_none(body: str) -> None:
    assert LANGUAGES.language(Article(body=body)) is None


@given(st.text())
@settings(deadline=None)
def test_any_text_can_be_asked(text: str) -> None:
    tag = LANGUAGES.language(Article(body=text, headline=text, language=text))
    assert tag is None or 0.5 <= tag.weight <= 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            (
                "De minister zei maandag dat het kabinet in de loop van de week met een voorstel komt "
                "voor de haven, die volgens de raad of het bestuur is verouderd en was gesloten."
            ),
            "nl",
        ),
        (
            (
                "Die minister het Maandag gesê dat die kabinet in die loop van die week met 'n "
                "voorstel sal kom vir die hawe, wat volgens die raad in die winter gesluit was."
            ),
            "af",
        ),
        (
            (
                "El consell del port va votar dilluns dragar el canal abans de les tempestes, i una "
                "part dels veïns va demanar que el pla es presenti en una sessió oberta."
            ),
            "ca",
        ),
    ],
)
def test_a_neighbour_of_a_language_with_known_small_words_goes_to_the_model(
    body: str, code: str
) -> None:
    tag = LANGUAGES.language(Article(body=body))
    assert tag is not None
    assert (tag.code, tag.method) == (code, METHOD)


def test_plain_english_needs_no_model() -> None:
    body = f"{ENGLISH} The master said that it was the first of its kind, and in time for them."
    tag = LANGUAGES.language(Article(body=body))
    assert tag is not None
    assert (tag.code, tag.method) == ("en", FUNCTION_WORDS)


FIGURES = "Net 1.2 mln vs 3.4 mln. Revs 10.1 mln vs 9.9 mln. Shr 12 cts vs 30 cts. "
SENTENCE = "The board said that it was in talks with the owner of a yard and is to sell it by May. "


def test_a_table_of_figures_before_plain_sentences_needs_no_model() -> None:
    tag = LANGUAGES.language(Article(body=FIGURES * 7 + SENTENCE * 6))
    assert tag is not None
    assert (str(tag), tag.method) == ("language:en", FUNCTION_WORDS)


def test_figures_with_hardly_a_sentence_go_to_the_model() -> None:
    tag = LANGUAGES.language(Article(body=SENTENCE + FIGURES * 20))
    assert tag is None or tag.method == METHOD


def test_all_taggers_share_one_model() -> None:
    assert languages() is LANGUAGES
