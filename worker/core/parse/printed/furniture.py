"""What is on the page but is not the article, judged by what it is like and where it stands."""

import re
from collections.abc import Sequence
from functools import lru_cache

from worker.core.parse.printed.layout import Paragraph
from worker.core.parse.printed.plea import is_plea

_SENTENCE_END = re.compile(r"[.!?…。！？।؟։።][\"'”’»«“)\]]{0,3}$")
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{2}[.!?…][\"'”’»)]? [\"'“„«(]?[^\W\d_]|[。、，]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_DIGIT = re.compile(r"\d")
_ONE_CHAR = re.compile(r"[\W_]{1,80}$")
_CREDIT = re.compile(
    r"(?:Articles? by|More (?:stories|articles) (?:by|from)|Source|Quelle|Fuente|Fonte|Bron|Kilde)"
    r"(?: ?:)? (?P<name>[^\W\d_a-z][\w.&'’ -]{1,50})$"
)
_ASIDE = re.compile(
    r"""(?: advertise?ment s? | anzeige | werbung | publicit[éà] | publicidad(?:e)? | reklam[ea]? | annons |
    annonce | advertorial | story\scontinues\sbelow.* | article\scontent | continue\sreading.* |
    scroll\sto\scontinue.* | skip\sto\s.* | (?:read|see|watch|listen)\s(?:more|also|next)\b.* |
    (?:lesen|sehen|hören)\ssie\s(?:auch|hier)\b.* | mehr\szum\sthema.* | lire\s(?:aussi|également)\b.* |
    leia\s(?:também|mais)\b.* | lea\stambién\b.* | lees\sook\b.* | læs\sogså\b.* | les\sogså\b.* | läs\sock?så\b.* |
    (?:leggi|guarda)\sanche\b.* | czytaj\s(?:też|także)\b.* | related\s(?:articles?|stories|content|topics).* |
    (?:copyright\b|©|\(c\)\s).{0,160} | .{0,40}all\srights\sreserved\.? |
    (?:image|photo|foto|bild|picture|video|credit|crédit)\s?[:/|].{0,120} | share(?:\sthis)?(?:\sarticle|\sstory)? |
    (?:click|sign\sup|subscribe|download|follow\sus)\b.{0,160} | aktuell\ssind\ssie\snicht\seingeloggt\. |
    original(?:ly)?\s(?:story|article|published).{0,120} | reuters? | \(?end\)? | \(?more\)? | -30- | -ends?- | \#{3,} )$""",
    re.VERBOSE | re.IGNORECASE,
)

PROSE_WORDS = 9
"""A sentence of a report has at least so many words; a link's text seldom has."""
_WEIGHT_MAX = 70
_LINK_COST = 9
_LOOK = 5000
"""Where so many letters hold no end of a sentence the text is no prose."""


def length(text: str) -> int:
    """Words of `text`; in scripts without blanks two characters count as one."""
    if text.isascii():
        return text.count(" ") + 1
    return _mixed_length(text) if len(text) <= _LOOK else _count(text)


def _count(text: str) -> int:
    return text.count(" ") + 1 + len(_UNSPACED.findall(text)) // 2


# a paragraph is measured several times, one soon after the other
_mixed_length = lru_cache(maxsize=256)(_count)


def is_prose(text: str) -> bool:
    """Whether `text` is one or more sentences of a report.

    >>> is_prose("Home News Sport Weather Travel")
    False
    """
    size = length(text)
    if size < PROSE_WORDS:
        return False
    if _SENTENCE_END.search(text[-6:]):
        return True
    return size >= 3 * PROSE_WORDS and bool(
        _SENTENCE_INSIDE.search(text[:_LOOK]) or text[-1] in ",:;-–—"
    )


def is_separator(text: str) -> bool:
    """Whether `text` has no letter and no figure in it."""
    return bool(_ONE_CHAR.match(text))


def credited(text: str) -> str | None:
    """The source that a line such as "Articles by <source>" names."""
    match = _CREDIT.match(text)
    return match["name"].strip() if match else None


def is_aside(text: str) -> bool:
    """Whether `text` is a line that sites put between paragraphs."""
    return len(text) <= 200 and bool(_ASIDE.match(text))  # noqa: PLR2004


def is_link(text: str) -> bool:
    """Whether `text` reads like a link or a button: short, no figures, not a sentence."""
    return length(text) <= 8 and not _DIGIT.search(text) and text[-1] not in ".:;,"  # noqa: PLR2004


def region(parts: Sequence[Paragraph]) -> tuple[int, int] | None:
    """First and last-but-one index of the report: the stretch with the most prose.

    Each sentence speaks for its stretch by its length, each line like a link against it; the
    stretch with the highest sum is the report (and it begins and ends with prose). None when there
    is no prose at all.
    """
    best = total = 0
    begin = 0
    found: tuple[int, int] | None = None
    for index, part in enumerate(parts):
        text = part.text
        # copy laid out as a wire does has no pleas in it
        if is_prose(text) and not is_aside(text) and (part.laid_out or not is_plea(text)):
            if total <= 0:
                total, begin = 0, index
            total += min(length(text), _WEIGHT_MAX)
            if total > best:
                best, found = total, (begin, index + 1)
        else:
            total -= _LINK_COST
    return found


def rule(text: str, *, above: bool) -> str:
    """The rule that drops `text` above or below the report."""
    if is_separator(text):
        return "separator"
    if credited(text):
        return "articles_by"
    if is_aside(text):
        return "aside"
    if is_prose(text):
        return "other_story"
    if above:
        return "navigation"
    return "feedback" if text[-1] in "?!" or "feedback" in text.lower() else "page_end"
