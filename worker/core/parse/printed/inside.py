"""Which lines between the paragraphs of a report are no part of it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from worker.core.parse.printed.furniture import is_prose, length
from worker.core.parse.printed.layout import Paragraph
from worker.core.parse.printed.moment import moments
from worker.core.parse.printed.plea import is_plea

_RUN = 3
"""A cross-head stands alone; so many titles in a row are links to other stories."""
_TITLE_WORDS = 4
_SIGNED = 2
_SIGNED_MAX = 120
_STOPPED = re.compile(r"[.!?…。！？;:,։।][\"'”’»«“)\]]{0,3}$")


def among(parts: Sequence[Paragraph], begin: int, end: int) -> dict[int, str]:
    """Index, counted from `begin`, to the rule that drops it, of furniture inside a report.

    Copy that was laid out for print, or wired, has none.
    """
    report = parts[begin:end]
    if any(part.laid_out for part in report):
        return {}
    titles = [_is_title(part.text) for part in report]
    around = Counter(part.text for part in (*parts[:begin], *parts[end:]))
    found: dict[int, str] = {}
    for index, (part, title) in enumerate(zip(report, titles, strict=True)):
        if title and part.text in around and length(part.text) >= _TITLE_WORDS:
            found[index] = "links"
        elif is_plea(part.text):
            found[index] = "plea"
    return found | _runs(report, titles)


def before_comments(parts: Sequence[Paragraph], begin: int, end: int) -> int:
    """Where the report ends when readers' comments, signed with a time each, follow it."""
    signing = (index for index in range(begin + 1, end) if _signs(parts[index].text))
    signed = list(islice(signing, _SIGNED + 1))
    return signed[0] if len(signed) > _SIGNED and is_prose(parts[signed[0] - 1].text) else end


def _signs(text: str) -> bool:
    return (
        len(text) <= _SIGNED_MAX
        and not is_prose(text)
        and any(found.timed for found in moments(text))
    )


def _runs(report: Sequence[Paragraph], titles: Sequence[bool]) -> dict[int, str]:
    """Titles in a row, unless a colon announces them as a list."""
    found: dict[int, str] = {}
    begin = 0
    for index, title in enumerate(titles):
        if title:
            continue
        if index - begin >= _RUN and begin and not report[begin - 1].text.endswith(":"):
            found.update(dict.fromkeys(range(begin, index), "links"))
        begin = index + 1
    return found


def _is_title(text: str) -> bool:
    return not _STOPPED.search(text[-6:]) and not is_prose(text)
