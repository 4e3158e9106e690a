"""Articles of synthetic keys over three months, as `index.py` stores and looks them up.

Most keys are an article's own; one article in fifty repeats most of another's, and one in ten
carries keys of a form that very many share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt

KEYS = 24
FORMS = 40
"""Forms that every tenth article is filled in on; their keys are hot."""
FORM_KEYS = 12
REPEATED_KEYS = 16
BLOCK = 50_000
SPAN = timedelta(days=90)
_LOWEST_KEY, _HIGHEST_KEY = 0, 2**60
_BINARY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_BINARY_END = b"\xff\xff"
_POSTING = np.dtype(
    [("fields", ">i2"), ("key_bytes", ">i4"), ("key", ">i8"), ("id_bytes", ">i4"), ("id", "V16")]
)


@dataclass(frozen=True, slots=True)
class Block:
    """Articles that arrived one after the other.

    Attributes:
        first: number of the first one.
        ids: sixteen bytes each.
        keys: `KEYS` each.
    """

    first: int
    ids: npt.NDArray[np.void]
    keys: npt.NDArray[np.int64]

    def article(self, number: int) -> tuple[UUID, list[int]]:
        """Id and keys of one of them."""
        at = number - self.first
        return UUID(bytes=self.ids[at].tobytes()), sorted(set(self.keys[at].tolist()))

    def postings(self) -> bytes:
        """All of them as rows of a binary COPY."""
        rows = np.empty(self.keys.size, dtype=_POSTING)
        rows["fields"], rows["key_bytes"], rows["id_bytes"] = 2, 8, 16
        rows["key"] = self.keys.reshape(-1)
        rows["id"] = np.repeat(self.ids, KEYS)
        return rows.tobytes()


def arrivals(count: int, until: datetime, span: timedelta = SPAN, seed: int = 4) -> Iterator[Block]:
    """So many articles in the order of arrival, over `span`, the last one just before `until`."""
    chance = np.random.default_rng(seed)
    forms = _keys(chance, FORMS)[:, :FORM_KEYS]
    start_ms = int((until - span).timestamp() * 1000)
    span_ms = span // timedelta(milliseconds=1)
    recent = _keys(chance, 1000)
    for first in range(0, count, BLOCK):
        numbers = np.arange(first, min(first + BLOCK, count), dtype=np.uint64)
        keys = _keys(chance, len(numbers))
        roll = chance.random(len(numbers))
        repeats, filled = (
            np.flatnonzero(roll < 0.02),
            np.flatnonzero((roll >= 0.02) & (roll < 0.12)),
        )
        keys[repeats, :REPEATED_KEYS] = recent[chance.integers(0, len(recent), len(repeats))][
            :, :REPEATED_KEYS
        ]
        keys[filled, :FORM_KEYS] = forms[chance.integers(0, FORMS, len(filled))]
        recent = keys[:: max(1, len(keys) // 1000)]
        arrived_ms = start_ms + numbers * np.uint64(span_ms) // np.uint64(count)
        yield Block(first, _ids(arrived_ms, numbers), keys)


def copy_head_and_end() -> tuple[bytes, bytes]:
    """What stands before and after the rows of a binary COPY."""
    return _BINARY_HEAD, _BINARY_END


def now() -> datetime:
    """The moment that the last article arrives."""
    return datetime.now(UTC)


def _keys(chance: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    return chance.integers(_LOWEST_KEY, _HIGHEST_KEY, (count, KEYS), dtype=np.int64)


def _ids(
    arrived_ms: npt.NDArray[np.uint64], numbers: npt.NDArray[np.uint64]
) -> npt.NDArray[np.void]:
    halves = np.empty((len(numbers), 2), dtype=">u8")
    halves[:, 0] = (arrived_ms << np.uint64(16)) | np.uint64(7 << 12)
    halves[:, 1] = numbers | np.uint64(2 << 62)
    return halves.view("V16").reshape(-1)
