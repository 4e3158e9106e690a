"""The fields of one ninjs object, whatever its version: names are compared in small letters."""

import re
from collections.abc import Iterator
from typing import Any

from worker.core.parse import charset, nitf
from worker.core.parse.agency import ninjs_values as values
from worker.core.parse.agency import prose, signed, subjects, timestamp, xml
from worker.core.parse.agency.draft import Draft

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
    found.located = values.name(fields.get("located")) or _city(fields.get("datelinelocation"))
    found.dateline = values.line(fields.get("dateline"))
    found.credit_line = values.line(fields.get("creditline")) or values.line(
        fields.get("description_creditline")
    )
    found.urge(values.line(fields.get("urgency")))
    found.status(values.line(fields.get("pubstatus")))
    _times(found, fields)
    _people(found, fields)
    found.holder = values.name(fields.get("copyrightholder"))
    found.notices.extend(_listed(fields, "copyrightnotice"))
    found.terms.extend(_listed(fields, "usageterms"))
    found.notes.extend(_listed(fields, "ednote"))
    found.notes.extend(f"Embargo: {reason}" for reason in _listed(fields, "embargoedreason"))
    found.genres.extend(_named(fields, "genre", "genres"))
    found.digital_source_type = (values.name(fields.get("digitalsourcetype")) or "").rpartition(
        "/"
    )[2] or None
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
    until = timestamp.read(values.line(fields.get("expires")))
    found.expires = until.at if until else None


def _people(found: Draft, fields: dict[str, Any]) -> None:
    text = next(
        filter(
            None,
            (
                values.line(fields.get("by")),
                values.line(fields.get("byline")),
                values.name(fields.get("photographer")),
            ),
        ),
        None,
    )
    found.bylines = signed.names(text)
    found.byline_email = signed.address(text)
    houses = _named(fields, "infosource", "infosources")
    found.info_sources.extend(houses)
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
        if not found.described:
            found.described = described
        elif _words(described) != _words(found.described):
            found.drop(" ".join(_words(described)), "description")
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
    """What describes the content, its caption first; a credit is none."""
    plain = [
        (key, value)
        for key, value in fields.items()
        if key.startswith("description") and "credit" not in key and values.is_filled(value)
    ]
    listed = [
        (values.line(each.get("role")) or "", text)
        for each in values.entries(fields.get("descriptions"))
        if (text := values.text_in(each))
    ]
    return [
        text for _, text in sorted([*plain, *listed], key=lambda each: "caption" not in each[0])
    ]


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


def _listed(fields: dict[str, Any], key: str) -> list[str]:
    return [text for each in values.entries(fields.get(key)) if (text := values.line(each))]


def _city(place: Any) -> str | None:
    return values.line(place.get("city")) if isinstance(place, dict) else None


def _named(fields: dict[str, Any], *keys: str) -> list[str]:
    found = [values.name(each) for key in keys for each in values.entries(fields.get(key))]
    return list(dict.fromkeys(name for name in found if name))


def _words(paragraphs: list[str]) -> list[str]:
    return " ".join(paragraphs).split()


def _has_body(fields: dict[str, Any]) -> bool:
    return _body({key.lower(): value for key, value in fields.items()}) is not None
