"""What plain text is taken for, what is rejected, and what never happens."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core import parse as package
from worker.core.article import Article
from worker.core.parse import Limits, parse
from worker.core.parse import text as text_format
from worker.core.parse.lookalike import looks_like
from worker.errors import Reason, Rejected

LIMITS = Limits(text_bytes=100_000)
STORY = (
    "Old harbour crane is saved\n\n"
    "The town has bought the last steam crane of the harbour, which was to be scrapped in May.\n\n"
    "It will stand beside the museum, where visitors may climb it from next summer on.\n"
)


def outcome(raw: bytes, limits: Limits = LIMITS) -> Article | Rejected:
    (only,) = parse(io.BytesIO(raw), limits)
    return only


def article(text: str) -> Article:
    found = outcome(text.encode())
    assert isinstance(found, Article), found
    return found


def rejected(raw: bytes) -> Rejected:
    found = outcome(raw)
    assert isinstance(found, Rejected), found
    return found


class Trickle(io.RawIOBase):
    """A pipe: a few bytes at a time, no way back."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.rest = raw
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        chunk, self.rest = self.rest[: min(size, 7)], self.rest[min(size, 7) :]
        self.given += len(chunk)
        return chunk


READ_ELSEWHERE = (
    (b"<!DOCTYPE html><p>x", "HTML"),
    (b"\xef\xbb\xbf  <html lang='en'>", "HTML"),
    (b"<?xml version='1.0'?><html xmlns='x'>", "HTML"),
    (b"<?xml version='1.0'?><nitf>", "XML"),
    (b"<rss version='2.0'>", "XML"),
    (b"<newsItem><x></x></newsItem>", "XML"),
    (b'{"headline": "x"}', "JSON"),
    (b'[{"headline": "x"}]', "JSON"),
    (b"%PDF-1.7", "PDF"),
    (b"PK\x03\x04xxxx", "zip"),
    (b"\x1f\x8b\x08\x00", "gzip"),
    (b"From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n y\r\n\r\nbody", "mail"),
    (b"From a Tue\nReceived: x\nMessage-ID: y\nDate: z\n\nbody", "mail"),
)
READ_NOWHERE = (
    (b"{\\rtf1 x}", "RTF"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", "7-zip"),
    (b"Rar!\x1a\x07\x01\x00", "rar"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff\xe0", "JPEG"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "RIFF"),
    (b"ID3\x04\x00", "MP3"),
    (b"\x00\x00\x00\x18ftypmp42", "video"),
    (b"\x7fELF\x02\x01", "program"),
    (bytes(range(256)) * 4, "binary"),
    (b"\0" * 500, "binary"),
)


@pytest.mark.parametrize(("head", "kind"), READ_NOWHERE)
def test_what_no_format_reads_is_rejected_by_name(head: bytes, kind: str) -> None:
    found = rejected(head)
    assert found.reason is Reason.UNKNOWN_FORMAT
    assert kind in found.detail


@pytest.mark.parametrize(("head", "kind"), READ_ELSEWHERE + READ_NOWHERE)
def test_text_takes_nothing_that_looks_like_another_format(head: bytes, kind: str) -> None:
    assert not text_format.sniff(head)
    assert kind in str(looks_like(head))


@pytest.mark.parametrize(
    "text",
    [
        "<ACME> TO BUY <WIDGET CORP>\n\n" + STORY,
        "<SMITH INC> NINE MTHS NET\n\n" + STORY,
        "<3 from the harbour\n\n" + STORY,
        "{Note} from the harbour\n\n" + STORY,
        "[Updated] from the harbour\n\n" + STORY,
        "Subject: harbour\n\n" + STORY,
        "\x01\x02 b0123\x03\n" + STORY,
    ],
)
def test_text_that_only_begins_like_another_format_is_read(text: str) -> None:
    assert "steam crane" in article(text).body


@pytest.mark.parametrize("raw", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", "\u200b\n".encode(), b"---\n"])
def test_empty_file_is_rejected_as_empty(raw: bytes) -> None:
    assert rejected(raw).reason is Reason.EMPTY_BODY


def test_furniture_alone_is_rejected_as_empty() -> None:
    assert rejected(b"Home\nNews\nSend feedback\nContact us\n").reason is Reason.EMPTY_BODY


def test_base64_is_no_article() -> None:
    assert rejected(b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk\n" * 300).reason is (
        Reason.NOT_AN_ARTICLE
    )


def test_bytes_in_no_charset_are_rejected() -> None:
    raw = b"A line of text. " * 300 + bytes(range(128, 256)) * 40
    assert rejected(raw).reason is Reason.BAD_ENCODING


def test_flash_of_one_line_is_read() -> None:
    assert article("President resigns\n").body == "President resigns"


def test_table_of_figures_is_read() -> None:
    table = article("Closing prices\n\nOats 12.4 12.6\nBarley 9.1 9.0\nRye 7.7 7.9\n")
    assert table.headline == "Closing prices"
    assert table.paragraphs == ["Oats 12.4 12.6", "Barley 9.1 9.0", "Rye 7.7 7.9"]


def test_file_at_the_cap_is_read_and_one_byte_more_is_not() -> None:
    raw = STORY.encode()
    assert isinstance(outcome(raw, Limits(text_bytes=len(raw))), Article)
    found = outcome(raw + b"\n", Limits(text_bytes=len(raw)))
    assert isinstance(found, Rejected)
    assert found.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("cap", [0, 10, 4095, 4096, 4097, 20_000])
def test_no_more_than_one_byte_over_the_cap_is_read(cap: int) -> None:
    stream = Trickle(b"x" * 50_000)
    (found,) = parse(stream, Limits(text_bytes=cap))  # type: ignore[arg-type]
    assert isinstance(found, Rejected)
    assert (found.reason, stream.given) == (Reason.TOO_LARGE, cap + 1)


def test_stream_that_trickles_reads_like_a_file() -> None:
    raw = STORY.encode() * 100
    (found,) = parse(Trickle(raw), LIMITS)  # type: ignore[arg-type]
    assert found == outcome(raw)


def test_new_format_gets_the_whole_stream_from_its_first_byte(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Echo:
        def sniff(self, head: bytes) -> bool:
            return head.startswith(b"{")

        def parse(self, stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
            del limits
            yield Article(body=stream.read().decode(), parser="echo")

    monkeypatch.setattr(package, "PARSERS", (Echo(), *package.PARSERS))
    raw = b'{"body": "' + b"x" * 9000 + b'"}'
    (found,) = parse(io.BytesIO(raw), LIMITS)
    assert isinstance(found, Article)
    assert (found.parser, found.body) == ("echo", raw.decode())


def test_format_that_finds_nothing_is_one_rejection_with_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Silent:
        __name__ = "formats.silent_film"

        def sniff(self, head: bytes) -> bool:
            return head.startswith(b"{")

        def parse(self, stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
            del stream, limits
            return iter(())

    monkeypatch.setattr(package, "PARSERS", (Silent(), *package.PARSERS))
    found = rejected(b"{}")
    assert found.reason is Reason.EMPTY_BODY
    assert "silent film" in found.detail


def test_headline_is_never_made_from_prose() -> None:
    two = STORY.split("\n\n", 1)[1]
    assert article(two).headline is None


def test_control_characters_are_gone() -> None:
    found = article(STORY.replace("harbour", "har\0bo\x07ur\u200b"))
    assert "crane of the harbour" in found.body


@given(st.binary(max_size=3000))
@settings(deadline=None)
def test_any_bytes_are_an_article_or_a_rejection(raw: bytes) -> None:
    found = outcome(raw)
    assert isinstance(found, (Article, Rejected))


LINE = st.one_of(
    st.sampled_from(
        [
            "By Anna Lee and Tom Roe, Reuters", "(ATTN: UPDATES)", "-", "", "   indented", "By", "by:",
            "OSLO, Jan 2 (AP) -- The ship left.", "11:28 April 07, 2021", "Updated 99:99 May 44, 2021",
            "Articles by Old Post", "(", "(a=b) c 기자 =", "Von", "1.1.2021 25:00", "EMBARGO: 1 May 2020",
            STORY, "Text: ()", "A" * 300, "2021-02-30", "KILL", "https://a.b/c", "10:00 AM ET May 3, 2020",
        ]
    ),
    st.text(max_size=120),
)  # fmt: skip


@given(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\r"]))
@settings(deadline=None)
def test_any_text_is_an_article_or_a_rejection(lines: list[str], end: str) -> None:
    found = outcome(end.join(lines).encode("utf-8", "replace"))
    if isinstance(found, Article):
        assert found.body
        assert "\0" not in found.body


LINKS = st.lists(
    st.sampled_from(["Home", "News", "Sport", "Log in", "My account", "Weather", "Shop"]),
    max_size=30,
)


@given(LINKS, LINKS)
@settings(deadline=None)
def test_links_around_a_story_do_not_change_its_body(above: list[str], below: list[str]) -> None:
    found = article("\n".join([*above, STORY, *below]))
    assert found.body == article(STORY).body
    assert found.headline == "Old harbour crane is saved"
    assert [each.text for each in found.dropped] == [*above, *below]
