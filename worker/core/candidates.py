"""Which stored articles are worth comparing with a new one, and an index in memory that tells.

The store asks Postgres the same; the index here is for tests and measurements.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from worker.core.sketch import FEW

POSTINGS = 32
"""Newest articles that are looked at under one key: what bounds the work of a hot key."""
COMPARED = 16
"""Candidates that are compared at most."""
LONE = 4
"""Of those that share one key only, which no third one has, so many at most."""


def wanted(keys: Collection[int]) -> int:
    """Shared keys that make a candidate of an article with these keys, whoever else has them."""
    return 1 if len(keys) < FEW else 2


def select(
    keys: Collection[int], postings: Mapping[int, Sequence[UUID]], itself: UUID | None = None
) -> list[UUID]:
    """The articles to compare with one that has `keys`: most shared keys first, then newest.

    Two shared keys make a candidate, or one that no third article has.

    Args:
        keys: of the new article.
        postings: under each key the articles that have it, newest first.
        itself: never a candidate of its own.
    """
    shared: Counter[UUID] = Counter()
    alone: set[UUID] = set()
    for key in keys:
        newest = [found for found in postings.get(key, ())[: POSTINGS + 1] if found != itself]
        shared.update(newest[:POSTINGS])
        if len(newest) == 1:
            alone.update(newest)
    enough = {found for found, count in shared.items() if count >= wanted(keys)}
    nearest = sorted(enough | alone, key=lambda found: (-shared[found], -found.int))
    return [
        found for rank, found in enumerate(nearest[:COMPARED]) if found in enough or rank < LONE
    ]


class KeyIndex:
    """Articles by the keys of their sketches."""

    def __init__(self) -> None:
        self._postings: dict[int, list[UUID]] = {}

    def add(self, article_id: UUID, keys: Iterable[int]) -> None:
        """Store an article that is newer than all that are there."""
        for key in keys:
            # only the newest are ever asked for
            self._postings.setdefault(key, []).insert(0, article_id)

    def candidates(self, article_id: UUID, keys: Collection[int]) -> list[UUID]:
        """The stored articles to compare with one that has `keys`."""
        return select(keys, self._postings, article_id)
