"""What elements of the page are marked as: authors, times, the standfirst, captions."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from worker.core.parse.page.words import tidy

_ELSEWHERE = re.compile(
    r"comment|related|teaser|sidebar|footer|newsletter|recirc|recommend|most-?read|promo|card|widget",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:author|autor|byline|auteur|writer|reporter)s?(?:$|[\s_-]|__)(?!\S*(?:image|img|photo|bio|desc|info-box|twitter|social))",
    re.IGNORECASE,
)
_UP = 12
_WITH_PROPERTY = etree.XPath("//*[@itemprop or @property]")


class Properties:
    """The elements of a page that name a property, as microdata (`itemprop`) or RDFa do."""

    def __init__(self, tree: HtmlElement) -> None:
        self._named = [(_named(element), element) for element in _WITH_PROPERTY(tree)]

    def named(self, *names: str) -> Iterator[HtmlElement]:
        """The elements with one of `names`, in lower case, outside other stories."""
        for words, element in self._named:
            if not words.isdisjoint(names) and not elsewhere(element):
                yield element


def _named(element: HtmlElement) -> frozenset[str]:
    told = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
    return frozenset(word.rpartition(":")[2] for word in told.split())


def elsewhere(element: HtmlElement) -> bool:
    """Whether `element` stands in what a page shows about other stories, or by readers."""
    for count, up in enumerate(element.iterancestors()):
        if count > _UP or up.tag in {"body", "main"}:
            return False
        if up.tag in {"aside", "footer", "nav"}:
            return True
        told = f"{up.get('class') or ''} {up.get('id') or ''}"
        if _ELSEWHERE.search(told):
            return True
    return False


def content(element: HtmlElement) -> str | None:
    """What a marked element says: its attribute for machines, else its text."""
    told = element.get("content") or element.get("datetime")
    return tidy(told) if told else text(element)


def text(element: HtmlElement) -> str | None:
    """The text of `element`, its blocks parted by blanks."""
    return tidy(" ".join(piece for piece in element.itertext() if piece.strip()))


def clocks(tree: HtmlElement) -> Iterator[str]:
    """What `time` elements say, those that are marked as publication first."""
    found = [
        e
        for e in tree.iter("time", "abbr")
        if e.get("datetime") or e.tag == "time" or "published" in (e.get("class") or "")
    ]
    own = [e for e in found if not elsewhere(e)]
    for element in sorted(own, key=_rank):
        told = element.get("datetime") or element.get("title") or text(element)
        if told and _rank(element) < 2:  # noqa: PLR2004
            yield told


def _rank(element: HtmlElement) -> int:
    told = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('pubdate') or ''}".lower()
    if "modif" in told or "updat" in told:
        return 1 if "publi" in told else 2
    return 0 if "publi" in told or "pubdate" in element.attrib else 1


def authors(tree: HtmlElement, properties: Properties) -> Iterator[HtmlElement]:
    """Elements that are marked as naming the author, the surest first."""
    for element in properties.named("author", "creator"):
        named = element.xpath(".//*[@itemprop='name']")
        yield named[0] if named else element
    for element in tree.xpath("//a[contains(@rel, 'author')]"):
        if not elsewhere(element):
            yield element
    for element in tree.xpath("//*[@class][not(self::body)]"):
        if _AUTHOR.search(element.get("class") or "") and not elsewhere(element):
            yield element
