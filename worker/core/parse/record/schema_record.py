"""A schema.org article as a JSON record (JSON-LD) gives it."""

from collections.abc import Iterator
from typing import Any

from worker.core.article import Article
from worker.core.parse.mapping import reach
from worker.core.parse.record import fields, instant

_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_DEPTH = 4
_MOST = 100_000


def nodes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The articles in `document`, which is one, or holds some in a graph or a list."""
    yield from _nodes(document, _DEPTH)


def _nodes(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value[:_MOST]:
            yield from _nodes(each, depth)
    elif isinstance(value, dict):
        if is_article(value):
            yield value
        elif depth:
            for key in _INSIDE:
                yield from _nodes(value.get(key), depth - 1)


def is_article(record: dict[str, Any]) -> bool:
    """Whether `@type` says that the record is an article of some kind."""
    kinds = record.get("@type")
    return any(
        isinstance(kind, str) and kind.rpartition("/")[2].endswith(("Article", "Posting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def read(record: dict[str, Any]) -> tuple[Article, list[str]]:
    """What the record says around its text, and the paragraphs of that."""
    published = instant.read(fields.first(record, "datePublished", "dateCreated"))
    modified = instant.read(fields.first(record, "dateModified"))
    expires = instant.read(fields.first(record, "expires"))
    known = Article(
        body="",
        parser="schema_org",
        uri=fields.line(record, "identifier.value", "identifier", "@id"),
        url=fields.line(record, "url", "mainEntityOfPage.@id", "mainEntityOfPage"),
        headline=fields.line(record, "headline", "name"),
        bylines=fields.names(reach(record, "author")) or fields.names(reach(record, "creator")),
        byline_email=fields.line(record, "author.email"),
        source=fields.line(record, "publisher.name", "publisher", "sourceOrganization.name"),
        section=fields.line(record, "articleSection"),
        published_at=published.at if published else None,
        published_zone=published.zone if published else None,
        published_text=published.text if published else None,
        modified_at=modified.at if modified else None,
        language=fields.line(record, "inLanguage.alternateName", "inLanguage.name", "inLanguage"),
        version=fields.line(record, "version"),
        subjects=fields.subjects([*reach(record, "keywords"), *reach(record, "about")]),
        credit_line=fields.line(record, "creditText"),
        usage_terms=fields.line(record, "usageInfo", "license"),
        copyright_notice=fields.line(record, "copyrightNotice"),
        copyright_holder=fields.line(record, "copyrightHolder.name", "copyrightHolder"),
        expires_at=expires.at if expires else None,
        located=fields.line(record, "locationCreated.name", "locationCreated"),
        genres=tuple(filter(None, map(fields.text_line, reach(record, "genre")))),
        subheadline=fields.line(record, "alternativeHeadline"),
        abstract=fields.line(record, "abstract"),
        digital_source_type=(fields.line(record, "digitalSourceType") or "").rpartition("/")[2]
        or None,
    )
    return known, fields.paragraphs(record, "articleBody", "text", "description")
