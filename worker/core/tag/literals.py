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
from ahocorasick_rs import AhoCorasick

from worker.core.tag.arrays import Ints, Rows, members
from worker.core.tag.entry import Asked, Entry, Look, is_meant, pattern
from worker.core.tag.searched import end_of_word, evened, folded


class Hit(NamedTuple):
    """One literal found: `text` is `[start:end]` of what was searched."""

    start: int
    end: int
    text: str
    meaning: Any


class Spans(NamedTuple):
    """What was found for one table in several texts, text by text.

    In each text in order, the longest of one start first. Numbers in arrays: they take a twentieth
    of what objects take, and a page of articles has tens of thousands.

    Attributes:
        rows: start, end and number of the entry, counted from 0; of shape (n, 3). Those of other
            tables may be among them.
        bounds: for each text the number of its first row, and last where those of all end.
    """

    rows: Rows
    bounds: Sequence[int]

    def of(self, text: int) -> Rows:
        """What was found in one of the texts."""
        return self.rows[self.bounds[text] : self.bounds[text + 1]]


_NONE = np.empty(0, np.int32)
_TITLE, _PRINTED, _MEANT, _STEM = map(int, (Look.TITLE, Look.PRINTED, Look.MEANT, Look.STEM))


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
        self._printed = {
            number: one.printed for number, one in enumerate(entries) if Look.PRINTED in one.look
        }

    def find(self, text: str) -> Mapping[str, list[Hit]]:
        """All literals in a text, those that overlap as well; of tables that have none, nothing."""
        found = {table: spans.of(0) for table, spans in self.spans((text,)).items()}
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
        found = self._held(self._matches(even), even)
        tables = self._tables[found.entries]
        order = _in_order(found)
        # numbers of one byte are sorted without comparing them
        order = order[np.argsort(tables[order], kind="stable")]
        columns = (found.starts, found.ends, self._ordinals[found.entries])
        rows = np.stack([column[order] for column in columns], axis=1, dtype=np.int32)
        places = tables[order].astype(np.intp) * len(texts) + found.texts[order]
        spans = {}
        for number, table in enumerate(self._meanings):
            numbers = np.arange(len(texts) + 1) + number * len(texts)
            spans[table] = Spans(rows, np.searchsorted(places, numbers).tolist())
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
        which, entries = members(firsts, self._firsts[patterns + 1] - firsts)
        texts = texts[which]
        # a sign at an end of a literal is a blank here, also that around the text
        starts = np.maximum(begins[which] + self._leads[entries], 0)
        lengths = np.fromiter(map(len, even), np.int32, len(even))
        ends = np.minimum(ends[which] - self._tails[entries], lengths[texts])
        return _Matches(texts, starts, ends, entries)

    def _held(self, matches: _Matches, even: Sequence[str]) -> _Matches:
        """The matches that are printed as their entries ask for, up to the ends of their words."""
        looks = self._looks[matches.entries]

        def asked(what: int) -> Iterable[tuple[int, ...]]:
            which = np.flatnonzero(looks & what)
            columns = (which, *(column[which] for column in matches))
            return zip(*(column.tolist() for column in columns), strict=True)

        lost = [
            row
            for row, text, start, end, _ in asked(_TITLE)
            if not ((words := even[text][start:end]).istitle() or words.isupper())
        ]
        printed = self._printed
        lost += [
            row
            for row, text, start, end, entry in asked(_PRINTED)
            if even[text][start:end] not in printed[entry]
        ]
        lost += [
            row
            for row, text, start, end, _ in asked(_MEANT)
            if not is_meant(even[text][start:end], even[text])
        ]
        for row, text, _, end, _ in asked(_STEM):
            matches.ends[row] = end_of_word(even[text], end)
        if not lost:
            return matches
        held = np.ones(len(looks), np.bool_)
        held[lost] = False
        return _Matches(*(column[held] for column in matches))


def _in_order(matches: _Matches) -> Ints:
    """Numbers by texts, starts, and the longest first; of equal ones the longer pattern first."""
    texts, starts, ends, _ = matches
    beyond = int(ends.max(initial=0)) + 1
    return np.argsort((texts * beyond + starts) * beyond - ends, kind="stable")


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
