"""Where in the text of a file the report begins and ends."""

import re
from collections.abc import Sequence

from worker.core.parse.printed import byline, dateline, furniture, inside, notes, stamp
from worker.core.parse.printed.dateline import Filed
from worker.core.parse.printed.layout import Paragraph
from worker.errors import Reason, Rejected

_DATELINE_REACH = 12
"""A dateline stands at most so many lines below the top, or where the prose begins."""
_SAVED_REACH = 4
"""With no more lines above the report the text is an article as saved, not all of a page."""
_TITLE_WORDS = 20
_QUESTION = re.compile(r"[?!？！](?:…|\.\.\.)?$")
_LINKS = 3
"""A flash may be one line or two; so many lines like links are what stands around a story."""
_ENCODED = re.compile(r"[A-Za-z0-9+/=]{40,}")


def find(parts: Sequence[Paragraph]) -> tuple[Filed | None, int, int]:
    """The dateline, and the first and last-but-one index of the report."""
    if not parts:
        raise Rejected(Reason.EMPTY_BODY, "there is nothing in it but white space")
    region = furniture.region(parts)
    begin, end = region or (0, len(parts))
    filed, at = _filed(parts, begin)
    if filed:
        begin = at
        if region is None or any(part.laid_out for part in parts[at:end]):
            end = len(parts)
    elif region is None:
        _refuse_furniture(parts)
        begin = _behind_title(parts)
    elif begin < _DATELINE_REACH * 2 and any(part.laid_out for part in parts):
        # wire copy without a dateline: its tables may come first
        begin, end = min(begin, _behind_title(parts)), len(parts)
    if region is not None and not any(part.laid_out for part in parts):
        if not filed:
            begin = _behind_headline(parts, begin, end)
        end = inside.before_comments(parts, begin, end)
    while end > begin + 1 and region is not None and _is_tail(parts[end - 1].text):
        end -= 1
    if region is not None and begin <= _SAVED_REACH:
        end = _with_lists(parts, end)
    return filed, begin, max(end, begin + 1)


def _behind_headline(parts: Sequence[Paragraph], begin: int, end: int) -> int:
    """Where the report begins when its headline, a question, was taken for its first sentence."""
    at = begin
    while at < end - 1 and _asks(parts[at].text):
        at += 1
        while at < end - 1 and not furniture.is_prose(parts[at].text):
            at += 1
        begin = at
    return begin


def _asks(text: str) -> bool:
    return bool(_QUESTION.search(text[-8:])) and furniture.length(text) <= _TITLE_WORDS


def _with_lists(parts: Sequence[Paragraph], end: int) -> int:
    """Where the report ends when the tables and lists behind its last sentence belong to it."""
    announced = False
    while end < len(parts):
        text = parts[end].text
        announced = announced or parts[end - 1].text.endswith(":")
        if announced:
            listed = not is_told(text)
        else:
            listed = not (furniture.is_link(text) or furniture.is_separator(text) or is_told(text))
        if not listed or furniture.credited(text):
            break
        end += 1
    return end


def _filed(parts: Sequence[Paragraph], begin: int) -> tuple[Filed | None, int]:
    for index in dict.fromkeys((*range(min(_DATELINE_REACH, len(parts))), begin, begin + 1)):
        if index >= len(parts) or notes.is_note(parts[index].text):
            continue
        far = begin - index > _DATELINE_REACH and not parts[index].laid_out
        if far and not furniture.is_prose(parts[index].text):
            continue
        filed = dateline.read(parts[index].text)
        if filed and (index or len(parts) == 1 or furniture.is_prose(parts[0].text)):
            return filed, index
    return None, begin


def _refuse_furniture(parts: Sequence[Paragraph]) -> None:
    """Raise when `parts`, in which there is no prose, hold nothing to read either."""
    if all(furniture.is_separator(part.text) for part in parts):
        raise Rejected(Reason.EMPTY_BODY, "there is no letter and no figure in it")
    words = [word for part in parts for word in part.text.split()]
    if len(words) >= _LINKS and all(map(_ENCODED.fullmatch, words[:-1])):
        raise Rejected(Reason.NOT_AN_ARTICLE, "it is encoded data (base64), not text")
    if len(parts) >= _LINKS and all(_is_idle(part.text) for part in parts):
        raise Rejected(Reason.EMPTY_BODY, "there are only links and short lines in it")


def _is_idle(text: str) -> bool:
    return (
        furniture.is_link(text)
        or furniture.is_separator(text)
        or furniture.is_aside(text)
        or furniture.credited(text) is not None
    )


def _behind_title(parts: Sequence[Paragraph]) -> int:
    """Where a text without prose begins: behind a title that an empty line sets apart."""
    return (
        1
        if len(parts) > 1 and parts[1].gap and furniture.length(parts[0].text) <= _TITLE_WORDS
        else 0
    )


def _is_tail(text: str) -> bool:
    return _is_idle(text) or byline.signed(text) is not None


def is_told(text: str) -> bool:
    """Whether `text` tells something about the article and is no part of it."""
    return (
        notes.is_note(text)
        or notes.is_slug(text)
        or stamp.read(text) is not None
        or byline.signed(text) is not None
        or furniture.is_aside(text)
    )
