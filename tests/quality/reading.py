"""Files read as the worker reads them, in as many processes as there are processors."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from worker.adapters.compiled import make_preparer
from worker.config import load
from worker.core.article import Article
from worker.core.prepare import Preparer
from worker.core.reading import Prepared
from worker.errors import Rejected
from worker.ingest import new_id

Record = dict[str, Any]
_SHARE = 16
_MADE: list[Preparer] = []
"""The one of this process: compiled tables are not sent between processes."""


class Reading(NamedTuple):
    """All positions of a file, and how long its parser took for them.

    Attributes:
        records: one a position, in order; a rejected one is only `error`.
        parse_s: time of the processor, without tagging.
    """

    path: Path
    records: list[Record]
    parse_s: float


def read_all(paths: Sequence[Path], processes: int | None = None) -> Iterator[Reading]:
    """What each file is, in the order of `paths`."""
    processes = processes or min(os.cpu_count() or 1, 8)
    if processes == 1 or len(paths) < _SHARE:
        yield from map(read, paths)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(read, paths, chunksize=_SHARE)


def read(path: Path) -> Reading:
    """What stands at each position of a file."""
    with path.open("rb") as stream:
        return read_stream(stream, path)


def read_stream(stream: BinaryIO, path: Path) -> Reading:
    """What stands at each position of `stream`, which is told of as the file at `path`."""
    preparer = _preparer()
    began = time.process_time()
    found = [outcome for _, outcome in preparer.parse(stream)]
    took = time.process_time() - began
    prepared = preparer.complete([(each, None) for each in found], new_id=new_id)
    return Reading(path, [record(each) for each in prepared], took)


def longest(records: Iterable[Record]) -> Record:
    """The record that answers for a document with several."""
    whole = (each for each in records if "error" not in each)
    return max(whole, key=lambda each: len(each["body"]), default={})


def record(outcome: Prepared | Rejected) -> Record:
    """What is scored of a position."""
    if isinstance(outcome, Rejected):
        return {"error": {"reason": outcome.reason.value, "detail": outcome.detail}}
    article = outcome.article
    return _fields(article) | {
        "tags": [
            {
                "scheme": tag.scheme,
                "code": tag.code,
                "label": tag.label,
                "weight": tag.weight,
                "top": tag.top,
                "because": [{"text": each.text} for each in tag.because],
            }
            for tag in outcome.tags
        ]
    }


def _fields(article: Article) -> Record:
    dateline = article.dateline
    return {
        "parser": article.parser,
        "headline": article.headline,
        "bylines": list(article.bylines),
        "published_at": article.published_at and article.published_at.isoformat(),
        "modified_at": article.modified_at and article.modified_at.isoformat(),
        "dateline": dateline
        and {
            "place": dateline.place,
            "date": dateline.date and dateline.date.isoformat(),
            "date_text": dateline.date_text,
        },
        "uri": article.uri,
        "url": article.url,
        "version": article.version,
        "body": article.body,
        "word_count": article.word_count,
    }


def _preparer() -> Preparer:
    if not _MADE:
        _MADE.append(make_preparer(load(environ={})[0]))
    return _MADE[0]
