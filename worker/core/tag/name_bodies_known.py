"""Well-known organisations as they are printed in Hangul, in Han characters, kana or Arabic letters."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from worker.core.tag.name_lists import ARABIC, HANGUL, KANJI, KATAKANA, any_of

_THE, _FOR_THE = "ال", "لل"
_CLITICS = frozenset("وفبكل")
_LETTER = {
    "ko": re.compile(f"[{HANGUL}A-Za-z0-9]"),
    "ja": re.compile(f"[{KATAKANA}・A-Za-z0-9]"),
    "zh": re.compile("[A-Za-z0-9]"),
    "ar": re.compile(f"[{ARABIC}A-Za-z0-9]"),
}
"""What a name that begins or ends with such a letter does not go on with."""
_KANJI = re.compile(f"[{KANJI}]+")
# In front of "the Department of State": whose it is.
_LANDS = frozenset("米英仏独露韓伊豪印")
_SHORT = 3


class Found(NamedTuple):
    """Where an organisation is named, and what its tag says."""

    start: int
    end: int
    label: str


class _Row(NamedTuple):
    label: str
    not_behind: str
    not_before: str


class KnownBodies:
    """The literals of one language.

    Args:
        language: `ko`, `ja`, `zh` or `ar`.
        rows: those of `names_bodies_scripts.tsv`: label, language, literal, and the letters behind
            which and before which it is another word.
        particles: a pattern for what may hang on a Korean word.
    """

    def __init__(self, language: str, rows: Iterable[Sequence[str]], particles: str = "") -> None:
        self._language = language
        self._letter = _LETTER[language]
        self._particle = re.compile(f"(?:{particles})?(?![{HANGUL}A-Za-z0-9])")
        self._rows: dict[str, _Row] = {}
        for label, code, literal, not_behind, not_before in rows:
            if code != language:
                continue
            row = self._rows[literal] = _Row(label, not_behind, not_before)
            if language == "ar" and literal.startswith(_THE):
                self._rows[_FOR_THE + literal.removeprefix(_THE)] = row
        self._pattern = re.compile(any_of(self._rows))

    def found(self, text: str) -> Iterator[Found]:
        """Where one is named, in order."""
        for match in self._pattern.finditer(text):
            start, end = match.span()
            row = self._rows[match[0]]
            before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
            if (before and before in row.not_behind) or (behind and behind in row.not_before):
                continue
            if self._is_begun(text, start, match[0], before) and self._is_ended(text, end, behind):
                yield Found(start, end, row.label)

    def _is_begun(self, text: str, start: int, literal: str, before: str) -> bool:
        if self._language == "ar" and before in _CLITICS:
            before = text[start - 2 : start - 1] if start > 1 else ""
        if self._language == "ja" and len(literal) <= _SHORT and _KANJI.fullmatch(literal):
            return not _KANJI.match(before) or before in _LANDS
        letter = self._letter
        return not (before and letter.match(before) and letter.match(literal))

    def _is_ended(self, text: str, end: int, behind: str) -> bool:
        if self._language == "ko":
            return self._particle.match(text, end) is not None
        letter = self._letter
        return not (behind and letter.match(behind) and letter.match(text[end - 1]))
