"""What the commands for people ask of Postgres; nothing here is on the hot path."""

from collections.abc import Iterator, Sequence
from typing import LiteralString
from uuid import UUID

from worker import sql
from worker.adapters.store.session import Row, Session

_SQL = sql.queries("people")
PAGE = 2_000


class PeopleStore:
    """Read mostly: status, search, quarantine, reconcile."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, query: str, most: int) -> list[Row]:
        """Articles by full-text search, best first."""
        return self._rows("find", query=query, most=most)

    def states(self) -> list[Row]:
        """Pending deliveries by state and lane, with the oldest of each."""
        return self._rows("states")

    def totals(self) -> Row:
        """Finished deliveries by how they ended."""
        return self._rows("totals")[0]

    def rates(self) -> Row:
        """The last five minutes: files, articles, and the time from claim to done."""
        return self._rows("rates")[0]

    def last_errors(self, most: int) -> list[Row]:
        """The newest deliveries that have something to complain of."""
        return self._rows("last_errors", most=most)

    def article_counts(self) -> Row:
        """Articles, stories and sightings."""
        return self._rows("article_counts")[0]

    def server(self) -> Row:
        """Version and size of the database."""
        return self._rows("server")[0]

    def quarantine(self, most: int) -> list[Row]:
        """What waits for a person, newest first."""
        return self._rows("quarantine_list", most=most)

    def quarantined(
        self, ids: Sequence[UUID], *, everything: bool = False, most: int = 10_000
    ) -> list[Row]:
        """The quarantined among `ids`, or all of them."""
        return self._rows("quarantined", ids=list(ids), everything=everything, most=most)

    def retake(self, delivery_id: UUID) -> bool:
        """Start a quarantined delivery anew; False when it is not in quarantine."""
        with self.session.transaction(durable=True):
            taken = self._rows("retake", id=delivery_id)
            if taken:
                self._rows("clear_rejections", id=delivery_id)
        return bool(taken)

    def drop(self, delivery_id: UUID) -> bool:
        """Note that a person gave a quarantined delivery up."""
        with self.session.transaction(durable=True):
            return bool(self._rows("drop_quarantined", id=delivery_id))

    def pending_among(self, ids: Sequence[UUID]) -> int:
        """How many of these are not finished."""
        return int(self._rows("pending_among", ids=list(ids))[0]["pending"])

    def outcomes_among(self, ids: Sequence[UUID]) -> list[Row]:
        """How these ended."""
        return self._rows("outcomes_among", ids=list(ids))

    def ledger(self) -> Iterator[Row]:
        """Every delivery with the counts of its sightings and rejections, by id."""
        after = UUID(int=0)
        while rows := self._rows("ledger_page", after=after, most=PAGE):
            yield from rows
            after = rows[-1]["delivery_id"]

    def unseen_articles(self) -> int:
        """Articles without any sighting; there should be none."""
        return int(self._rows("unseen_articles")[0]["articles"])

    def watched(self, key: int) -> bool:
        """Whether some process holds the lock of an inbox."""
        return bool(self._rows("watched", key=key)[0]["watched"])

    def query(self, statement: LiteralString) -> list[Row]:
        """Run a person's own statement, on the session that was given for it."""
        return self.session.rows(statement)

    def _rows(self, name: str, **values: object) -> list[Row]:
        return self.session.rows(_SQL[name], values)
