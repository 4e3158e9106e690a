"""Stored articles as the core has them, the other way round than `records`."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from worker.adapters.store.session import Row
from worker.core.article import (
    Article,
    Dateline,
    Dropped,
    Evidence,
    PubStatus,
    Signal,
    Subject,
    Tag,
)
from worker.core.tagged import LANGUAGE, Tagged

_DECLARED = "declared"
"""The method of a language that stood in the file; any other was told from the words."""
_FIELDS = frozenset(field.name for field in fields(Article))


def tagged(row: Row) -> Tagged:
    """An article with its tags, as a row of the statement `tagged` has them."""
    tags = tuple(tag(record) for record in row["tags"])
    declared = any(tag.scheme == LANGUAGE and tag.method == _DECLARED for tag in tags)
    return Tagged(
        article_id=row["article_id"],
        article=_article(row, row["language"] if declared else None),
        language=row["language"],
        tags=tags,
        settled=frozenset(row["settled"]),
    )


def _article(row: Row, language: str | None) -> Article:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
        if name in _FIELDS
    }
    return Article(**values | _made(row) | {"language": language})


def _made(row: Row) -> dict[str, Any]:
    place = row["dateline_place"]
    return {
        "dateline": place
        and Dateline(place=place, date=row["dateline_date"], date_text=row["dateline_text"]),
        "published_at": row["published_at"] or row["published_local"],
        "signals": tuple(Signal(signal) for signal in row["signals"]),
        "pub_status": PubStatus(row["pub_status"]),
        "dropped": tuple(Dropped(one["text"], one["rule"]) for one in row["dropped"]),
        "subjects": tuple(
            Subject(one["scheme"], one["code"], one["label"]) for one in row["subjects"]
        ),
    }


def tag(record: Mapping[str, Any]) -> Tag:
    """A tag of which the evidence is JSON."""
    return Tag(
        scheme=record["scheme"],
        code=record["code"],
        label=record["label"],
        weight=record["weight"],
        top=record["top"],
        method=record["method"],
        because=evidence(record["because"]),
    )


def evidence(because: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The words that a tag rests on."""
    return tuple(Evidence(e["text"], e["field"], e["start"], e["end"]) for e in because)
