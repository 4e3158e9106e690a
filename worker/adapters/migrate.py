"""Brings a database to the newest schema: numbered, checksummed, one at a time.

Tables of reference are filled where their text has changed.
"""

from hashlib import sha256
from typing import LiteralString

import psycopg

from worker import sql
from worker.adapters.store import reference
from worker.errors import Unavailable
from worker.logs import get_logger

log = get_logger()

LOWEST_SERVER = 150000
"""Postgres 15 has `nulls not distinct`, which the identity of an article needs."""


class MigrationError(Exception):
    """The database and this version of the product do not fit; the message says what to do."""


def migrate(database_url: str) -> list[str]:
    """Apply what is missing and tell its names.

    An advisory lock lets one process through; those that come second find nothing to do.

    Raises:
        Unavailable: Postgres does not answer.
        MigrationError: the server is too old, or an applied migration was changed since.
    """
    try:
        with psycopg.connect(database_url, autocommit=True, connect_timeout=10) as connection:
            return _migrate(connection)
    except psycopg.OperationalError as error:
        raise Unavailable(f"Postgres: {str(error).strip().splitlines()[0]}") from error


def _migrate(connection: psycopg.Connection) -> list[str]:
    if connection.info.server_version < LOWEST_SERVER:
        raise MigrationError(
            f"Postgres {connection.info.server_version // 10000} is too old; 15 or later is needed"
        )
    connection.execute("select pg_advisory_lock(hashtextextended('copytaster migrate', 0))")
    try:
        known = _known(connection)
        applied = []
        for name, text in sql.migrations():
            checksum = sha256(text.encode()).hexdigest()
            if name in known:
                if known[name] != checksum:
                    raise MigrationError(
                        f"migration {name} is not the one that was applied to this database; "
                        "use the version of copytaster that applied it, or a new database"
                    )
                continue
            _apply(connection, name, text, checksum)
            applied.append(name)
        if unknown := sorted(set(known) - {name for name, _ in sql.migrations()}):
            raise MigrationError(
                f"the database has migration {unknown[-1]}, which this version does not know; "
                "install the newer copytaster that applied it"
            )
        connection.execute(sql.grants())
        for name in reference.fill(connection):
            log.info("reference_filled", table=name)
        return applied
    finally:
        connection.execute("select pg_advisory_unlock(hashtextextended('copytaster migrate', 0))")


def _known(connection: psycopg.Connection) -> dict[str, str]:
    there = connection.execute("select to_regclass('desk_migration.applied')").fetchone()
    if there is None or there[0] is None:
        with connection.transaction():
            connection.execute("create schema if not exists desk_migration")
            connection.execute(
                "create table if not exists desk_migration.applied (name text primary key, "
                "checksum text not null, applied_at timestamptz not null default now())"
            )
        return {}
    return dict(connection.execute("select name, checksum from desk_migration.applied").fetchall())


def _apply(connection: psycopg.Connection, name: str, text: LiteralString, checksum: str) -> None:
    with connection.transaction():
        # our own file, shipped with the package
        connection.execute(text)
        connection.execute(
            "insert into desk_migration.applied (name, checksum) values (%s, %s)", (name, checksum)
        )
    log.info("migration_applied", migration=name)


def pending(database_url: str) -> list[str]:
    """The names of migrations that this database lacks.

    Raises:
        Unavailable: Postgres does not answer.
    """
    try:
        with psycopg.connect(database_url, autocommit=True, connect_timeout=10) as connection:
            there = connection.execute("select to_regclass('desk_migration.applied')").fetchone()
            known: set[str] = set()
            if there and there[0]:
                rows = connection.execute("select name from desk_migration.applied").fetchall()
                known = {row[0] for row in rows}
            return [name for name, _ in sql.migrations() if name not in known]
    except psycopg.OperationalError as error:
        raise Unavailable(f"Postgres: {str(error).strip().splitlines()[0]}") from error
