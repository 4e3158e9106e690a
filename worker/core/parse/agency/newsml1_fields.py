"""The fields of NewsML 1: identification, management, and what each component around a text says."""

from worker.core.article import Signal
from worker.core.parse.agency import signed, subjects, timestamp, xml
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.xml import Element, attribute, first, line

_SUBJECTS = frozenset(["subject", "subjectmatter", "subjectdetail", "subjectqualifier"])


def draft(root: Element, news: Element) -> Draft:
    """What `news`, in the document `root`, says of all its texts."""
    found = Draft("newsml1", language=news.get(xml.LANG))
    ids = news.find("identification/newsidentifier")
    if ids is not None:
        found.version = first(ids, "revisionid")
        found.uri = _uri(ids, found.version)
        found.agency = first(ids, "providerid")
    manage = news.find("newsmanagement")
    if manage is not None:
        found.published = timestamp.read(first(manage, "firstcreated"))
        found.modified = timestamp.read(first(manage, "thisrevisioncreated"))
        found.status(attribute(manage, "status", "FormalName"))
        found.urge(attribute(manage, "urgency", "FormalName"))
        if lifted := timestamp.read(first(manage, "statuswillchange/dateandtime")):
            found.embargoed = lifted.at if Signal.EMBARGO in found.signals else None
        for each in manage.iterfind("instruction"):
            found.signal(each.get("FormalName"))
        if (attribute(manage, "newsitemtype", "FormalName") or "").lower() == "advisory":
            found.signal("advisory")
    if found.urgency is None:
        found.urge(attribute(root, "newsenvelope/priority", "FormalName"))
    found.published = found.published or timestamp.read(first(root, "newsenvelope/dateandtime"))
    return found


def _uri(ids: Element, version: str | None) -> str | None:
    """The identifier that all versions of the item share: the public one less its revision."""
    public = first(ids, "publicidentifier")
    if public and version and ":" in public:
        start, _, last = public.rpartition(":")
        if last.rstrip("UNA") == version:
            return start
    return public or first(ids, "newsitemid")


def add(found: Draft, holder: Element) -> None:
    """Take what `holder` says; the inner component is read last, so what it says goes before."""
    lines = holder.find("newslines")
    if lines is not None:
        _lines(found, lines)
    for part in ("usagetype", "limitations"):
        found.terms.extend(
            filter(None, map(line, holder.iterfind(f"rightsmetadata/usagerights/{part}")))
        )
    found.holder = first(holder, "rightsmetadata/copyright/copyrightholder") or found.holder
    found.agency = _party(holder, "administrativemetadata/provider") or found.agency
    found.source = _party(holder, "administrativemetadata/source") or found.source
    creator = _party(holder, "administrativemetadata/creator")
    if not found.bylines and creator and " " in creator and not signed.is_house(creator):
        found.bylines = signed.names(creator)
    labels = _labels(holder)
    for described in holder.iterfind("descriptivemetadata"):
        _described(found, described, labels)


def _lines(found: Draft, lines: Element) -> None:
    found.headline = first(lines, "headline") or found.headline
    for each in lines.iterfind("subheadline"):
        found.subheadlines.extend(filter(None, [line(each)]))
    for each in lines.iterfind("newsline"):
        found.drop(first(each, "newslinetext"), "newsline")
    found.slugline = first(lines, "slugline") or found.slugline
    found.dateline = first(lines, "dateline") or found.dateline
    found.credit_line = first(lines, "creditline") or found.credit_line
    found.notices.extend(filter(None, map(line, lines.iterfind("copyrightline"))))
    found.terms.extend(filter(None, map(line, lines.iterfind("rightsline"))))
    for each in lines.iterfind("seriesline"):
        found.subjects.append(subjects.coded(line(each), scheme="series"))
    for each in lines.iterfind("keywordline"):
        found.subjects.append(subjects.coded(line(each), scheme="keyword"))
    names = [name for each in lines.iterfind("byline") for name in signed.names(line(each))]
    found.bylines = tuple(dict.fromkeys(names)) or found.bylines


def _labels(holder: Element) -> dict[str, str]:
    """What the topics of `holder` are called by their codes, in English where they are."""
    found: dict[str, str] = {}
    for topic in holder.iterfind("topicset/topic"):
        code = first(topic, "formalname") or ""
        for each in topic.iterfind("description"):
            name = line(each) if each.get("Variant") in {None, "Name"} else None
            if name and (code not in found or (each.get(xml.LANG) or "").startswith("en")):
                found[code] = name
    return found


def _described(found: Draft, described: Element, labels: dict[str, str]) -> None:
    found.language = attribute(described, "language", "FormalName") or found.language
    found.genres.extend(
        filter(None, (each.get("FormalName") for each in described.iterfind("genre")))
    )
    day = timestamp.read(first(described, "datelinedate"))
    found.dateline_day = day.at.date() if day else found.dateline_day
    for each in described.iter(*_SUBJECTS):
        code = each.get("FormalName")
        found.subjects.append(subjects.coded(code, labels.get(code or ""), "subj"))
    places = [*described.iterfind("location"), described]
    for place in places:
        if place is described or place.get("HowPresent") in {None, "Origin"}:
            found.located = found.located or _property(place, "City")
        else:
            name = _property(place, "City") or _property(place, "Country")
            found.subjects.append(subjects.coded(name, scheme="place"))
    if not found.section:
        found.section = _property(described, "Section") or _property(described, "Category")
    for each in described.iterfind("property"):
        if each.get("FormalName") == "Keyword":
            found.subjects.append(subjects.coded(each.get("Value"), scheme="keyword"))


def _property(holder: Element, name: str) -> str | None:
    for each in holder.iterfind("property"):
        if each.get("FormalName") == name and (each.get("Value") or "").strip():
            return " ".join(each.get("Value").split())
    return None


def _party(holder: Element, path: str) -> str | None:
    for each in holder.iterfind(f"{path}/party"):
        if name := (each.get("FormalName") or "").strip():
            return name
    return None
