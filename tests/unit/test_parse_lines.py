"""The readers of single lines: layout, times, datelines, bylines, notes, furniture, headlines."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import PubStatus, Signal
from worker.core.parse.printed import (
    authors,
    byline,
    dateline,
    furniture,
    headline,
    moment,
    notes,
    stamp,
)
from worker.core.parse.printed.layout import Paragraph, paragraphs
from worker.core.parse.stream import Rejoined, read_up_to


def texts(text: str) -> list[str]:
    return [part.text for part in paragraphs(text)]


def test_wrapped_lines_are_joined_and_indents_begin_paragraphs() -> None:
    text = (
        "SHORT HEADLINE\n\n"
        "    The first paragraph goes over the width of the line and is\n"
        "then continued on the next one, as wires have always done it, to\n"
        "its end.\n"
        "    The second one begins with an indent, and it too is longer\n"
        "than a line.\n"
    )
    assert [p[:12] for p in texts(text)] == ["SHORT HEADLI", "The first pa", "The second o"]
    assert texts(text)[1].endswith("to its end.")


def test_wrapped_paragraphs_between_empty_lines_are_joined() -> None:
    text = (
        "This paragraph was wrapped at a width of about sixty signs,\n"
        "so that each of its lines is nearly as long as the others\n"
        "and only the last is short.\n\n"
        "This is the next paragraph, which was wrapped in that way,\n"
        "and which was done here by one and the very same old pro-\n"
        "gram.\n"
    )
    assert [p.split()[-1] for p in texts(text)] == ["short.", "pro-gram."]


def test_lines_of_different_length_are_paragraphs_of_their_own() -> None:
    text = "Home\nSport and other news of the day from all the region\nWeather\nLog in to your account\n"
    assert len(texts(text)) == 4


def test_one_long_line_does_not_unwrap_the_rest() -> None:
    wrapped = "This line is wrapped at a width of about sixty signs or so,\n" * 30
    assert len(texts(wrapped + "\n" + "x" * 150)) == 2


def test_gap_is_remembered() -> None:
    assert paragraphs("a\n\nb\nc") == [Paragraph("a"), Paragraph("b", gap=True), Paragraph("c")]


@given(st.text(alphabet="ab \n\t.-", max_size=300))
@settings(deadline=None)
def test_layout_keeps_every_letter_in_order(text: str) -> None:
    def letters(value: str) -> str:
        return "".join(value.split())

    assert letters("".join(texts(text))) == letters(text)


@pytest.mark.parametrize(
    ("line", "at", "zone"),
    [
        ("11:28 April 07, 2021", "2021-04-07T11:28:00", None),
        ("7 April 2021", "2021-04-07T00:00:00", None),
        ("7th of April 2021", "2021-04-07T00:00:00", None),
        ("28.04.2023, 18:11 Uhr", "2023-04-28T18:11:00", None),
        ("28. 4. 2023, 18.41 Uhr", "2023-04-28T18:41:00", None),
        ("28.04.23 09:56", "2023-04-28T09:56:00", None),
        ("2025-03-29T11:36:01Z", "2025-03-29T11:36:00+00:00", "Z"),
        ("2025-03-29 11:36 +09:00", "2025-03-29T11:36:00+09:00", "+09:00"),
        ("2 Dec. 2024 10:00 GMT+8", "2024-12-02T10:00:00+08:00", "GMT+8"),
        ("2 Dec 2024 10:00 UTC-3:30", "2024-12-02T10:00:00-03:30", "UTC-3:30"),
        ("April 26, 2023 2:20pm EDT", "2023-04-26T14:20:00-04:00", "EDT"),
        ("Jan. 3, 2024 12:05 a.m. ET", "2024-01-03T00:05:00-05:00", "ET"),
        ("1909 GMT (0309 HKT) November 18, 2019", "2019-11-18T19:09:00+00:00", "GMT"),
        ("11/05/2024 3:00 PM", "2024-11-05T15:00:00", None),
        ("11/05/2024 15:00", "2024-05-11T15:00:00", None),
        ("05/13/2024", "2024-05-13T00:00:00", None),
        ("23 de abril de 2024 a las 14:05", "2024-04-23T14:05:00", None),
        ("30 août 2023 à 14h52", "2023-08-30T14:52:00", None),
        ("2025年11月20日 14:05", "2025-11-20T14:05:00", None),
        ("2025년 11월 20일 14:05", "2025-11-20T14:05:00", None),
        ("14 мая 2025, 21:30", "2025-05-14T21:30:00", None),
        ("5 Ekim 2025", "2025-10-05T00:00:00", None),
        ("May 3, 2020 at 5 pm", "2020-05-03T17:00:00", None),
        ("May 3, 2020 14:05 XYZ", "2020-05-03T14:05:00", None),
        ("12:43, 20 Apr 2026", "2026-04-20T12:43:00", None),
        ("May 3, 2020 29:99", "2020-05-03T00:00:00", None),
        ("May 3, 2020 10:00 +99:00", "2020-05-03T10:00:00", None),
    ],
)
def test_printed_time_is_read(line: str, at: str, zone: str | None) -> None:
    (found,) = moment.moments(line)
    assert (found.at.isoformat(), found.zone) == (at, zone)


@pytest.mark.parametrize(
    "line",
    [
        "on Thursday",
        "April 7",
        "31 April 2021",
        "Foo 7, 2021",
        "2021",
        "1.2.3.2021",
        "5",
        "x" * 300,
    ],
)
def test_time_that_is_not_printed_is_not_made_up(line: str) -> None:
    assert list(moment.moments(line)) == []


@pytest.mark.parametrize(("line", "hours"), [("03:30 pm", 15.5), ("9 a.m.", 9), ("12 am", 0)])
def test_clock_alone(line: str, hours: float) -> None:
    assert moment.clock(line) == (timedelta(hours=hours), None)


@pytest.mark.parametrize("line", ["", "7", "33:10", "see you at 9 a.m. tomorrow then"])
def test_no_clock(line: str) -> None:
    assert moment.clock(line) is None


def stamped(line: str) -> stamp.Stamp:
    found = stamp.read(line)
    assert found is not None
    return found


def test_section_stands_before_the_time() -> None:
    found = stamped("Local News 11:28 April 07, 2021")
    assert (found.section, found.text) == ("Local News", "11:28 April 07, 2021")


@pytest.mark.parametrize(
    "line", ["Published: 5 May 2021", "Stand: 05.05.2021", "Wednesday, 5 May 2021"]
)
def test_label_is_no_section(line: str) -> None:
    assert stamped(line).section is None


@pytest.mark.parametrize(
    "line",
    [
        "Memories of 5 May 2021",
        "The treaty that both sides signed on 5 May 2021 has been broken again.",
        "Available until 5 May 2021",
        "A long line about many other matters that also says 5 May 2021 12:00 somewhere in the middle of it all",
    ],
)
def test_line_about_a_day_is_no_time_of_publication(line: str) -> None:
    assert stamp.read(line) is None


def test_time_of_change_is_told_from_that_of_publication() -> None:
    both = stamped("Updated 6 May 2021 10:00 | Published 5 May 2021 09:00")
    assert both.at.day == 5
    glued = stamped("12:43, 20 Apr 2026Updated 12:44, 20 Apr 2026")
    assert (glued.at.minute, glued.updated) == (43, False)
    changed = stamped("Aktualisiert am 6. Mai 2021, 10:00 Uhr")
    assert stamp.settle([changed, both])[:2] == (both, changed)
    assert stamp.settle([changed])[:2] == (changed, changed)
    assert stamp.settle([]) == (None, None, None)


def test_clock_on_the_next_line_completes_the_day() -> None:
    day = stamped("5 May 2021")
    assert day.wants_clock
    timed = day.at_clock("9:30 GMT")
    assert timed is not None
    assert (timed.at, timed.text) == (
        datetime(2021, 5, 5, 9, 30, tzinfo=UTC),
        "5 May 2021 9:30 GMT",
    )
    assert day.at_clock("Share") is None


@pytest.mark.parametrize(
    ("text", "place", "date_text", "agency", "rest"),
    [
        ("OSLO, April 6 (AP) -- The ship left.", "OSLO", "April 6", "AP", "The ship left."),
        ("NEW YORK (AP) _ The ship left.", "NEW YORK", None, "AP", "The ship left."),
        ("NEW YORK (AP) — The ship left.", "NEW YORK", None, "AP", "The ship left."),
        ("NEW YORK—The ship left.", "NEW YORK", None, None, "The ship left."),
        (
            "HULL, England, March 2 - The ship left.",
            "HULL, England",
            "March 2",
            None,
            "The ship left.",
        ),
        ("RENO, Nev., Jan. 12, 2021 (UPI) - The", "RENO, Nev.", "Jan. 12, 2021", "UPI", "The"),
        ("PARIS, 6 avril (AFP) - Le navire", "PARIS", "6 avril", "AFP", "Le navire"),
        ("Berlin (dpa) - Das Schiff", "Berlin", None, "dpa", "Das Schiff"),
        ("ROME, March 13, Reuter - The ship", "ROME", "March 13", "Reuter", "The ship"),
        ("OSLO , March 3 - The ship", "OSLO", "March 3", None, "The ship"),
        ("LYON, 03/04/2021 (AFP) - Le", "LYON", "03/04/2021", "AFP", "Le"),
        ("CHICAGO, March 9 - - Oil", "CHICAGO", "March 9", None, "Oil"),
        ("(Reuters) - The ship left.", None, None, "Reuters", "The ship left."),
        ("(부산=연합뉴스) 이민아 기자 = 배가", "부산", None, "연합뉴스", "배가"),
    ],
)
def test_dateline_is_read(
    text: str, place: str | None, date_text: str | None, agency: str | None, rest: str
) -> None:
    found = dateline.read(text)
    assert found is not None
    assert (found.place, found.date_text, found.agency) == (place, date_text, agency)
    assert text[found.end :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "The report will be released on 11 March - a Friday.",
        "He said - and meant it - that he would go.",
        "A well-known man said so.",
        "- a point in a list",
        "BBC - an institution",
        "FIVE 12 - nonsense",
        "(see above) - nothing more",
        "Replacements (all of them from the youth team) - none",
        "(= 기자 =)",
        "Grain, Foo 12 - nothing",
        "",
    ],
)
def test_sentence_is_no_dateline(text: str) -> None:
    assert dateline.read(text) is None


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("OSLO, April 6 - x", datetime(2021, 4, 7, tzinfo=UTC), date(2021, 4, 6)),
        ("OSLO, Dec 31 - x", datetime(2021, 1, 1, tzinfo=UTC), date(2020, 12, 31)),
        ("OSLO, Jan 1 - x", datetime(2020, 12, 31, tzinfo=UTC), date(2021, 1, 1)),
        ("OSLO, Feb 29 - x", datetime(2023, 3, 1, tzinfo=UTC), None),
        ("OSLO, Jan 12, 2019 - x", None, date(2019, 1, 12)),
        ("OSLO, Feb 30, 2019 - x", None, None),
        ("OSLO, April 6 - x", None, None),
    ],
)
def test_day_of_a_dateline_is_in_the_year_of_publication(
    text: str, published: datetime | None, expected: date | None
) -> None:
    filed = dateline.read(text)
    assert filed is not None
    found = filed.dateline(published)
    assert found is not None
    assert found.date == expected


def test_printed_day_is_none_without_a_day() -> None:
    assert dateline.printed_day("soon") is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Lee", ["Anna Lee"]),
        ("BY ANNA LEE AND TOM ROE", ["ANNA LEE", "TOM ROE"]),
        ("by Anna Lee, Reuters", ["Anna Lee"]),
        ("By Anna Lee, Tom Roe and Ida Ek, Political Editors", ["Anna Lee", "Tom Roe", "Ida Ek"]),
        ("By Anna Lee | Harbour News", ["Anna Lee"]),
        ("By Anna Lee and Tom Roe The Associated Press", ["Anna Lee", "Tom Roe"]),
        ("Von Jana Felder und Uwe Korn", ["Jana Felder", "Uwe Korn"]),
        ("Ein Kommentar von Jana Felder", ["Jana Felder"]),
        ("Par Luc Petit et Zoé Noir", ["Luc Petit", "Zoé Noir"]),
        ("- Autor: Jan Maly", ["Jan Maly"]),
        ("Story by Anna van der Lee", ["Anna van der Lee"]),
        ("By Anna Lee Anna Lee", ["Anna Lee"]),
        ("By Anna LeeReporter", ["Anna Lee"]),
        ("Von dpa", ["dpa"]),
        ("이민아 기자", ["이민아"]),
    ],
)
def test_byline_is_read(line: str, names: list[str]) -> None:
    found = byline.read(line)
    assert found is not None
    assert (list(found.names), found.certain) == (names, True)


@pytest.mark.parametrize(
    "line",
    [
        "By the way, he said that he would not go.", "By 2030", "By", "By (none)", "x" * 300, "", "Share",
        "By reading this you agree to all of our many terms", "By-elections", "Log in", "By A/1",
    ],
)  # fmt: skip
def test_other_lines_are_no_bylines(line: str) -> None:
    assert byline.read(line) is None


def test_name_alone_is_an_uncertain_byline() -> None:
    for line in ("Anna Lee", "Anna Lee Political Editor", "Anna LeeTravel Reporter"):
        assert byline.read(line) == byline.Byline(("Anna Lee",), None, certain=False)


def test_address_makes_a_name_certain() -> None:
    assert byline.read("Anna Lee (al@example.org)") == byline.Byline(
        ("Anna Lee",), "al@example.org"
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Headline here", "Anna Lee", "5 May 2021", "Prose."], range(1, 2)),
        (["Headline here", "Anna Lee", "Tom Roe", "5 May 2021", "Prose."], range(2, 3)),
        (["Headline here", "x", "Anna Lee 5 May 2021", "Prose."], range(2, 3)),
        (["Headline here", "By Anna Lee 5 May 2021", "Tom Roe", "Prose."], range(0)),
        (["Headline here", "By Anna Lee", "Tom Roe", "Prose."], range(0)),
        (["Headline here", "x", "Author of the article:", "Anna Lee", "Prose."], range(3, 4)),
        (["Headline here", "Anna Lee", "Headline here", "Prose."], range(1, 2)),
        (["Headline here", "x", "Anna Lee", "x", "Prose."], range(0)),
        (["Headline here", "x", "Anna Lee", "3 hours ago", "Prose."], range(2, 3)),
    ],
)
def test_name_is_the_author_where_pages_print_one(lines: list[str], expected: range) -> None:
    last = len(lines) - 1
    at = max(index for index, line in enumerate(lines) if line == "Headline here")
    assert list(authors.find(lines, at, last)) == list(expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(ATTN: RECASTS 3rd para to correct a name)", [Signal.RECAST, Signal.CORRECTION]),
        ("EDS: UPDATES with quote", [Signal.UPDATE]),
        ("Eds: adds background", [Signal.UPDATE]),
        ("BC-Harbour, 1st Ld-Writethru", []),
        ("1st Ld-Writethru", [Signal.LEAD, Signal.RECAST]),
        ("CORRECTED: spelling of name", [Signal.CORRECTION]),
        ("(Corrects spelling in third paragraph)", [Signal.CORRECTION]),
        ("Editor's note: this story is an advisory", [Signal.ADVISORY]),
        ("MANDATORY KILL", [Signal.KILL]),
        ("KILL", [Signal.KILL]),
        ("ADVISORY, editors: budget follows", [Signal.ADVISORY]),
        ("EMBARGOED until Monday", [Signal.EMBARGO]),
    ],
)
def test_note_says_what_was_done(line: str, expected: list[Signal]) -> None:
    assert notes.is_note(line) is bool(expected)
    if expected:
        assert list(notes.signals([line])) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Update your software, users are told",
        "KILL BILL RETURNS",
        "CORRECTED-Bank to buy mill",
        "x" * 700,
    ],
)
def test_headline_is_no_note(line: str) -> None:
    assert not notes.is_note(line)


def test_mark_before_a_headline_is_a_signal() -> None:
    assert notes.signals([], "CORRECTED-Bank to buy mill") == (Signal.CORRECTION,)
    assert notes.signals([], "(LEAD) Bank to buy mill") == (Signal.LEAD,)
    assert notes.signals([], "UPDATE 2-Bank to buy mill") == (Signal.UPDATE,)
    assert notes.signals([], "Bank to update mill") == ()


def test_kill_cancels_and_embargo_withholds() -> None:
    assert notes.pub_status([Signal.EMBARGO, Signal.KILL]) is PubStatus.CANCELED
    assert notes.pub_status([Signal.EMBARGO]) is PubStatus.WITHHELD
    assert notes.pub_status([Signal.UPDATE]) is PubStatus.USABLE


def test_embargo_ends_only_at_a_printed_time() -> None:
    assert notes.embargoed_until(["EMBARGOED until 5 May 2024 10:00 GMT"]) == datetime(
        2024, 5, 5, 10, tzinfo=UTC
    )
    assert notes.embargoed_until(["EMBARGOED until Monday", "Moved 5 May 2024"]) is None


@pytest.mark.parametrize(
    ("text", "above", "rule"),
    [
        ("* * *", True, "separator"),
        ("Articles by Old Post", False, "articles_by"),
        ("Advertisement", False, "aside"),
        ("The council said on Monday that it would meet again.", False, "other_story"),
        ("Home", True, "navigation"),
        ("Was it good?", False, "feedback"),
        ("Imprint", False, "page_end"),
    ],
)
def test_rule_names_why_a_line_was_dropped(text: str, above: bool, rule: str) -> None:  # noqa: FBT001
    assert furniture.rule(text, above=above) == rule


def test_long_text_without_a_full_stop_is_prose_when_it_has_sentences() -> None:
    assert furniture.is_prose("One went home. " * 9 + "and then")
    assert not furniture.is_prose("Home News " * 20)


def test_words_are_counted_in_scripts_without_blanks() -> None:
    assert furniture.length("二つの町は合意") == 4
    assert furniture.length("二つ" * 4000) == 4001


def test_report_is_the_stretch_with_most_prose() -> None:
    prose = Paragraph("The council said on Monday that it would meet again in autumn.")
    link = Paragraph("Home")
    assert furniture.region([prose, *[link] * 9, prose, link, prose, link]) == (10, 13)
    assert furniture.region([link]) is None


def test_headline_is_the_line_that_is_about_the_report() -> None:
    body = "The council of Eastport bought the steam crane of the harbour on Monday."
    above = ["Home", "Log in", "Steam crane of Eastport harbour is bought", "Share"]
    assert headline.choose(above, body) == 2
    assert headline.choose(["Home", "Log in"], body) is None
    assert headline.choose([], body) is None
    assert headline.choose(["word " * 40], body) is None
    page = [above[2], *["Link to something else"] * 80, above[2], "Share"]
    assert headline.choose(page, body) == 81


def test_rejoined_stream_reads_like_the_original() -> None:
    stream = Rejoined(b"abc", io.BytesIO(b"defgh"))
    assert stream.readable()
    assert read_up_to(stream, 4) == b"abcd"  # type: ignore[arg-type]
    assert stream.read() == b"efgh"
    assert read_up_to(stream, 4) == b""  # type: ignore[arg-type]
