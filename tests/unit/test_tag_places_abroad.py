"""Countries in articles of other languages."""

import pytest

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, places_tsv

PLACES = Places(countries_tsv(), places_tsv())
LITERALS = Literals({PLACES.table: PLACES.entries()})


def countries(headline: str) -> set[str]:
    tags = PLACES.tags(Scanned(Article(headline=headline, body=""), LITERALS))
    return {tag.code for tag in tags if tag.scheme == "country"}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Frankreich und Deutschland einigen sich", {"FR", "DE"}),
        ("L’Allemagne et la Corée du Nord négocient à Moscou", {"DE", "KP", "RU"}),
        ("Alemania y Japón firman en Pekín", {"DE", "JP", "CN"}),
        ("La Germania incontra gli Stati Uniti", {"DE", "US"}),
        ("Alemanha e Coreia do Sul assinam acordo", {"DE", "KR"}),
        ("Россия и Китай договорились с Германией", {"RU", "CN", "DE"}),
        ("США и Украина", {"US", "UA"}),
        ("مصر وفرنسا توقعان اتفاقا في برلين", {"EG", "FR", "DE"}),
        ("日本と韓国が協議", {"JP", "KR"}),
        ("美国与俄罗斯谈判", {"US", "RU"}),
        ("美國與俄羅斯談判", {"US", "RU"}),
        ("북한과 일본이 협상한다", {"KP", "JP"}),
        ("미국에서 온 사람", {"US"}),
    ],
)
def test_countries_by_their_names_in_other_languages(headline: str, expected: set[str]) -> None:
    assert countries(headline) == expected


@pytest.mark.parametrize(
    "headline",
    [
        "Island of calm", "Chili for dinner", "Roma families move",
        "그런 것이란 말", "가격은 금값이다", "Man of the year", "Granada wins",
    ],
)  # fmt: skip
def test_words_that_only_look_like_one_name_none(headline: str) -> None:
    assert countries(headline) == set()
