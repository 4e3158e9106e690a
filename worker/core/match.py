"""What a newly stored article is to the ones that are there already.

Everything is decided from the articles' ids and fields, never from the order in which they are
looked at, so two articles that are taken at once come to the same story from both sides.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from worker.core.article import PubStatus, Signal
from worker.core.normalize import clean


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about one article, and why.

    Attributes:
        story_id: the smallest article id of the story, so that joining twice, or from the
            other side, gives the same.
        joins: ids of stories that this article shows to be one with `story_id`, ascending.
        supersedes: the version that this article takes the place of.
        superseded_by: the newest version, when this article is not it.
    """

    relation: Relation
    story_id: UUID
    why: str
    matched_article_id: UUID | None = None
    similarity: float | None = None
    kind: Kind | None = None
    joins: tuple[UUID, ...] = ()
    supersedes: UUID | None = None
    superseded_by: UUID | None = None


def decide(article: Candidate, candidates: Iterable[Candidate]) -> Verdict:
    """Relate an article to the candidates that share its text, its body or its uri with it.

    The earlier of two articles is the original, the later one relates to it; which version
    counts is a matter of version numbers and is told by `supersedes`.
    """
    others = [c for c in candidates if c.article_id != article.article_id]
    family = [c for c in others if _same_work(article, c)]
    prints = [c for c in others if c not in family and c.text_sha256 == article.text_sha256]
    stories = {article.article_id, article.story_id, *(c.story_id for c in family + prints)}
    story_id = min(stories)
    relation, matched, why = _relate(article, family, prints, others)
    return Verdict(
        relation=relation,
        story_id=story_id,
        why=why,
        matched_article_id=matched.article_id if matched else None,
        similarity=_similarity(article, matched),
        kind=_kind(article) if relation is Relation.VERSION else None,
        joins=tuple(sorted(stories - {story_id, article.article_id})),
        supersedes=_newest(c for c in family if _is_newer(article, c)),
        superseded_by=_newest(c for c in family if _is_newer(c, article)),
    )


def _relate(
    article: Candidate,
    family: Collection[Candidate],
    prints: Collection[Candidate],
    others: Collection[Candidate],
) -> tuple[Relation, Candidate | None, str]:
    if earlier := _earlier(article, family):
        matched = max(earlier, key=_arrival)
        return Relation.VERSION, matched, f"{_kind(article)} of the same uri or text"
    if earlier := _earlier(article, prints):
        matched = min(earlier, key=_arrival)
        if _other_source(article, matched):
            return Relation.REPRINT, matched, "the same text from another source"
        return Relation.DUPLICATE, matched, "the same text from the same source, other uri"
    if family or prints:
        return Relation.ORIGINAL, None, "the earliest of its story"
    if any(c.body_sha256 == article.body_sha256 for c in others):
        return Relation.ORIGINAL, None, "only its body is known, under another headline or place"
    return Relation.ORIGINAL, None, "nothing like it is known"


def _same_work(article: Candidate, other: Candidate) -> bool:
    if article.uri is not None or other.uri is not None:
        return article.uri == other.uri
    # Without uris only the text can say so; such a pair differs in version or pub_status.
    return article.text_sha256 == other.text_sha256 and not _other_source(article, other)


def _other_source(article: Candidate, other: Candidate) -> bool:
    """Whether both are known and differ: an unknown source is no proof of another one."""
    mine, theirs = clean(article.source or ""), clean(other.source or "")
    return bool(mine and theirs) and mine != theirs


def _kind(article: Candidate) -> Kind:
    if article.pub_status is PubStatus.CANCELED or Signal.KILL in article.signals:
        return Kind.KILL
    if Signal.CORRECTION in article.signals:
        return Kind.CORRECTION
    if {Signal.UPDATE, Signal.RECAST, Signal.LEAD} & set(article.signals):
        return Kind.UPDATE
    return Kind.REVISION


def _similarity(article: Candidate, matched: Candidate | None) -> float | None:
    """1 for the same text; how alike two changed texts are is not measured here."""
    return 1.0 if matched and matched.text_sha256 == article.text_sha256 else None


def _arrival(candidate: Candidate) -> UUID:
    return candidate.article_id


def _earlier(article: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    return [c for c in others if c.article_id < article.article_id]


def _newest(versions: Iterable[Candidate]) -> UUID | None:
    """The version that most others are older than; the same for any order of `versions`."""
    known = list(versions)
    if not known:
        return None
    rank = {v.article_id: sum(_is_newer(v, other) for other in known) for v in known}
    return max(rank, key=lambda article_id: (rank[article_id], article_id))


def _is_newer(one: Candidate, other: Candidate) -> bool:
    """Whether `one` counts before `other`: by version where both print one, else by arrival."""
    mine, theirs = _ordinal(one.version), _ordinal(other.version)
    if mine and theirs and mine[0] == theirs[0] and mine != theirs:
        return mine > theirs
    return one.article_id > other.article_id


# Longer runs of digits are no version number, and int() refuses them some day.
_NUMBER = re.compile(r"[0-9]{1,18}")


def _ordinal(version: str | None) -> tuple[str, tuple[int | str | float, ...]] | None:
    """A version as (sort of version, comparable value); only one sort can be compared."""
    text = (version or "").strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return "number", (int(text),)
    if moment := _moment(text):
        return "time", (moment,)
    numbers = tuple(int(n) for n in _NUMBER.findall(text))
    # "1.10" is after "1.9"; the words around the numbers say which numbering it is.
    return _NUMBER.sub("#", text.casefold()), numbers


def _moment(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
