"""The sentence or two that a page prints between the headline and the report."""

import re
from collections.abc import Iterable, Sequence

from worker.core.parse.page.facts import Facts
from worker.core.parse.page.lines import Line
from worker.core.parse.page.words import key, squeeze
from worker.core.parse.printed import byline, furniture, stamp

_REACH = 40
_WORDS = 5
_LINKED = 0.3
_NAMED = re.compile(
    r"stand-?first|\blead\b|\blede\b|[-_]lead\b|\blead[-_]|intro|teaser-?text|summary|sub-?title|sub-?head|sub-?line|\bdek\b|[-_]dek\b|excerpt|vorspann|abstract|chapeau|chapo|bajada|entradilla|sommario|occhiello|ingress|manchet|deck|description|tagline|preamble|kicker-text|perex|underrubrik|snippet",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|credit|legend|image|photo|author|byline|comment|cookie|consent|related|newsletter|share|tooltip",
    re.IGNORECASE,
)
_UP = 4
_START = 40


def find(page: Sequence[Line], begin: int, facts: Facts, body: Iterable[str]) -> list[str]:
    """The standfirst that is printed above line `begin`, where the report begins."""
    known = {squeeze(text) for text in body}
    whole = "".join(known)
    described = [squeeze(text) for text in facts.description]
    found: list[str] = []
    top = _headline(page, begin, facts.headline)
    for line in page[max(0, begin - _REACH if top is None else top + 1) : begin]:
        own = line.letters
        if own in whole or not furniture.is_prose(line.text) or line.linked > _LINKED:
            continue
        if _told(own, described) or (top is not None and _named(line)):
            known.add(own)
            whole += own
            found.append(line.text)
    return found


def _headline(page: Sequence[Line], begin: int, headline: str | None) -> int | None:
    wanted = key(headline or "")
    for index in range(begin - 1, max(-1, begin - _REACH), -1):
        line = page[index]
        if line.element.tag == "h1" or (wanted and key(line.text) == wanted):
            return index
    return None


def _told(own: str, described: Sequence[str]) -> bool:
    return any(
        own == each or (len(own) > _START and (own[:_START] in each or each[:_START] in own))
        for each in described
    )


def _named(line: Line) -> bool:
    if furniture.is_aside(line.text) or stamp.read(line.text) or byline.signed(line.text):
        return False
    element = line.element
    for _ in range(_UP):
        told = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''}"
        if _CAPTION.search(told) or element.tag in {
            "figure",
            "figcaption",
            "aside",
            "nav",
            "footer",
        }:
            return False
        if _NAMED.search(told) or element.tag == "h2":
            return True
        parent = element.getparent()
        if parent is None or parent.tag in {"body", "article", "main"}:
            break
        element = parent
    return False
