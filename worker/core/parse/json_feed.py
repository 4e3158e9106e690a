"""JSON Feed 1.0 and 1.1: one article an entry."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from worker.core.article import Article
from worker.core.parse.limits import Limits
from worker.core.parse.mapping import reach
from worker.core.parse.printed import report
from worker.core.parse.record import fields, instant, json_text
from worker.core.parse.record.glance import glance
from worker.core.parse.record.patience import patient
from worker.errors import Reason, Rejected

_VERSION = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1")
_ENTRIES = "items"


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is a JSON Feed."""
    text = glance(head)
    return text.startswith("{") and _VERSION.search(text) is not None


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The entries of a feed in their order."""
    for document in json_text.documents(stream, limits):
        if isinstance(document, Rejected):
            yield document
        elif isinstance(document, dict):
            yield from patient(articles(document))


def is_feed(document: dict[str, Any]) -> bool:
    """Whether `document` says that it is a JSON Feed."""
    version = document.get("version")
    return isinstance(version, str) and "jsonfeed.org/version/" in version


def articles(feed: dict[str, Any]) -> Iterator[Article | Rejected]:
    """The entries of `feed` in their order."""
    entries = feed.get(_ENTRIES)
    if not isinstance(entries, list) or not entries:
        yield Rejected(Reason.EMPTY_BODY, "the feed has no entries")
        return
    for entry in entries:
        if not isinstance(entry, dict):
            yield Rejected(Reason.MALFORMED, "an entry of the feed is no object")
            continue
        try:
            yield _article(entry, feed)
        except Rejected as rejected:
            yield rejected


def _article(entry: dict[str, Any], feed: dict[str, Any]) -> Article:
    published = instant.read(entry.get("date_published"))
    modified = instant.read(entry.get("date_modified"))
    at = published or modified
    known = Article(
        body="",
        parser="json_feed",
        uri=fields.line(entry, "id"),
        url=fields.line(entry, "url", "external_url"),
        headline=fields.line(entry, "title"),
        bylines=_authors(entry) or _authors(feed),
        source=fields.line(feed, "title"),
        published_at=at.at if at else None,
        published_zone=at.zone if at else None,
        published_text=at.text if at else None,
        modified_at=modified.at if modified else None,
        subjects=fields.subjects(reach(entry, "tags")),
        language=fields.line(entry, "language") or fields.line(feed, "language"),
    )
    parts = fields.paragraphs(entry, "content_html", "content_text", "summary")
    return report.fill(known, parts, headline_only=True)


def _authors(table: dict[str, Any]) -> tuple[str, ...]:
    # 1.0 knows one author, 1.1 several
    return fields.names(reach(table, "authors")) or fields.names(reach(table, "author"))
