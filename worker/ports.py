"""What the flows need of the world, as Protocols; `adapters/` holds what fulfils them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from worker.core.delivery import Delivery, State
from worker.core.reading import Page
from worker.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a delivery stands in the ledger."""

    delivery: Delivery
    state: State
    finished_at: datetime | None
    reason: str | None
    detail: str | None
    dropped: bool


class Ledger(Protocol):
    """What the watch and the sweep ask of the ledger; everything may raise `Unavailable`."""

    def insert_claimed(self, deliveries: Sequence[Delivery]) -> None:
        """Write new rows as claimed; rows that are there stay as they are."""

    def mark_queued(self, ids: Sequence[UUID]) -> None:
        """Note that a message exists for these."""

    def take_unpublished(self, most: int) -> list[Delivery]:
        """Claimed deliveries that no message exists for and that are due."""

    def release_expired(self, most: int) -> list[Delivery]:
        """Deliveries whose run is over without having said so."""

    def requeue_all(self) -> int:
        """Make everything queued claimed again, because its messages are gone."""

    def queued_count(self) -> int:
        """How many deliveries wait in a message."""

    def broker_seen(self) -> tuple[str, str] | None:
        """Epoch and run of the broker as last noted."""

    def note_broker(self, epoch: str, run: str) -> None:
        """Note epoch and run of the broker."""

    def where_are(self, ids: Sequence[UUID]) -> dict[UUID, Standing]:
        """Where these deliveries stand; those without a row are left out."""

    def keep_posting_months(self, now: datetime, keep_days: int) -> tuple[int, int]:
        """Make the partitions of the months to come, drop those out of date; tells how many each.

        Args:
            now: what counts as now.
            keep_days: how long postings are kept after their month; 0 for ever.
        """


@dataclass(slots=True)
class Begun:
    """What a run may do: `fresh` to read, `stored` to match, `apart` to send again one by one."""

    fresh: list[Delivery] = field(default_factory=list)
    stored: list[Delivery] = field(default_factory=list)
    apart: list[Delivery] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How far a delivery came.

    Attributes:
        relations: how many of the articles that it was the first to bring have which relation.
        policies: what was done with those that are no originals.
    """

    delivery: Delivery
    state: State
    finished_at: datetime | None = None
    article_count: int = 0
    rejection_count: int = 0
    reason: str | None = None
    detail: str | None = None
    relations: Mapping[str, int] = field(default_factory=dict)
    policies: tuple[str, ...] = ()

    @property
    def line(self) -> dict[str, object]:
        """The same for the log, what there is of it."""
        delivery = self.delivery
        told: dict[str, object] = {
            "outcome": self.state.value,
            "attempt": delivery.tries,
            "lane": delivery.lane.value,
            "articles": self.article_count,
            "rejections": self.rejection_count,
            "size_bytes": delivery.size_bytes,
        }
        if self.relations:
            told["relations"] = dict(self.relations)
        if self.policies:
            told["policy"] = ", ".join(self.policies)
        if self.state is State.QUARANTINED:
            told |= {"reason": self.reason, "detail": self.detail}
        if self.finished_at and delivery.received_at:
            took = self.finished_at - delivery.received_at
            told["took_ms"] = round(took.total_seconds() * 1000, 1)
        return told


class Store(Protocol):
    """What a run asks of Postgres; everything may raise `Unavailable`.

    Each method writes only what still belongs to the run (state and attempt), and tells what
    that was.
    """

    def begin(self, run: str, ids: Sequence[UUID]) -> Begun:
        """Take the deliveries that no living run has."""

    def store(self, page: Page) -> list[Outcome]:
        """Transaction 1: articles, sightings, tags and rejections of a page."""

    def match(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Transaction 2: relation and story of what these deliveries brought; then `done`."""

    def unmatched(self, delivery: Delivery) -> list[UUID]:
        """Articles of a delivery that wait for their match, in the order in which they get it."""

    def match_one(self, article_id: UUID) -> None:
        """Relation and story of one article, in transactions of its own."""

    def settle_as_original(self, article_id: UUID, why: str) -> None:
        """Let an article that cannot be matched stand as an original, with the reason."""

    def forgive(self, delivery: Delivery) -> None:
        """Count its failures from none again: it came further than the runs before."""

    def postpone(self, deliveries: Sequence[Delivery], error: str) -> dict[UUID, datetime]:
        """Let them wait, at no cost in attempts; tells until when."""

    def split(self, deliveries: Sequence[Delivery], error: str) -> list[Delivery]:
        """Make each of a batch that failed whole come again alone."""

    def fail(self, delivery: Delivery, error: str) -> int | None:
        """Count one failure of a delivery that was alone; tells how many there are now."""

    def quarantine(self, delivery: Delivery, reason: Reason, detail: str) -> Outcome | None:
        """Give a delivery up, with a reason a person can act on."""

    def not_tried(self, delivery: Delivery) -> Delivery:
        """Count this run as none that worked on it; the delivery as it is then."""

    def reopen(self, delivery: Delivery) -> bool:
        """Undo what was read of a file that has changed since, and have it read again."""


class Claimed(Protocol):
    """A claimed file while it is read."""

    stream: BinaryIO

    def digest(self) -> tuple[str | None, int]:
        """SHA-256 of the file, None when it was not read to its end, and the length read."""


class Spool(Protocol):
    """Where claimed files lie and where they go."""

    def open(self, delivery: Delivery) -> AbstractContextManager[Claimed]:
        """Open a claimed file for reading.

        Raises:
            Rejected: it is gone, or may not be read.
            Unavailable: it cannot be read just now.
        """

    def unchanged(self, delivery: Delivery) -> bool:
        """Whether the claimed file still is what was read."""

    def file_done(self, delivery: Delivery, finished_at: datetime) -> bytes | None:
        """Move the file to done/; tells where, None when there is nothing to move."""

    def file_quarantined(self, outcome: Outcome) -> bytes | None:
        """Move the file to quarantine/ and write its reason beside it."""

    def claimed_ids(self) -> Iterator[UUID]:
        """The deliveries that have a folder among the claimed ones."""

    def tidy_copies(self, before: float) -> int:
        """Take away copies that stopped growing before a time; tells how many."""

    def orphan(self, delivery_id: UUID) -> Delivery | None:
        """What a claimed folder tells about its delivery; None when it is empty."""

    def drop(self, delivery: Delivery) -> None:
        """Delete the file, and its reason, of a delivery that a person gave up."""

    def tidy_empty(self, delivery_id: UUID) -> None:
        """Take away a claimed folder that holds no file."""


class Queue(Protocol):
    """The broker, as far as messages and its identity go."""

    def publish(self, batch: Sequence[Delivery]) -> None:
        """Send one message.

        Raises:
            Unavailable: the broker did not take it.
        """

    def identity(self, new_epoch: str) -> tuple[str, str]:
        """Epoch and run of the broker; a wiped broker takes `new_epoch`."""

    def depth(self) -> dict[str, int]:
        """Messages waiting in each lane, and those taken and not yet answered (`unanswered`)."""
