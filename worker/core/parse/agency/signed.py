"""Names in a field that says it holds the byline, where less proof is asked than in running text."""

import re

from worker.core.parse.printed import byline

_LEAD = re.compile(
    r"(?:by|von|par|por|di|door|av|af|od|przez|text|tekst|story\sby|written\sby)(?:\s|\s?:|(?=[A-Z]))\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:[;/|•·&+]|\s-\s|\b(?:and|und|et|y|og|och|ja|with|mit|avec|con|ve)\s)\s*", re.IGNORECASE
)
_HOUSE = re.compile(
    r"\b(?:staff|special|writers?|editors?|reporters?|correspond\w*|columnist|bureau|analyst|contributor"
    r"|journalist\w*|agenc\w*|agentur\w*|press|news\w*|media|desk|team|services?|redakt\w*|rédaction"
    r"|redac\w*|reuters?|upi|afp|dpa|apa|ansa|tass|aap|times|post|the)\b",
    re.IGNORECASE,
)
_EDGES = " \t\n-–—_*•.:,;()<>[]=\"'"
_TEXT_MAX = 200
_NAME_MAX = 60
_WORDS_MAX = 5


def names(text: str | None) -> tuple[str, ...]:
    """The people that the byline `text` names, else the house it names.

    >>> names("By Ann Poole, Press Union, and Frances d'Emilio")
    ('Ann Poole', "Frances d'Emilio")
    """
    line = " ".join((text or "").split())[:_TEXT_MAX]
    line = _LEAD.sub("", line, count=1) if _LEAD.match(line) else line
    parts = [part for part in _BETWEEN.split(line) if part.strip(_EDGES)]
    several = len(parts) > 1
    found: list[str] = []
    for part in parts:
        for count, piece in enumerate(part.split(",")):
            name = piece.strip(_EDGES)
            # after one name's comma stand post and paper; a list of people has an "and" as well
            if _is_person(name, sure=count == 0) and (count == 0 or several):
                found.append(name)
    if not found:
        whole = line.strip(_EDGES)
        found = [whole] if whole and len(whole) <= _NAME_MAX and not _has_digit(whole) else []
    return tuple(dict.fromkeys(found))


def is_house(name: str) -> bool:
    """Whether `name` is a post or a house, and no person."""
    return bool(_HOUSE.search(name))


def address(text: str | None) -> str | None:
    """The address printed with a byline."""
    found = byline.read(f"By {text}") if text and "@" in text else None
    return found.email if found else None


def _is_person(name: str, *, sure: bool) -> bool:
    words = name.split()
    if not words or len(words) > _WORDS_MAX or len(name) > _NAME_MAX or _has_digit(name):
        return False
    if _HOUSE.search(name) or "@" in name or "." in words[-1][:-1]:
        return False
    return sure or (len(words) > 1 and all(word[:1].isupper() for word in words))


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
