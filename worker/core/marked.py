"""Where in a text the words stand that its tags rest on."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from worker.core.article import Tag


class Stretch(NamedTuple):
    """Words of a text, and the tags that rest on them, none where nothing does."""

    text: str
    tags: tuple[Tag, ...] = ()


class _Span(NamedTuple):
    start: int
    end: int
    tag: Tag


def marked(text: str, field: str, tags: Iterable[Tag], at: int = 0) -> Iterator[Stretch]:
    """The whole of a text as stretches; words that overlap are one stretch of several tags.

    Args:
        text: a field of an article, or a part of it.
        field: which one, as `Evidence` names it.
        tags: the weightiest first.
        at: where in the field the text begins.
    """
    reached = 0
    for start, end, found in _merged(_spans(field, tags, at, len(text))):
        if start > reached:
            yield Stretch(text[reached:start])
        yield Stretch(text[start:end], tuple(found))
        reached = end
    if reached < len(text):
        yield Stretch(text[reached:])


def _spans(field: str, tags: Iterable[Tag], at: int, length: int) -> list[_Span]:
    spans = [
        _Span(max(0, words.start - at), min(length, words.end - at), tag)
        for tag in tags
        for words in tag.because
        if words.field == field
    ]
    return sorted((s for s in spans if s.start < s.end), key=lambda span: (span.start, -span.end))


def _merged(spans: Iterable[_Span]) -> Iterator[tuple[int, int, list[Tag]]]:
    start = end = 0
    found: list[Tag] = []
    for span in spans:
        if span.start >= end:
            if found:
                yield start, end, found
            start, end, found = span.start, span.end, [span.tag]
        else:
            end = max(end, span.end)
            if span.tag not in found:
                found.append(span.tag)
    if found:
        yield start, end, found
