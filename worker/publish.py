"""Claimed deliveries become messages; the watch, the sweep and a splitting run all do it so."""

from collections.abc import Sequence
from uuid import UUID

from worker.core.delivery import Delivery, batches
from worker.errors import Unavailable
from worker.logs import get_logger
from worker.ports import Ledger, Queue

log = get_logger()


def publish(
    ledger: Ledger,
    queue: Queue,
    deliveries: Sequence[Delivery],
    *,
    batch_max: int,
    batch_bytes: int,
) -> int:
    """Send claimed deliveries as messages and note that they are queued; tells how many were.

    A message that the broker does not take leaves its deliveries claimed: the sweep sends them.
    """
    sent: list[UUID] = []
    try:
        for batch in batches(deliveries, count_max=batch_max, bytes_max=batch_bytes):
            queue.publish(batch)
            sent += [delivery.delivery_id for delivery in batch]
    except Unavailable as error:
        log.warning("publish_failed", error=str(error), waiting=len(deliveries) - len(sent))
    if sent:
        ledger.mark_queued(sent)
    return len(sent)
