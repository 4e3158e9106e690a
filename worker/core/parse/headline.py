"""Which of the lines above a report is its headline."""

import re
from collections.abc import Sequence

from worker.core.parse.furniture import is_separator, length

_REACH = 60
"""How many lines above the report are looked at."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_WORDS_MAX = 32
_FEW = 3
_TOP = 5
_PAGE = 200_000
_FEW_STEMS = 3
_TELLING = 15
"""A line of so many letters that stands there again was not repeated by chance."""
_STEM = 5
"""So many letters of a word are compared: headline and lede seldom use the same ending."""


def stems(text: str) -> set[str]:
    """What the words of `text` begin with, for telling what it is about."""
    return {word[:_STEM] for word in _WORD.findall(text.lower())}


def choose(above: Sequence[str], body: str) -> int | None:
    """The index in `above` of the headline of `body`, or None when none of the lines is one.

    A headline is about what the report is about, is longer than a link, stands near the report,
    and pages print it more than once.
    """
    about = stems(body)
    first = max(0, len(above) - _REACH)
    told = [i for i in (*range(min(_TOP, first)), *range(first, len(above))) if above[i]]
    page = "\n".join(above)[-_PAGE:]
    best, best_score = None, 0.0
    for index in reversed(told):
        text = above[index]
        times = page.count(text) if len(text) > _TELLING else 1
        if index < first and times == 1:
            continue
        score = _score(text, about, len(above) - index, times)
        if index == 0 and score and len(told) <= _FEW:
            score += 0.4
        if score > best_score:
            best, best_score = index, score
    if best is None and len(told) == 1:
        only = above[told[0]]
        telling = length(only) > 1 or stems(only) & about
        return told[0] if telling and _may_be(only) else None
    return best


def _may_be(text: str) -> bool:
    return 1 <= length(text) <= _WORDS_MAX and not is_separator(text)


def _score(text: str, about: set[str], distance: int, times: int) -> float:
    size = length(text)
    if size < 2 or not _may_be(text):  # noqa: PLR2004
        return 0.0
    own = stems(text)
    shared = len(own & about) / len(own) if own else 0.0
    if len(own) < _FEW_STEMS:
        shared *= 0.6
    score = 2 * shared + min(size, 10) / 10 - min(distance, _REACH) / 20
    score -= max(0, size - 14) / 20
    if times > 1:
        score += 0.8
    if text[-1] in ".:," and not text.endswith("..."):
        score -= 0.8
    return score - 0.9
