"""How far apart two articles are in time, and which of them comes first."""

import datetime as dt
from dataclasses import dataclass
from datetime import UTC, timedelta

from worker.core.article import Signal
from worker.core.relation import Candidate

CHANGES = frozenset({Signal.CORRECTION, Signal.UPDATE, Signal.RECAST, Signal.LEAD, Signal.KILL})
"""Signals that an earlier report is meant."""

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365, hours=6)
_ANY_YEAR = 2023
_LAST = timedelta(days=365 * 8000)
_AHEAD = timedelta(days=2)
"""Copy is dated ahead of its arrival by less than this; a clock further ahead is wrong."""


@dataclass(frozen=True, slots=True)
class Window:
    """Within which time the same words are one report.

    Attributes:
        plain: None for no limit.
        changed: for copy that says it corrects or updates another.
    """

    plain: timedelta | None = timedelta(hours=72)
    changed: timedelta | None = timedelta(days=14)

    def holds(self, one: Candidate, other: Candidate) -> bool:
        """Whether two articles are near enough in time to be one report."""
        says_so = CHANGES & {*one.signals, *other.signals}
        limit = self.changed if says_so else self.plain
        return limit is None or gap(one, other) <= limit


def arrived(candidate: Candidate) -> dt.datetime:
    """When it came in, as its UUIDv7 tells."""
    since = timedelta(milliseconds=candidate.article_id.int >> 80)
    return dt.datetime(1970, 1, 1, tzinfo=UTC) + min(since, _LAST)


def gap(one: Candidate, other: Candidate) -> timedelta:
    """Time between two articles as both print it, else between their arrivals.

    Days without an hour are at least the nights between them apart. Two days of unknown years
    are taken to be as near as they can be.
    """
    printed = printed_gap(one, other)
    arrival = abs(arrived(one) - arrived(other))
    return arrival if printed is None else printed


def printed_gap(one: Candidate, other: Candidate) -> timedelta | None:
    """Time between two articles as both print it; None where one of them prints none."""
    mine, theirs = _moment(one), _moment(other)
    if mine and theirs:
        return _by_clock(abs(mine - theirs), abs(arrived(one) - arrived(other)))
    first, second = _day(one), _day(other)
    if first is None or second is None:
        return None
    return max(_days_apart(first, second) * _DAY - _DAY, timedelta())


def precedes(one: Candidate, other: Candidate) -> bool:
    """Whether `one` comes first.

    What says that it changes another comes after it; then the printed time counts, then arrival.
    """
    changes = bool(CHANGES & set(one.signals)), bool(CHANGES & set(other.signals))
    if changes[0] != changes[1]:
        return changes[1]
    mine, theirs = _moment(one), _moment(other)
    if mine and theirs and mine != theirs and abs(mine - theirs) < _YEAR / 2:
        return mine < theirs
    return one.article_id < other.article_id


def _by_clock(apart: dt.timedelta, arrival: dt.timedelta) -> dt.timedelta:
    if apart < _YEAR / 2:
        return apart
    # a clock that is wrong by whole years, of two that came in together
    astray = apart % _YEAR
    return min(apart, max(min(astray, _YEAR - astray) - _DAY, arrival))


def _moment(candidate: Candidate) -> dt.datetime | None:
    at = candidate.published_at
    if at is None:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    # the smallest and largest years cannot be told in another zone
    trusted = dt.datetime(1800, 1, 1, tzinfo=UTC) < aware < arrived(candidate) + _AHEAD
    return aware if trusted else None


def _day(candidate: Candidate) -> dt.date | tuple[int, int] | None:
    if candidate.dateline_date:
        return candidate.dateline_date
    if candidate.dateline_text:
        # all formats come with it, a second of imports that most commands do without
        from worker.core.parse.printed.dateline import printed_day  # noqa: PLC0415

        if found := printed_day(candidate.dateline_text):
            return found
    moment = _moment(candidate)
    return moment.date() if moment else None


def _days_apart(one: dt.date | tuple[int, int], other: dt.date | tuple[int, int]) -> int:
    if isinstance(one, dt.date) and isinstance(other, dt.date):
        return abs((one - other).days)
    apart = abs((_in_any_year(one) - _in_any_year(other)).days)
    return min(apart, 365 - apart)


def _in_any_year(day: dt.date | tuple[int, int]) -> dt.date:
    month, number = (day.month, day.day) if isinstance(day, dt.date) else day
    return dt.date(_ANY_YEAR, month, 28 if (month, number) == (2, 29) else number)
