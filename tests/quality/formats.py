"""What became of the files of a folder of examples: by which parser, or for which reason not."""

import ast
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from quality.reading import Reading, read_stream
from quality.score import plain

_EXPECTED = re.compile(r"<!--.*?Expect:\s*(.*?)-->", re.DOTALL)
_MEDIA = (b"\xff\xd8\xff", b"\x89PNG", b"ID3", b"GIF8")
_TAG = re.compile(r"<[^>]*>")
_ENTRY = re.compile(rb"<(?:item|entry)\b[^>]*>", re.IGNORECASE)
_TIMES = {"published_parsed": "published_at", "updated_parsed": "modified_at"}
_PACKAGES = {"composite", "planning", "event"}
_WORDED = ("headline", "title", "body", "bodies", "description")
_HEAD = 4096


class Outcome(NamedTuple):
    """Files that went one way, and how many articles they held."""

    files: int
    articles: int


def outcomes(readings: Iterable[Reading]) -> dict[str, Outcome]:
    """Files by parser, or by the reason for which nothing in them was read."""
    files: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for reading in readings:
        way = _way(reading)
        files[way] += 1
        articles[way] += sum("error" not in each for each in reading.records)
    return {way: Outcome(files[way], articles[way]) for way in sorted(files)}


def figures(name: str, readings: Sequence[Reading]) -> dict[str, float]:
    """The figures of the folder `name`: files read whole, and what its own tests expect."""
    read = [not _way(each).startswith("rejected") for each in readings]
    found: dict[str, float] = {"documents": len(readings), "parsed": sum(read)}
    if name == "ninjs":
        for suite in ("should_pass", "should_fail"):
            there = [
                ok for each, ok in zip(readings, read, strict=True) if suite in each.path.parts
            ]
            found[f"{suite} read"] = sum(there)
            found[f"{suite} files"] = len(there)
        worded = [
            ok
            for each, ok in zip(readings, read, strict=True)
            if "should_pass" in each.path.parts and _has_words(each)
        ]
        found["should_pass with words read"] = sum(worded)
        found["should_pass with words"] = len(worded)
    if name == "feeds":
        found |= _expectations(readings)
    if name == "agency":
        media = [_is_media(each) for each in readings]
        found["pictures and sound among them"] = sum(media)
    return found


def table(readings: Iterable[Reading]) -> list[str]:
    """One line a file: parser, headline, uri, version, place, words."""
    lines = []
    for reading in readings:
        for each in reading.records:
            if error := each.get("error"):
                lines.append(f"{reading.path.name} | {error['reason']} | {error['detail']}")
                continue
            place = (each["dateline"] or {}).get("place")
            told = (each["parser"], each["headline"], each["uri"], each["version"], place)
            lines.append(" | ".join(map(str, (reading.path.name, *told, each["word_count"]))))
    return lines


def _way(reading: Reading) -> str:
    whole = [each for each in reading.records if "error" not in each]
    if whole:
        return str(whole[0]["parser"])
    return f"rejected {reading.records[0]['error']['reason']}"


def _has_words(reading: Reading) -> bool:
    """Whether a ninjs file is of some content with a headline or a text, or is a notice."""
    try:
        fields = json.loads(reading.path.read_bytes(), strict=False)
    except ValueError:
        return False
    fields = {key.lower(): value for key, value in fields.items()}
    if fields.get("type") in _PACKAGES:
        return False
    notice = fields.get("pubstatus") in {"canceled", "withheld"}
    return notice or any(value for key, value in fields.items() if key.startswith(_WORDED))


def _is_media(reading: Reading) -> bool:
    with reading.path.open("rb") as stream:
        return stream.read(4).startswith(_MEDIA)


def _expectations(readings: Iterable[Reading]) -> dict[str, float]:
    """How many of the titles, times and counts that the files' own comments expect were read.

    An entry that is nothing but a time is no article: its time is looked for with a title added.
    """
    met: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for reading in readings:
        for kind, index, wanted in _expected(reading):
            stated[kind] += 1
            met[kind] += _is_met(
                _titled(reading) if kind in _TIMES else reading, kind, index, wanted
            )
    return {
        f"{kind} {what}": count[kind]
        for kind in sorted(stated)
        for what, count in (("as expected", met), ("expected", stated))
    }


def _expected(reading: Reading) -> list[tuple[str, int, Any]]:
    head = reading.path.read_bytes()[:_HEAD].decode("latin-1")
    match = _EXPECTED.search(head)
    if not match:
        return []
    try:
        tree = ast.parse(match[1].strip(), mode="eval").body
    except SyntaxError:
        return []
    tests = tree.values if isinstance(tree, ast.BoolOp) else [tree]
    return [found for test in tests if (found := _stated(test))]


def _stated(test: ast.expr) -> tuple[str, int, Any] | None:
    """What `len(entries) == 2` or `entries[0]['title'] == 'A'` says of our articles."""
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return None
    left, right = ast.unparse(test.left), test.comparators[0]
    try:
        wanted = ast.literal_eval(right)
    except ValueError:
        return None
    if left == "len(entries)":
        return "entries", 0, wanted
    match = re.fullmatch(r"entries\[(\d+)\]\['(title|published_parsed|updated_parsed)'\]", left)
    return (match[2], int(match[1]), wanted) if match else None


def _is_met(reading: Reading, kind: str, index: int, wanted: Any) -> bool:
    if kind == "entries":
        # what holds no text is an entry for a reader of feeds, and a rejected position here
        return bool(
            len(reading.records) == wanted or (wanted == 0 and "error" in reading.records[0])
        )
    if index >= len(reading.records):
        return False
    each = reading.records[index]
    if kind == "title":
        # a title with markup in it is a headline without
        read = each.get("headline")
        return plain(read) in {plain(wanted), plain(html.unescape(_TAG.sub("", wanted)))}
    read = datetime.fromisoformat(each.get(_TIMES[kind]) or "0001-01-01")
    utc = read.astimezone(UTC) if read.tzinfo else read
    return utc.timetuple()[:5] == tuple(wanted[:5])


def _titled(reading: Reading) -> Reading:
    """The same with a title in each entry."""
    raw = reading.path.read_bytes()
    return read_stream(io.BytesIO(_ENTRY.sub(rb"\g<0><title>Title</title>", raw)), reading.path)
