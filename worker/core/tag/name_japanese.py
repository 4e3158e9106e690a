"""People named in kanji and kana: "岸田文雄首相", "社長の山田太郎氏", "ジョー・バイデン大統領"."""

import re
from collections.abc import Iterator, Mapping

from worker.core.tag.name_cues import LOOK_BACK
from worker.core.tag.name_lists import KANJI, KATAKANA, any_of

_NO_KANJI = f"(?<![{KANJI}])"
_KATAKANA = f"[{KATAKANA}]"


class Japanese:
    """A usual family name with what is written like a given name, directly beside a title.

    Args:
        lists: the part `japanese` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        titles, families = any_of(lists["titles"].split()), any_of(lists["families"].split())
        between = rf"(?:{any_of(lists['between'].split())}){{0,2}}"
        followers = any_of(lists["followers"].split())
        given = "".join(lists["given_letters"].split())
        name = (
            rf"(?P<name>(?:{families})(?P<given>[{given}]{{1,3}}"
            rf"|(?![はがをにともへので])[\u3041-\u3093]{{2,4}}|{_KATAKANA}{{2,5}}))"
        )
        abroad = rf"(?<!{_KATAKANA})(?<!・)(?P<name>{_KATAKANA}{{2,}}(?:[・＝]{_KATAKANA}{{2,}})+)"
        ended = rf"(?=$|\s|[^\u3041-\u30fa\u4e00-\u9fff々ー]|{followers})"
        before = rf"(?P<cue>{titles})の?"
        self._home = [
            re.compile(f"{_NO_KANJI}{name}(?={between}(?:{titles}))"),
            re.compile(f"{before}{name}{ended}"),
        ]
        self._abroad = [
            re.compile(f"{abroad}(?={between}(?:{titles}))"),
            re.compile(f"{before}{abroad}{ended}"),
        ]
        self._title = f"(?={between}(?:{titles}))"
        self._family = re.compile(families)
        self._no_given = frozenset(lists["no_given"].split())
        self._words = tuple(lists["words"].split())
        self._bylines = tuple(lists["bylines"].split())

    def names(self, text: str) -> Iterator[tuple[int, int]]:
        """Where somebody is named in full beside a title."""
        for pattern in self._home:
            for match in pattern.finditer(text):
                if match["given"] not in self._no_given and not match["name"].startswith(
                    self._words
                ):
                    yield match.span("name")
        for pattern in self._abroad:
            for match in pattern.finditer(text):
                yield match.span("name")

    def again(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a full name stands."""
        for match in re.finditer(re.escape(name), text):
            yield match.span()

    def shorts(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where the family name stands before a title, or that of somebody from abroad alone."""
        short = re.escape(self.short(name))
        if "・" in name or "＝" in name:
            pattern = f"(?<!{_KATAKANA})(?<!・){short}(?!{_KATAKANA}|・)"
        else:
            pattern = f"{_NO_KANJI}{short}{self._title}"
        for match in re.finditer(pattern, text):
            yield match.span()

    def short(self, name: str) -> str:
        """The family name."""
        parts = re.split("[・＝]", name)
        if len(parts) > 1:
            return parts[-1]
        family = self._family.match(name)
        return family[0] if family else name

    def is_author(self, text: str, start: int, end: int) -> bool:
        """Whether "reporter" stands before or behind."""
        before = text[max(0, start - LOOK_BACK) : start].rstrip("・=＝ の")
        return before.endswith(self._bylines) or text.startswith(self._bylines, end)
