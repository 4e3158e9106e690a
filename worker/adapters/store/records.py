"""Articles, sightings and rejections as the records that the statements take."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from worker.adapters.store.session import as_json, storable
from worker.core.article import Dropped, Evidence, Subject, Tag, display_title
from worker.core.delivery import Delivery
from worker.core.reading import Page, Part, Prepared, by_source

Record = dict[str, Any]
TagRow = tuple[bytes, str, str, str, float, str | None, str, Jsonb]


def fence(delivery: Delivery) -> Record:
    """What makes sure that only the newest run writes."""
    return {"delivery_id": delivery.delivery_id, "attempt": delivery.attempt}


def parts(page: Page) -> list[Record]:
    """How far each delivery of a page came."""
    return [_part(part) for part in page]


def _part(part: Part) -> Record:
    rejected = list(part.rejected)
    first = rejected[0][1] if rejected else None
    return fence(part.delivery) | {
        "next_position": part.next_position,
        "bookmark": part.bookmark or None,
        "articles": sum(1 for _ in part.prepared),
        "rejections": len(rejected),
        "ended": part.ended,
        "reason": first.reason if first else None,
        "detail": first.detail if first else None,
        "sha256_hex": part.sha256_hex,
        "size_bytes": part.size_bytes,
    }


def articles(page: Iterable[Part]) -> list[Record]:
    """The articles of a page, each print of a key once."""
    seen: set[object] = set()
    found: list[Record] = []
    for part in page:
        for position, prepared in part.prepared:
            # whether two prints are one article may hang on what is stored: that is not told here
            key, printed = prepared.key, prepared.printed
            if (key, printed) in seen or (key, printed.url_key) in seen:
                continue
            seen.add((key, printed))
            if printed.url_key:
                seen.add((key, printed.url_key))
            found.append(_article(part.delivery.delivery_id, position, prepared))
    return found


def _article(delivery_id: UUID, position: int, prepared: Prepared) -> Record:
    article = prepared.article
    title, made = display_title(article)
    dateline = article.dateline
    aware = article.published_at is not None and article.published_at.tzinfo is not None
    return {
        "article_id": prepared.article_id,
        "text_sha256": prepared.fingerprint.text_sha256.hex(),
        "body_sha256": prepared.fingerprint.body_sha256.hex(),
        "algo": prepared.fingerprint.algo,
        "keys": prepared.fingerprint.keys,
        **_print(prepared),
        "first_delivery_id": delivery_id,
        "first_position": position,
        "display_title": title,
        "title_made": made,
        "dateline_place": dateline.place if dateline else None,
        "dateline_date": dateline.date if dateline else None,
        "dateline_text": dateline.date_text if dateline else None,
        "published_at": article.published_at if aware else None,
        "published_local": None if aware else article.published_at,
        "paragraph_count": len(article.paragraphs),
        "word_count": article.word_count,
        "dropped": [_dropped(dropped) for dropped in article.dropped],
        "subjects": [_subject(subject) for subject in article.subjects],
        "tags": [str(tag) for tag in sorted(prepared.tags, key=lambda tag: -tag.weight)],
    } | {name: getattr(article, name) for name in _SAME_NAME}


def _print(prepared: Prepared) -> Record:
    """What tells it from other prints of its text."""
    return prepared.printed._asdict() | {"by_source": by_source(prepared.article.uri)}


_SAME_NAME = (
    "parser", "uri", "version", "headline", "bylines", "byline_email", "agency", "source",
    "section", "slugline", "credit_line", "published_zone", "published_text", "modified_at",
    "embargoed_until", "language", "ed_note", "signals", "urgency", "pub_status", "usage_terms",
    "url", "member", "body", "repeated_paragraphs", "type", "subheadline", "abstract", "located",
    "genres", "info_sources", "expires_at", "copyright_holder", "copyright_notice",
    "digital_source_type",
)  # fmt: skip


def _dropped(dropped: Dropped) -> Record:
    return {"text": dropped.text, "rule": dropped.rule}


def _subject(subject: Subject) -> Record:
    return {"scheme": subject.scheme, "code": subject.code, "label": subject.label}


def tag(article_id: UUID, made: Tag) -> Record:
    """One tag of an article."""
    return {
        "article_id": article_id,
        "scheme": made.scheme,
        "code": made.code,
        "label": made.label,
        "weight": made.weight,
        "top": made.top,
        "method": made.method,
        "because": evidence(made.because),
    }


TAG_TYPES = ("bytea", "text", "text", "text", "float4", "text", "text", "jsonb")
"""Of the columns of `tag_rows`; an id as the sixteen bytes that it is is made ready once."""


def tag_rows(article_id: UUID, tags: Sequence[Tag]) -> Iterable[TagRow]:
    """The tags of an article as rows to be copied, each once."""
    rows = {}
    mine = article_id.bytes
    for made in reversed(tags):
        scheme, code, label, weight, method, because, top = made
        if not f"{scheme}{code}{label}{method}{top}".isprintable():
            scheme, code, label, weight, method, because, top = storable(made)
        told = Jsonb(evidence(because), as_json)
        rows[scheme, code] = (mine, scheme, code, label, weight, top, method, told)
    return rows.values()


def evidence(because: Iterable[Evidence]) -> list[Record]:
    """The words that fired a tag."""
    return [
        {"text": text, "field": field, "start": start, "end": end}
        for text, field, start, end in because
    ]


def embargo(article: Record) -> Record:
    """What finds an article that was stored before, and its embargo as it is now."""
    identity = ("text_sha256", "uri", "version", "pub_status", "source_key", "url_key", "by_source")
    return {name: article[name] for name in (*identity, "embargoed_until")}


def sightings(page: Iterable[Part]) -> list[Record]:
    """Where each article of a page was seen, with the key that finds it."""
    return [
        {
            "delivery_id": part.delivery.delivery_id,
            "position": position,
            "text_sha256": prepared.fingerprint.text_sha256.hex(),
            "uri": prepared.article.uri,
            "version": prepared.article.version,
            "pub_status": prepared.article.pub_status,
            **_print(prepared),
        }
        for part in page
        for position, prepared in part.prepared
    ]


def rejections(page: Iterable[Part]) -> list[Record]:
    """The positions of a page that could not be read."""
    return [
        {
            "delivery_id": part.delivery.delivery_id,
            "position": position,
            "reason": rejected.reason,
            "detail": rejected.detail,
        }
        for part in page
        for position, rejected in part.rejected
    ]
