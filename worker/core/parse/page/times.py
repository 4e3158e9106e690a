"""Times as data for machines print them: ISO 8601, RFC 5322, what Java prints, seconds."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from worker.core.parse.printed import moment, zones

_ISO = re.compile(
    r"""
    (?P<y>(?:19|20)\d\d) (?P<s>[-/.]?) (?P<m>\d\d?) (?P=s) (?P<d>\d\d?)
    (?: [T\s,]+ (?P<h>\d\d?) :? (?P<i>\d\d) (?: :? (?P<sec>\d\d) (?:[.,](?P<f>\d{1,9}))? )?
        \s* (?P<half>[AaPp][Mm])? \s*
        (?P<zone> Z\b | [+-]\d\d?(?::?\d\d)?(?!\d) | [A-Z]{2,5}\b )? )?
    """,
    re.VERBOSE,
)
_WORDED = re.compile(
    r"""
    (?:[A-Z][a-z]{2,8},?\s+)? (?:
        (?P<d1>\d\d?) [\s-] (?P<m1>[A-Z][a-z]{2,8}) [\s-] (?P<y1>\d{4}) [\s,]+ (?P<t1>\d\d?:\d\d(?::\d\d)?)
      | (?P<m2>[A-Z][a-z]{2,8}) \s+ (?P<d2>\d\d?) [\s,]+ (?P<t2>\d\d?:\d\d(?::\d\d)?) \s+ (?P<z2>[A-Z]{2,5}|GMT[+-]\d\d:?\d\d) \s+ (?P<y2>\d{4})
    ) (?: \s* (?P<z1>[A-Z]{2,5}\b|[+-]\d\d:?\d\d) )?
    """,
    re.VERBOSE,
)
_OFFSET = re.compile(r"([+-])(\d\d?)(?::?(\d\d))?$")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?$")
_LONGEST = 80
_NOON = 12


class When(NamedTuple):
    """A time, the zone that is printed with it, the words that it was read from."""

    at: datetime
    zone: str | None
    text: str

    @property
    def timed(self) -> bool:
        """Whether more than a day is known."""
        return bool(self.zone or self.at.hour or self.at.minute or self.at.second)


def read(text: str | None) -> When | None:
    """The time that `text` is, or None; naive where it prints no zone."""
    if not text or len(text) > _LONGEST:
        return None
    text = text.strip()
    found = _iso(text) or _worded(text) or _seconds(text)
    if found:
        return found
    printed = next(iter(moment.moments(text)), None)
    return When(printed.at, printed.zone, text) if printed else None


def _iso(text: str) -> When | None:
    match = _ISO.match(text)
    if not match or text[match.end() : match.end() + 1].isdigit():
        return None
    hour = int(match["h"] or 0)
    if half := (match["half"] or "").lower():
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    fraction = int((match["f"] or "0")[:6].ljust(6, "0"))
    parts = int(match["y"]), int(match["m"]), int(match["d"])
    return _at(
        parts, (hour, int(match["i"] or 0), int(match["sec"] or 0), fraction), match["zone"], text
    )


def _worded(text: str) -> When | None:
    match = _WORDED.match(text)
    if not match:
        return None
    kind = "1" if match["d1"] else "2"
    number = moment.month(match[f"m{kind}"])
    if number is None:
        return None
    hour, minute, *rest = (int(part) for part in match[f"t{kind}"].split(":"))
    parts = int(match[f"y{kind}"]), number, int(match[f"d{kind}"])
    return _at(parts, (hour, minute, rest[0] if rest else 0, 0), match[f"z{kind}"], text)


def _seconds(text: str) -> When | None:
    if not _SECONDS.match(text):
        return None
    seconds = int(text) / (1000 if len(text) > 10 else 1)  # noqa: PLR2004 - milliseconds then
    return When(datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds), "UTC", text)


def _at(
    day: tuple[int, int, int], clock: tuple[int, int, int, int], zone: str | None, text: str
) -> When | None:
    hour, minute, second, fraction = clock
    try:
        at = datetime(  # noqa: DTZ001 - naive where no zone is printed
            *day, hour % 24, minute, min(second, 59), fraction, _zone(zone)
        )
    except (ValueError, OverflowError):
        return None
    return When(at, zone if at.tzinfo else None, text)


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    if match := _OFFSET.match(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset)
    return zones.zone(name)
