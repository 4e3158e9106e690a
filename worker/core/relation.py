"""The words in which it is said what a newly stored article is to others."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from worker.core.article import PubStatus, Signal


class Relation(StrEnum):
    """What a sighting of an article is to what was seen before it."""

    ORIGINAL = "original"
    DUPLICATE = "duplicate"
    REPRINT = "reprint"
    VERSION = "version"
    EXCERPT = "excerpt"


class Kind(StrEnum):
    """What sort of version a version is."""

    CORRECTION = "correction"
    UPDATE = "update"
    REVISION = "revision"
    KILL = "kill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One stored article, with as much of it as matching looks at.

    `article_id` is a UUIDv7, so a smaller one arrived earlier. `source` has its usual name.
    An article that no story holds yet is its own: `story_id` is then `article_id`.

    Attributes:
        body: empty where only digests and identity are to be looked at; of a long one the
            beginning may do.
        characters: of the whole body, where only its beginning is there.
        published_at: aware or naive, as printed.
        dateline_date, dateline_text: the day that the dateline prints; the text alone where
            its year is not known.
        delivery_id: the file that brought it. Articles of one file that name one address are
            no versions of each other.
    """

    article_id: UUID
    story_id: UUID
    text_sha256: bytes
    body_sha256: bytes
    uri: str | None = None
    version: str | None = None
    source: str | None = None
    pub_status: PubStatus = PubStatus.USABLE
    signals: tuple[Signal, ...] = ()
    body: str = ""
    characters: int | None = None
    headline: str | None = None
    url: str | None = None
    published_at: dt.datetime | None = None
    dateline_date: dt.date | None = None
    dateline_text: str | None = None
    delivery_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What was measured of two bodies; see `core.compare.Likeness`."""

    similarity: float
    containment: float
    numbers: float | None
    names: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another article that shares text with this one, but is another report."""

    article_id: UUID
    scores: Scores
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an article that counted as an original is, now that an earlier one has come."""

    article_id: UUID
    relation: Relation
    kind: Kind | None
    scores: Scores | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about one article, and why.

    Attributes:
        story_id: the smallest article id of the story, so that joining twice, or from the
            other side, gives the same.
        joins: ids of stories that this article shows to be one with `story_id`, ascending.
        similarity: shared runs of words of all runs, 1 for the same text; None where one of
            the two bodies was not looked at.
        scores: all that was measured beside the matched article.
        supersedes: the version that this article takes the place of.
        superseded_by: the newest version, when this article is not it.
        related: what shares text with it and is another report, nearest first.
        revises: articles that came in before this one and yet come after it. The store
            writes these where the article has no other original.
    """

    relation: Relation
    story_id: UUID
    why: str
    matched_article_id: UUID | None = None
    similarity: float | None = None
    scores: Scores | None = None
    kind: Kind | None = None
    joins: tuple[UUID, ...] = ()
    supersedes: UUID | None = None
    superseded_by: UUID | None = None
    related: tuple[Link, ...] = ()
    revises: tuple[Revision, ...] = ()
