"""Every place of an article where somebody or something may be named."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from worker.core.tag.literals import Hit
from worker.core.tag.name_chains import ORGANISATION, PERSON, READINGS, WORD, Piece, chains
from worker.core.tag.name_ministries import MINISTRY, whole
from worker.core.tag.name_read import ALONE, Pieces

Mention = tuple[int, int, int]
"""Number of the field in `FIELDS`, start, end."""
_ORDINALS = ("1st ", "2nd ", "3rd ", *(f"{digit}th " for digit in range(10)))
_NUMBERED = re.compile(
    r"\b(?:Circuit|Court|Army|Corps|Division|Brigade|Battalion|Regiment|Fleet)\b"
)
_OPENING_QUOTES = frozenset('"“‘`„«')
_CLOSING_QUOTES = frozenset("\"”’'“»")


class Named(NamedTuple):
    """Somebody or something, and all mentions."""

    scheme: str
    label: str
    method: str
    mentions: list[Mention]


class Mentions:
    """Names of an article before it is settled whose they are: by their spelling, in order.

    Args:
        read: the names in each chain.

    Attributes:
        readings: what was read by pattern, by the numbers of `READINGS`.
        known: what the table has, by its meaning.
    """

    __slots__ = ("_beyond", "_read", "known", "readings")

    def __init__(self, read: Mapping[str, Pieces]) -> None:
        self._read = read
        self.readings: tuple[defaultdict[str, list[Mention]], ...]
        self.readings = tuple([defaultdict(list) for _ in READINGS])
        self.known: defaultdict[tuple[str, str], list[Mention]] = defaultdict(list)

    def search(self, field: int, text: str, hits: Sequence[Hit]) -> None:
        """Adds what a field names; where two overlap, the longer wins."""
        read = self._read
        self._beyond = 0  # the end of a name that goes on in the next chain
        alone = self.readings[WORD]
        hidden: set[int] = set()
        following, begins, ends = -1, 0, 0  # the next hit: its number and where it stands
        beyond = (len(text) + 1,) * 2
        for match in chains(text):
            chain = match[0]
            pieces = read[chain]
            if not pieces:
                continue
            at, end = match.span()
            while ends <= at:
                following += 1
                begins, ends = hits[following][:2] if following < len(hits) else beyond
            if pieces is not ALONE:
                lost = (hits, following, hidden) if begins < end else None
                self._add(pieces, field, text, at, lost)
            elif begins >= end:
                alone[chain].append((field, at, end))
        if hidden:
            hits = [hit for number, hit in enumerate(hits) if number not in hidden]
        self.know(field, hits)

    def _add(
        self,
        pieces: Sequence[Piece],
        field: int,
        text: str,
        at: int,
        near: tuple[Sequence[Hit], int, set[int]] | None,
    ) -> None:
        """Adds the names of a chain, but not those that give way to what the table has near."""
        readings = self.readings
        for piece in pieces:
            reading, first, stop, name = piece
            start, end = at + first, at + stop
            if start < self._beyond or (near and _is_lost(piece, at, *near)):
                continue
            if (
                reading != WORD
                and text[start - 1] in _OPENING_QUOTES
                and _is_quoted(text, start, end)
            ):
                continue
            if reading == ORGANISATION and text.endswith(_ORDINALS, 0, start):
                start, end, name = _with_ordinal(text, start, end)
            elif reading == ORGANISATION and MINISTRY in name:
                start, end, name = whole(text, start, end, name)
                self._beyond = end
            readings[reading][name].append((field, start, end))

    def know(self, field: int, hits: Iterable[Hit]) -> None:
        """Adds what the table has, and no more: capitals tell nothing here."""
        for start, end, _, meaning in hits:
            self.known[meaning].append((field, start, end))


def _with_ordinal(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The "8th Circuit" from its beginning; the 8th meeting of a party is no name."""
    if _NUMBERED.search(text, start, end):
        start = max(text.rfind(" ", 0, start - 1), text.rfind("\n", 0, start - 1)) + 1
    return start, end, text[start:end].replace("\n", " ")


def _is_lost(piece: Piece, at: int, hits: Sequence[Hit], following: int, hidden: set[int]) -> bool:
    """Whether a name gives way to one of the table; the numbers of those that it hides are added."""
    start, end = at + piece.start, at + piece.end
    for number in range(following, len(hits)):
        hit = hits[number]
        if hit.start >= end:
            break
        if hit.end <= start:
            continue
        if piece.reading == WORD or (hit.start <= start and end <= hit.end):
            return True
        inside = start <= hit.start and hit.end <= end
        if piece.reading == ORGANISATION:
            hidden.add(number)
            continue
        # "Clinton White House" and "Hyundai Accent" are nobody, "Henry Ford" is
        doubtful = piece.reading != PERSON and hit.start == start
        if not inside or doubtful or " " in hit.text:
            return True
        hidden.add(number)
    return False


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether this is all that stands in quotes: a title of a work, not a name."""
    if not start or text[start - 1] not in _OPENING_QUOTES:
        return False
    return any(character in _CLOSING_QUOTES for character in text[end : end + 2])
