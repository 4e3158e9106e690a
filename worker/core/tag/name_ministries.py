"""Ministries of several matters: "the Trade, Industry and Energy Ministry" is one."""

import re

from worker.core.tag.place_context import words

LOOK_BACK = 120
"""Characters before a ministry in which the list of its matters may begin."""
MINISTRY = "Ministry"
"""Part of the name of each."""
_HEAD, _FRONTS = f" {MINISTRY}", (f"{MINISTRY} of ", f"{MINISTRY} for ")
_KNOWN = words(
    "Affairs Agriculture Arts Aviation Business Children Civil Climate Commerce Communication "
    "Communications Conservation Construction Consumer Cooperation Culture Defence Defense "
    "Development Digital Economic Economy Education Employment Energy Environment Equality Family "
    "Finance Fisheries Food Foreign Foreign-Trade Forestry Forests Future Gender Government Health "
    "Heritage Home Housing Human ICT Immigration Industrial Industry Information Infrastructure "
    "Innovation Interior Internal Investment Justice Labor Labour Land Lands Livestock Local Marine "
    "Maritime Media Mineral Mines Mining Natural Oceans Petroleum Planning Population Posts Power "
    "Protection Public Railways Regional Research Resources Rural Safety Science Security Services "
    "Skills Social Sport Sports Strategic Strategy Technology Telecommunications Tourism Trade "
    "Transport Transportation Urban Veterans Water Welfare Women Works Youth"
)
_MATTER = rf"(?:{'|'.join(sorted(_KNOWN))})\b"
_ONE = rf"{_MATTER}(?:\s{_MATTER})*"
_LIST = rf"\b{_ONE}(?:,\s{_ONE})*"
_BEFORE = re.compile(rf"{_LIST},?\s(?:and|&)\s$")
_FURTHER = re.compile(rf"{_LIST},\s$")
_AND = re.compile(r" (?:and|&) ")
_BEHIND = re.compile(rf"(?:, {_ONE})+,?\s(?:and|&)\s{_ONE}|\s(?:and|&)\s{_ONE}")


def whole(text: str, start: int, end: int, name: str) -> tuple[int, int, str]:
    """A ministry with all its matters, where more of them stand before or behind what was read.

    Only words that ministries are named by count: "the Blue House, Foreign Ministry and police" are
    three.
    """
    if name.endswith(_HEAD):
        first = name.split(" ", 1)[0]
        # of a list its "and" is there already, or still to come
        more = _FURTHER if _AND.search(name) else _BEFORE
        if first in _KNOWN and (found := more.search(text, max(0, start - LOOK_BACK), start)):
            start = found.start()
    elif name.startswith(_FRONTS):
        if all(word in _KNOWN for word in name.split(" ")[2:]) and (
            found := _BEHIND.match(text, end)
        ):
            end = found.end()
    else:
        return start, end, name
    return start, end, " ".join(text[start:end].split())
