"""When to give a file up: a row for every broken record of millions helps nobody."""

from collections.abc import Iterator

from worker.core.article import Article
from worker.errors import Reason, Rejected

MOST = 10_000
"""So many positions in a row may be unreadable."""


def patient(found: Iterator[Article | Rejected]) -> Iterator[Article | Rejected]:
    """What is in `found`, up to `MOST` rejections on end and a last one that says so."""
    in_vain = 0
    for each in found:
        yield each
        in_vain = in_vain + 1 if isinstance(each, Rejected) else 0
        if in_vain >= MOST:
            yield Rejected(
                Reason.MALFORMED,
                f"{MOST} positions in a row could not be read; the rest of the file is unread",
            )
            return
