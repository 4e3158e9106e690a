"""What a NITF document says it is about: subject codes, keywords, people and places, and its sort."""

from collections.abc import Iterator

from worker.core.article import Subject
from worker.core.parse.agency import subjects
from worker.core.parse.agency.xml import Element, first, line

_LEVELS = ("detail", "matter", "type")
_NAMED = {
    "person": "person",
    "org": "organisation",
    "location": "place",
    "event": "event",
    "object.title": "object",
    "function": "function",
}
_AREAS = ("city", "county-dist", "state-prov", "iso-cc")
_PARTS = ("city", "sublocation", "state", "region", "country")


def read(head: Element, meta: dict[str, str]) -> Iterator[Subject | None]:
    """The subjects in `head`, whose `meta` elements are given by their names."""
    yield subjects.coded(meta.get("anpa-category"), scheme="a1312cat")
    for each in head.iterfind("tobject/tobject.subject"):
        labels = [each.get(f"tobject.subject.{level}") for level in _LEVELS]
        number = each.get("tobject.subject.refnum")
        yield subjects.coded(number, next(filter(None, labels), None), "subj" if number else "nitf")
    for each in head.iterfind("docdata/key-list/keyword"):
        yield subjects.coded(each.get("key"), scheme="keyword")
    for each in head.iterfind("docdata/identified-content/classifier"):
        yield subjects.coded(
            each.get("value") or each.get("idsrc"), line(each), each.get("type") or "classifier"
        )
    yield from _identified(head)
    for each in head.iterfind("docdata/evloc"):
        place = next((each.get(area) for area in _AREAS if each.get(area)), None)
        yield subjects.coded(place, scheme="place")
    for name, key in (("series", "series.name"), ("fixture", "fix-id")):
        for each in head.iterfind(f"docdata/{name}"):
            yield subjects.coded(each.get(key), scheme=name)


def _identified(head: Element) -> Iterator[Subject | None]:
    for each in head.iterfind("docdata/identified-content/*"):
        if scheme := _NAMED.get(each.tag):
            name = first(each, *_PARTS) if each.tag == "location" else None
            yield subjects.coded(each.get("value"), name or line(each), scheme)


def genres(head: Element) -> Iterator[str]:
    """What sort of text it is, such as "Analysis"."""
    for each in head.iterfind("tobject/tobject.property"):
        if kind := " ".join((each.get("tobject.property.type") or "").split()):
            yield kind
