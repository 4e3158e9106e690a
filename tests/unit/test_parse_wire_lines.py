# ruff: noqa: DTZ001 - pages print times without a zone
"""Single lines as agencies of many countries and decades send them, and times as pages print them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.article import Article, Signal
from worker.core.parse.printed import (
    authors,
    byline,
    dateline,
    eastern,
    moment,
    notes,
    stamp,
    story,
)
from worker.core.parse.printed.layout import paragraphs

SENTENCE = "The old lighthouse was sold to the fishermen of the town on Tuesday, the mayor said."
SENTENCES = "\n".join(f"{SENTENCE} It is the {word} one." for word in ("first", "next", "last"))


@pytest.mark.parametrize(
    ("printed", "place", "date", "agency"),
    [
        ("GULL POINT, Maine (AP) _ ", "GULL POINT, Maine", None, "AP"),
        ("Nordhafen (dpa/lno) - ", "Nordhafen", None, "dpa/lno"),
        ("NORTHPORT January 5 TASS - ", "NORTHPORT", "January 5", "TASS"),
        ("СЕВЕРНЫЙ ПОРТ, 3 марта. /ТАСС/. ", "СЕВЕРНЫЙ ПОРТ", "3 марта", "ТАСС"),
        ("СЕВЕРНЫЙ ПОРТ, 3 мар - РИА Новости. ", "СЕВЕРНЫЙ ПОРТ", "3 мар", "РИА Новости"),
        ("Северный порт. 5 октября. ИНТЕРФАКС - ", "Северный порт", "5 октября", "ИНТЕРФАКС"),
        ("MINAMI, Jan. 5 Kyodo - ", "MINAMI", "Jan. 5", "Kyodo"),
        ("Kadalur, Jan 5 (PTI) ", "Kadalur", "Jan 5", "PTI"),
        ("Kadalur, Jan 5 (PTI): ", "Kadalur", "Jan 5", "PTI"),
        ("Nordvik (NTB): ", "Nordvik", None, "NTB"),
        ("Nordhafen, 3. Mai (sda) ", "Nordhafen", "3. Mai", "sda"),
        ("BAYTON, AAP - ", "BAYTON", None, "AAP"),
        ("新华社滨海5月4日电（记者李明）", "滨海", "5月4日", "新华社"),
        ("（新华社滨海十二月二十一日电）", "滨海", "十二月二十一日", "新华社"),
        ("（한바다=연합뉴스) 김하늘 기자 = ", "한바다", None, "연합뉴스"),
        ("【南岬共同】", "南岬", None, "共同"),
        ("[南岬 ３日 ロイター] - ", "南岬", "３日", "ロイター"),
    ],
)
def test_a_dateline_is_read_off_its_paragraph(
    printed: str, place: str, date: str | None, agency: str
) -> None:
    filed = dateline.read(printed + SENTENCE)
    assert filed is not None
    assert (filed.place, filed.date_text, filed.agency) == (place, date, agency)
    assert (printed + SENTENCE)[filed.end :] == SENTENCE


@pytest.mark.parametrize(
    "text",
    [
        "The mayor told the agency (AP) The story had been changed three times before that.",
        "The men of Northport (PAP) never came back from it, and nobody asked where they were.",
        "Northport (the old one) The harbour was moved to the other side of the bay last year.",
        "BAYTON, May 3 - Sold. The lighthouse has found an owner, the mayor of the town said.",
        "（新华社滨海十三月四日电）灯塔昨天卖给了渔民，市长在新闻发布会上说。",
    ],
)
def test_what_only_looks_like_an_agency_is_none(text: str) -> None:
    filed = dateline.read(text)
    assert filed is None or filed.agency is None


@pytest.mark.parametrize(
    ("printed", "number"),
    [("五", 5), ("十", 10), ("十一", 11), ("二十", 20), ("三十一", 31), ("７", 7)],
)
def test_numbers_are_read_in_figures_and_in_words(printed: str, number: int) -> None:
    assert eastern._number(printed) == number


@given(st.text(alphabet="（(）)【】[]=新华社月日电十五3共同 記者a", min_size=1, max_size=40))
def test_an_eastern_dateline_ends_within_its_paragraph(head: str) -> None:
    filed = eastern.read(head)
    assert filed is None or 0 < filed.end <= len(head)


@pytest.mark.parametrize(
    ("line", "is_slug"),
    [
        ("AM-Ferry, 2nd Ld-Writethru,0452", True),
        ("BC-Ferry-Quay", True),
        ("AP-US--Ferry, 4th Ld-Writethru", True),
        ("PM-time at the harbour board", False),
        ("Ferry quay is built", False),
    ],
)
def test_a_slug_is_told_from_a_headline(line: str, is_slug: bool) -> None:  # noqa: FBT001
    assert notes.is_slug(line) is is_slug


def test_a_slug_says_what_was_done_to_the_copy() -> None:
    text = f"AP-Ferry, 4th Ld-Writethru\n\nBC-Ferry-Quay\n\nFerry is sold\n\nBAYTON (AP) _ {SENTENCE}\n"
    found = story.read(text)
    assert found.slugline == "AP-Ferry, 4th Ld-Writethru"
    assert found.signals == (Signal.LEAD, Signal.RECAST)
    assert found.headline == "Ferry is sold"


@pytest.mark.parametrize(
    ("line", "is_title"),
    [
        ("URGENT: Lighthouse is sold", True),
        ("UPDATE 2-Lighthouse is sold", True),
        ("UPDATE: In the third paragraph the price was wrong.", False),
        ("CORRECTED: (adds the price)", False),
        ("Lighthouse is sold", False),
    ],
)
def test_a_marked_headline_is_told_from_a_note(line: str, is_title: bool) -> None:  # noqa: FBT001
    assert notes.is_title(line) is is_title


def test_a_note_is_the_headline_only_where_there_is_no_other() -> None:
    story_ = f"BAYTON, May 3 (Reuters) - {SENTENCE}"
    assert story.read(f"URGENT: Town sells\n\n{story_}").headline == "URGENT: Town sells"
    both = story.read(f"UPDATE: Town sells\n\nLighthouse is sold\n\n{story_}")
    assert both.headline == "Lighthouse is sold"
    assert both.ed_note == "UPDATE: Town sells"


def test_points_below_a_headline_are_no_headline() -> None:
    text = f"Town sells lighthouse\n\n* Lighthouse of the town is sold\n\nBAYTON (AP) _ {SENTENCE}"
    assert story.read(text).headline == "Town sells lighthouse"


@pytest.mark.parametrize(
    ("line", "before", "changed"),
    [
        ("김하늘 기자 입력 2024.05.02 09:11 수정 2024.05.02 10:05", "김하늘 기자", True),
        ("Ada Holm Published 2024-05-02 09:11 | Updated 2024-05-02 10:05", "Ada Holm", True),
        ("Ada Holm, updated 2 May 2024 at 09:11", "Ada Holm", False),
        ("dpaNews desk Bayton02.05.24 09:11", "dpaNews desk Bayton", False),
    ],
)
def test_a_time_is_told_from_its_author_its_label_and_its_change(
    line: str,
    before: str,
    changed: bool,  # noqa: FBT001
) -> None:
    found = stamp.read(line)
    assert found is not None
    assert found.at == datetime(2024, 5, 2, 9, 11)
    assert found.before == before
    assert found.section is None or found.section == before
    assert (
        found.changed is not None and found.changed.at == datetime(2024, 5, 2, 10, 5)
    ) is changed
    _, modified, _ = stamp.settle([found])
    assert (modified is not None) is (changed or found.updated)


def test_a_weekday_before_a_date_is_no_section() -> None:
    found = stamp.read("Thứ ba, 7/5/2024, 10:15 (GMT+7)")
    assert found is not None
    assert (found.section, found.zone) == (None, "GMT+7")
    found = stamp.read("Travel 7/5/2024, 10:15")
    assert found is not None
    assert found.section == "Travel"


def test_asides_between_two_words_are_no_sentence() -> None:
    found = byline.read(f"Ada {'(x) ' * 9}Holm")
    assert found is not None
    assert found.names == ("Ada Holm",)


def test_a_clock_and_a_word_before_a_date_hide_no_date() -> None:
    line = "2024.05.02 09:11 수정 2024.05.02 10:05"
    assert [each.at.hour for each in moment.moments(line)] == [9, 10]


def test_a_name_above_a_headline_that_was_printed_before_is_the_author() -> None:
    lines = ["Lighthouse is sold", "Sport", "Ada Holm", "Lighthouse is sold", SENTENCE]
    assert list(authors.find(lines, 3, 4)) == [2]


def test_a_name_with_nothing_beside_it_is_no_author() -> None:
    assert list(authors.find(["Ada Holm", "Sport", "Culture", SENTENCE], -1, 3)) == []


def test_the_headline_is_not_its_own_author() -> None:
    assert list(authors.find(["Ada Holm", "2 May 2024", SENTENCE], 0, 2)) == []


def page(*below: str, above: str = "") -> Article:
    return story.read(f"{above}Lighthouse is sold to the town\n{SENTENCES}\n" + "\n".join(below))


def test_the_time_below_a_report_is_its_own() -> None:
    assert page("November 19, 2019 6:58 am", "Advertisement").published_at == datetime(
        2019, 11, 19, 6, 58
    )


@pytest.mark.parametrize(
    "below",
    [
        ("Sport 45 minutes ago", "2024.03.17 08:00", "World 1 hour ago"),
        ("2024.03.17 08:00", "World 1 hour ago"),
        ("November 19, 2019 at 6:58 am", "24. seadog7 says:"),
    ],
)
def test_the_time_of_another_story_in_a_list_is_not_taken(below: tuple[str, ...]) -> None:
    assert page(*below).published_at is None


def test_a_labelled_time_is_taken_even_beside_small_print() -> None:
    found = page("Published: 17 March 2024 08:00", "4 minute read")
    assert found.published_at == datetime(2024, 3, 17, 8, 0)


def test_the_clock_far_above_is_that_of_the_visit() -> None:
    links = "".join(f"Link {n}\n" for n in "abcdefghijklmnopqrstuvwxyz")
    assert page(above=f"Mittwoch, 16. April 2025 - 14:55\n{links}").published_at is None
    found = page(above=f"Published: 16 April 2025 14:55\n{links}")
    assert found.published_at == datetime(2025, 4, 16, 14, 55)


def test_a_headline_that_is_printed_twice_is_not_in_the_body() -> None:
    title = "Old lighthouse of the town is sold to the fishermen for one single coin"
    found = story.read(f"{title}\n2 May 2024 09:11\n{title}\n{SENTENCES}\n")
    assert found.headline == title
    assert title not in found.body


def test_blanks_that_fill_lines_up_are_no_words() -> None:
    text = "Hard red wheat 288\nSoft red 292      \nYellow corn 158   \n"
    assert [each.text for each in paragraphs(text)] == [
        "Hard red wheat 288",
        "Soft red 292",
        "Yellow corn 158",
    ]
