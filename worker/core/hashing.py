"""The product's own 64-bit hashes of words and of runs of words.

Keys made of them are stored and compared for years, so they hang on no library: a library that
changes its hash makes an index worthless without a word. Golden vectors in the tests pin them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
"""One hash a word, in the order of the text."""

_BASE = 0x9E3779B97F4A7C15
_STEP = 0xD6E8FEB86659FD93
_SPACE = 0x20
_UPPER_BITS, _GOES_ON = 0xC0, 0x80
"""What tells, in UTF-8, the bytes behind the first of a letter."""
BLOCK = 1 << 16
"""Bytes worked on at once, and the longest word: what bounds the memory that a text takes."""


_Flags = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.intp]


class Texts(NamedTuple):
    """The words of several texts, one behind the other.

    Attributes:
        words: one hash a word.
        bounds: where the words of each text begin, and where the last ones end.
        letters: how many letters the words of each have.
    """

    words: Words
    bounds: list[int]
    letters: list[int]


def _powers(base: int) -> Words:
    factors = np.full(BLOCK, base, dtype=np.uint64)
    return np.multiply.accumulate(factors)


_POWERS = _powers(_BASE)
_INVERSE = _powers(pow(_BASE, -1, 1 << 64))
_STEPS = _powers(_STEP)[:16]


def words(clean: str) -> Words:
    """Hash every word of a text that `core.normalize.clean` made.

    A word is the number that its bytes write to an odd base, modulo 2^64, with its bits spread.
    """
    text = clean.encode()
    if len(text) <= BLOCK:
        return _words(text)
    found = []
    start = 0
    while start < len(text):
        blank = text.rfind(b" ", start, start + BLOCK) if start + BLOCK < len(text) else -1
        end = blank if blank > start else min(start + BLOCK, len(text))
        found.append(_words(text[start:end]))
        start = end + (end == blank)
    return np.concatenate(found)


def words_of(texts: Sequence[bytes]) -> Texts:
    """Hash the words of several texts, which have one blank or more between them.

    The same as `words` of each made clean, but one call for all.

    Args:
        texts: at least one, and with a byte more for each no more than `BLOCK` bytes.
    """
    codes = np.frombuffer(b" ".join((*texts, b"")), dtype=np.uint8)
    solid = codes != _SPACE
    starts = _starts(solid)
    bounds = np.cumsum([0, *(len(text) + 1 for text in texts)])
    first = codes & _UPPER_BITS != _GOES_ON
    letters = np.add.reduceat(solid & first, bounds[:-1], dtype=np.intp)
    return Texts(
        words=_hashed(codes, solid, starts),
        bounds=np.searchsorted(starts, bounds).tolist(),
        letters=letters.tolist(),
    )


def runs(hashed: Words, length: int) -> Words:
    """Hash every run of `length` neighbouring words; the order of the words counts."""
    count = len(hashed) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    total = hashed[:count].copy()
    for place in range(1, length):
        total += hashed[place : place + count] * _STEPS[place - 1]
    return _mixed(total)


def distinct(hashed: Words) -> Words:
    """Each hash once, ascending."""
    ordered = np.sort(hashed)
    return ordered[_first(ordered)]


def distinct_of(hashed: Words, spans: Sequence[tuple[int, int]]) -> list[Words]:
    """Each hash of each span once, ascending: `distinct` of several, which are given in order."""
    ordered = hashed.copy()
    within = np.zeros(len(hashed), dtype=np.bool_)
    for start, end in spans:
        ordered[start:end].sort()
        within[start:end] = True
    first = _first(ordered)
    first[[start for start, end in spans if start < end]] = True
    first &= within
    kept = ordered[first]
    before = np.concatenate((np.zeros(1, dtype=np.intp), np.cumsum(first)))
    bounds = before[np.array(spans)].tolist()
    return [kept[start:end] for start, end in bounds]


def common(ours: Words, others: Words) -> Words:
    """What stands in both of two that `distinct` made."""
    ordered = np.concatenate((ours, others))
    # each side is in order already, which a merging sort makes use of
    ordered.sort(kind="stable")
    twice: Words = ordered[1:][ordered[1:] == ordered[:-1]]
    return twice


def among(hashed: Words, known: Words) -> npt.NDArray[np.bool_]:
    """For each hash whether it is one of `known`, which `distinct` made."""
    if not len(known):
        return np.zeros(len(hashed), dtype=np.bool_)
    places = np.minimum(np.searchsorted(known, hashed), len(known) - 1)
    found: npt.NDArray[np.bool_] = known[places] == hashed
    return found


def _first(ordered: Words) -> npt.NDArray[np.bool_]:
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _words(text: bytes) -> Words:
    codes = np.frombuffer(text, dtype=np.uint8)
    solid = codes != _SPACE
    return _hashed(codes, solid, _starts(solid))


def _starts(solid: _Flags) -> _Places:
    """Where words begin, by which bytes are letters."""
    first = solid.copy()
    first[1:] &= ~solid[:-1]
    return np.flatnonzero(first)


def _hashed(codes: npt.NDArray[np.uint8], solid: _Flags, starts: _Places) -> Words:
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    # a blank adds nothing
    letters = (codes * solid).astype(np.uint64)
    letters *= _POWERS[: len(codes)]
    # the place of a word in the text is divided out again
    return _mixed(np.add.reduceat(letters, starts) * _INVERSE[starts])


def _mixed(values: Words) -> Words:
    """Spread the bits, so that the smallest hashes are a fair draw (MurmurHash3's finaliser)."""
    values = values ^ (values >> np.uint64(33))
    values *= np.uint64(0xFF51AFD7ED558CCD)
    values ^= values >> np.uint64(33)
    values *= np.uint64(0xC4CEB9FE1A85EC53)
    values ^= values >> np.uint64(33)
    return values
