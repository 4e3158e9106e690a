"""The scorer on cases made by hand, and the floors; with --corpus DIR also a sample of each corpus."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from quality import agency_table, corpora, floors, formats, run, score, topics
from quality.reading import Reading, longest, read, read_all

from worker.errors import Reason

STORY = "The harbour board meets again on Monday to vote on the new pier."
PAGE = f"""Pier vote is put off
By Ada Holm
2 May 2021 14:05 GMT
{STORY}
Nobody on the board expects the builders to wait until the autumn, she said.
"""


def pair(gold: dict[str, Any], **read_: Any) -> score.Pair:
    return gold, read_


def tag(
    scheme: str, code: str, label: str = "", *, weight: float = 1.0, top: str = ""
) -> dict[str, Any]:
    return {
        "scheme": scheme,
        "code": code,
        "label": label,
        "weight": weight,
        "top": top,
        "because": [],
    }


def write_corpus(folder: Path, documents: dict[str, str], gold: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True)
    docs = [{"file": name, "text": text} for name, text in documents.items()]
    for name, lines in (("docs", docs), ("gold", gold)):
        text = "\n".join(json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))


def test_the_same_body_scores_one() -> None:
    assert score.body([(STORY, STORY)]) == (1.0, 1.0, 1.0)


def test_a_body_with_as_much_again_has_half_the_precision() -> None:
    # five words make two runs of four; nine words make six
    found = score.body([("a b c d e", "a b c d e f g h i")])
    assert tuple(found) == pytest.approx((1 / 3, 1.0, 0.5))


def test_a_document_that_was_not_read_costs_recall_only() -> None:
    assert score.body([("a b c d e", "a b c d e"), ("a b c d e", None)])[:2] == (1.0, 0.5)


def test_shingles_of_a_script_without_blanks_are_characters() -> None:
    assert score.body([("記者会見が開かれた", "記者会見が開かれる")]).f1 == pytest.approx(5 / 6)


def test_nothing_scores_nothing() -> None:
    assert score.body([]) == (0.0, 0.0, 0.0)
    assert score.body([("...", "")]) == (0.0, 0.0, 0.0)
    assert score.figures([]) == {"documents": 0, "parsed": 0}


def test_headlines_differ_by_words_not_by_case_and_signs() -> None:
    found = score.figures(
        [
            pair({"headline": "Pier vote: put off"}, headline="PIER VOTE, PUT OFF"),
            pair({"headline": "one two three four"}, headline="Kicker one two three four"),
            pair({"headline": "one two"}, headline=None),
        ]
    )
    assert found["headline exact"] == pytest.approx(1 / 3)
    assert found["headline alike"] == pytest.approx(2 / 3)


def test_bylines_are_pooled() -> None:
    found = score.figures(
        [
            pair({"bylines": ["Ada Holm", "Bo Lind"]}, bylines=["Ada Holm"]),
            pair({"bylines": ["Cy Moe"]}, bylines=["Cy Moe", "Desk"]),
            pair({"bylines": []}, bylines=["Nobody"]),
        ]
    )
    assert found["bylines precision"] == pytest.approx(2 / 3)
    assert found["bylines recall"] == pytest.approx(2 / 3)
    assert (found["bylines invented"], found["bylines not printed"]) == (1, 1)


@pytest.mark.parametrize(
    ("gold", "read_", "day", "minute"),
    [
        ("2021-05-02T14:05:00+00:00", "2021-05-02T16:05:00+02:00", 1.0, 1.0),
        ("2021-05-02T23:30:00+00:00", "2021-05-03T01:30:00+02:00", 1.0, 1.0),
        ("2021-05-02T23:30:00Z", "2021-05-02T22:30:00+02:00", 1.0, 0.0),
        ("2021-05-02T14:05:00+00:00", "2021-05-02T14:05:00", 1.0, 1.0),
        ("2021-05-02T14:05:00+00:00", None, 0.0, 0.0),
        ("2021-05-02T14:05:00+00:00", "2021-05-04T14:05:00", 0.0, 0.0),
        ("2021-05-02", "2021-05-02T14:05:00", 1.0, None),
        ("2021-05-02T00:00:00", "2021-05-02", 1.0, None),
    ],
)
def test_days_and_minutes(gold: str, read_: str | None, day: float, minute: float | None) -> None:
    found = score.figures([pair({"published_at": gold}, published_at=read_)])
    assert (found["right day"], found.get("right minute")) == (day, minute)


def test_a_time_that_cannot_be_read_is_none() -> None:
    assert score.moment("yesterday") is None
    assert score.moment("2021-05-02 around noon") == score.moment("2021-05-02")


def test_datelines_agree_in_place_and_printed_day() -> None:
    gold = {"dateline": {"place": "OSLO", "date": "Feb 26"}}
    found = score.figures(
        [
            pair(gold, dateline={"place": "Oslo", "date_text": "February 26"}),
            pair(gold, dateline={"place": "Oslo", "date": None, "date_text": "Feb 27"}),
            pair(gold),
            pair({"dateline": None}, dateline={"place": "Nowhere"}),
        ]
    )
    assert found["dateline place"] == pytest.approx(2 / 3)
    assert found["dateline place and date"] == pytest.approx(1 / 3)
    assert found["dateline invented"] == 1


def test_countries_are_codes_of_tags() -> None:
    found = score.figures(
        [
            pair(
                {"countries": ["NO", "SE"]},
                tags=[tag("country", "NO"), tag("country", "DK"), tag("x", "SE")],
            )
        ]
    )
    assert found["country precision"] == found["country recall"] == 0.5


def test_a_name_is_found_by_its_label_or_by_the_words_that_it_rests_on() -> None:
    gold = {"PERSON": ["Holm", "Ada Holm"], "ORGANIZATION": [], "LOCATION": ["U.S."]}
    states = tag("country", "US", "United States") | {"because": [{"text": "U.S."}]}
    found = score.figures([pair(gold, tags=[tag("person", "Ada Holm", "Ada Holm"), states])])
    assert found["person F1"] == found["place F1"] == 1.0
    assert found["org F1"] == 0.0


def test_topics_are_held_against_the_class() -> None:
    found = topics.figures(
        [
            pair({"class": "sport"}, tags=[tag("topic", "x", "football", top=topics.TOP["sport"])]),
            pair({"class": "tech"}, tags=[tag("topic", "x", "video game", top="medtop:10000000")]),
            pair({"class": "politics"}, tags=[], dateline={"place": "Nowhere"}),
            pair({"class": "politics"}, published_at="2021-05-02"),
        ]
    )
    assert (found["topic accuracy"], found["without a topic"]) == (0.5, 2)
    assert (found["dateline invented"], found["published_at invented"]) == (1, 1)
    assert "topic accuracy" not in topics.figures([pair({"class": "sport"})])


def test_a_document_is_answered_for_by_its_longest_article() -> None:
    assert longest([{"error": {}}, {"body": "a"}, {"body": "abc"}]) == {"body": "abc"}
    assert longest([{"error": {}}]) == {}


def test_files_are_read_as_the_worker_reads_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7")
    one, other = read_all(corpora.files(tmp_path))
    (record,) = one.records
    assert record["headline"] == "Pier vote is put off"
    assert record["bylines"] == ["Ada Holm"]
    assert record["published_at"] == "2021-05-02T14:05:00+00:00"
    assert other.records[0].keys() == {"error"}


def test_more_than_a_few_files_are_shared_among_processes(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(PAGE)
    found = list(read_all(corpora.files(tmp_path), processes=2))
    assert [each.path.name for each in found] == [f"{number:02}.txt" for number in range(20)]


def test_gold_leads_nowhere_else(tmp_path: Path) -> None:
    page = base64.b64encode(gzip.compress(b"<html>")).decode()
    write_corpus(tmp_path / "c", {}, [{"file": "../../x.html"}])
    docs = json.dumps({"file": "../../x.html", "html_gz_b64": page})
    (tmp_path / "c" / "docs.jsonl.gz").write_bytes(gzip.compress(docs.encode()))
    (document,) = corpora.unpack(tmp_path / "c", tmp_path / "a" / "b")
    assert document.path == tmp_path / "a" / "b" / "x.html"
    assert document.path.read_bytes() == b"<html>"


def reading(path: Path, *records: dict[str, Any], text: str = "") -> Reading:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Reading(path, list(records), 0.0)


def test_files_are_counted_by_parser_and_reason(tmp_path: Path) -> None:
    error = {"error": {"reason": "malformed", "detail": "why"}}
    article = {
        "parser": "nitf",
        "headline": "A",
        "uri": None,
        "version": None,
        "dateline": None,
        "word_count": 3,
    }
    found = [
        reading(tmp_path / "should_pass" / "a", article, error),
        reading(tmp_path / "should_fail" / "b", error),
    ]
    assert formats.outcomes(found) == {"nitf": (1, 1), "rejected malformed": (1, 0)}
    assert formats.figures("ninjs", found)["should_pass read"] == 1
    assert formats.figures("agency", found)["pictures and sound among them"] == 0


def test_only_ninjs_with_words_in_it_is_expected_to_be_an_article(tmp_path: Path) -> None:
    texts = (
        '{"uri": "a", "Headline": "A"}',
        '{"uri": "b", "pubstatus": "canceled"}',
        '{"uri": "c", "urgency": 1, "title": ""}',
        '{"uri": "d", "type": "event", "headline": "D"}',
        "{",
    )
    error = {"error": {"reason": "empty_body", "detail": "why"}}
    found = [
        reading(tmp_path / "should_pass" / str(n), {"parser": "ninjs"} if n == 0 else error, text=t)
        for n, t in enumerate(texts)
    ]
    figures = formats.figures("ninjs", found)
    assert figures["should_pass with words"] == 2
    assert figures["should_pass with words read"] == 1


def test_formats_are_told_line_by_line(tmp_path: Path) -> None:
    error = {"error": {"reason": "malformed", "detail": "why"}}
    article = {
        "parser": "nitf",
        "headline": "A",
        "uri": None,
        "version": None,
        "dateline": None,
        "word_count": 3,
    }
    found = [reading(tmp_path / "a", article, error), reading(tmp_path / "b", error)]
    assert formats.table(found) == [
        "a | nitf | A | None | None | None | 3",
        "a | malformed | why",
        "b | malformed | why",
    ]


@pytest.mark.parametrize(
    ("expected", "kind", "met"),
    [
        ("not bozo and entries[0]['title'] == 'A <b>pier</b>'", "title", 1),
        ("entries[0]['title'] == 'Another'", "title", 0),
        ("entries[1]['title'] == 'A pier'", "title", 0),
        ("len(entries) == 1", "entries", 1),
        ("len(entries) == 2", "entries", 0),
    ],
)
def test_what_a_feed_says_is_expected_of_it(
    tmp_path: Path, expected: str, kind: str, met: int
) -> None:
    read_ = {"parser": "feed", "headline": "A pier", "published_at": "2021-05-02T14:05:00+00:00"}
    found = reading(
        tmp_path / "a.xml", read_, text=f"<!--\nDescription: x\nExpect: {expected}\n-->"
    )
    figures = formats.figures("feeds", [found])
    assert (figures[f"{kind} as expected"], figures[f"{kind} expected"]) == (met, 1)


@pytest.mark.parametrize(
    ("expected", "kind", "met"),
    [
        ("(2021, 5, 2, 14, 5, 0, 6, 122, 0)", "published_parsed", 1),
        ("(2021, 5, 2, 16, 5, 0, 6, 122, 0)", "published_parsed", 0),
        ("(2021, 5, 3, 14, 5, 0, 0, 123, 0)", "updated_parsed", 1),
    ],
)
def test_a_time_is_looked_for_in_an_entry_that_holds_nothing_else(
    tmp_path: Path, expected: str, kind: str, met: int
) -> None:
    text = (
        f"<!--\nExpect: entries[0]['{kind}'] == {expected}\n--><feed xmlns='http://www.w3.org/2005/Atom'>"
        "<entry><published>2021-05-02T16:05:00+02:00</published>"
        "<updated>2021-05-03T14:05:00Z</updated></entry></feed>"
    )
    found = reading(tmp_path / "a.xml", {"error": {"reason": "empty_body"}}, text=text)
    figures = formats.figures("feeds", [found])
    assert (figures[f"{kind} as expected"], figures[f"{kind} expected"]) == (met, 1)


def test_a_title_with_signs_that_html_writes_out_is_the_same(tmp_path: Path) -> None:
    text = "<!--\nExpect: entries[0]['title'] == '<p>A &lt;b&gt; pier</p>'\n-->"
    found = reading(tmp_path / "a.xml", {"parser": "feed", "headline": "A <b> pier"}, text=text)
    assert formats.figures("feeds", [found])["title as expected"] == 1


def test_the_agency_table_has_a_line_a_position(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(
        '{"uri": "u|1", "version": "2", "headline": "Ferry runs again", "body_text": "It sails."}'
    )
    (tmp_path / "b.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    assert agency_table.main([str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| file | parser | headline | uri | version | place | words |"
    assert lines[2].startswith("| b.bin | unknown_format | looks like a PNG image")
    assert lines[3] == r"| in/a.json | ninjs | Ferry runs again | u\|1 | 2 |  | 2 |"


def test_the_agency_table_of_an_empty_folder_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert agency_table.main([str(tmp_path)]) == 1
    assert "no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<!-- Expect: not ( -->",
        "<!-- Expect: entries[0]['x'] == y -->",
        "<!-- Expect: bozo -->",
    ],
)
def test_expectations_of_other_things_are_no_figures(tmp_path: Path, text: str) -> None:
    found = reading(tmp_path / "a.xml", {"parser": "feed", "headline": "A"}, text=text)
    assert formats.figures("feeds", [found]) == {"documents": 1, "parsed": 1}


def test_floors_are_missed_below_and_counts_of_mistakes_above() -> None:
    wanted = {
        "c": {"body F1": 0.9, "dateline invented": 0, "parsed": 5},
        "absent": {"body F1": 1.0},
    }
    missed = floors.misses(wanted, {"c": {"body F1": 0.89, "dateline invented": 1, "other": 0}})
    assert [miss.figure for miss in missed] == ["body F1", "dateline invented", "parsed"]
    assert str(missed[0]) == "c: body F1 is 0.89, below its floor of 0.9"
    assert str(missed[1]) == "c: dateline invented is 1, above its ceiling of 0"
    assert str(missed[2]) == "c: parsed is not measured, below its floor of 5"


def test_lifting_never_lowers() -> None:
    kept: dict[str, Any] = {
        "floors": {"c": {"body F1": 0.95, "dateline invented": 0}},
        "lowered": [],
    }
    reached = {
        "c": {"body F1": 0.94, "dateline invented": 2, "headline exact": 0.9, "body recall": 1.0}
    }
    assert floors.lift(kept, reached) == ["c: headline exact none -> 0.897"]
    assert kept["floors"]["c"] == {"body F1": 0.95, "dateline invented": 0, "headline exact": 0.897}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """One corpus of two documents, and floors beside it."""
    gold = [
        {
            "file": f"{name}.txt",
            "headline": "Pier vote is put off",
            "bylines": ["Ada Holm"],
            "body": STORY,
        }
        for name in "ab"
    ]
    write_corpus(
        tmp_path / "corpus" / "scraped-text", dict.fromkeys(("a.txt", "b.txt"), PAGE), gold
    )
    return tmp_path


def test_run_prints_what_was_reached_and_what_is_absent(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = small / "floors.json"
    arguments = [str(small / "corpus"), "--floors", str(kept), "--records", str(small / "records")]
    assert run.main([*arguments, "--raise"]) == 0
    printed = capsys.readouterr().out
    assert "== wire-text: ABSENT, not measured" in printed
    assert "bylines F1                         1.0000  goal 0.8000 met" in printed
    assert len((small / "records" / "scraped-text.jsonl").read_text().splitlines()) == 2
    assert floors.load(kept)["floors"]["scraped-text"]["bylines F1"] == 0.997


def test_run_fails_below_a_floor_until_it_is_lowered_with_a_reason(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = small / "floors.json"
    floors.save(kept, {"floors": {"scraped-text": {"parsed": 3, "gone F1": 1.0}}, "lowered": []})
    arguments = [str(small / "corpus"), "--floors", str(kept), "--only", "scraped-text"]
    assert run.main(arguments) == 1
    assert "MISSED scraped-text: parsed is 2, below its floor of 3" in capsys.readouterr().out
    assert run.main([*arguments, "--lower", "a document was wrong"]) == 0
    assert run.main(arguments) == 0
    now = floors.load(kept)
    assert now["floors"] == {"scraped-text": {"parsed": 2}}
    assert {each["reason"] for each in now["lowered"]} == {"a document was wrong"}


def test_run_fails_where_there_is_no_corpus(tmp_path: Path) -> None:
    assert run.main([str(tmp_path), "--only", "wire-text", "formats/feeds"]) == 1


@pytest.mark.parametrize(
    "options", [["--lower", " "], ["--every", "0"], ["--every", "2", "--raise"], ["--every", "x"]]
)
def test_run_refuses_what_makes_no_sense(tmp_path: Path, options: list[str]) -> None:
    with pytest.raises(SystemExit):
        run.main([str(tmp_path), *options])


def test_formats_have_their_table(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small / "corpus" / "formats" / "mail"
    folder.mkdir(parents=True)
    (folder / "a").write_text(PAGE)
    floors.save(small / "none.json", {"floors": {}, "lowered": []})
    arguments = ["--floors", str(small / "none.json"), "--only", "formats/mail", "--table"]
    assert run.main([str(small / "corpus"), *arguments]) == 0
    assert "a | text | Pier vote is put off" in capsys.readouterr().out


def test_every_floor_is_of_a_corpus_and_a_figure_that_is_watched() -> None:
    kept = floors.load(run.FLOORS)
    goals = run.goals()
    assert set(kept["floors"]) <= set(goals)
    assert all(floors.is_watched(figure) for each in kept["floors"].values() for figure in each)
    assert all(each["reason"] for each in kept["lowered"])


def test_a_rejection_keeps_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert read(tmp_path / "a").records[0]["error"]["reason"] == Reason.EMPTY_BODY


@pytest.mark.corpus
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("scraped-text", 3),
        ("wire-text", 20),
        ("topics-bbc", 10),
        ("html-news", 10),
        ("html-body", 10),
    ],
)
def test_a_sample_of_the_corpus_is_near_its_floors(corpus: Path, name: str, every: int) -> None:
    if not corpora.is_there(corpus / name):
        pytest.skip(f"there is no {name} in the corpora")
    reached = run.measure(corpus, name, every=every)
    for figure, floor in floors.load(run.FLOORS)["floors"].get(name, {}).items():
        if floors.fewer_is_better(figure):
            # where a sample prints all that is asked, nothing can be made up
            assert reached.get(figure, 0) <= floor, figure
        elif isinstance(floor, float):
            # so few documents are a matter of luck
            assert reached[figure] >= floor - 0.05, figure
