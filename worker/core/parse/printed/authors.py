"""Which line is the author's name where no "By" says so."""

from collections.abc import Sequence

from worker.core.parse.printed import byline, stamp

_ABOVE_HEADLINE = 5
_ENOUGH = 2
_SMALL_PRINT = 30


def find(lines: Sequence[str], headline: int, begin: int) -> range:
    """The lines that are only a name, and stand where pages print the author; often empty.

    Args:
        lines: the text down to the first lines of the report; "" for what is surely no name.
        headline: where the headline is printed last, -1 when there is none.
        begin: where the report begins.
    """
    first = max(0, (headline if headline >= 0 else begin) - _ABOVE_HEADLINE)
    window = range(first, len(lines))
    signed = {i: found for i in window if lines[i] and (found := byline.read(lines[i]))}
    stamps = {i: said for i in window if lines[i] and (said := stamp.read(lines[i]))}
    if any(found.certain for found in signed.values()):
        return range(0)
    for index, said in stamps.items():
        if (names := byline.read(said.before or said.after)) and index not in signed:
            if names.certain:
                return range(0)
            signed[index] = names
    best, best_score = None, _ENOUGH - 1
    for index in signed:
        score = _score(lines, index, headline, begin, stamps)
        if score > best_score:
            best, best_score = index, score
    if best is None:
        return range(0)
    end = best + 1
    while end in signed and end not in stamps and end != headline:
        end += 1
    return range(best, end)


def _score(
    lines: Sequence[str],
    index: int,
    headline: int,
    begin: int,
    stamps: dict[int, stamp.Stamp],
) -> int:
    if lines[index] == lines[headline]:
        return 0
    score = 0
    if index and byline.is_label(lines[index - 1]):
        score += 3
    if stamps.keys() & {index - 1, index, index + 1}:
        score += 2
    elif any(is_small_print(lines[near]) for near in (index - 1, index + 1) if near < len(lines)):
        score += 1
    if index + 1 < len(lines) and byline.is_post(lines[index + 1]):
        score += 1
    if 0 <= headline < index < begin:
        score += 1
    if headline >= 0 and abs(index - headline) == 1:
        score += 1
    if 0 <= headline - index < _ABOVE_HEADLINE and lines[headline] in lines[:index]:
        score += 1
    if lines.count(lines[index]) > 1:
        score += 1
    return score


def is_small_print(line: str) -> bool:
    """Whether `line` is like "2 hours ago" or "4 minute read"."""
    return len(line) <= _SMALL_PRINT and any(character.isdigit() for character in line)
