"""Desks for the tests of flows and adapters, and what they logged."""

import socket
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from desk import Desk, of_database
from structlog.testing import capture_logs

from worker import ingest, intake, publish, sweep
from worker.adapters.migrate import migrate
from worker.stack.postgres import EmbeddedPostgres


@pytest.fixture
def desk(tmp_path: Path, database_url: str, valkey_url: str) -> Iterator[Desk]:
    """A desk on the tests' common servers."""
    with Desk(tmp_path, database_url, valkey_url) as made:
        yield made


@pytest.fixture
def lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the flows log, whatever another test made of the configuration."""
    before = structlog.get_config()
    structlog.reset_defaults()
    proxies = [vars(module.log) for module in (ingest, intake, publish, sweep)]
    for proxy in proxies:
        proxy.pop("bind", None)  # a logger that was used keeps the configuration of that moment
    with capture_logs() as captured:
        yield captured
    structlog.configure(**before)


@pytest.fixture(scope="session")
def _stoppable(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(server_folder / "stoppable", options={"fsync": "off"})
    yield server
    server.stop()


@pytest.fixture
def stoppable(_stoppable: EmbeddedPostgres) -> EmbeddedPostgres:
    """A running Postgres that a test may stop."""
    _stoppable.start()
    return _stoppable


@pytest.fixture
def stoppable_desk(tmp_path: Path, stoppable: EmbeddedPostgres, valkey_url: str) -> Iterator[Desk]:
    """A desk whose Postgres may be stopped."""
    name = f"desk_{abs(hash(tmp_path))}"
    with psycopg.connect(stoppable.url, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    url = of_database(stoppable.url, name)
    migrate(url)
    with Desk(tmp_path, url, valkey_url) as made:
        yield made


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of loopback that is taken, so that nobody else gets it, and where nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]
