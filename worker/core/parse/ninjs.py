"""ninjs 1.x to 3.x, News in JSON: alone, several, or inside an agency's own envelope."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from worker.core.article import Article
from worker.core.parse import charset
from worker.core.parse.agency import ninjs_fields, ninjs_names
from worker.core.parse.limits import Limits
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

_OTHERS = re.compile(
    rb'"@context"|"@graph"|jsonfeed\.org|"maintext"|"\$defs"|"definitions"\s*:|json-schema\.org'
)
_CERTAIN = re.compile(
    rb'ninjs|"(?:versioncreated|pubstatus|body_xhtml|representationtype|copyrightnotice|description_text'
    rb'|trustindicators?|plannedcoverage)"\s*:',
    re.IGNORECASE,
)
_IDENTIFIED = re.compile(rb'"(?:uri|guid)"\s*:\s*"')
# a text that the head cuts off reaches to its end: nothing in it is looked at again
_SIGN = re.compile(rb'"(?>(?:[^"\\]|\\.)*)(?:"(\s*:)?|\\?\Z)|[{}\[\]]', re.DOTALL)
_VALUES_MAX = 1_000_000
_DEPTH_MAX = 8


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is ninjs."""
    wide = charset.without_mark(head)
    if wide or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode(wide or "utf-16", "replace").encode("utf-8", "replace")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith((b"{", b"[")) or _OTHERS.search(head):
        return False
    if not _IDENTIFIED.search(head):
        return b"ninjs" in head and b"versioncreated" in head.lower()
    return bool(_CERTAIN.search(head)) or ninjs_names.is_all_ninjs(_keys(head))


def _keys(head: bytes) -> set[str]:
    """The names of the fields of the first object in `head`, not of what is inside them."""
    found: set[str] = set()
    depth = 0
    first = 2 if head.startswith(b"[") else 1
    for match in _SIGN.finditer(head):
        sign = match[0]
        if sign in b"{[":
            depth += 1
        elif sign in b"}]":
            depth -= 1
        elif match[1] and depth == first:
            found.add(sign.rpartition(b'"')[0].strip(b'"').decode("utf-8", "replace").lower())
    return found


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """Every article in the file, one position each."""
    raw = read_up_to(stream, limits.xml_bytes + 1)
    if len(raw) > limits.xml_bytes:
        yield Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.xml_bytes} bytes of ninjs; raise limits.xml_bytes or split the file",
        )
        return
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > _VALUES_MAX:
        yield Rejected(
            Reason.TOO_LARGE, f"more than {_VALUES_MAX} values in one JSON file; split the file"
        )
        return
    try:
        text = charset.decode(raw)
    except Rejected as rejected:
        yield rejected
        return
    del raw
    for document in _documents(text):
        if isinstance(document, Rejected):
            yield document
        else:
            yield from _articles(document)


def _documents(text: str) -> Iterator[Any]:
    """The JSON documents in `text`, one behind the other; `Rejected` where one is none."""
    # control characters inside strings are against the rules, and easily read
    decoder = json.JSONDecoder(strict=False)
    blank = re.compile(r"\s*")
    at = 0
    while True:
        match = blank.match(text, at)
        at = match.end() if match else at
        if at >= len(text):
            return
        try:
            document, at = decoder.raw_decode(text, at)
        except RecursionError:
            yield Rejected(Reason.TOO_DEEP, "the JSON is nested too deep")
            return
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            yield Rejected(Reason.MALFORMED, f"not well-formed JSON: {error.msg} at {where}")
            return
        except ValueError:
            yield Rejected(Reason.MALFORMED, "a number in the JSON has too many digits")
            return
        yield document


def _articles(document: Any) -> Iterator[Article | Rejected]:
    found = list(_found(document, 0))
    if not found:
        yield Rejected(Reason.NOT_AN_ARTICLE, "JSON in which nothing has the fields of ninjs")
    for fields in found:
        try:
            yield ninjs_fields.draft(fields).finish()
        except Rejected as rejected:
            yield rejected


def _found(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The ninjs objects in `value`, and the texts that belong to one of them."""
    if depth > _DEPTH_MAX:
        return
    if isinstance(value, dict):
        folded = {key.lower(): each for key, each in value.items()}
        if ninjs_names.is_ninjs(folded):
            yield folded
            for each in ninjs_fields.associated(folded):
                yield {key.lower(): inner for key, inner in each.items()}
            return
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _found(each, depth + 1)
