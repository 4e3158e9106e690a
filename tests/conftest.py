"""Real servers for the tests: one Postgres and one Valkey a session, a fresh database a test.

A server that does not start fails the tests that need it; nothing is skipped for that. With
pytest-xdist every worker process is a session with servers of its own.
"""

import gc
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis
from psycopg import sql
from waiting import wait_until
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from worker.stack.lock import holder, take
from worker.stack.postgres import EmbeddedPostgres
from worker.stack.valkey import EmbeddedValkey

TEMPLATE = "template_of_tests"
PREFIX = "copytaster-session-"
OLD_S = 60.0
"""A session that was killed leaves its folder behind; one that just began has no lock yet."""
ROOMY_BYTES = 4_000_000_000
LONGEST_FIRST = ("tests/acceptance/test_crashes.py", "tests/acceptance/", "tests/integration/")
"""What takes long begins first, so that all worker processes end at about the same time."""
_numbers = itertools.count(1)

# tables and thousands of tests are no garbage: looking through them costs a fifth of the time
gc.set_threshold(100_000, 20, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--corpus",
        type=Path,
        default=None,
        metavar="DIR",
        help="the folder of the measuring corpora; tests marked `corpus` are skipped without it",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--corpus") is None:
        skip = pytest.mark.skip(reason="needs --corpus DIR")
        for test in items:
            if test.get_closest_marker("corpus"):
                test.add_marker(skip)
    # the order within each of these parts stays the random one
    items.sort(key=lambda test: _part(test.nodeid))


def pytest_collection_finish() -> None:
    gc.freeze()


def _part(nodeid: str) -> int:
    starts = map(nodeid.startswith, LONGEST_FIRST)
    return next((n for n, starts_so in enumerate(starts) if starts_so), len(LONGEST_FIRST))


class _Scheduler(LoadFileScheduling):
    """Tests of one file stay together, and so do all that share the one quiet stack."""

    def _split_scope(self, nodeid: str) -> str:
        shared = LONGEST_FIRST[1]
        one_stack = _part(nodeid) == LONGEST_FIRST.index(shared)
        return shared if one_stack else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    config.option.loadscopereorder = False
    return _Scheduler(config, log)


@pytest.fixture(scope="session")
def corpus(request: pytest.FixtureRequest) -> Path:
    """The folder of the measuring corpora."""
    folder = request.config.getoption("--corpus")
    assert folder is not None, "mark this test with `corpus`"
    assert folder.is_dir(), f"--corpus {folder}: no such folder"
    return Path(folder)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder that any user can reach; pytest's own is closed to the servers' user."""
    parent = _parent()
    _remove_what_ended_tests_left(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    folder.chmod(0o755)
    with take(folder / "lock"):
        yield folder
        shutil.rmtree(folder)


def _remove_what_ended_tests_left(parent: Path) -> None:
    for left in parent.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # the other process of these tests removes them too
            if holder(left / "lock") is None and time.time() - left.stat().st_mtime > OLD_S:
                shutil.rmtree(left, ignore_errors=True)


def _parent() -> Path:
    """Memory, where there is plenty: a database a test means some hundred new files a test."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK):
        status = os.statvfs(memory)
        closed = status.f_flag & os.ST_NOEXEC
        if not closed and status.f_bavail * status.f_frsize > ROOMY_BYTES:
            return memory
    return Path(tempfile.gettempdir())


@pytest.fixture(scope="session")
def postgres_server(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    """One Postgres for all tests; what it holds need not survive a power cut."""
    server = EmbeddedPostgres(
        server_folder / "postgres",
        options={"fsync": "off", "full_page_writes": "off", "autovacuum": "off"},
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def valkey_server(server_folder: Path) -> Iterator[EmbeddedValkey]:
    """One Valkey for all tests."""
    server = EmbeddedValkey(server_folder / "valkey")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def valkey_url(valkey_server: EmbeddedValkey) -> str:
    """An empty database of Valkey, another one than the test before had."""
    url = valkey_server.url.removesuffix("/0") + f"/{next(_numbers) % 15 + 1}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture(scope="session")
def _admin(postgres_server: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def _template(postgres_server: EmbeddedPostgres, _admin: psycopg.Connection) -> str:
    from worker.adapters.migrate import migrate  # noqa: PLC0415 - tests without tables need it not

    _admin.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    migrate(of_database(postgres_server.url, TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database_url(
    postgres_server: EmbeddedPostgres, _admin: psycopg.Connection, _template: str
) -> Iterator[str]:
    """A database of this test's own, all migrations applied."""
    name = f"test_{next(_numbers)}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(_template)}
    _admin.execute(sql.SQL("create database {name} template {template}").format(**names))
    yield of_database(postgres_server.url, name)
    wait_until(
        lambda: _dropped(_admin, sql.SQL("drop database {name} with (force)").format(**names)),
        what=f"{name} dropped",
    )


def _dropped(admin: psycopg.Connection, statement: sql.Composed) -> bool:
    """Whether it could be dropped; a session of another role ends in its own time."""
    try:
        admin.execute(statement)
    except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
        return False
    return True


@pytest.fixture
def reader_url(postgres_server: EmbeddedPostgres, database_url: str) -> str:
    """The address of this test's database for the role that may only read."""
    return of_database(postgres_server.reader_url, urlsplit(database_url).path.removeprefix("/"))


def of_database(url: str, name: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
