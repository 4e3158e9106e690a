"""Finding the literals of every table in one pass."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.core.tag.entry import Case, Entry
from worker.core.tag.literals import Hit, Literals, longest

NAMES = ["Guinea", "Papua New Guinea", "Turkey", "US", "U.S.", "St. Kitts", "N'Djamena", ", GA"]
LITERALS = Literals({"names": [Entry(name, name) for name in NAMES]})


def found(text: str, *entries: Entry) -> list[str]:
    literals = Literals({"some": entries}) if entries else LITERALS
    (hits,) = literals.find(text).values() or [[]]
    return [hit.meaning for hit in longest(hits)]


def words(text: str, *entries: Entry) -> list[str]:
    (hits,) = Literals({"some": entries}).find(text).values() or [[]]
    return [hit.text for hit in hits]


NAMES = ["Guinea", "Papua New Guinea", "Turkey", "US", "U.S.", "St. Kitts", "N'Djamena", ", GA"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Papua New Guinea and Guinea", ["Papua New Guinea", "Guinea"]),
        ("Papua New Guineans", []),
        ("old Turkey, TURKEY; no turkey", ["Turkey", "Turkey"]),
        ("Turkey's and pro-Turkey-led", ["Turkey", "Turkey"]),
        ("TurkeyShoot _Turkey", []),
        ("the US and us, just US.", ["US", "US"]),
        ("U.S.-led, in the U.S. (U.S.)", ["U.S.", "U.S.", "U.S."]),
        ("papua\nTurkey", ["Turkey"]),
        ("Papua New\nGuinea", ["Papua New Guinea"]),
        ("Papua New\n\nGuinea", ["Guinea"]),
        ("N’Djamena", ["N'Djamena"]),
        ("ST. KITTS", ["St. Kitts"]),
        ("Savannah, GA, not, GABON", [", GA"]),
    ],
)
def test_whole_words_in_capitals_longest_first(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_an_acronym_that_is_a_word_is_not_read_in_a_shouted_text() -> None:
    assert found("TURKEY TELLS US TO WAIT") == ["Turkey"]


def test_what_is_written_in_capitals_wins_over_what_is_put_into_them() -> None:
    entries = Entry("Who", "a name"), Entry("WHO", "the organisation")
    assert found("Who of WHO", *entries) == ["a name", "the organisation"]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case.ANY, ["Tax cut", "tax cut", "TAX CUT"]),
        (Case.WRITTEN, ["Tax cut", "TAX CUT"]),
        (Case.EXACT, ["Tax cut"]),
    ],
)
def test_each_literal_has_its_own_rule_for_capitals(case: Case, expected: list[str]) -> None:
    assert words("Tax cut, tax cut, TAX CUT", Entry("Tax cut", 1, case=case)) == expected


def test_a_stem_hits_whole_words_that_begin_with_it() -> None:
    assert words("Inflation, inflationary; deflation", Entry("inflat", 1, Case.ANY, stem=True)) == [
        "Inflation",
        "inflationary",
    ]


def test_one_literal_may_stand_in_several_tables_and_twice_in_one() -> None:
    twice = [Entry("bank", 1, Case.ANY), Entry("bank", 2, Case.ANY)]
    hits = Literals({"rules": twice, "topics": [Entry("Bank", 3)]}).find("A Bank.")
    assert {table: [hit.meaning for hit in some] for table, some in hits.items()} == {
        "rules": [1, 2],
        "topics": [3],
    }


def test_those_that_overlap_are_all_found_and_the_longest_is_first() -> None:
    entries = Entry("cut", 1, Case.ANY), Entry("tax", 2, Case.ANY), Entry("tax cut", 3, Case.ANY)
    assert words("tax cut", *entries) == ["tax cut", "tax", "cut"]


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("한국은 미국과", "한국"),
        ("在北京举行会议", "北京"),
        ("会議は東京で開かれた", "東京"),
        ("กรุงเทพมหานคร", "กรุงเทพ"),
    ],
)
def test_where_words_have_no_blanks_they_have_no_ends(text: str, literal: str) -> None:
    assert words(text, Entry(literal, 1)) == [literal]


@pytest.mark.parametrize(
    "text", ["the “Pact” of", "‘Pact’", "a—Pact…", "İ Pact", "(Pact)", "é Pact"]
)
def test_typography_ends_a_word(text: str) -> None:
    assert words(text, Entry("Pact", 1)) == ["Pact"]


@pytest.mark.parametrize("text", ["Pacté", "éPact", "Pact\u0301", "Pact9"])
def test_a_letter_beyond_ascii_runs_on(text: str) -> None:
    assert words(text, Entry("Pact", 1)) == []


def test_a_full_stop_is_part_of_the_longer_literal() -> None:
    assert words("the U.S. and", Entry("U.S", 1), Entry("U.S.", 2)) == ["U.S.", "U.S"]


def test_a_literal_without_a_word_in_it_is_not_looked_for() -> None:
    assert Literals({"some": [Entry("--", 1), Entry("", 2)]}).find("a -- b") == {}


TEXTS = st.lists(st.sampled_from([*NAMES, "\n", " ", "😀", "İ", "ß", "x", "’", "𠮷"])).map("".join)


@given(TEXTS)
@settings(deadline=None)
@example("😀 Turkey 😀İ Papua New Guinea")
def test_offsets_give_back_the_words(text: str) -> None:
    """Also beyond the basic plane, and where lower case is longer than upper case."""
    reached = 0
    for hit in longest(LITERALS.find(text).get("names", [])):
        assert text[hit.start : hit.end] == hit.text
        assert hit.start >= reached
        reached = hit.end


@given(st.text())
@settings(deadline=None)
def test_any_text_can_be_searched(text: str) -> None:
    hits: list[Hit] = LITERALS.find(text).get("names", [])
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)


FORMS = Literals(
    {
        "exact": [Entry(name, name) for name in NAMES],
        "any": [Entry(name.lower(), name, Case.ANY, stem=name == "Turkey") for name in NAMES],
    }
)


@given(st.lists(TEXTS))
@settings(deadline=None)
def test_several_texts_are_searched_at_once(texts: list[str]) -> None:
    spans = FORMS.spans(texts)
    for number, text in enumerate(texts):
        at_once = {table: FORMS.hits(table, spans[table].of(number), text) for table in spans}
        assert {table: hits for table, hits in at_once.items() if hits} == FORMS.find(text)
        for hits in at_once.values():
            assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
            assert all(text[hit.start : hit.end] == hit.text for hit in hits)
            assert hits == sorted(hits, key=lambda hit: (hit.start, -hit.end))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oslo", ["Oslo"]),
        ("OSLO", ["OSLO"]),
        ("oslo", []),
        ("OsLo", []),
        ("New York", ["New York"]),
        ("NEW YORK", ["NEW YORK"]),
        ("New. York", []),
        ("new york", []),
        ("O'Hare", ["O'Hare"]),
        ("O Hare", []),
    ],
)
def test_capitals_and_marks_are_asked_for_in_one_word_and_in_several(
    text: str, found: list[str]
) -> None:
    literals = Literals({"names": [Entry(name, name) for name in ("Oslo", "New York", "O'Hare")]})
    hits = literals.find(f"from {text} on").get("names", [])
    assert [hit.text for hit in hits] == found


def test_a_hit_means_what_its_own_entry_means_where_tables_and_entries_share_a_word() -> None:
    literals = Literals(
        {
            "one": [
                Entry("", "nothing"),
                Entry("Bath", "a town"),
                Entry("bath", "a tub", Case.ANY),
            ],
            "two": [Entry("tub", "a tub", Case.ANY), Entry("Bath", "a name")],
        }
    )
    hits = literals.find("a Bath and a tub")
    assert {(table, hit.text, hit.meaning) for table in hits for hit in hits[table]} == {
        ("one", "Bath", "a town"),
        ("one", "Bath", "a tub"),
        ("two", "Bath", "a name"),
        ("two", "tub", "a tub"),
    }


@pytest.mark.parametrize("text", ["brexit", "brexit vote", "a #brexit", "the brexit"])
def test_a_sign_at_an_end_of_a_literal_is_found_at_an_end_of_the_text(text: str) -> None:
    literals = Literals({"rules": [Entry("#brexit", 1, Case.ANY), Entry("brexit!", 2, Case.ANY)]})
    hits = literals.find(text)["rules"]
    assert {hit.meaning for hit in hits} == {1, 2}
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


def test_words_that_are_acronyms_as_well_are_words_in_a_text_in_capitals() -> None:
    literals = Literals({"names": [Entry("Who", "a band"), Entry("US", "a country", Case.EXACT)]})
    assert "names" not in literals.find("THEY TOLD US WHO IT WAS")
    found = literals.find("The US saw Who on stage")["names"]
    assert [hit.text for hit in found] == ["US", "Who"]
