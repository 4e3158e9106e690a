"""One Postgres session a process: opened when first needed, opened again when it was lost."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, LiteralString

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from pydantic_core import PydanticSerializationError, to_json

from worker.errors import Unavailable

Row = dict[str, Any]

CANCEL_S = 2.0
PLANS_S = 10.0
"""Seconds that plans are kept; planning all anew costs some ten milliseconds."""
_KEPT_PLANS = (
    " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off"
    " -c enable_mergejoin=off -c enable_bitmapscan=off -c enable_memoize=off"
)
"""Made for any values, plans must not rest on guesses of how many rows there are: the way is always
an index, in whose order a look at a hot key ends after so many, where a bitmap would read all it
has. What is asked for within one statement hardly repeats, so that remembering answers only costs.
"""
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)


class Session:
    """A connection in autocommit mode whose losses become `Unavailable`.

    Made before a fork it is harmless: it connects on first use. Commits do not wait for the disk
    unless a transaction says `durable`: what such a commit wrote is found again from the files
    and leases, and the durable commit that ends every run flushes the ones before it as well.
    """

    def __init__(self, url: str, *, name: str, connect_timeout_s: int = 5) -> None:
        self._url = url
        self._name = name
        self._timeout = connect_timeout_s
        self._options = ""
        self._plans_until = 0.0
        self._connection: psycopg.Connection[Row] | None = None

    def keep_plans(self) -> None:
        """Have statements planned once for any values, for those who send the same few all day.

        To be called before the session is first used.
        """
        self._options = _KEPT_PLANS

    def plan_anew(self) -> None:
        """Give kept plans up now and then: those made while the tables were empty suit no others."""
        now = time.monotonic()
        if now >= self._plans_until:
            self.rows("discard plans")
            self._plans_until = now + PLANS_S

    def connection(self) -> psycopg.Connection[Row]:
        """The open connection; opens one where there is none."""
        if self._connection is None or self._connection.closed:
            with _translated():
                self._connection = psycopg.connect(
                    self._url,
                    autocommit=True,
                    row_factory=dict_row,
                    connect_timeout=self._timeout,
                    application_name=f"copytaster {self._name}",
                    options="-c synchronous_commit=off -c lock_timeout=20s -c jit=off"
                    " -c search_path=public,pg_catalog -c timezone=UTC" + self._options,
                    keepalives_idle=15,
                    keepalives_interval=5,
                    keepalives_count=3,
                )
        return self._connection

    def close(self) -> None:
        """End the session, and the statement it may be in; the next use opens a new one.

        Closing alone would leave the server at work on the statement, and its locks held.
        """
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if connection.info.transaction_status is TransactionStatus.ACTIVE:
            with suppress(psycopg.Error):
                connection.cancel_safe(timeout=CANCEL_S)
        connection.close()

    @contextmanager
    def replaced(self) -> Iterator[None]:
        """Work in a new session; the old one is rolled back now, and ends only after this.

        A run is taken for dead as soon as the session that began it is gone: what it ended with is
        to be written before, or a sweep between the two would write that its process died.
        """
        old, self._connection = self._connection, None
        try:
            if old is not None:
                _roll_back(old)
            yield
        finally:
            if old is not None:
                old.close()

    def rows(self, statement: LiteralString, values: Mapping[str, Any] | None = None) -> list[Row]:
        """Run one statement and fetch what it returns."""
        connection = self.connection()
        with _translated():
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def send(self, statement: LiteralString, **values: object) -> list[Row]:
        """Run one statement; lists of records go as JSON."""
        sent = {
            key: as_json(value)
            if value and isinstance(value, list) and isinstance(value[0], dict)
            else value
            for key, value in values.items()
        }
        return self.rows(statement, sent)

    def copy(
        self, statement: LiteralString, types: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Write rows by a `copy ... from stdin (format binary)`; `types` are those of its columns.

        Texts are to be storable.
        """
        connection = self.connection()
        with _translated(), connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """A transaction; `durable` makes its commit wait for the disk."""
        connection = self.connection()
        with _translated(), connection.transaction():
            if durable:
                connection.execute("set local synchronous_commit = on")
            yield

    def ping(self) -> None:
        """Raise `Unavailable` when Postgres does not answer."""
        self.rows("select 1")


def _roll_back(connection: psycopg.Connection[Row]) -> None:
    """Let go of all locks, in the middle of whatever the session is; end it where that fails.

    By libpq, since an error may have come between any two steps of psycopg's own: its PQexec reads
    what is left of a statement's results, and ends a copy.
    """
    try:
        if connection.info.transaction_status is TransactionStatus.ACTIVE:
            connection.cancel_safe(timeout=CANCEL_S)
        if connection.info.transaction_status is not TransactionStatus.IDLE:
            connection.pgconn.exec_(b"rollback")
    except psycopg.Error:
        connection.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _AWAY as error:
        # class 54, program limit exceeded, is the text's fault and will be there next time
        if (getattr(error, "sqlstate", None) or "").startswith("54"):
            raise
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Unavailable(f"Postgres: {first}") from error


def as_json(records: Sequence[Mapping[str, Any]]) -> str:
    """Records for json_to_recordset: no NUL, no lone surrogate, both of which Postgres refuses."""
    try:
        text = to_json(records, fallback=str)
    except PydanticSerializationError:  # what a lone surrogate makes of it
        text = to_json(storable(records), fallback=str)
    if b"\\u0000" in text:
        text = to_json(storable(records), fallback=str)
    return text.decode()


def storable(value: Any) -> Any:
    """The same without what Postgres refuses in a text."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {key: storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value
