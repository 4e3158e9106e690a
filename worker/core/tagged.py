"""A stored article with its tags, and what today's rules make of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose
from uuid import UUID

from worker.core.article import Article, Tag

LANGUAGE = "language"
READ_OFF = frozenset({LANGUAGE, "agency"})
"""Schemes that say what stands in fields of the article: no tags for people to add or remove."""
RULES_ONLY = frozenset({"watch"})
"""Schemes that only rules add to; people may remove what is wrong."""

LONGEST_CODE = 200
_SCHEME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
# Weights are stored in four bytes.
_SAME_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """An article as it is stored.

    Attributes:
        article: as it was when it was tagged: without a language that was told from its words.
        language: what is stored as its language.
        tags: those that rules and tables made.
        settled: tags (`scheme:code`) that a person added or removed; no rule has a say in them.
    """

    article_id: UUID
    article: Article
    language: str | None
    tags: tuple[Tag, ...]
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an article's tags by rules are to be from now on.

    Attributes:
        language: what is to be stored as its language.
        added, removed: `scheme:code` of what comes and goes; both may be empty where only weights
            or reasons changed.
    """

    article_id: UUID
    tags: tuple[Tag, ...]
    language: str | None
    added: tuple[str, ...]
    removed: tuple[str, ...]


def revision(tagged: Tagged, made: Iterable[Tag]) -> Revision | None:
    """What today's rules change about a stored article; None when nothing."""
    before = {str(tag): tag for tag in tagged.tags}
    after: dict[str, Tag] = {}
    language = None
    for tag in made:
        if tag.scheme == LANGUAGE:
            language = tag.code
        if str(tag) not in tagged.settled:
            after.setdefault(str(tag), tag)
    same = before.keys() == after.keys() and all(_same(before[t], after[t]) for t in after)
    if same and language == tagged.language:
        return None
    return Revision(
        article_id=tagged.article_id,
        tags=tuple(after.values()),
        language=language,
        added=tuple(tag for tag in after if tag not in before),
        removed=tuple(tag for tag in before if tag not in after),
    )


def _same(one: Tag, other: Tag) -> bool:
    return (
        isclose(one.weight, other.weight, abs_tol=_SAME_WEIGHT)
        and (one.label, one.top, one.method) == (other.label, other.top, other.method)
        and one.because == other.because
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A tag as a person names it."""

    scheme: str
    code: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


def named(words: str) -> Named | str:
    """The tag that a person means by `scheme:code`, or what is wrong with it, in a sentence."""
    scheme, colon, code = words.strip().partition(":")
    code = code.strip()
    if not colon or not code:
        return f"{words!r} is no tag: give scheme:code, such as country:KR or desk:monday"
    if not _SCHEME.fullmatch(scheme):
        return f"{scheme!r} is no scheme: lower case letters, digits, - and _, a letter first"
    if len(code) > LONGEST_CODE or not code.isprintable():
        return f"the code of {scheme} is not one line of at most {LONGEST_CODE} characters"
    return Named(scheme, code)
