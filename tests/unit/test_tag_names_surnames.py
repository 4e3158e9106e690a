"""Surnames that stand alone: whose they are, and what they are not."""

import pytest

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.names import Names
from worker.core.tag.place_people import given_names
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, names_texts, places_tsv

NAMES = Names(*names_texts())
PLACES = Places(countries_tsv(), places_tsv(), given_names(NAMES.words))
LITERALS = Literals({kind.table: kind.entries() for kind in (PLACES, NAMES)})


def told(body: str) -> dict[str, list[str]]:
    """The people, organisations and places by their labels, with the words that say so."""
    scanned = Scanned(Article(body=body), LITERALS)
    tags = (*NAMES.tags(scanned), *PLACES.tags(scanned))
    for tag in tags:
        for words in tag.because:
            assert scanned.text(words.field)[words.start : words.end] == words.text
    return {
        f"{tag.scheme}:{tag.label}": [words.text for words in tag.because]
        for tag in tags
        if tag.scheme != "country"
    }


@pytest.mark.parametrize(
    ("body", "name", "short"),
    [
        ("The premier Kishida Fumio met the press. Kishida said the tax would rise.",
         "Kishida Fumio", "Kishida"),
        ("Prime Minister Abe Shinzo met the press. Later Abe told reporters the rest.",
         "Abe Shinzo", "Abe"),
        ("The speaker Ozawa Ichiro met the press. Mr. Ozawa said no.", "Ozawa Ichiro", "Ozawa"),
        ("The deputy Orban Laszlo met the press.", "Orban Laszlo", None),
    ],
)  # fmt: skip
def test_a_family_name_that_stands_first_is_the_short_form(
    body: str, name: str, short: str | None
) -> None:
    assert told(body) == {f"person:{name}": [name, *([short] if short else [])]}


def test_a_japanese_family_name_before_another_surname_is_a_given_name() -> None:
    found = told("The lawyer Abe Lindgaard met the press. Lindgaard said no, and Abe said yes.")
    assert found["person:Abe Lindgaard"] == ["Abe Lindgaard", "Lindgaard"]


def test_who_speaks_is_somebody_and_no_organisation() -> None:
    found = told("Paris Hilton opened a shop. The day was old, and Hilton said she was glad.")
    assert found == {"person:Paris Hilton": ["Paris Hilton", "Hilton"]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Henry Ford built the car. Ford said it would close the works.", ["Ford"]),
        ("The singer Paris Hilton slept at the Hilton, said the maid.", ["Hilton"]),
        ("Hilton said no. Then the singer Paris Hilton left the town.", ["Hilton"]),
        ("The singer Paris Hilton sat at the Hilton. Hilton, 54, said she was glad.", ["Hilton"]),
    ],
)
def test_what_speaks_as_a_company_or_comes_before_anybody_stays_one(
    body: str, words: list[str]
) -> None:
    assert next(found for label, found in told(body).items() if label.startswith("org:")) == words


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Jack London wrote the book. London said he was tired of the sea.", "Jack London"),
        ("The mayor Harold Washington met the press. Washington said the city would save.",
         "Harold Washington"),
        ("He met Sam Houston. Then Houston, who is 54, left in the rain.", "Sam Houston"),
    ],
)  # fmt: skip
def test_who_speaks_is_somebody_and_no_place(body: str, name: str) -> None:
    assert told(body) == {f"person:{name}": [name, name.rpartition(" ")[2]]}


def test_a_town_and_somebody_of_its_name_are_told_apart_in_one_article() -> None:
    body = "The mayor Harold Washington flew to the capital. In Washington, Washington said he was ill."
    found = told(body)
    assert found["person:Harold Washington"] == ["Harold Washington", "Washington"]
    assert [words for label, words in found.items() if label.startswith("place:")] == [
        ["Washington"]
    ]


def test_a_government_speaks_from_its_capital_still() -> None:
    found = told(
        "George Washington University closed. In Washington, Washington said no to Moscow."
    )
    places = [words for label, words in found.items() if label.startswith("place:Wash")]
    assert places == [["Washington", "Washington"]]
