"""Where an article names a place or a country, and what stands beside the name."""

from collections.abc import Container
from typing import NamedTuple

from worker.core.article import Evidence
from worker.core.tag.literals import Hit
from worker.core.tag.place_context import PLACE, beside
from worker.core.tag.place_cues import Cue
from worker.core.tag.place_dateline import Mention, filed
from worker.core.tag.place_table import COMMA, STATE_MARKS, Gazetteer, Name
from worker.core.tag.scanned import Scanned

NAMESAKES = frozenset({"capital", "region", "city", "unclear", "namesake"})
"""Kinds that people share their names with."""
_FOREIGN = frozenset({"foreign", "foreign capital"})
HANGUL = ("\uac00", "\ud7a3")
"""The first and the last syllable."""
# Once such a name is the country, it is nothing else further down.
_UNMISTAKABLE = frozenset({"name", "abbreviation", "former"})
_GLANCE = 200


class Mentions(NamedTuple):
    """All of an article.

    Attributes:
        towns: the parts of the dateline that no table knows.
        cues: words of the body that make a place of the name beside them.
        longer: longer words in which a name means something else: "Jack London".
    """

    filed: list[Mention]
    towns: list[Evidence]
    headline: list[Mention]
    body: list[Mention]
    cues: list[Hit]
    longer: list[str]


def mentions(scanned: Scanned, table: str, gazetteer: Gazetteer) -> Mentions:
    """The names of an article's dateline, headline and body."""
    found = Mentions(*filed(scanned, table, gazetteer.towns), [], [], [], [])
    for field, some in (("headline", found.headline), ("body", found.body)):
        hits = scanned.longest(table, field)
        names = [hit for hit in hits if type(hit[3]) is Name]
        if field == "body" and len(names) < len(hits):
            found.cues.extend(hit for hit in hits if type(hit[3]) is Cue)
        if names:
            some.extend(_named(scanned, field, names, gazetteer.names, found.longer))
    return found


def _named(
    scanned: Scanned, field: str, hits: list[Hit], known: Container[str], longer: list[str]
) -> list[Mention]:
    text = scanned.text(field)
    shouted = text[:_GLANCE].isupper() and text[-_GLANCE:].isupper()
    found = []
    in_lede = scanned.weight(field, 0)
    further, lede_end = scanned.weight(field, len(text)), scanned.lede_end
    plain: set[int] = set()
    for number, hit in enumerate(hits, 1):
        start, end, printed, name = hit
        kind, spots = name.kind, name.spots
        if not (spots or name.codes) or (kind in _FOREIGN and _is_end_of_word(text, start)):
            if kind == "not":
                longer.append(printed)
            continue
        if kind == "postal":
            start, printed = _without_mark(start, printed)
        weight = in_lede if start < lede_end else further
        because = _made(Evidence, (printed, field, start, end))
        if id(name) in plain or shouted or not (spots or kind in NAMESAKES):
            found.append(_made(Mention, (name, because, weight, PLACE, "", None)))
            continue
        standing, before = beside(text, start, end, known)
        if kind in _UNMISTAKABLE and standing is PLACE:
            plain.add(id(name))
        around = None
        if number < len(hits) and hits[number][0] <= end + len(COMMA):
            around = _around(text, end, hits[number])
        found.append(_made(Mention, (name, because, weight, standing, before, around)))
    return found


_made = tuple.__new__  # the classes' own constructors take twice as long


def _is_end_of_word(text: str, start: int) -> bool:
    """Whether Korean letters stand before Korean ones: particles hang on a word, words do not."""
    return start > 0 and all(
        HANGUL[0] <= letter <= HANGUL[1] for letter in text[start - 1 : start + 1]
    )


def _without_mark(start: int, printed: str) -> tuple[int, str]:
    mark = len(COMMA) if printed.startswith(STATE_MARKS) else 0
    return start + mark, printed[mark:]


def _around(text: str, end: int, after: Hit) -> Name | None:
    """The state or country that follows behind a comma."""
    name: Name = after.meaning
    if after.start == end and name.kind == "postal":
        return name
    if text[end : after.start] == COMMA and name.whole:
        return name
    return None
