"""What the commands for people ask of Postgres; nothing here is on the hot path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import conninfo, errors
from psycopg.rows import tuple_row

from worker import sql
from worker.adapters.store.session import Row, Session
from worker.core.delivery import State
from worker.errors import Unavailable

_SQL = sql.queries("people")
PAGE = 2_000

_WITHOUT_TABLES = (
    errors.UndefinedTable,
    errors.InvalidSchemaName,
    errors.UndefinedFunction,
    errors.UndefinedColumn,
)


class StatementError(Exception):
    """A person's own statement is wrong; the message is Postgres's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one statement returned; `said` is its command tag, as in "SELECT 3"."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    said: str


class PeopleStore:
    """Read mostly: status, search, quarantine, reconcile; everything may raise `Unavailable`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, query: str, most: int) -> list[Row]:
        """Articles by full-text search, best first."""
        return self._rows("find", query=query, most=most)

    def pending(self) -> list[Row]:
        """Pending deliveries by state and lane, with the oldest of each."""
        return self._rows("states")

    def totals(self) -> dict[str, int]:
        """Deliveries by state, all six of them; `dropped` ones are quarantined too."""
        rows = self._rows("totals")
        counts = dict.fromkeys(State, 0) | {State(r["state"]): r["deliveries"] for r in rows}
        return {
            **{state.value: count for state, count in counts.items()},
            "dropped": sum(row["dropped"] for row in rows),
        }

    def rates(self) -> Row:
        """The last five minutes: files, articles, and the time from claim to done."""
        return self._rows("rates")[0]

    def last_errors(self, most: int) -> list[Row]:
        """The newest deliveries that have something to complain of."""
        return self._rows("last_errors", most=most)

    def article_counts(self) -> Row:
        """Articles, stories, sightings and rejections."""
        return self._rows("article_counts")[0]

    def other_algos(self, algo: str) -> dict[str, int]:
        """Articles whose keys another algo made, by its name; new ones do not find them by text."""
        return {row["algo"]: row["articles"] for row in self._rows("other_algos", algo=algo)}

    def server(self) -> Row:
        """Version and size of the database."""
        return self._rows("server")[0]

    def has_reader(self) -> bool:
        """Whether the role for people who only read is there."""
        return bool(self._rows("reader")[0]["there"])

    def quarantine(self, most: int) -> list[Row]:
        """What waits for a person, newest first."""
        return self._rows("quarantine_list", most=most)

    def quarantined(self, ids: Sequence[UUID]) -> list[Row]:
        """Those of `ids` that wait in quarantine."""
        return self._rows("quarantined", ids=list(ids))

    def all_quarantined(self) -> Iterator[list[UUID]]:
        """Everything that waits in quarantine, a page at a time."""
        yield from self._pages("quarantined_ids")

    def quarantined_like(self, prefix: str) -> list[UUID]:
        """At most two deliveries in quarantine whose id begins so."""
        return [r["delivery_id"] for r in self._rows("quarantined_like", prefix=prefix)]

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

    def by_path(self, path: str) -> Row | None:
        """The newest delivery of this path in the last hour."""
        rows = self._rows("by_path", path=path)
        return rows[0] if rows else None

    def ledger(self) -> Iterator[list[Row]]:
        """Every delivery with the counts of its sightings and rejections, by id, in pages."""
        for ids in self._pages("ledger_ids"):
            yield self.ledger_rows(ids)

    def ledger_rows(self, ids: Sequence[UUID]) -> list[Row]:
        """What `ledger` tells, of these deliveries."""
        return self._rows("ledger_rows", ids=list(ids))

    def unseen_articles(self, most: int) -> list[Row]:
        """Articles without any sighting; there should be none."""
        return self._rows("unseen_articles", most=most)

    def watched(self, key: int) -> bool:
        """Whether some process holds the lock of an inbox."""
        return bool(self._rows("watched", key=key)[0]["watched"])

    def query(self, statement: str, *, read_only: bool) -> list[Answer]:
        """Run a person's own statement, or several, and tell what each returned.

        Raises:
            StatementError: Postgres refuses it; nothing else than that is wrong.
        """
        connection = self.session.connection()
        try:
            if read_only:
                connection.execute("set session characteristics as transaction read only")
            with connection.cursor(row_factory=tuple_row) as cursor:
                # the person's own words, run with the person's own rights
                cursor.execute(statement)
                answers = [_answer(cursor)]
                while cursor.nextset():
                    answers.append(_answer(cursor))
                return answers
        except psycopg.Error as error:
            if connection.closed:
                raise Unavailable(f"Postgres: {_first_line(error)}") from error
            raise StatementError(str(error).strip()) from error

    def _pages(self, name: str) -> Iterator[list[UUID]]:
        after = UUID(int=0)
        while rows := self._rows(name, after=after, most=PAGE):
            ids = [row["delivery_id"] for row in rows]
            yield ids
            after = ids[-1]

    def _rows(self, name: str, **values: object) -> list[Row]:
        return self.ask(_SQL[name], **values)

    def ask(self, statement: LiteralString, **values: object) -> list[Row]:
        """Run one of the product's own statements, and say what is wrong where it cannot be."""
        try:
            return self.session.rows(statement, values)
        except _WITHOUT_TABLES as error:
            raise Unavailable(
                "Postgres answers, but this database lacks tables of this version "
                f"({_first_line(error)}); run `copytaster migrate`"
            ) from error
        except errors.InsufficientPrivilege as error:
            raise Unavailable(
                f"Postgres answers, but this role may not look: {_first_line(error)}; "
                "use the address that `copytaster dsn` prints"
            ) from error


def without_password(url: str) -> tuple[str, str]:
    """A Postgres address that may stand in a process list, and the password that it had."""
    words: Mapping[str, Any] = conninfo.conninfo_to_dict(url)
    password = words.get("password") or ""
    return conninfo.make_conninfo("", **{k: v for k, v in words.items() if k != "password"}), str(
        password
    )


def _answer(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Answer:
    columns = tuple(column.name for column in cursor.description or ())
    return Answer(columns, cursor.fetchall() if columns else [], cursor.statusmessage or "")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
