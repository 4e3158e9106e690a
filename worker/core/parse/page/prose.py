"""The text of a page's article: the lines of the page that trafilatura, or the page's data, choose.

trafilatura says where the text is; the text itself is taken from the page's own lines, so that
each paragraph is known by what it stands in and furniture can be told by that.
"""

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from worker.core.article import Dropped
from worker.core.parse.page import choice, rules, script, standfirst
from worker.core.parse.page import lines as lines_
from worker.core.parse.page.choice import Chosen
from worker.core.parse.page.facts import Facts
from worker.core.parse.page.lines import Line
from worker.core.parse.page.words import squeeze, tidy
from worker.core.parse.printed import furniture

_NO_TEXT = (
    "script", "style", "svg", "noscript", "template", "iframe", "link", "meta", "head", "img",
    "picture", "source", "track", "input", "audio", "video", "canvas", "object", "embed", "map",
)  # fmt: skip
_NO_PLACE = ("src", "srcset", "sizes", "alt", "title", "width", "height", "loading", "content")
"""Attributes that say nothing about where text stands; the tree is copied several times."""
_TOLD_MIN = 400
_TOLD_LONGER = 1.15
_TOLD_SHORTEST = 0.6
_TOLD_FOUND = 0.6
_TOLD_WHOLE = 0.85
_EXACT = 0.95
_MOST = 0.5
_SENTENCE = 80
_COVERED = 0.5
_PROSE_MIN = 250
_PROSE_SHARE = 0.2
_LINKED = 0.5
_BODY_MAX = 1_000_000
_LINES_IN_PLACE = 400


@dataclass(slots=True)
class Prose:
    """The text of the article, what was left out of it, and where on the page it stands.

    Attributes:
        page: all lines of the page.
        first: index of the line where the report begins.
        last: index of the line where it ends.
        repeated: how many paragraphs stand on the page again.
    """

    paragraphs: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    page: Sequence[Line] = ()
    first: int = 0
    last: int = 0
    repeated: int = 0


def read(tree: HtmlElement, facts: Facts) -> Prose:
    """The text of the article in `tree`, which is taken apart on the way."""
    page = lines_.read(tree)
    hidden = script.text(tree) if not _written(page) else None
    if hidden is not None:
        tree = hidden
        page = lines_.read(tree)
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    etree.strip_attributes(tree, *_NO_PLACE)
    told = facts.told if facts.told and len(facts.told) > _TOLD_MIN else ""
    data = _told(page, told)
    chosen = _declared(page, data, told)
    if not chosen:
        chosen = _corrected(page, _found(page, tree), data, told)
    prose = Prose(page=page)
    chosen = rules.sift(page, chosen, facts.headline, prose.dropped)
    if chosen:
        prose.first, prose.last = min(chosen), max(chosen)
        above = standfirst.find(page, prose.first, facts, chosen.values())
        prose.paragraphs = [*above, *chosen.values()]
        prose.repeated = _repeated(page, prose.paragraphs)
    return prose


# 0.3 s that a command without pages to read should not wait for
@functools.cache
def _extractor() -> Any:
    from trafilatura import core  # noqa: PLC0415

    if core.LOGGER.parent is not None:
        # what it has to say about a page goes into the article or the rejection
        core.LOGGER.parent.propagate = False
    return core.bare_extraction


@functools.cache
def _options(*, generous: bool) -> Any:
    from trafilatura.settings import Extractor  # noqa: PLC0415

    # without `fast` it asks two other libraries, which takes ten times as long and finds no more
    return Extractor(output_format="python", fast=True, comments=False, recall=generous)


def _found(page: Sequence[Line], tree: HtmlElement) -> Chosen:
    """What trafilatura is sure of; what it takes in when it is generous, where that is little."""
    chosen = _choose(page, tree, generous=False)
    got = _written(chosen.values())
    if got < _PROSE_MIN or got < _PROSE_SHARE * _written(page):
        whole = _choose(page, tree, generous=True)
        if _written(whole.values()) > got:
            return whole
    return chosen


def _choose(page: Sequence[Line], tree: HtmlElement, *, generous: bool) -> Chosen:
    try:
        document = _extractor()(tree, options=_options(generous=generous))
    except Exception:  # noqa: BLE001 - a page that breaks the library is a page without text
        document = None
    text = (document.text if document is not None else None) or ""
    chosen = choice.choose(page, text)
    if choice.covered(chosen, text) < _COVERED and len(page) > _LINES_IN_PLACE:
        # the page is laid out in a way that its own lines are not seen in
        return chosen
    return choice.grow(page, chosen)


def _written(lines: Any) -> int:
    """How many characters of `lines` are prose and no links."""
    texts = (
        each if isinstance(each, str) else each.text if each.linked < _LINKED else ""
        for each in lines
    )
    return sum(len(text) for text in texts if text and furniture.is_prose(text))


def _repeated(page: Sequence[Line], paragraphs: Sequence[str]) -> int:
    """How many lines of `page` say again what one of `paragraphs` says; each was chosen once."""
    own = {squeeze(text) for text in paragraphs if furniture.is_prose(text)}
    times = Counter(line.letters for line in page if line.linked < _LINKED and line.letters in own)
    return times.total() - len(times)


def _told(page: Sequence[Line], told: str) -> Chosen:
    lines = [tidy(part, _BODY_MAX) for part in told.split("\n")]
    return choice.choose(page, "\n".join(filter(None, lines)))


def _declared(page: Sequence[Line], data: Chosen, told: str) -> Chosen:
    """The lines that the page's data say are the text, and its cross-heads; empty when in doubt.

    In doubt it is where the data do not say what is printed, or hold less than half of the prose
    on the page: the beginning of a report, perhaps.
    """
    if not data or not _EXACT <= choice.covered(data, told) <= 1 / _EXACT:
        return {}
    if _written(data.values()) < _MOST * _written(page):
        return {}
    above = (index - 1 for index in data if index - 1 not in data and index > min(data))
    heads = {index: page[index].text for index in above if rules.is_heading(page[index])}
    return dict(sorted({**data, **heads}.items()))


def _corrected(page: Sequence[Line], chosen: Chosen, data: Chosen, told: str) -> Chosen:
    """`chosen`, corrected by the text that the page's data has, and its lines."""
    length = len(squeeze(told))
    own = len(squeeze("".join(chosen.values()))) or 1
    share = choice.covered(data, told)
    if length > _TOLD_LONGER * own and share > _TOLD_FOUND:
        return dict(sorted({**chosen, **data}.items()))
    if length > _TOLD_SHORTEST * own and share > _TOLD_WHOLE:
        last = max(data)
        return {
            index: text
            for index, text in chosen.items()
            if index in data
            or (index < last and (len(text) > _SENTENCE or rules.is_heading(page[index])))
        }
    return chosen
