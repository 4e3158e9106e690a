"""JSON documents one after the other: a single one, the elements of a list, or lines."""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from worker.core.parse import charset
from worker.core.parse.limits import Limits
from worker.core.parse.record.lines import lines
from worker.errors import Reason, Rejected

VALUES_MAX = 3_000_000
"""A document with more values than this would take many times its own size in memory."""

_BETWEEN = re.compile(r"[\s,\ufeff\x1e]*")
_DECODER = json.JSONDecoder(strict=False)
_INDENTED_MAX = 500
"""In a document that is laid out in lines they are shorter than this."""
_BOM = b"\xef\xbb\xbf"


def documents(stream: BinaryIO, limits: Limits, start: int = 0) -> Iterator[Any | Rejected]:
    """Every document in `stream` from number `start` on; of one that is a list, every element.

    A file of JSON lines is read line by line, however long it is; a line that cannot be read is
    one `Rejected`, and the next one is read. Lines before `start` are not looked into.
    """
    rows = _filled(lines(stream, limits.json_bytes))
    first, second = next(rows, b""), next(rows, b"")
    if second != b"" and (first is None or _are_lines(first, second)):
        for row in islice(chain((first, second), rows), start, None):
            yield _line(row, limits)
        return
    if (raw := _whole(first, second, rows, limits.json_bytes)) is None:
        yield _too_large(limits)
        return
    try:
        yield from islice(_read(charset.decode(raw)), start, None)
    except Rejected as rejected:
        yield rejected


def _filled(rows: Iterator[bytes | None]) -> Iterator[bytes | None]:
    return (row for row in rows if row is None or not row.isspace())


def _are_lines(first: bytes, second: bytes | None) -> bool:
    """Whether the first two lines of a file are documents of their own."""
    begin = first.removeprefix(_BOM).strip()
    opened = len(begin) <= _INDENTED_MAX and begin.endswith((b"{", b"[", b":", b","))
    return (
        begin.startswith(b"{")
        and not opened
        and (second is None or second.lstrip().startswith(b"{"))
    )


def _line(row: bytes | None, limits: Limits) -> Any | Rejected:
    if row is None:
        return _too_large(limits)
    try:
        text = charset.decode(row)
        _count(text)
        return json.loads(text, strict=False)
    except Rejected as rejected:
        return rejected
    except RecursionError:
        return _too_deep()
    except ValueError as error:
        return Rejected(Reason.MALFORMED, f"the line is no JSON: {error}"[:300])


def _whole(
    first: bytes | None, second: bytes | None, rows: Iterator[bytes | None], most: int
) -> bytes | None:
    """The file from its first line on, None when it is longer than `most` bytes."""
    # one buffer: a list of short lines would be many times as large
    whole = bytearray()
    for row in chain((first, second), rows):
        if row is None or len(whole) + len(row) > most:
            return None
        whole += row
    return bytes(whole)


def _read(text: str) -> Iterator[Any | Rejected]:
    _count(text)
    at, listed = 0, False
    try:
        while (at := _end_of_space(text, at)) < len(text):
            if text[at] == "[" and not listed:
                at, listed = at + 1, True
            elif text[at] == "]" and listed:
                at, listed = at + 1, False
            else:
                value, at = _DECODER.raw_decode(text, at)
                yield value
    except RecursionError:
        yield _too_deep()
    except ValueError as error:
        yield Rejected(Reason.MALFORMED, f"the file is no JSON from here on: {error}"[:300])
    else:
        if listed:
            yield Rejected(Reason.MALFORMED, "the list does not end; the file was cut off")


def _end_of_space(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _count(text: str) -> None:
    if text.count(",") + text.count("{") + text.count("[") > VALUES_MAX:
        raise Rejected(
            Reason.TOO_LARGE,
            f"more than {VALUES_MAX} values in one JSON document; write one record a line instead",
        )


def _too_large(limits: Limits) -> Rejected:
    return Rejected(
        Reason.TOO_LARGE,
        f"more than {limits.json_bytes} bytes in one JSON document; write one record a line instead, "
        "or raise limits.json_bytes",
    )


def _too_deep() -> Rejected:
    return Rejected(Reason.TOO_DEEP, "lists and objects are nested deeper than can be read")
