"""ANPA-1312, the wire format of American agencies: header, keywords, headline, text, trailer."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.agency import control, signed, subjects
from worker.core.parse.agency.control import Message
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.timestamp import Stamp
from worker.core.parse.limits import Limits
from worker.core.parse.printed import layout, moment, notes
from worker.errors import Reason, Rejected

_SNIFF = re.compile(
    rb"[\x00\r\n \x16]{0,40}\x01[A-Za-z]{0,3}\d{3,4}[\x1e\x1f\r\n]|\x16{2,40}\x01[A-Za-z]{0,3}\d{3,4}"
)
_HEADER = re.compile(
    r"(?P<number>[A-Za-z]{0,3}\d{3,4})[^\n]*\n\s*(?P<priority>[a-z])\s(?P<category>[a-z])[\x10-\x14\s]{0,8}"
    r"(?P<slug>[^\n]*?)\s+(?P<day>\d\d-\d\d)\s+(?P<words>\d{1,5})\s*$"
)
_TRAILER = re.compile(
    r"(?P<house>[A-Z]{2,8})-[A-Z]{2}-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>[A-Z]{2,4})?"
)
_URGENCY = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5}
_PHOTOS = re.compile(r"[A-Z]{2,8} (?:Photos?|Graphics?|Video)\b")
_NOTE = re.compile(r"\(?(?:Eds|EDS|Editors|EDITORS|ATTN)\b[ :.]")
_COUNT = re.compile(r",\s?\d{2,5}$")
_TAKE = re.compile(r",\s?((?:\d{1,2}(?:st|nd|rd|th)\s)?(?:Ld|Lead|Add|Sub|Writethru)[\w -]*)$")
_ABSTRACT_WORDS = 18
_CELLS_MIN = 3
_SET = str.maketrans({"\t": " ", "\x08": "\n^", "\x10": " "})
_CATEGORIES = "a1312cat"


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is in ANPA-1312."""
    return bool(_SNIFF.match(head))


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """Every message in the file, one position each."""
    yield from control.articles(stream, limits, _draft)


def _draft(message: Message) -> Draft:
    if not message.text:
        raise Rejected(
            Reason.MALFORMED, "no start of text (STX) follows its header; was it cut off?"
        )
    found = Draft("anpa1312")
    if match := _HEADER.match(message.header):
        found.urgency = _URGENCY.get(match["priority"])
        found.subjects.append(subjects.coded(match["category"], scheme=_CATEGORIES))
        found.slugline = " ".join(control.printed(match["slug"]).split()) or None
        found.drop(" ".join(control.printed(message.header).split()), "header")
    _trailer(found, control.printed(message.trailer))
    lines = _lines(message.text)
    found.paragraphs = _report(lines[_above(found, lines) :])
    return found


def _lines(text: str) -> list[str]:
    """The lines with the marks that begin them, quotation marks and dashes as they were meant."""
    plain = control.printed(text.translate(_SET)).replace("``", '"').replace("''", '"')
    plain = plain.replace("< ^", "<\n^")
    return [line.rstrip() for line in plain.split("\n") if line.strip()]


def _above(found: Draft, lines: list[str]) -> int:
    """Read the lines before the report, each begun by "^"; how many they are."""
    keyword = headline = None
    at = 0
    for at, raw in enumerate(lines):
        text = raw.lstrip("^ ").rstrip("<= ")
        if keyword is None:
            # "*9006" is a desk's own number
            if text.lstrip("*").isdigit():
                continue
            keyword = text
            _keyword(found, text)
        elif not raw.startswith("^"):
            return at
        elif text.startswith("By ") and raw.endswith("="):
            found.bylines = signed.names(text)
            return at + 1 + _post(found, lines[at + 1 :])
        elif _NOTE.match(text) or notes.is_note(text):
            found.notes.append(text)
        elif _PHOTOS.match(text):
            found.drop(text, "picture note")
        elif headline is None and (not raw.endswith("=") or _signed_below(lines, at)):
            found.headline = headline = text
        elif raw.endswith("<") and len(text.split()) >= _ABSTRACT_WORDS:
            found.abstracts.append(text)
        else:
            return at
    return len(lines) if lines and at == len(lines) - 1 else at


def _signed_below(lines: list[str], at: int) -> bool:
    """Whether the byline follows so soon that the line at `at` can only be the headline."""
    return any(line.startswith("^By ") for line in lines[at + 1 : at + 4])


def _keyword(found: Draft, text: str) -> None:
    """The keyword line "BC-US--Storm, 1st Ld-Writethru,416": slugline, version, words."""
    text = _COUNT.sub("", text)
    if take := _TAKE.search(text):
        found.version = take[1].strip()
        found.notes.append(take[1].strip())
        text = text[: take.start()]
    found.slugline = text.rstrip(",") or found.slugline


def _post(found: Draft, lines: list[str]) -> int:
    """How many lines behind the byline only say who the author works for."""
    if lines and lines[0].startswith("^") and lines[0].endswith("="):
        text = lines[0].strip("^= ")
        if signed.is_house(text) or len(text.split()) <= 4:  # noqa: PLR2004
            found.drop(text, "byline")
            return 1
    return 0


def _report(lines: list[str]) -> list[str]:
    """The paragraphs: one begins where a line is indented or begun by "^", and ends at "<"."""
    parts: list[list[str]] = []
    goes_on = False
    for raw in lines:
        text = " ".join(raw.strip("^ ").rstrip("<=").replace(" _ ", " – ").split())
        # where the dash is part of the dateline it stays as printed
        if not text or text == "END":
            goes_on = False
            continue
        if goes_on and not raw.startswith((" ", "^")) and len(parts[-1][-1]) <= layout.WRAP_MAX:
            parts[-1].append(text)
        else:
            parts.append([text])
        goes_on = not raw.endswith(("<", "="))
    return _tabled([" ".join(part) for part in parts])


def _tabled(parts: list[str]) -> list[str]:
    """`parts` with the rows of a table, whose cells semicolons part, as lines of one paragraph."""
    found: list[str] = []
    for is_table, grouped in groupby(parts, key=lambda text: text.count(";") >= _CELLS_MIN):
        rows = list(grouped)
        found.extend(["\n".join(rows)] if is_table else rows)
    return found


def _trailer(found: Draft, trailer: str) -> None:
    """The time in a trailer such as "AP-WF-02-20-16 0337GMT", and the house that signs it."""
    match = _TRAILER.search(trailer)
    if not match:
        return
    found.agency = match["house"]
    clock = f"{match['hour']}:{match['minute']} {match['zone'] or ''}".rstrip()
    for when in moment.moments(f"20{match['year']}-{match['month']}-{match['day']} {clock}"):
        if when.timed:
            found.published = Stamp(when.at, when.zone, match[0].partition("-WF-")[2] or match[0])
