"""How wire copy begins, inside formats that have fields for it as well: notes, byline, dateline."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from worker.core.article import Dateline, Dropped
from worker.core.parse.agency import signed
from worker.core.parse.printed import byline, furniture, notes
from worker.core.parse.printed.dateline import Filed
from worker.core.parse.printed.dateline import read as read_dateline
from worker.core.parse.printed.moment import month

_REACH = 8
"""So many paragraphs may stand before the report."""
_BYLINE_MAX = 100
_PLACE_MAX = 60
_EDGES = " \t-–—_,.=:"
_DAY_ONLY = re.compile(
    r"(?P<date>(?P<month>[^\W\d_]{3,9})\.?\s(?P<day>[0-3]?\d)|(?P<day2>[0-3]?\d)\.?\s(?P<month2>[^\W\d_]{3,9})\.?)"
    r"\s\((?P<agency>[\w /.]{2,30})\)\s[-–—]{1,3}\s"
)
_SLASHED = re.compile(
    r"(?P<place>[^\W\d_][\w.'’-]{1,30}(?:[ ,]{1,2}[^\W\d_][\w.'’-]{0,30}){0,3})"
    r"\s/(?P<agency>[\w ]{2,20})/\s?[:.–—-]\s"
)
_SIGNATURES = re.compile(
    r"(?:[A-Za-z]{1,4}/){1,6}[A-Za-z]{1,4}(?:\s[a-z]{1,4})?"  # hh/ph/ts
    r"|/\s?\w[\w. -]{1,14}\s?/|\(\w{2,20}\)"  # /ritzau/
)
_INITIALS = re.compile(r"(\w{2,12})(?:\s[A-Z]{2,4})?(?:\s[a-z]{2,4}){1,5}")  # AAP RTV ar
_COPYRIGHT = re.compile(r"©|\(c\)|copyright\s(?:©|\(c\)|[12]\d{3}\b|by\b|[-–])", re.IGNORECASE)
_COPYRIGHT_MAX = 300


class Opening(NamedTuple):
    """What stands before the report, and the report without it."""

    paragraphs: list[str]
    names: tuple[str, ...] = ()
    email: str | None = None
    filed: Filed | None = None
    notes: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def read(paragraphs: Sequence[str], headline: str | None) -> Opening:
    """Take notes, byline, a repeated headline and the dateline off the first paragraphs."""
    names: list[str] = []
    email = None
    told: list[str] = []
    dropped: list[Dropped] = []
    body = [text for text in paragraphs if text]
    kept: list[str] = []
    filed = None
    for count, text in enumerate(body[:_REACH]):
        if headline and text.strip(_EDGES) == headline.strip(_EDGES):
            dropped.append(Dropped(text, "headline"))
            continue
        filed, rest = _filed(text)
        if filed:
            kept.extend([rest] if rest else [])
            kept.extend(body[count + 1 :])
            break
        if notes.is_note(text) or _is_bracketed_note(text):
            told.append(text)
        elif len(text) < _BYLINE_MAX and (found := byline.signed(text)):
            names.extend(found.names)
            email = email or found.email
        elif furniture.is_prose(text) or text.endswith(":"):
            # what follows a colon is a list, and a dateline in it is only its first entry's
            kept.extend(body[count:])
            break
        else:
            kept.append(text)
    else:
        kept.extend(body[_REACH:])
    return Opening(kept, tuple(names), email, filed, tuple(told), tuple(dropped))


def closing(paragraphs: list[str], houses: Collection[str] = ()) -> tuple[list[str], list[Dropped]]:
    """The report without the initials and the copyright that `houses` print below it."""
    kept = list(paragraphs)
    known = {name.casefold() for name in houses} | {_initials(name) for name in houses}
    dropped: list[Dropped] = []
    while len(kept) > 1 and len(dropped) < _REACH:
        initials = _INITIALS.fullmatch(kept[-1])
        if _SIGNATURES.fullmatch(kept[-1]) or (initials and initials[1].casefold() in known):
            dropped.append(Dropped(kept.pop(), "signature"))
        elif len(kept[-1]) <= _COPYRIGHT_MAX and _COPYRIGHT.match(kept[-1]):
            dropped.append(Dropped(kept.pop(), "copyright"))
        else:
            break
    return kept, dropped[::-1]


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).casefold()


def bylines(known: Sequence[str], opened: Opening) -> tuple[str, ...]:
    """The names in the byline's own field, unless that names only a post and the text a person."""
    people = [name for name in known if not signed.is_house(name)]
    return tuple(dict.fromkeys(people or opened.names or known))


def dateline(text: str | None, published_at: datetime | None) -> Dateline | None:
    """The dateline in a field of its own, with or without day and agency."""
    line = " ".join((text or "").split()).strip(_EDGES)
    if not line:
        return None
    filed = read_dateline(f"{line} - ")
    if filed and (found := filed.dateline(published_at)):
        return found
    plain = len(line) <= _PLACE_MAX and not any(character.isdigit() for character in line)
    return Dateline(place=line) if plain else None


def _filed(text: str) -> tuple[Filed | None, str]:
    """The dateline at the start of `text`, and the text behind it."""
    filed = read_dateline(text) or _day_only(text) or _slashed(text)
    if filed is None:
        return None, text
    rest = text[filed.end :].lstrip()
    # "(ANSA) - Rome, October 11 - ..." names the agency first
    if filed.place is None and (second := read_dateline(rest)):
        return second._replace(agency=second.agency or filed.agency), rest[second.end :].lstrip()
    return filed, rest


def _day_only(text: str) -> Filed | None:
    """A dateline such as "Jan 30 (Reuters) - ", which names no place."""
    match = _DAY_ONLY.match(text)
    if not match:
        return None
    named = match["month"] or match["month2"]
    number, day = month(named), int(match["day"] or match["day2"])
    if not number:
        return None
    return Filed(None, match["date"], number, day, None, match["agency"], match.end())


def _slashed(text: str) -> Filed | None:
    """A dateline such as "Aarhus /kystnyt/: ", which names no day."""
    match = _SLASHED.match(text)
    if not match or match["place"].islower():
        return None
    return Filed(match["place"], None, None, None, None, match["agency"], match.end())


def _is_bracketed_note(text: str) -> bool:
    """Whether `text` is all in brackets and speaks of what was done to the copy."""
    return text[0] in "([" and text[-1] in ")]" and bool(notes.signals([text]))
