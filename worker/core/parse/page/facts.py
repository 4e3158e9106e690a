"""Everything that a page says about its article beside the text, gathered from all its marks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from lxml.html import HtmlElement

from worker.core.parse.page import json_ld, marks, people, script, times, titles
from worker.core.parse.page.json_ld import Node
from worker.core.parse.page.meta import Meta, canonical, host_names, language
from worker.core.parse.page.times import When
from worker.core.parse.page.words import tidy

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished",
    "parsely-pub-date", "date.available", "dcterms.created", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "published_time", "publication_date", "og:published_time", "og:pubdate", "date", "cxenseparse:recs:publishtime",
    "last-modified-date", "date.created", "created", "article:created",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "article:modified", "og:article:modified_time", "og:updated_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "date.modified", "date.updated",
)  # fmt: skip
_AUTHORS = (
    "author", "byl", "byline", "article:author", "article:byline", "og:article:author", "sailthru.author",
    "dc.creator", "dcterms.creator", "articleauthor", "cxenseparse:author", "parsely-author", "authors", "dc.author",
)  # fmt: skip
_SECTIONS = (
    "article:section",
    "section",
    "parsely-section",
    "sailthru.section",
    "og:article:section",
    "cxenseparse:recs:section",
)
_ARTICLE_KINDS = frozenset(
    {"article", "news", "newsarticle", "og:article", "blog", "story", "activity"}
)
_LOOK = 40


@dataclass(slots=True)
class Facts:
    """The fields of a page, as declared; None or empty where it does not say."""

    headline: str | None = None
    names: list[str] = field(default_factory=list)
    house: list[str] = field(default_factory=list)
    published: When | None = None
    modified: When | None = None
    scripted: When | None = None
    """A time of publication that only the page's scripts hold; what is printed goes before it."""
    section: str | None = None
    source: str | None = None
    language: str | None = None
    url: str | None = None
    uri: str | None = None
    description: list[str] = field(default_factory=list)
    told: str | None = None
    """The whole text, where the page's data has it."""
    node: Node = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    kind: str | None = None
    title: str | None = None
    marked: bool = False
    """Whether meta or microdata call the page an article."""

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is an article."""
        return bool(self.node) or self.marked


def gather(tree: HtmlElement) -> Facts:
    """What `tree` says about its article."""
    meta = Meta(tree)
    facts = Facts(url=canonical(tree, meta), language=language(tree, meta))
    facts.nodes = json_ld.nodes(tree)
    title = facts.title = tidy(tree.findtext(".//title"))
    facts.node = json_ld.article(facts.nodes, facts.url, title) or {}
    facts.kind = (meta.first("og:type") or "").lower() or None
    facts.marked = facts.kind in _ARTICLE_KINDS or bool(meta.first(*_PUBLISHED[:2]))
    facts.source = _source(facts, meta)
    facts.section = _first(facts.node.get("articleSection")) or meta.first(*_SECTIONS)
    properties = marks.Properties(tree)
    facts.headline = _headline(facts, meta, tree, properties)
    facts.published = _finest(_read(_publications(facts, meta, tree, properties)))
    facts.modified = next(_read(_changes(facts, meta, properties)), None)
    if facts.published is None:
        facts.scripted = next(_read(script.clocks(tree)), None)
    _authors(facts, _marked_authors(meta, tree, properties), meta.first("og:site_name"))
    facts.uri = _identifier(facts.node)
    facts.description = [
        text
        for text in (
            tidy(facts.node.get("description")),
            meta.first("og:description"),
            meta.first("description"),
        )
        if text
    ]
    body = facts.node.get("articleBody")
    facts.told = body if isinstance(body, str) else None
    return facts


def _first(value: object) -> str | None:
    return next(iter(json_ld.texts(value)), None)


def _source(facts: Facts, meta: Meta) -> str | None:
    publisher = json_ld.resolve(facts.node.get("publisher"), facts.nodes)
    name = _first(publisher)
    if name and not name.startswith("http"):
        return name
    return meta.first(
        "og:site_name", "application-name", "publisher", "dc.publisher", "twitter:app:name:iphone"
    )


def _headline(
    facts: Facts, meta: Meta, tree: HtmlElement, properties: marks.Properties
) -> str | None:
    printed = [text for h in islice(tree.iter("h1"), _LOOK) if (text := marks.text(h))]
    data = tidy(facts.node.get("headline"))
    if data is None:
        marked = map(marks.content, properties.named("headline"))
        data = next((text for text in marked if text and titles.same(text, facts.title)), None)
    names = (
        facts.source,
        facts.section,
        *(meta.first(name) for name in ("og:site_name", "application-name")),
        *host_names(facts.url),
    )
    return titles.choose(
        titles.Titles(
            data=data,
            social=meta.first("og:title", "twitter:title", "sailthru.title", "parsely-title"),
            title=facts.title,
            printed=printed,
            card=meta.first("twitter:title"),
        ),
        [name for name in names if name],
    )


def _read(values: Iterator[str | None]) -> Iterator[When]:
    for value in islice(values, _LOOK):
        if found := times.read(value):
            yield found


def _finest(found: Iterator[When]) -> When | None:
    """The first, or one of the same day that has the time of day or the zone, which it lacks."""
    best = next(found, None)
    while best and not (best.timed and best.zone) and (each := next(found, None)):
        if best.timed:
            finer = each.zone and _to_the_minute(each) == _to_the_minute(best)
        else:
            finer = each.timed and each.at.date() == best.at.date()
        best = each if finer else best
    return best


def _to_the_minute(when: When) -> datetime:
    return when.at.replace(tzinfo=None, second=0, microsecond=0)


def _publications(
    facts: Facts, meta: Meta, tree: HtmlElement, properties: marks.Properties
) -> Iterator[str | None]:
    yield _first(facts.node.get("datePublished"))
    yield meta.first(_PUBLISHED[0])
    yield from map(marks.content, properties.named("datepublished", "pubdate"))
    for node in facts.nodes:
        if "WebPage" in json_ld.types(node):
            yield _first(node.get("datePublished"))
    for name in _PUBLISHED[1:]:
        yield meta.first(name)
    yield _first(facts.node.get("dateCreated"))
    yield from marks.clocks(tree)


def _changes(facts: Facts, meta: Meta, properties: marks.Properties) -> Iterator[str | None]:
    yield _first(facts.node.get("dateModified"))
    yield from map(marks.content, properties.named("datemodified"))
    for name in _MODIFIED:
        yield meta.first(name)


def _authors(facts: Facts, marked: Iterator[list[str]], site: str | None) -> None:
    """Who wrote it: persons of the first mark that names one, else the houses that are named."""
    told = json_ld.resolve(facts.node.get("author") or facts.node.get("creator"), facts.nodes)
    persons, houses = _told_authors(told)
    if named := people.names(persons):
        facts.names = people.names([*persons, *houses])
        if not all(people.same(name, facts.source) for name in named):
            return
        facts.names, houses = [], named
    sites = [facts.source, site, facts.section]
    hosts = set(host_names(facts.url))
    for group in marked:
        others = [
            name
            for name in group
            if name not in hosts and not any(people.same(name, site) for site in sites)
        ]
        if others:
            facts.names = others
            return
        houses = houses or group
    facts.house = people.names(houses)


def _marked_authors(
    meta: Meta, tree: HtmlElement, properties: marks.Properties
) -> Iterator[list[str]]:
    for name in _AUTHORS:
        yield people.names(meta.all(name))
    for element in islice(marks.authors(tree, properties), _LOOK):
        yield people.names(filter(None, [marks.text(element)]))


def _told_authors(told: object) -> tuple[list[str], list[str]]:
    """The persons and the houses among the authors that the data name."""
    persons: list[str] = []
    houses: list[str] = []
    for each in told if isinstance(told, list) else [told]:
        texts = json_ld.texts(each)
        if isinstance(each, dict):
            if not texts and isinstance(each.get("familyName"), str):
                texts = json_ld.texts(f"{each.get('givenName') or ''} {each['familyName']}")
            texts = texts or json_ld.texts(each.get("byline"))
            (houses if "Organization" in str(each.get("@type")) else persons).extend(texts)
        else:
            persons.extend(texts)
    return persons, houses


def _identifier(node: Node) -> str | None:
    value = node.get("identifier")
    if isinstance(value, dict):
        value = value.get("value")
    return (
        tidy(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    )
