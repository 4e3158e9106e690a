"""A delivery: one file dropped, from claim to done or quarantine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from worker.core.bookmark import Bookmark


class State(StrEnum):
    """Where a delivery stands; `pending` is the first four."""

    CLAIMED = "claimed"
    QUEUED = "queued"
    RUNNING = "running"
    STORED = "stored"
    DONE = "done"
    QUARANTINED = "quarantined"


PENDING = (State.CLAIMED, State.QUEUED, State.RUNNING, State.STORED)
TERMINAL = (State.DONE, State.QUARANTINED)


class Lane(StrEnum):
    """Which of the two queues a delivery waits in; every worker takes live first."""

    LIVE = "live"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the ledger, as far as the flows need it.

    Attributes:
        path: below the inbox, in the bytes of the file system.
        attempt: the fencing token; every run of the delivery has its own.
        tries: runs that worked on it so far, this one too.
        failures: runs that ended badly while the delivery was alone.
        alone: its batch failed whole before, so it is only taken by itself.
        next_position: where reading goes on after chunks that were stored already.
        bookmark: the members of its containers in which that is.
        last_error: what the run before this one died of.
    """

    delivery_id: UUID
    path: bytes
    lane: Lane = Lane.LIVE
    state: State = State.CLAIMED
    attempt: int = 0
    tries: int = 0
    failures: int = 0
    alone: bool = False
    next_position: int = 0
    bookmark: Bookmark = ()
    size_bytes: int = 0
    received_at: datetime | None = None
    last_error: str | None = None

    @property
    def name(self) -> bytes:
        """The file's own name."""
        return self.path.rpartition(b"/")[2]

    @property
    def suspect(self) -> bool:
        """Whether it may be what ended an earlier run."""
        return self.alone or self.failures > 0

    @property
    def source_hint(self) -> str | None:
        """The first folder in the inbox that the file came through."""
        folder, slash, _ = self.path.partition(b"/")
        return printable(folder) if slash else None


def claimed_at_ms(delivery_id: UUID) -> int:
    """When a delivery's id was made, in milliseconds since 1970 (UUIDv7, RFC 9562, 5.7)."""
    return delivery_id.int >> 80


def printable(path: bytes) -> str:
    """A path for people, logs and text columns: no control character, no invalid UTF-8.

    Bytes that do not decode, and characters that do not print, stand as backslash escapes; a
    backslash stands twice, so that two different names never look the same.
    """
    text = path.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    if "\x7f" < character < "\u0100":
        # a byte that does not decode stands as \xNN, so the character of that number must not
        return f"\\u{ord(character):04x}"
    return character.encode("unicode_escape").decode()


def title(deliveries: Sequence[Delivery], most: int = 3) -> str:
    """What Flower shows for a message: "12 files: a.txt, b.txt, c.txt, ..."."""
    names = ", ".join(printable(d.name)[:60] for d in deliveries[:most])
    count = len(deliveries)
    more = ", ..." if count > most else ""
    return f"{count} file{'s' if count != 1 else ''}: {names}{more}"


def batches(
    deliveries: Sequence[Delivery], *, count_max: int, bytes_max: int
) -> list[list[Delivery]]:
    """Split into messages of at most `count_max` deliveries and about `bytes_max` bytes.

    One lane a message; a delivery that must be alone is alone; order is kept within a lane.
    """
    found: list[list[Delivery]] = []
    for lane in Lane:
        batch: list[Delivery] = []
        weight = 0
        for delivery in deliveries:
            if delivery.lane is not lane:
                continue
            if delivery.alone:
                found.append([delivery])
                continue
            if batch and (len(batch) >= count_max or weight + delivery.size_bytes > bytes_max):
                found.append(batch)
                batch, weight = [], 0
            batch.append(delivery)
            weight += delivery.size_bytes
        if batch:
            found.append(batch)
    return found


@dataclass(slots=True)
class LiveAllowance:
    """A token bucket that tells fresh news from a bulk drop.

    `burst` files at once and `per_s` a second are live; what comes faster is backlog.
    """

    per_s: float
    burst: float
    level: float = -1.0
    looked_at: float = 0.0

    def lane(self, now: float) -> Lane:
        """The lane of one more file at `now` (seconds of any steady clock)."""
        if self.level < 0:
            self.level = self.burst
        else:
            self.level = min(self.burst, self.level + (now - self.looked_at) * self.per_s)
        self.looked_at = now
        if self.level < 1:
            return Lane.BACKLOG
        self.level -= 1
        return Lane.LIVE
