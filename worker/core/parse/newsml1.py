"""NewsML 1.x: items with components, each component perhaps a text with its own headline."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.agency import g2_content, newsml1_fields, xml
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.xml import Element, attribute, first, line
from worker.core.parse.limits import Limits
from worker.errors import Reason, Rejected

_CONTENTS_MAX = 1_000
"""So many contents of one news item are looked at."""
_CAPTIONS = frozenset(["caption", "thumbnail", "quicklook", "preview"])
_ABSTRACTS = frozenset(["summary", "abstract"])
_TITLES = frozenset(["title", "headline"])
_PARTS = frozenset(["lead", "intro", "body", "main", "text", "story", "content"])
"""Roles of texts that follow one another in one article."""


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is NewsML 1."""
    return xml.root_name(head) == "NewsML"


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """Every text of every news item in the file, one position each."""
    try:
        root = xml.read(stream, limits)
    except Rejected as rejected:
        yield rejected
        return
    empty = True
    for each in root.iter("newsitem"):
        empty = False
        yield from _articles(root, each)
    if empty:
        yield Rejected(Reason.NOT_AN_ARTICLE, "a NewsML document without any news item in it")


def _articles(root: Element, news: Element) -> Iterator[Article | Rejected]:
    contents = list(islice(news.iter("contentitem"), _CONTENTS_MAX + 1))
    own = [
        each for each in contents[:_CONTENTS_MAX] if next(each.iterancestors("newsitem")) is news
    ]
    stories = _stories(own) or {next(news.iter("newscomponent"), news): own}
    for story, texts in stories.items():
        found = newsml1_fields.draft(root, news)
        around = [] if story is news else [story, *_holders(story)]
        for holder in reversed(around):
            newsml1_fields.add(found, holder)
        try:
            for content in texts:
                _add(found, content)
            yield found.finish()
        except Rejected as rejected:
            yield rejected
    if len(contents) > _CONTENTS_MAX:
        yield Rejected(
            Reason.TOO_LARGE, f"only the first {_CONTENTS_MAX} contents of a news item were read"
        )


def _stories(contents: list[Element]) -> dict[Element, list[Element]]:
    """The components with a headline of their own, and the contents for which each is the nearest.

    A component without any text is none.
    """
    found: dict[Element, list[Element]] = {}
    told: set[Element] = set()
    for content in contents:
        holders = list(_holders(content))
        if not holders:
            continue
        titled = (each for each in holders if first(each, "newslines/headline"))
        story = next(titled, holders[-1])
        found.setdefault(story, []).append(content)
        if _is_text(content) and _role(content) not in _CAPTIONS | _ABSTRACTS:
            told.add(story)
    return {story: texts for story, texts in found.items() if story in told}


def _holders(element: Element) -> Iterator[Element]:
    """The components around `element` in its news item, the nearest first."""
    for each in element.iterancestors("newscomponent", "newsitem"):
        if each.tag == "newsitem":
            return
        yield each


def _role(content: Element) -> str:
    """The role of the nearest component around `content` that has one."""
    for each in _holders(content):
        if role := attribute(each, "role", "FormalName"):
            return role.lower()
    return ""


def _is_text(content: Element) -> bool:
    kind = attribute(content, "mediatype", "FormalName")
    if kind and kind.lower() not in {"text", "complexdata"}:
        return False
    return any(
        text and not text.isspace()
        for each in content.iterfind("datacontent")
        for text in each.itertext()
    )


def _add(found: Draft, content: Element) -> None:
    """Put `content` into the article: as its text, a further part of it, its headline or a caption."""
    kind = (attribute(content, "mediatype", "FormalName") or "text").lower()
    role = _role(content)
    found.elsewhere = found.elsewhere or content.get("Href")
    if not _is_text(content):
        found.kind = found.kind or kind
        return
    for holder in content.iterfind("datacontent"):
        if role in _TITLES:
            found.headline = found.headline or line(holder)
        elif role in _CAPTIONS:
            found.captions.extend(filter(None, [line(holder)]))
        elif role in _ABSTRACTS:
            found.abstracts.extend(filter(None, [line(holder)]))
        else:
            _add_text(found, holder, further=role in _PARTS and not _is_equivalent(content))
            found.kind = kind


def _add_text(found: Draft, holder: Element, *, further: bool) -> None:
    """The first text, and what goes on with it; any other says the same in another format."""
    known = found.paragraphs
    if known and not further:
        return
    found.paragraphs = []
    text = g2_content.from_element(found, holder)
    new = text.paragraphs if text else []
    found.paragraphs = [*known, *new] if not set(known) & set(new) else known
    found.dropped.extend(text.dropped if text else [])


def _is_equivalent(content: Element) -> bool:
    """Whether the nearest components say that their contents are one and the same."""
    return any(each.get("EquivalentsList") == "yes" for each in islice(_holders(content), 2))
