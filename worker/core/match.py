"""What a newly stored article is to the ones that are there already.

Everything is decided from the articles' ids and fields, never from the order in which they are
looked at, so two articles that are taken at once come to the same story from both sides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from worker.core.family import Comparing, Family, Near, family_of
from worker.core.near import other_source, relate, scores, stated_kind
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


def decide(
    article: Candidate,
    candidates: Iterable[Candidate],
    window: Window = _PLAIN,
    comparing: Comparing | None = None,
    *,
    apart: Collection[Relation] = (),
) -> Verdict:
    """Relate an article to the candidates that share text, uri or address with it.

    Identity goes before text: of one uri or address two texts are two versions. Then come equal
    texts, then texts alike. The earlier of two articles is the original, the later one relates
    to it; which version counts is a matter of version numbers and is told by `supersedes`.

    What turns out to be one of the relations `apart` to the article is left in its own story, as
    it would be if it came in after the article.
    """
    family = family_of(article, candidates, window, comparing or Comparing())
    revises = _revisions(article, family)
    left = {revision.article_id for revision in revises if revision.relation in apart}
    stories = {article.article_id, article.story_id, *family.stories(left)}
    works = [one for one in family.works if one.article_id not in left]
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
        supersedes=newest(c for c in works if is_newer(article, c)),
        superseded_by=newest(c for c in works if is_newer(c, article)),
        related=_links(family.near),
        revises=revises,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    relation: Relation
    why: str
    matched: Candidate | None = None
    scores: Scores | None = None
    kind: Kind | None = None


def _relate(article: Candidate, family: Family) -> _Told:
    if earlier := _earlier(article, family.works):
        return _version(article, max(earlier, key=_arrival), family)
    if earlier := _earlier(article, family.prints):
        return _reprint(article, min(earlier, key=_arrival))
    joined = [found for found in family.near if found.finding.joined]
    if before := [found for found in joined if precedes(found.candidate, article)]:
        found = min(before, key=_nearest)
        return _near(article, found.candidate, found)
    if family.works or family.prints or joined:
        return _Told(Relation.ORIGINAL, "the earliest of its story")
    return _Told(Relation.ORIGINAL, _alone(family))


def _alone(family: Family) -> str:
    if family.same_body:
        return "only its body is known, under another headline or place"
    if linked := [found for found in family.near if found.finding.linked]:
        return min(linked, key=_nearest).finding.why
    return "nothing like it is known"


def _version(article: Candidate, matched: Candidate, family: Family) -> _Told:
    kind = stated_kind(article) or Kind.REVISION
    alike = family.likeness.get(matched.article_id) or family.likeness.get(article.article_id)
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


def _near(later: Candidate, earlier: Candidate, found: Near) -> _Told:
    relation, kind = relate(later, earlier, found.alike)
    return _Told(relation, found.finding.why, earlier, scores(found.alike), kind)


_SAME = Scores(similarity=1.0, containment=1.0, numbers=1.0, names=1.0)


def _links(near: Collection[Near]) -> tuple[Link, ...]:
    linked = sorted((found for found in near if found.finding.linked), key=_nearest)
    return tuple(
        Link(
            article_id=found.candidate.article_id,
            scores=scores(found.alike),
            why=found.finding.why,
        )
        for found in linked[:LINKS]
    )


def _revisions(article: Candidate, family: Family) -> tuple[Revision, ...]:
    """What came in after the article, or is printed after it, and did not know of it."""
    told: dict[UUID, _Told] = {}
    for other in family.works:
        if article.article_id < other.article_id:
            told[other.article_id] = _version(other, article, family)
    for other in family.prints:
        if article.article_id < other.article_id:
            told[other.article_id] = _reprint(other, article)
    for found in family.near:
        if found.finding.joined and precedes(article, found.candidate):
            turned = replace(found, alike=found.alike.turned())
            told[found.candidate.article_id] = _near(found.candidate, article, turned)
    return tuple(
        Revision(
            article_id=article_id,
            relation=one.relation,
            kind=one.kind,
            scores=one.scores,
            why=one.why,
        )
        for article_id, one in sorted(told.items())
    )


def _nearest(found: Near) -> tuple[float, float, UUID]:
    return -found.alike.jaccard, -found.alike.containment, found.candidate.article_id


def _arrival(candidate: Candidate) -> UUID:
    return candidate.article_id


def _earlier(article: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    return [c for c in others if c.article_id < article.article_id]
