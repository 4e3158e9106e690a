"""NITF 3.x (News Industry Text Format), on its own or inside another format."""

from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.agency import prose, signed, subjects, timestamp, xml
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.xml import Element, attribute, first, line
from worker.core.parse.limits import Limits
from worker.errors import Rejected

_SLUGS = ("anpa-keyword", "slugline", "slug", "ntbstikkord")
_SECTIONS = ("section", "category")
_NO_SECTIONS = frozenset(["news", "current"])
_LEVELS = ("detail", "matter", "type")


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is NITF."""
    return xml.root_name(head).lower() == "nitf"


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The one article in an NITF file, or why there is none."""
    try:
        yield draft(xml.read(stream, limits)).finish()
    except Rejected as rejected:
        yield rejected


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
        found.drop(line(each), "subheadline")
    for each in body.iterfind("body.head/abstract"):
        found.drop(line(each), "abstract")
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
    found.rights.extend(filter(None, [first(body, "body.head/rights")]))


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
    found.subjects.append(subjects.coded(meta.get("anpa-category"), scheme="a1312cat"))
    found.slugline = next((meta[name] for name in _SLUGS if meta.get(name)), None)
    found.url = attribute(head, "pubdata", "ex-ref")
    for each in head.iterfind("tobject/tobject.subject"):
        labels = [each.get(f"tobject.subject.{level}") for level in _LEVELS]
        found.subjects.append(
            subjects.coded(
                each.get("tobject.subject.refnum"),
                next(filter(None, labels), None),
                "subj" if each.get("tobject.subject.refnum") else "nitf",
            )
        )
    for each in head.iterfind("docdata/key-list/keyword"):
        found.subjects.append(subjects.coded(each.get("key"), scheme="keyword"))
    for each in head.iterfind("docdata/identified-content/classifier"):
        found.subjects.append(
            subjects.coded(
                each.get("value") or each.get("idsrc"), line(each), each.get("type") or "classifier"
            )
        )


def _docdata(found: Draft, docdata: Element) -> None:
    found.uri = attribute(docdata, "doc-id", "id-string")
    found.version = attribute(docdata, "du-key", "version")
    found.slugline = found.slugline or attribute(docdata, "du-key", "key")
    found.urge(attribute(docdata, "urgency", "ed-urg"))
    found.status(docdata.get("management-status"))
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
        found.rights.extend([f"© {year} {holder}".replace("  ", " ").strip()] if holder else [])
        found.houses.extend([holder] if holder else [])
    for each in docdata.iterfind("doc.rights"):
        found.rights.extend(filter(None, (each.get("type"), each.get("limitations"))))


def _times(found: Draft, head: Element, docdata: Element) -> None:
    issued = timestamp.read(attribute(docdata, "date.issue", "norm"))
    released = timestamp.read(attribute(docdata, "date.release", "norm"))
    printed = timestamp.read(attribute(head, "pubdata", "date.publication"))
    found.published = issued or found.published or released or printed
    if released and issued and _after(released, issued):
        found.embargoed = released.at
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
