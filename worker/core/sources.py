"""Agencies and papers by their usual names, and the clocks that they print."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from itertools import starmap
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from worker.core.article import Article, Dateline
from worker.core.parse.mapping import Mapping
from worker.core.parse.printed.dateline import nearest, printed_day


class Kind(StrEnum):
    """What sort of house a source is."""

    AGENCY = "agency"
    PAPER = "paper"
    BROADCASTER = "broadcaster"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One agency, paper, broadcaster or site.

    Attributes:
        code: what a tag names it by, as in `agency:yonhap`.
        aliases: other names that it is printed under.
        hosts: where it publishes on the web; hosts below these count too.
        zone: IANA name of the zone whose clock it prints.
    """

    code: str
    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    zone: str | None = None


_YEARS = range(1000, 9999)
_LAST_ZONE = timezone(-timedelta(hours=12))
_KEYS = {"code", "name", "kind", "aliases", "hosts", "zone"}


@dataclass(frozen=True, slots=True)
class Sources:
    """All known sources, found by code, name, alias or host; case and full stops count not.

    Attributes:
        mappings: how houses' own JSON records are read; for `Limits.mappings`.
    """

    all: tuple[Source, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    _named: dict[str, Source] = field(default_factory=dict, repr=False, compare=False)
    _hosts: dict[str, Source] = field(default_factory=dict, repr=False, compare=False)
    _zones: dict[str, ZoneInfo] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_toml(cls, text: str) -> "Sources":
        """Read `config/sources.toml`.

        Raises:
            ValueError: with one line that says which entry is wrong, and how.
        """
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"sources.toml is not TOML: {error}") from error
        if unknown := sorted(set(tables) - {"source", "mapping"}):
            raise ValueError(
                f"sources.toml: unknown table {unknown[0]!r}, only [[source]] and [[mapping]] are known"
            )
        known = cls(
            tuple(starmap(_source, _entries(tables, "source"))),
            tuple(starmap(Mapping.from_table, _entries(tables, "mapping"))),
        )
        known._index()
        return known

    def named(self, name: str | None) -> Source | None:
        """The source with this code, name or alias."""
        return self._named.get(_key(name)) if name else None

    def at(self, url: str | None) -> Source | None:
        """The source that publishes at `url`."""
        host = _host(url)
        while host:
            if found := self._hosts.get(host):
                return found
            host = host.partition(".")[2]
        return None

    def code(self, name: str | None) -> str | None:
        """The code of the source with this code, name or alias, for tags such as `agency:ap`."""
        found = self.named(name)
        return found.code if found else None

    def zone(self, source: Source) -> ZoneInfo | None:
        """The zone whose clock `source` prints."""
        return self._zones[source.zone] if source.zone else None

    def _index(self) -> None:
        for source in self.all:
            for name in (source.code, source.name, *source.aliases):
                other = self._named.setdefault(_key(name), source)
                if other is not source:
                    raise ValueError(
                        f"sources.toml: {name!r} names both {other.code!r} and {source.code!r}"
                    )
            self._hosts.update(dict.fromkeys(source.hosts, source))
            if source.zone and source.zone not in self._zones:
                self._zones[source.zone] = _zone(source)


def credit(article: Article, sources: Sources, hint: str | None) -> Article:
    """`article` with its agency and source by their usual names, its times in their zone.

    Nothing printed is overruled: a printed zone stays, and `hint`, the folder that the file came
    through, only fills what is empty.
    """
    agency, source = sources.named(article.agency), sources.named(article.source)
    named = sources.at(article.url), sources.named(hint)
    agency_name = agency.name if agency else article.agency
    source_name = source.name if source else article.source
    for found in filter(None, named):
        if found.kind is Kind.AGENCY and agency_name is None:
            agency, agency_name = found, found.name
        elif found.kind is not Kind.AGENCY and source_name is None:
            source, source_name = found, found.name
    # the page with the time on it is the publisher's, so its clock goes before the agency's
    zoned = next((each for each in (source, agency, *named) if each and each.zone), None)
    return _timed(replace(article, agency=agency_name, source=source_name), sources, zoned)


def _timed(article: Article, sources: Sources, source: Source | None) -> Article:
    zone = sources.zone(source) if source else None
    published, modified = article.published_at, article.modified_at
    zone_name = article.published_zone
    if zone and published and published.tzinfo is None:
        published, zone_name = published.replace(tzinfo=zone), zone.key
    if zone and modified and modified.tzinfo is None:
        modified = modified.replace(tzinfo=zone)
    # without a zone an embargo, and a time of use, end where the day ends last
    limits = zone or _LAST_ZONE
    return replace(
        article,
        published_at=published,
        published_zone=zone_name,
        modified_at=modified,
        embargoed_until=_zoned(article.embargoed_until, limits),
        expires_at=_zoned(article.expires_at, limits),
        dateline=_dated(article.dateline, published),
    )


def _zoned(moment: datetime | None, zone: tzinfo) -> datetime | None:
    if moment is None:
        return None
    # "9999-12-31" says never; in another zone it would have no date
    if moment.year not in _YEARS:
        year = min(max(moment.year, _YEARS[0]), _YEARS[-1])
        moment = moment.replace(year=year, day=min(moment.day, 28))
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


def _dated(dateline: Dateline | None, published: datetime | None) -> Dateline | None:
    """`dateline` with its day in a year, now that the day of publication is known."""
    if dateline is None or published is None or dateline.date or not dateline.date_text:
        return dateline
    day = printed_day(dateline.date_text)
    return replace(dateline, date=nearest(*day, published.date())) if day else dateline


def _entries(tables: dict[str, Any], name: str) -> Iterator[tuple[int, Any]]:
    entries = tables.get(name, [])
    if not isinstance(entries, list):
        raise ValueError(f"sources.toml: write [[{name}]] with two brackets")  # noqa: TRY004 - one error for all that is wrong in the file
    return enumerate(entries, 1)


def _source(number: int, entry: Any) -> Source:
    if not isinstance(entry, dict):
        raise ValueError(f"sources.toml: source {number} must be a table")  # noqa: TRY004
    where = f"sources.toml: source {number} ({entry.get('code', 'without a code')})"
    if unknown := sorted(set(entry) - _KEYS):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}")
    for key in ("code", "name", "kind"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ValueError(f"{where}: {key} must be a text")
    if entry["kind"] not in set(Kind):
        raise ValueError(f"{where}: kind must be one of {', '.join(Kind)}")
    zone = entry.get("zone")
    if zone is not None and not isinstance(zone, str):
        raise ValueError(f"{where}: zone must be a text")
    return Source(
        code=entry["code"],
        name=entry["name"],
        kind=Kind(entry["kind"]),
        aliases=_texts(entry.get("aliases", []), f"{where}: aliases"),
        hosts=_texts(entry.get("hosts", []), f"{where}: hosts"),
        zone=zone,
    )


def _texts(values: object, where: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{where} must be a list of texts")
    return tuple(values)


def _zone(source: Source) -> ZoneInfo:
    try:
        return ZoneInfo(source.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(
            f"sources.toml: {source.code!r} has the zone {source.zone!r}, which is no IANA name"
        ) from error


def _key(name: str) -> str:
    words = name.casefold().replace(".", "").replace("_", " ").replace("-", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _host(url: str | None) -> str:
    if not url:
        return ""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
