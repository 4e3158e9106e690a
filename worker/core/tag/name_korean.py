"""People named in Hangul: "윤석열 대통령", "대변인 조용원은", "조 바이든 미국 대통령"."""

import re
from collections.abc import Iterator, Mapping

from worker.core.tag.name_lists import any_of

_NO_HANGUL = r"(?<![가-힣])"
# Between a name and its title: a body, a country, "former".
_OF = r"\s[가-힣A-Za-z0-9·]+(?<![은는을를며고])"
# What two nouns have behind them as often as a name: a particle, "who is", "people".
_LOOSE_ENDS = frozenset("은이가도로과와만에인자")
_FULL = 3


class Korean:
    """Names of three syllables, or of a family name that is rarer, beside a title.

    Args:
        lists: the part `korean` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        titles = any_of(lists["titles"].split())
        self._end = rf"(?:{any_of(lists['particles'].split())})?(?![가-힣])"
        family, given = _letters(lists["families"]), _letters(lists["given_letters"])
        double, short = any_of(lists["double_families"].split()), _letters(lists["short_families"])
        name = rf"(?P<name>(?:{double})[{given}]{{1,2}}|[{family}][{given}]{{2}})"
        brief = rf"(?P<name>[{short}][{given}])"
        office = rf"(?:{_OF}){{0,2}}\s[가-힣]{{0,6}}?(?:{titles}){self._end}"
        firsts = any_of(f"{lists['foreign_given']} {lists['foreign_families']}".split())
        whole = any_of(lists["people"].split())
        abroad = rf"(?P<name>(?:{firsts})\s[가-힣]{{2,7}}(?<![은는을를에서])|{whole})"
        behind = rf"\s?(?:{any_of(lists['behind'].split())}){self._end}"
        aside = r"(?:\s?\([^()\n]{1,24}\))?"
        self._patterns = [
            re.compile(_NO_HANGUL + pattern)
            for pattern in (
                rf"{name}(?={aside}(?:{office}|{behind}))",
                rf"{brief}(?={aside}{office})",
                rf"(?<!\d)(?<!\d\s){abroad}(?={office})",
            )
        ]
        self._after = re.compile(
            rf"{_NO_HANGUL}[가-힣]{{0,6}}?(?:{titles})\s{name}(?P<end>(?:{any_of(lists['particles'].split())})?)(?![가-힣])"
        )
        self._titles = titles
        self._foreign_families = frozenset(lists["foreign_families"].split())
        self._people = frozenset(lists["people"].split())
        self._double = tuple(lists["double_families"].split())
        self._words = frozenset(lists["words"].split())
        self._short_words = frozenset(lists["short_words"].split())
        self._no_short = frozenset(lists["no_short"].split())
        self._doubtful = frozenset(lists["doubtful_short"].split())
        self._byline = re.compile(rf"\s?(?:{any_of(lists['bylines'].split())})(?![가-힣])")

    def names(self, text: str) -> Iterator[tuple[int, int]]:
        """Where somebody is named in full beside a title."""
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                if self._is_name(match["name"]):
                    yield match.span("name")
        for match in self._after.finditer(text):
            name = match["name"]
            if self._is_name(name) and name[:2] not in self._short_words:
                # "the minister's appointment is ...": nouns follow nouns
                follows = text[match.end() : match.end() + 2]
                if (
                    match["end"]
                    or not follows.strip().isalpha()
                    or _stands_twice(name, text, match)
                ):
                    yield match.span("name")

    def again(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a full name stands as a word."""
        for match in re.finditer(rf"{_NO_HANGUL}({re.escape(name)})(?:\s?씨)?{self._end}", text):
            yield match.span(1)

    def shorts(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where the family name stands before a title, or that of somebody from abroad alone."""
        short = self.short(name)
        if " " in name or name in self._people:
            yield from self.again(short, text)
            return
        titles = self._titles
        if short in self._no_short:
            return
        if short in self._doubtful:
            # "this president": only the title that goes with the name
            titles = "|".join(
                re.findall(rf"{re.escape(name)}\s(?:[가-힣]+\s)?[가-힣]*?({titles})", text)
            )
        if titles:
            for match in re.finditer(rf"{_NO_HANGUL}({short})\s?(?:{titles}){self._end}", text):
                yield match.span(1)

    def short(self, name: str) -> str:
        """The family name."""
        first, _, last = name.partition(" ")
        if last:
            return first if first in self._foreign_families else last
        if name in self._people:
            return name
        return name[:2] if name.startswith(self._double) else name[0]

    def is_author(self, text: str, start: int, end: int) -> bool:
        """Whether "reporter" stands behind."""
        return start < end and self._byline.match(text, end) is not None

    def _is_name(self, name: str) -> bool:
        if name in self._words or name in self._short_words:
            return False
        if " " in name:
            return name.rpartition(" ")[2] not in self._short_words
        return not (
            len(name) == _FULL and name[-1] in _LOOSE_ENDS and name[:2] in self._short_words
        )


def _letters(letters: str) -> str:
    return "".join(letters.split())


def _stands_twice(name: str, text: str, match: re.Match[str]) -> bool:
    return text.find(name) != match.start("name") or text.find(name, match.end("name")) >= 0
