"""People named in Han characters: "国家主席习近平", "王毅外长", "弗拉基米尔·普京总统"."""

import re
from collections.abc import Iterator, Mapping

from worker.core.tag.name_cues import LOOK_BACK
from worker.core.tag.name_lists import any_of

_DOTS = frozenset("·・‧•．")
_DOT = "[·・‧•．]"
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_GIVEN = 2
# "The kingdom of", "this land": no given name, though it ends many.
_LANDS = frozenset("国國")


class Chinese:
    """A usual family name and one or two characters directly beside a title.

    Args:
        lists: the part `han` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        titles, behind = lists["titles"].split(), lists["behind"].split()
        self._cue = re.compile(any_of([*titles, *behind]))
        self._behind_only = frozenset(behind)
        self._titles = tuple(titles)
        self._cues = (*titles, *behind)
        self._families = frozenset("".join(lists["families"].split()))
        self._double = tuple(lists["double_families"].split())
        self._no_given = frozenset("".join(lists["no_given_letters"].split()))
        self._first = frozenset(lists["first_letters"])
        self._followers = (*lists["followers"].split(), *titles, *behind)
        self._before = frozenset("".join(lists["before_letters"].split()))
        self._words = frozenset(lists["words"].split())
        self._people = frozenset(lists["people"].split())
        self._bylines = tuple(lists["bylines"].split())
        letters = "".join(lists["foreign_letters"].split())
        self._abroad = re.compile(rf"[{letters}]{{1,7}}(?:{_DOT}[{letters}]{{1,8}})+")

    def names(self, text: str) -> Iterator[tuple[int, int]]:
        """Where somebody is named in full beside a title."""
        for match in self._cue.finditer(text):
            start, end = match.span()
            if match[0] not in self._behind_only and (behind := self._behind(text, end)):
                yield end, behind
            for first in range(max(0, start - 4), start - 1):
                if self._is_begun(text, first) and self._is_name(text[first:start]):
                    yield first, start
                    break
        for match in self._abroad.finditer(text):
            start, end = match.span()
            titled = text.endswith(self._titles, 0, start)
            if titled or (text.startswith(self._followers, end) and self._is_begun(text, start)):
                yield start, end

    def again(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a full name stands."""
        for match in re.finditer(re.escape(name), text):
            yield match.span()

    def shorts(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where the family name stands before a title, or that of somebody from abroad alone."""
        short = self.short(name)
        if not _DOTS.isdisjoint(name):
            if len(short) > 1:
                yield from self.again(short, text)
            return
        for start, end in self.again(short, text):
            if text.startswith(self._cues, end) and self._is_begun(text, start):
                yield start, end

    def short(self, name: str) -> str:
        """The family name."""
        parts = re.split(_DOT, name)
        if len(parts) > 1:
            return parts[-1]
        return name[: self._family(name)]

    def is_author(self, text: str, start: int, end: int) -> bool:
        """Whether "reporter" stands before or behind."""
        before = text[max(0, start - LOOK_BACK) : start].rstrip(" :：")
        return before.endswith(self._bylines) or text.startswith(self._bylines, end)

    def _behind(self, text: str, start: int) -> int:
        """Where the name behind a title ends; 0 where there is none."""
        family = self._family(text[start : start + 2])
        if not family:
            return 0
        for given in range(_MOST_GIVEN, 0, -1):
            end = start + family + given
            ended = end == len(text) or not _HAN.match(text, end)
            if (
                end <= len(text)
                and (ended or text.startswith(self._followers, end))
                and self._is_name(text[start:end])
            ):
                return end
        return 0

    def _is_begun(self, text: str, start: int) -> bool:
        """Whether a name may begin here: behind no word that goes on, or behind a title."""
        before = text[start - 1 : start]
        if not before or not _HAN.match(before) or before in self._before:
            return before not in _DOTS
        return text.endswith(self._titles, 0, start)

    def _is_name(self, name: str) -> bool:
        if name in self._people:
            return True
        family = self._family(name)
        given = name[family:]
        if not family or not 1 <= len(given) <= _MOST_GIVEN or name[:2] in self._words:
            return False
        if given[-1] in self._no_given or given in _LANDS:
            return False
        begins = len(given) == 1 or given[0] not in self._no_given or given[0] in self._first
        return begins and all(map(_HAN.match, given))

    def _family(self, name: str) -> int:
        """How many characters of a name its family's are; 0 where there is none."""
        if name.startswith(self._double):
            return 2
        return 1 if name[:1] in self._families else 0
