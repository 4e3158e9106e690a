"""NITF 3.x (News Industry Text Format), on its own or inside another format."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article, PubStatus, Signal
from worker.core.parse.agency import nitf_subjects, prose, signed, timestamp, xml
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.xml import Element, attribute, first, line
from worker.core.parse.limits import Limits
from worker.errors import Rejected

_SLUGS = ("anpa-keyword", "slugline", "slug", "ntbstikkord")
_SECTIONS = ("section", "category")
_NO_SECTIONS = frozenset(["news", "current"])
_NUMBERED = re.compile(r"[_:.-](\d{1,9})")
_TAKEN_AWAY = frozenset([PubStatus.CANCELED, PubStatus.WITHHELD])


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is NITF."""
    return xml.root_name(head).lower() == "nitf"


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The one article in an NITF file, or why there is none; then what it takes away."""
    try:
        root = xml.read(stream, limits)
        yield draft(root).finish()
    except Rejected as rejected:
        yield rejected
        return
    if notice := _notice(root):
        yield notice.finish()


def draft(root: Element) -> Draft:
    """The fields of the NITF document `root`, whose names are plain."""
    found = Draft("nitf", language=root.get("baselang") or root.get(xml.LANG))
    head, body = root.find("head"), root.find("body")
    if body is not None:
        _body_head(found, body)
    if head is not None:
        title = first(head, "title")
        found.headline = found.headline or title
        found.drop(title, "title")
        _head(found, head)
        for docdata in head.iterfind("docdata"):
            _docdata(found, docdata)
            _times(found, head, docdata)
    content = root if body is None else body.find("body.content")
    if content is not None:
        text = prose.from_element(content)
        found.paragraphs = text.paragraphs
        found.dropped.extend(text.dropped)
    if body is not None:
        _body_end(found, body)
    return found


def _body_head(found: Draft, body: Element) -> None:
    found.headline = first(body, "body.head/hedline/hl1", "body.head/hedline")
    for each in body.iterfind("body.head/hedline/hl2"):
        found.subheadlines.extend(filter(None, [line(each)]))
    for each in body.iterfind("body.head/abstract"):
        found.abstracts.extend(prose.from_element(each).paragraphs)
    for each in body.iterfind("body.head/note"):
        found.notes.extend(filter(None, [line(each)]))
    names: list[str] = []
    for each in body.iterfind("body.head/byline"):
        people = [line(person) for person in each.iterfind(".//person")]
        names.extend(name for name in people if name)
        names.extend([] if any(people) else signed.names(line(each)))
        found.drop(first(each, "byttl"), "byline")
        found.byline_email = found.byline_email or signed.address(line(each))
    found.bylines = tuple(dict.fromkeys(names))
    found.dateline = first(body, "body.head/dateline/location", "body.head/dateline")
    when = attribute(body, "body.head/dateline/story.date", "norm")
    found.published = timestamp.read(when)
    found.agency = first(body, "body.head/distributor")
    found.terms.extend(filter(None, [first(body, "body.head/rights")]))
    found.holder = first(body, "body.head/rights/rights.owner")


def _head(found: Draft, head: Element) -> None:
    meta = {
        (each.get("name") or "").lower(): " ".join((each.get("content") or "").split())
        for each in head.iterfind("meta")
    }
    kind = attribute(head, "tobject", "tobject.type")
    found.section = attribute(head, "pubdata", "position.section") or next(
        (meta[name] for name in _SECTIONS if meta.get(name)), None
    )
    if not found.section and kind and kind.lower() not in _NO_SECTIONS:
        found.section = kind
    found.subjects.extend(nitf_subjects.read(head, meta))
    found.genres.extend(nitf_subjects.genres(head))
    found.slugline = next((meta[name] for name in _SLUGS if meta.get(name)), None)
    found.url = attribute(head, "pubdata", "ex-ref")
    found.source = attribute(head, "pubdata", "name")


def _docdata(found: Draft, docdata: Element) -> None:
    found.uri = _identity(docdata)
    found.version = attribute(docdata, "du-key", "version")
    key = attribute(docdata, "du-key", "key")
    found.slugline = found.slugline or (key if key != found.uri else None)
    found.urge(attribute(docdata, "urgency", "ed-urg"))
    found.status(docdata.get("management-status"))
    if found.pub_status in _TAKEN_AWAY and not docdata.get("management-idref-status"):
        # what is killed is the document named here, and not the notice that kills it
        found.uri = _other(docdata) or found.uri
    for each in docdata.iterfind("correction"):
        found.signals.append(Signal.CORRECTION)
        found.notes.extend(filter(None, [" ".join((each.get("info") or "").split())]))
    for each in docdata.iterfind("ed-msg"):
        found.notes.extend(filter(None, [" ".join((each.get("info") or "").split())]))
    found.agency = (
        found.agency
        or attribute(docdata, "del-list/from-src", "src-name")
        or attribute(docdata, "doc-id", "regsrc")
        or attribute(docdata, "doc.copyright", "holder")
    )
    for each in docdata.iterfind("doc.copyright"):
        year, holder = each.get("year") or "", each.get("holder") or ""
        found.notices.extend([f"© {year} {holder}".replace("  ", " ").strip()] if holder else [])
        found.houses.extend([holder] if holder else [])
        found.holder = found.holder or holder or None
    for each in docdata.iterfind("doc.rights"):
        found.terms.extend(filter(None, (each.get("type"), each.get("limitations"))))
        found.holder = found.holder or each.get("owner")


def _identity(docdata: Element) -> str | None:
    """The identifier; where it is the key and the number of this version, the key that all share."""
    own = attribute(docdata, "doc-id", "id-string")
    key = attribute(docdata, "du-key", "key") or ""
    version = attribute(docdata, "du-key", "version") or ""
    number = _NUMBERED.fullmatch(own[len(key) :]) if own and key and own.startswith(key) else None
    # some count versions from 0 in one place and from 1 in the other
    near = number and version.isdecimal() and abs(int(number[1]) - int(version[:9])) <= 1
    return key if near else own


def _other(docdata: Element) -> str | None:
    """The document whose status this one tells; a version of its own by the key of both."""
    named = " ".join((docdata.get("management-doc-idref") or "").split())
    own = _identity(docdata)
    is_version = own and named.startswith(own) and _NUMBERED.fullmatch(named[len(own) :])
    return own if is_version else named or None


def _notice(root: Element) -> Draft | None:
    """What this document takes away beside itself, as a document of its own."""
    for docdata in root.iterfind("head/docdata"):
        other = Draft("nitf", uri=_other(docdata))
        other.status(docdata.get("management-idref-status"))
        # a version of its own gives way to it anyhow
        if other.uri and other.pub_status in _TAKEN_AWAY and other.uri != _identity(docdata):
            return other
    return None


def _times(found: Draft, head: Element, docdata: Element) -> None:
    issued = timestamp.read(attribute(docdata, "date.issue", "norm"))
    released = timestamp.read(attribute(docdata, "date.release", "norm"))
    printed = timestamp.read(attribute(head, "pubdata", "date.publication"))
    found.published = issued or found.published or released or printed
    if released and (Signal.EMBARGO in found.signals or (issued and _after(released, issued))):
        found.embargoed = released.at
    until = timestamp.read(attribute(docdata, "date.expire", "norm"))
    found.expires = until.at if until else None
    for each in head.iterfind("revision-history"):
        revised = timestamp.read(each.get("norm"))
        if revised and found.published and _after(revised, found.published):
            found.modified = revised


def _after(one: timestamp.Stamp, other: timestamp.Stamp) -> bool:
    return (one.at.tzinfo is None) == (other.at.tzinfo is None) and one.at > other.at


def _body_end(found: Draft, body: Element) -> None:
    for each in body.iterfind("body.end/tagline"):
        found.drop(line(each), "tagline")
    if not found.bylines:
        found.bylines = signed.names(first(body, "body.end/byline"))
