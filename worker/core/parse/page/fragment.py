"""A piece of HTML, as feeds and data fields carry it, to paragraphs of plain text."""

import re

from lxml import etree, html

from worker.core.parse import charset

# a known tag, one with an attribute, or one that closes: "<ACME>" is how wires print a ticker
_MARKUP = re.compile(
    r"""<(?: /[A-Za-z][A-Za-z0-9:]{0,20}\s*>
      | /?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|img|table|hr|pre|sup|sub|html|
          body|u|q|code|td|tr|script|style)\b (?:\s[^<>]{0,2000})? /?>
      | [A-Za-z][A-Za-z0-9:]{0,20} \s+ [A-Za-z][\w:-]{0,30} \s? = [^<>]{0,2000} >
      | !(?:doctype\b|--) )""",
    re.VERBOSE | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "audio",
        "video",
        "canvas",
        "button",
        "select",
        "textarea",
        "input",
        "map",
        "figcaption",
    ]
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_BREAK = "\n"
_BLOCK = re.compile(r"</?(?:p|br|div|li|tr|h[1-6]|blockquote|pre)\b", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


def is_markup(text: str) -> bool:
    """Whether `text` holds tags of HTML; a plain text with a "<" in it does not."""
    return "<" in text and bool(_MARKUP.search(text))


def paragraphs(text: str) -> list[str]:
    """The paragraphs in `text`, HTML or plain, without markup; captions and scripts left out."""
    return [line for part in read(text).split("\n") if (line := " ".join(part.split()))]


def line(text: str) -> str:
    """`text` on one line, without markup: for titles and names.

    >>> line("Caf&eacute; <b>closed</b>")
    'Café closed'
    """
    return " ".join(read(text).split())


def read(text: str) -> str:
    """`text` without markup, one line a paragraph; plain text as it is."""
    text = charset.clean(text)
    if not (is_markup(text) or _ENTITY.search(text)):
        return text
    if not is_markup(text):
        # the end of a line is one in plain text, though some signs are written as in HTML
        return "\n".join(map(_plain, text.split("\n")))
    if not _BLOCK.search(text):
        # editors that put the paragraphs in only when a page is shown
        text = _EMPTY_LINE.sub("<p>", text)
    return _plain(text)


def _plain(text: str) -> str:
    # libxml2 takes a document for empty that begins with a declaration
    root = _root(_DECLARATION.sub("", text, count=1))
    return charset.clean("".join(_pieces(root))) if root is not None else ""


def _root(text: str) -> etree._Element | None:
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _pieces(root: etree._Element) -> list[str]:
    """The text in order of reading; a block begins and ends a line."""
    pieces: list[str] = []
    hidden = kept = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            hidden += tag in _HIDDEN
            kept += tag == "pre"
        text = element.text if event == "start" else element.tail
        if tag in _BLOCKS and not hidden and (event == "start" or tag != "br"):
            pieces.append(_BREAK)
        if event == "end":
            hidden -= tag in _HIDDEN
            kept -= tag == "pre"
        if text and not hidden:
            pieces.append(text if kept else " ".join(("." + text + ".").split())[1:-1])
    return pieces
