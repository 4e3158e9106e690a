"""The names of ninjs's fields in all its versions, in small letters: what tells it from other JSON."""

from typing import Any

_OWN = frozenset(
    [
        "type",
        "mimetype",
        "mime_type",
        "representationtype",
        "profile",
        "version",
        "firstcreated",
        "versioncreated",
        "contentcreated",
        "embargoed",
        "embargoedreason",
        "expires",
        "pubstatus",
        "urgency",
        "copyrightholder",
        "copyrightnotice",
        "usageterms",
        "rightsinfo",
        "ednote",
        "language",
        "title",
        "slugline",
        "headline",
        "headlines",
        "byline",
        "by",
        "located",
        "dateline",
        "renditions",
        "associations",
        "altids",
        "genre",
        "genres",
        "subject",
        "subjects",
        "person",
        "people",
        "organisation",
        "organisations",
        "place",
        "places",
        "event",
        "events",
        "eventdetails",
        "object",
        "objects",
        "infosource",
        "infosources",
        "trustindicator",
        "trustindicators",
        "standard",
        "$standard",
        "description",
        "descriptions",
        "bodies",
        "body",
        "digitalsourcetype",
        "plannedcoverage",
        "advice",
        "advices",
        "priority",
        "source",
        "service",
    ]
)
_OWN_STARTS = ("body_", "description_", "headline_", "geometry_")
_NAMES = frozenset(["uri", "guid"])


def is_ninjs(fields: dict[str, Any]) -> bool:
    """Whether an object with these fields, their names in small letters, is a news item."""
    named = isinstance(fields.get("uri"), str) or isinstance(fields.get("guid"), str)
    return named and (len(fields) == 1 or any(map(_is_own, fields)))


def is_all_ninjs(keys: set[str]) -> bool:
    """Whether an object with these fields alone is a news item, going by their names."""
    others = keys - _NAMES
    return keys != others and 5 * sum(map(_is_own, others)) >= 4 * len(others)


def _is_own(key: str) -> bool:
    return key in _OWN or key.startswith(_OWN_STARTS)
