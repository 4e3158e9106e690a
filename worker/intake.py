"""The flow of the watch side: notice -> settle -> claim -> queue.

Events are hints; the folder listing is the truth; the ledger remembers.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from worker.adapters.inbox import Inbox, Kind, Unclaimable
from worker.adapters.new_id import new_id
from worker.adapters.watch import FolderHint, Hinted, Watch
from worker.core.delivery import Delivery, LiveAllowance, printable
from worker.core.settle import Hint, Settler
from worker.errors import Unavailable
from worker.logs import get_logger
from worker.ports import Ledger, Queue
from worker.publish import publish

log = get_logger()

CLAIM_MOST = 256
"""Files claimed in one turn, so that the first of a bulk drop is queued while the rest wait."""
LOOK_S = 1.0
"""Seconds between two looks at the observer, the inbox's inode and the lock."""


@dataclass(slots=True)
class Intake:
    """Takes files out of one inbox.

    Args:
        holds_lock: whether this process is the inbox's one watcher; may raise `Unavailable`.
        require_ready: take only files with a `.ready` marker.
    """

    inbox: Inbox
    watch: Watch
    settler: Settler
    allowance: LiveAllowance
    ledger: Ledger
    queue: Queue
    holds_lock: Callable[[], bool]
    rescan_s: float
    batch_max: int
    batch_bytes: int
    require_ready: bool = False
    clock: Callable[[], float] = time.monotonic
    _active: bool | None = None
    _inode: tuple[int, int] | None = None
    _look_at: float = 0.0
    _rescan_at: float = 0.0
    _unrecorded: list[Delivery] = field(default_factory=list)
    _ignored: Counter[str] = field(default_factory=Counter)

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set; nothing but that ends it."""
        while not stop.is_set():
            try:
                self.turn()
            except Unavailable as error:
                log.warning("service_unavailable", error=str(error))
                self._active = False
                stop.wait(LOOK_S)
            except Exception:  # the loop must go on whatever a turn met: this is its boundary
                log.exception("watch_failed")
                self._renew("a turn failed")
                stop.wait(LOOK_S)
        self.watch.stop()
        log.info("watch_stopped", inbox=str(self.inbox.root))

    def turn(self) -> None:
        """One turn of the flow; waits a moment when there is nothing to do."""
        self._look_after()
        hints = self.watch.hints(self._wait_s())
        if not self._active:
            return
        self._record()
        self.notice(hints)
        ready = self.settle()
        claimed = self.claim(ready)
        self.queue_up(claimed)

    def notice(self, hints: Iterable[Hinted]) -> None:
        """Note what the hints point at; a folder's files one by one."""
        now = self.clock()
        for hint in dict.fromkeys(hints):
            if isinstance(hint, FolderHint):
                if hint.why != "a folder appeared":
                    log.warning("events_lost", why=hint.why)
                    self._rescan_at = now
                elif not self.inbox.ignore.folder_path(hint.path):
                    self._list(hint.path)
            elif not self.inbox.ignore.path(hint.path):
                self._observe(hint.path, hint.hint)
        if now >= self._rescan_at:
            self._rescan_at = now + self.rescan_s
            self._scan()

    def settle(self) -> list[bytes]:
        """The paths that are whole by now."""
        ready = []
        now = self.clock()
        for path in self.settler.due(now):
            kind, stamp = self.inbox.look(path)
            if kind is not Kind.FILE or stamp is None:
                self.settler.forget(path)
            elif self.settler.settled(path, stamp, now):
                if (
                    self.inbox.is_being_written(path)
                    and not self.inbox.is_ready(path)
                    and self.settler.hold(path, now)
                ):
                    continue
                log.debug("file_settled", path=printable(path))
                self.settler.forget(path)
                ready.append(path)
                if len(ready) == CLAIM_MOST:
                    break
        return ready

    def claim(self, ready: Iterable[bytes]) -> list[Delivery]:
        """Take whole files out of the inbox, each by one rename."""
        claimed = []
        for path in ready:
            delivery_id = new_id()
            try:
                delivery = self.inbox.claim(path, delivery_id, self.allowance.lane(self.clock()))
            except Unclaimable as error:
                log.warning("file_unclaimable", path=printable(path), error=str(error))
                continue
            if delivery:
                claimed.append(delivery)
        return claimed

    def queue_up(self, claimed: Sequence[Delivery]) -> None:
        """Write claimed files into the ledger, then send their messages."""
        if not claimed:
            return
        self._unrecorded = list(claimed)
        self._record()

    def _record(self) -> None:
        """Rows first: a row without a message heals itself, a message without a row cannot."""
        if not self._unrecorded:
            return
        deliveries = self._unrecorded
        self.ledger.insert_claimed(deliveries)
        self._unrecorded = []
        for delivery in deliveries:
            log.info(
                "delivery_claimed",
                delivery_id=str(delivery.delivery_id),
                path=printable(delivery.path),
                lane=delivery.lane.value,
                size_bytes=delivery.size_bytes,
            )
        publish(
            self.ledger,
            self.queue,
            deliveries,
            batch_max=self.batch_max,
            batch_bytes=self.batch_bytes,
        )

    def _observe(self, path: bytes, hint: Hint) -> None:
        kind, stamp = self.inbox.look(path)
        if kind is not Kind.FILE or stamp is None:
            return
        if self.require_ready and hint is not Hint.READY:
            if not self.inbox.is_ready(path):
                return
            hint = Hint.READY
        self.settler.observe(path, hint, stamp, self.clock())

    def _scan(self) -> None:
        started = self.clock()
        ignored, found = self._list(b"")
        if ignored != self._ignored or found:
            log.info(
                "inbox_scanned",
                files=found,
                ignored=dict(ignored),
                took_ms=round((self.clock() - started) * 1000),
            )
        self._ignored = ignored

    def _list(self, below: bytes) -> tuple[Counter[str], int]:
        ignored: Counter[str] = Counter()
        found = 0
        now = self.clock()
        for entry in self.inbox.listing(below):
            if entry.ignored:
                ignored[entry.ignored] += 1
                log.debug("file_ignored", path=printable(entry.path), why=entry.ignored)
            elif entry.stamp:
                found += 1
                if self.inbox.is_ready(entry.path):
                    self.settler.observe(entry.path, Hint.READY, entry.stamp, now)
                elif not self.require_ready:
                    self.settler.observe(entry.path, Hint.SEEN, entry.stamp, now)
        return ignored, found

    def _wait_s(self) -> float:
        now = self.clock()
        dues = [self._look_at, self._rescan_at]
        if (due := self.settler.next_due()) is not None:
            dues.append(due)
        return max(0.0, min(dues) - now) if self._active else LOOK_S

    def _look_after(self) -> None:
        """Hold the lock, and keep the observer and the inbox's folders in order."""
        now = self.clock()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_S
        active = self.holds_lock()
        if active is not self._active:
            self._active = active
            log.info("watch_started" if active else "watch_standby", inbox=str(self.inbox.root))
            self._rescan_at = now
        if not active:
            return
        inode = self.inbox.inode()
        if inode is None:
            log.warning("inbox_missing", inbox=str(self.inbox.root))
        if inode is None or inode != self._inode:
            self._renew("the inbox is another folder now" if self._inode else "start")
        elif why := self.watch.trouble():
            self._renew(why)

    def _renew(self, why: str) -> None:
        """Make the observer anew; what happened meanwhile is found by a listing."""
        self.watch.stop()
        try:
            self.inbox.make()
            self._inode = self.inbox.inode()
            self.watch.start()
        except OSError as error:
            self.watch.stop()
            # no more inotify watches or instances: polling needs none
            log.warning("observer_renewed", why=f"{why}; {error}", observer="none")
            self.watch.observer = "polling"
            self._inode = None
            return
        self._rescan_at = self.clock()
        log.info("observer_renewed", why=why, observer=self.watch.kind)
