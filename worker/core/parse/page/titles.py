"""The headline, out of the several that a page gives its article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from worker.core.parse.page.words import key

_SEPARATOR = re.compile(
    r"\s+[|–—·•»:<>~-]+\s+|\s*[|ㅣ｜]\s*|\s+::\s+|(?<=\S)--(?=\S)|(?<=\w)-(?=\S+$)"
)
_KICKER = re.compile(r"[:|–—-]\s*$")
_KICKERS = re.compile(r"(?::|\s[|–—-])\s")
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")
_SITE_WORDS = 6
_SUFFIXES = 3
_NAME_MIN = 3


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page calls its article.

    Attributes:
        data: in the JSON-LD or microdata.
        social: for OpenGraph.
        title: in the document's head.
        printed: the main headings in the text.
        card: for the cards of Twitter, which most pages leave to OpenGraph.
    """

    data: str | None
    social: str | None
    title: str | None
    printed: Sequence[str]
    card: str | None = None


def choose(found: Titles, names: Sequence[str]) -> str | None:
    """The headline as the publisher declares it, without the site's and the section's name.

    Args:
        found: all titles of the page.
        names: what the site and the section are called.
    """
    told = [text for text in (found.data, found.social, found.title) if text]
    plain = {text: strip_site(text, names, [*told, *found.printed]) for text in told}
    social = plain.get(found.social or "")
    if not found.data:
        if not told:
            return next(iter(found.printed), None)
        first = plain[told[0]]
        named = _behind_kickers(first, found.printed) or _printed_as(first, found.printed)
        return _whole(named or first, found.printed)
    data = plain[found.data]
    others = [*plain.values(), *found.printed]
    if social and (
        _is_for_search(data, social, found, plain)
        or _adds_kicker(data, social)
        or _is_for_readers(data, social, found, plain)
    ):
        return _whole(social, others)
    return _whole(data, others)


def same(text: str, other: str | None) -> bool:
    """Whether one of the two is the other, with or without what a site adds."""
    one, two = key(text), key(other or "")
    return bool(one and two) and (one in two or two in one)


def strip_site(text: str, names: Sequence[str], others: Sequence[str]) -> str:
    """`text` without the parts at its end (or start) that name the site or the section.

    A part goes when it is one of `names`, or when another title is the text without it.
    """
    known = {key(name) for name in names} - {""}
    bare = {key(other) for other in others}
    for _ in range(_SUFFIXES):
        parts = list(_SEPARATOR.finditer(text))
        if not parts:
            break
        first, last = parts[0], parts[-1]
        head, tail = text[: last.start()], text[last.end() :]
        if head and (
            _is_name(tail, known) or (key(head) in bare and len(tail.split()) <= _SITE_WORDS)
        ):
            text = head
        elif text[first.end() :] and _is_name(text[: first.start()], known):
            text = text[first.end() :]
        else:
            break
    return text.strip()


def _is_name(part: str, known: set[str]) -> bool:
    told = key(part)
    words = len(told.split())
    if not told or words > _SITE_WORDS:
        return False
    return told in known or any(
        len(name) > _NAME_MIN
        and (told in name or name in told)
        and abs(words - len(name.split())) <= 2  # noqa: PLR2004 - "The", "online", a country
        for name in known
    )


def _is_for_search(data: str, social: str, found: Titles, plain: dict[str, str]) -> bool:
    """Whether `data` is the title that search engines are given, and readers see another."""
    title = plain.get(found.title or "", "")
    printed = {key(text) for text in found.printed}
    return key(title) == key(data) != key(social) and key(social) in printed


def _is_for_readers(data: str, social: str, found: Titles, plain: dict[str, str]) -> bool:
    """Whether `social` was written by hand, and all other titles are one field's.

    Content systems fill the data, the document's title and the heading from what is written for
    search engines. A title for networks that says something else than all of them, and is not on
    the card for Twitter too, is the editors' own.
    """
    own = key(data)
    filled = [plain.get(found.title or "", ""), found.card or data]
    return (
        not own.startswith(key(social))
        and own in {key(text) for text in found.printed}
        and all(key(text) == own for text in filled)
    )


def _adds_kicker(data: str, social: str) -> bool:
    """Whether `data` is `social` with a kicker before it."""
    kicker = data[: -len(social)]
    return data.endswith(social) and bool(_KICKER.search(kicker))


def _whole(text: str, others: Sequence[str]) -> str:
    """`text`, or the longer title that it was cut from."""
    if not _CUT.search(text):
        return text
    start = key(_CUT.sub("", text))
    longer = (o for o in others if key(o).startswith(start) and not _CUT.search(o))
    return next(longer, text)


def _behind_kickers(told: str, printed: Sequence[str]) -> str | None:
    """What `told` and a heading in the text have in common behind a kicker of their own each."""
    for text in printed:
        for part in islice(_KICKERS.finditer(told), _SUFFIXES):
            tail = key(told[part.end() :])
            for other in islice(_KICKERS.finditer(text), _SUFFIXES):
                apart = key(told[: part.start()]) != key(text[: other.start()])
                if tail and apart and tail == key(text[other.end() :]):
                    return told[part.end() :]
    return None


def _printed_as(told: str, printed: Sequence[str]) -> str | None:
    """The heading in the text that says what `told` says, where that one was added to."""
    start = key(told)
    for text in printed:
        own = key(text)
        if len(own) * 2 > len(start) and start.startswith(own):
            return text
    return None
