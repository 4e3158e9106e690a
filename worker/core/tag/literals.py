"""Finds every literal of every table in one pass over a text.

A literal is matched as whole words; a line break counts as a space, an empty line does not.
Scripts that put no blanks between words (Chinese, Japanese, Thai, ...) and Korean, which hangs
particles on them, have no word ends to ask for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import itemgetter
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

# Acronyms that are an English word when everything is printed in capitals.
_WORDS_TOO = frozenset({"US", "WHO", "IT"})
# One character to one, so that offsets stay those of the text.
_TYPOGRAPHY = tuple(zip("\n\t’‘‐‑\u00a0\u202f", "  ''--  ", strict=True))
_QUOTES = tuple(zip("“”–—…", '"" - ', strict=True))
_ASCII_WORDS = {n: chr(n).lower() if chr(n).isalnum() or n == ord("_") else " " for n in range(128)}
_NO_WORD = re.compile(r"[^\w\u0300-\u036f]")
_WORD = re.compile(r"\w*")
# Thai to Khmer; Hangul; Kana to the ideographs, and those beyond the basic plane.
_NO_BLANKS = re.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af"
    r"\uf900-\ufaff\U00020000-\U0003ffff]"
)


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


Span = tuple[int, int, Any]
"""Start, end and meaning of a hit; what needs no more is spared the making of a `Hit`."""


_Asked = tuple[int, int, int, Any, tuple[str, ...], bool]
"""One entry that a pattern stands for: its table; how many characters of the pattern stand before
the literal and behind it; its meaning; how it must be printed, empty where any case will do; whether
it is a stem. A plain tuple, which is unpacked twice as fast as one with names."""


class Literals:
    """The literals of all tables, compiled once for searching.

    Args:
        tables: each table's entries; the same literal may stand in several, or twice in one.
    """

    def __init__(self, tables: Mapping[str, Iterable[Entry]]) -> None:
        patterns: dict[str, tuple[_Asked, ...]] = {}
        for number, entries in enumerate(tables.values()):
            for entry in entries:
                evened = _evened(entry.literal)
                words = _folded(evened)
                if not words.strip():
                    continue
                lead, tail = _edge(words[0]), "" if entry.stem else _edge(words[-1])
                asked = (
                    number,
                    len(lead) - 1,
                    len(tail) + 1,
                    entry.meaning,
                    _as_printed(entry.case, evened),
                    entry.stem,
                )
                pattern = f"{lead}{words}{tail}"
                patterns[pattern] = (*patterns.get(pattern, ()), asked)
        self._tables = tuple(tables)
        # "U.S." before "U.S"; and what is written in capitals is first of all itself: "WHO" before
        # "Who"
        self._asked = [
            tuple(sorted(asked, key=_longest_in_capitals_first)) if len(asked) > 1 else asked
            for asked in patterns.values()
        ]
        self._plain = [_plain(asked) for asked in self._asked]
        self._automaton = AhoCorasick(list(patterns))

    def find(self, text: str) -> Hits:
        """All literals in a text, those that overlap as well."""
        return {table: hits(spans, text) for table, spans in self.spans(text).items()}

    def spans(self, text: str) -> dict[str, list[Span]]:
        """The same without their texts: for each table what was found for it."""
        evened = _evened(text)
        matches = self._automaton.find_matches_as_indexes(f" {_folded(evened)} ", overlapping=True)
        # they come by their ends: turned about, a stable sort by start puts the longest first
        matches.reverse()
        matches.sort(key=_start)
        found: list[list[Span]] = [[] for _ in self._tables]
        plain = self._plain
        shouted = text.isupper()
        unpadded = False
        for index, at, end in matches:
            if one := plain[index]:
                found[one[0]].append((at, end - 2, one[3]))
                continue
            for table, lead, tail, meaning, as_printed, stem in self._asked[index]:
                start, stop = at + lead, end - tail
                if as_printed:
                    printed = evened[start:stop]
                    if printed not in as_printed or (shouted and printed in _WORDS_TOO):
                        continue
                if stem:
                    stop = _end_of_word(text, stop)
                found[table].append((start, stop, meaning))
                unpadded = unpadded or lead < 0
        if unpadded:
            # a pattern without a space before it begins one later than its neighbour
            for spans in found:
                spans.sort(key=_in_order)
        return {table: spans for table, spans in zip(self._tables, found, strict=True) if spans}


def hits(spans: Iterable[Span], text: str) -> list[Hit]:
    """What was found in a text, with the words themselves."""
    # the class's own constructor takes three times as long
    return [_hit(Hit, (start, end, text[start:end], meaning)) for start, end, meaning in spans]


def _plain(asked: tuple[_Asked, ...]) -> _Asked | None:
    """What a pattern stands for where that is one literal, as whole words in any case."""
    (_, lead, tail, _, printed, stem), *others = asked
    return None if others or printed or stem or lead or tail != len("  ") else asked[0]


_hit = tuple.__new__
_start = itemgetter(1)


def _as_printed(case: Case, evened: str) -> tuple[str, ...]:
    if case is Case.ANY:
        return ()
    return (evened,) if case is Case.EXACT else tuple(dict.fromkeys((evened, evened.upper())))


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


def _in_order(span: Span) -> tuple[int, int]:
    return (span[0], -span[1])


def _evened(text: str) -> str:
    """Plain spaces, quotes and hyphens, at the same offsets."""
    # Replacing what is seldom there is ten times as fast as translating every character.
    for printed, plain in _TYPOGRAPHY:
        text = text.replace(printed, plain)
    return text


def _folded(text: str) -> str:
    """Lower case words with a space for all that is none, at the same offsets."""
    if not text.isascii():
        for printed, plain in _QUOTES:
            text = text.replace(printed, plain)
    if text.isascii():
        return text.translate(_ASCII_WORDS)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return _NO_WORD.sub(" ", lower)


def _edge(character: str) -> str:
    """The space that a literal must have beside this end of it; none where words have no ends."""
    return "" if character == " " or _NO_BLANKS.match(character) else " "


def _end_of_word(text: str, start: int) -> int:
    match = _WORD.match(text, start)
    return match.end() if match else start
