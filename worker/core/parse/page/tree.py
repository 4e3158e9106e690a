"""Bytes to a tree of elements, within bounds."""

import codecs
import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from worker.core.parse import charset
from worker.errors import Reason, Rejected

ELEMENTS_MAX = 20_000
"""Several times what large pages have; work on more takes longer than a page is worth."""
_DEPTH_MAX = 150
_ATTRIBUTES_MAX = 2000
_LONG_TAG = 60_000
_TAG = re.compile(r"""<[A-Za-z](?>(?:[^"'>]++|"[^"]*+"|'[^']*+'|["'])*)""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_DECLARED_WITHIN = 8192
_DECLARED = re.compile(
    rb"""<(?:meta\b[^<>]{0,300}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}|\?xml\b[^<>]{0,100}?\bencoding\s{0,9}=\s{0,9}["'])"""
    rb"""([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
# what browsers take these labels for
_MEANT = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-mac-roman": "mac_roman",
}
# lxml's own look-up asks Python for the class of each element
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * _DEPTH_MAX + ")")
_COUNT = etree.XPath("count(//*)")


def decode(raw: bytes) -> str:
    """The text of a page: its byte order mark, what it declares, then what is likely.

    Raises:
        Rejected: with `bad_encoding`, when no charset makes text of it.
    """
    label = declared(raw)
    if label and not raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # a page that says Latin-1 and is UTF-8 is UTF-8: no other text decodes as that by chance
        for name in ("utf-8", label):
            try:
                return raw.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
        if label != "utf-8" and (text := _nearly(raw, label)):
            return text
    return charset.decode(raw)


def declared(raw: bytes) -> str | None:
    """The charset that the page's head declares, by the name that Python has for it."""
    match = _DECLARED.search(raw[:_DECLARED_WITHIN])
    if not match:
        return None
    label = match[1].decode("ascii").lower()
    # a declaration in ASCII letters cannot stand in UTF-16
    label = "utf-8" if label.startswith("utf-16") else _MEANT.get(label, label)
    try:
        return label if codecs.lookup(label)._is_text_encoding else None  # noqa: SLF001
    except LookupError:
        return None


def _nearly(raw: bytes, label: str) -> str | None:
    text = raw.decode(label, "replace")
    return text if text.count("�") * 500 <= len(text) else None


def plant(text: str) -> HtmlElement:
    """The tree of a page's text.

    Raises:
        Rejected: when nothing is in it, or it is deeper or larger than any page that is written.
    """
    if _is_flooded(text) and _is_flooded(_SCRIPT.sub("", text)):
        # each attribute is compared with all before it
        raise Rejected(
            Reason.TOO_LARGE, f"an element has more than {_ATTRIBUTES_MAX} attributes; no page does"
        )
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = document_fromstring(text.replace("\0", "").encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Rejected(Reason.MALFORMED, f"no HTML can be read in it: {error}") from error
    if _TOO_DEEP(root):
        raise Rejected(
            Reason.TOO_DEEP, f"its elements stand {_DEPTH_MAX} deep in one another; no page does"
        )
    if _COUNT(root) > ELEMENTS_MAX:
        raise Rejected(
            Reason.TOO_LARGE, f"it has more than {ELEMENTS_MAX} elements; split the page"
        )
    return root


def _is_flooded(text: str) -> bool:
    """Whether a tag has so many attributes that no parser gets through them in time."""
    return any(
        len(tag) > _LONG_TAG and len(_QUOTED.sub(" ", tag).split()) > _ATTRIBUTES_MAX
        for tag in _TAG.findall(text)
    )
