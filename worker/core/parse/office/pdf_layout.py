"""Lines on pages to paragraphs: by the gaps between them, their indents and the size of the type."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

_EDGE = 3
_REPEATED = 3
_DIGITS = re.compile(r"\d+")
_STOPPED = re.compile(r"[.!?:…。！？][\"'”’»)\]]{0,2}$")
_LISTED = re.compile(r"[•▪–*-]\s|\(?\d{1,2}[.)]\s")
_GAP, _SIZE, _INDENT, _FULL, _SHORT = 1.35, 0.12, 0.7, 0.85, 0.6
_COLUMN = 20
_HEADLINE_SIZE = 1.15
_HEADLINE_MAX = 300


class Line(NamedTuple):
    """A line of text and where it stands, in points from the left and from the foot of the page.

    Attributes:
        height: of the type.
        broken: whether a hyphen that is no part of it ends its last word.
    """

    text: str
    left: float
    bottom: float
    right: float
    height: float
    broken: bool = False


def without_edges(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all pages in order, without heads, feet and page numbers."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    return [
        line
        for page in pages
        for index, line in enumerate(page)
        if not (
            (index < _EDGE or index >= len(page) - _EDGE)
            and (seen[_key(line)] >= _REPEATED or line.text.isdigit())
        )
    ]


def headline(lines: Sequence[Line]) -> str | None:
    """What is printed in the largest type, where that is larger than the rest."""
    if not lines:
        return None
    usual = median(line.height for line in lines for _ in range(0, len(line.text), 20))
    largest = max(line.height for line in lines)
    if largest < _HEADLINE_SIZE * usual:
        return None
    for large, group in groupby(lines, lambda line: line.height >= (1 - _SIZE) * largest):
        if large:
            text = next(iter(paragraphs(list(group))))
            return text if len(text) <= _HEADLINE_MAX else None
    return None


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The paragraphs, each on one line."""
    gaps = sorted(a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom - b.bottom > 0)
    # more of them are between the lines of a paragraph than between two paragraphs
    usual = gaps[len(gaps) // 3] if gaps else 0.0
    columns = _columns(lines)
    found: list[list[Line]] = []
    for line in lines:
        if found and _goes_on(found[-1], line, usual, columns):
            found[-1].append(line)
        else:
            found.append([line])
    return ["".join(_joined(part)).rstrip() for part in found]


def _columns(lines: Sequence[Line]) -> dict[int, float]:
    """How far to the right the lines reach that begin at about the same place."""
    columns: dict[int, float] = {}
    for line in lines:
        for place in range(_place(line) - 1, _place(line) + 2):
            columns[place] = max(columns.get(place, 0.0), line.right)
    return columns


def _place(line: Line) -> int:
    return int(line.left // _COLUMN)


def _goes_on(part: Sequence[Line], line: Line, usual: float, columns: dict[int, float]) -> bool:
    """Whether `line` belongs to the paragraph that `part` begins."""
    last = part[-1]
    gap = last.bottom - line.bottom
    if abs(gap) < line.height / 4:
        # the same line, of which a piece is set apart
        return True
    if last.broken:
        return True
    filled = (last.right - last.left) / max(columns[_place(last)] - last.left, 1.0)
    if gap < 0 or gap > 4 * line.height:
        # the next column or page
        return not _STOPPED.search(last.text) and not line.text[:1].isupper()
    indented = line.left > last.left + _INDENT * line.height
    return not (
        gap > _GAP * usual
        or abs(last.height - line.height) > _SIZE * line.height
        or (indented and (len(part) > 1 or _STOPPED.search(last.text)))
        or _LISTED.match(line.text)
        or filled < _SHORT
        or (filled < _FULL and _STOPPED.search(last.text))
    )


def _joined(part: Sequence[Line]) -> Iterator[str]:
    for line in part:
        if line.broken:
            yield line.text
        else:
            yield f"{line.text} "


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return [*page[:_EDGE], *page[-_EDGE:]]


def _key(line: Line) -> str:
    """A line without its figures: "Page 3 of 12" is the same on every page."""
    return _DIGITS.sub("#", " ".join(line.text.split()))
