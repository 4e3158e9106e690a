"""Times as agencies' formats write them: ISO 8601, basic or extended, with or without a zone."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

_TIME = re.compile(
    r"""
    (?P<year>\d{4}) (?P<sep>-?) (?P<month>\d\d) (?P=sep) (?P<day>\d\d)
    (?: (?:T|t|\s) \s{0,2} (?P<hour>\d\d) :? (?P<minute>\d\d) (?: :? (?P<second>\d\d) (?:[.,]\d{1,9})? )?
        \s? (?P<zone> [Zz] | (?:GMT|UTC)? [+-]\d\d(?::?\d\d)? | GMT | UTC )?
      | (?P<day_zone> [Zz] | [+-]\d\d:?\d\d )
    )?
    """,
    re.VERBOSE,
)
_LENGTH_MAX = 60


class Stamp(NamedTuple):
    """A time as written.

    Attributes:
        at: naive where no zone is written, midnight where no time is.
        zone: "UTC" or the offset.
        text: as written.
    """

    at: datetime
    zone: str | None
    text: str


def read(text: str | None) -> Stamp | None:
    """The time that `text` is, or None.

    >>> read("20131020T192751+1100").at.isoformat()
    '2013-10-20T19:27:51+11:00'
    """
    text = (text or "").strip()
    match = _TIME.fullmatch(text) if len(text) <= _LENGTH_MAX else None
    if not match:
        return None
    zone = _zone(match["zone"] or match["day_zone"])
    try:
        at = datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=zone,
        )
        if zone:
            # the last hours of year 9999 and the first of year 1 have no time in UTC
            at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Stamp(at, _named(zone), text)


def _zone(text: str | None) -> tzinfo | None:
    digits = re.sub(r"\D", "", text or "")
    if not text:
        return None
    if not digits:
        return UTC
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if not offset:
        return UTC
    return timezone(-offset if "-" in text else offset) if offset < timedelta(days=1) else None


def _named(zone: tzinfo | None) -> str | None:
    if zone is None or zone is UTC:
        return "UTC" if zone else None
    return str(zone).removeprefix("UTC")
