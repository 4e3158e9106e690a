"""JSON and JSON lines: known kinds of records, mappings of a house's own, and hostile files."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import LIMITS, cases, check, only, outcomes, refused

from worker.core.article import Article
from worker.core.parse import json_records
from worker.core.parse.limits import Limits
from worker.core.parse.mapping import Mapping, reach
from worker.core.parse.record import instant, json_text
from worker.core.sources import Sources
from worker.errors import Reason, Rejected

CASES = cases("records")
RECORD = {"title": "Crane", "text": "The crane was bought.", "url": "https://a.example/1"}
TABLE = """
[[mapping]]
name = "desk"
each = "stories"
when = { kind = "story", meta.live = true, spiked = false }
fields = { headline = "title.main", body = "text", bylines = "staff.name", published_at = "times.live", modified_at = "times.changed", urgency = "prio", dateline = "place", uri = "id" }
[[mapping]]
name = "flash"
when = { flash = true }
fields = { body = "flash" }
"""
DESK = {
    "kind": "story",
    "id": 7,
    "meta": {"live": 1},
    "title": {"main": "Crane"},
    "text": ["First paragraph.", "Second paragraph."],
    "staff": [{"name": "Ada Quill"}, {"name": "Tom Roe"}],
    "times": {"live": "2024-04-02T09:15:00+01:00", "changed": "never"},
    "prio": "4",
    "place": "Port Ellen",
}


def dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def mapped() -> Limits:
    return Limits(text_bytes=1000, mappings=Sources.from_toml(TABLE).mappings)


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_sample_is_read_as_expected(sample: Path) -> None:
    assert json_records.sniff(sample.read_bytes()[:4096])
    check(sample, json_records.parse)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_charset_makes_no_difference(charset: str) -> None:
    raw = json.dumps(RECORD | {"title": "Café"}, ensure_ascii=False).encode(charset)
    assert json_records.sniff(raw)
    assert only(json_records.parse, raw).headline == "Café"


@pytest.mark.parametrize("head", [b"", b"text", b"{Note} from", b"[Updated] x", b"<a>", b"{\\rtf1"])
def test_others_are_left_to_others(head: bytes) -> None:
    assert not json_records.sniff(head)


def test_documents_one_after_the_other_are_read() -> None:
    raw = json.dumps(RECORD, indent=2) + "\n" + json.dumps([RECORD], indent=2)
    found = outcomes(json_records.parse, raw.encode())
    assert [each.headline for each in found if isinstance(each, Article)] == ["Crane"] * 2


def test_json_feed_without_its_mark_in_front_is_read() -> None:
    raw = {
        "items": [{"id": "1", "content_text": "x" * 5000}],
        "version": "https://jsonfeed.org/version/1",
    }
    assert only(json_records.parse, dumped(raw)).parser == "json_feed"


def test_pretty_printed_record_is_one_document() -> None:
    assert only(json_records.parse, json.dumps(RECORD, indent=1).encode()).headline == "Crane"


def test_lines_are_read_one_by_one_however_many() -> None:
    line = dumped(RECORD) + b"\n"
    tight = Limits(text_bytes=1, json_bytes=len(line))
    assert len(outcomes(json_records.parse, line * 50, tight)) == 50


def test_line_that_is_too_long_spoils_nothing() -> None:
    line, long = dumped(RECORD) + b"\n", dumped(RECORD | {"text": "x" * 200_000}) + b"\n"
    tight = Limits(text_bytes=1, json_bytes=1000)
    for raw in (line + long + line, line + line + long):
        kinds = [type(each) for each in outcomes(json_records.parse, raw, tight)]
        assert kinds.count(Article) == 2
        assert kinds.count(Rejected) == 1
    first, second = outcomes(json_records.parse, long + line, tight)
    assert isinstance(first, Rejected)
    assert first.reason is Reason.TOO_LARGE
    assert isinstance(second, Article)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY_BODY),
        (b"[]", Reason.EMPTY_BODY),
        (b"{}", Reason.NOT_AN_ARTICLE),
        (b"{", Reason.MALFORMED),
        (b'{"a": 1', Reason.MALFORMED),
        (b'{"title": "x", "text": " "}', Reason.NOT_AN_ARTICLE),
        (b'{"@type": "NewsArticle", "headline": "!"}', Reason.EMPTY_BODY),
        (b'{"text": "x", "n": ' + b"1" * 5000 + b"}", Reason.MALFORMED),
        (b'{"a":' * 100_000, Reason.TOO_DEEP),
        (b"[" * 100_000, Reason.TOO_DEEP),
        (b'{"a": "' + bytes(range(128, 256)) * 50 + b'"}', Reason.BAD_ENCODING),
    ],
)
def test_what_holds_no_record_is_rejected(raw: bytes, reason: Reason) -> None:
    assert refused(json_records.parse, raw).reason is reason


def test_deep_line_spoils_nothing() -> None:
    deep = b'{"a": ' + b"[" * 100_000 + b"\n"
    first, second = outcomes(json_records.parse, deep + dumped(RECORD) + b"\n")
    assert isinstance(first, Rejected)
    assert first.reason is Reason.TOO_DEEP
    assert isinstance(second, Article)


def test_list_that_does_not_end_says_so() -> None:
    first, second = outcomes(json_records.parse, b"[" + dumped(RECORD) + b",")
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)


def test_cap_holds() -> None:
    raw = dumped(RECORD)
    assert (
        only(json_records.parse, raw, Limits(text_bytes=1, json_bytes=len(raw))).headline == "Crane"
    )
    for tight in (len(raw) - 1, 5):
        found = refused(json_records.parse, raw, Limits(text_bytes=1, json_bytes=tight))
        assert found.reason is Reason.TOO_LARGE
    indented = json.dumps(RECORD, indent=1).encode()
    tight_limits = Limits(text_bytes=1, json_bytes=len(indented) - 1)
    assert refused(json_records.parse, indented, tight_limits).reason is Reason.TOO_LARGE


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "VALUES_MAX", 10)
    raw = dumped({"text": "x", "many": [1] * 20})
    assert refused(json_records.parse, raw).reason is Reason.TOO_LARGE
    found = outcomes(json_records.parse, dumped({"a": 1}) + b"\n" + raw + b"\n")
    assert [each.reason for each in found if isinstance(each, Rejected)][1] is Reason.TOO_LARGE


def test_surrogates_and_controls_are_gone() -> None:
    found = only(
        json_records.parse, b'{"title": "a\\ud800\\u0000b", "text": "c\\ud83d\\u0007d", "id": 1}'
    )
    assert (found.headline, found.body) == ("ab", "cd")


def test_mapping_reads_a_record_of_a_house_of_its_own() -> None:
    found = only(json_records.parse, dumped({"stories": [DESK, DESK | {"spiked": True}]}), mapped())
    assert found.parser == "json:desk"
    assert (found.headline, found.bylines, found.uri) == ("Crane", ("Ada Quill", "Tom Roe"), "7")
    assert found.body == "First paragraph.\n\nSecond paragraph."
    assert found.published_at is not None
    assert (found.published_at.isoformat(), found.published_zone) == (
        "2024-04-02T09:15:00+01:00",
        "+01:00",
    )
    assert (found.modified_at, found.urgency) == (None, 4)
    assert found.dateline is not None
    assert found.dateline.place == "Port Ellen"


@pytest.mark.parametrize("prio", [None, "high", 99, [], {}])
def test_urgency_is_editorial_or_none(prio: object) -> None:
    found = only(
        json_records.parse, dumped({"stories": [DESK | {"prio": prio, "place": 5}]}), mapped()
    )
    assert found.urgency is None


def test_record_that_no_mapping_is_for_is_read_as_ever() -> None:
    assert only(json_records.parse, dumped(RECORD), mapped()).parser == "json"
    assert only(json_records.parse, dumped({"flash": "President resigns"}), mapped()).body == (
        "President resigns"
    )
    assert only(json_records.parse, dumped(RECORD | {"flash": ""}), mapped()).parser == "json"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[mapping]\nname = 'x'", "two brackets"),
        ("[[mapping]]\nfields = {body = 'x'}", "give it a name"),
        ("[[mapping]]\nname = 'x'\nfeilds = {}", "unknown key 'feilds'"),
        ("[[mapping]]\nname = 'x'\nfields = {headline = 'x'}", "where the body is"),
        ("[[mapping]]\nname = 'x'\nfields = {body = 3}", "must be texts"),
        ("[[mapping]]\nname = 'x'\nfields = {body = 'x', weight = 'y'}", "no field 'weight'"),
        ("[[mapping]]\nname = 'x'\nfields = 'body'", "must be a table"),
        ("[[mapping]]\nname = 'x'\nwhen = {a = []}\nfields = {body = 'x'}", "when holds"),
        ("[[mapping]]\nname = 'x'\neach = 3\nfields = {body = 'x'}", "dotted path"),
    ],
)
def test_wrong_mapping_is_an_error_that_says_where(table: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"sources\.toml") as caught:
        Sources.from_toml(table)
    assert words in str(caught.value)


def test_paths_lead_through_lists() -> None:
    assert list(reach({"a": [{"b": 1}, {"b": [2, 3]}, 4]}, "a.b")) == [1, 2, 3]
    assert list(reach({"a": 1}, "a.b")) == []
    assert Mapping(name="x", fields=(("body", "b"),)).records([1, {"b": 1}]) == []


@pytest.mark.parametrize(
    ("value", "at", "zone"),
    [
        ("2021-04-07T11:28:00+09:00", "2021-04-07T11:28:00+09:00", "+09:00"),
        ("2021-04-07T11:28:00.5+02:00[Europe/Berlin]", "2021-04-07T11:28:00+02:00", "+02:00"),
        ("Wed, 07 Apr 2021 11:28:00 EST", "2021-04-07T11:28:00-05:00", "EST"),
        ("Wed, 07 Apr 2021 11:28:00", "2021-04-07T11:28:00", None),
        ("Wed, 07 Apr 2021 11:28:00 XYZT", "2021-04-07T11:28:00", None),
        ("April 7, 2021 11:28 KST", "2021-04-07T11:28:00+09:00", "KST"),
        ("7 avril 2021", "2021-04-07T00:00:00", None),
        (1617762480, "2021-04-07T02:28:00+00:00", "UTC"),
        ("1617762480000", "2021-04-07T02:28:00+00:00", "UTC"),
    ],
)
def test_times_are_read_in_every_form(value: object, at: str, zone: str | None) -> None:
    found = instant.read(value)
    assert found is not None
    assert (found.at.isoformat(), found.zone) == (at, zone)


@pytest.mark.parametrize(
    "value",
    [None, True, "", "soon", "x" * 200, 3, -1.0, float("inf"), float("nan"), 10**30, [], "2021-02-30",
     "31 Dec 9999 23:59:59 -1400", "0001-01-01T00:00:00+14:00", "99999999999999"],
)  # fmt: skip
def test_what_says_no_day_is_no_time(value: object) -> None:
    assert instant.read(value) is None


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                st.sampled_from(
                    ["text", "title", "@type", "@graph", "author", "name", "date", "items", "version", "id",
                     "source", "content_html", "stories", "kind", "flash", "meta", "times", "url"]
                ),
                st.text(max_size=5),
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
@settings(deadline=None)
def test_any_json_is_articles_and_rejections(value: object) -> None:
    for limits in (LIMITS, mapped()):
        for each in outcomes(json_records.parse, json.dumps(value).encode(), limits):
            assert isinstance(each, (Article, Rejected))


@given(
    st.lists(
        st.sampled_from(
            ['{"text": "a", "id": 1}', "{", "}", "[", "]", ",", "\n", '"', "x", " ", "1"]
        )
    )
)
@settings(deadline=None)
def test_any_pieces_of_json_are_articles_and_rejections(pieces: list[str]) -> None:
    found = list(json_records.parse(io.BytesIO("".join(pieces).encode()), LIMITS))
    assert found
    assert all(isinstance(each, (Article, Rejected)) for each in found)


@given(st.binary(max_size=500))
@settings(deadline=None)
def test_any_bytes_are_sniffed_and_read(raw: bytes) -> None:
    json_records.sniff(raw)
    assert outcomes(json_records.parse, raw)
