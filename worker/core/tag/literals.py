"""Finds every literal of every table in one pass over a text.

A literal is matched as whole words; a line break counts as a space, an empty line does not.
Scripts that put no blanks between words (Chinese, Japanese, Thai, ...) and Korean, which hangs
particles on them, have no word ends to ask for.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from worker.core.tag.searched import edge, end_of_word, evened, folded

# Acronyms that are an English word when everything is printed in capitals.
_WORDS_TOO = frozenset({"US", "WHO", "IT"})


class Case(Enum):
    """How a literal may be printed: in any case, as written or all in capitals, only as written."""

    ANY = "any"
    WRITTEN = "written"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Entry:
    """One literal that one table asks for, and what it means there.

    Attributes:
        literal: words as they are printed; `stem` makes its last word the beginning of one.
        meaning: the table's own; given back with every hit.
    """

    literal: str
    meaning: Any
    case: Case = Case.WRITTEN
    stem: bool = False


class Hit(NamedTuple):
    """One literal found: `text` is `[start:end]` of what was searched."""

    start: int
    end: int
    text: str
    meaning: Any


Hits = Mapping[str, list[Hit]]
"""What was found for each table, in order of the text, the longest of one start first."""


Spans = array
"""Start, end and number of one hit after the other: which of its table's entries it is, counted
from 0. Numbers take a twentieth of what objects take, which tells when a page of articles is read;
`hits` and `threes` make something of them."""


_Asked = tuple[int, int, int, int, tuple[str, ...], bool]
"""One entry that a pattern stands for: its table; how many characters of the pattern stand before
the literal and behind it; which of the table's entries it is; how it must be printed, empty where
any case will do; whether it is a stem. A plain tuple, which is unpacked twice as fast as one with
names."""

_TITLE, _OTHER = 64, 255
"""What is added to a table's number where a capital is asked for; more than one simple entry."""


class Literals:
    """The literals of all tables, compiled once for searching.

    What nearly every hit asks for stands in arrays of numbers: objects that lie all over the memory
    would take longer to fetch than to look at.

    Args:
        tables: each table's entries; the same literal may stand in several, or twice in one.
    """

    def __init__(self, tables: Mapping[str, Iterable[Entry]]) -> None:
        patterns: dict[str, tuple[_Asked, ...]] = {}
        self._meanings: dict[str, list[Any]] = {}
        for number, (table, entries) in enumerate(tables.items()):
            meanings = self._meanings[table] = []
            for entry in entries:
                meanings.append(entry.meaning)
                if found := _asked(entry, number, len(meanings) - 1):
                    pattern, asked = found
                    patterns[pattern] = (*patterns.get(pattern, ()), asked)
        self._modes = bytes(map(_mode, patterns.values()))
        self._ordinals = array("I", (asked[0][3] for asked in patterns.values()))
        # "U.S." before "U.S"; and what is written in capitals is first of all itself: "WHO" before
        # "Who"
        self._others = {
            index: tuple(sorted(asked, key=_longest_in_capitals_first))
            for index, asked in enumerate(patterns.values())
            if self._modes[index] == _OTHER
        }
        words = list(patterns)
        # the automaton takes twice its own memory while it is built
        del patterns
        self._automaton = AhoCorasick(words)

    def find(self, text: str) -> Hits:
        """All literals in a text, those that overlap as well."""
        return {table: self.hits(table, spans, text) for table, spans in self.spans(text).items()}

    def hits(self, table: str, spans: "Spans[int]", text: str) -> list[Hit]:
        """What was found for a table, with the words themselves and what they mean."""
        meanings = self._meanings[table]
        # the class's own constructor takes three times as long
        return [
            _hit(Hit, (start, end, text[start:end], meanings[ordinal]))
            for start, end, ordinal in threes(spans)
        ]

    def spans(self, text: str) -> dict[str, "Spans[int]"]:
        """The same without their texts: for each table what was found for it."""
        even = evened(text)
        low = folded(even)
        matches = self._automaton.find_matches_as_indexes(f" {low} ", overlapping=True)
        # they come by their ends: turned about, a stable sort by start puts the longest first
        matches.reverse()
        matches.sort(key=_start)
        found = self._held(matches, even)
        return {table: spans for table, spans in zip(self._meanings, found, strict=True) if spans}

    def _held(self, matches: Iterable[tuple[int, int, int]], even: str) -> "list[Spans[int]]":
        """The matches that are printed as their entries ask for, by tables."""
        found = [Spans("I") for _ in self._meanings]
        adds = [spans.append for spans in found]
        modes, ordinals, others = self._modes, self._ordinals, self._others
        length, shouted, unpadded = len(even), even.isupper(), False
        # three times to append takes half as long as once to extend
        for index, at, end in matches:
            mode = modes[index]
            if mode < _TITLE:
                add = adds[mode]
                add(at)
                add(end - 2)
                add(ordinals[index])
            elif mode < _OTHER:
                printed = even[at : end - 2]
                if printed.istitle() or printed.isupper():
                    add = adds[mode - _TITLE]
                    add(at)
                    add(end - 2)
                    add(ordinals[index])
            else:
                for table, lead, tail, ordinal, as_printed, stem in others[index]:
                    # a sign at an end of a literal is a blank here, also that around the text
                    start, stop = max(at + lead, 0), min(end - tail, length)
                    unpadded |= lead < 0
                    if as_printed and not _is_printed(even[start:stop], as_printed, shouted):
                        continue
                    add = adds[table]
                    add(start)
                    add(end_of_word(even, stop) if stem else stop)
                    add(ordinal)
        # a pattern without a space before it begins one later than its neighbour
        return [_sorted(spans) for spans in found] if unpadded else found


def _is_printed(words: str, as_printed: tuple[str, ...], shouted: bool) -> bool:  # noqa: FBT001 - called for many hits
    return words in as_printed and not (shouted and words in _WORDS_TOO)


def threes(spans: "Spans[int]") -> Iterable[tuple[int, int, int]]:
    """Start, end and number of each hit."""
    numbers = iter(spans)
    return zip(numbers, numbers, numbers, strict=True)


def _sorted(spans: "Spans[int]") -> "Spans[int]":
    in_order = sorted(threes(spans), key=_in_order)
    return Spans("I", chain.from_iterable(in_order))


def _asked(entry: Entry, table: int, ordinal: int) -> tuple[str, _Asked] | None:
    """An entry as a pattern of the automaton, and what is asked of its matches."""
    even = evened(entry.literal)
    words = folded(even)
    if not words.strip():
        return None
    lead, tail = edge(words[0]), "" if entry.stem else edge(words[-1])
    printed = _as_printed(entry.case, even)
    asked = (table, len(lead) - 1, len(tail) + 1, ordinal, printed, entry.stem)
    return f"{lead}{words}{tail}", asked


def _mode(asked: tuple[_Asked, ...]) -> int:
    """How matches of a pattern are looked at; most stand for one whole word or more in any case.

    One word with a capital may be printed with one, or in capitals; more words might have more
    than a blank between them.
    """
    (table, lead, tail, _, printed, stem), *others = asked
    if others or stem or lead or tail != len("  "):
        return _OTHER
    if not printed:
        return table
    word = printed[0]
    simple = word.isascii() and word.isalpha() and word.istitle()
    simple = simple and word.upper() not in _WORDS_TOO
    return table + _TITLE if simple and printed[-1] == word.upper() else _OTHER


_hit = tuple.__new__
_start = itemgetter(1)


def _as_printed(case: Case, even: str) -> tuple[str, ...]:
    if case is Case.ANY:
        return ()
    return (even,) if case is Case.EXACT else tuple(dict.fromkeys((even, even.upper())))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Those that no longer one hides, without overlap: "Papua New Guinea" hides "Guinea"."""
    kept: list[Hit] = []
    reached = 0
    for hit in hits:
        if hit.start >= reached:
            kept.append(hit)
            reached = hit.end
    return kept


def _longest_in_capitals_first(asked: _Asked) -> tuple[int, bool]:
    return (asked[2], len(asked[4]) != 1)


def _in_order(span: tuple[int, int, int]) -> tuple[int, int]:
    return (span[0], -span[1])
