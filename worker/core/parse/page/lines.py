"""All lines of text of a page, in order, each with what it stands in."""

from enum import Enum, auto

from lxml import etree
from lxml.html import HtmlElement

from worker.core.parse.page.words import flat, squeeze
from worker.core.parse.printed.layout import paragraphs


class _Kind(Enum):
    SILENT = auto()
    LINK = auto()
    CELL = auto()
    INLINE = auto()


_KINDS = {
    **dict.fromkeys(
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
        ],
        _Kind.SILENT,
    ),
    **dict.fromkeys(
        [
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
        ],
        _Kind.INLINE,
    ),
    # cells of a row stand on one line; those that hold paragraphs of their own still do not
    "td": _Kind.CELL,
    "th": _Kind.CELL,
    "a": _Kind.LINK,
}
"""What an element is for the lines; any other one is a block, which begins and ends a line."""
_LINES_MAX = 20_000


class Line:
    """One line of text.

    Attributes:
        text: without line ends and runs of blanks.
        element: the block that it stands in.
        linked: which part of it are links.
    """

    __slots__ = ("_letters", "element", "linked", "text")

    def __init__(self, text: str, element: HtmlElement, linked: float = 0.0) -> None:
        self.text = text
        self.element = element
        self.linked = linked
        self._letters: str | None = None

    @property
    def letters(self) -> str:
        """The text's letters and figures alone."""
        if self._letters is None:
            self._letters = squeeze(self.text)
        return self._letters


class _Pen:
    """Writes one line after the other."""

    def __init__(self, block: HtmlElement) -> None:
        self.lines: list[Line] = []
        self.block = block
        self.pieces: list[str] = []
        self.linked = 0
        self.row = 0

    def write(self, text: str, *, link: bool) -> None:
        if link:
            self.linked += len(text.strip())
        self.pieces.append(text)

    def turn_to(self, block: HtmlElement | None) -> None:
        """End the line, and write into `block` from here on."""
        self.end_line()
        if block is not None:
            self.block = block
            if block.tag == "tr":
                self.row = len(self.lines)

    def next_cell(self) -> None:
        """Part two cells: by a blank, or by a line where one of them had several."""
        if len(self.lines) > self.row:
            self.end_line()
        self.pieces.append(" ")

    def end_line(self) -> None:
        if self.pieces:
            written = "".join(self.pieces)
            for text in _set(written) if self.block.tag == "pre" else (flat(written),):
                if text:
                    self.lines.append(Line(text, self.block, min(1.0, self.linked / len(text))))
            self.pieces.clear()
            self.linked = 0


def _set(text: str) -> list[str]:
    """The paragraphs of text that keeps its line ends."""
    return [flat(part.text) for part in paragraphs(text.replace("\r\n", "\n"))]


def read(tree: HtmlElement) -> list[Line]:
    """The lines of the page's body."""
    body = tree.find("body")
    pen = _Pen(tree if body is None else body)
    links = 0
    walk = etree.iterwalk(pen.block, events=("start", "end"))
    for event, element in walk:
        started = event == "start"
        kind = _KINDS.get(element.tag)
        if kind is None:
            pen.turn_to(element if started else element.getparent())
            if len(pen.lines) >= _LINES_MAX:
                break
        elif kind is _Kind.LINK:
            links += 1 if started else -1
        elif kind is _Kind.CELL:
            pen.next_cell()
        elif kind is _Kind.SILENT and started:
            walk.skip_subtree()
            continue
        text = element.text if started else element.tail
        if text and (pen.pieces or not text.isspace()):
            pen.write(text, link=links > 0)
    pen.end_line()
    return pen.lines
