"""Finds every literal of every table in one pass over a text.

A literal is matched as whole words; a line break counts as a space, an empty line does not.
Scripts that put no blanks between words (Chinese, Japanese, Thai, ...) and Korean, which hangs
particles on them, have no word ends to ask for.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick

from worker.core.tag.entry import Asked, Entry, Look, is_printed, pattern
from worker.core.tag.searched import end_of_word, evened, folded


class Hit(NamedTuple):
    """One literal found: `text` is `[start:end]` of what was searched."""

    start: int
    end: int
    text: str
    meaning: Any


Rows = npt.NDArray[np.int32]
Ints = npt.NDArray[np.intp]


class Spans(NamedTuple):
    """What was found for one table in several texts, text by text.

    In each text in order, the longest of one start first. Numbers in arrays: they take a twentieth
    of what objects take, and a page of articles has tens of thousands.

    Attributes:
        rows: start, end and number of the entry, counted from 0; of shape (n, 3).
        bounds: for each text the number of its first row, and last how many there are.
    """

    rows: Rows
    bounds: Sequence[int]

    def of(self, text: int) -> Rows:
        """What was found in one of the texts."""
        return self.rows[self.bounds[text] : self.bounds[text + 1]]


_NONE = np.empty(0, np.int32)


class _Matches(NamedTuple):
    """Where patterns stand in texts, and which entry each of them may be, counted from 0."""

    texts: Ints
    starts: Ints
    ends: Ints
    entries: Ints


class Literals:
    """The literals of all tables, compiled once for searching.

    What hits ask for stands in arrays of numbers, looked up for all matches of a page at once:
    objects that lie all over the memory would take longer to fetch than to look at.

    Args:
        tables: each table's entries; the same literal may stand in several, or twice in one.
    """

    def __init__(self, tables: Mapping[str, Iterable[Entry]]) -> None:
        patterns: dict[str, tuple[Asked, ...]] = {}
        self._meanings: dict[str, list[Any]] = {}
        for number, (table, entries) in enumerate(tables.items()):
            meanings = self._meanings[table] = []
            for entry in entries:
                meanings.append(entry.meaning)
                if found := pattern(entry, number, len(meanings) - 1):
                    words, asked = found
                    patterns[words] = (*patterns.get(words, ()), asked)
        self._compile(list(chain(*(sorted(some, key=_rank) for some in patterns.values()))))
        self._firsts = np.cumsum([0, *map(len, patterns.values())], dtype=np.int32)
        literals = list(patterns)
        # the automaton takes twice its own memory while it is built
        del patterns
        self._automaton = AhoCorasick(literals)

    def _compile(self, entries: Sequence[Asked]) -> None:
        """What is asked of each entry of all patterns."""
        self._tables = np.array([one.table for one in entries], np.uint8)
        self._ordinals = np.array([one.ordinal for one in entries], np.int32)
        self._leads = np.array([one.lead for one in entries], np.int8)
        self._tails = np.array([one.tail for one in entries], np.int8)
        self._looks = np.array([one.look for one in entries], np.uint8)
        self._more = {
            number: (one.printed, one.stem)
            for number, one in enumerate(entries)
            if one.look is Look.MORE
        }

    def find(self, text: str) -> Mapping[str, list[Hit]]:
        """All literals in a text, those that overlap as well; of tables that have none, nothing."""
        found = {table: spans.rows for table, spans in self.spans((text,)).items()}
        return {table: self.hits(table, rows, text) for table, rows in found.items() if len(rows)}

    def hits(self, table: str, rows: Rows, text: str) -> list[Hit]:
        """What was found for a table, with the words themselves and what they mean."""
        meanings = self._meanings[table]
        # the class's own constructor takes three times as long
        return [
            _hit(Hit, (start, end, text[start:end], meanings[ordinal]))
            for start, end, ordinal in rows.tolist()
        ]

    def spans(self, texts: Sequence[str]) -> dict[str, Spans]:
        """The same for several texts, as numbers: for each table what was found for it."""
        even = list(map(evened, texts))
        found = _ordered(self._held(self._matches(even), even))
        tables = self._tables[found.entries]
        rows = np.stack((found.starts, found.ends, self._ordinals[found.entries]), axis=1)
        spans = {}
        for number, table in enumerate(self._meanings):
            mine = tables == number
            bounds = np.searchsorted(found.texts[mine], np.arange(len(texts) + 1))
            spans[table] = Spans(rows[mine], bounds.tolist())
        return spans

    def _matches(self, even: Sequence[str]) -> _Matches:
        """Every pattern in the texts, with each entry that it stands for; the last one first."""
        find = self._automaton.find_matches_as_indexes
        counts, flat = [], [_NONE]
        for text in even:
            if not text:
                counts.append(0)
                continue
            found = find(f" {folded(text)} ", overlapping=True)
            counts.append(len(found))
            # one by one: what all texts have would not stay in the processor's cache
            flat.append(np.fromiter(chain.from_iterable(found), np.int32, 3 * len(found)))
        patterns, begins, ends = np.concatenate(flat).reshape(-1, 3)[::-1].T
        texts = np.repeat(np.arange(len(even)), counts)[::-1]
        firsts = self._firsts[patterns]
        many = self._firsts[patterns + 1] - firsts
        which = np.repeat(np.arange(len(patterns)), many)
        entries = np.arange(len(which)) + (firsts - np.cumsum(many) + many)[which]
        texts = texts[which]
        # a sign at an end of a literal is a blank here, also that around the text
        starts = np.maximum(begins[which] + self._leads[entries], 0)
        lengths = np.fromiter(map(len, even), np.int32, len(even))
        ends = np.minimum(ends[which] - self._tails[entries], lengths[texts])
        return _Matches(texts, starts, ends, entries)

    def _held(self, matches: _Matches, even: Sequence[str]) -> _Matches:
        """The matches that are printed as their entries ask for, up to the ends of their words."""
        texts, starts, ends, entries = matches
        looks = self._looks[entries]

        def listed(which: Ints) -> Iterable[tuple[int, ...]]:
            columns = (which, texts[which], starts[which], ends[which])
            return zip(*(column.tolist() for column in columns), strict=True)

        titles, more = np.flatnonzero(looks == Look.TITLE), np.flatnonzero(looks == Look.MORE)
        lost = [
            row
            for row, text, start, end in listed(titles)
            if not ((words := even[text][start:end]).istitle() or words.isupper())
        ]
        asked = map(self._more.__getitem__, entries[more].tolist())
        for (row, text, start, end), (printed, stem) in zip(listed(more), asked, strict=True):
            if printed and not is_printed(even[text][start:end], printed, even[text]):
                lost.append(row)
            elif stem:
                ends[row] = end_of_word(even[text], end)
        return _Matches(*(np.delete(column, lost) for column in matches)) if lost else matches


def _ordered(matches: _Matches) -> _Matches:
    """By texts, starts, and the longest first; of equal ones the longer pattern first."""
    texts, starts, ends, _ = matches
    beyond = int(ends.max(initial=0)) + 1
    order = np.argsort((texts * beyond + starts) * beyond - ends, kind="stable")
    return _Matches(*(column[order] for column in matches))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Those that no longer one hides, without overlap: "Papua New Guinea" hides "Guinea"."""
    kept: list[Hit] = []
    reached = 0
    for hit in hits:
        if hit.start >= reached:
            kept.append(hit)
            reached = hit.end
    return kept


_rank = attrgetter("rank")
_hit = tuple.__new__
