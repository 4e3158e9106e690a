"""What stands twice in one article: paragraphs, and all of it when a page or a file has it twice."""

from collections.abc import Sequence
from dataclasses import replace

from worker.core.article import Article
from worker.core.parse.printed import furniture
from worker.errors import Rejected

WORDS_MIN = 5
"""A shorter line may well be meant to stand there again: a cross-head, a name, a score."""
_DATELINE_MAX = 140
_HEAD_MAX = 120


def collapse(found: Article | Rejected) -> Article | Rejected:
    """`found` with each paragraph once, and in `repeated_paragraphs` how many were left out.

    Of an article that stands there a second time nothing is left: its short lines go with the
    paragraphs next to them, and its headline, byline and time with the paragraph below them.
    """
    if isinstance(found, Rejected):
        return found
    parts = found.body.split("\n\n")
    if len(set(parts)) == len(parts) and found.body.find(parts[0], len(parts[0])) < 0:
        return found
    again = _again(parts, found)
    kept = [text for text, left_out in zip(parts, again, strict=True) if not left_out]
    return replace(
        found,
        body="\n\n".join(kept),
        repeated_paragraphs=found.repeated_paragraphs + sum(again),
    )


def _again(parts: Sequence[str], article: Article) -> list[bool]:
    """For each paragraph whether it stood there before; the first one, behind a dateline too."""
    first = parts[0] if furniture.length(parts[0]) >= WORDS_MIN else None
    known: set[str] = set()
    stood: list[bool] = []
    again: list[bool] = []
    for text in parts:
        before = text in known
        stood.append(before)
        again.append(
            (before and furniture.length(text) >= WORDS_MIN)
            or (
                first is not None
                and bool(known)
                and text.endswith(first)
                and len(text) - len(first) <= _DATELINE_MAX
            )
        )
        known.add(text)
    for index in range(1, len(parts)):
        again[index] |= stood[index] and again[index - 1]
    for index in range(len(parts) - 2, 0, -1):
        again[index] |= again[index + 1] and (stood[index] or _is_head(parts[index], article))
    return again


def _is_head(text: str, article: Article) -> bool:
    """Whether `text` is what an article begins with above its first paragraph."""
    if len(text) > _HEAD_MAX:
        return text == article.headline
    said = (article.headline, article.published_text, *article.bylines)
    return any(each and each in text for each in said)
