"""Prove that nothing is lost: hold folders, ledger, and sightings and rejections against each other.

On a running system a delivery moves on between two looks at it. So what seems to differ is looked
at again at once, and a file whose delivery finished, or was claimed, a moment ago is in the making.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from worker.adapters.inbox import Inbox
from worker.adapters.spool import Spool, Whereabouts
from worker.adapters.store import PeopleStore
from worker.core.delivery import PENDING, Delivery, State, claimed_at_ms, printable
from worker.errors import Reason

MOST = 2_000
"""Folders held against the ledger at a time."""
CLAIMING_S = 15.0
"""A claimed folder of this age or less may not have its row yet."""
FILING_S = 60.0
"""A file of a delivery that finished so long ago, or less, may still be on its way to its folder:
the sweep looks for those that were cut off every half minute."""

_RETRY = "copytaster quarantine retry {id}"
_LOST = "look for the file in a backup and drop it again; tell the developers"
_BUG = "tell the developers, with the log lines of this delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the ledger, with the counts of what hangs on it."""

    delivery: Delivery
    state: State
    reason: str | None = None
    finished_at: datetime | None = None
    dropped_at: datetime | None = None
    article_count: int = 0
    rejection_count: int = 0
    sightings: int = 0
    rejections: int = 0
    unmatched: int = 0

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Entry":
        """The entry of a row as Postgres gives it."""
        rest = {k: v for k, v in row.items() if k not in {"delivery_id", "path_bytes", "state"}}
        state = State(row["state"])
        return cls(
            delivery=Delivery(
                delivery_id=row["delivery_id"], path=bytes(row["path_bytes"]), state=state
            ),
            state=state,
            **rest,
        )

    @property
    def vanished(self) -> bool:
        """Whether it was given up because its file was gone already."""
        return self.reason == Reason.VANISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that does not fit, and what to do about it."""

    what: str
    next: str
    delivery_id: UUID | None = None
    path: str | None = None


@dataclass(slots=True)
class Reconciled:
    """What was counted and what differs.

    Attributes:
        inbox: files that wait in the inbox.
        ignored: what lies in the inbox and is none of ours, by the reason.
        in_the_making: files on their way from one folder to the next.
    """

    inbox: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    claimed_folders: int = 0
    done_folders: int = 0
    quarantine_folders: int = 0
    in_the_making: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    sightings: int = 0
    rejections: int = 0


def compare(entry: Entry, where: Whereabouts) -> Iterator[tuple[str, str]]:
    """What does not fit between a row and the folders: (what, what to do)."""
    if entry.state in PENDING:
        if not where.claimed:
            yield (
                f"the ledger says {entry.state}, but its file is not among the claimed ones",
                "it will end in quarantine as vanished; drop the file again",
            )
        return
    if entry.dropped_at:
        if where.quarantined:
            yield "it was dropped, but its file lies in quarantine", "delete its folder there"
        return
    if entry.state is State.DONE:
        if not where.done and not where.claimed:
            yield (
                "its articles are stored, but the original is not in done/",
                "when old originals are deleted on purpose, run this with --without-files",
            )
        return
    if not where.quarantined and not where.claimed and not entry.vanished:
        yield "the ledger says quarantined, but its file is not in quarantine/", _LOST
    if where.quarantined and not where.told:
        yield "its file lies in quarantine/ without its reason.json", _RETRY


def count(entry: Entry) -> Iterator[tuple[str, str]]:
    """What does not fit between a row and its sightings and rejections: (what, what to do)."""
    if entry.state is State.DONE:
        if entry.sightings == 0:
            yield "the ledger says done, but it has no sighting", _BUG
        elif entry.sightings != entry.article_count:
            yield f"{entry.article_count} articles were read, but {entry.sightings} sighted", _BUG
        if entry.unmatched:
            yield f"{entry.unmatched} of its articles were never matched", _BUG
    elif entry.state is State.QUARANTINED and entry.sightings:
        yield f"it is quarantined, but {entry.sightings} of its articles are stored", _RETRY
    if entry.state not in PENDING and entry.rejections != entry.rejection_count:
        yield (
            f"{entry.rejection_count} positions were rejected, but {entry.rejections} are recorded",
            _BUG,
        )


@dataclass(slots=True)
class Reconcile:
    """Holds one inbox, its folders and its ledger against each other.

    Args:
        files: whether files count; not where an operator empties done/ after a while.
    """

    inbox: Inbox
    spool: Spool
    store: PeopleStore
    files: bool = True
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    wall_clock: Callable[[], float] = time.time
    found: Reconciled = field(default_factory=Reconciled)

    def run(self) -> Iterator[Difference]:
        """Every difference; `found` holds the counts when this has ended."""
        self._count_inbox()
        yield from self._ledger()
        if self.files:
            yield from self._claimed()
            yield from self._filed(self.spool.done_ids(), State.DONE)
            yield from self._filed(self.spool.quarantined_ids(), State.QUARANTINED)
        for row in self.store.unseen_articles(MOST):
            yield Difference(
                what=f"article {row['article_id']} ({row['display_title']}) was never sighted",
                next=_BUG,
                delivery_id=row["first_delivery_id"],
            )
        self.found.totals = self.store.totals()
        counts = self.store.article_counts()
        self.found.articles = counts["articles"]
        self.found.sightings = counts["sightings"]
        self.found.rejections = counts["rejections"]

    def _count_inbox(self) -> None:
        for entry in self.inbox.listing():
            if entry.ignored:
                self.found.ignored[entry.ignored] += 1
            else:
                self.found.inbox += 1

    def _ledger(self) -> Iterator[Difference]:
        for rows in self.store.ledger():
            suspects = [row["delivery_id"] for row in rows if any(self._of(Entry.of(row)))]
            if suspects:
                for row in self.store.ledger_rows(suspects):
                    yield from self._of(Entry.of(row))

    def _of(self, entry: Entry) -> Iterator[Difference]:
        told = list(count(entry))
        if self.files:
            where = self.spool.whereabouts(entry.delivery, entry.finished_at)
            told = [*compare(entry, where), *told]
        for what, to_do in told:
            yield _difference(entry.delivery, what, to_do)

    def _claimed(self) -> Iterator[Difference]:
        """Claimed folders without a row, and files of finished deliveries that still lie there."""
        for ids in _chunks(self.spool.claimed_ids()):
            self.found.claimed_folders += len(ids)
            entries = self._entries(ids)
            for delivery_id in ids:
                entry = entries.get(delivery_id)
                if entry and entry.state in PENDING:
                    continue
                left = self.spool.orphan(delivery_id)
                if left is None:
                    continue
                if self._is_young(entry, delivery_id):
                    self.found.in_the_making += 1
                elif entry is None:
                    yield _difference(
                        left,
                        "a claimed file has no row in the ledger",
                        "the sweep of `copytaster watch` gives it one; is it running?",
                    )
                else:
                    yield _difference(
                        left,
                        f"the ledger says {entry.state}, but a file lies among the claimed ones",
                        "the sweep of `copytaster watch` files it away; is it running?",
                    )

    def _is_young(self, entry: Entry | None, delivery_id: UUID) -> bool:
        if entry is None:
            return self.wall_clock() - claimed_at_ms(delivery_id) / 1000 <= CLAIMING_S
        finished = entry.finished_at
        return finished is not None and (self.clock() - finished).total_seconds() <= FILING_S

    def _filed(self, ids: Iterable[UUID], state: State) -> Iterator[Difference]:
        """Folders in done/ or quarantine/ that the ledger knows nothing of, or otherwise."""
        for chunk in _chunks(ids):
            if state is State.DONE:
                self.found.done_folders += len(chunk)
            else:
                self.found.quarantine_folders += len(chunk)
            entries = self._entries(chunk)
            doubtful = [i for i in chunk if i not in entries or entries[i].state is not state]
            # what moved on meanwhile has left the folder, or is there by right now
            again = self._entries(doubtful)
            for delivery_id in doubtful:
                entry = again.get(delivery_id)
                folder = "done/" if state is State.DONE else "quarantine/"
                if entry is None:
                    yield Difference(
                        what=f"a folder in {folder} has no row in the ledger",
                        next="it is of another database, or the ledger was restored from a backup; "
                        "drop the file again, then delete the folder",
                        delivery_id=delivery_id,
                    )
                elif entry.state is not state and self._still_there(entry, state):
                    yield _difference(
                        entry.delivery,
                        f"it has a folder in {folder}, but the ledger says {entry.state}",
                        _BUG,
                    )

    def _still_there(self, entry: Entry, state: State) -> bool:
        if state is State.DONE:
            return True
        return self.spool.whereabouts(entry.delivery, entry.finished_at).quarantined

    def _entries(self, ids: Sequence[UUID]) -> dict[UUID, Entry]:
        if not ids:
            return {}
        return {row["delivery_id"]: Entry.of(row) for row in self.store.ledger_rows(ids)}


def _difference(delivery: Delivery, what: str, to_do: str) -> Difference:
    return Difference(
        what=what,
        next=to_do.format(id=delivery.delivery_id),
        delivery_id=delivery.delivery_id,
        path=printable(delivery.path),
    )


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while chunk := list(islice(rest, MOST)):
        yield chunk
