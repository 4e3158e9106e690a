"""Small archives of all kinds, made by code: whole ones, lying ones and bombs."""

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from worker.core.article import Article
from worker.core.parse import arc, parse, squeezed, tar_archive, text, warc, zip_archive
from worker.core.parse.limits import Limits
from worker.errors import Rejected

STORY = (
    b"The Harbour Board said on Monday that it would rebuild the old pier.\n\n"
    b"Work starts in May and will take two years, the board's chairman added.\n"
)
OTHER = (
    b"The council of Westhaven voted on Tuesday to close the ferry for the winter.\n\n"
    b"Islanders said that they had not been asked about it beforehand.\n"
)
PAGE = (
    b"Harbour Board to rebuild the old pier\n\n"
    + STORY
    + b"\nThe last storm had damaged it badly.\n"
)
Found = Article | Rejected
CONTAINERS = (warc, arc, zip_archive, tar_archive, squeezed)


@pytest.fixture(autouse=True)
def _only_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the archives of these tests is plain text, whatever else can be read."""
    monkeypatch.setattr("worker.core.parse.PARSERS", (*CONTAINERS, text))


def limits(**caps: int) -> Limits:
    """The usual limits with some of them changed."""
    return Limits(**{"text_bytes": 1_000_000, **caps})


def read(raw: bytes, **caps: int) -> list[Found]:
    """All that stands in a file."""
    return list(parse(io.BytesIO(raw), limits(**caps)))


def told(found: Iterable[Found]) -> list[tuple[str | None, str]]:
    """Each outcome in short: an article's member and first words, a rejection's reason."""
    return [
        (each.member, each.body[:11]) if isinstance(each, Article) else (None, f"{each.reason}")
        for each in found
    ]


def details(found: Iterable[Found]) -> str:
    """What the rejections say."""
    return "\n".join(each.detail for each in found if isinstance(each, Rejected))


class Forwards(io.RawIOBase):
    """A file that can only be written forwards, as a pipe can."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, chunk: bytes, /) -> int:  # type: ignore[override]
        self.written += chunk
        return len(chunk)


class Pieces(io.RawIOBase):
    """A stream made of pieces on the way, which counts what was read of it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._ahead, self.given = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if not self._ahead:
            self._ahead = next(self._pieces, b"")
        chunk, self._ahead = self._ahead[: len(buffer)], self._ahead[len(buffer) :]
        buffer[: len(chunk)] = chunk
        self.given += len(chunk)
        return len(chunk)


def zipped(
    *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, forwards: bool = False
) -> bytes:
    """A zip archive; `forwards`, with the sizes behind the members."""
    sink = Forwards() if forwards else io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:  # type: ignore[arg-type]
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return bytes(sink.written) if isinstance(sink, Forwards) else sink.getvalue()


def local(
    name: bytes,
    packed: bytes,
    *,
    size: int = 0,
    crc: int = 0,
    method: int = 8,
    flags: int = 0,
    length: int | None = None,
    extra: bytes = b"",
) -> bytes:
    """One member of a zip archive that says what it is told to say."""
    said = len(packed) if length is None else length
    numbers = (20, flags, method, 0, 0, crc, said, size, len(name), len(extra))
    return b"PK\x03\x04" + struct.pack("<5H3I2H", *numbers) + name + extra + packed


def deflated(content: bytes) -> bytes:
    """Deflate without a wrapping."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def directory(*names: bytes) -> bytes:
    """A zip archive's directory and end."""
    entries = b"".join(
        b"PK\x01\x02" + struct.pack("<6H3I5H2I", *[0] * 9, len(name), *[0] * 6) + name
        for name in names
    )
    count = len(names)
    return entries + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count, count, len(entries), 0, 0)


def tarred(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return sink.getvalue()


def sha1(content: bytes) -> str:
    """A digest as web archives print it."""
    return (
        "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
    )


def record(kind: str, uri: str, block: bytes, **fields: str) -> bytes:
    """One WARC record; `fields` with "_" for "-"."""
    said = {
        "WARC-Type": kind,
        "WARC-Target-URI": uri,
        "WARC-Date": "2026-01-02T03:04:05Z",
        "Content-Length": f"{len(block)}",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, kind: str = "text/plain", status: str = "200 OK", **fields: str) -> bytes:
    """A web server's answer."""
    said = {"Content-Type": kind, **{name.replace("_", "-"): v for name, v in fields.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def response(uri: str, block: bytes, **fields: str) -> bytes:
    """A WARC record of a web server's answer."""
    return record(
        "response", uri, block, **{"Content_Type": "application/http; msgtype=response", **fields}
    )


def chunked(body: bytes, size: int = 50) -> bytes:
    """A body as a server sends it in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def each_packed(*records: bytes, pack: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    """Records one by one packed, as crawlers write them."""
    return b"".join(map(pack, records))


def archives_of(raws: Sequence[bytes]) -> list[bytes]:
    """The same files in archives of every kind."""
    named = [(f"{n}.txt", raw) for n, raw in enumerate(raws)]
    half = len(named) // 2
    pages = [response(f"https://news.example/{n}", answer(raw)) for n, raw in enumerate(raws)]
    return [
        zipped(*named[:half]),
        zipped(*named[half:], forwards=True),
        zipped(*named[half:], forwards=True, method=zipfile.ZIP_STORED),
        tarred(*named[:half]),
        tarred(*named[half:], form=tarfile.GNU_FORMAT),
        gzip.compress(tarred(*named[half:])),
        *(pack(raws[0]) for pack in (gzip.compress, bz2.compress, lzma.compress)),
        b"".join(pages),
        each_packed(*pages),
    ]
