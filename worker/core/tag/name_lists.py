"""Lists of words, and the letters of scripts, in patterns."""

import re
from collections.abc import Iterable

HANGUL = "가-힣"
HAN = "\u4e00-\u9fff"
KANJI = f"{HAN}々"
KATAKANA = "\u30a1-\u30faー"
ARABIC = "\u0621-\u064a\u064b-\u0652\u0671"
"""Of a character class; Arabic with its vowel signs."""


def any_of(words: Iterable[str]) -> str:
    """What matches one of the words, of two that begin alike the longer."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
