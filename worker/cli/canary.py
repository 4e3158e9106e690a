"""The test article of `copytaster check --canary`: dropped, followed, and never shown as news."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from worker.adapters.new_id import new_id
from worker.adapters.store import PeopleStore
from worker.core.delivery import State
from worker.settings import InboxSettings

FOLDER = "_canary"
WITHIN_S = 30.0
PAUSE_S = 0.02


def send(inbox: InboxSettings, store: PeopleStore) -> tuple[str, dict[str, Any] | None, float]:
    """Drop a canary and wait for its end; its path, its ledger row if it ended, and the seconds."""
    number = new_id()
    path = f"{FOLDER}/canary-{number}.txt"
    started = time.monotonic()
    drop_canary(inbox.path, path, number, ready=inbox.require_ready)
    row = _until(lambda: _finished(store, path), WITHIN_S)
    return path, row, time.monotonic() - started


def _finished(store: PeopleStore, path: str) -> dict[str, Any] | None:
    row = store.by_path(path)
    return row if row and row["state"] in {State.DONE, State.QUARANTINED} else None


def drop_canary(inbox: Path, path: str, number: UUID, *, ready: bool) -> None:
    """Put the test article into the inbox by a rename, as a careful sender does."""
    target = inbox / path
    target.parent.mkdir(exist_ok=True)
    growing = target.with_name(f".{target.name}")
    growing.write_text(canary_text(number), "utf-8")
    if ready:
        target.with_name(f"{target.name}.ready").touch()
    growing.rename(target)


def canary_text(number: UUID) -> str:
    """A short article that says what it is, and that an embargo withholds for ever."""
    return (
        f"Copytaster canary {number}\n\n"
        "EDITORS: EMBARGOED. Not for publication.\n\n"
        "This is a test of the way from the inbox to the store. It is no news, and nobody is meant "
        f"to read it. Its number is {number}, so that it is like no other test.\n"
    )


def _until(
    condition: Callable[[], dict[str, Any] | None], within_s: float
) -> dict[str, Any] | None:
    pause = threading.Event()
    deadline = time.monotonic() + within_s
    while not (answer := condition()) and time.monotonic() < deadline:
        pause.wait(PAUSE_S)
    return answer
