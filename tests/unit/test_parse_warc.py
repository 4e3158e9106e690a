"""WARC and ARC: each page by itself, from its own address, checked by its digests."""

import bz2
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable

import brotli
import pytest
from packing import (  # noqa: F401 - a fixture among them
    OTHER,
    STORY,
    _only_containers,
    answer,
    chunked,
    details,
    each_packed,
    read,
    record,
    response,
    sha1,
    told,
)

from worker.core.article import Article
from worker.core.parse import arc, warc
from worker.core.parse.archive.bounded import Rest, Source
from worker.core.parse.archive.http_payload import HEAD_MAX
from worker.core.parse.archive.inflate import zstd
from worker.core.parse.archive.recoded import recoded

A, B = "https://news.example/a", "https://news.example/b"
INFO = record("warcinfo", "", b"software: crawler\r\n", Content_Type="application/warc-fields")
FIRST, SECOND = response(A, answer(STORY)), response(B, answer(OTHER))
BOTH = [(A, "The Harbour"), (B, "The council")]


def test_pages_are_read_with_their_addresses() -> None:
    found = read(INFO + FIRST + record("request", A, b"GET / HTTP/1.1\r\n\r\n") + SECOND)
    assert told(found) == BOTH
    assert [each.url for each in found if isinstance(each, Article)] == [A, B]


def test_the_day_of_the_crawl_is_no_day_of_publication() -> None:
    (found,) = read(FIRST)
    assert isinstance(found, Article)
    assert found.published_at is None


@pytest.mark.parametrize("pack", [gzip.compress, lambda raw: raw], ids=["gzip", "plain"])
def test_packed_record_by_record_or_not_at_all(pack: Callable[[bytes], bytes]) -> None:
    raw = each_packed(INFO, FIRST, SECOND, pack=pack)
    assert warc.sniff(raw[:4096])
    assert told(read(raw)) == BOTH


def test_packed_as_a_whole() -> None:
    assert told(read(gzip.compress(INFO + FIRST + SECOND))) == BOTH
    assert told(read(bz2.compress(INFO + FIRST + SECOND))) == BOTH
    assert told(read(each_packed(INFO, FIRST, SECOND, pack=zstd.compress))) == BOTH


def test_resources_and_conversions_are_pages_too() -> None:
    raw = record("resource", A, STORY, Content_Type="text/plain; charset=utf-8")
    raw += record("conversion", f"<{B}>", OTHER, Content_Type="text/plain")
    assert told(read(raw)) == BOTH


NOT_PAGES = {
    "image": record("resource", "https://news.example/p.png", b"\x89PNG", Content_Type="image/png"),
    "style": response("https://news.example/s.css", answer(b"a{}", "text/css")),
    "script": response("https://news.example/s.js", answer(b"a()", "application/javascript")),
    "drawing": response("https://news.example/d", answer(b"<svg/>", "image/svg+xml")),
    "robots": response("https://news.example/robots.txt", answer(b"User-agent: *")),
    "missing": response(A, answer(STORY, status="404 Not Found")),
    "moved": response(A, answer(STORY, status="301 Moved")),
    "unsaid": response(A, answer(b"\0\1\2\3", kind="")),
    "no answer": response(A, b"nothing of the kind"),
    "no status": response(A, b"HTTP/1.1 fine\r\n\r\n" + STORY),
    "resolver": record("response", "dns:news.example", b"1.2.3.4", Content_Type="text/dns"),
    "log": record("resource", "metadata://x/wget.log", b"log", Content_Type="text/plain"),
    "revisit": record("revisit", A, answer(b""), Content_Type="application/http"),
}


@pytest.mark.parametrize("raw", NOT_PAGES.values(), ids=NOT_PAGES)
def test_what_is_no_page_is_no_position(raw: bytes) -> None:
    assert told(read(raw + FIRST)) == BOTH[:1]


def test_an_archive_without_pages_says_what_it_holds() -> None:
    found = read(INFO + NOT_PAGES["image"] * 2 + NOT_PAGES["missing"])
    assert told(found) == [(None, "not_an_article")]
    assert "none of its 4 records" in details(found)
    assert "2 image/png, 1 warcinfo, 1 answered with 404" in details(found)


def test_a_page_whose_kind_is_not_said_is_known_by_its_beginning() -> None:
    found = read(response(A, answer(b"<html><p>" + STORY + b"</html>", kind="")))
    assert told(found) == [(None, "unknown_format")]
    assert A in details(found)


def test_an_address_that_is_none_does_no_harm() -> None:
    assert told(read(response("http://[::1", answer(STORY)))) == [("http://[::1", "The Harbour")]


RUSSIAN = (
    "Совет порта заявил в понедельник, что восстановит старый причал.\n\nРаботы начнутся в мае.\n"
)


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "ISO-8859-5"])
def test_the_charset_that_only_the_server_names(charset: str) -> None:
    kind = f"text/plain; charset={charset}"
    (found,) = read(response(A, answer(RUSSIAN.encode(charset), kind)))
    assert isinstance(found, Article)
    assert found.body == RUSSIAN.strip()


@pytest.mark.parametrize("charset", ["gb2312", "iso-8859-1", "unicode_escape", "no-such", "rot13"])
def test_a_charset_that_the_server_names_wrongly(charset: str) -> None:
    kind = f"text/plain; charset={charset}"
    (found,) = read(response(A, answer(RUSSIAN.encode(), kind)))
    assert isinstance(found, Article)
    assert found.body == RUSSIAN.strip()


def test_a_page_knows_its_charset_better_than_its_server() -> None:
    page = "<html><meta charset=koi8-r><p>" + RUSSIAN
    source = Source(io.BytesIO(page.encode("koi8-r")))
    stream = recoded(Rest(source), "text/html; charset=windows-1251")
    assert stream.read() == page.encode("koi8-r")


def test_an_address_that_does_not_print_is_no_url() -> None:
    (found,) = read(response("https://news.example/\0a", answer(STORY)))
    assert isinstance(found, Article)
    assert (found.url, found.member) == (None, r"https://news.example/\x00a")


def raw_deflate(body: bytes) -> bytes:
    """Deflate as half of all servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


ENCODED = {
    "gzip": gzip.compress(STORY),
    "x-gzip": gzip.compress(STORY),
    "deflate": zlib.compress(STORY),
    "Deflate": raw_deflate(STORY),
    "br": brotli.compress(STORY),
    "zstd": zstd.compress(STORY),
    "gzip, br": brotli.compress(gzip.compress(STORY)),
    "identity": STORY,
}


@pytest.mark.parametrize("sent_chunked", [False, True])
@pytest.mark.parametrize("encoding", ENCODED)
def test_content_encodings_are_undone(encoding: str, sent_chunked: bool) -> None:  # noqa: FBT001
    fields = {"Content_Encoding": encoding}
    body = ENCODED[encoding]
    if sent_chunked:
        fields["Transfer_Encoding"], body = "chunked", chunked(body)
    assert told(read(response(A, answer(body, **fields)) + SECOND)) == BOTH


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_encodings_that_the_crawler_had_undone(encoding: str) -> None:
    assert told(read(response(A, answer(STORY, Content_Encoding=encoding)))) == BOTH[:1]


def test_chunks_that_the_crawler_had_undone() -> None:
    assert told(read(response(A, answer(STORY, Transfer_Encoding="chunked")))) == BOTH[:1]


@pytest.mark.parametrize("encoding", ["compress", "gzip, gzip, gzip, gzip"])
def test_encodings_unknown_here_are_told(encoding: str) -> None:
    found = read(response(A, answer(STORY, Content_Encoding=encoding)) + SECOND)
    assert told(found) == [(None, "unknown_format"), BOTH[1]]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_damaged_encodings_cost_one_page(encoding: str) -> None:
    packed = bytearray(ENCODED[encoding])
    packed[12:20] = b"\xff" * 8
    found = read(response(A, answer(bytes(packed), Content_Encoding=encoding)) + SECOND)
    assert told(found)[-2:] == [(None, "malformed"), BOTH[1]]


@pytest.mark.parametrize(
    "body", [chunked(STORY)[:-9], chunked(STORY).replace(b"\r\n32\r\n", b"\r\nxx\r\n", 1)]
)
def test_chunks_that_are_wrong_are_told_and_what_came_is_kept(body: bytes) -> None:
    found = read(response(A, answer(body, Transfer_Encoding="chunked")) + SECOND)
    assert told(found) == [BOTH[0], (None, "malformed"), BOTH[1]]


def digests(body: bytes) -> dict[str, str]:
    """The same digest in all the ways that crawlers print it."""
    made = hashlib.sha1(body, usedforsecurity=False).digest()
    return {
        "base32": sha1(body),
        "hexadecimal": f"sha1:{made.hex()}",
        "sha256": f"SHA-256:{hashlib.sha256(body).hexdigest()}",
        "md5": f"md5:{hashlib.md5(body, usedforsecurity=False).hexdigest().upper()}",
        "unknown": "blake9:ABC",
    }


@pytest.mark.parametrize("way", digests(b""))
def test_digests_that_agree(way: str) -> None:
    block = answer(STORY)
    raw = response(
        A, block, WARC_Block_Digest=digests(block)[way], WARC_Payload_Digest=digests(STORY)[way]
    )
    assert told(read(raw + SECOND)) == BOTH


@pytest.mark.parametrize("of", ["Block", "Payload"])
@pytest.mark.parametrize("way", [way for way in digests(b"") if way != "unknown"])
def test_a_digest_that_differs_costs_one_page(way: str, of: str) -> None:
    raw = response(A, answer(STORY), **{f"WARC_{of}_Digest": digests(OTHER)[way]})
    found = read(raw + SECOND)
    assert told(found) == [(None, "malformed"), BOTH[1]]
    assert f"{A}: its {of.lower()} digest differs" in details(found)


@pytest.mark.parametrize("of", ["sent", "unchunked", "unpacked"])
def test_the_payload_may_be_digested_before_or_after_it_is_unpacked(of: str) -> None:
    packed = gzip.compress(STORY)
    of_what = {"sent": chunked(packed), "unchunked": packed, "unpacked": STORY}[of]
    block = answer(chunked(packed), Content_Encoding="gzip", Transfer_Encoding="chunked")
    assert told(read(response(A, block, WARC_Payload_Digest=sha1(of_what)))) == BOTH[:1]


def test_a_block_that_is_cut_off_keeps_what_came() -> None:
    whole = INFO + FIRST + SECOND
    found = read(whole[:-60])
    assert told(found) == [*BOTH, (None, "malformed")]
    assert f"{B}: it is cut off" in details(found)
    assert "a record: it is cut off" in details(read(FIRST + INFO[:-10]))


@pytest.mark.parametrize(
    "bad",
    [
        b"rubbish\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\nno length\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: -5\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 1e9\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\n" + b"a: b\r\n" * HEAD_MAX,
        b"WARC/1.0\r\nX: " + b"y" * 2 * HEAD_MAX + b"\r\n\r\n",
    ],
    ids=["rubbish", "no-length", "negative", "no-number", "huge", "many-fields", "long-field"],
)
def test_a_bad_record_spoils_nothing(bad: bytes) -> None:
    found = read(FIRST + bad + SECOND)
    assert told(found) == [BOTH[0], (None, "malformed"), BOTH[1]]
    assert told(read(INFO + bad)) == [(None, "malformed")]


def test_an_answer_without_an_end_of_its_head_costs_one_page() -> None:
    found = read(response(A, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain") + SECOND)
    assert told(found) == [(None, "malformed"), BOTH[1]]


def test_fields_may_go_on_in_the_next_line() -> None:
    block = b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Type:\r\n text/plain\r\n\r\n" + STORY
    assert told(read(response(A, block))) == BOTH[:1]


def test_a_damaged_packed_record_spoils_nothing() -> None:
    packed = [bytearray(gzip.compress(each)) for each in (INFO, FIRST, FIRST, SECOND)]
    packed[1][40:60] = b"\xff" * 20
    packed[2][-5] ^= 1
    found = read(b"".join(packed))
    assert told(found)[-1] == BOTH[1]
    assert [short for _, short in told(found)].count("malformed") == 2
    assert "the next ones are read" in details(found)


def test_a_packed_archive_cut_off() -> None:
    raw = each_packed(INFO, FIRST, SECOND)
    found = read(raw[:-30])
    assert told(found)[0] == BOTH[0]
    assert told(found)[-1] == (None, "malformed")
    (short,) = read(gzip.compress(INFO)[:-3])
    assert told([short]) == [(None, "malformed")]


ARC_HEAD = b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n"


def arc_record(uri: str, block: bytes, kind: str = "text/plain", more: str = "") -> bytes:
    """One ARC record, of the second version with `more`."""
    return f"{uri} 192.0.2.7 20140216050221 {kind} {more}{len(block)}\n".encode() + block + b"\n"


ARC = arc_record("filedesc://x.arc", ARC_HEAD)


def test_arc_is_read_too() -> None:
    spaced = "https://news.example/index?title=The old pier"
    raw = ARC + arc_record(spaced, answer(STORY)) + arc_record(B, OTHER)
    assert arc.sniff(raw)
    assert arc.sniff(gzip.compress(raw))
    assert told(read(raw)) == [(spaced, "The Harbour"), BOTH[1]]
    packed = each_packed(ARC, arc_record(A, answer(STORY)), arc_record(B, OTHER))
    assert told(read(packed)) == BOTH


def test_arc_of_the_second_version() -> None:
    more = "200 ABCDEF - 3456 crawl-1.arc "
    assert told(read(ARC + arc_record(A, answer(STORY), more=more))) == BOTH[:1]


def test_a_bad_line_in_arc_spoils_nothing() -> None:
    bad = b"https://news.example/x 192.0.2.7 20140216050221 text/html -1\nlost\n\n"
    found = read(ARC + bad + arc_record(B, OTHER))
    assert told(found) == [(None, "malformed"), BOTH[1]]
    assert told(read(ARC + arc_record("dns:x.example", b"1.2.3.4", "text/dns"))) == [
        (None, "not_an_article")
    ]


def test_sniffing_takes_nothing_else() -> None:
    for sniff in (warc.sniff, arc.sniff):
        for head in (STORY, b"", gzip.compress(STORY), b"\x1f\x8b\x08 not packed at all", b"WAR"):
            assert not sniff(head)
