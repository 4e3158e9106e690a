"""The embedded servers keep what they hold, shut out who has no password, and touch no folder of others."""

import os
import shutil
import signal
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis
from celery import Celery
from waiting import wait_until

from worker.stack.account import StackError
from worker.stack.postgres import EmbeddedPostgres
from worker.stack.valkey import EmbeddedValkey, answers


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user can reach, removed afterwards."""
    path = Path(tempfile.mkdtemp(prefix="copytaster-tests-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def own_folder(server_folder: Path) -> Path:
    return server_folder / "own"


@pytest.fixture(scope="module")
def own_postgres(own_folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(own_folder)
    yield server
    server.stop()


@pytest.fixture
def postgres(own_postgres: EmbeddedPostgres) -> EmbeddedPostgres:
    """A running server that a test may stop and kill."""
    own_postgres.start()
    return own_postgres


@pytest.fixture
def valkey(folder: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(folder / "valkey")
    server.start()
    yield server
    server.stop()


def scalar(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_rows_are_kept_over_a_stop_and_over_a_kill(postgres: EmbeddedPostgres) -> None:
    run(postgres.url, "create table kept as select 1 as n")
    url = postgres.url
    postgres.stop()
    postgres.start()
    assert url == postgres.url
    run(url, "insert into kept values (2)")
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    wait_until(lambda: not postgres.alive(), what="Postgres is dead")
    postgres.start()
    assert scalar(url, "select count(*) from kept") == 2


def test_a_pid_file_with_the_number_of_a_stranger_does_not_matter(
    postgres: EmbeddedPostgres, own_folder: Path
) -> None:
    """In a restarted container the old number soon belongs to another process."""
    postgres.stop()
    pid_file = own_folder / "cluster" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n1\n5432\n\n\n  1 1\nready\n")
    postgres.start()
    assert scalar(postgres.url, "select 1") == 1


def test_postgres_listens_on_its_socket_only_and_wants_a_password(
    postgres_server: EmbeddedPostgres,
) -> None:
    url = postgres_server.url
    assert scalar(url, "show listen_addresses") == ""
    assert scalar(url, "show data_checksums") == "on"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url, password="wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url, user="postgres")


def test_the_reader_reads_what_the_owner_makes_and_writes_nothing(
    postgres_server: EmbeddedPostgres,
) -> None:
    owner, reader = postgres_server.url, postgres_server.reader_url
    run(owner, "create schema news")
    run(owner, "create table news.kept as select 1 as n")
    run(owner, "create view news.shown as select * from news.kept")
    assert scalar(reader, "select n from news.shown") == 1
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        run(reader, "delete from news.kept")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(reader, "set transaction_read_only = off; delete from news.kept")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(reader, "set transaction_read_only = off; create table mine (n int)")
    run(owner, "drop schema news cascade")


def test_secrets_are_private_and_the_second_user_of_a_folder_is_refused(
    postgres_server: EmbeddedPostgres, server_folder: Path
) -> None:
    secrets = server_folder / "postgres" / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    with pytest.raises(StackError, match=f"in use by process {os.getpid()}"):
        EmbeddedPostgres(server_folder / "postgres").start()
    assert postgres_server.alive()


def test_files_of_another_major_version_are_refused_with_the_next_step(
    postgres: EmbeddedPostgres, own_folder: Path
) -> None:
    postgres.stop()
    marker = own_folder / "cluster" / "PG_VERSION"
    ours = marker.read_text()
    marker.write_text("16\n")
    with pytest.raises(StackError, match=r"made by PostgreSQL 16 .* pg_dump"):
        postgres.start()
    marker.write_text(ours)
    postgres.start()


def test_a_start_that_fails_says_what_the_server_said(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "postgres", options={"shared_buffers": "many"})
    with pytest.raises(StackError, match="invalid value for parameter"):
        server.start()
    assert not server.alive()


def test_closed_parents_long_paths_and_odd_names_work_and_stay_as_they_were(
    folder: Path,
) -> None:
    """A checkout in a home of 0700, as root: the servers move, the folders stay closed."""
    closed = folder / "home"
    deep = closed / ('long, "odd" name\'s ' * 4) / ("x" * 60)
    deep.mkdir(parents=True)
    closed.chmod(0o700)
    parents = [deep, *deep.parents]
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in parents]
    postgres, valkey = EmbeddedPostgres(deep / "postgres"), EmbeddedValkey(deep / "valkey")
    try:
        postgres.start()
        valkey.start()
        assert scalar(postgres.url, "select 1") == 1
        with redis.Redis.from_url(valkey.url) as client:
            assert client.ping()
        assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path in parents]
        homes = {server._home.path for server in (postgres, valkey) if server._home}
        if os.geteuid() == 0:
            assert all(closed not in home.parents for home in homes)
    finally:
        postgres.stop()
        valkey.stop()
    for home in homes:
        if closed not in home.parents:
            shutil.rmtree(home)


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    server = EmbeddedPostgres(folder / ("y" * 90) / "postgres")
    server.start()
    sockets = Path(parse_qs(urlsplit(server.url).query)["host"][0])
    try:
        assert len(str(sockets)) < 60
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert scalar(server.url, "select 1") == 1
    finally:
        server.stop()
    assert not sockets.exists()


def test_valkey_wants_a_password_listens_on_loopback_and_drops_nothing(
    valkey: EmbeddedValkey,
) -> None:
    port = urlsplit(valkey.url).port
    assert port is not None
    assert answers(port, urlsplit(valkey.url).password or "")
    assert not answers(port, "wrong")
    with redis.Redis.from_url(valkey.url, decode_responses=True) as client:
        shown = client.config_get("maxmemory-policy", "appendonly", "bind", "port", "save")
    assert shown == {
        "maxmemory-policy": "noeviction",
        "appendonly": "yes",
        "bind": "127.0.0.1",
        "port": str(port),
        "save": "",
    }


def test_valkey_keeps_its_address_and_what_it_took(valkey: EmbeddedValkey) -> None:
    url = valkey.url
    with redis.Redis.from_url(url) as client:
        client.set("kept", "1")
        valkey.stop()
        valkey.start()
        assert client.get("kept") == b"1"
        client.set("kept", "2")
        # written through, so that the kill below can lose nothing
        client.config_set("appendfsync", "always")
        client.set("kept", "3")
        assert valkey.pid is not None
        os.kill(valkey.pid, signal.SIGKILL)
        wait_until(lambda: not valkey.alive(), what="Valkey is dead")
        valkey.start()
        assert client.get("kept") == b"3"
    assert url == valkey.url


def test_valkey_takes_another_port_when_its_own_is_taken(
    valkey: EmbeddedValkey, folder: Path
) -> None:
    port = urlsplit(valkey.url).port
    assert port is not None
    valkey.stop()
    with socket.create_server(("127.0.0.1", port)):
        another = EmbeddedValkey(folder / "valkey")
        another.start()
        try:
            assert urlsplit(another.url).port != port
        finally:
            another.stop()


def test_celery_sends_and_takes_a_task_at_that_address(valkey_url: str) -> None:
    app = Celery(broker=valkey_url, set_as_current=False)
    app.send_task("greet", args=["desk"])
    with app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        message = queue.get(timeout=5)
        assert message.headers["task"] == "greet"
        message.ack()
    app.close()
