"""The paragraphs and properties in the XML of a Word document."""

import io

from lxml import etree

from worker.core.parse import charset
from worker.core.parse.office.paper import Properties
from worker.core.parse.record import instant

_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
# what a change in the making takes out, and what stands there twice for old programs
_HIDDEN = frozenset(
    ["del", "moveFrom", "Fallback", "instrText", "delText", "pPrChange", "rPrChange"]
)
_TITLES = frozenset(
    ["title", "titel", "titre", "título", "titolo", "headline", "heading1", "überschrift1"]
)
_CELL_MAX = 60


class _Text:
    """What has been read of a document so far."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.title: str | None = None
        self.hidden = 0
        self._open: list[list[str]] = []
        self._styles: list[str] = []
        self._rows: list[int] = []

    def begin(self, name: str, element: etree._Element) -> None:
        """An element begins."""
        if name == "p":
            self._open.append([])
            self._styles.append("")
        elif name == "tr":
            self._rows.append(len(self.paragraphs))
        elif name == "pStyle" and self._styles:
            values = [str(value) for key, value in element.items() if str(key).endswith("}val")]
            self._styles[-1] = "".join(filter(str.isalnum, "".join(values))).lower()

    def end(self, name: str, element: etree._Element) -> None:
        """An element ends; its text is whole."""
        if name == "t" and self._open:
            self._open[-1].append(element.text or "")
        elif name in _BREAKS and self._open:
            self._open[-1].append(_BREAKS[name])
        elif name == "p" and self._open:
            self._paragraph("".join(self._open.pop()), self._styles.pop())
        elif name == "tr" and self._rows:
            self._row(self._rows.pop())

    def _paragraph(self, text: str, style: str) -> None:
        lines = [line for part in text.split("\n") if (line := " ".join(part.split()))]
        self.paragraphs.extend(lines)
        if lines and self.title is None and style in _TITLES:
            self.title = " ".join(lines)

    def _row(self, start: int) -> None:
        """The cells of a row of figures are one line; those that only lay a page out are not."""
        cells = self.paragraphs[start:]
        if cells and all(len(cell) <= _CELL_MAX for cell in cells):
            self.paragraphs[start:] = [" ".join(cells)]


def read(document: bytes) -> tuple[list[str], str | None]:
    """The paragraphs in order, and the first that is in the style of a title.

    Raises:
        etree.LxmlError: when the XML is not well-formed.
    """
    text = _Text()
    for event, element in _events(document):
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if event == "start":
            text.hidden += name in _HIDDEN
            if not text.hidden:
                text.begin(name, element)
            continue
        if not text.hidden:
            text.end(name, element)
        text.hidden -= name in _HIDDEN
        if name in {"p", "tbl", "tr"}:
            # what was read is not needed again
            element.clear()
    return text.paragraphs, text.title


def properties(core: bytes) -> Properties:
    """What `core.xml` says about the document."""
    found: dict[str, str] = {}
    for event, element in _events(core):
        if event == "end" and isinstance(element.tag, str) and element.text:
            found.setdefault(etree.QName(element).localname, charset.clean(element.text).strip())
    return Properties(
        title=found.get("title"),
        author=found.get("creator"),
        language=found.get("language"),
        modified=instant.read(found.get("modified")),
    )


def _events(document: bytes) -> etree.iterparse:
    return etree.iterparse(
        io.BytesIO(document),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
