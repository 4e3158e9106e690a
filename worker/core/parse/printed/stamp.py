"""The line that says when an article appeared, and often under which section."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from worker.core.parse.printed import agencies, byline, moment

_REST_MAX = 60
"""So many letters may stand beside the time in such a line."""
_UPDATED = re.compile(
    r"upda|aktualis|modif|actuali|aggiorna|mis à jour|bijgewerkt|gewijzigd|oppdat|uppdat|opdat|"
    r"güncel|更新|수정|обновл|päivite|uuend|atualiz|zaktual|izmain|amended|geändert",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"publ|veröff|geschr|post|stand\b|erst|date\b|datum|fecha|data\b|on\b|am\b|le\b|du\b|il\b|el\b|last|"
    r"creat|gepl|geplaatst|入力|掲載|公開|입력|등록|yayın|опубл|julk|at\b|vom\b|von\b|by\b|from\b|first|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|son|die|mit|don|fre|sam)\w{0,7}\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publ|veröff|post|erst(?!e)|creat|gepl|geplaatst|入力|掲載|公開|입력|등록|yayın|опубл|julk|first",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(
    rf"[\s|·,–—-]+(?:(?:first|last|zuletzt)\s)?(?:{_PUBLISHED.pattern}|{_UPDATED.pattern})",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[^\W\d_]{3,12},? ")
_SIGNS = " -–—|,•·:/()"
_AFTER = re.compile(r"\s[•·|/–—-]\s")
_READING = re.compile(r"\d{1,2}[\s-]?min\w{0,5}\.?(?:\s\w{2,12}){0,2}$", re.IGNORECASE)
# a message quoted from a network ends with its writer and its day
_QUOTED = re.compile(r"(?<!\w)@\w")
_OPENS = re.compile(r"(?:publ|veröff|aktual|upda|stand|post|actual)", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:bis|until|till|through|jusqu|hasta|fino|expires|tot)\b", re.IGNORECASE)
_SENTENCE = 25
_SECTION_WORDS = 5
_ZONE_MAX = 4


class Stamp(NamedTuple):
    """A printed time of publication or change.

    Attributes:
        text: the words it was read from.
        before: what stands in the line before it, without labels: a section or a byline.
        updated: whether the line says that it is the time of a change.
        changed: the time of a change, where the line prints it behind that of publication.
    """

    at: datetime
    zone: str | None
    text: str
    before: str
    updated: bool
    timed: bool
    section: str | None = None
    labelled: bool = False
    announced: bool = False
    after: str = ""
    changed: "Stamp | None" = None

    @property
    def wants_clock(self) -> bool:
        """Whether only a day was printed, so that the next line may hold the time of day."""
        return not self.timed

    def at_clock(self, line: str) -> "Stamp | None":
        """The same day at the time of day that is all that `line` says."""
        clock = moment.clock(line)
        if clock is None:
            return None
        since, zone = clock
        at = moment.at_zone(self.at + since, zone)
        return self._replace(
            at=at, zone=zone if at.tzinfo else None, text=f"{self.text} {line}", timed=True
        )


def read(line: str) -> Stamp | None:
    """The time of publication that `line` prints, when it prints little else."""
    return _read(line) if len(line) <= moment.LINE_MAX else None


# a line is looked at from several sides, one soon after the other
@lru_cache(maxsize=512)
def _read(line: str) -> Stamp | None:
    found = list(moment.moments(line))
    if not found:
        return None
    letters = sum(map(str.isalpha, line)) - sum(
        sum(map(str.isalpha, line[m.start : m.end])) for m in found
    )
    if letters > _REST_MAX:
        return None
    stamps: list[Stamp] = []
    last = 0
    for each in found:
        printed = line[last : each.start].strip(_SIGNS)
        begin, last = last, each.end
        if _UNTIL.search(line[begin : each.end]) or _QUOTED.search(printed):
            continue
        before = _without_label(printed)
        updated = bool(_UPDATED.search(printed))
        labelled = updated or bool(_LABEL.match(before)) or before != printed
        if letters > _SENTENCE and line[-1] == "." and not _OPENS.match(before):
            return None
        if not (labelled or stamps or _may_stand_before(before, each, line)):
            return None
        # a weekday stands before a comma, a section does not
        dated = labelled or line[begin : each.start].rstrip().endswith(",")
        section = None if dated or not _is_section(before) else before
        stamps.append(
            Stamp(
                each.at,
                each.zone,
                line[each.start : each.end],
                before,
                updated,
                each.timed,
                section,
                labelled,
                bool(_PUBLISHED.search(printed)),
                _AFTER.split(line[found[-1].end :].strip(_SIGNS), maxsplit=1)[0],
            )
        )
    first = next((each for each in stamps if not each.updated), None)
    changed = next((each for each in stamps if each.updated), None)
    return first._replace(changed=changed) if first else changed


def is_masthead(line: str, *, clock: bool = False) -> bool:
    """Whether `line` is only the day, as it stands at the top of a paper or a page.

    It is the day on which the page was looked at, often enough. `clock` says whether the time of
    day may stand with it: far from the headline that is when the page was looked at, too.
    """
    found = read(line)
    if (
        found is None
        or (found.timed and not clock)
        or found.announced
        or found.updated
        or found.after
    ):
        return False
    return bool(_WEEKDAY.match(line))


def settle(stamps: Sequence[Stamp]) -> tuple[Stamp | None, Stamp | None, str | None]:
    """When it was published, when it was changed, and the section, from all lines that say so.

    A page that prints no other time than that of its last change stood there by then: for most
    readers that is when it was published, so it counts for both.
    """
    first = (each for each in stamps if not each.updated)
    published = min(first, key=lambda each: (not each.announced, not each.timed), default=None)
    changes = (each if each.updated else each.changed for each in stamps)
    updated = next(filter(None, changes), None)
    section = next((each.section for each in stamps if each.section), None)
    return published or updated, updated, section


def _without_label(before: str) -> str:
    """The author alone, of an author and a word that announces the time behind them."""
    match = _LABEL_BEHIND.search(before)
    return before[: match.start()] if match and byline.read(before[: match.start()]) else before


def _may_stand_before(before: str, found: moment.Moment, line: str) -> bool:
    """Whether `before` is what pages print before the time: nothing, a section, the author.

    "Memories of 5 May 2021" is a headline.
    """
    if not before or byline.read(before):
        return True
    if found.timed and _READING.match(before):
        return True
    if found.timed and line[found.start - 1].isalpha() and before.count(" ") < _SECTION_WORDS:
        # two cells of a row, with nothing between them
        return True
    behind = line[found.end :].strip(_SIGNS)
    closes = len(behind) <= 1 or (behind.isupper() and len(behind) <= _ZONE_MAX)
    if closes and (" " not in before or agencies.named(before)):
        return True
    return _is_section(before) and (
        found.timed
        or (closes and line[found.start].isdigit() and not line[found.start : found.end].count(" "))
    )


def _is_section(text: str) -> bool:
    return (
        bool(text)
        and text[0].isalpha()
        and not text[0].islower()
        and text.count(" ") < _SECTION_WORDS
        and ":" not in text
    )
