"""Which of the lines above a report is its headline."""

import re
from collections.abc import Container, Mapping, Sequence

from worker.core.parse.printed.furniture import is_separator, length

_REACH = 60
"""How many lines above the report are looked at."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_HANGUL = re.compile(r"[가-힣]{2}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")
_WORDS_MAX = 32
_FEW = 3
_TOP = 5
_PAGE = 200_000
_FEW_STEMS = 3
_TELLING = 15
"""A line of so many letters that stands there again was not repeated by chance."""
_STEM = 5
"""So many letters of a word are compared: headline and lede seldom use the same ending."""
_CAPTION = re.compile(
    r"\b(?:foto|photo|bild|getty|imago|dpa|afp|ap|epa|reuters|alliance|images?|courtesy)\b.{0,40}$|\)$",
    re.IGNORECASE,
)
# Reuters puts the points of a story below its headline, one a line
_POINT = re.compile(r"[*•▪]\s")
_BELOW = 4
"""The author and the time stand at most so many lines below the headline."""
_AS_GOOD = 0.8
_KICKER = re.compile(r"([^\W\d_][\w &-]{1,30}) ?: (?=\S)")


def stems(text: str) -> set[str]:
    """What the words of `text` begin with, for telling what it is about."""
    found = {word[:_STEM] for word in _WORD.findall(text.lower())}
    if not text.isascii():
        found.update(_HANGUL.findall(text))
        runs = _UNSPACED.findall(text)
        found.update(run[at : at + 2] for run in runs for at in range(len(run) - 1))
    return found


def choose(above: Sequence[str], body: str) -> int | None:
    """The index in `above` of the headline of `body`, or None when none of the lines is one.

    A headline is about what the report is about, is longer than a link, stands near the report
    with the author or the time below it, and pages print it more than once.

    Args:
        above: the lines above the report, "" for those that tell something else about it.
        body: the first paragraphs of the report.
    """
    first = max(0, len(above) - _REACH)
    told = [i for i in (*range(min(_TOP, first)), *range(first, len(above))) if above[i]]
    if len(told) == 1:
        only = above[told[0]]
        telling = length(only) > 1 or stems(only) & stems(body)
        return told[0] if telling and _may_be(only) else None
    about = stems(body)
    page = "\n".join(above)[-_PAGE:]
    scores: dict[int, float] = {}
    for index in reversed(told):
        text = above[index]
        times = page.count(text) if len(text) > _TELLING else 1
        if index < first and times == 1:
            continue
        score = _score(text, about, len(above) - index, times)
        if score and "" in above[index + 1 : index + 1 + _BELOW]:
            score += 0.5
        if index == 0 and score and len(told) <= _FEW:
            score += 0.4
        if score > 0:
            scores[index] = score
    return _over_standfirst(above, scores) if scores else None


def kicker(headline: str, lines: Container[str | None]) -> str | None:
    """The section that stands before a headline, when the page has a link to that section.

    >>> kicker("Culture : A river runs dry", ["Sport", "Culture"])
    'Culture'
    """
    found = _KICKER.match(headline)
    section = found[1].rstrip() if found else None
    return section if section in lines else None


def _over_standfirst(above: Sequence[str], scores: Mapping[int, float]) -> int:
    """The best line, or the one right above it that is nearly as good: a standfirst follows."""
    best = max(scores, key=lambda index: (scores[index], index))
    while (
        scores.get(best - 1, 0.0) > _AS_GOOD * scores[best]
        and 4 < length(above[best - 1]) <= length(above[best]) + 4  # noqa: PLR2004
    ):
        best -= 1
    return best


def _may_be(text: str) -> bool:
    return 1 <= length(text) <= _WORDS_MAX and not is_separator(text) and not _POINT.match(text)


def _score(text: str, about: set[str], distance: int, times: int) -> float:
    size = length(text)
    if size < 2 or not _may_be(text):  # noqa: PLR2004
        return 0.0
    own = stems(text)
    shared = len(own & about) / len(own) if own else 0.0
    if len(own) < _FEW_STEMS:
        shared *= 0.6
    score = 2 * shared + min(size, 10) / 10 - max(0, size - 14) / 20
    if times > 1:
        score += 0.8 - min(distance, _REACH) / _REACH
    else:
        score -= min(distance, _REACH) / 20
    if text[-1] in ".:," and not text.endswith("..."):
        score -= 0.8
    elif _CAPTION.search(text):
        score -= 0.6
    return score - 0.9
