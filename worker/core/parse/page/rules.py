"""Which lines that were taken for the article are furniture: by where they stand and are like."""

import re
from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from worker.core.article import Dropped
from worker.core.parse.page.choice import Chosen
from worker.core.parse.page.lines import Line
from worker.core.parse.page.words import key
from worker.core.parse.printed import furniture

_PLACES = {
    "figcaption": "caption",
    "figure": "caption",
    "aside": "aside",
    "footer": "page_end",
    "nav": "navigation",
    "form": "form",
}
_NAMED = re.compile(
    r"""(?P<caption>caption|credit|legend|bildunter|bildtext|photo-?info|image-?(?:text|desc|meta)|copyright)
    |(?P<related>related|recommend|read-?(?:more|also|next)|see-?also|teaser|recirc|outbrain|taboola|most-?(?:read|popular)|more-?(?:on|from|stories)|linklist|link-?box)
    |(?P<newsletter>newsletter|subscri|sign-?up|paywall|piano|registration|abo-?(?:box|teaser))
    |(?P<aside>infobox|info-box|fact-?box|faktab|fakta\b|kurzversion|summary-?box|key-?points|highlights?-box|promo|advert|sponsor|affiliate|disclaimer|embed(?:ded)?-?(?:content|consent)|consent)
    |(?P<author>author-?(?:bio|box|info|card|desc)|bio-?box|about-?the-?author|byline|\bauthor)
    |(?P<page_end>\btags?\b|tag-?list|topics?-?list|keywords|comments?\b|share|social|feedback|rating|breadcrumb)""",
    re.VERBOSE | re.IGNORECASE,
)
_CREDITS = re.compile(
    r"^\W{0,3}(?:(?:additional |further )?(?:reporting|writing|editing|compiled|edited|written) by\b)"
    r"|\bcontributed to th(?:is|e) (?:report|story|article)|^with (?:reports?|files|additional reporting|post wires)\b"
    r"|^(?:Associated Press|AP|Reuters) (?:writers?|reporters?)\b",
    re.IGNORECASE,
)
# brands and words that the press of all countries writes alike
_PLEA = re.compile(
    r"newsletter|twitter|facebook|instagram|youtube|telegram|whatsapp|linkedin|tiktok|pinterest|©|copyright|"
    r"e-?paper|podcast|subscri|abonn|\bsign up|\bapp\b|https?://|\w@\w|(?<!\w)@\w{3}",
    re.IGNORECASE,
)
_CLOSING_MAX = 400
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KEPT = frozenset({"li", "td", "tr", "blockquote", "pre", "dd"})
_MINOR = 0.3
_LINKED = 0.8
_ALL_LINK = 0.97
_SURE = frozenset({"headline", "separator"})
_TAIL = 6


def sift(
    page: Sequence[Line], chosen: Chosen, headline: str | None, dropped: list[Dropped]
) -> Chosen:
    """The lines of `chosen` that are the article; the others go to `dropped`."""
    weights = _weights(page, chosen)
    total = sum(map(len, chosen.values())) or 1
    title = key(headline or "")
    top = next((i for i, line in enumerate(page) if _is_headline(line, title)), 0)
    alone = _alone(page, chosen)
    ruled = {
        i: _above(text, i - top)
        or _rule(page[i], text, title, alone=page[i].element in alone)
        or _placed(page[i], weights, total)
        for i, text in chosen.items()
    }
    shares = Counter[str]()
    for index, rule in ruled.items():
        if rule:
            shares[rule] += len(chosen[index])
    for index, rule in ruled.items():
        # what most of the text is like is no furniture, whatever it is called
        if rule and shares[rule] > _MINOR * total and rule not in _SURE:
            ruled[index] = None
    kept = [i for i in chosen if not ruled[i]]
    for _ in range(_TAIL):
        rule = _closing(page[kept[-1]], chosen[kept[-1]]) if kept else None
        if rule is None:
            break
        ruled[kept.pop()] = rule
    dropped.extend(Dropped(chosen[i], rule) for i, rule in ruled.items() if rule)
    return {i: chosen[i] for i in kept}


def _alone(page: Sequence[Line], chosen: Chosen) -> set[HtmlElement]:
    """Blocks in which nothing but links was chosen."""
    mixed = {page[i].element for i in chosen if page[i].linked < _LINKED}
    return {page[i].element for i in chosen} - mixed


def _weights(page: Sequence[Line], chosen: Chosen) -> Counter[HtmlElement]:
    weights: Counter[HtmlElement] = Counter()
    for index, text in chosen.items():
        element = page[index].element
        weights[element] += len(text)
        for up in element.iterancestors():
            weights[up] += len(text)
    return weights


def _placed(line: Line, weights: Counter[HtmlElement], total: int) -> str | None:
    """The rule by which what `line` stands in is no part of the article."""
    for element in (line.element, *line.element.iterancestors()):
        if weights[element] > _MINOR * total:
            return None
        if rule := _PLACES.get(element.tag):
            return rule
        told = f"{element.get('class') or ''} {element.get('id') or ''}"
        if match := _NAMED.search(told):
            return match.lastgroup
    return None


def _is_headline(line: Line, headline: str) -> bool:
    """Whether `line` is the main heading, which may have a kicker before the headline."""
    return line.element.tag == "h1" and bool(headline) and key(line.text).endswith(headline)


def _above(text: str, distance: int) -> str | None:
    """The rule that drops a short line above the main heading: a section, a link."""
    return "navigation" if distance < 0 and not furniture.is_prose(text) else None


def _rule(line: Line, text: str, headline: str, *, alone: bool) -> str | None:
    if key(text) == headline or _is_headline(line, headline):
        return "headline"
    if furniture.is_separator(text):
        return "separator"
    if furniture.is_aside(text):
        return "aside"
    if alone and (
        line.linked >= _ALL_LINK or (line.linked >= _LINKED and not furniture.is_prose(text))
    ):
        return "related_link"
    return None


def is_heading(line: Line) -> bool:
    """Whether `line` is a heading."""
    return line.element.tag in _HEADINGS


def _closing(line: Line, text: str) -> str | None:
    """The rule that drops a line which closes pages and ends no report."""
    element = line.element
    if element.tag in _HEADINGS or furniture.credited(text):
        return "page_end"
    if element.tag in _KEPT or any(up.tag == "blockquote" for up in element.iterancestors()):
        return None
    if furniture.is_link(text):
        return "page_end"
    if len(text) > _CLOSING_MAX:
        return None
    if _CREDITS.search(text):
        return "credit"
    pleas = len(_PLEA.findall(text))
    return "plea" if pleas > 1 or (pleas and line.linked > 0) else None
