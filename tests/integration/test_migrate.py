"""A database is brought to the newest schema once, by whoever comes first, or not touched at all."""

import itertools
from collections.abc import Iterator

import psycopg
import pytest
from desk import of_database, together

from worker import sql
from worker.adapters.migrate import MigrationError, migrate, pending
from worker.errors import Unavailable
from worker.stack.postgres import EmbeddedPostgres

ALL = [name for name, _ in sql.migrations()]
_numbers = itertools.count(1)


@pytest.fixture
def empty_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """A database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    with psycopg.connect(postgres_server.url, autocommit=True) as admin:
        admin.execute(f"create database {name} template template0".encode())
        yield of_database(postgres_server.url, name)
        admin.execute(f"drop database {name} with (force)".encode())


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_an_empty_database_gets_every_migration_in_order(empty_url: str) -> None:
    assert pending(empty_url) == ALL
    assert migrate(empty_url) == ALL
    assert pending(empty_url) == []
    applied = run(empty_url, "select name from desk_migration.applied order by applied_at, name")
    assert [name for (name,) in applied] == ALL


def test_a_second_time_finds_nothing_to_do(empty_url: str) -> None:
    migrate(empty_url)
    assert migrate(empty_url) == []


def test_of_eight_at_once_one_applies(empty_url: str) -> None:
    applied = together([lambda: migrate(empty_url)] * 8)
    assert sorted(applied, key=len) == [[]] * 7 + [ALL]


def test_a_migration_that_was_changed_is_refused(empty_url: str) -> None:
    migrate(empty_url)
    run(empty_url, f"update desk_migration.applied set checksum = 'x' where name = '{ALL[0]}'")
    with pytest.raises(MigrationError, match=f"{ALL[0]} is not the one that was applied"):
        migrate(empty_url)


def test_a_database_of_a_newer_version_is_refused(empty_url: str) -> None:
    migrate(empty_url)
    run(empty_url, "insert into desk_migration.applied (name, checksum) values ('9999_next', 'x')")
    with pytest.raises(MigrationError, match="9999_next, which this version does not know"):
        migrate(empty_url)


def test_a_migration_that_fails_leaves_nothing_and_can_be_repeated(empty_url: str) -> None:
    # the first one makes the schema `desk`
    run(empty_url, "create schema desk")
    with pytest.raises(psycopg.errors.DuplicateSchema):
        migrate(empty_url)
    assert pending(empty_url) == ALL
    assert run(empty_url, "select tablename from pg_tables where schemaname = 'desk'") == []
    run(empty_url, "drop schema desk")
    assert migrate(empty_url) == ALL


def test_the_lock_is_given_back_after_a_refusal(empty_url: str) -> None:
    migrate(empty_url)
    run(empty_url, "insert into desk_migration.applied (name, checksum) values ('9999_next', 'x')")
    with pytest.raises(MigrationError):
        migrate(empty_url)
    run(empty_url, "delete from desk_migration.applied where name = '9999_next'")
    assert migrate(empty_url) == []


def test_a_postgres_that_does_not_answer_is_unavailable(empty_url: str) -> None:
    away = empty_url.replace("copytaster:", "nobody:")
    assert away != empty_url
    for ask in (migrate, pending):
        with pytest.raises(Unavailable, match="Postgres"):
            ask(away)
