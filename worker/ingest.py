"""The flow of the work side: parse -> fingerprint -> tag -> store -> match -> file away."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from worker.adapters.new_id import new_id
from worker.core.bookmark import Trail
from worker.core.delivery import Delivery, State, printable
from worker.core.prepare import Preparer
from worker.core.reading import Parsed, Part, Reading
from worker.errors import Reason, Rejected, Unavailable
from worker.logs import get_logger
from worker.ports import Outcome, Spool, Store

log = get_logger()

PAGE_POSITIONS = 128
PAGE_CHARACTERS = 4_000_000
PAGE_S = 2.0
"""How much one transaction stores: so many positions, about so many characters of text, or what
was read in so many seconds; a run that is cut off later has come as far."""
TIME_LIMIT = "it ran into the time limit"


@dataclass(slots=True)
class Ingest:
    """One process's way of working off batches.

    Args:
        publish: sends deliveries that must come again alone.
        attempts_max: so many failures alone send a delivery to quarantine.
    """

    store: Store
    spool: Spool
    preparer: Preparer
    publish: Callable[[Sequence[Delivery]], None]
    attempts_max: int
    _took: dict[UUID, dict[str, float]] = field(default_factory=dict)
    _mine: dict[UUID, Delivery] = field(default_factory=dict)
    _digests: dict[UUID, tuple[str | None, int]] = field(default_factory=dict)

    def run(self, run: str, ids: Sequence[UUID]) -> None:
        """Work off one message; what another run has, or has finished, is left alone."""
        self._took = defaultdict(lambda: defaultdict(float))
        begun = self.store.begin(run, ids)
        self._mine = {d.delivery_id: d for d in (*begun.fresh, *begun.stored)}
        self.send_apart(begun.apart)
        to_match = [d for d in begun.stored if not d.suspect]
        for page in self.read(self.give_up_spent(begun.fresh)):
            to_match += self.store_page(page)
        self.match(to_match)
        for delivery in begun.stored:
            if delivery.suspect:
                self.match_singly(delivery)
        self._mine = {}

    def send_apart(self, deliveries: Sequence[Delivery]) -> None:
        """A batch that comes again after its process died is sent as singles."""
        if deliveries:
            log.warning("batch_split", deliveries=len(deliveries), error=deliveries[0].last_error)
            self.publish(deliveries)

    def give_up_spent(self, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
        """Quarantine what has failed too often, before it can do harm again.

        Where a part of it is stored already that part stays, and `positions` ends it.
        """
        for delivery in deliveries:
            if delivery.failures < self.attempts_max:
                yield delivery
                continue
            if delivery.next_position:
                yield self.store.not_tried(delivery)
                continue
            why = _given_up(delivery)
            if outcome := self.store.quarantine(delivery, why.reason, why.detail):
                self.file_away([outcome])

    def read(self, deliveries: Iterable[Delivery]) -> Iterator[list[Part]]:
        """Parse, fingerprint and tag, a page at a time."""
        for page in self.parse(deliveries):
            self.prepare(page)
            yield page

    def parse(self, deliveries: Iterable[Delivery]) -> Iterator[list[Part]]:
        """Parse; a page is full by count or size, within a file if need be."""
        page: list[Part] = []
        positions = characters = 0
        begun = time.perf_counter()
        for delivery in deliveries:
            part, trail = Part(delivery), Trail(delivery.bookmark)
            page.append(part)
            try:
                for parsed in self.positions(delivery, trail):
                    part.parsed.append(parsed)
                    positions += 1
                    characters += parsed.characters
                    if (
                        positions >= PAGE_POSITIONS
                        or characters >= PAGE_CHARACTERS
                        or time.perf_counter() - begun >= PAGE_S
                    ):
                        part.bookmark = trail.bookmark
                        yield page
                        part = Part(delivery, first_position=part.next_position)
                        page, positions, characters = [part], 0, 0
                        begun = time.perf_counter()
            except Unavailable as error:
                page.remove(part)
                self.postpone([delivery], str(error))
                continue
            part.ended = True
            part.sha256_hex, part.size_bytes = self._digests.pop(delivery.delivery_id, (None, None))
        if page:
            yield page

    def positions(self, delivery: Delivery, trail: Trail) -> Iterator[Parsed]:
        """What stands at each position of one file."""
        took = self._took[delivery.delivery_id]
        start = position = delivery.next_position
        if delivery.failures >= self.attempts_max:
            yield Parsed(start, _given_up(delivery, "tries alone that came no further"))
            return
        try:
            with self.spool.open(delivery) as claimed:
                started = time.perf_counter()
                for position, found in self.preparer.parse(claimed.stream, start, trail):
                    took["parse"] += time.perf_counter() - started
                    yield Parsed(position, found)
                    started = time.perf_counter()
                self._digests[delivery.delivery_id] = claimed.digest()
        except Rejected as rejected:
            yield Parsed(position, rejected)

    def prepare(self, page: Sequence[Part]) -> None:
        """Fingerprint and tag what was parsed, all of a page step by step."""
        started = time.perf_counter()
        parsed = [(part, each) for part in page for each in part.parsed]
        outcomes = self.preparer.complete(
            [(each.found, part.delivery.source_hint) for part, each in parsed], new_id=new_id
        )
        for (part, each), outcome in zip(parsed, outcomes, strict=True):
            part.readings.append(Reading(each.position, outcome))
        for part in page:
            part.parsed.clear()
        self._share("tag", started, [part.delivery for part in page])

    def store_page(self, page: Sequence[Part]) -> list[Delivery]:
        """Transaction 1; tells which deliveries are whole and want matching."""
        started = time.perf_counter()
        outcomes = self.store.store(page)
        self._share("store", started, [part.delivery for part in page])
        if len(outcomes) < len(page):
            log.debug("delivery_stale", deliveries=len(page) - len(outcomes))
        self.file_away([o for o in outcomes if o.state is State.QUARANTINED])
        return [o.delivery for o in outcomes if o.state is State.STORED]

    def match(self, deliveries: Sequence[Delivery]) -> None:
        """Transaction 2, then file away what is done."""
        if not deliveries:
            return
        started = time.perf_counter()
        outcomes = self.store.match(deliveries)
        self._share("match", started, deliveries)
        self.file_away(outcomes)

    def match_singly(self, delivery: Delivery) -> None:
        """Match what may end the process, one article after the other: what is decided stays so.

        The first that waits is where the run before ended. When that has happened too often it
        stands as an original: it is stored, and nobody would see it until its match.
        """
        waiting = self.store.unmatched(delivery)
        if waiting and delivery.failures >= self.attempts_max:
            self._give_up_match(delivery, waiting.pop(0))
        for done, article_id in enumerate(waiting):
            if done == 1 and delivery.failures:
                self.store.forgive(delivery)
            self.store.match_one(article_id)
        self.match([delivery])

    def _give_up_match(self, delivery: Delivery, article_id: UUID) -> None:
        why = f"not compared with others, {_given_up(delivery).detail}"
        log.error("match_given_up", **_named(delivery), article_id=str(article_id), error=why)
        self.store.settle_as_original(article_id, why)
        self.store.forgive(delivery)

    def file_away(self, outcomes: Sequence[Outcome]) -> None:
        """Move the files where they belong; one canonical line a delivery."""
        for outcome in outcomes:
            started = time.perf_counter()
            delivery = outcome.delivery
            if not self.spool.unchanged(delivery):
                if self.store.reopen(delivery):
                    log.info("delivery_reopened", **_named(delivery))
                continue
            try:
                self._file(outcome)
            except Unavailable as error:
                # all of it is committed: the sweep files it when that is possible again
                log.warning("service_unavailable", error=str(error), **_named(delivery))
            self._took[delivery.delivery_id]["file"] += time.perf_counter() - started
            self._mine.pop(delivery.delivery_id, None)
            self._tell(outcome)

    def _file(self, outcome: Outcome) -> None:
        delivery = outcome.delivery
        if outcome.state is State.QUARANTINED:
            filed = self.spool.file_quarantined(outcome)
        elif outcome.finished_at:
            filed = self.spool.file_done(delivery, outcome.finished_at)
        if filed is None and outcome.reason != Reason.VANISHED:
            log.warning("original_missing", **_named(delivery))

    def _tell(self, outcome: Outcome) -> None:
        delivery = outcome.delivery
        stages = self._took.pop(delivery.delivery_id, {})
        line = {
            **_named(delivery),
            **outcome.line,
            **{f"{stage}_ms": round(seconds * 1000, 2) for stage, seconds in stages.items()},
        }
        if outcome.state is State.QUARANTINED:
            log.warning("delivery_quarantined", **line)
        else:
            log.info("delivery_done", **line)

    def postpone(self, deliveries: Sequence[Delivery], error: str) -> None:
        """Something outside was away: wait, at no cost in attempts."""
        until = self.store.postpone(deliveries, error)
        for delivery in deliveries:
            self._mine.pop(delivery.delivery_id, None)
            if not_before := until.get(delivery.delivery_id):
                log.warning(
                    "delivery_postponed",
                    **_named(delivery),
                    error=error,
                    until=not_before.isoformat(timespec="milliseconds"),
                )

    def postpone_rest(self, error: str) -> None:
        """What this run has not finished waits; for after an `Unavailable` that ended the run."""
        if self._mine:
            self.postpone(list(self._mine.values()), error)

    def fail_rest(self, error: str) -> None:
        """What this run has not finished comes again: alone, or counted when it was alone."""
        rest = list(self._mine.values())
        self._mine = {}
        if len(rest) > 1:
            log.error("batch_failed", deliveries=len(rest), error=error)
            self.publish(self.store.split(rest, error))
        elif rest:
            failures = self.store.fail(rest[0], error)
            log.error("delivery_failed", **_named(rest[0]), error=error, failures=failures)

    def _share(self, stage: str, started: float, deliveries: Sequence[Delivery]) -> None:
        """A batch's time in Postgres, in equal shares."""
        share = (time.perf_counter() - started) / max(1, len(deliveries))
        for delivery in deliveries:
            self._took[delivery.delivery_id][stage] += share


def _given_up(delivery: Delivery, tries: str = "tries alone") -> Rejected:
    error = delivery.last_error or "no error was recorded"
    reason = Reason.TIMEOUT if error.startswith(TIME_LIMIT) else Reason.CRASHED
    return Rejected(reason, f"given up after {delivery.failures} {tries}: {error}")


def _named(delivery: Delivery) -> dict[str, str]:
    return {"delivery_id": str(delivery.delivery_id), "path": printable(delivery.path)}
