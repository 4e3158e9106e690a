"""What the page's head says: meta names and properties, the canonical address, the language."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from worker.core.parse.page.words import tidy

_KINDS = ("property", "name", "itemprop", "http-equiv")
_CONTENT_MAX = 4000
_TAGS_MAX = 2000
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}$")


class Meta:
    """The meta tags of a page, by name in lower case."""

    def __init__(self, tree: HtmlElement) -> None:
        self._values: dict[str, list[str]] = {}
        for count, tag in enumerate(tree.iter("meta")):
            if count >= _TAGS_MAX:
                break
            content = tidy(tag.get("content"), _CONTENT_MAX)
            if not content:
                continue
            for kind in _KINDS:
                if name := tag.get(kind):
                    self._values.setdefault(name.strip().lower(), []).append(content)

    def all(self, *names: str) -> list[str]:
        """The contents of the first of `names` that the page has, all of them."""
        return next((self._values[name] for name in names if name in self._values), [])

    def first(self, *names: str) -> str | None:
        """The content of the first of `names` that the page has."""
        return next(iter(self.all(*names)), None)


def canonical(tree: HtmlElement, meta: Meta) -> str | None:
    """The page's own address."""
    links = (
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    for address in (*links, meta.first("og:url"), meta.first("twitter:url", "parsely-link")):
        if address and address.strip().lower().startswith(("http://", "https://")):
            return tidy(address)
    return None


def language(tree: HtmlElement, meta: Meta) -> str | None:
    """The language that the page says it is in, as a BCP 47 tag."""
    root = tree.getroottree().getroot()
    told = (
        root.get("lang"),
        root.get("xml:lang"),
        meta.first("content-language", "dc.language", "og:locale", "language"),
    )
    for value in told:
        if value and _LANGUAGE.match(value.strip()):
            return value.strip().replace("_", "-")
    return None


def host_names(url: str | None) -> list[str]:
    """What the host of `url` calls itself: its name, with and without what stands behind it."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return []
    return [host, host.partition(".")[0]] if host else []
