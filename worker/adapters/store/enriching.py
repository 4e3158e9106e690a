"""The slow stage in Postgres: what is to be enriched, what was suggested, what people taught."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from worker import sql
from worker.adapters.store import records
from worker.adapters.store.session import Row, Session
from worker.core.article import Article, Tag
from worker.core.learned import Corrected, Learned, Unenriched

_SQL = sql.queries("enrich")

LEASE_S = 600
"""Seconds until what was sent and never finished is sent again."""
HOURS = 24
"""So far back a sweep looks by itself; `copytaster enrich` reaches everything."""
OTHERS = 2_000
"""Articles that nobody corrected, as many as are learned from."""


class EnrichStore:
    """Fulfils `ports.EnrichStore` and `ports.LessonStore`; everything may raise `Unavailable`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def take(self, version: str, most: int, *, hours: int = HOURS) -> list[UUID]:
        """Articles that this version of the models has not seen and nobody is at, newest first."""
        rows = self._send(
            "take_unenriched", version=version, most=most, hours=hours, lease_s=LEASE_S
        )
        return sorted((row["article_id"] for row in rows), reverse=True)

    def unenriched(self, version: str, ids: Sequence[UUID]) -> list[Unenriched]:
        """Those of `ids` that this version has not finished."""
        rows = self._send("unenriched", version=version, ids=list(ids))
        return [Unenriched(row["article_id"], _article(row), row["has_topic"]) for row in rows]

    def suggest(self, version: str, tags: Sequence[tuple[UUID, Tag]], ids: Sequence[UUID]) -> int:
        """Add tags where an article has none of that code, and note that `ids` are finished.

        Returns:
            How many tags were added.
        """
        with self.session.transaction(durable=True):
            there = [row["article_id"] for row in self._send("lock_articles", ids=list(ids))]
            self._send("clear_outdated", ids=there, version=version)
            made = [records.tag(article_id, tag) for article_id, tag in tags]
            added = self._send("add_suggested", ids=there, tags=made) if made else []
            self._send("list_tags", ids=there)
            self._send("finish_enriching", ids=there, version=version)
        return len(added)

    def learned(self) -> list[Learned]:
        """What corrections have taught, as last learned."""
        return [Learned(**row | {"plane": tuple(row["plane"])}) for row in self._send("learned")]

    def keep_learned(self, learned: Sequence[Learned]) -> None:
        """Replace what was learned before."""
        with self.session.transaction(durable=True):
            self._send("forget")
            if learned:
                self._send("keep_learned", learned=[asdict(one) for one in learned])

    def corrections(self) -> list[Corrected]:
        """Every article that people corrected."""
        return [
            Corrected(
                _article(row),
                given=frozenset(row["given"]),
                denied=frozenset(row["denied"]),
                tags=frozenset(row["tags"]),
            )
            for row in self._send("corrections")
        ]

    def others(self) -> list[Corrected]:
        """Some articles that nobody corrected."""
        rows = self._send("others", most=OTHERS)
        return [Corrected(_article(row), tags=frozenset(row["tags"])) for row in rows]

    def labels(self, tags: Sequence[str]) -> dict[str, str]:
        """What tags (`scheme:code`) are called."""
        return {row["tag"]: row["label"] for row in self._send("labels", tags=list(tags))}

    def _send(self, name: str, **values: object) -> list[Row]:
        return self.session.send(_SQL[name], **values)


def _article(row: Row) -> Article:
    """As much of an article as models look at."""
    return Article(headline=row["headline"], body=row["body"])
