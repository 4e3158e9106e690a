"""Dates and times as newspapers print them; what is not printed is not filled in."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from worker.core.parse.printed import zones
from worker.core.parse.printed.months import MONTHS

LINE_MAX = 240
"""A line that prints when the article appeared is shorter than this."""

_CLOCK_MAX = 24
_REACH = 36
_LETTERS_BEHIND = 8
_LETTERS_BEFORE = 12
_WORD = r"[^\W\d_]{2,12}"
_DATE = re.compile(
    rf"""
      (?<![\d.:/-]) (?P<y1>(?:19|20)\d\d) ([-/.]) (?P<m1>\d\d?) \2 (?P<d1>\d\d?) (?!\d)
    | (?P<y2>(?:19|20)\d\d) \s?[年년]\s? (?P<m2>\d\d?) \s?[月월]\s? (?P<d2>\d\d?) \s?[日일]
    | (?<![\d.:/]) (?<!\d-) (?P<d3>\d\d?) ([./-])\s? (?P<m3>\d\d?) \9\s? (?P<y3>(?:19|20)\d\d|\d\d) (?![\d:])
    | (?<!\d) (?P<d4>\d\d?) (?:st|nd|rd|th|er|º|ª|\.)? [\s-]
        (?:de\s|of\s|d['’])? (?P<m4>{_WORD}) [.,]{{0,2}} [\s-] (?:del?\s)? (?P<y4>(?:19|20)\d\d) (?!\d)
    | (?: (?<!\w) | (?<=[a-z])(?=[A-Z]) ) (?P<m5>[^\W\d_](?:[^\W\d_](?<![a-z][A-Z])){{1,11}}) \.? [\s-] (?P<d5>\d\d?) (?:st|nd|rd|th)? ,? \s (?P<y5>(?:19|20)\d\d) (?!\d(?!\d?:\d\d))
    """,
    re.VERBOSE,
)
_TIME = re.compile(
    r"""
    (?<![\d.:/]) (?:
        (?P<hour>\d\d?) [:hH] (?P<minute>\d\d) (?: : \d\d (?:\.\d{1,6})? )? (?![\d:]|\s?(?:Min|min|Sek|sec)\b)
      | (?P<dotted>\d\d?) \. (?P<dotted_minute>\d\d) (?= \s? (?:Uhr|uhr|[AaPp]\.?[Mm]) | \s?$)
      | (?P<cjk>\d\d?) \s? [時时시] \s? (?P<cjk_minute>\d\d?) \s? [分분]
      | (?P<bare>\d\d?) (?= \s? [ap]\.?m\b )
      | (?P<four>[01]\d|2[0-3]) (?P<four_minute>[0-5]\d) (?= \s (?:GMT|UTC|[A-Z]{2,4}T)\b )
    )
    (?: \s? (?P<half>[AaPp])\.?[Mm]\b\.? )?
    (?: \s? (?:Uhr|uhr|hrs)\b )?
    (?: \s? \(? (?P<zone> (?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)? | [A-Z][A-Za-z]{1,4}\b | Z\b | [+-]\d\d:?\d\d ) \)? )?
    """,
    re.VERBOSE,
)
# without one of these no day is printed in full; what begins with a figure is found quickly
_YEAR = re.compile(r"\d(?:(?:(?<=1)9|(?<=2)0)\d\d|[./-]\s?\d\d?[./-]\s?\d)")
_HALF = re.compile(r"\d\s?[AaPp]\.?[Mm]\b")


class Moment(NamedTuple):
    """A day, and often a time, as printed in a line.

    Attributes:
        at: aware when a zone is printed; midnight when only a day is.
        zone: as printed.
        timed: whether a time of day is printed.
        start: offset of the first printed character.
        end: offset behind the last one.
    """

    at: datetime
    zone: str | None
    timed: bool
    start: int
    end: int


def moments(line: str) -> Iterator[Moment]:
    """Every day printed in full in `line`, with the time of day that stands next to it."""
    if len(line) > LINE_MAX or not _YEAR.search(line):
        return
    at = 0
    while match := _DATE.search(line, at):
        day = _day(match, american=bool(_HALF.search(line)))
        if day is None:
            # a clock, a word that is no month and the year of the next date look like one
            at = match.start() + 1
            continue
        at = match.end()
        time = _time_near(line, match.start(), match.end())
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - naive as printed
        if time is None:
            yield Moment(midnight, None, False, match.start(), match.end())
            continue
        clock, zone, start, end = time
        timed = (midnight + clock).replace(tzinfo=zones.zone(zone))
        yield Moment(
            timed,
            zone if timed.tzinfo else None,
            True,
            min(start, match.start()),
            max(end, match.end()),
        )


def clock(line: str) -> tuple[timedelta, str | None] | None:
    """The time of day that is all that `line` says, and the zone printed with it."""
    match = _TIME.fullmatch(line.strip()) if len(line) < _CLOCK_MAX else None
    since = _since_midnight(match) if match else None
    return (since, match["zone"]) if match and since is not None else None


def at_zone(at: datetime, zone: str | None) -> datetime:
    """`at`, as the clock on the wall shows it, in the printed zone; naive when that is none."""
    return at.replace(tzinfo=zones.zone(zone))


def month(word: str) -> int | None:
    """The number of the month that `word` names in some language."""
    return MONTHS.get(word.lower().rstrip("."))


def _day(match: re.Match[str], *, american: bool) -> date | None:
    kind = match.lastgroup
    number = int(kind[-1]) if kind else 0
    years, months, days = (match[f"{part}{number}"] for part in "ymd")
    year, day = int(years), int(days)
    if number in {4, 5}:
        named = month(months)
        if named is None:
            return None
        numbered = named
    else:
        numbered = int(months)
    if number == 3:  # noqa: PLR2004 - the third alternative of the pattern
        year += 2000 if len(years) == 2 else 0  # noqa: PLR2004
        if numbered > 12 or ("/" in match[0] and american and day <= 12):  # noqa: PLR2004
            day, numbered = numbered, day
    try:
        return date(year, numbered, day)
    except ValueError:
        return None


def _time_near(line: str, start: int, end: int) -> tuple[timedelta, str | None, int, int] | None:
    """The time printed next to the date at `start` to `end`: close before it, behind it, before it.

    With many letters between them the two have nothing to do with one another.
    """
    return (
        _time_before(line, start, 0)
        or _time_behind(line, end)
        or _time_before(line, start, _LETTERS_BEFORE)
    )


def _time_behind(line: str, end: int) -> tuple[timedelta, str | None, int, int] | None:
    behind = line[end : end + _REACH].removeprefix("T")
    shift = end + (line[end : end + 1] == "T")
    match = _TIME.search(behind)
    since = _since_midnight(match) if match else None
    if match is None or since is None or _letters(behind[: match.start()]) > _LETTERS_BEHIND:
        return None
    return since, match["zone"], shift + match.start(), shift + match.end()


def _time_before(
    line: str, start: int, letters: int
) -> tuple[timedelta, str | None, int, int] | None:
    low = max(0, start - _REACH)
    for match in _TIME.finditer(line[low:start]):
        since = _since_midnight(match)
        if match.start() and line[low + match.start() - 1] == "(":
            # "1909 GMT (0309 HKT)": the second is the same time elsewhere, and maybe another day
            continue
        if since is not None and _letters(line[low + match.end() : start]) <= letters:
            return since, match["zone"], low + match.start(), low + match.end()
    return None


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _since_midnight(match: re.Match[str]) -> timedelta | None:
    hour = int(match["hour"] or match["dotted"] or match["bare"] or match["four"] or match["cjk"])
    minute = int(
        match["minute"]
        or match["dotted_minute"]
        or match["four_minute"]
        or match["cjk_minute"]
        or 0
    )
    half = (match["half"] or "").lower()
    if match["bare"] and not half:
        return None
    if half and hour <= 12:  # noqa: PLR2004
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004
        return None
    return timedelta(hours=hour, minutes=minute)
