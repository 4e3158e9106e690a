"""Bombs, lies and floods in every container: bounded work, a reason, and the neighbours unharmed."""

import bz2
import functools
import gzip
import io
import itertools
import lzma
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import brotli
import pytest
from packing import (
    CONTAINERS,
    OTHER,
    STORY,
    Pieces,
    answer,
    deflated,
    details,
    directory,
    limits,
    local,
    read,
    response,
    tarred,
    told,
    zipped,
)

from worker.core.article import Article
from worker.core.parse import PARSERS, parse, text
from worker.core.parse.archive.inflate import zstd
from worker.core.parse.limits import Meter
from worker.errors import Reason, Rejected

GOOD = ("b.txt", "The Harbour")
A, B = "https://news.example/a", "https://news.example/b"
MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def _containers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The containers, then every format there is."""
    others = [each for each in PARSERS if each not in CONTAINERS]
    monkeypatch.setattr("worker.core.parse.PARSERS", (*CONTAINERS, *others))


@pytest.fixture
def _text_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.core.parse.PARSERS", (*CONTAINERS, text))


def huge_tar(size: int, *, content: bool = True) -> bytes:
    """The header of a tar member of `size` bytes, and that many bytes."""
    info = tarfile.TarInfo("huge.txt")
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT) + b"a" * (size if content else 0)


def one_letter_for_ever() -> Iterator[bytes]:
    """A gzip stream of ten gigabytes of one letter, made on the way."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield packer.compress(huge_tar(10_000 * MEGABYTE, content=False))
    yield packer.flush(zlib.Z_FULL_FLUSH)
    more = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = more.compress(b"a" * 10 * MEGABYTE) + more.flush(zlib.Z_FULL_FLUSH)
    for _ in range(1000):
        yield piece


def test_ten_gigabytes_of_one_letter_are_not_unpacked() -> None:
    stream, meter = Pieces(one_letter_for_ever()), Meter()
    capped = replace(limits(ratio_from=5 * MEGABYTE), meter=meter)
    found = list(parse(stream, capped))  # type: ignore[arg-type]
    assert told(found) == [(None, "too_large")]
    assert "more than 200 times" in details(found)
    assert stream.given < MEGABYTE
    assert meter.inflated < 6 * MEGABYTE


BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": functools.partial(lzma.compress, preset=0),
    "zstandard": zstd.compress,
}


@pytest.mark.parametrize("pack", BOMBS.values(), ids=BOMBS)
def test_a_squeezed_bomb_is_left_at_its_ratio(pack: Callable[[bytes], bytes]) -> None:
    meter = Meter()
    raw = pack(huge_tar(30 * MEGABYTE))
    capped = replace(limits(ratio_from=MEGABYTE, ratio_max=50, text_bytes=10_000), meter=meter)
    found = list(parse(io.BytesIO(raw), capped))
    assert told(found) == [(None, "too_large")]
    assert meter.inflated <= max(MEGABYTE, 50 * len(raw)) + 65_536


@pytest.mark.parametrize("forwards", [False, True])
def test_a_zip_bomb_spoils_nothing(forwards: bool) -> None:  # noqa: FBT001
    raw = zipped(("a.txt", b"a" * 20 * MEGABYTE), ("b.txt", STORY), forwards=forwards)
    found = read(raw, ratio_from=2 * MEGABYTE)
    assert told(found) == [(None, "too_large"), GOOD]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstd.compress)],
)
def test_a_bomb_in_a_web_answer_spoils_nothing(
    encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = answer(pack(b"a " * 5 * MEGABYTE), Content_Encoding=encoding)
    raw = response(A, bomb) + response(B, answer(STORY))
    found = read(raw, ratio_from=MEGABYTE, ratio_max=20, text_bytes=50 * MEGABYTE)
    assert told(found) == [(None, "too_large"), (B, "The Harbour")]
    assert "more than 20 times" in details(found)


def test_a_bomb_among_packed_records_spoils_nothing() -> None:
    records = [response(A, answer(b"a " * 5 * MEGABYTE)), response(B, answer(STORY))]
    raw = b"".join(map(gzip.compress, records))
    found = read(raw, ratio_from=MEGABYTE, ratio_max=20, text_bytes=50 * MEGABYTE)
    assert told(found) == [(None, "too_large"), (B, "The Harbour")]


def test_many_small_bombs_are_stopped_together() -> None:
    bomb = b"a" * MEGABYTE
    raw = zipped(*((f"{n}.txt", bomb) for n in range(100)), ("b.txt", STORY))
    found = read(raw, inflated_bytes=10 * MEGABYTE, ratio_max=2, text_bytes=2 * MEGABYTE)
    assert told(found)[-1] == (None, "too_large")
    assert len(found) < 15
    assert "limits.inflated_bytes" in details(found)
    records = b"".join(gzip.compress(response(A, answer(bomb))) for _ in range(100))
    found = read(records, inflated_bytes=10 * MEGABYTE, ratio_max=2, text_bytes=2 * MEGABYTE)
    assert told(found)[-1] == (None, "too_large")
    assert len(found) < 15


def test_archives_in_archives_in_archives_end_at_the_third() -> None:
    raw = zipped(("b.txt", STORY))
    for _ in range(4):
        raw = zipped(*((f"{n}.zip", raw) for n in range(4)))
    found = read(raw)
    assert told(found) == [(None, "too_deep")] * 64
    for _ in range(50):
        raw = gzip.compress(raw)
    assert told(read(raw)) == [(None, "too_deep")]


def test_members_that_share_their_bytes_are_read_once() -> None:
    packed = deflated(b"a" * MEGABYTE)
    kernel = local(b"a", packed, size=MEGABYTE, crc=zlib.crc32(b"a" * MEGABYTE))
    found = read(kernel + directory(*[b"%d" % n for n in range(30_000)]))
    assert len(found) == 2
    assert "lists 30000 members, 1" in details(found)


def test_members_quoted_in_one_another_are_read_once() -> None:
    kernel = local(b"k.txt", deflated(STORY), size=len(STORY), crc=zlib.crc32(STORY))
    raw = kernel
    for n in range(50):
        stored = b"\0" + len(raw).to_bytes(2, "little") + (len(raw) ^ 0xFFFF).to_bytes(2, "little")
        raw = local(b"%d" % n, stored + raw + b"\1\0\0\xff\xff", size=len(raw), crc=zlib.crc32(raw))
    found = read(raw + directory(*[b"%d" % n for n in range(51)]))
    assert len(found) <= 3
    assert "lists 51 members" in details(found)


def tiny_members() -> Iterator[bytes]:
    """A tar archive of a million small files, made on the way."""
    one = tarred(("b.txt", STORY))[: 3 * 512]
    for _ in range(1000):
        yield one * 1000


def test_a_million_members_are_stopped_at_the_cap() -> None:
    stream = Pieces(tiny_members())
    found = list(parse(stream, limits(members_max=200)))  # type: ignore[arg-type]
    assert told(found[-1:]) == [(None, "too_large")]
    assert len(found) <= 202
    assert stream.given < 2 * MEGABYTE
    raw = zipped(*((f"{n}.txt", STORY) for n in range(30)))
    found = read(zipped(("in.zip", raw), ("c.zip", raw)), members_max=10)
    assert told(found)[-1] == (None, "too_large")
    assert len(found) == 10
    assert details(found).startswith("in.zip: more than 10 members")


def test_floods_of_nothing_end() -> None:
    assert read(gzip.compress(b"") * 5000)
    assert read(tarred(("b.txt", STORY)) + bytes(3 * MEGABYTE))
    assert read(response(A, answer(STORY)) + b"\r\n" * MEGABYTE)
    assert read(b"PK\x03\x04" * 100_000)
    assert read(zipped(("b.txt", STORY)) + b"PK\x01\x02" * 100_000)


def test_a_flood_of_tiny_articles_is_stopped() -> None:
    class Lines:
        """A format with an article in every line, as some have."""

        @staticmethod
        def sniff(head: bytes) -> bool:
            return head.startswith(b"{}")

        @staticmethod
        def parse(stream: io.RawIOBase, _limits: object) -> Iterator[Article]:
            for _ in io.BufferedReader(stream):
                yield Article(body="a")

    raw = b"{}\n" * 50_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("worker.core.parse.PARSERS", (*CONTAINERS, Lines))
        for packed in (
            gzip.compress(raw),
            zipped(("a", raw), ("b", raw)),
            gzip.compress(gzip.compress(raw)),
        ):
            found = read(packed, members_max=1000)
            assert len(found) == 1001
            assert told(found)[-1] == (None, "too_large")
        assert (
            len(
                read(
                    gzip.compress(tarred(*((f"{n}", b"{}") for n in range(900)))), members_max=1000
                )
            )
            == 900
        )


def test_a_flood_of_empty_streams_is_stopped() -> None:
    raw = gzip.compress(gzip.compress(b"") * 5000)
    found = read(raw, inflated_bytes=MEGABYTE, ratio_max=10)
    assert told(found) == [(None, "too_large")]


@pytest.mark.parametrize(
    "bad", [b"WARC/\r\n\r\n", b"filedesc://a\n\nhttp://a 1.1.1.1 20200101 text/plain 0\n\n"]
)
def test_a_flood_of_bad_records_is_stopped(bad: bytes) -> None:
    assert told(read(bad * 5000, members_max=100))[-1] == (None, "too_large")
    assert len(read(bad * 5000, members_max=100)) < 250
    packed = bad + b"\r\n" + b"\x1f\x8b\x08" * 5000
    assert len(read(gzip.compress(bad) + packed, members_max=100)) < 250


def test_a_flood_of_marks_in_a_member_is_read_as_its_bytes() -> None:
    flood = b"PK\x07\x08" * 200_000
    raw = zipped(("a", flood), ("b.txt", STORY), forwards=True, method=zipfile.ZIP_STORED)
    found = read(raw)
    assert told(found)[-1] == GOOD
    assert len(found) == 2


def test_a_flood_of_tiny_chunks_is_stopped() -> None:
    block = answer(b"1\r\na\r\n" * 300_000 + b"0\r\n\r\n", Transfer_Encoding="chunked")
    found = read(response(A, block) + response(B, answer(STORY)))
    assert [each.reason for each in found if isinstance(each, Rejected)] == [Reason.MALFORMED]
    assert told(found)[-1] == (B, "The Harbour")


def test_memory_stays_small_while_much_goes_by() -> None:
    packed = zipped(*((f"{n}.bin", bytes(range(256)) * 40_000) for n in range(5)), ("b.txt", STORY))
    tracemalloc.start()
    found = read(packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told(found)[-1] == GOOD
    assert peak < 10 * MEGABYTE


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">%s]><x>&z;</x>' % b"".join(
    b'<!ENTITY %c "%s">' % (after, b"&%c;" % before * 10)
    for before, after in itertools.pairwise(b"abcdefghijklmnopqrstuvwxyz")
)
INSIDE = {
    "entities": ENTITIES,
    "outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><p>&a;</p></html>',
    "deep html": b"<html><body>" + b"<div>" * 50_000 + STORY,
    "deep xml": b"<?xml version='1.0'?>" + b"<a>" * 50_000,
    "deep json": b'[{"a":' * 50_000,
    "attributes": b"<html><body " + b"".join(b'a%d="x" ' % n for n in range(20_000)) + b"><p>x",
    "one line": b"<html><body><p>" + b"word " * 200_000,
    "parts": b"From: a@news.example\nTo: b@news.example\nSubject: c\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhello\n" * 3000,
}


@pytest.mark.parametrize("name", INSIDE)
def test_bombs_of_other_formats_inside_spoil_nothing(name: str) -> None:
    bomb = INSIDE[name]
    for raw in (
        zipped(("a", bomb), ("b.txt", STORY)),
        tarred(("a", bomb), ("b.txt", STORY)),
        gzip.compress(tarred(("a", bomb), ("b.txt", STORY))),
    ):
        found = read(raw)
        assert told(found)[-1] == GOOD
        assert not any("root:" in each.body for each in found if isinstance(each, Article))
    raw = response(A, answer(bomb, "text/html")) + response(B, answer(STORY))
    assert told(read(raw))[-1] == (B, "The Harbour")


WHOLE = {
    "zip": zipped(("a.txt", STORY), ("b.txt", OTHER)),
    "zip-forwards": zipped(("a.txt", STORY), ("b.txt", OTHER), forwards=True),
    "tar": tarred(("a.txt", STORY), ("b.txt", OTHER))[:4096],
    "warc": response(A, answer(STORY)) + response(B, answer(OTHER)),
    "warc-packed": gzip.compress(response(A, answer(STORY)))
    + gzip.compress(response(B, answer(OTHER))),
}


@pytest.mark.usefixtures("_text_only")
@pytest.mark.parametrize("name", WHOLE)
def test_a_cut_at_any_byte_keeps_what_stands_before_it(name: str) -> None:
    whole = WHOLE[name]
    steps = range(1, len(whole), 1 if len(whole) < 1500 else 7)
    expected = told(read(whole))
    for end in steps:
        found = told(read(whole[:end]))
        assert found, end
        firsts = [each for each in found if each[0]]
        assert [name for name, _ in firsts] == [name for name, _ in expected][: len(firsts)], end


@pytest.mark.usefixtures("_text_only")
@pytest.mark.parametrize("name", WHOLE)
def test_a_wrong_byte_anywhere_costs_no_more_than_its_member(name: str) -> None:
    whole = WHOLE[name]
    for at in range(8, len(whole), 5):
        raw = bytearray(whole)
        raw[at] ^= 0xA5
        found = told(read(bytes(raw)))
        assert found, at
        kept = {words for _, words in found} & {"The Harbour", "The council"}
        # a length that lies, or a mark of the first record, may take its neighbour along
        assert kept or at < len(whole) // 2, at
