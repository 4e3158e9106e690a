"""The fields of one ninjs object, whatever its version: names are compared in small letters."""

import re
from collections.abc import Iterator
from typing import Any

from worker.core.parse import charset, nitf
from worker.core.parse.agency import ninjs_values as values
from worker.core.parse.agency import prose, signed, subjects, timestamp, xml
from worker.core.parse.agency.draft import Draft
from worker.core.parse.printed import furniture

_MARKED_UP = ("xhtml", "html", "nitf", "xml")
_ABOUT = {
    "subject": "",
    "subjects": "",
    "person": "person",
    "people": "person",
    "organisation": "organisation",
    "organisations": "organisation",
    "place": "place",
    "places": "place",
    "event": "event",
    "events": "event",
    "object": "object",
    "objects": "object",
    "keywords": "keyword",
}
_SECTIONS = ("service", "anpa_category", "section", "category")
_NITF = re.compile(
    r"\s*(?:<\?xml\b[^>]{0,200}\?>\s*)?(?:<!DOCTYPE\s+nitf\b[^>]{0,200}>\s*)?<nitf\b"
)


def associated(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The texts that come with an item: sidebars, not pictures or what is only pointed to."""
    for each in values.entries(fields.get("associations")):
        if isinstance(each, dict) and each.get("type") == "text" and _has_body(each):
            yield each


def draft(fields: dict[str, Any]) -> Draft:
    """The fields as of an article."""
    found = Draft("ninjs", uri=values.line(fields.get("uri")) or values.line(fields.get("guid")))
    found.version = values.line(fields.get("version"))
    found.kind = values.line(fields.get("type"))
    found.headline = _chosen(fields, "headline", "headlines") or values.line(fields.get("title"))
    found.slugline = values.line(fields.get("slugline"))
    found.language = values.line(fields.get("language"))
    found.section = next(
        (name for key in _SECTIONS if (name := values.name(fields.get(key)))), None
    )
    found.located = values.name(fields.get("located"))
    found.dateline = values.line(fields.get("dateline"))
    found.credit_line = values.line(fields.get("creditline"))
    found.urge(values.line(fields.get("urgency")))
    found.status(values.line(fields.get("pubstatus")))
    _times(found, fields)
    _people(found, fields)
    for key in ("copyrightnotice", "usageterms"):
        found.rights.extend(filter(None, map(values.line, values.entries(fields.get(key)))))
    if not found.rights and (holder := values.line(fields.get("copyrightholder"))):
        found.rights.append(f"© {holder}")
    found.notes.extend(filter(None, map(values.line, values.entries(fields.get("ednote")))))
    for each in values.entries(fields.get("signals")):
        found.signal(values.name(each))
    found.url = next(
        (
            url
            for key in ("url", "link", "canonical")
            if values.is_address(url := values.line(fields.get(key)))
        ),
        None,
    )
    found.subjects.extend(_subjects(fields))
    _text(found, fields)
    return found


def _times(found: Draft, fields: dict[str, Any]) -> None:
    first = timestamp.read(values.line(fields.get("firstcreated")))
    found.published = first or timestamp.read(values.line(fields.get("contentcreated")))
    found.modified = timestamp.read(values.line(fields.get("versioncreated")))
    until = timestamp.read(values.line(fields.get("embargoed")))
    found.embargoed = until.at if until else None


def _people(found: Draft, fields: dict[str, Any]) -> None:
    text = values.line(fields.get("by")) or values.line(fields.get("byline"))
    found.bylines = signed.names(text)
    found.byline_email = signed.address(text)
    houses = [
        name
        for key in ("infosource", "infosources")
        for each in values.entries(fields.get(key))
        if (name := values.name(each))
    ]
    provider = values.name(fields.get("provider"))
    found.agency = (
        provider or values.line(fields.get("copyrightholder")) or next(iter(houses), None)
    )
    found.source = values.name(fields.get("source")) or next(iter(houses), None)


def _text(found: Draft, fields: dict[str, Any]) -> None:
    """The body, marked up before plain; a text's description stands in where there is none."""
    body = _body(fields)
    if body is not None and (document := _NITF.match(body)):
        found.fill(nitf.draft(xml.from_text(body[document.start() :])))
        found.parser = "ninjs"
    elif body is not None:
        text = prose.from_markup(charset.clean(body))
        found.paragraphs = text.paragraphs
        found.dropped.extend(text.dropped)
    for each in _descriptions(fields):
        described = prose.from_markup(charset.clean(each)).paragraphs
        if (
            not found.paragraphs
            and found.kind in {None, "text", "story"}
            and any(map(furniture.is_prose, described))
        ):
            found.paragraphs = described
        else:
            found.drop(" ".join(" ".join(described).split()), "description")
    if body is None:
        found.elsewhere = next(
            filter(None, map(values.address, values.entries(fields.get("renditions")))), None
        )


def _body(fields: dict[str, Any]) -> str | None:
    bodies = [each for each in values.entries(fields.get("bodies")) if values.text_in(each)]
    for marked in _MARKED_UP:
        if values.is_filled(fields.get(f"body_{marked}")):
            return str(fields[f"body_{marked}"])
        for each in bodies:
            if (
                marked
                in (values.line(each.get("contenttype") or each.get("contentType")) or "").lower()
            ):
                return values.text_in(each)
    if bodies:
        main = [each for each in bodies if values.line(each.get("role")) in {"main", "body"}]
        return values.text_in((main or bodies)[0])
    for key in sorted(fields, key=lambda key: key != "body_text"):
        if key.startswith("body") and values.is_filled(fields[key]):
            return str(fields[key])
    return None


def _descriptions(fields: dict[str, Any]) -> list[str]:
    plain = [
        value
        for key, value in fields.items()
        if key.startswith("description") and values.is_filled(value)
    ]
    listed = [values.text_in(each) for each in values.entries(fields.get("descriptions"))]
    return [*plain, *filter(None, listed)]


def _chosen(fields: dict[str, Any], single: str, several: str) -> str | None:
    """The text of a field that old versions have once and new ones with roles."""
    entries = [each for each in values.entries(fields.get(several)) if values.text_in(each)]
    main = [each for each in entries if values.line(each.get("role")) in {"main", "default", None}]
    if entries:
        return values.line(values.text_in((main or entries)[0]))
    if text := values.line(fields.get(single)):
        return text
    return next(
        (
            values.line(fields[key])
            for key in fields
            if key.startswith(f"{single}_") and values.is_filled(fields[key])
        ),
        None,
    )


def _subjects(fields: dict[str, Any]) -> Iterator[Any]:
    for key, kind in _ABOUT.items():
        for each in values.entries(fields.get(key)):
            if isinstance(each, str):
                yield subjects.coded(values.line(each), scheme=kind)
            elif isinstance(each, dict):
                named, scheme = values.line(each.get("name")), values.line(each.get("scheme"))
                code = values.line(each.get("code")) or values.line(each.get("literal"))
                address = values.line(each.get("uri"))
                if scheme is None and values.is_address(address):
                    yield subjects.coded(address, named)
                else:
                    yield subjects.coded(code, named, scheme or (None if code else kind))


def _has_body(fields: dict[str, Any]) -> bool:
    return _body({key.lower(): value for key, value in fields.items()}) is not None
