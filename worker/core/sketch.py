"""A sketch of a text: the few smallest hashes of its five-word runs (bottom-k, "BK24").

The smallest hashes of a whole are also the smallest of each part that holds their words, so what
was cut from a text finds the whole by construction, which banded MinHash and SimHash do not.
"""

import numpy as np

from worker.core.hashing import Words, among, distinct, runs, words
from worker.core.stopwords import STOP_WORDS

KEYS = 24
"""Keys of a sketch; fewer where the text has fewer runs."""
RUN = 5
"""Words of a run."""
FEW = 8
"""A text with fewer keys than this is so short that one shared key makes a candidate."""

_STOPS_MAX = 3
_STOPS = distinct(words(" ".join(sorted(STOP_WORDS))))
_BLOCK = 1 << 16


def sketch(clean: str) -> tuple[int, ...]:
    """Keys of a clean text as Postgres' `bigint` holds them, smallest hash first.

    Empty for a text of fewer than five words, or of small words only: nothing but its digest
    finds such a text.
    """
    hashed = words(clean)
    smallest = np.empty(0, dtype=np.uint64)
    for start in range(0, len(hashed) - RUN + 1, _BLOCK):
        found = _telling(hashed[start : start + _BLOCK + RUN - 1])
        smallest = distinct(np.concatenate((smallest, found)))[:KEYS]
    return tuple(smallest.view(np.int64).tolist())


def _telling(hashed: Words) -> Words:
    """The runs that are not made of small words, as those of any text are."""
    small = np.cumsum(among(hashed, _STOPS), dtype=np.intp)
    within = small[RUN - 1 :].copy()
    within[1:] -= small[:-RUN]
    return runs(hashed, RUN)[within <= _STOPS_MAX]
