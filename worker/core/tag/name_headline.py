"""Headlines in which capitals tell nothing: in capitals, or With All Words Like This."""

import re
from collections.abc import Iterable
from functools import lru_cache

from worker.core.tag.name_mentions import Mention, Named
from worker.core.tag.name_words import Word, Words
from worker.core.tag.scanned import FIELDS, Scanned

MOST_REMEMBERED = 4096
"""Names of which the first and the last word are kept."""
_TITLE_CASE = 0.7
_SMALL_WORD = 3
_COMMON = int(Word.COMMON)
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def is_title_case(text: str) -> bool:
    """Whether capitals tell nothing: a headline in capitals, or With All Its Words Like This."""
    words = [word[0] for word in text.split() if len(word) > _SMALL_WORD]
    return sum(map(str.isupper, words)) > _TITLE_CASE * len(words)


def in_headline(all_named: Iterable[Named], scanned: Scanned, words: Words) -> None:
    """Adds to names of the body where they stand in a headline; in one whose capitals tell nothing."""
    headline, body = map(scanned.text, FIELDS)
    folded = headline.casefold()
    if len(folded) != len(headline):
        return
    printed = set(_LETTERS.findall(folded))
    for named in all_named:
        if printed.isdisjoint(_ends(named.label)):
            continue
        spellings = {body[start:end] for field, start, end in named.mentions if field}
        last = named.label.rpartition(" ")[2]
        if named.scheme == "person" and not words[last] & _COMMON:
            spellings.add(last)
        if found := _found(folded, spellings):
            named.mentions.append(found)


@lru_cache(MOST_REMEMBERED)
def _ends(label: str) -> tuple[str, str]:
    """The first and the last word of a name, without capitals."""
    folded = label.casefold()
    return folded.partition(" ")[0], folded.rpartition(" ")[2]


def _found(headline: str, spellings: Iterable[str]) -> Mention | None:
    """Where the longest of the spellings stands in a headline, in whatever case."""
    for spelling in sorted(spellings, key=len, reverse=True):
        start = headline.find(spelling.casefold())
        end = start + len(spelling)
        around = headline[max(0, start - 1) : start] + headline[end : end + 1]
        if start >= 0 and not any(map(str.isalnum, around)):
            return 0, start, end
    return None
