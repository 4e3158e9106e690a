"""The tables of topics and places: filled by `migrate`, filled anew when their text has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import psycopg
import pytest
from desk import Desk, preparer, together

from worker import sql
from worker.adapters.migrate import migrate
from worker.adapters.store.reference import Reference, fill
from worker.core.article import Article, Dateline

_SQL = sql.queries("reference")


def lines(text: str) -> Iterable[Mapping[str, Any]]:
    """A made-up table: a code and a label a line."""
    for line in text.splitlines():
        code, _, label = line.partition(" ")
        yield {"code": code, "label": label, "kind": "city"}


def table(
    text: str, rows: Callable[[str], Iterable[Mapping[str, Any]]] = lines, name: str = "towns"
) -> Reference:
    return Reference(name, text, rows, _SQL["clear_places"], _SQL["fill_places"])


@pytest.fixture
def connection(desk: Desk) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(desk.url, autocommit=True) as made:
        yield made


def places(desk: Desk) -> dict[str, str]:
    return {row["code"]: row["label"] for row in desk.sql("select code, label from places")}


def test_topics_and_places_are_there_after_migrate(desk: Desk) -> None:
    topic = "select label, top, broader, labels ->> 'de' as de from topics where code = %s"
    assert desk.sql(topic, "medtop:20000638") == [
        {
            "label": "international relations",
            "top": "medtop:11000000",
            "broader": "medtop:11000000",
            "de": "Internationale Beziehung",
        }
    ]
    assert desk.one("select count(*) from topics where broader is null") == 17
    seoul = "select kind, country, round(latitude) as north from places where label = 'Seoul'"
    assert desk.sql(seoul) == [{"kind": "city", "country": "KR", "north": 38}]
    assert desk.one("select count(*) from places where kind = 'country' and country = 'KR'") == 1


def test_codes_of_the_tables_are_those_of_tags(desk: Desk) -> None:
    article = Article(
        body="Talks in Seoul between South Korea and Japan ended.\n\nSeoul will host more.",
        dateline=Dateline(place="SEOUL"),
    )
    codes = [tag.code for tag in preparer().tagger.tags(article) if tag.scheme == "place"]
    assert codes
    assert desk.one("select count(*) from places where code = any(%s)", codes) == len(codes)


def test_a_table_is_filled_anew_only_when_its_text_has_changed(
    desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    made: list[str] = []

    def counted(text: str) -> Iterable[Mapping[str, Any]]:
        made.append(text)
        return lines(text)

    assert fill(connection, [table("1 Leeds\n2 York", counted)]) == ["towns"]
    assert places(desk) == {"1": "Leeds", "2": "York"}
    assert fill(connection, [table("1 Leeds\n2 York", counted)]) == []
    assert fill(connection, [table("2 Old York\n3 Hull", counted)]) == ["towns"]
    assert places(desk) == {"2": "Old York", "3": "Hull"}
    assert len(made) == 2


def test_a_table_that_cannot_be_made_leaves_what_was_there(
    desk: Desk, connection: psycopg.Connection[Any]
) -> None:
    fill(connection, [table("1 Leeds")])
    with pytest.raises(psycopg.errors.UniqueViolation):
        fill(connection, [table("2 York\n2 York")])
    assert places(desk) == {"1": "Leeds"}
    assert fill(connection, [table("2 York")]) == ["towns"]


def test_of_several_that_migrate_at_once_one_fills(desk: Desk) -> None:
    desk.sql("delete from desk.reference")
    desk.sql("delete from desk.place")
    together([lambda: migrate(desk.url)] * 4)
    assert desk.one("select count(*) from places where label = 'Seoul'") == 1
