"""What the store makes of an article that was read outside it, as `copytaster explain` tells it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from worker.adapters.store import StoryStore
from worker.cli.options import plain
from worker.core.policy import Matching, Policy
from worker.core.reading import Prepared, Reading
from worker.errors import Unavailable


def placed(store: StoryStore | None, reading: Reading, matching: Matching) -> dict[str, Any]:
    """Under `store`: known already, or how it would relate to others; None when not asked."""
    if store is None or not isinstance(reading.outcome, Prepared):
        return {"store": None}
    try:
        known, verdict = store.place(reading.outcome, matching)
    except Unavailable as error:
        return {"store": {"unavailable": str(error)}}
    if known:
        return {
            "store": {
                "known": True,
                "article_id": known["article_id"],
                "stored_at": known["stored_at"],
                "first_path": known["path"],
            }
        }
    return {
        "store": {
            "known": False,
            "relation": verdict.relation,
            "kind": verdict.kind,
            "because": verdict.why,
            "scores": asdict(verdict.scores) if verdict.scores else None,
            "policy": matching.policy(verdict.relation),
            "related": [link.article_id for link in verdict.related],
            "matched_article_id": verdict.matched_article_id,
            "story_id": verdict.story_id if verdict.matched_article_id else None,
        }
    }


def store_lines(placed: dict[str, Any] | None) -> Iterator[str]:
    """The same for people."""
    if placed is None:
        yield "store        not asked: no Postgres is known"
    elif "unavailable" in placed:
        yield f"store        not asked: {placed['unavailable']}"
    elif placed["known"]:
        yield (
            f"store        known already: article {placed['article_id']}, stored "
            f"{plain(placed['stored_at'])} from {placed['first_path']}; it would be one more sighting"
        )
    else:
        yield f"store        new: {placed['relation']}, because {placed['because']}"
        if matched := placed["matched_article_id"]:
            yield f"matches      {matched} in story {placed['story_id']}"
        if measured := placed["scores"]:
            told_of = (
                f"{name} {value:.2f}" for name, value in measured.items() if value is not None
            )
            yield f"scores       {', '.join(told_of)}"
        if placed["policy"] != Policy.LINK:
            yield f"policy       {placed['policy']}"
        for related in placed["related"]:
            yield f"related      {related}"
