"""Names of authors, out of lists and lines that also hold posts, towns, pages and agencies."""

import re
from collections.abc import Iterable

from worker.core.parse.page.words import key
from worker.core.parse.printed import byline

_PARTS = re.compile(
    r"\s*[;|/•·]\s+|\s*;\s*|\s*,\s*|\s+(?:and|und|et|og|och|ja|en|with|mit|avec|con|ve|и|&)\s+"
)
_LEAD = re.compile(
    r"(?:(?:written|words|story|reporting|text|report)\s+)?(?:by|von|par|por|av|af|door|di|przez|автор|autor(?:in|en)?|author|text)\s*:?\s+|[^\s\d:：]{2,14}\s?[:：]\s*|(?:取材・)?(?:文|記者|记者)\s?[・/]\s?",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|[<>{}=]|^\W*$|^\(|\b(?:image|photo|getty|follow|admin|unknown|webmaster|anonymous|undefined|null)\b",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)+$")
_POST = re.compile(r"\s*(?:기자|특파원|記者|记者)$")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")
_NAME_MAX = 60
_NAME_WORDS = 6
_NAMES_MAX = 30


def names(values: Iterable[str]) -> list[str]:
    """The names in `values`, each once, as printed."""
    found: dict[str, str] = {}
    for value in values:
        for name in _split(value):
            found.setdefault(key(name), name)
    return list(found.values())[:_NAMES_MAX]


def same(name: str, other: str | None) -> bool:
    """Whether both name the same house."""
    if not other:
        return False
    one, two = key(name), key(other)
    return bool(one) and (one == two or one in two or two in one)


def _split(value: str) -> list[str]:
    if len(value) > 4 * _NAME_MAX or _NO_NAME.search(value) or _SLUG.match(value):
        return []
    value = _LEAD.sub("", value, count=1) if _LEAD.match(value) else value
    found: list[str] = []
    for part in _PARTS.split(value):
        name = _ASIDE.sub("", _POST.sub("", part.strip(" .:-–—*"))).strip()
        if not name:
            continue
        if not _may_be(name):
            # what follows a name is its post
            break
        if found and " " in found[0] and _is_town(name):
            continue
        found.append(name)
    return found


def _may_be(name: str) -> bool:
    return (
        len(name) <= _NAME_MAX
        and len(name.split()) <= _NAME_WORDS
        and any(character.isalpha() for character in name)
        and not _NO_NAME.search(name)
    )


def _is_town(name: str) -> bool:
    """Whether a word behind full names is where they were; agencies print theirs in one case."""
    return " " not in name and name.istitle() and byline.read(name) is None
