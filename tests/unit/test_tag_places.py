"""Which countries an article is about."""

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


def countries(article: Article) -> tuple[Tag, ...]:
    tags = PLACES.tags(Scanned(article, LITERALS))
    return tuple(tag for tag in tags if tag.scheme == "country")


def codes(headline: str | None = None, body: str = "", place: str | None = None) -> set[str]:
    dateline = Dateline(place=place) if place is not None else None
    article = Article(headline=headline, body=body, dateline=dateline)
    return {tag.code for tag in countries(article)}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("S. Korea, Japan to resume talks", {"KR", "JP"}),
        ("N. Korea fires missile", {"KP"}),
        ("U.S.-led force to leave", {"US"}),
        ("US and UK sign pact", {"US", "GB"}),
        ("TELL US MORE, VOTERS SAY", set()),
        ("SOVIET GRAIN PURCHASES SEEN", {"RU"}),
        ("West German and East German leaders meet", {"DE"}),
        ("South Yemen and North Yemen agree", {"YE"}),
        ("Papua New Guinea votes", {"PG"}),
        ("Guinea-Bissau votes", {"GW"}),
        ("Nigeria and Niger reopen border", {"NG", "NE"}),
        ("Kremlin denies report", {"RU"}),
        ("White House denies report", {"US"}),
        ("Shoppers carve their turkey on fine china", set()),
        ("Turkey and China trade ministers meet", {"TR", "CN"}),
        ("Storm grows in Gulf of Mexico", set()),
        ("New Mexico governor resigns", {"US"}),
        ("Prices up in Latin America", set()),
        ("Talks with Jordan begin", {"JO"}),
        ("Jordan Valley talks begin", {"JO"}),
        ("Coach praises Michael Jordan", set()),
        ("Coach praises Neil Jordan", set()),
        ("Coach praises Chad Ferris", set()),
        ("CHAD AND LIBYA AGREE", {"TD", "LY"}),
        ("Mr. Washington declined to comment", set()),
        ("Bank of Japan holds rates", {"JP"}),
        ("Peach growers of Georgia worry", set()),
        ("Peach growers of Georgia and Alabama worry", {"US"}),
        ("Georgia holds vote as Tbilisi waits", {"GE"}),
        ("Côte d’Ivoire raises cocoa price", {"CI"}),
        ("Sao Paulo and São Paulo", {"BR"}),
        ("London and Wellington agree", {"GB", "NZ"}),
        ("Sofia wins again", set()),
        ("Bulgarian court sits in Sofia", {"BG"}),
        ("Plant in Newark, N.J., to close", {"US"}),
        ("Ma, Pa and Ill health", set()),
        ("Senator Ann Doe, R-Miss., resigns", {"US"}),
        ("Czechoslovak envoy in Prague", {"CSHH", "CZ"}),
        ("Yugoslavia devalues", {"YUCS"}),
        ("United Nations votes", set()),
        ("Reader of the Boston Globe", {"US"}),
    ],
)
def test_headlines(headline: str, expected: set[str]) -> None:
    assert codes(headline) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("WASHINGTON", {"US"}),
        ("SEOUL/TOKYO", {"KR", "JP"}),
        ("PARIS, Texas", {"US"}),
        ("LONDON, Ontario", {"CA"}),
        ("NEW HAVEN, Conn", {"US"}),
        ("Sioux City", {"US"}),
        ("sioux city", {"US"}),
        ("READING", {"GB"}),
        ("NICE", {"FR"}),
        ("ABOARD THE FERRY", set()),
        ("", set()),
        ("//, ,", set()),
    ],
)
def test_datelines(place: str, expected: set[str]) -> None:
    assert codes(place=place, body="Nothing else is said.") == expected


def test_a_dateline_in_an_unclear_place_is_looked_up() -> None:
    assert codes(place="CAMBRIDGE", body="Nothing else is said.") <= {"GB", "US"}


def test_one_name_further_down_is_not_what_an_article_is_about() -> None:
    """A single aside would otherwise put every story under a dozen countries."""
    opening = "The council met.\n\nIt voted.\n\n"
    assert codes(body=opening + "One member was born in Peru.") == set()
    assert codes(body=opening + "One was born in Peru, one left Peru.") == {"PE"}
    assert codes(body="A council in Peru met.\n\nIt voted.") == {"PE"}


def test_the_weightiest_country_comes_first_with_its_words() -> None:
    article = Article(
        headline="Norway halts ferry",
        dateline=Dateline(place="BERGEN, Norway"),
        body="Norway stopped a ferry to Denmark.\n\nNorwegian officials gave no reason.",
    )
    first, second = countries(article)
    assert (str(first), first.label, first.method) == ("country:NO", "Norway", "countries.tsv")
    assert (str(second), second.weight) == ("country:DK", 0.286)
    assert 0 < second.weight < first.weight < 1
    assert [(e.field, e.text, e.start) for e in first.because] == [
        ("dateline.place", "Norway", 8),
        ("headline", "Norway", 0),
        ("body", "Norway", 0),
        ("body", "Norwegian", 36),
    ]


def test_evidence_is_kept_short() -> None:
    (tag,) = countries(Article(body="Chile. " * 50))
    assert len(tag.because) == MOST_EVIDENCE


@given(
    st.lists(
        st.sampled_from(
            ["Georgia", "Jordan", "Mr. ", "U.S.", "South", " ", "\n\n", "😀", ", PA", "İ"]
        )
    ).map("".join),
    st.text(alphabet="/, ABCparis😀"),
    st.text(),
)
@settings(deadline=None)
def test_evidence_points_at_its_words(body: str, place: str, headline: str) -> None:
    article = Article(headline=headline, dateline=Dateline(place=place), body=body)
    texts = {"headline": headline, "dateline.place": place, "body": body}
    for tag in countries(article):
        assert 0 < tag.weight <= 1
        assert tag.because
        assert all(texts[e.field][e.start : e.end] == e.text for e in tag.because)
