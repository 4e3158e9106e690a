"""NewsML-G2: a news item, a package, or a message with several of them."""

from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.agency import g2_content, prose, signed, subjects, timestamp, xml
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.xml import Element, attribute, first, line
from worker.core.parse.limits import Limits
from worker.errors import Reason, Rejected

_MEMBERS = frozenset(
    ["newsitem", "packageitem", "conceptitem", "knowledgeitem", "planningitem", "catalogitem"]
)
_NO_NEWS = {
    "conceptitem": "a concept of a vocabulary",
    "knowledgeitem": "a vocabulary",
    "planningitem": "a plan of coverage",
    "catalogitem": "a catalogue of vocabularies",
}
_ROOTS = frozenset(
    [
        "newsMessage",
        "newsItem",
        "packageItem",
        "conceptItem",
        "knowledgeItem",
        "planningItem",
        "catalogItem",
    ]
)
_TITLES_SHOWN = 3


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is NewsML-G2."""
    return xml.root_name(head) in _ROOTS


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """Every item of the file, one position each; a package or a concept is no article."""
    try:
        root = xml.read(stream, limits)
    except Rejected as rejected:
        yield rejected
        return
    found = [root] if root.tag in _MEMBERS else list(root.iter(*_MEMBERS))
    if not found:
        yield Rejected(Reason.NOT_AN_ARTICLE, "a NewsML-G2 message without any item in it")
    for each in found:
        try:
            yield _article(each)
        except Rejected as rejected:
            yield rejected


def _article(root: Element) -> Article:
    name = first(root, "contentmeta/headline", "itemmeta/title") or root.get("guid") or "unnamed"
    if root.tag == "packageitem":
        raise Rejected(Reason.NOT_AN_ARTICLE, _package(root, name))
    if root.tag in _NO_NEWS:
        raise Rejected(Reason.NOT_AN_ARTICLE, f"{_NO_NEWS[root.tag]} ({name[:100]}), not news")
    found = _draft(root)
    g2_content.read(found, root)
    return found.finish()


def _package(root: Element, name: str) -> str:
    parts = [
        first(each, "headline", "title") or each.get("residref") or each.get("href") or "unnamed"
        for each in root.iter("itemref")
    ]
    shown = ", ".join(part[:60] for part in parts[:_TITLES_SHOWN])
    more = ", …" if len(parts) > _TITLES_SHOWN else ""
    return f"a package ({name[:100]}) without text of its own; it lists {len(parts)}: {shown}{more}"


def _draft(root: Element) -> Draft:
    found = Draft("newsml_g2", uri=root.get("guid"), version=root.get("version"))
    found.language = attribute(root, "contentmeta/language", "tag") or root.get(xml.LANG)
    _management(found, root)
    _content_meta(found, root)
    for each in root.iterfind("rightsinfo"):
        found.notices.extend(filter(None, map(line, each.iterfind("copyrightnotice"))))
        found.terms.extend(filter(None, map(line, each.iterfind("usageterms"))))
        for holder in each.iterfind("copyrightholder"):
            found.holder = found.holder or _name(holder)
    return found


def _management(found: Draft, root: Element) -> None:
    meta = root.find("itemmeta")
    if meta is None:
        return
    found.kind = _code(meta, "itemclass")
    found.status(_code(meta, "pubstatus"))
    found.published = timestamp.read(first(meta, "firstcreated"))
    found.modified = timestamp.read(first(meta, "versioncreated"))
    _limits(found, meta)
    found.headline = first(meta, "title")
    found.section = first(meta, "service/name")
    found.notes.extend(filter(None, map(line, meta.iterfind("ednote"))))
    for each in meta.iterfind("memberof"):
        found.subjects.append(subjects.coded(_name(each), scheme="memberOf"))
    for each in meta.iterfind("signal"):
        code = each.get("qcode") or each.get("uri") or ""
        if code.startswith(("sig:", "http", "update:")):
            found.signal("sig:update" if code.startswith("update:") else code.rpartition("/")[2])
    provider = meta.find("provider")
    found.agency = _name(provider) if provider is not None else None


def _limits(found: Draft, meta: Element) -> None:
    for each in meta.iterfind("embargoed"):
        until = timestamp.read(line(each))
        found.embargoed = until.at if until else None
        if not line(each) and found.pub_status is None:
            # an embargo without an end lasts until another version lifts it
            found.signal("embargo")
    until = timestamp.read(first(meta, "expires"))
    found.expires = until.at if until else None


def _content_meta(found: Draft, root: Element) -> None:
    meta = root.find("contentmeta")
    if meta is None:
        return
    found.urge(first(meta, "urgency"))
    found.published = found.published or timestamp.read(first(meta, "contentcreated"))
    found.modified = found.modified or timestamp.read(first(meta, "contentmodified"))
    found.slugline = first(meta, "slugline")
    found.credit_line = first(meta, "creditline")
    found.dateline = first(meta, "dateline")
    _headlines(found, meta)
    _people(found, meta)
    for each in meta.iterfind("located"):
        found.located = found.located or _name(each)
    found.genres.extend(filter(None, map(_name, meta.iterfind("genre"))))
    for each in meta.iterfind("digitalsourcetype"):
        code = each.get("qcode") or each.get("uri") or ""
        found.digital_source_type = code.replace("/", ":").rpartition(":")[2] or None
    labels = {
        each.get("qcode") or each.get("uri") or "": first(each, "name")
        for each in root.iterfind("assert")
    }
    for each in meta.iterfind("subject"):
        code = each.get("qcode") or each.get("uri") or each.get("literal")
        scheme = None if each.get("qcode") or each.get("uri") else _kind(each)
        found.subjects.append(
            subjects.coded(code, first(each, "name") or labels.get(code or ""), scheme)
        )
    for each in meta.iterfind("keyword"):
        found.subjects.append(subjects.coded(line(each), scheme="keyword"))
    for each in meta.iterfind("description"):
        role = (each.get("role") or "").lower()
        target = found.captions if "caption" in role else found.described
        target.extend(prose.from_element(each).paragraphs)


def _headlines(found: Draft, meta: Element) -> None:
    """The first headline without the role of a subheadline is the headline."""
    for each in meta.iterfind("headline"):
        text = line(each)
        if "sub" in (each.get("role") or "").lower():
            found.subheadlines.extend(filter(None, [text]))
        elif text and (
            found.headline is None or found.headline == first(meta, "../itemmeta/title")
        ):
            found.headline = text
        else:
            found.drop(text, "headline")


def _people(found: Draft, meta: Element) -> None:
    sources = [
        name
        for each in meta.iterfind("infosource")
        # photographers and desks are named by numbers as well
        if (name := _name(each)) and not any(map(str.isdigit, name))
    ]
    found.source = next(iter(sources), None)
    found.info_sources.extend(sources)
    found.houses.extend(sources)
    names: list[str] = []
    for each in meta.iterfind("by"):
        names.extend(signed.names(line(each)))
    if not names:
        for each in meta.iterfind("creator"):
            name = _name(each)
            if name and " " in name and not signed.is_house(name) and name not in sources:
                names.append(name)
    found.bylines = tuple(dict.fromkeys(names))


def _name(element: Element) -> str | None:
    """What a concept is called: by its name, its literal, else its code without the alias."""
    named = first(element, "name") or element.get("literal")
    if named and named.strip():
        return " ".join(named.split())
    if address := element.get("uri"):
        return address.partition("://")[2].partition("/")[0] or address.rpartition(":")[2] or None
    return (element.get("qcode") or "").rpartition(":")[2].strip() or None


def _kind(element: Element) -> str:
    kind = (element.get("type") or "").rpartition(":")[2]
    return "" if kind.isdigit() else kind


def _code(meta: Element, path: str) -> str | None:
    code = attribute(meta, path, "qcode") or attribute(meta, path, "uri")
    return code.replace("/", ":").rpartition(":")[2] if code else None
