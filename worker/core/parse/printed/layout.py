"""Lines to paragraphs, whether lines were wrapped at a width or each one is a paragraph."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

WRAP_MAX = 100
"""No wire, mail program or terminal wraps wider than this."""
_WRAP_MIN = 40
_INDENTS = ("  ", "\t", "\u3000")


class Paragraph(NamedTuple):
    """One paragraph as printed, on one line.

    Attributes:
        gap: whether an empty line stands before it.
        laid_out: whether it was indented, or joined from several lines, as wire copy is.
    """

    text: str
    gap: bool = False
    laid_out: bool = False


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text`, in order; lines that were wrapped are joined."""
    printed = text.split("\n")
    lines = list(map(str.rstrip, printed))
    # blanks that fill a line up show how wide the page was
    width = _width(lines, max(map(len, filter(str.strip, printed)), default=0))
    indenting = bool(width) and _indents(lines)
    found: list[Paragraph] = []
    part: list[str] = []
    gap = False
    for line in lines:
        if not line:
            if part:
                found.append(_joined(part, gap))
                part = []
            gap = True
            continue
        if part and not (
            width
            and (not indenting or part[0].startswith(_INDENTS))
            and _goes_on(part[-1], line, width)
        ):
            found.append(_joined(part, gap))
            part, gap = [], False
        part.append(line)
    if part:
        found.append(_joined(part, gap))
    return found


def _joined(lines: list[str], gap: bool) -> Paragraph:  # noqa: FBT001 - private
    laid_out = len(lines) > 1 or lines[0].startswith(_INDENTS)
    text = " ".join(" ".join(lines).split())
    if "- " in text and len(lines) > 1:
        text = " ".join("".join(_unbroken(lines)).split())
    return Paragraph(text, gap, laid_out)


def _unbroken(lines: list[str]) -> Iterator[str]:
    """The lines, where a word broken at its own hyphen stands without a blank again."""
    yield lines[0]
    for before, line in itertools.pairwise(lines):
        broken = before.endswith("-") and before[-2:-1].isalnum() and line[:1].islower()
        yield line if broken else f" {line}"


def _width(lines: list[str], longest: int) -> int:
    """The width that lines were wrapped at, 0 when each line is a paragraph.

    A line is full when the next line's first word would not have fitted in it. In wrapped text
    nearly all lines that go on are full; in a list of short lines, or where a line is a paragraph,
    few are.
    """
    if longest < _WRAP_MIN:
        return 0
    if longest > WRAP_MAX:
        lengths = sorted(filter(None, map(len, lines)))
        longest = lengths[max(0, len(lengths) - 1 - len(lengths) // 20)]
        if not _WRAP_MIN <= longest <= WRAP_MAX:
            return 0
    full = short = 0
    for line, after in itertools.pairwise(lines):
        if not line or not after or after.startswith(_INDENTS):
            continue
        word = after.lstrip().partition(" ")[0]
        if len(line) + len(word) + 8 > longest:
            full += 1
        else:
            short += 1
    return longest if full > short else 0


def _indents(lines: list[str]) -> bool:
    """Whether an indent begins each paragraph, so that a line without one begins none."""
    indents = sum(line.startswith(_INDENTS) for line in lines)
    blocks = sum(1 for a, b in zip(["", *lines], lines, strict=False) if b and not a)
    return indents * 2 >= blocks


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether `after` is the same paragraph as `line` above it."""
    if after.startswith(_INDENTS):
        # a hanging indent, or the next paragraph
        return False
    if line.startswith(_INDENTS):
        return len(line) * 2 > width
    word = after.lstrip().partition(" ")[0]
    return len(line) + len(word) + 12 > width
