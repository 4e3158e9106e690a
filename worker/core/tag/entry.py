"""What tables ask a search to find, and how each literal must be printed."""

from dataclasses import dataclass
from enum import Enum, IntFlag
from typing import Any, NamedTuple

from worker.core.tag.searched import edge, evened, folded

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


class Look(IntFlag):
    """What is to be looked at where a literal was found."""

    TITLE = 1
    """That it is in title case or in capitals."""
    PRINTED = 2
    """That it is printed in one of the ways of its entry."""
    MEANT = 4
    """That it is no word which happens to be in capitals because all is."""
    STEM = 8
    """Where its last word ends."""


class Asked(NamedTuple):
    """What a table asks of a pattern's matches, so that they are one of its literals.

    Attributes:
        table: its number.
        ordinal: which of the table's entries it is.
        lead: what is added to where a match begins in a text with a blank on either side, to have
            where the literal begins in the text alone.
        tail: what is taken off where the match ends there.
        printed: how the literal must be printed, empty where any case will do.
        stem: whether its last word may go on.
    """

    table: int
    ordinal: int
    lead: int
    tail: int
    printed: tuple[str, ...]
    stem: bool

    @property
    def look(self) -> Look:
        """What is to be looked at in the matches; nothing in most."""
        look = Look.STEM if self.stem else Look(0)
        if not self.printed:
            return look
        word = self.printed[0]
        if word.upper() in _WORDS_TOO:
            return look | Look.PRINTED | Look.MEANT
        simple = word.isascii() and word.isalpha() and word.istitle()
        return look | (Look.TITLE if simple and self.printed[-1] == word.upper() else Look.PRINTED)

    @property
    def rank(self) -> tuple[int, bool]:
        """Which of the literals of one pattern comes first.

        "U.S." before "U.S"; and what is written in capitals is first of all itself: "WHO" before
        "Who".
        """
        return self.tail, len(self.printed) != 1


def pattern(entry: Entry, table: int, ordinal: int) -> tuple[str, Asked] | None:
    """What to look for in folded texts to find an entry, and what is asked of the matches.

    None for one without any letter.
    """
    even = evened(entry.literal)
    words = folded(even)
    if not words.strip():
        return None
    lead, tail = edge(words[0]), "" if entry.stem else edge(words[-1])
    printed = _as_printed(entry.case, even)
    asked = Asked(table, ordinal, len(lead) - 1, len(tail) + 1, printed, entry.stem)
    return f"{lead}{words}{tail}", asked


def is_meant(words: str, text: str) -> bool:
    """Whether words of a text are no others that are in capitals because all of it is."""
    return words not in _WORDS_TOO or not text.isupper()


def _as_printed(case: Case, even: str) -> tuple[str, ...]:
    if case is Case.ANY:
        return ()
    return (even,) if case is Case.EXACT else tuple(dict.fromkeys((even, even.upper())))
