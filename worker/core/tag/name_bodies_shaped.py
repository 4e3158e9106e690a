"""Organisations told by the word for a body in their names, in scripts that have no capitals.

What stands there besides must make a name of it: "the committee on rules" is one, "a special
committee" is none. Rather no organisation than one that is none.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from worker.core.tag.name_bodies_known import Found
from worker.core.tag.name_lists import ARABIC, HAN, HANGUL, KANJI, KATAKANA, any_of

_LONG = 4
_AND = "و"
_MOST_PARTS = 5


class Shape(Protocol):
    """How the names of organisations look in one language."""

    def found(self, text: str) -> Iterator[Found]:
        """Where one is named, in order."""


class KoreanShape:
    """A word that ends with that for a body: "바다위원회가".

    Args:
        lists: the part `korean_bodies` of the lists.
        particles: a pattern for what may hang on a word.
    """

    def __init__(self, lists: Mapping[str, str], particles: str) -> None:
        self._pattern = re.compile(
            rf"(?<![{HANGUL}A-Za-z0-9·])(?P<name>(?P<stem>[{HANGUL}A-Za-z0-9·]{{2,9}}?)"
            rf"(?:{any_of(lists['ends'].split())}))(?:{particles})?(?![{HANGUL}A-Za-z0-9])"
        )
        self._general = re.compile(f"(?:{any_of(lists['no'].split())})+")

    def found(self, text: str) -> Iterator[Found]:
        """Where one is named, in order."""
        for match in self._pattern.finditer(text):
            if not self._general.fullmatch(match["stem"]):
                yield Found(*match.span("name"), match["name"])


class JapaneseShape:
    """Kanji, katakana and Latin letters up to the word for a body: "海辺大学の", "ルノー自動車".

    Args:
        lists: the part `japanese_bodies` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._long = frozenset(lists["long_ends"].split())
        self._katakana = frozenset(lists["katakana_ends"].split())
        ends = any_of((*lists["ends"].split(), *self._long, *self._katakana))
        letters = f"{KANJI}{KATAKANA}A-Za-z"
        self._pattern = re.compile(
            rf"(?<![{letters}0-9０-９・])(?P<stem>[{letters}]{{2,10}}?)(?P<end>{ends})"
            rf"(?![{KATAKANA}{''.join(lists['no_followers'].split())}])"
        )
        self._general = re.compile(f"(?:{any_of(lists['no'].split())})+")
        self._abroad = re.compile(f"[{KATAKANA}A-Za-z]+")

    def found(self, text: str) -> Iterator[Found]:
        """Where one is named, in order."""
        for match in self._pattern.finditer(text):
            stem, end = match["stem"], match["end"]
            if self._general.fullmatch(stem) or (end in self._long and len(stem) < _LONG):
                continue
            if end not in self._katakana or self._abroad.fullmatch(stem):
                yield Found(*match.span(), match[0])


class ChineseShape:
    """A place, and not far behind it the word for a body: "北京海边大学".

    Args:
        lists: the part `han_bodies` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._bare = frozenset(lists["bare"].split())
        self._bare_city = frozenset(lists["bare_city"].split())
        self._cities = frozenset(lists["cities"].split())
        self._general = re.compile(f"(?:{any_of(lists['no'].split())})+")
        places = any_of((*lists["countries"].split(), *self._cities))
        self._pattern = re.compile(
            rf"(?P<place>{places})"
            rf"(?P<middle>(?:(?![{''.join(lists['no_letters'].split())}])[{HAN}]){{0,7}})"
            rf"(?P<end>{any_of(lists['ends'].split())})(?![{''.join(lists['no_followers'].split())}])"
        )

    def found(self, text: str) -> Iterator[Found]:
        """Where one is named, in order."""
        for match in self._pattern.finditer(text):
            place, middle, end = match["place"], match["middle"], match["end"]
            if middle:
                is_name = not self._general.fullmatch(middle)
            else:
                is_name = end in (self._bare_city if place in self._cities else self._bare)
            if is_name:
                yield Found(*match.span(), match[0])


class ArabicShape:
    """The word for a body, and what belongs to it with the article: "وزارة الصيد البحرية".

    Args:
        lists: the part `arabic_bodies` of the lists.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._the_heads = frozenset(lists["the_heads"].split())
        self._long = frozenset(lists["long_heads"].split()) | self._the_heads
        heads = any_of((*lists["heads"].split(), *self._long))
        self._pattern = re.compile(
            rf"(?<![{ARABIC}])[وفبكل]?(?P<name>(?P<head>{heads})(?: و?ال[{ARABIC}]+){{1,{_MOST_PARTS}}})(?![{ARABIC}])"
        )
        self._adjectives = frozenset(lists["adjectives"].split())
        self._joined = frozenset(lists["joined"].split())
        self._no = frozenset(lists["no"].split())

    def found(self, text: str) -> Iterator[Found]:
        """Where one is named, in order."""
        match = self._pattern.search(text)
        while match:
            head, *parts = match["name"].split(" ")
            kept = self._kept(parts, named=head not in self._the_heads)
            start = match.start("name")
            end = start + len(" ".join((head, *kept)))
            if len(kept) > (head in self._long):
                yield Found(start, end, text[start:end])
            match = self._pattern.search(text, end)

    def _kept(self, parts: list[str], *, named: bool) -> list[str]:
        """The parts that belong to the name; the first gives it where `named`."""
        kept: list[str] = []
        for part in parts:
            gives = (named and not kept) or (len(kept) == 1 and part in self._joined)
            describes = part in self._adjectives or (part[0] != _AND and part.endswith(("ي", "ية")))
            if part in self._no or not (gives or describes) or (not kept and part[0] == _AND):
                break
            kept.append(part)
        return kept
