"""Agencies' XML to a tree: without entities, DTD or network, and within caps.

The DTD is cut off before the parser sees it, so that nothing in it can be expanded or fetched.
Names lose their namespace and their capitals, which agencies do not agree on.
"""

import codecs
import re
from functools import lru_cache
from typing import Any, BinaryIO

from lxml import etree

from worker.core.parse import charset
from worker.core.parse.agency import entities
from worker.core.parse.limits import Limits
from worker.core.parse.stream import read_up_to
from worker.errors import Reason, Rejected

Element = Any
"""An element of lxml, which ships no types."""

DEPTH_MAX = 200
"""Elements within elements; the deepest agency format needs about thirty."""
ATTRIBUTES_MAX = 256
"""Attributes of one element."""
MARKUP_MAX = 1_000_000
"""Tags, and attributes, of one document: what a parser builds of them costs far more than bytes."""

_DECLARED = re.compile(
    rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']"
)
_DTD_PART = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|[\[\]>]", re.DOTALL)
_NAME = re.compile(r"<(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})")
_WIDE = ("utf-16", "utf16", "utf-32", "utf32", "ucs", "iso-10646", "unicode")
_LATIN = frozenset(["iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"])
_TOO_DEEP = re.compile(r"excessive depth|maximum depth|nesting", re.IGNORECASE)


@lru_cache(maxsize=1)
def root_name(head: bytes) -> str:
    """The name of the root element in a document that begins with `head`; empty when not told.

    >>> root_name(b"<?xml version='1.0'?><!-- by us --><nitf>")
    'nitf'
    """
    text = _head_text(head)
    if not text.lstrip("\ufeff").lstrip().startswith("<"):
        return ""
    match = _NAME.match(text, _root_at(text))
    return match[1] if match else ""


def read(stream: BinaryIO, limits: Limits) -> Element:
    """The root element of the document in `stream`.

    Raises:
        Rejected: when it is no such document, or larger, deeper or fuller than the caps.
    """
    raw = read_up_to(stream, limits.xml_bytes + 1)
    if len(raw) > limits.xml_bytes:
        raise Rejected(
            Reason.TOO_LARGE,
            f"more than {limits.xml_bytes} bytes of XML; raise limits.xml_bytes or split the file",
        )
    if max(raw.count(b"<"), raw.count(b"=")) > MARKUP_MAX:
        raise Rejected(
            Reason.TOO_LARGE, f"more than {MARKUP_MAX} tags or attributes; split the file"
        )
    return from_text(_text(raw))


def from_text(text: str) -> Element:
    """The root element of the document that `text` is, whatever charset its prolog names.

    Raises:
        Rejected: as `read` does.
    """
    return _folded(_tree(_without_prolog(charset.clean(text))))


def _head_text(head: bytes) -> str:
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head.decode(name, "replace")
    wide = charset.without_mark(head)
    return head.decode(wide or "latin-1", "replace").removeprefix("\xef\xbb\xbf")


def _text(raw: bytes) -> str:
    """The document as text; a charset that the prolog claims is believed when nothing speaks against it."""
    if raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return charset.decode(raw)
    if not raw.isascii():
        try:
            # what is UTF-8 to the last byte is nothing else, whatever it says of itself
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    match = _DECLARED.match(raw)
    declared = match[1].decode("ascii").lower() if match else None
    if declared is None or declared.startswith(_WIDE):
        return charset.decode(raw)
    # as browsers do: those who say Latin-1 mean Windows
    return charset.decode(raw, "cp1252" if declared in _LATIN else declared)


def _root_at(text: str) -> int:
    """Where the root element begins, behind declaration, comments and document type."""
    at = 0
    while True:
        while text[at : at + 1].isspace() or text[at : at + 1] == "\ufeff":
            at += 1
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _doctype_end(text, at)
        else:
            return at
        if end <= at + 2:
            return len(text)
        at = end


def _doctype_end(text: str, at: int) -> int:
    depth = 0
    for match in _DTD_PART.finditer(text, at):
        sign = match[0]
        if sign == "[":
            depth += 1
        elif sign == "]":
            depth -= 1
        elif sign == ">" and depth <= 0:
            return match.end()
    return -1


def _without_prolog(text: str) -> str:
    root = _root_at(text)
    if root >= len(text):
        raise Rejected(Reason.MALFORMED, "no element follows its prolog; was the file cut off?")
    return text[root:]


def _tree(text: str) -> Element:
    try:
        return _parsed(text)
    except etree.XMLSyntaxError as error:
        _refuse_limits(error)
        repaired = entities.spelled_out(text)
        if repaired == text:
            raise _malformed(error) from error
    try:
        return _parsed(repaired)
    except etree.XMLSyntaxError as error:
        _refuse_limits(error)
        raise _malformed(error) from error


def _parsed(text: str) -> Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def _refuse_limits(error: etree.XMLSyntaxError) -> None:
    if _TOO_DEEP.search(str(error)):
        raise _too_deep() from error
    if "limit exceeded" in str(error):
        raise Rejected(
            Reason.TOO_LARGE, "one stretch of text or one tag in it is over ten million bytes"
        ) from error


def _too_deep() -> Rejected:
    return Rejected(Reason.TOO_DEEP, f"elements stand more than {DEPTH_MAX} deep in one another")


def _malformed(error: etree.XMLSyntaxError) -> Rejected:
    said = " ".join(str(error.msg).split())[:200]
    return Rejected(Reason.MALFORMED, f"not well-formed XML: {said}")


def _folded(root: Element) -> Element:
    """`root` with plain names all over, once it is known to be within the caps."""
    depth = 0
    plain: dict[str, str] = {}
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        if depth > DEPTH_MAX:
            raise _too_deep()
        tag = element.tag
        if len(element.keys()) > ATTRIBUTES_MAX:
            raise Rejected(
                Reason.TOO_LARGE, f"<{tag[:60]}> has more than {ATTRIBUTES_MAX} attributes"
            )
        if tag not in plain:
            plain[tag] = tag.rpartition("}")[2].lower()
        if plain[tag] != tag:
            element.tag = plain[tag]
    return root


def line(element: Element | None) -> str | None:
    """All the text in `element` on one line; None when there is none."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None


def first(element: Element, *paths: str) -> str | None:
    """The text of the first element with any, at the first of `paths` that has one."""
    for path in paths:
        for found in element.iterfind(path):
            if text := line(found):
                return text
    return None


def attribute(element: Element, path: str, name: str) -> str | None:
    """The attribute `name` of the first element at `path` that has it."""
    for found in element.iterfind(path):
        if value := " ".join((found.get(name) or "").split()):
            return value
    return None


LANG = "{http://www.w3.org/XML/1998/namespace}lang"
"""The name of the attribute xml:lang."""
