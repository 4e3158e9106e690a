"""`copytaster ingest`."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from worker.adapters.inbox import Inbox
from worker.adapters.new_id import new_id
from worker.adapters.store import PeopleStore, PostgresLedger
from worker.cli.options import (
    USAGE,
    WRONG,
    AsJson,
    Config,
    Data,
    err,
    fail,
    ignore_of,
    inbox_of,
    print_json,
    queue_for,
    quiet,
    session_for,
    settings_for,
)
from worker.cli.parse import Named, walk
from worker.core.delivery import Delivery, State, printable
from worker.core.settle import READY_SUFFIX, Ignore
from worker.errors import Unavailable
from worker.ports import Ledger, Queue
from worker.publish import publish
from worker.settings import Settings

SHOWN = 10
"""So many files that could not be copied are named; the others are counted."""
ASKED = 2_000
"""Deliveries asked after in one statement."""
PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)
_ID_BYTES = 16


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, metavar="PATH...", help="Files and folders.")
    ],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all are stored.")] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Take in files where they are: a copy of each is stored, the originals stay in place.

    They take the backlog lane, so fresh news goes first. A file in folder DIR becomes the delivery
    DIR/its/path, so that DIR is a hint at its source.

    Example: copytaster ingest --wait ~/archive/2019
    """
    settings, _ = settings_for(data, config)
    inbox = inbox_of(settings)
    _refuse_inbox(paths, inbox.root)
    quiet()
    session = session_for(settings, "ingest")
    queue = queue_for(settings)
    # nothing is copied for a store that is away
    session.ping()
    inbox.make()
    taking = Taking(settings, inbox, PostgresLedger(session), queue)
    with _bar("copying", None) as bar:
        for count in taking.run(paths, ignore_of(settings)):
            bar(count)
    outcomes: list[dict[str, Any]] = []
    if wait:
        with _bar("storing", taking.taken) as bar:
            outcomes = _wait(PeopleStore(session), taking, bar)
    _tell(taking, outcomes, as_json=as_json)
    if taking.failed or any(row["state"] == State.QUARANTINED for row in outcomes):
        raise typer.Exit(WRONG)


def _refuse_inbox(paths: list[Path], root: Path) -> None:
    for path in map(Path.resolve, paths):
        if path == root or root in path.parents:
            fail(f"{path} is in the inbox, where files are taken by themselves", USAGE)


@dataclass(slots=True)
class Taking:
    """Copies, records and sends files, a message's worth at a time.

    Attributes:
        unsent: recorded files that the broker did not take a message for.
        ids: the deliveries' ids, sixteen bytes each, so that a million of them is little.
    """

    settings: Settings
    inbox: Inbox
    ledger: Ledger
    queue: Queue
    taken: int = 0
    unsent: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    ids: bytearray = field(default_factory=bytearray)

    def run(self, paths: list[Path], ignore: Ignore) -> Iterator[int]:
        """Take everything; yields how many files were taken so far."""
        files = self._wanted(paths, ignore)
        while chunk := list(islice(files, self.settings.queue.batch_max)):
            copied = [delivery for named in chunk if (delivery := self._copy(named))]
            if copied:
                self._record(copied)
            yield self.taken

    def _wanted(self, paths: list[Path], ignore: Ignore) -> Iterator[Named]:
        for named in walk(paths, ignore):
            name = named.as_delivery.rpartition(b"/")[2]
            marker = "a .ready marker" if name.endswith(READY_SUFFIX) else None
            if why := named.ignored or ignore.file(name) or marker:
                self.ignored[why] += 1
            else:
                yield named

    def _copy(self, named: Named) -> Delivery | None:
        try:
            return self.inbox.take_copy(named.path, named.as_delivery, new_id())
        except OSError as error:
            why = error.strerror or str(error)
            self.failed[why] += 1
            if len(self.failures) < SHOWN:
                self.failures.append(f"{printable(bytes(named.path))}: {why}")
            return None

    def _record(self, copied: list[Delivery]) -> None:
        try:
            self.ledger.insert_claimed(copied)
        except Unavailable as error:
            fail(
                f"{error}\n{self.taken} files are recorded. {len(copied)} more lie copied in "
                f"{self.inbox.root}/.claimed; the sweep of `copytaster watch` records them. "
                "Run the same command again for the rest: what is stored already is found again."
            )
        self.taken += len(copied)
        for delivery in copied:
            self.ids += delivery.delivery_id.bytes
        sent = 0
        if not self.unsent:
            # a broker that refused once is not asked again for every message
            sent = publish(
                self.ledger,
                self.queue,
                copied,
                batch_max=self.settings.queue.batch_max,
                batch_bytes=self.settings.queue.batch_bytes,
            )
        self.unsent += len(copied) - sent

    def deliveries(self) -> Iterator[list[UUID]]:
        """The ids of what was taken, a statement's worth at a time."""
        step = ASKED * _ID_BYTES
        for start in range(0, len(self.ids), step):
            part = self.ids[start : start + step]
            yield [
                UUID(bytes=bytes(part[at : at + _ID_BYTES]))
                for at in range(0, len(part), _ID_BYTES)
            ]


def _wait(store: PeopleStore, taking: Taking, bar: Any) -> list[dict[str, Any]]:
    pause = threading.Event()
    counts: Counter[tuple[str, str | None]] = Counter()
    finished = 0
    for ids in taking.deliveries():
        asked = 0
        while pending := store.pending_among(ids):
            bar(finished + len(ids) - pending)
            pause.wait(PAUSES[min(asked, len(PAUSES) - 1)])
            asked += 1
        for row in store.outcomes_among(ids):
            counts[row["state"], row["reason"]] += row["deliveries"]
        finished += len(ids)
        bar(finished)
    return [
        {"state": state, "reason": reason, "deliveries": count}
        for (state, reason), count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]


def _tell(taking: Taking, outcomes: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "taken": taking.taken,
                "unsent": taking.unsent,
                "ignored": dict(taking.ignored),
                "failed": dict(taking.failed),
                "failures": taking.failures,
                "outcomes": outcomes,
            }
        )
        return
    print(f"{taking.taken} taken; the originals stay where they are")
    for why, count in taking.ignored.most_common():
        print(f"{count} ignored: {why}")
    for row in outcomes:
        print(
            f"{row['deliveries']} {row['state']}" + (f": {row['reason']}" if row["reason"] else "")
        )
    if any(row["state"] == State.QUARANTINED for row in outcomes):
        print("`copytaster quarantine list` names them")
    for line in taking.failures:
        err.print(f"could not be copied: {line}", markup=False, highlight=False)
    if (more := taking.failed.total() - len(taking.failures)) > 0:
        err.print(f"and {more} more", highlight=False)
    if taking.unsent:
        err.print(
            f"The broker is away: {taking.unsent} wait in the ledger; the sweep of `copytaster "
            "watch` sends them when it is back.",
            highlight=False,
        )


@contextmanager
def _bar(what: str, total: int | None) -> Iterator[Any]:
    """A progress bar on standard error; none where nobody looks on."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, completed=count)
