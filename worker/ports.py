"""What the flows need of the world, as Protocols; `adapters/` holds what fulfils them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol
from uuid import UUID

from worker.core.article import Tag
from worker.core.delivery import Delivery, State
from worker.core.fingerprint import Traces
from worker.core.learned import Corrected, Learned, Unenriched
from worker.core.reading import Page
from worker.core.tagged import Revision, Tagged
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


class EnrichStore(Protocol):
    """What the slow stage asks of Postgres; everything may raise `Unavailable`."""

    def take(self, version: str, most: int) -> list[UUID]:
        """Articles that this version of the models has not seen and nobody is at, newest first."""

    def unenriched(self, version: str, ids: Sequence[UUID]) -> list[Unenriched]:
        """Those of `ids` that this version has not finished."""

    def suggest(self, version: str, tags: Sequence[tuple[UUID, Tag]], ids: Sequence[UUID]) -> int:
        """Add tags, and note that `ids` are finished; tells how many were added."""

    def learned(self) -> list[Learned]:
        """What corrections have taught, as last learned."""


class LessonStore(Protocol):
    """What learning asks of Postgres; everything may raise `Unavailable`."""

    def corrections(self) -> list[Corrected]:
        """Every article that people corrected."""

    def others(self) -> list[Corrected]:
        """Some articles that nobody corrected."""

    def labels(self, tags: Sequence[str]) -> dict[str, str]:
        """What tags (`scheme:code`) are called."""

    def keep_learned(self, learned: Sequence[Learned]) -> None:
        """Replace what was learned before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetagRun:
    """How far a run of `copytaster retag` is.

    Attributes:
        state: running, done, or overtaken by a run of other rules.
        reached_id, last_id: articles up to the first are done, those up to the second are to be.
        total: articles that there were to do when it began.
        articles, changed: what was looked at so far, by all processes, and what that changed.
    """

    run_id: UUID
    reached_id: UUID
    last_id: UUID
    total: int
    state: str = "running"
    articles: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Revised:
    """An article that a run looked at, and what is to change about its tags, if anything."""

    article_id: UUID
    revision: Revision | None


class RetagStore(Protocol):
    """What tagging stored articles anew asks of Postgres; everything may raise `Unavailable`."""

    def begin_run(self, rules: str, since: datetime | None) -> RetagRun:
        """Begin a run, or go on with one of the same rules that was stopped."""

    def range(self, since: datetime | None) -> RetagRun:
        """What a run would go through; nothing is written."""

    def next_batch(self, run: RetagRun) -> list[Tagged]:
        """The articles that come next in a run; empty at its end."""

    def advance(self, run: RetagRun, batch: Sequence[Revised]) -> tuple[RetagRun, list[Revision]]:
        """Write what changes about a batch, and how far the run is now, in one transaction.

        Returns:
            The run as it is now, and what was written: nothing where another process moved it.
        """

    def end_run(self, run: RetagRun) -> RetagRun:
        """Note that nothing is left; what has moved meanwhile is returned as it is."""

    def revise(
        self, article_id: UUID, revise: Callable[[Tagged], Revision | None]
    ) -> Revision | None:
        """Tag one article anew; None when nothing changes."""


class Step(StrEnum):
    """What a run of `copytaster reparse` is at."""

    REBUILD = "rebuild"
    MATCH = "match"
    DONE = "done"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReparseRun:
    """How far a run of `copytaster reparse` is.

    Attributes:
        algo: what the index is made with.
        every: also what the same algo made is made anew.
        matches: relations are decided again after that.
        reached_id, last_id: in this step articles up to the first are done, those up to the
            second are to be.
        total: articles to look at, of all steps, when it began.
        articles: looked at so far, by all processes.
        rebuilt, joined: put into the index anew; found to be no originals.
    """

    run_id: UUID
    algo: str
    every: bool
    matches: bool
    reached_id: UUID
    last_id: UUID
    total: int
    step: Step = Step.REBUILD
    articles: int = 0
    rebuilt: int = 0
    joined: int = 0


class ReindexStore(Protocol):
    """What making the index anew asks of Postgres; everything may raise `Unavailable`.

    What moves a run returns it as it is then, also when another process has moved it.
    """

    def begin_run(
        self, algo: str, *, every: bool, matches: bool, since: datetime | None
    ) -> ReparseRun:
        """Begin a run, or go on with one of the same that was stopped."""

    def next_texts(self, run: ReparseRun) -> list[tuple[UUID, str, str | None]]:
        """Id, body and address of what comes next; empty at the end of the step."""

    def rebuild(self, run: ReparseRun, traces: Mapping[UUID, Traces]) -> ReparseRun:
        """Put these, ascending, into the index in place of what is there of them."""

    def match(self, run: ReparseRun) -> ReparseRun:
        """Decide again about what comes next."""

    def end_step(self, run: ReparseRun) -> ReparseRun:
        """Go on to the next step."""
