"""What a newly stored article is to the ones that are there already.

Everything is decided from the articles' ids and fields, never from the order in which they are
looked at, so two articles that are taken at once come to the same story from both sides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from worker.core.address import url_key
from worker.core.compare import Body, Likeness, compare
from worker.core.near import Finding, judge, other_source, relate, scores, stated_kind
from worker.core.relation import (
    Candidate,
    Kind,
    Link,
    Relation,
    Revision,
    Scores,
    Verdict,
)
from worker.core.versions import is_newer, newest
from worker.core.window import Window, precedes

__all__ = [
    "Candidate",
    "Comparing",
    "Kind",
    "Link",
    "Relation",
    "Revision",
    "Scores",
    "Verdict",
    "Window",
    "decide",
]

LINKS = 8
"""Related articles that a verdict names at most."""
_PLAIN = Window()


@dataclass(frozen=True, slots=True)
class _Near:
    """A candidate whose text was compared; `alike.mine` is the new article's."""

    candidate: Candidate
    alike: Likeness
    finding: Finding


@dataclass(frozen=True, slots=True)
class _Family:
    """Everything that is one story with an article, by what shows it."""

    works: tuple[Candidate, ...]
    prints: tuple[Candidate, ...]
    near: tuple[_Near, ...]
    likeness: dict[UUID, Likeness]
    same_body: bool

    @property
    def stories(self) -> set[UUID]:
        near = (found.candidate for found in self.near if found.finding.joined)
        return {c.story_id for c in (*self.works, *self.prints, *near)}


class Comparing:
    """Bodies and likenesses that were looked at before, for who decides about several at once."""

    def __init__(self) -> None:
        self._bodies: dict[UUID, Body] = {}
        self._alike: dict[tuple[UUID, UUID], Likeness] = {}

    def likeness(self, one: Candidate, other: Candidate) -> Likeness:
        """How alike their bodies are; `mine` is the one's."""
        pair = one.article_id, other.article_id
        if pair not in self._alike:
            self._alike[pair] = compare(self._body(one), self._body(other))
        return self._alike[pair]

    def _body(self, article: Candidate) -> Body:
        if article.article_id not in self._bodies:
            self._bodies[article.article_id] = Body(article.body)
        return self._bodies[article.article_id]


def decide(
    article: Candidate,
    candidates: Iterable[Candidate],
    window: Window = _PLAIN,
    comparing: Comparing | None = None,
) -> Verdict:
    """Relate an article to the candidates that share text, uri or address with it.

    Identity goes before text: of one uri or address two texts are two versions. Then come equal
    texts, then texts alike. The earlier of two articles is the original, the later one relates
    to it; which version counts is a matter of version numbers and is told by `supersedes`.
    """
    family = _family(article, candidates, window, comparing or Comparing())
    stories = {article.article_id, article.story_id, *family.stories}
    story_id = min(stories)
    verdict = _relate(article, family)
    return Verdict(
        relation=verdict.relation,
        story_id=story_id,
        why=verdict.why,
        matched_article_id=verdict.matched.article_id if verdict.matched else None,
        similarity=verdict.scores.similarity if verdict.scores else None,
        scores=verdict.scores,
        kind=verdict.kind,
        joins=tuple(sorted(stories - {story_id, article.article_id})),
        supersedes=newest(c for c in family.works if is_newer(article, c)),
        superseded_by=newest(c for c in family.works if is_newer(c, article)),
        related=_links(family.near),
        revises=_revisions(article, family.near),
    )


def _family(
    article: Candidate, candidates: Iterable[Candidate], window: Window, comparing: Comparing
) -> _Family:
    works: list[Candidate] = []
    prints: list[Candidate] = []
    near: list[_Near] = []
    likeness: dict[UUID, Likeness] = {}
    same_body = False
    for other in candidates:
        if other.article_id == article.article_id:
            continue
        same_body |= article.body_sha256 == other.body_sha256
        if article.body and other.body and other.text_sha256 != article.text_sha256:
            likeness[other.article_id] = comparing.likeness(article, other)
        if _same_work(article, other):
            works.append(other)
        elif other.text_sha256 == article.text_sha256:
            prints.append(other)
        elif alike := likeness.get(other.article_id):
            near.append(_Near(other, alike, judge(article, other, alike, window)))
    return _Family(tuple(works), tuple(prints), tuple(near), likeness, same_body)


@dataclass(frozen=True, slots=True)
class _Told:
    relation: Relation
    why: str
    matched: Candidate | None = None
    scores: Scores | None = None
    kind: Kind | None = None


def _relate(article: Candidate, family: _Family) -> _Told:
    if earlier := _earlier(article, family.works):
        return _version(article, max(earlier, key=_arrival), family)
    if earlier := _earlier(article, family.prints):
        return _reprint(article, min(earlier, key=_arrival))
    joined = [found for found in family.near if found.finding.joined]
    if before := [found for found in joined if precedes(found.candidate, article)]:
        return _near(article, min(before, key=_nearest))
    if family.works or family.prints or joined:
        return _Told(Relation.ORIGINAL, "the earliest of its story")
    return _Told(Relation.ORIGINAL, _alone(family))


def _alone(family: _Family) -> str:
    if family.same_body:
        return "only its body is known, under another headline or place"
    if linked := [found for found in family.near if found.finding.linked]:
        return min(linked, key=_nearest).finding.why
    return "nothing like it is known"


def _version(article: Candidate, matched: Candidate, family: _Family) -> _Told:
    kind = stated_kind(article) or Kind.REVISION
    alike = family.likeness.get(matched.article_id)
    if article.text_sha256 == matched.text_sha256:
        measured: Scores | None = _SAME
    else:
        measured = scores(alike) if alike else None
    shown = "address" if article.uri is None or article.uri != matched.uri else "uri"
    if article.text_sha256 == matched.text_sha256 and article.uri is None:
        shown = "text"
    return _Told(Relation.VERSION, f"{kind} of the same {shown}", matched, measured, kind)


def _reprint(article: Candidate, matched: Candidate) -> _Told:
    if other_source(article, matched):
        return _Told(Relation.REPRINT, "the same text from another source", matched, _SAME)
    why = "the same text from the same source, other uri"
    return _Told(Relation.DUPLICATE, why, matched, _SAME)


def _near(article: Candidate, found: _Near) -> _Told:
    relation, kind = relate(article, found.candidate, found.alike)
    return _Told(relation, found.finding.why, found.candidate, scores(found.alike), kind)


_SAME = Scores(similarity=1.0, containment=1.0, numbers=1.0, names=1.0)


def _links(near: Collection[_Near]) -> tuple[Link, ...]:
    linked = sorted((found for found in near if found.finding.linked), key=_nearest)
    return tuple(
        Link(
            article_id=found.candidate.article_id,
            scores=scores(found.alike),
            why=found.finding.why,
        )
        for found in linked[:LINKS]
    )


def _revisions(article: Candidate, near: Collection[_Near]) -> tuple[Revision, ...]:
    later = [n for n in near if n.finding.joined and precedes(article, n.candidate)]
    return tuple(
        _revision(article, found) for found in sorted(later, key=lambda n: n.candidate.article_id)
    )


def _revision(article: Candidate, found: _Near) -> Revision:
    relation, kind = relate(found.candidate, article, found.alike.turned())
    return Revision(
        article_id=found.candidate.article_id,
        relation=relation,
        kind=kind,
        scores=scores(found.alike),
        why=found.finding.why,
    )


def _same_work(article: Candidate, other: Candidate) -> bool:
    if article.uri is not None and other.uri is not None:
        return article.uri == other.uri
    if _same_address(article, other):
        return True
    if article.uri is not None or other.uri is not None:
        return False
    # Without uris only the text can say so; such a pair differs in version or pub_status.
    return article.text_sha256 == other.text_sha256 and not other_source(article, other)


def _same_address(article: Candidate, other: Candidate) -> bool:
    if article.delivery_id is not None and article.delivery_id == other.delivery_id:
        return False
    mine = url_key(article.url)
    return mine is not None and mine == url_key(other.url)


def _nearest(found: _Near) -> tuple[float, float, UUID]:
    return -found.alike.jaccard, -found.alike.containment, found.candidate.article_id


def _arrival(candidate: Candidate) -> UUID:
    return candidate.article_id


def _earlier(article: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    return [c for c in others if c.article_id < article.article_id]
