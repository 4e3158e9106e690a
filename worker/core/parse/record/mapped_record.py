"""A JSON record of some house of its own, read as a `[[mapping]]` of sources.toml says."""

from typing import Any

from worker.core.article import Article, Dateline
from worker.core.parse.agency.words import content_type
from worker.core.parse.mapping import Mapping, reach
from worker.core.parse.record import fields, instant

_MOMENTS = frozenset({"published_at", "modified_at", "embargoed_until", "expires_at"})
_SEVERAL = frozenset({"genres", "info_sources"})
_URGENCIES = range(1, 10)


def read(record: dict[str, Any], mapping: Mapping) -> tuple[Article, list[str]]:
    """What the record says around its text, and the paragraphs of that."""
    values: dict[str, Any] = {}
    parts: list[str] = []
    for name, path in mapping.fields:
        if name == "body":
            parts = fields.paragraphs(record, path)
        elif name == "bylines":
            values[name] = fields.names(reach(record, path))
        elif name in _MOMENTS:
            found = instant.read(fields.first(record, path))
            values[name] = found.at if found else None
            if found and name == "published_at":
                values |= {"published_zone": found.zone, "published_text": found.text}
        elif name in _SEVERAL:
            values[name] = tuple(filter(None, map(fields.text_line, reach(record, path))))
        elif name == "type":
            values[name] = content_type(fields.line(record, path))
        elif name == "urgency":
            values[name] = _urgency(fields.first(record, path))
        elif name == "dateline":
            place = fields.line(record, path)
            values[name] = Dateline(place=place) if place else None
        else:
            values[name] = fields.line(record, path)
    return Article(body="", parser=f"json:{mapping.name}", **values), parts


def _urgency(value: object) -> int | None:
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if number in _URGENCIES else None
