# ruff: noqa: T201 - it prints figures
"""Whether the user's own examples are read and tagged as they expect, and are two stories.

    python tests/quality/seeds.py FOLDER

`FOLDER` holds the files, and what is expected of each in expected.json. Prints what does not hold,
each with what there is, and how many expectations do; the exit code is 1 unless all do.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent.parent / "bench"
sys.path.insert(0, str(BENCH))

from memory_desk import MemoryDesk  # noqa: E402 - found by the line above

from worker.adapters.compiled import make_preparer  # noqa: E402
from worker.adapters.new_id import new_id  # noqa: E402
from worker.config import load  # noqa: E402
from worker.core.reading import Prepared  # noqa: E402


def main() -> int:
    """Read, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    preparer = make_preparer(load()[0])
    desk = MemoryDesk()
    holds = checked = 0
    stories = set()
    for file, wanted in expected.items():
        if not isinstance(wanted, Mapping):
            continue
        with (folder / file).open("rb") as stream:
            (reading,) = preparer.readings(stream, hint=None, new_id=new_id)
        assert isinstance(reading.outcome, Prepared), reading.outcome
        stories.add(desk.story(desk.take(reading.outcome.article).article_id))
        for what, is_so, there in _compared(wanted, reading.outcome):
            checked += 1
            holds += is_so
            if not is_so:
                print(f"{file}: {what} should be {wanted[what]!r}, and is {there!r}")
    checked += 1
    holds += len(stories) == 2
    print(f"{holds} of {checked} expectations hold")
    return int(holds < checked)


def _compared(wanted: Mapping[str, Any], one: Prepared) -> Iterator[tuple[str, bool, Any]]:
    """What is expected, whether it is so, and what there is."""
    for what, value in wanted.items():
        if what.endswith("_note"):
            continue
        kind, read = _READ[what]
        there = read(one)
        yield what, kind(there, value), there


def _tags(scheme: str) -> Callable[[Prepared], list[str]]:
    return lambda one: [tag.code for tag in one.tags if tag.scheme == scheme]


def _same(there: Any, value: Any) -> bool:
    return bool(there == value)


def _has(there: list[str], value: list[str]) -> bool:
    return set(value) <= set(there)


def _begins(there: str, value: str) -> bool:
    return there.startswith(value)


def _ends(there: str, value: str) -> bool:
    return there.endswith(value)


def _dateline(one: Prepared) -> dict[str, str | None] | None:
    line = one.article.dateline
    if line is None:
        return None
    return {"place": line.place, "date": str(line.date), "date_text": line.date_text}


def _published(one: Prepared) -> str | None:
    at = one.article.published_at
    return at.isoformat() if at else None


def _topics(one: Prepared) -> list[str]:
    return [tag.top for tag in one.tags if tag.scheme == "topic" and tag.top]


_READ: Mapping[str, tuple[Callable[[Any, Any], bool], Callable[[Prepared], Any]]] = {
    "headline": (_same, lambda one: one.article.headline),
    "section": (_same, lambda one: one.article.section),
    "published_at": (_same, _published),
    "ed_note": (_same, lambda one: one.article.ed_note),
    "signal": (_same, lambda one: [str(signal) for signal in one.article.signals]),
    "bylines": (_same, lambda one: list(one.article.bylines)),
    "byline_email": (_same, lambda one: one.article.byline_email),
    "dateline": (_same, _dateline),
    "agency": (_same, lambda one: one.article.agency),
    "agency_tag": (lambda there, value: _has(there, [value]), lambda one: list(map(str, one.tags))),
    "source": (_same, lambda one: one.article.source),
    "language": (_same, lambda one: one.article.language),
    "body_starts": (_begins, lambda one: one.article.body),
    "body_ends": (_ends, lambda one: one.article.body),
    "body_paragraphs": (_same, lambda one: len(one.article.paragraphs)),
    "repeated_paragraphs_collapsed": (_same, lambda one: one.article.repeated_paragraphs),
    "furniture_dropped": (_has, lambda one: [dropped.text for dropped in one.article.dropped]),
    "countries": (_has, _tags("country")),
    "persons": (_has, _tags("person")),
    "orgs_include": (_has, _tags("org")),
    "topics_include_under": (_has, _topics),
}


if __name__ == "__main__":
    sys.exit(main())
