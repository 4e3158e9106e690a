"""zip, tar, gzip, bzip2, xz, zstandard: each member by itself, whatever is wrong with the others."""

import bz2
import functools
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import (  # noqa: F401 - a fixture among them
    OTHER,
    STORY,
    Pieces,
    _only_containers,
    deflated,
    details,
    directory,
    limits,
    local,
    read,
    tarred,
    told,
    zipped,
)

from worker.core.article import Article
from worker.core.parse import parse, squeezed, tar_archive, zip_archive
from worker.core.parse.archive.inflate import zstd
from worker.core.parse.limits import Meter
from worker.errors import Reason, Rejected

Pack = Callable[[bytes], bytes]
SQUEEZERS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "bzip2": functools.partial(bz2.compress, compresslevel=1),
    "xz": lzma.compress,
    "zstandard": zstd.compress,
}
FORMS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
BOTH = [("a.txt", "The Harbour"), ("b.txt", "The council")]
TWO = (("a.txt", STORY), ("b.txt", OTHER))


@pytest.mark.parametrize("pack", SQUEEZERS.values(), ids=SQUEEZERS)
def test_a_squeezed_file_is_read_as_what_it_was(pack: Pack) -> None:
    assert read(pack(STORY)) == read(STORY)


@pytest.mark.parametrize("pack", SQUEEZERS.values(), ids=SQUEEZERS)
def test_squeezed_streams_behind_one_another_are_one_file(pack: Pack) -> None:
    assert read(pack(STORY) + pack(OTHER) + bytes(40)) == read(STORY + OTHER)


@pytest.mark.parametrize("pack", SQUEEZERS.values(), ids=SQUEEZERS)
def test_what_was_read_before_a_cut_is_kept(pack: Pack) -> None:
    text = b"".join(b"%d boats left the harbour on day %d.\n\n" % (n * n, n) for n in range(20_000))
    found = read(pack(text)[: len(pack(text)) // 2])
    assert isinstance(found[0], Article)
    assert found[0].body[:200].encode() in text
    assert told(found[1:]) == [(None, "malformed")]
    assert "cut off" in details(found)


@pytest.mark.parametrize("pack", SQUEEZERS.values(), ids=SQUEEZERS)
def test_a_cut_anywhere_is_told(pack: Pack) -> None:
    whole = pack(STORY)
    for end in range(10, len(whole)):
        found = read(whole[:end])
        assert found
        assert isinstance(found[-1], Rejected), end


def test_damage_is_told_instead_of_an_article() -> None:
    whole = bytearray(gzip.compress(STORY))
    whole[-6] ^= 1
    assert told(read(bytes(whole))) == [(None, "malformed")]


def test_what_stands_behind_the_squeezed_bytes_is_told() -> None:
    found = read(gzip.compress(STORY) + b"something else")
    assert told(found) == [(None, "The Harbour"), (None, "malformed")]
    assert "unread" in details(found)


def test_trouble_explains_better_than_what_came_of_it() -> None:
    found = read(gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)[:40])
    assert told(found) == [(None, "malformed")]


def test_zstandard_with_a_frame_to_skip_and_one_with_a_wide_window() -> None:
    skip = struct.pack("<II", 0x184D2A5A, 4) + b"note"
    assert told(read(skip + zstd.compress(STORY))) == [(None, "The Harbour")]
    wide = zstd.compress(STORY, options={zstd.CompressionParameter.window_log: 30})
    # a frame that says its size is read with no more memory than that
    assert told(read(wide)) == [(None, "The Harbour")]
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 30})
    found = read(packer.compress(STORY) + packer.flush())
    assert told(found) == [(None, "malformed")]


@pytest.mark.parametrize("forwards", [False, True], ids=["sizes-before", "sizes-behind"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_zip_members_are_read_by_name(method: int, forwards: bool) -> None:  # noqa: FBT001
    raw = zipped(("in/", b""), *TWO, method=method, forwards=forwards)
    assert told(read(raw)) == BOTH


@pytest.mark.parametrize(
    ("method", "pack"), [(93, zstd.compress), (95, lzma.compress), (0, bytes), (8, deflated)]
)
def test_zip_methods(method: int, pack: Pack) -> None:
    packed, crc = pack(STORY), zlib.crc32(STORY)
    member = local(b"a.txt", packed, size=len(STORY), crc=crc, method=method)
    assert told(read(member + directory(b"a.txt"))) == BOTH[:1]


def test_unknown_zip_method_and_encryption_spoil_nothing() -> None:
    secret = local(b"s.txt", b"x" * 30, flags=1)
    odd = local(b"o.txt", b"y" * 30, method=14)
    open_ended = local(b"e.txt", b"z" * 30, flags=9, length=0)
    behind = b"PK\x07\x08" + struct.pack("<3I", 7, 30, 99)
    good = zipped(TWO[0])
    found = read(secret + odd + open_ended + behind + good[: good.index(b"PK\x01\x02")])
    assert told(found) == [
        (None, "encrypted"),
        (None, "unknown_format"),
        (None, "encrypted"),
        BOTH[0],
        (None, "malformed"),
    ]
    assert "s.txt: needs a password" in details(found)
    assert "o.txt: packed by method 14" in details(found)


@pytest.mark.parametrize("flags", [0, 8])
def test_lying_sizes_and_checksums_are_told(flags: int) -> None:
    packed = deflated(STORY)
    behind = b"PK\x07\x08" + struct.pack("<3I", 1, len(packed), 5) if flags else b""
    length = 0 if flags else None
    wrong = local(b"w.txt", packed, size=5, crc=1, flags=flags, length=length) + behind
    found = read(wrong + zipped(TWO[1]))
    assert told(found)[:2] == [(None, "malformed"), ("b.txt", "The council")]
    assert "w.txt: its size or checksum" in details(found)


@pytest.mark.parametrize("forwards", [False, True], ids=["sizes-before", "sizes-behind"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_zip_member_spoils_nothing(method: int, forwards: bool) -> None:  # noqa: FBT001
    raw = bytearray(zipped(*TWO, ("c.txt", STORY), method=method, forwards=forwards))
    raw[60] ^= 0x55
    found = read(bytes(raw))
    assert told(found) == [
        (None, "malformed"),
        ("b.txt", "The council"),
        ("c.txt", "The Harbour"),
    ]
    assert details(found).startswith("a.txt: ")


def test_a_stored_zip_may_hold_what_looks_like_its_own_end() -> None:
    inner = zipped(*TWO, forwards=True, method=zipfile.ZIP_STORED)
    outer = zipped(("in.zip", inner), TWO[1], forwards=True, method=zipfile.ZIP_STORED)
    assert told(read(outer)) == [
        ("in.zip/a.txt", "The Harbour"),
        ("in.zip/b.txt", "The council"),
        ("b.txt", "The council"),
    ]


def test_bytes_between_zip_members_are_told() -> None:
    raw = zipped(*TWO)
    second = raw.index(b"PK\x03\x04", 4)
    found = read(raw[:second] + b"junk" + raw[second:])
    assert told(found) == [BOTH[0], (None, "malformed"), BOTH[1]]


def test_zip_directory_that_counts_otherwise_is_told() -> None:
    packed = deflated(STORY)
    member = local(b"a.txt", packed, size=len(STORY), crc=zlib.crc32(STORY))
    found = read(member + directory(b"a.txt", b"b.txt"))
    assert told(found) == [BOTH[0], (None, "malformed")]
    assert "lists 2 members, 1" in details(found)


def test_zip_behind_zip_is_read_too() -> None:
    assert told(read(zipped(TWO[0]) + b"between" + zipped(TWO[1]) + b"rest")) == BOTH


def test_zip_without_its_directory_is_cut_off() -> None:
    raw = zipped(*TWO)
    found = read(raw[: raw.index(b"PK\x01\x02")])
    assert told(found) == [*BOTH, (None, "malformed")]
    assert "directory" in details(found)


def test_zip_of_several_disks_that_became_one() -> None:
    assert told(read(b"PK00" + zipped(*TWO))) == BOTH
    assert told(read(b"PK\x07\x08" + zipped(*TWO))) == BOTH


def test_zip64_sizes() -> None:
    packed = deflated(STORY)
    extra = struct.pack("<HH2Q", 1, 16, len(STORY), len(packed))
    member = local(
        b"a.txt", packed, size=0xFFFFFFFF, length=0xFFFFFFFF, crc=zlib.crc32(STORY), extra=extra
    )
    assert told(read(member + directory(b"a.txt"))) == BOTH[:1]
    sizes_behind = local(b"a.txt", packed, flags=8, length=0)
    sizes_behind += struct.pack("<I2Q", zlib.crc32(STORY), len(packed), len(STORY))
    assert told(read(sizes_behind + directory(b"a.txt"))) == BOTH[:1]


def test_zip_with_sizes_before_and_behind() -> None:
    packed, crc = deflated(STORY), zlib.crc32(STORY)
    member = local(b"a.txt", packed, flags=8, size=len(STORY), crc=crc)
    member += b"PK\x07\x08" + struct.pack("<3I", crc, len(packed), len(STORY))
    assert told(read(member + zipped(TWO[1])))[:2] == BOTH


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"../../etc/passwd", "../../etc/passwd"),
        (b"/etc/cron.d/x", "/etc/cron.d/x"),
        (b"a\x1b[2J\0.txt", r"a\x1b[2J\x00.txt"),
        ("Lübeck.txt".encode(), "Lübeck.txt"),
        ("Lübeck.txt".encode("cp437"), "Lübeck.txt"),
        (b"n" * 9000, "n" * 300 + "..."),
    ],
)
def test_member_names_are_only_shown(name: bytes, shown: str) -> None:
    packed = deflated(STORY)
    member = local(name, packed, size=len(STORY), crc=zlib.crc32(STORY))
    assert told(read(member + directory(name))) == [(shown, "The Harbour")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [(b"[Content_Types].xml", "Office"), (b"word/document.xml", "Office"), (b"mimetype", "EPUB")],
)
def test_documents_that_are_zip_archives_are_named(name: bytes, kind: str) -> None:
    found = read(zipped((name.decode(), STORY)))
    assert told(found) == [(None, "unknown_format")]
    assert kind in details(found)


def test_archives_without_files_say_so() -> None:
    for raw in (zipped(), zipped(("in/", b""), ("__MACOSX/._a", b"fork")), tarred()[:1024]):
        assert told(read(raw if raw.strip(b"\0") else tarred(("in/", b"")))) == [
            (None, "empty_body")
        ]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_tar_members_are_read_by_name(form: int) -> None:
    name = "f/" * 40 + "n" * 90 + ".txt"
    assert told(read(tarred((name, STORY), TWO[1], form=form))) == [
        (name, "The Harbour"),
        ("b.txt", "The council"),
    ]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_in_tar(form: int) -> None:
    name = "Hafen-ü/" + "n" * 200 + ".txt"
    assert told(read(tarred((name, STORY), form=form))) == [(name, "The Harbour")]


def test_old_tar_without_a_magic_word() -> None:
    raw = bytearray(tarred(("a.txt", STORY), form=tarfile.USTAR_FORMAT))
    raw[257:265] = bytes(8)
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    assert told(read(bytes(raw))) == BOTH[:1]


@pytest.mark.parametrize("pack", SQUEEZERS.values(), ids=SQUEEZERS)
def test_squeezed_tar(pack: Pack) -> None:
    assert told(read(pack(tarred(*TWO)))) == BOTH


def test_links_folders_and_devices_are_no_positions() -> None:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.DIRTYPE,
            tarfile.FIFOTYPE,
            tarfile.CHRTYPE,
        ):
            info = tarfile.TarInfo("x")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = len(STORY)
        archive.addfile(info, io.BytesIO(STORY))
    assert told(read(sink.getvalue())) == BOTH[:1]


def test_a_damaged_tar_header_spoils_only_its_member() -> None:
    raw = bytearray(tarred(*TWO, ("c.txt", STORY), form=tarfile.USTAR_FORMAT))
    raw[1024 + 3] ^= 1
    found = read(bytes(raw))
    assert told(found) == [BOTH[0], (None, "malformed"), ("c.txt", "The Harbour")]


def test_tar_behind_tar_is_read_and_what_stands_behind_is_not() -> None:
    assert told(read(tarred(TWO[0]) + tarred(TWO[1]) + b"rest" * 200)) == [
        *BOTH,
        (None, "malformed"),
    ]
    assert told(read(tarred(TWO[0]) + b"rest" * 256)) == BOTH[:1]


def test_cut_tar_keeps_what_was_read() -> None:
    raw = tarred(*TWO, form=tarfile.USTAR_FORMAT)
    found = read(raw[: 512 + 100])
    assert told(found) == [("a.txt", "The Harbour"), (None, "malformed")]
    assert "a.txt: it is cut off" in details(found)
    assert "within a member's header" in details(read(raw[:1024] + raw[1024:1500]))


def test_sparse_tar_members_are_refused_by_name() -> None:
    old = tarfile.TarInfo("s.txt")
    old.type, old.size = tarfile.GNUTYPE_SPARSE, len(STORY)
    header = bytearray(old.tobuf(tarfile.GNU_FORMAT))
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    more = bytes(504) + b"\1" + bytes(7) + bytes(512)
    padded = STORY.ljust(512, b"\0")
    new = tarfile.TarInfo("t.txt")
    new.size, new.pax_headers = len(STORY), {"GNU.sparse.major": "1"}
    raw = bytes(header) + more + padded + new.tobuf(tarfile.PAX_FORMAT) + padded + tarred(TWO[0])
    found = read(raw)
    assert told(found) == [(None, "unknown_format"), (None, "unknown_format"), BOTH[0]]
    assert "s.txt: a sparse file" in details(found)


def test_what_tar_says_about_a_member_is_bounded() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1_500_000
    padded = bytes(-(-info.size // 512) * 512)
    found = read(info.tobuf(tarfile.USTAR_FORMAT) + padded + tarred(TWO[0]))
    assert told(found) == [(None, "too_large"), BOTH[0]]


@pytest.mark.parametrize(
    "pairs", [b"x path=a\n", b"99 path=a\n", b"0 path=a\n", b"9 path=a", b"", b"\xff" * 9]
)
def test_pax_headers_that_say_nothing(pairs: bytes) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, len(pairs)
    raw = info.tobuf(tarfile.USTAR_FORMAT) + pairs.ljust(-(-len(pairs) // 512) * 512, b"\0")
    assert told(read(raw + tarred(TWO[0])))[0][1] == "The Harbour"


def test_archives_in_archives_up_to_the_third() -> None:
    first = zipped(("c.txt", STORY))
    second = gzip.compress(first)
    third = tarred(("b.gz", second), ("d.txt", OTHER))
    assert told(read(third)) == [("b.gz/c.txt", "The Harbour"), ("d.txt", "The council")]
    found = read(zipped(("a.tar", third), ("e.txt", OTHER)))
    assert told(found) == [
        (None, "too_deep"),
        ("a.tar/d.txt", "The council"),
        ("e.txt", "The council"),
    ]
    assert details(found).startswith("a.tar: b.gz: an archive inside 3 others")


def test_a_squeezed_tar_is_one_archive() -> None:
    inner = gzip.compress(tarred(("c.zip", zipped(("d.txt", STORY)))))
    assert told(read(zipped(("b.tgz", inner)))) == [("b.tgz/c.zip/d.txt", "The Harbour")]
    found = read(zipped(("a.zip", zipped(("b.tgz", inner)))))
    assert told(found) == [(None, "too_deep")]


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["tar.gz", "tar"])
def test_only_bytes_of_the_file_count_as_read(pack: Pack) -> None:
    raw, meter = pack(tarred(*TWO)), Meter()
    list(parse(io.BytesIO(raw), replace(limits(), meter=meter)))
    assert (meter.read, meter.members, meter.found) == (len(raw), 2, 2)


def test_positions_do_not_depend_on_how_the_file_comes() -> None:
    raw = zipped(*TWO, ("in.tar", tarred(*TWO)), ("x.gz", gzip.compress(STORY)[:-9]))
    for size in (1, 7, 1000, 1 << 20):
        cut = (raw[at : at + size] for at in range(0, len(raw), size))
        found = list(parse(Pieces(cut), limits()))  # type: ignore[arg-type]
        assert told(found) == told(read(raw))
        assert details(found) == details(read(raw))


def test_a_refusal_of_the_file_itself_goes_through() -> None:
    class Gone(Pieces):
        def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
            if self.given:
                raise Rejected(Reason.UNREADABLE, "gone")
            return super().readinto(buffer)

    for raw in (zipped(*TWO), tarred(*TWO), gzip.compress(tarred(*TWO))):
        with pytest.raises(Rejected, match="gone"):
            list(parse(Gone(iter([raw[:600], raw])), limits()))  # type: ignore[arg-type]


def test_a_fault_of_ours_costs_one_member(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty:
        @staticmethod
        def sniff(head: bytes) -> bool:
            return b"Westhaven" in head

        @staticmethod
        def parse(_stream: object, _limits: object) -> object:
            raise KeyError("oops")

    from worker.core.parse import PARSERS  # noqa: PLC0415 - as the fixture left them

    monkeypatch.setattr("worker.core.parse.PARSERS", (zip_archive, Faulty, *PARSERS))
    found = read(zipped(TWO[1], TWO[0]))
    assert told(found) == [(None, "crashed"), BOTH[0]]
    assert "b.txt: reading it failed by a fault of this program (KeyError" in details(found)


NAMES = st.text(st.characters(codec="ascii", exclude_characters="/\\\0", categories=["L", "N"]))
MEMBERS = st.lists(
    st.tuples(NAMES.map(lambda name: f"f/{name}.txt"), st.binary(max_size=3000)),
    max_size=6,
    unique_by=lambda member: member[0],
)


@given(members=MEMBERS, method=st.sampled_from([0, 8, 12]), forwards=st.booleans())
@settings(deadline=None)
def test_zip_is_read_as_zipfile_reads_it(
    members: list[tuple[str, bytes]],
    method: int,
    forwards: bool,  # noqa: FBT001
) -> None:
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("worker.core.parse.PARSERS", (Anything(seen),))
        list(
            zip_archive.parse(
                io.BytesIO(zipped(*members, method=method, forwards=forwards)), limits()
            )
        )
    assert seen == [content for _, content in members]


@given(members=MEMBERS, form=st.sampled_from(list(FORMS.values())))
@settings(deadline=None)
def test_tar_is_read_as_tarfile_reads_it(members: list[tuple[str, bytes]], form: int) -> None:
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("worker.core.parse.PARSERS", (Anything(seen),))
        list(tar_archive.parse(io.BytesIO(tarred(*members, form=form)), limits()))
    assert seen == [content for _, content in members]


class Anything:
    """A format that takes everything and keeps it."""

    def __init__(self, seen: list[bytes]) -> None:
        self._seen = seen

    def sniff(self, _head: bytes) -> bool:
        return True

    def parse(self, stream: io.RawIOBase, _limits: object) -> list[Rejected]:
        self._seen.append(stream.read())
        return [Rejected(Reason.NOT_AN_ARTICLE, "kept")]


def test_sniffing_takes_nothing_else() -> None:
    for sniff in (squeezed.sniff, zip_archive.sniff, tar_archive.sniff):
        assert not sniff(STORY)
        assert not sniff(b"")
        assert not sniff(bytes(512))
    assert not squeezed.sniff(b"BZh9 is a bus line")
