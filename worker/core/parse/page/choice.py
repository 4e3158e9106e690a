"""Which lines of a page a text is made of."""

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from worker.core.parse.page.lines import Line
from worker.core.parse.page.words import flat, squeeze
from worker.core.parse.printed import furniture

_EDGE = 32
_SURE = 12
_WINDOW = 3000
_WHOLE = 300_000
_NEAR = 8
_USUAL = 3
_LAYERS = 3
_LINKED = 0.5

Chosen = dict[int, str]
"""By index in the page, the text of each line that was chosen."""


def choose(page: Sequence[Line], text: str) -> Chosen:
    """The lines of `page` that `text` is made of, each once."""
    blocks = [part for part in text.split("\n") if squeeze(part)]
    told = [squeeze(block) for block in blocks]
    whole, exact = "".join(told), set(told)
    long = [
        (each, flat(block))
        for each, block in zip(told, blocks, strict=True)
        if len(each) > 2 * _EDGE
    ]
    starts = {each[:_EDGE]: block for each, block in long}
    ends = {each[-_EDGE:]: block for each, block in long}
    chosen: Chosen = {}
    at = 0
    for index, line in enumerate(page):
        own = line.letters
        if not own:
            continue
        found = whole.find(own, at, at + len(own) + _WINDOW) if len(own) >= _SURE else -1
        if found < 0 and len(own) >= _SURE and len(whole) < _WHOLE:
            found = whole.find(own)
        if found >= 0:
            at = found + len(own)
        if found >= 0 or own in exact:
            chosen[index] = line.text
        elif len(own) > 2 * _EDGE and (block := starts.get(own[:_EDGE]) or ends.get(own[-_EDGE:])):
            # a note that only shows under the mouse was left out of the middle
            chosen[index] = block if len(block) < len(line.text) else line.text
    return _once(chosen)


def covered(chosen: Chosen, text: str) -> float:
    """Which part of `text` the chosen lines are."""
    return sum(len(squeeze(each)) for each in chosen.values()) / (len(squeeze(text)) or 1)


def _once(chosen: Chosen) -> Chosen:
    """`chosen` without lines that were chosen for what stands elsewhere on the page too.

    The article is where all its paragraphs stand closest together: links to it are elsewhere, and
    so is its second copy, on pages that have one for small screens.
    """
    letters = {index: squeeze(text) for index, text in chosen.items()}
    long = [i for i, text in chosen.items() if furniture.length(text) >= furniture.PROSE_WORDS]
    if not long:
        return chosen
    first, last = _closest([(index, letters[index]) for index in long])
    nearest: dict[str, int] = {}
    for index, own in letters.items():
        if own not in nearest or _off(index, first, last) < _off(nearest[own], first, last):
            nearest[own] = index
    return {
        index: chosen[index]
        for index in sorted(nearest.values())
        if first - _NEAR <= index <= last + _NEAR
    }


def _off(index: int, first: int, last: int) -> int:
    return max(first - index, index - last, 0)


def _closest(lines: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """First and last index of the shortest stretch in which each text stands once at least."""
    wanted = len({text for _, text in lines})
    held = Counter[str]()
    best = lines[0][0], lines[-1][0]
    begin = 0
    for index, text in lines:
        held[text] += 1
        while held[lines[begin][1]] > 1:
            held[lines[begin][1]] -= 1
            begin += 1
        if len(held) == wanted and index - lines[begin][0] < best[1] - best[0]:
            best = lines[begin][0], index
    return best


def grow(page: Sequence[Line], chosen: Chosen) -> Chosen:
    """`chosen` and the sentences that are laid out as most of the chosen ones are.

    Long reads are cut into several boxes for the advertisements between them, and only the
    longest box is found by its own weight.
    """
    layouts = Counter[tuple[str, ...]]()
    for index, text in chosen.items():
        if furniture.is_prose(text):
            layouts[_layout(page[index].element)] += 1
    usual = {
        layout
        for layout, count in layouts.items()
        if count >= _USUAL and 3 * count >= layouts.total()
    }
    if not usual:
        return chosen
    within = _article(page, chosen)
    known = {squeeze(text) for text in chosen.values()}
    grown = dict(chosen)
    for index, line in enumerate(page):
        if (
            index not in chosen
            and line.linked < _LINKED
            and furniture.is_prose(line.text)
            and _layout(line.element) in usual
            and line.letters not in known
            and (within is None or within in line.element.iterancestors())
        ):
            grown[index] = line.text
    return dict(sorted(grown.items())) if len(grown) > len(chosen) else chosen


def _layout(element: HtmlElement) -> tuple[str, ...]:
    found: list[str] = []
    each: HtmlElement | None = element
    for _ in range(_LAYERS):
        if each is None or each.tag == "body":
            break
        found += (str(each.tag), each.get("class") or "")
        each = each.getparent()
    return tuple(found)


def _article(page: Sequence[Line], chosen: Chosen) -> HtmlElement | None:
    """The `article` element that most of the chosen text stands in, if any."""
    weights = Counter[HtmlElement]()
    for index, text in chosen.items():
        for up in page[index].element.iterancestors("article"):
            weights[up] += len(text)
    total = sum(map(len, chosen.values()))
    best = max(weights, key=lambda each: weights[each], default=None)
    return best if best is not None and weights[best] > 0.8 * total else None
