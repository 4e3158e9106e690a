"""The tables of topics and places in Postgres, for people who query; the workers have their own."""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, LiteralString, NamedTuple

import psycopg

from worker import data, sql
from worker.adapters.store.session import as_json

_SQL = sql.queries("reference")

FORM = 1
"""Of the rows; another number fills tables anew although their texts have not changed."""
SCHEME = "medtop"


class Reference(NamedTuple):
    """One table: the text that it is made from, and the rows that are made of that."""

    name: str
    text: str
    rows: Callable[[str], Iterable[Mapping[str, Any]]]
    clear: LiteralString
    fill: LiteralString


def references() -> tuple[Reference, ...]:
    """The tables that ship with the product."""
    return (
        Reference(
            "topics",
            data.mediatopics_tsv(),
            topic_rows,
            _SQL["clear_topics"],
            _SQL["fill_topics"],
        ),
        Reference(
            "places",
            data.places_tsv(),
            place_rows,
            _SQL["clear_places"],
            _SQL["fill_places"],
        ),
    )


def fill(
    connection: psycopg.Connection[Any], tables: Iterable[Reference] | None = None
) -> list[str]:
    """Fill those tables anew whose text has changed, and tell their names.

    Each is a transaction: who reads meanwhile sees the table before or after.

    Args:
        connection: in autocommit mode; its owner sees to it that only one process fills.
        tables: those of the product when left out.
    """
    known = dict(connection.execute(_SQL["filled"]).fetchall())
    filled = []
    for table in references() if tables is None else tables:
        checksum = sha256(f"{FORM}\n{table.text}".encode()).hexdigest()
        if known.get(table.name) == checksum:
            continue
        with connection.transaction():
            connection.execute(table.clear)
            connection.execute(table.fill, {"rows": as_json(list(table.rows(table.text)))})
            connection.execute(_SQL["note_filled"], {"name": table.name, "checksum": checksum})
        filled.append(table.name)
    return filled


def topic_rows(mediatopics_tsv: str) -> Iterable[Mapping[str, Any]]:
    """Topics by the codes that their tags have, with their labels by language."""
    from worker.core.tag.topic_tree import Tree  # noqa: PLC0415 - see adapters.compiled

    tree = Tree(mediatopics_tsv)
    for topic in tree.topics.values():
        yield {
            "code": f"{SCHEME}:{topic.code}",
            "top": f"{SCHEME}:{topic.top}",
            "broader": f"{SCHEME}:{topic.broader}" if topic.broader else None,
            "label": tree.label(topic.code),
            "labels": {language: label for language, label in topic.labels.items() if label},
        }


def place_rows(places_tsv: str) -> Iterable[Mapping[str, Any]]:
    """Places by the codes that their tags have, with where they lie."""
    from worker.core.tag.place_table import reference  # noqa: PLC0415 - see adapters.compiled

    return (place._asdict() for place in reference(places_tsv))
