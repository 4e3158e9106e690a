"""Words that make a place of the name beside them: "in the town of X", "X River", "X, Ohio"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from worker.core.tag.entry import Case, Entry
from worker.core.tag.place_context import WEAK_CUES, word_after, word_before, words

LONGEST = 45
"""Characters before a cue in which its name begins."""


LONGEST_TOWN = 3
"""Words of a town in a dateline that no table knows."""


class Cue(NamedTuple):
    """A cue, and where its name stands: after it, before it, or before it and with it."""

    side: str

    @property
    def loose(self) -> bool:
        """Whether the cue is no part of the name."""
        return not self.side.startswith("with")


class Found(NamedTuple):
    """A name that a cue made a place: `text[start:end]`."""

    start: int
    end: int


_AFTER = words(
    "town village city port island province district suburb hamlet settlement township municipality "
    "neighborhood neighbourhood"
)
_DISTANCE = words("north south east west northeast northwest southeast southwest outskirts coast")
_WITH_AFTER = words("Lake Mount Mt. Fort Cape Port")
_WITH_BEFORE = words(
    "River County Province Airport Island Islands Bay Valley Mountains Peninsula Desert Strait Straits "
    "Canal Street Avenue Boulevard Highway Expressway Parkway Turnpike Freeway Bridge Dam Harbor "
    "Harbour Canyon Creek Prefecture Square Beach Parish Oblast Glacier Volcano airport"
)
_BEFORE = words("province region district county prefecture governorate")

_NAME = r"[^\W\d_a-zà-ÿ](?:['’`]?[^\W_])+(?:-\w+)*(?<!['’`]s)"
_NAME_AFTER = re.compile(rf" ((?:{_NAME}|St\.|Mt\.)(?: (?:(?:de|la|del|al|el) )?{_NAME}){{0,3}})")
_NAME_BEFORE = re.compile(rf"((?:(?:{_NAME}|\d+(?:st|nd|rd|th)|St\.) ){{1,3}})$")
_TOWN_BEFORE = re.compile(rf"((?:(?:{_NAME}|St\.|Ft\.|Mt\.) ){{0,2}}{_NAME})$")
_BESIDE_DISTANCE = re.compile(
    rf"(?:in|at|near|from|to|of|outside|and) ((?:{_NAME} ){{0,2}}{_NAME}),? (?:(?:about|some|just|nearly) )?"
    r"(?:(?:a|an|\d[\d,.]*) (?:miles?|kilometers?|kilometres?|kms?|hours?)(?: \([^)]{1,30}\))? )?$"
)
# Capitalised at the start of a sentence or before the name, and no part of it.
_NO_PART = words(
    "The A An In On At Of To From And But For By Near With Along Across This That His Her Its "
    "Their Our Both Where When While As After Before Between Through Over Under Behind Since "
    "Also Mr. Former President Sen. Rep. Gov. Another Every Each One Two"
)
_STOPS = ".,;:"
_ADJECTIVES = ("ic", "ish", "ese", "ian", "an", "al")
_NO_TOWN = words(
    "University College School Hospital Inc. Corp. Co. Bank Court Church Center Centre "
    "Department Association Institute Committee Council Museum Club Press Times News Sen. "
    "Rep. Gov. Mr. Mrs. Ms. Dr. Mon Tues Wed Thurs Fri Sat Sun President Minister Judge "
    "General Democrat Republican Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April May June July August September October November December"
)


def entries() -> Iterator[Entry]:
    """All cues."""
    for noun in sorted(_AFTER):
        yield Entry(f"{noun} of", Cue("after"))
        yield Entry(f"{noun}s of", Cue("after"))
    for way in sorted(_DISTANCE):
        yield Entry(f"{way} of", Cue("distance"), Case.EXACT)
    tables = (("with after", _WITH_AFTER), ("with before", _WITH_BEFORE), ("before", _BEFORE))
    for side, nouns in tables:
        for noun in sorted(nouns):
            yield Entry(noun, Cue(side), Case.EXACT)


def named(text: str, start: int, end: int, cue: Cue) -> Iterator[Found]:
    """The names that a cue at `text[start:end]` makes places."""
    side = cue.side
    if side in {"after", "distance"}:
        yield from _after(text, end, end + 1)
    if side == "distance":
        yield from _beside_distance(text, start)
    if side == "with after":
        if not _is_capital(word_before(text, start)):
            yield from _after(text, end, start)
    elif side in {"with before", "before"} and not _is_capital(
        word_after(text, end).rstrip(_STOPS)
    ):
        yield from _before(text, start, end if side == "with before" else start - 1)


def is_town(printed: str) -> bool:
    """Whether a dateline's part that no table knows can be a town: not "Thurs." or "June 1"."""
    words = printed.replace(".", "").title().split()
    return len(words) <= LONGEST_TOWN and printed[:1].isupper() and _NO_TOWN.isdisjoint(words)


def town_before(text: str, comma: int, *, cued: bool) -> Found | None:
    """The town of "X, Ohio", the comma at `comma`; `cued` asks for "in" or the like before it."""
    low = max(0, comma - LONGEST)
    match = _TOWN_BEFORE.search(text[low:comma])
    if not match:
        return None
    words = match[1].split(" ")
    start = low + match.start(1)
    while words and words[0] in _NO_PART:
        start += len(words.pop(0)) + 1
    if not words or not _NO_TOWN.isdisjoint(words):
        return None
    before = word_before(text, start)
    if before not in WEAK_CUES and (cued or _is_capital(before)):
        return None
    return Found(start, comma)


def _after(text: str, end: int, start: int) -> Iterator[Found]:
    match = _NAME_AFTER.match(text, end)
    if match and not _NO_TOWN.intersection(match[1].split(" ")):
        yield Found(start, match.end(1))


def _before(text: str, start: int, end: int) -> Iterator[Found]:
    low = max(0, start - LONGEST)
    match = _NAME_BEFORE.search(text[low:start])
    if not match:
        return
    begin = low + match.start(1)
    words = match[1].split()
    while words and words[0] in _NO_PART:
        begin += len(words.pop(0)) + 1
    # "the Nordic region" is none
    is_adjective = end < start and len(words) == 1 and words[0].endswith(_ADJECTIVES)
    if words and _NO_TOWN.isdisjoint(words) and not is_adjective:
        yield Found(begin, end)


def _beside_distance(text: str, start: int) -> Iterator[Found]:
    low = max(0, start - 2 * LONGEST)
    if match := _BESIDE_DISTANCE.search(text[low:start]):
        yield Found(low + match.start(1), low + match.end(1))


def _is_capital(word: str) -> bool:
    return word[:1].isupper() and word not in _NO_PART and word[-1] not in _STOPS
