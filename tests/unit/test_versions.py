"""Which article of a story is the whole of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from worker.core.relation import Candidate, Relation
from worker.core.versions import canonical

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def article(number: int, hours: float | None = None) -> Candidate:
    article_id = UUID(int=(round(NOON.timestamp() * 1000) << 80) | number)
    return Candidate(
        article_id=article_id,
        story_id=article_id,
        text_sha256=b"",
        body_sha256=b"",
        published_at=None if hours is None else NOON + timedelta(hours=hours),
    )


def test_the_earliest_complete_version_stands_for_the_story() -> None:
    cut, whole, update = article(1), article(2), article(3)
    story = [(cut, Relation.EXCERPT), (update, Relation.VERSION), (whole, Relation.ORIGINAL)]
    assert canonical(story) == whole.article_id
    assert canonical(reversed(story)) == whole.article_id


def test_a_late_original_takes_its_place() -> None:
    reprint, late = article(1, hours=-1), article(9, hours=-5)
    assert canonical([(reprint, Relation.ORIGINAL), (late, Relation.ORIGINAL)]) == late.article_id


def test_a_story_of_excerpts_has_its_earliest() -> None:
    story = [(article(2), Relation.EXCERPT), (article(1), Relation.EXCERPT)]
    assert canonical(story) == article(1).article_id
    assert canonical([]) is None
