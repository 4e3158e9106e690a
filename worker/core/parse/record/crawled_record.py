"""A record of a crawler or a content system: news-please, CC-News, and the like."""

import re
from typing import Any

from worker.core.article import Article
from worker.core.parse.mapping import reach
from worker.core.parse.record import fields, instant

# names as `folded` spells them, the surest first
_BODY = [
    "maintext",
    "articlebody",
    "bodytext",
    "fulltext",
    "articletext",
    "cleanedtext",
    "plaintext",
    "rawtext",
    "bodyhtml",
    "bodyxhtml",
    "contenthtml",
    "contenttext",
    "text",
    "body",
    "content",
    "article",
    "story",
]
_TITLE = ["headline", "title", "titlepage", "heading", "name"]
_PUBLISHED = [
    "datepublish",
    "datepublished",
    "published",
    "publishedat",
    "publisheddate",
    "publishdate",
    "publicationdate",
    "pubdate",
    "webpublicationdate",
    "versioncreated",
    "firstcreated",
    "date",
    "datetime",
    "timestamp",
    "createdat",
]
_MODIFIED = [
    "datemodify",
    "datemodified",
    "modified",
    "modifiedat",
    "updated",
    "updatedat",
    "lastmodified",
]
_BYLINES = ["authors", "author", "byline", "bylines", "by", "creator", "writer"]
_SOURCE = [
    "source.name",
    "source",
    "publisher.name",
    "publisher",
    "sourcedomain",
    "sitename",
    "hostname",
    "domain",
    "website",
]
_URL = ["url", "link", "canonicalurl", "canonicallink", "weburl", "permalink"]
_URI = ["uri", "guid", "id", "uuid"]
_SIGNS = frozenset([*_TITLE, *_PUBLISHED, *_BYLINES, *_URL, *_URI, "sourcedomain", "language"])
_MARKS = re.compile(r"[_\s-]")


def is_record(record: dict[str, Any]) -> bool:
    """Whether `record` has a text and, beside it, what a news record has."""
    record = _folded(record)
    return not _SIGNS.isdisjoint(record) and any(
        any(isinstance(text, str) and text.strip() for text in reach(record, key)) for key in _BODY
    )


def read(record: dict[str, Any]) -> tuple[Article, list[str]]:
    """What the record says around its text, and the paragraphs of that."""
    record = _folded(record)
    published = instant.read(fields.first(record, *_PUBLISHED))
    modified = instant.read(fields.first(record, *_MODIFIED))
    named = (fields.names(reach(record, key)) for key in _BYLINES)
    known = Article(
        body="",
        parser="json",
        uri=fields.line(record, *_URI),
        url=fields.line(record, *_URL),
        headline=fields.line(record, *_TITLE),
        bylines=next(filter(None, named), ()),
        source=fields.line(record, *_SOURCE),
        section=fields.line(record, "section", "sectionname", "category"),
        published_at=published.at if published else None,
        published_zone=published.zone if published else None,
        published_text=published.text if published else None,
        modified_at=modified.at if modified else None,
        language=fields.line(record, "language", "lang", "inlanguage"),
        slugline=fields.line(record, "slugline", "slug"),
        version=fields.line(record, "version"),
        subjects=fields.subjects([*reach(record, "keywords"), *reach(record, "tags")]),
        ed_note=fields.line(record, "ednote", "editorsnote"),
        credit_line=fields.line(record, "credit", "creditline"),
        subheadline=fields.line(record, "subheadline", "subheading", "subtitle", "subhead"),
        abstract=fields.line(record, "abstract", "standfirst", "summary", "teaser"),
        copyright_notice=fields.line(record, "copyright", "copyrightnotice"),
    )
    return known, fields.paragraphs(record, *_BODY)


def _folded(record: dict[str, Any]) -> dict[str, Any]:
    """`record` with its names in one spelling: "Body Text" and "body_text" are "bodytext"."""
    return {_MARKS.sub("", str(key)).lower(): value for key, value in record.items()}
