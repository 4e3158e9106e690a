"""One quiet stack for all tests that leave it whole; tests that break things have their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Desk, started

from worker.stack.valkey import free_port


@pytest.fixture(scope="session")
def desk(server_folder: Path) -> Iterator[Desk]:
    """A running stack with Flower; every test drops files of its own name into it."""
    with started(Desk(server_folder / "desk", flower_port=free_port())) as running:
        yield running
