"""The dateline: where and when copy was filed, and by which agency, before its first sentence."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from worker.core.article import Dateline
from worker.core.parse.printed.moment import month

_REACH = 140
"""How far into a paragraph a dateline may reach."""
_AGENCY_WORDS = 3
_PLACE_WORDS = 7
_TOWN_LETTERS = 4
_DASH = re.compile("-+|[–—―_=]")
_AGENCY = re.compile(r"\s*\(([^()]{2,60})\)\.?\s*$")
# as in "MOSCOW, March 3. /TASS/." and "BOSTON, March 3, 2021 /PRNewswire/ --"
_SLASHED = re.compile(r"[\s,.]*\s/\s?([A-Za-z][\w .-]{1,20}?)\s?/(?:\s?[-–—]+|\.)\s")
# as in "BOSTON--(BUSINESS WIRE)--"
_BETWEEN = re.compile(r"\(([A-Z][A-Z .&]{1,30})\)\s?[-–—]+\s?")
_CHINESE = re.compile(
    r"[（(]?(?P<agency>[\u4e00-\u9fff]{2,3}[社网])(?P<place>[\u4e00-\u9fff]{2,8}?)"
    r"(?P<text>(?P<month>[\d０-９]{1,2})月(?P<day>[\d０-９]{1,2})日)[电電讯訊][）)]?"
    r"\s*(?:[（(]记者\s?(?P<names>[\u4e00-\u9fff、\s]{2,30})[）)])?\s*"
)
# as in "ROME, March 13, Reuter -"
_UNBRACKETED = re.compile(r"(?<=\d), ([A-Z][A-Za-z]{1,12})\s*$")
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
_NAME_GIVEN = re.compile(
    r"\(([^()=]{2,20})=([^()=]{2,20})\)\s{0,3}(?:([^\s=()]{2,8}) 기자\s{0,3}=\s)?"
)


class _Day(NamedTuple):
    text: str
    month: int
    day: int
    year: int | None
    start: int


class Filed(NamedTuple):
    """A dateline as printed, its year perhaps unknown.

    Attributes:
        place: None when only an agency is printed.
        year: None when the dateline prints only month and day.
        end: offset in the paragraph where the report begins.
    """

    place: str | None
    date_text: str | None
    month: int | None
    day: int | None
    year: int | None
    agency: str | None
    end: int
    byline: str | None = None

    def dateline(self, published_at: datetime | None) -> Dateline | None:
        """As the article has it: its day in the year it was printed in, or on publication."""
        if self.place is None:
            return None
        day = None
        if self.month and self.day:
            if self.year:
                day = _day(self.year, self.month, self.day)
            elif published_at:
                day = nearest(self.month, self.day, published_at.date())
        return Dateline(place=self.place, date=day, date_text=self.date_text)


def nearest(month_: int, day: int, published: date) -> date | None:
    """The last such day up to the day after publication (it may be tomorrow where it was filed)."""
    for year in (published.year + 1, published.year, published.year - 1):
        found = _day(year, month_, day)
        if found and found <= published + timedelta(days=1):
            return found
    return None


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
    return _korean(head) or _chinese(head)


def _completed(filed: Filed, paragraph: str) -> Filed:
    """`filed` with what stands behind its dash: "(ANSA) - ROMA, 3 MAR -", "BOSTON--(WIRE)--"."""
    if filed.place is None:
        rest = read(paragraph[filed.end : filed.end + _REACH])
        if rest and rest.place and rest.agency is None:
            return rest._replace(agency=filed.agency, end=filed.end + rest.end)
    elif filed.agency is None and (between := _BETWEEN.match(paragraph, filed.end)):
        return filed._replace(agency=between[1], end=between.end())
    return filed


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
    if text.endswith(".") and last.isalpha() and last.isupper():
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


def _korean(head: str) -> Filed | None:
    if not head.startswith("("):
        return None
    match = _NAME_GIVEN.match(head)
    if not match:
        return None
    return Filed(match[1], None, None, None, None, match[2], match.end(), match[3])


def _chinese(head: str) -> Filed | None:
    match = _CHINESE.match(head) if "月" in head else None
    if not match:
        return None
    month_, day = int(match["month"]), int(match["day"])
    if not (1 <= month_ <= 12 and 1 <= day <= 31):  # noqa: PLR2004
        return None
    name = match["names"].strip() if match["names"] else None
    return Filed(
        match["place"], match["text"], month_, day, None, match["agency"], match.end(), name
    )


def _day(year: int, month_: int, day: int) -> date | None:
    try:
        return date(year, month_, day)
    except ValueError:
        return None
