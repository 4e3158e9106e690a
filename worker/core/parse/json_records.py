"""JSON and JSON lines: schema.org articles, crawlers' records, and what sources.toml maps."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from worker.core.article import Article
from worker.core.parse import json_feed
from worker.core.parse.limits import Limits
from worker.core.parse.lookalike import looks_like
from worker.core.parse.printed import report
from worker.core.parse.record import crawled_record, json_text, mapped_record, schema_record
from worker.core.parse.record.glance import glance
from worker.core.parse.record.patience import Waited, patient
from worker.core.parse.steps import begin, container, enter, here
from worker.errors import Reason, Rejected

_ENVELOPE_DEPTH = 4
_KEYS_SHOWN = 8


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is JSON."""
    return looks_like(glance(head).encode()) == "JSON"


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """The records of a file in their order."""
    inner = container(limits)
    step = begin(inner)
    waited = Waited(step.tally)
    yield from patient(_positions(stream, inner, step.offset, waited), waited)


def _positions(
    stream: BinaryIO, limits: Limits, start: int, waited: Waited
) -> Iterator[Article | Rejected]:
    empty = not start
    for number, document in enumerate(json_text.documents(stream, limits, start), start):
        empty = False
        enter(limits, here(limits, number, waited.in_vain))
        if isinstance(document, Rejected):
            yield document
        else:
            yield from read(document, limits)
    if empty:
        yield Rejected(Reason.EMPTY_BODY, "there is no record in it")


def read(document: object, limits: Limits) -> Iterator[Article | Rejected]:
    """The articles in one JSON value."""
    for mapping in limits.mappings:
        if found := mapping.records(document):
            for record in found:
                yield _filled(partial(mapped_record.read, mapping=mapping), record)
            return
    if isinstance(document, dict) and json_feed.is_feed(document):
        yield from json_feed.articles(document)
        return
    if known := list(_known(document, _ENVELOPE_DEPTH)):
        for record in known:
            kind = schema_record if schema_record.is_article(record) else crawled_record
            yield _filled(kind.read, record)
        return
    yield Rejected(Reason.NOT_AN_ARTICLE, _unknown(document))


def _known(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """The records of a known kind in `value`: itself, in its graph, or in an envelope's list."""
    if isinstance(value, list):
        for each in value:
            yield from _known(each, depth)
    elif isinstance(value, dict):
        if found := list(schema_record.nodes(value)):
            yield from found
        elif crawled_record.is_record(value):
            yield value
        elif depth:
            for each in value.values():
                if isinstance(each, list | dict):
                    yield from _known(each, depth - 1)


def _filled(
    read_: Callable[[dict[str, Any]], tuple[Article, list[str]]], record: dict[str, Any]
) -> Article | Rejected:
    try:
        return report.fill(*read_(record), headline_only=True)
    except Rejected as rejected:
        return rejected


def _unknown(document: object) -> str:
    if not isinstance(document, dict):
        return "a JSON value that is no object; articles are objects with fields"
    keys = ", ".join(repr(str(key)[:40]) for key in list(document)[:_KEYS_SHOWN]) or "nothing"
    return (
        f"no known kind of record (it has {keys}); "
        "say in a [[mapping]] of sources.toml where its fields are"
    )
