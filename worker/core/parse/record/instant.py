"""Times in data fields: ISO 8601, the form of mail headers, seconds of the Unix clock."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from worker.core.parse import charset
from worker.core.parse.agency import timestamp
from worker.core.parse.printed import moment, zones

TEXT_MAX = 100
"""No date is longer than this."""

_PLACE = re.compile(r"\s?\[[\w/+-]{1,40}\]$")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d\b")
_ZONE = re.compile(r"\b(?:UTC?|GMT|Z|[A-Z]{1,4}T)\b")
_SECONDS = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{12,13}")
_EARLIEST, _MILLISECONDS, _LATEST = 100_000_000, 100_000_000_000, 100_000_000_000_000


class Instant(NamedTuple):
    """A time as a data field gives it.

    Attributes:
        at: aware when the field says a zone; midnight when it says only a day.
        zone: as printed, None when none is.
        text: the words that it was read from.
    """

    at: datetime
    zone: str | None
    text: str


def read(value: object) -> Instant | None:
    """The time in `value`, a text or a number; None when it says no day.

    >>> read("2021-04-07T11:28:00+09:00").zone
    '+09:00'
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        return _unix(float(value), str(value)) if abs(value) < _LATEST else None
    if len(value) > TEXT_MAX:
        return None
    text = " ".join(charset.clean(value).split())
    if _SECONDS.fullmatch(text):
        return _unix(float(text), text)
    try:
        return _iso(text) or _mail(text) or _printed(text)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> Instant | None:
    # Java adds the place whose clock it is
    found = timestamp.read(_PLACE.sub("", text))
    return Instant(found.at, found.zone, text) if found else None


def _mail(text: str) -> Instant | None:
    try:
        at = parsedate_to_datetime(text).replace(tzinfo=None)
    except (ValueError, TypeError, IndexError):
        return None
    # the library takes a time without a zone, or with one it does not know, for Greenwich's
    for zone in (*_OFFSET.findall(text), *_ZONE.findall(text)):
        if offset := zones.zone("Z" if zone in {"UT", "-0000"} else zone):
            aware = at.replace(tzinfo=offset)
            # what has no time in UTC cannot be stored
            aware.astimezone(UTC)
            return Instant(aware, zone, text)
    return Instant(at, None, text)


def _printed(text: str) -> Instant | None:
    for found in moment.moments(text):
        return Instant(found.at, found.zone, text)
    return None


def _unix(seconds: float, text: str) -> Instant | None:
    if seconds >= _MILLISECONDS:
        seconds /= 1000
    if seconds < _EARLIEST:
        return None
    try:
        return Instant(datetime.fromtimestamp(seconds, UTC), "UTC", text)
    except (ValueError, OverflowError, OSError):
        return None
