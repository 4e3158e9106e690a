"""All lines of text of a page, in order, each with what it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from worker.core.parse.page.words import flat

_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "select",
        "option",
        "datalist",
        "textarea",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "map",
        "head",
        "title",
        "button",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "del",
        "nobr",
        "amp-link",
        "strongbr",
        "center-text",
    ]
)
# cells of a row stand on one line; those that hold paragraphs of their own still do not
_CELLS = frozenset({"td", "th"})
_LINES_MAX = 20_000


@dataclass(slots=True)
class Line:
    """One line of text.

    Attributes:
        element: the block that it stands in.
        linked: which part of it are links.
    """

    text: str
    element: HtmlElement
    linked: float = 0.0


@dataclass(slots=True)
class _Pen:
    pieces: list[str] = field(default_factory=list)
    linked: int = 0


def read(tree: HtmlElement) -> list[Line]:
    """The lines of the page's body."""
    found: list[Line] = []
    for line in _walk(tree):
        found.append(line)
        if len(found) >= _LINES_MAX:
            break
    return found


def _walk(tree: HtmlElement) -> Iterator[Line]:
    body = tree.find("body")
    pen = _Pen()
    silent = links = 0
    block: HtmlElement = tree if body is None else body
    for event, element in etree.iterwalk(block, events=("start", "end")):
        tag = element.tag
        started = event == "start"
        if tag in _SILENT:
            silent += 1 if started else -1
        elif tag == "a":
            links += 1 if started else -1
        elif tag in _CELLS:
            pen.pieces.append(" ")
        elif tag not in _INLINE and not silent:
            yield from _flush(pen, block)
            block = element if started else _parent(element, block)
        text = element.text if started else element.tail
        if text and not silent:
            pen.pieces.append(text)
            if links:
                pen.linked += len(text.strip())
    yield from _flush(pen, block)


def _parent(element: HtmlElement, block: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return block if parent is None else parent


def _flush(pen: _Pen, block: HtmlElement) -> Iterator[Line]:
    if pen.pieces:
        text = flat("".join(pen.pieces))
        if text:
            yield Line(text, block, min(1.0, pen.linked / len(text)))
        pen.pieces.clear()
        pen.linked = 0
