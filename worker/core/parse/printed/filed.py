"""A dateline as read: where and when copy was filed, and by which agency."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from worker.core.article import Dateline


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


def _day(year: int, month_: int, day: int) -> date | None:
    try:
        return date(year, month_, day)
    except ValueError:
        return None
