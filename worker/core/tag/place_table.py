"""The gazetteer: what each name of a place or a country may mean.

Two tables, which worker/data/README.md describes: the words that stand for countries (`code`,
`kind`, `literal`) and the places themselves (`code`, `label`, `kind`, `country`, `subdivision`,
`latitude`, `longitude`, `population`, `names`).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import NamedTuple

COMMA = ", "
STATE_MARKS = (COMMA, "R-", "D-")
"""What must stand before a state's short form: "Newark, N.J.", "R-Miss."; of one length."""
STEM = "*"
"""At the end of a literal that is the beginning of a word."""
_KIND_WEIGHT = {
    "name": 1.0,
    "namesake": 1.0,
    "abbreviation": 1.0,
    "former": 1.0,
    "former people": 1.0,
    "official": 1.0,
    "foreign": 1.0,
    "demonym": 0.9,
    "capital": 0.8,
    "foreign capital": 0.8,
    "government": 0.8,
    "region": 0.6,
    "postal": 0.6,
    "city": 0.6,
    "unclear": 0.8,
    "not": 0.0,
}
"""What one mention counts for a country; of a literal's kinds the first here wins."""
_KINDS = [*_KIND_WEIGHT, "dateline", "label", "word"]
# A name of one of these is the country itself, unless the gazetteer has a part of it by that name.
_COUNTRY_NAMES = frozenset({"name", "namesake", "abbreviation", "former", "official", "foreign"})
_WHOLES = frozenset({"state", "country"})
_SURE = _COUNTRY_NAMES | {"capital", "foreign capital", "region", "city"}
# Their states everybody knows by name, and their towns are many.
_KNOWN_STATES = frozenset({"US", "CA", "AU", "GB"})
SEARCHED = 5.0
"""Powers of ten of a population: smaller towns of these are places by the words beside them."""
CITY_WEIGHT = _KIND_WEIGHT["city"]
# Where the table has no population: a state is as likely meant as a city of so many people.
_USUAL_POPULATION = {"city": 20_000, "state": 2_000_000}


class Spot(NamedTuple):
    """One place of the gazetteer.

    Attributes:
        subdivision: ISO 3166-2 code of its state, as far as it is known.
        size: the power of ten of its population.
    """

    code: str
    label: str
    kind: str
    country: str
    subdivision: str
    size: float


class Name(NamedTuple):
    """What a literal means.

    Attributes:
        codes: the countries that it may stand for, in order.
        kind: why it does, as in the table; "place" where it stands for none.
        weight: what one mention counts for the country.
        spots: the places that have the name, the largest first.
        sure: a place wherever it stands; else its sentence must say so.
        word: also a word, or somebody's name.
        whole: first of all a state or a country, in which towns are said to lie.
    """

    codes: tuple[str, ...]
    kind: str
    weight: float
    spots: tuple[Spot, ...]
    sure: bool
    word: bool = False
    whole: bool = False


class Reference(NamedTuple):
    """A row of the reference table of places."""

    code: str
    label: str
    kind: str
    country: str | None
    subdivision: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Both tables, read.

    Attributes:
        labels: the usual English name of each country.
        names: all that is searched for.
        towns: what a dateline may say besides, in lower case.
    """

    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, Name] = field(default_factory=dict)
    towns: dict[str, Name] = field(default_factory=dict)


def gazetteer(countries_tsv: str, places_tsv: str) -> Gazetteer:
    """Both tables as one."""
    spots, countries = _spots(places_tsv)
    rows = sorted(_rows(countries_tsv), key=_from_light_to_heavy)
    read = Gazetteer(labels={code: literal for code, kind, literal in rows if kind == "label"})
    words = {literal for _, kind, literal in rows if kind == "word"}
    capitals = {
        code: some
        for code, kind, literal in rows
        if kind == "capital" and (some := _in_countries(spots.get(literal, ()), (code,)))
    }
    # A literal that stands there twice means its weightiest kind.
    for code, kind, literal in rows:
        codes = tuple(code.split(",")) if code != "-" else ()
        if kind in {"postal", "dateline"}:
            _add_short(
                read, literal, kind, _name(codes, "postal", spots.pop(literal, ()), sure=True)
            )
        elif kind in _KIND_WEIGHT:
            known = capitals if kind == "foreign capital" else countries
            meant = _meant(kind, codes, spots.get(literal, ()), known)
            read.names[literal] = _name(codes, kind, meant, sure=kind in _SURE or kind == "not")
    for literal, some in spots.items():
        _add_places(read, literal, some, word=literal in words)
    return read


def _add_short(read: Gazetteer, literal: str, kind: str, name: Name) -> None:
    """The short form of a state; in a text it is one only with a mark, and not if it is a word."""
    read.towns[literal.casefold()] = name
    if kind == "postal":
        read.names.update((mark + literal, name) for mark in STATE_MARKS)


def _add_places(read: Gazetteer, literal: str, spots: tuple[Spot, ...], *, word: bool) -> None:
    """What stands for no country; small towns only where the words beside them make them places."""
    name = read.names.get(literal)
    if name is None:
        first = spots[0]
        is_home = first.country in _KNOWN_STATES
        sure = is_home if first.kind == "state" else first.kind != "city"
        name = _name((), "place", spots, sure=sure, word=word)
        if first.kind != "city" or first.size >= SEARCHED or not is_home:
            read.names[literal] = name
    read.towns.setdefault(literal.casefold(), name)


def reference(places_tsv: str) -> Iterator[Reference]:
    """The places as rows: code, label, kind, country, subdivision, latitude, longitude."""
    for row in _places(places_tsv):
        code, label, kind, country, subdivision, latitude, longitude = row[:7]
        yield Reference(
            code,
            label,
            kind,
            country or None,
            subdivision or None,
            float(latitude) if latitude else None,
            float(longitude) if longitude else None,
        )


def _meant(
    kind: str,
    codes: tuple[str, ...],
    spots: tuple[Spot, ...],
    countries: Mapping[str, tuple[Spot, ...]],
) -> tuple[Spot, ...]:
    """The places that a literal of the table of countries names."""
    if kind == "foreign capital":
        return countries.get(codes[0], ())
    if kind in _COUNTRY_NAMES:
        parts = tuple(s for s in _in_countries(spots, codes) if s.kind not in {"city", "country"})
        return parts or tuple(spot for code in codes for spot in countries[code])
    if kind in {"not", "demonym", "former people", "government"}:
        # "Gulf of Mexico" is no country, and yet a place
        return tuple(spot for spot in spots if spot.kind not in {"city", "state"})
    if kind == "unclear":
        # a country only after the states of its name
        return tuple(sorted(spots, key=lambda spot: spot.kind == "country"))
    if kind == "capital":
        spots = tuple(spot for spot in spots if spot.kind != "state")
    return spots


def _name(
    codes: tuple[str, ...], kind: str, spots: tuple[Spot, ...], *, sure: bool, word: bool = False
) -> Name:
    whole = bool(spots) and spots[0].kind in _WHOLES
    return Name(codes, kind, _KIND_WEIGHT.get(kind, 0.0), spots, sure, word, whole)


def _in_countries(spots: tuple[Spot, ...], codes: tuple[str, ...]) -> tuple[Spot, ...]:
    return tuple(spot for spot in spots if spot.country in codes or not spot.country)


def _spots(places_tsv: str) -> tuple[dict[str, tuple[Spot, ...]], dict[str, tuple[Spot, ...]]]:
    """All places by each of their names, and the countries by their codes."""
    found: dict[str, list[Spot]] = {}
    countries: dict[str, tuple[Spot, ...]] = {}
    for code, label, kind, country, subdivision, _, _, population, names in _places(places_tsv):
        size = math.log10(int(population or _USUAL_POPULATION.get(kind, 1)))
        # the few words of these columns are kept once
        spot = Spot(code, label, intern(kind), intern(country), intern(subdivision), size)
        if kind == "country":
            countries[country] = (spot,)
        for name in (label, *filter(None, names.split("|"))):
            found.setdefault(name, []).append(spot)
    ranked = {
        name: tuple(sorted(some, key=lambda spot: -spot.size)) for name, some in found.items()
    }
    return ranked, countries


def _places(places_tsv: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in places_tsv.splitlines()[1:])


def _from_light_to_heavy(row: tuple[str, str, str]) -> int:
    return -_KINDS.index(row[1])


def _rows(countries_tsv: str) -> Iterator[tuple[str, str, str]]:
    for line in countries_tsv.splitlines()[1:]:
        code, kind, literal = line.split("\t")
        yield code, kind, literal
