"""What documents of offices have in common: a text, and properties that few people fill in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from worker.core.article import Article, Dropped
from worker.core.parse import charset
from worker.core.parse.limits import Limits
from worker.core.parse.printed import byline, furniture, report, span
from worker.core.parse.record.instant import Instant
from worker.errors import Reason, Rejected

_TITLE_MAX = 300
_REACH = 12
_WORDS_MAX = 25
_PLACEHOLDERS = ("microsoft word", "untitled", "document", "powerpoint", "slide", "doc")


class Properties(NamedTuple):
    """What a document says about itself.

    Attributes:
        headline: a paragraph in the type of a headline; goes before `title`, which is often that of
            the document that this one was made from.
    """

    headline: str | None = None
    title: str | None = None
    author: str | None = None
    language: str | None = None
    modified: Instant | None = None


def too_large(limits: Limits) -> Rejected:
    """Why a document was not read."""
    return Rejected(
        Reason.TOO_LARGE,
        f"more than {limits.office_bytes} bytes in one document; raise limits.office_bytes",
    )


def article(paragraphs: Sequence[str], known: Properties, parser: str) -> Article:
    """The article that `paragraphs` are, and what the document says itself where they do not.

    Nothing in a document is there for navigation, so that all of it is kept but what stands above
    the headline.

    Raises:
        Rejected: when there is no report in them.
    """
    parts = [text for part in paragraphs if (text := " ".join(charset.clean(part).split()))]
    at = _headline(parts, known.headline)
    above = parts[: at or 0]
    told = [text for text in above if span.is_told(text)]
    found = report.fill(
        Article(
            body="",
            parser=parser,
            headline=parts[at] if at is not None else _title(known.title),
            modified_at=known.modified.at if known.modified else None,
            language=known.language,
            dropped=tuple(Dropped(text, "above_headline") for text in above if text not in told),
        ),
        told + parts[0 if at is None else at + 1 :],
    )
    author = byline.read(known.author) if known.author and not found.bylines else None
    return replace(found, bylines=author.names) if author else found


def _headline(parts: Sequence[str], printed: str | None) -> int | None:
    """Which of `parts` is the headline: the one in a headline's type, or a short one on top."""
    if printed in parts[:_REACH]:
        return parts.index(printed)
    for at, text in enumerate(parts[:_REACH]):
        if furniture.is_prose(text) or at + 1 == len(parts):
            return None
        if not span.is_told(text) and 1 < furniture.length(text) <= _WORDS_MAX:
            return at
    return None


def _title(title: str | None) -> str | None:
    """`title`, unless the program made it up or it is a file's name."""
    text = " ".join(charset.clean(title or "").split())
    name = text.lower()
    if not text or len(text) > _TITLE_MAX or name.startswith(_PLACEHOLDERS):
        return None
    return text if " " in text and not name.endswith((".doc", ".docx", ".pdf", ".indd")) else None
