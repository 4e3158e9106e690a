"""Bytes made wrong in the ways in which files are wrong, and some in which only enemies make them."""

import random
from collections.abc import Sequence

WORDS = (
    b"\0",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1b[2J",
    b"\r",
    b"\n\n",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    b"<",
    b">",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b'<!DOCTYPE a [<!ENTITY b "c">]>',
    b"&b;",
    b"&#0;",
    b"&#xD800;",
    b"&#99999999999;",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"1e999",
    b"-1",
    b"NaN",
    b"9" * 400,
    b"0000-00-00T99:99:99+99:99",
    b"31 February 2021",
    b"1 JAN 0000",
    b"9999-12-31T23:59:59+14:00",
    b"0001-01-01T00:00:00-14:00",
    b"24:00",
    b"%s%n",
    b"a" * 3000,
    b"(" * 500,
    b"<a>" * 500,
    b"[" * 3000,
    b"=?utf-8?q?=FF?=",
    b"=?x-unknown?b?////?=",
    b"Content-Type: multipart/mixed; boundary=\n",
    b"Content-Transfer-Encoding: base64\n",
    b"http://[::1",
    b"//[",
    b"\xf0\x9f\x92\xa9",
    "\u202e\u0661\u00b2\u2460".encode(),
)
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF)
LONGEST = 200_000


def mutated(pick: random.Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """`raw` with one to six things done to it; `others` lend pieces."""
    changed = bytearray(raw)
    for _ in range(pick.choice((1, 1, 2, 3, 6))):
        _ONE[pick.randrange(len(_ONE))](pick, changed, others)
    return bytes(changed[:LONGEST])


def _span(pick: random.Random, raw: bytearray) -> tuple[int, int]:
    start = pick.randrange(len(raw) + 1)
    return start, min(len(raw), start + pick.choice((1, 2, 4, 16, 64, 400, 3000)))


def _cut(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    del raw[pick.randrange(len(raw) + 1) :]


def _remove(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    start, end = _span(pick, raw)
    del raw[start:end]


def _repeat(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    start, end = _span(pick, raw)
    raw[start:start] = raw[start:end] * pick.choice((1, 2, 50))


def _word(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    start, end = _span(pick, raw)
    raw[start : pick.choice((start, end))] = pick.choice(WORDS)


def _byte(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    if raw:
        raw[pick.randrange(len(raw))] = pick.choice((*NUMBERS, pick.randrange(256)))


def _bit(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    if raw:
        raw[pick.randrange(len(raw))] ^= 1 << pick.randrange(8)


def _swap(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    start, end = _span(pick, raw)
    piece = raw[start:end]
    del raw[start:end]
    at = pick.randrange(len(raw) + 1)
    raw[at:at] = piece


def _splice(pick: random.Random, raw: bytearray, others: Sequence[bytes]) -> None:
    other = bytearray(pick.choice(others)) if others else bytearray()
    start, end = _span(pick, other)
    at, behind = _span(pick, raw)
    raw[at : pick.choice((at, behind))] = other[start:end]


def _join(pick: random.Random, raw: bytearray, others: Sequence[bytes]) -> None:
    if others:
        raw += pick.choice((b"", b"\n", b"\n\n")) + pick.choice(others)


def _recode(pick: random.Random, raw: bytearray, _others: Sequence[bytes]) -> None:
    charset = pick.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "cp037"))
    raw[:] = bytes(raw).decode("latin-1").encode(charset, "replace")


_ONE = (_cut, _remove, _repeat, _word, _word, _byte, _byte, _bit, _swap, _splice, _join, _recode)
