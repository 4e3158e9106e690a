"""Reconcile ledger, folders and queue: put right what was cut off, and empty nothing."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from worker.core.delivery import TERMINAL, Delivery, State, claimed_at_ms, printable
from worker.errors import Unavailable
from worker.logs import get_logger
from worker.ports import Ledger, Outcome, Queue, Spool, Standing
from worker.publish import publish

log = get_logger()

MOST = 2_000
"""Deliveries put right in one statement."""
FOLDERS_EVERY = 6
"""So many sweeps from one look through the claimed folders to the next."""
YOUNG_MS = 15_000
"""A claimed folder of this age or less may still be in the making."""
COPY_S = 3600.0
"""A copy that has not grown for so many seconds is nobody's any more."""
MONTHS_EVERY_S = 3600.0
"""Seconds from one look at the partitions of the index to the next."""


@dataclass(slots=True)
class Found:
    """What one sweep put right."""

    republished: int = 0
    released: int = 0
    requeued: int = 0
    adopted: int = 0
    filed: int = 0
    enriching: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(slots=True)
class Sweep:
    """Looks for cut-off work every `interval_s` seconds.

    Args:
        enrich: sends what is stored to the slow stage, and tells how much; None where it is off.
    """

    ledger: Ledger
    queue: Queue
    spool: Spool
    interval_s: float
    batch_max: int
    batch_bytes: int
    wall_clock: Callable[[], float] = time.time
    postings_days: int = 0
    enrich: Callable[[], int] | None = None
    _months_at: float = 0.0
    _folders_at: float = 0.0
    _empty_before: bool = False

    def run(self, stop: threading.Event) -> None:
        """Sweep until `stop` is set."""
        while not stop.is_set():
            try:
                found = self.once()
            except Unavailable as error:
                log.warning("service_unavailable", error=str(error))
            except Exception:  # the next sweep must come whatever this one met
                log.exception("sweep_failed")
            else:
                if found:
                    log.info("sweep_done", **asdict(found))
            stop.wait(self.interval_s)

    def once(self) -> Found:
        """One sweep; tells what it put right."""
        found = Found()
        now = self.wall_clock()
        if now >= self._folders_at:
            self._folders_at = now + FOLDERS_EVERY * self.interval_s
            self.look_through_folders(found)
        self.look_at_broker(found)
        released = self.ledger.release_expired(MOST)
        found.released = len(released)
        self._publish(released)
        while waiting := self.ledger.take_unpublished(MOST):
            sent = self._publish(waiting)
            found.republished += sent
            if sent < len(waiting):
                break
        self.keep_months(now)
        self.send_to_enrich(found)
        return found

    def keep_months(self, now: float) -> None:
        """Have the partitions of the index made ahead, and dropped when nothing needs them."""
        if now < self._months_at:
            return
        try:
            made, dropped = self.ledger.keep_posting_months(
                datetime.fromtimestamp(now, UTC), self.postings_days
            )
        except Unavailable as error:
            # until then postings go where those of no month go, and another sweep comes soon
            log.warning("service_unavailable", error=str(error))
            return
        self._months_at = now + MONTHS_EVERY_S
        if made or dropped:
            log.info("index_months", made=made, dropped=dropped)

    def send_to_enrich(self, found: Found) -> None:
        """Let the slow stage have what came in."""
        if self.enrich is None:
            return
        try:
            found.enriching = self.enrich()
        except Unavailable as error:
            # models that are not installed must not keep the rest from being swept
            log.warning("service_unavailable", error=str(error))

    def look_at_broker(self, found: Found) -> None:
        """Queue again what only the ledger still knows of.

        Evidence, never age: another epoch (wiped), another run (restarted, which may lose the
        last second), or a broker that twice in a row holds no message while rows are queued.
        """
        seen = self.ledger.broker_seen()
        epoch, run = self.queue.identity(str(uuid4()))
        if (epoch, run) != seen:
            if seen is not None:
                log.warning("epoch_changed", wiped=epoch != seen[0])
            found.requeued += self.ledger.requeue_all()
            self.ledger.note_broker(epoch, run)
        empty = not any(self.queue.depth().values()) and self.ledger.queued_count() > 0
        if empty and self._empty_before:
            found.requeued += self.ledger.requeue_all()
            empty = False
        self._empty_before = empty

    def look_through_folders(self, found: Found) -> None:
        """Adopt claimed files without a row, and finish filings that were cut off."""
        self.spool.tidy_copies(self.wall_clock() - COPY_S)
        for ids in _chunks(self.spool.claimed_ids(), MOST):
            standings = self.ledger.where_are(ids)
            self._adopt([i for i in ids if i not in standings], found)
            for standing in standings.values():
                if standing.state in TERMINAL:
                    found.filed += self._finish_filing(standing)

    def _adopt(self, ids: Sequence[UUID], found: Found) -> None:
        orphans: list[Delivery] = []
        for delivery_id in ids:
            if claimed_at_ms(delivery_id) > self._young():
                continue
            if orphan := self.spool.orphan(delivery_id):
                orphans.append(orphan)
            else:
                self.spool.tidy_empty(delivery_id)
        if orphans:
            self.ledger.insert_claimed(orphans)
            self._publish(orphans)
        found.adopted += len(orphans)

    def _finish_filing(self, standing: Standing) -> int:
        """File what is committed as finished; tells how many files moved."""
        delivery = standing.delivery
        finished_at = standing.finished_at
        if finished_at is None or finished_at.timestamp() * 1000 > self._young():
            return 0  # its run is about to
        if self.spool.orphan(delivery.delivery_id) is None:
            self.spool.tidy_empty(delivery.delivery_id)
            return 0
        try:
            if standing.dropped:
                self.spool.drop(delivery)
            elif standing.state is State.DONE:
                self.spool.file_done(delivery, finished_at)
            else:
                self.spool.file_quarantined(outcome_of(standing))
        except Unavailable as error:
            # this one waits for the disk; the others, and the queue, must not wait with it
            log.warning("service_unavailable", error=str(error), path=printable(delivery.path))
            return 0
        return 1

    def _young(self) -> float:
        return self.wall_clock() * 1000 - YOUNG_MS

    def _publish(self, deliveries: Sequence[Delivery]) -> int:
        return publish(
            self.ledger,
            self.queue,
            deliveries,
            batch_max=self.batch_max,
            batch_bytes=self.batch_bytes,
        )


def outcome_of(standing: Standing) -> Outcome:
    """A finished delivery's standing as the outcome that it had."""
    return Outcome(
        delivery=standing.delivery,
        state=standing.state,
        finished_at=standing.finished_at,
        reason=standing.reason,
        detail=standing.detail,
    )


def _chunks(ids: Iterator[UUID], most: int) -> Iterator[list[UUID]]:
    chunk: list[UUID] = []
    for delivery_id in ids:
        chunk.append(delivery_id)
        if len(chunk) == most:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
