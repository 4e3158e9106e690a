"""People named in Arabic letters behind a title: "الرئيس المصري عبد الفتاح السيسي"."""

import re
from collections.abc import Iterator, Mapping

from worker.core.tag.name_cues import LOOK_BACK
from worker.core.tag.name_lists import ARABIC

MOST_BETWEEN = 4
"""Words between a title and a name: "minister of the interior of Egypt"."""
MOST_PARTS = 4
_WORD = re.compile(f"[{ARABIC}]+")
_THE, _SERVANT = "ال", "عبد"
# "and the", "in the", "for the"; verbs of the present.
_NO_PART = re.compile("[وبفك]ال|لل|[يت]|س[يت]")
# What names go on with behind two parts: "of Sudan", "of God".
_NISBA = re.compile("ال.+ي|الله")
_SHORTEST = 5


class Arabic:
    """A usual given name, and what belongs to it, at most a few words behind a title.

    Args:
        lists: the part `arabic` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        titles = lists["titles"].split()
        self._title = re.compile(
            rf"(?<![{ARABIC}])(?:[وفبكل]|لل|ال)?(?:{'|'.join(titles)})(?![{ARABIC}])"
        )
        self._titles = frozenset(titles)
        self._given = frozenset(lists["given"].split())
        self._links = frozenset(lists["links"].split())
        self._words = frozenset(lists["words"].split())
        self._bylines = tuple(lists["bylines"].split())

    def names(self, text: str) -> Iterator[tuple[int, int]]:
        """Where somebody is named in full behind a title."""
        for match in self._title.finditer(text):
            words = _following(text, match.end())
            for number, word in enumerate(words[: MOST_BETWEEN + 1]):
                if word[0] in self._given:
                    if end := self._end(words[number:]):
                        yield word.start(), end
                    break
                if word[0] in self._words:
                    break

    def again(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a full name stands as words; "and" and prepositions may hang on it."""
        pattern = rf"(?<![{ARABIC}])(?:[وفبل]?)({re.escape(name)})(?![{ARABIC}])"
        for match in re.finditer(pattern, text):
            yield match.span(1)

    def shorts(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where the last part of a name stands, if that is one of a family."""
        short = self.short(name)
        if short.startswith(_THE) and len(short) >= _SHORTEST:
            yield from self.again(short, text)

    def short(self, name: str) -> str:
        """The last part."""
        return name.rpartition(" ")[2]

    def is_author(self, text: str, start: int, end: int) -> bool:
        """Whether "written by" stands before."""
        before = text[max(0, start - LOOK_BACK) : start].rstrip(" :")
        return start < end and before.endswith(self._bylines)

    def _end(self, words: list[re.Match[str]]) -> int:
        """Where the name ends that begins with the first word; 0 where that is all."""
        stop, named, linked = 1, False, words[0][0] == _SERVANT
        while stop < len(words) and stop <= MOST_PARTS:
            word = words[stop][0]
            family = word.startswith(_THE)
            link = word == _SERVANT or word in self._links
            if word in self._words or word in self._titles:
                break
            if not (linked or link or word in self._given) and (
                _NO_PART.match(word) or (named and not _NISBA.fullmatch(word))
            ):
                break
            # "Abd al-Fattah" is one given name
            named = named or not (link or (stop == 1 and linked and words[0][0] == _SERVANT))
            stop += 1
            if family and not linked:
                break
            linked = link
        return words[stop - 1 - linked].end() if named else 0


def _following(text: str, start: int) -> list[re.Match[str]]:
    """The words that follow, parted by single blanks only."""
    words: list[re.Match[str]] = []
    while len(words) <= MOST_BETWEEN + MOST_PARTS + 2 and text[start : start + 1] == " ":
        word = _WORD.match(text, start + 1)
        if not word:
            break
        words.append(word)
        start = word.end()
    return words
