"""Marked-up text (NITF, XHTML, HTML) to paragraphs: block elements part them, captions go."""

import html
import re
from dataclasses import dataclass, field

from lxml import etree

from worker.core.article import Dropped
from worker.core.parse.agency.xml import Element
from worker.core.parse.page import fragment
from worker.core.parse.printed import layout
from worker.errors import Reason, Rejected

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "banner",
        "block",
        "blockquote",
        "body",
        "body.content",
        "bq",
        "caption",
        "center",
        "content",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "fn",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hl1",
        "hl2",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "note",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td.block",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    [
        "base",
        "button",
        "head",
        "iframe",
        "input",
        "link",
        "math",
        "meta",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
    ]
)
_CAPTIONS = frozenset(
    [
        "figcaption",
        "figure",
        "media",
        "media-caption",
        "media-producer",
        "media-metadata",
        "media-reference",
    ]
)
_CELLS = frozenset(["td", "th"])
_BREAK = "\v"
_EMPTY_LINES = re.compile(r"\n[ \t\r\f\u3000]*\n\s*")
_TOO_DEEP = re.compile(r"excessive depth|maximum depth|nesting", re.IGNORECASE)


@dataclass(slots=True)
class Prose:
    """Paragraphs, and what was left out between them."""

    paragraphs: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def from_markup(text: str, *, escaped: bool = False) -> Prose:
    """The paragraphs of `text`, which is HTML or plain.

    Raises:
        Rejected: with `too_deep`, where elements are nested beyond what a parser takes.
    """
    if not fragment.is_markup(text):
        return Prose(from_plain(html.unescape(text)))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return Prose()
    if any(_TOO_DEEP.search(error.message) for error in parser.error_log):
        raise Rejected(Reason.TOO_DEEP, "the HTML in it is nested too deep")
    return from_element(root, escaped=escaped) if root is not None else Prose()


def from_plain(text: str) -> list[str]:
    """The paragraphs of `text`, which has no markup; wrapped lines are joined."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part.text for part in layout.paragraphs(text)] if text.strip() else []


def from_element(root: Element, *, escaped: bool = False) -> Prose:
    """The paragraphs below `root`, whose names are plain and small.

    Args:
        root: where to begin.
        escaped: it stood as text in other markup; what stands so in it stays as it is.
    """
    walk = etree.iterwalk(root, events=("start", "end"))
    text = _Text()
    for event, element in walk:
        if event == "end":
            text.leave(element, last=element is root)
        elif element.tag in _SKIPPED or element.tag in _CAPTIONS:
            walk.skip_subtree()
            text.skip(element)
        else:
            text.enter(element)
    text.flush()
    return text.found if escaped else _unescaped(text.found)


def _unescaped(found: Prose) -> Prose:
    """`found` with paragraphs that are nothing but markup, put there by a program, read as such."""
    kept = Prose(dropped=found.dropped)
    for text in found.paragraphs:
        if text.startswith("<") and text.endswith(">") and fragment.is_markup(text):
            inner = from_markup(text, escaped=True)
            kept.paragraphs.extend(inner.paragraphs)
            kept.dropped.extend(
                inner.dropped or ([] if inner.paragraphs else [Dropped(text, "markup")])
            )
        else:
            kept.paragraphs.append(text)
    return kept


@dataclass(slots=True)
class _Text:
    """The text met so far: pieces of the block being read, rows of the table being read."""

    found: Prose = field(default_factory=Prose)
    pieces: list[str] = field(default_factory=list)
    rows: list[str] | None = None

    def enter(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self.flush()
            if element.tag == "table":
                self.rows = []
        elif element.tag == "br":
            self.pieces.append(_BREAK)
        if element.text:
            self.pieces.append(element.text)

    def leave(self, element: Element, *, last: bool) -> None:
        if element.tag in _BLOCKS:
            self.flush()
            if element.tag == "table" and self.rows is not None:
                self.found.paragraphs.extend(["\n".join(self.rows)] if self.rows else [])
                self.rows = None
        elif element.tag in _CELLS:
            self.pieces.append(" ")
        if element.tail and not last:
            self.pieces.append(element.tail)

    def skip(self, element: Element) -> None:
        if element.tag in _CAPTIONS:
            text = " ".join("".join(element.itertext()).split())
            self.found.dropped.extend([Dropped(text, "caption")] if text else [])

    def flush(self) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        if not text or text.isspace():
            return
        if self.rows is not None:
            self.rows.append(" ".join(text.split()))
        elif "\n" in text or _BREAK in text:
            self.found.paragraphs.extend(_laid_out(text))
        else:
            self.found.paragraphs.append(" ".join(text.split()))


def _laid_out(text: str) -> list[str]:
    """The paragraphs of one block, in which wire copy may stand line by line."""
    if _is_indented_markup(text):
        parts = (
            "\n".join(" ".join(line.split()) for line in part.split(_BREAK))
            for part in _EMPTY_LINES.split(text)
        )
        text = "\n\n".join(parts)
    return _rejoined(from_plain(text.replace(_BREAK, "\n")))


def _rejoined(parts: list[str]) -> list[str]:
    """`parts` with a bracket or a sentence that was wrapped on one line again."""
    found: list[list[str]] = []
    for part in parts:
        before = found[-1] if found else [""]
        bracketed = before[0].startswith("(") and ")" not in before[-1]
        closes = part.endswith(")") and "(" not in part
        if (bracketed and closes) or (before[-1].endswith(",") and part[:1].islower()):
            found[-1].append(part)
        else:
            found.append([part])
    return [" ".join(part) for part in found]


def _is_indented_markup(text: str) -> bool:
    """Whether a program broke the lines of `text`: it then indents all but the first alike."""
    lines = [line for line in text.split("\n")[1:] if line and not line.isspace()]
    return all(line[0] in " \t" for line in lines)
