"""The dateline: where and when copy was filed, and by which agency, before its first sentence."""

import re
from typing import NamedTuple

from worker.core.parse.printed import agencies, eastern
from worker.core.parse.printed.filed import Filed, nearest
from worker.core.parse.printed.moment import month

__all__ = ["Filed", "nearest", "printed_day", "read"]

_REACH = 140
"""How far into a paragraph a dateline may reach."""
_AGENCY_WORDS = 3
_PLACE_WORDS = 7
_TOWN_LETTERS = 4
_DASH = re.compile("-+|[–—―_=]")
_AGENCY = re.compile(r"\s*\(([^()]{2,60})\)\.?\s*$")
# as in "MOSCOW, March 3. /TASS/." and "BOSTON, March 3, 2021 /PRNewswire/ --"
_SLASHED = re.compile(r"[\s,.]*\s/\s?([^\W\d_][\w .-]{1,20}?)\s?/(?:\s?[-–—]+|\.)\s")
# as in "BOSTON--(BUSINESS WIRE)--"
_BETWEEN = re.compile(r"\(([A-Z][A-Z .&]{1,30})\)\s?[-–—]+\s?")
# as in "ROME, March 13, Reuter -"
_UNBRACKETED = re.compile(r"(?<=\d), ([A-Z][A-Za-z]{1,12})\s*$")
# as in "TOKYO, Jan. 5 Kyodo -" and "SYDNEY, AAP -"
_LAST = re.compile(r"[.,]?\s([^\W\d_][\w-]{1,12})\s*$")
# as in "New Delhi, Jan 5 (PTI) The ..." and "Oslo (NTB): ..."
_UNDASHED = re.compile(r"([^()]{3,60}?)\s\(([^()]{2,20})\):?\s(?=[^\W\d_a-z]|[\"“„«'‘])")
# as in "MOSCOW, 3 Mar - RIA Novosti. "
_BEHIND = re.compile(r"([^\W\d_][^.()\d]{2,20})\.\s(?=[^\W\d_a-z]|[\"“„«'‘])")
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|er|\.)?"
_MONTH = r"(?P<{0}>[^\W\d_]{{3,12}})\.?"
_TAIL = re.compile(
    rf"""
    (?: ^ | (?<=[,.\s/]) ) (?P<text>
        {_MONTH.format("m1")} \s? {_DAY.format("d1")} (?:,?\s(?P<y1>(?:19|20)\d\d))?
      | {_DAY.format("d2")} \s (?:de\s)? {_MONTH.format("m2")} (?:,?\s(?:de\s)?(?P<y2>(?:19|20)\d\d|\d\d))?
      | (?P<d3>\d{{1,2}})[./](?P<m3>\d{{1,2}})[./](?P<y3>(?:19|20)\d\d)
    ) [\s,.]* $
    """,
    re.VERBOSE,
)
_PLACE = re.compile(
    r"[*\s]*([^\W\d_][^\d()\[\]{}<>:;!?\"“”«»]{0,70}(?:\s\([^\W\d_][^\W\d_ .]{2,20}\))?)$"
)


class _Day(NamedTuple):
    text: str
    month: int
    day: int
    year: int | None
    start: int


def printed_day(date_text: str) -> tuple[int, int] | None:
    """Month and day of a dateline's date as printed.

    >>> printed_day("April 6")
    (4, 6)
    """
    found = _tail(date_text)
    return (found.month, found.day) if found else None


def read(paragraph: str) -> Filed | None:
    """The dateline that `paragraph` begins with, or None.

    A place alone does not make one: it needs a day, an agency, or capitals throughout.
    """
    head = paragraph[:_REACH]
    if "/" in head and (slashed := _SLASHED.search(head)):
        filed = _before_dash(f"{head[: slashed.start()]} ({slashed[1]})", slashed.end())
        if filed and filed.date_text:
            return filed
    for dash in _DASH.finditer(head):
        start, end = dash.span()
        if _parts(head, start, end):
            filed = _before_dash(head[:start], _after(paragraph, end))
            if filed:
                return _completed(filed, paragraph)
    return _undashed(head) or eastern.read(head)


def _completed(filed: Filed, paragraph: str) -> Filed:
    """`filed` with what stands behind its dash: "(ANSA) - ROMA, 3 MAR -", "BOSTON--(WIRE)--"."""
    if filed.place is None:
        rest = read(paragraph[filed.end : filed.end + _REACH])
        if rest and rest.place and rest.agency is None:
            return rest._replace(agency=filed.agency, end=filed.end + rest.end)
    elif filed.agency is None and (between := _BETWEEN.match(paragraph, filed.end)):
        return filed._replace(agency=between[1], end=between.end())
    elif filed.agency is None:
        behind = _BEHIND.match(paragraph, filed.end)
        if behind and agencies.named(behind[1]):
            return filed._replace(agency=behind[1], end=behind.end())
    return filed


def _undashed(head: str) -> Filed | None:
    """A dateline that ends with the bracket around an agency that is known."""
    match = _UNDASHED.match(head) if "(" in head else None
    if not match or not agencies.named(match[2]):
        return None
    filed = _before_dash(match[0].rstrip(": "), match.end())
    large = (
        filed is not None
        and filed.place is not None
        and all(not word[0].islower() for word in filed.place.split())
    )
    return filed if large else None


def _parts(head: str, start: int, end: int) -> bool:
    """Whether the dash at `start` to `end` parts a dateline from a sentence, and not two words."""
    before, after = head[start - 1 : start], head[end : end + 1]
    if before in {" ", ")"} or end - start > 1 or head[start] in "—―":
        return bool(before)
    return after == " " and (before.isdigit() or before == ".")


def _after(paragraph: str, end: int) -> int:
    while paragraph[end : end + 1] in {"-", " "} and paragraph[end : end + 1]:
        end += 1
    return end


def _before_dash(prefix: str, end: int) -> Filed | None:
    agency = None
    if match := _AGENCY.search(prefix):
        agency, prefix = match[1].strip(), prefix[: match.start()]
        if not prefix.strip():
            # "(Reuters) -": an agency, and no place
            return Filed(None, None, None, None, None, agency, end) if agency[0].isupper() else None
    if not agency and (match := _UNBRACKETED.search(prefix)):
        agency, prefix = match[1], prefix[: match.start()]
    if not agency and (match := _LAST.search(prefix)) and agencies.named(match[1]):
        agency, prefix = match[1], prefix[: match.start()]
    day = _tail(prefix)
    if day:
        prefix = prefix[: day.start]
    if agency and not day and len(agency.split()) > _AGENCY_WORDS:
        return None
    # "OMAHA, April 7" is a dateline; "released on 11 March" is not
    certain = bool(agency) or bool(day and prefix.rstrip().endswith((",", ".")))
    place = _place(prefix, certain=certain)
    if not place:
        return None
    if not day:
        return Filed(place, None, None, None, None, agency, end)
    return Filed(place, day.text, day.month, day.day, day.year, agency, end)


def _tail(prefix: str) -> _Day | None:
    """The day that ends a dateline's part before its dash."""
    match = _TAIL.search(prefix)
    if not match:
        return None
    kind = "1" if match["d1"] else "2" if match["d2"] else "3"
    named = match[f"m{kind}"]
    number = int(named) if kind == "3" else month(named)
    day = int(match[f"d{kind}"])
    if not number or not 1 <= number <= 12 or not 1 <= day <= 31:  # noqa: PLR2004
        return None
    year = match[f"y{kind}"]
    text = match["text"].rstrip(" ,.")
    return _Day(text, number, day, _full_year(year) if year else None, match.start())


def _full_year(printed: str) -> int:
    """The year that two figures mean: no news was filed by wire before 1970 and kept in a file."""
    year = int(printed)
    return year if year > 99 else year + (1900 if year >= 70 else 2000)  # noqa: PLR2004


def _place(text: str, *, certain: bool) -> str | None:
    text = text.strip(", ")
    last = text.rpartition(" ")[2][:-1]
    # the full stop of "MOSCOW." is the dateline's, that of "N.Y." or "Calif." is the place's
    if text.endswith(".") and last.isalpha() and (last.isupper() or not last.isascii()):
        text = text[:-1]
    match = _PLACE.match(text)
    if not match:
        return None
    place = match[1]
    words = place.split()
    first = words[0].strip(".,'") if words else ""
    if certain:
        return place if len(words) <= _PLACE_WORDS else None
    # the words up to the first comma are in capitals, as in "WOODBRIDGE, N.J."
    town = place.partition(",")[0]
    return (
        place
        if town.isupper()
        and len(first) > 1
        and len(town) >= _TOWN_LETTERS
        and len(words) <= _PLACE_WORDS
        else None
    )
