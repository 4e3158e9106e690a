"""Texts, names and numbers out of a JSON record, whatever shape they are written in."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from worker.core.article import Subject
from worker.core.parse import charset
from worker.core.parse.mapping import reach
from worker.core.parse.page import fragment
from worker.core.parse.printed import byline, layout
from worker.errors import Reason, Rejected

TEXT_MAX = 5_000_000
"""A longer text in a record is no article."""
_LINE_MAX = 2000
_NAMES_MAX = 50
_SUBJECTS_MAX = 200
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
_LOGINS = frozenset(["admin", "administrator", "editor", "noreply", "root", "unknown", "webmaster"])
_NAMED = ("name", "label", "term", "full_name", "fullname", "display_name", "title", "byline")


def first(record: dict[str, Any], *paths: str) -> object:
    """The first value that is a text or a number at any of `paths`, tried in order."""
    for path in paths:
        for value in reach(record, path):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number or (isinstance(value, str) and value.strip()):
                return value
    return None


def line(record: dict[str, Any], *paths: str) -> str | None:
    """The same as one line of plain text; None when it is none or far too long for one."""
    return text_line(first(record, *paths))


def text_line(value: object) -> str | None:
    """`value` as one line of plain text."""
    if value is None or len(str(value)) > _LINE_MAX:
        return None
    return fragment.line(str(value)) or None


def paragraphs(record: dict[str, Any], *paths: str) -> list[str]:
    """The paragraphs at the first of `paths` where there are some; a list is several."""
    for path in paths:
        texts = [value for value in reach(record, path) if isinstance(value, str)]
        if parts := [part for text in texts for part in text_paragraphs(text)]:
            return parts
    return []


def text_paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, HTML or plain; lines that were wrapped are joined.

    Raises:
        Rejected: when it is too long for an article.
    """
    if len(text) > TEXT_MAX:
        raise Rejected(Reason.TOO_LARGE, f"more than {TEXT_MAX} characters in one text")
    if fragment.is_markup(text):
        return fragment.paragraphs(text)
    return [part.text for part in layout.paragraphs(charset.clean(fragment.read(text)))]


def names(values: Iterable[object]) -> tuple[str, ...]:
    """The people named by texts such as "A and B", by lists, or by objects with a name."""
    found: list[str] = []
    for value in _texts(values):
        text = fragment.line(value[:_LINE_MAX])
        text = _ADDRESS.sub("", text).strip(" ()<>")
        if not text or text.lower() in _LOGINS or text.startswith(("http://", "https://")):
            continue
        signed = byline.signed(text) or byline.read(f"By {text}")
        found.extend(signed.names if signed else [text])
    return tuple(dict.fromkeys(found))[:_NAMES_MAX]


def subjects(values: Iterable[object]) -> tuple[Subject, ...]:
    """Keywords and tags: texts, one or several with commas between, or objects with a name."""
    words = (word for text in _texts(values) for word in text[:_LINE_MAX].split(","))
    found = dict.fromkeys(filter(None, map(fragment.line, words)))
    return tuple(Subject("", word) for word in found)[:_SUBJECTS_MAX]


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            named = next((value[key] for key in _NAMED if isinstance(value.get(key), str)), None)
            if named is None and isinstance(value.get("givenName"), str):
                named = f"{value['givenName']} {value.get('familyName') or ''}"
            if named:
                yield named
