"""Where an article was filed from: "PARIS, Texas" names two places, "SEOUL/TOKYO" as well."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from worker.core.article import Evidence
from worker.core.tag.literals import Hit, longest
from worker.core.tag.place_context import PLACE, Standing
from worker.core.tag.place_table import Name
from worker.core.tag.scanned import Scanned

DATELINE = "dateline.place"
DATELINE_WEIGHT = 3.0
MOST_CHARACTERS = 200
_PART, _SEGMENT = re.compile(r"[^/]+"), re.compile(r"\s*([^,/]*[^,/\s])")


class Mention(NamedTuple):
    """A name where it stands.

    Attributes:
        because: the words, and where they are.
        weight: of that part of the article.
        before: the word before it.
        around: what it lies in by the words after it: "Paris, Texas".
    """

    name: Name
    because: Evidence
    weight: float
    standing: Standing = PLACE
    before: str = ""
    around: Name | None = None


class Filed(NamedTuple):
    """A dateline's places.

    Attributes:
        mentions: those of the table, the widest of each part first.
        towns: what no table knows.
    """

    mentions: list[Mention]
    towns: list[Evidence]


def filed(scanned: Scanned, table: str, towns: Mapping[str, Name]) -> Filed:
    """The places of an article's dateline."""
    found = Filed([], [])
    place = scanned.text(DATELINE)[:MOST_CHARACTERS]
    if not place:
        return found
    hits = [hit for hit in scanned.overlapping(table, DATELINE) if type(hit.meaning) is Name]
    for part in _PART.finditer(place):
        around: Name | None = None
        for segment in reversed(list(_SEGMENT.finditer(place, *part.span()))):
            because = Evidence(segment[1], DATELINE, *segment.span(1))
            name = towns.get(segment[1].casefold())
            if name and name.spots:
                found.mentions.append(Mention(name, because, DATELINE_WEIGHT, around=around))
            else:
                name = _inside(because, hits, found)
            around = name or around
    return found


def _inside(segment: Evidence, hits: list[Hit], found: Filed) -> Name | None:
    """What a longer line names: "ABOARD AIR FORCE ONE OVER POLAND"; the first that is sure."""
    inside = longest(hit for hit in hits if segment.start <= hit.start and hit.end <= segment.end)
    if not inside:
        found.towns.append(segment)
    named = [hit for hit in inside if hit.meaning.sure or hit.meaning.kind == "unclear"]
    for hit in named:
        because = Evidence(hit.text, DATELINE, hit.start, hit.end)
        found.mentions.append(Mention(hit.meaning, because, DATELINE_WEIGHT))
    return next((hit.meaning for hit in named if hit.meaning.sure), None)
