"""Which places an article names, and which of those of one name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Dateline, Tag
from worker.core.tag.literals import Literals
from worker.core.tag.place_evidence import MOST_EVIDENCE
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, places_tsv

PLACES = Places(countries_tsv(), places_tsv())
LITERALS = Literals({PLACES.table: PLACES.entries()})


def places(article: Article) -> dict[str, Tag]:
    tags = PLACES.tags(Scanned(article, LITERALS))
    return {tag.code: tag for tag in tags if tag.scheme == "place"}


def labels(body: str, place: str | None = None, headline: str | None = None) -> set[str]:
    dateline = Dateline(place=place) if place is not None else None
    article = Article(headline=headline, body=body, dateline=dateline)
    return {tag.label for tag in places(article).values()}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Talks opened in Nairobi.", {"Nairobi"}),
        ("The fleet left for the Black Sea.", {"Black Sea"}),
        ("Ferries cross the Gulf of Mexico daily.", {"Gulf of Mexico"}),
        ("Prices rose in South America.", {"South America"}),
        ("Voters across Europe agreed.", {"Europe"}),
        ("They ski in the Alps.", {"Alps"}),
        ("Farmers in Bavaria complained.", {"Bavaria"}),
        ("The West Bank was calm.", {"West Bank"}),
        ("Rebels hold Tigray, said Ethiopia.", {"Ethiopia"}),
        ("Rebels in Tigray fled, Ethiopia said.", {"Ethiopia", "Tigray"}),
        ("A U.S. senator and the USA team met.", {"United States"}),
        ("German and French farmers met.", set()),
        ("The Kremlin was silent.", set()),
    ],
)
def test_places_are_named_by_their_usual_names(body: str, expected: set[str]) -> None:
    assert labels(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("He flew to Paris on Monday.", "2988507"),
        ("He was born in Paris, Texas, in a barn.", "4717560"),
        ("She teaches in Birmingham, Ala., now.", "4049979"),
        ("She teaches in Birmingham, England, now.", "2655603"),
        ("Canada sent aid. A camp near London, Ontario, closed.", "6058560"),
        ("Officials in Washington declined to comment.", "4140963"),
        ("Apples from Washington state sold well.", "5815135"),
        ("Peaches grow in Georgia and Alabama, and the U.S. eats them.", "4197000"),
        ("In Georgia the Tbilisi court rose.", "614540"),
        ("Bombay traders were away.", "1275339"),
        ("Colombia grieved. The bus fell near Armenia.", "174982"),
    ],
)
def test_of_several_places_of_a_name_the_article_tells_which(body: str, expected: str) -> None:
    assert expected in places(Article(body=body))


@pytest.mark.parametrize(
    "body",
    [
        "Mr. Washington declined to comment.",
        "Novels by Jack London sold well.",
        "Guests met Paris Hilton there.",
        "A report by Judge Lincoln followed.",
        "The Boston Globe reported it.",
        "A study by the University of California followed.",
        "Some Reading is good, a Nice one is better.",
        "Many Mobile phones rang.",
    ],
)
def test_names_of_people_bodies_and_words_are_no_places(body: str) -> None:
    assert labels(body) == set()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("He lives in the town of Oberfeld with two dogs.", "Oberfeld"),
        ("Fire swept Belle Prairie, Minn., overnight.", "Belle Prairie"),
        ("It began in Belle Prairie, Minnesota, overnight.", "Belle Prairie"),
        ("It began in Oberfeld, Germany, overnight.", "Oberfeld"),
        ("They crossed the Wetback River at dawn.", "Wetback River"),
        ("Crews fought a fire near Lake Winnepe on Friday.", "Lake Winnepe"),
        ("Flights from Oberfeld airport resumed.", "Oberfeld airport"),
        ("Police closed 43rd Street for hours.", "43rd Street"),
        ("A deputy of Harlow County spoke.", "Harlow County"),
        ("The mine is at Oberfeld, about 30 miles north of Berlin.", "Oberfeld"),
        ("Rain fell north of Oberfeld all day.", "Oberfeld"),
        ("Troops left Oberfeld province.", "Oberfeld"),
    ],
)
def test_words_beside_it_make_a_place_of_an_unknown_name(body: str, expected: str) -> None:
    tag = places(Article(body=body))[expected]
    assert (tag.label, tag.method) == (expected, "place cues")
    assert [evidence.text for evidence in tag.because] == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "He sued the Hudson River Authority of his state.",
        "Work at Oberfeld University, Minn., went on.",
        "John Smith, Germany's envoy, agreed.",
        "the Nordic region grew",
        "Officials met in the city of dreams.",
        "They heard the River again.",
        "He saw the Harlow College, Minn., team.",
    ],
)
def test_the_same_words_elsewhere_make_none(body: str) -> None:
    assert labels(body) <= {"Germany", "Minnesota"}


def test_a_dateline_is_a_place_even_when_no_table_knows_it() -> None:
    assert labels("It rained.", "OBERFELD, Germany") == {"Oberfeld", "Germany"}
    assert labels("It rained.", "SEOUL/TOKYO") == {"Seoul", "Tokyo"}
    assert labels("It rained.", "ABOARD THE FERRY NEAR POLAND") == {"Poland"}
    assert labels("It rained.", "Thurs.") == set()
    assert labels("It rained.", "ON BOARD A SHIP AT SEA") == set()


def test_a_town_of_the_table_is_itself_where_its_state_stands_beside_it() -> None:
    tag = places(Article(body="The mill in Reston, Va., closed."))
    assert "4781530" in tag


def test_a_town_is_counted_once_with_its_state() -> None:
    tag = places(Article(body="She teaches in Birmingham, Ala., now."))["4049979"]
    assert [evidence.start for evidence in tag.because] == [15]


def test_a_name_means_the_same_place_all_through_an_article() -> None:
    found = places(Article(body="Fire hit London, Ontario. London is small. Rain fell in London."))
    assert "2643743" not in found
    assert len(found["6058560"].because) == 3


def test_a_town_elsewhere_than_the_table_has_it_is_printed() -> None:
    found = places(Article(body="He farms in Nairobi, Ohio, with his wife."))
    assert found["Nairobi"].method == "place cues"


def test_of_two_about_as_large_none_is_taken() -> None:
    assert labels("Students left Cambridge.") == set()
    assert "2653941" in places(Article(body="In Britain, students left Cambridge."))


def test_a_headline_counts_for_places_that_the_text_has_too() -> None:
    """Its capitals say nothing: any word may begin with one."""
    assert labels("It rained.", headline="Nice Weather in Lagos") == set()
    assert labels("It rained in Lagos.", headline="Lagos Rain") == {"Lagos"}
    assert labels("It rained.", headline="Rain in Kenya") == {"Kenya"}


def test_a_text_in_capitals_is_read_without_asking_for_them() -> None:
    assert labels("HEAVY RAIN FELL ON LAGOS TODAY AND NOBODY WAS OUT.") == {"Lagos"}


def test_a_first_line_in_capitals_does_not_make_the_rest_so() -> None:
    body = "NOTHING OF THIS MAY BE PRINTED. " * 8 + "\n\nMalaysia said rain fell in Sarawak. " * 8
    assert labels(body) == {"Malaysia", "Sarawak"}


def test_a_list_of_countries_makes_no_towns_of_them() -> None:
    found = places(Article(body="Ships came from Saudi Arabia, Iran, and from Norway, Sweden."))
    assert all(tag.method == "places.tsv" for tag in found.values())


def test_a_list_of_towns_goes_on_being_one() -> None:
    body = "Lebanon counted its dead. Guns fired at Sidon, Tyre and Baalbek."
    assert labels(body) == {"Lebanon", "Sidon", "Tyre", "Baalbek"}


def test_the_weightiest_comes_first_with_each_way_of_naming_it() -> None:
    body = "In Kenya it rained. " + "Nairobi saw rain. " * 12 + "NAIROBI was wet."
    found = list(places(Article(body=body)).values())
    assert [tag.label for tag in found] == ["Nairobi", "Kenya"]
    assert len(found[0].because) == MOST_EVIDENCE
    assert {evidence.text for evidence in found[0].because} == {"Nairobi", "NAIROBI"}


WORDS = [
    "Georgia", "Paris", "Mr. ", "in ", "town of ", ", Texas", ", PA", "River", "Lake ", "R-Miss.",
    " north of ", "Oberfeld", " and ", ", ", " ", "\n\n", "\n", "😀", "İ", "'s", "of ", "한국", "Москв",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
    st.text(alphabet="/, ABCparis😀"),
    st.text(),
)
@settings(deadline=None)
def test_evidence_points_at_its_words(body: str, place: str, headline: str) -> None:
    article = Article(headline=headline, dateline=Dateline(place=place), body=body)
    texts = {"headline": headline, "dateline.place": place, "body": body}
    for code, tag in places(article).items():
        assert code == code.strip() != ""
        assert 0 < tag.weight <= 1
        assert 0 < len(tag.because) <= MOST_EVIDENCE
        assert all(texts[e.field][e.start : e.end] == e.text for e in tag.because)
