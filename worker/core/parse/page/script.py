"""What a page's scripts hold of the article: the text that they would draw, and its time."""

import json
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

_STRING = re.compile(r'"((?:[^"\\]|\\.){600,})"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_PUBLISHED = re.compile(
    r""""(?:date_?published|published_?(?:at|date|time|on)|publish_?(?:date|time|dt)|publication_?date|pub_?date"""
    r"""|deploy_?d(?:t|ate)|first_?published(?:_?(?:at|date|time))?|release_?date)\\?"\s{0,4}:\s{0,4}\\?"([^"\\]{8,40})""",
    re.IGNORECASE,
)
_CLOCKS_MAX = 3
_SCRIPTS_BYTES = 3_000_000
_PARAGRAPHS_MIN = 2
_NESTED = 3


def text(tree: HtmlElement) -> HtmlElement | None:
    """The longest markup of paragraphs among the strings in the scripts, as a tree of its own."""
    best = ""
    left = _SCRIPTS_BYTES
    for script in tree.iter("script"):
        source = (script.text or "")[:left]
        left -= len(source)
        best = max(best, _longest(source, _NESTED), key=len)
    try:
        return document_fromstring(best) if best else None
    except (etree.LxmlError, ValueError):
        return None


def clocks(tree: HtmlElement) -> Iterator[str]:
    """When the article was published, as the scripts' own data have it."""
    left = _SCRIPTS_BYTES
    for script in tree.iter("script"):
        source = (script.text or "")[:left]
        left -= len(source)
        for match in islice(_PUBLISHED.finditer(source), _CLOCKS_MAX):
            yield match[1]


def _longest(source: str, depth: int) -> str:
    best = ""
    for match in _STRING.finditer(source):
        try:
            value = json.loads(f'"{match[1]}"', strict=False)
        except ValueError:
            continue
        if depth and '"' in value and value.lstrip()[:1] in "{[0123456789":
            value = _longest(value, depth - 1)
        if len(value) > len(best) and len(_PARAGRAPH.findall(value)) >= _PARAGRAPHS_MIN:
            best = value
    return best
