"""When to give a file up: a row for every broken record of millions helps nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.core.article import Article
from worker.errors import Reason, Rejected

MOST = 10_000
"""So many positions in a row may be unreadable."""


@dataclass(slots=True)
class Waited:
    """How many positions in a row could not be read."""

    in_vain: int = 0


def patient(
    found: Iterator[Article | Rejected], waited: Waited | None = None
) -> Iterator[Article | Rejected]:
    """What is in `found`, up to `MOST` rejections on end and a last one that says so.

    Args:
        found: what is read.
        waited: kept up to date while it is.
    """
    waited = waited or Waited()
    for each in found:
        yield each
        waited.in_vain = waited.in_vain + 1 if isinstance(each, Rejected) else 0
        if waited.in_vain >= MOST:
            yield Rejected(
                Reason.MALFORMED,
                f"{MOST} positions in a row could not be read; the rest of the file is unread",
            )
            return
