"""Names that several countries, or a country and a man or a dish, have in common."""

import pytest

from worker.core.article import Article, Dateline
from worker.core.tag.literals import Literals
from worker.core.tag.names import Names
from worker.core.tag.place_people import given_names
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, names_texts, places_tsv

NAMES = Names(*names_texts())
PLACES = Places(countries_tsv(), places_tsv(), given_names(NAMES.words))
LITERALS = Literals({PLACES.table: PLACES.entries()})
KINSHASA, BRAZZAVILLE, JORDAN, GEORGIA_STATE, GEORGIA = (
    "203312",
    "2260494",
    "248816",
    "4197000",
    "614540",
)


def codes(
    scheme: str, headline: str | None = None, body: str = "", place: str | None = None
) -> set[str]:
    dateline = Dateline(place=place) if place is not None else None
    article = Article(headline=headline, body=body, dateline=dateline)
    tags = PLACES.tags(Scanned(article, LITERALS))
    return {tag.code for tag in tags if tag.scheme == scheme}


@pytest.mark.parametrize(
    ("body", "place", "expected"),
    [
        ("Rebels took a town in Congo. Congo sent troops.", None, {"CD"}),
        ("Congo votes on Sunday. Congo has one chamber.", "BRAZZAVILLE", {"CG"}),
        ("Congo votes on Sunday. Congo has one chamber.", "BRAZZAVILLE, Congo", {"CG"}),
        ("Congo votes on Sunday. Congo has one chamber.", "KINSHASA, Congo", {"CD"}),
        ("Congo votes, officials in Brazzaville said; Congo is calm.", None, {"CG"}),
        ("Congo Republic and Gabon opened a bridge.", None, {"CG", "GA"}),
    ],
)
def test_congo_is_the_one_that_the_article_names_otherwise(
    body: str, place: str | None, expected: set[str]
) -> None:
    assert codes("country", body=body, place=place) == expected


def test_congo_as_a_place_is_the_same_country() -> None:
    assert codes("place", body="Roads in Congo are bad.") == {KINSHASA}
    assert BRAZZAVILLE in codes("place", body="Roads in Congo are bad.", place="BRAZZAVILLE")
    assert KINSHASA not in codes("place", body="Roads in Congo are bad.", place="BRAZZAVILLE")


def test_a_town_is_found_in_either_congo() -> None:
    assert codes("country", place="BRAZZAVILLE, Congo", body="Nothing else is said.") == {"CG"}


def test_a_man_keeps_his_surname_further_down() -> None:
    body = "The director Neil Jordan likes rain.\n\nJordan lives by the sea. Jordan has a dog."
    assert codes("country", body=body) == set()
    assert codes("place", body=body) == set()
    assert codes("country", "Jordan returns to court", body) == set()


def test_a_title_makes_a_man_as_well() -> None:
    body = "Mr. Jordan resigned.\n\nJordan had led the firm. Jordan gave no reason."
    assert codes("country", body=body) == set()


def test_a_country_beside_its_namesake_stays_one() -> None:
    body = "The director Neil Jordan filmed in Jordan. Amman paid, and Jordan was glad."
    assert codes("country", body=body) == {"JO"}
    assert JORDAN in codes("place", body=body)


def test_a_headline_makes_no_man_of_a_country() -> None:
    """Every word of it may have a capital."""
    body = "Talks in Jordan went on.\n\nJordan was host."
    assert codes("country", "King Visits Jordan Today", body) == {"JO"}


def test_a_state_that_plays_another_is_no_country() -> None:
    body = "Georgia beat Florida in the rain.\n\nGeorgia plays Alabama next."
    assert codes("country", "Georgia holds off Florida", body) == {"US"}
    assert codes("place", "Georgia holds off Florida", body) >= {GEORGIA_STATE}
    assert GEORGIA not in codes("place", "Georgia holds off Florida", body)


def test_a_country_is_no_state_where_its_capital_is_named() -> None:
    body = "Georgia votes on Sunday, officials in Tbilisi said.\n\nGeorgia has 150 seats."
    assert codes("country", "Georgia votes", body) == {"GE"}
    assert GEORGIA in codes("place", "Georgia votes", body)


@pytest.mark.parametrize(
    "headline",
    [
        "How to carve the Thanksgiving Turkey",
        "Bone China is back on the table",
        "A stew with Brussels sprouts",
        "Crowd does a Mexican wave",
        "Guinea pigs help the deaf",
        "Brazil nuts grow dear",
    ],
)
def test_dishes_and_animals_are_no_countries(headline: str) -> None:
    assert codes("country", headline) == set()


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Tories promise tax cut", {"GB"}),
        ("NHS waiting lists grow", {"GB"}),
        ("Taoiseach calls vote", {"IE"}),
        ("NASA delays launch", {"US"}),
        ("Hang Seng index falls", {"HK"}),
        ("Kospi ends higher", {"KR"}),
        ("Sensex rises", {"IN"}),
        ("Houthis free crew", {"YE"}),
        ("Munster lose at home", set()),
    ],
)
def test_institutions_stand_for_their_country(headline: str, expected: set[str]) -> None:
    assert codes("country", headline) == expected


def test_tories_are_canadian_in_canada() -> None:
    assert codes("country", "Tories gain in Ontario", "Ottawa was calm.") == {"CA"}


@pytest.mark.parametrize(
    "body",
    [
        "They won at Madison Square Garden.",
        "They won at Madison Square Garden",
        "They lost at Hamilton Park and at the Preston Stadium.",
        "The match at Arlington Stadium was called off.",
    ],
)
def test_a_venue_is_no_town_of_its_name(body: str) -> None:
    assert codes("place", body=body) == set()


def test_a_country_of_the_headline_is_the_one_that_the_article_names_elsewhere() -> None:
    body = "The people of Congo voted on Sunday."
    assert KINSHASA not in codes("place", headline="Congo votes", body=body, place="BRAZZAVILLE")


def test_an_alert_without_a_body_names_the_places_that_need_no_other_mention() -> None:
    assert codes("place", headline="Sydney man jailed for fraud") == {"2147714"}
    assert codes("place", headline="Reading wins the cup") == set()


@pytest.mark.parametrize(
    ("headline", "body", "expected"),
    [
        (
            "Fuel prices rise in Jordan",
            "Jordan raised fuel prices, the Jordan Times reported. Jordan imports its oil.",
            {"JO"},
        ),
        ("Border closed", "Yesterday Chad closed its border with Sudan. Chad sent troops.", {"TD"}),
        ("Back in court", "The director Neil Jordan was in court. Jordan said nothing.", set()),
    ],
)
def test_a_country_is_no_man_for_a_word_that_stands_beside_it(
    headline: str, body: str, expected: set[str]
) -> None:
    assert codes("country", headline=headline, body=body) - {"SD"} == expected


@pytest.mark.parametrize("town", ["TBILISI", "BATUMI", "TBILISI, Georgia", "BATUMI, Georgia"])
def test_a_town_of_the_dateline_tells_which_georgia_is_meant(town: str) -> None:
    assert codes("country", body="Georgia votes on Sunday.", place=town) == {"GE"}


WASHINGTON, LONDON = "4140963", "2643743"


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Tom Washington wins the prize", ""),
        ("Desiree Washington Wins The Prize", ""),
        ("Desiree Washington's house is sold", "The house was sold. Washington was glad."),
        ("Washington wins the prize", "Mr. Washington won it. Washington was glad."),
        ("Julie London sings again", "The singer Julie London is back. London wrote two songs."),
    ],
)
def test_a_surname_behind_a_given_name_or_a_title_is_no_place(headline: str, body: str) -> None:
    assert codes("country", headline, body) == set()
    assert codes("place", headline, body) == set()


@pytest.mark.parametrize(
    ("headline", "body", "filed"),
    [
        ("Tom Washington comes to Washington", "", None),
        ("Tom Washington wins", "Tom Washington spoke in Washington on Monday.", None),
        ("Washington gives way", "Mr. Washington won the prize. So it was in Washington.", None),
        ("Washington gives way", "Mr. Washington won the prize.", "WASHINGTON"),
    ],
)
def test_a_place_stays_one_beside_a_man_of_its_name(
    headline: str, body: str, filed: str | None
) -> None:
    assert codes("country", headline, body, filed) == {"US"}
    assert WASHINGTON in codes("place", headline, body, filed)


@pytest.mark.parametrize(
    ("headline", "country"),
    [
        ("Storm Hits London", "GB"),
        ("Will Washington Help?", "US"),
        ("Clinton Moscow Trip Is Off", "RU"),
        ("Chase Washington Office Shut", "US"),
        ("Kim Hanoi Summit Fails", "VN"),
        ("No New Washington Talks", "US"),
    ],
)
def test_what_stands_before_a_place_in_a_headline_makes_nobody_of_it(
    headline: str, country: str
) -> None:
    """All its words may have a capital, so only given names count, and no word of the language."""
    assert country in codes("country", headline)
