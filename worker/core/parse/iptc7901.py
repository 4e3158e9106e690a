"""IPTC 7901, the wire format of European agencies: header, headline, text, time of sending."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from worker.core.article import Article
from worker.core.parse.agency import control, signed, subjects
from worker.core.parse.agency.control import Message
from worker.core.parse.agency.draft import Draft
from worker.core.parse.agency.timestamp import Stamp
from worker.core.parse.limits import Limits
from worker.core.parse.printed import moment, notes
from worker.errors import Reason, Rejected

_SNIFF = re.compile(
    rb"[\x00\r\n \x16]{0,20}\x01[A-Za-z]{2,4}\d{2,5}[ \t]{1,3}[0-9] [A-Za-z]{1,3}[ \r\n]"
)
_HEADER = re.compile(
    r"(?P<number>[A-Za-z]{2,4}\d{2,5})\s+(?P<priority>\d)\s(?P<category>[A-Za-z]{1,3})\s{0,9}(?P<words>\d{1,6})?"
    r"\s*(?P<rest>[^\n]*)"
)
_TRAILER = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s(?:(?P<zone>[A-Z]{2,5})\s)?(?P<month>[^\W\d_]{3,9})\.?\s(?P<year>\d\d(?:\d\d)?)\b"
)
_NOT_FOR_PRINT = re.compile(
    r"^[ \t]*(?:(?:\*[ \t]?){3,10}$|#{1,3}[ \t]|[^\n]{0,80}(?:not (?:intended )?for publication|nicht zur Veröffentlichung))",
    re.MULTILINE | re.IGNORECASE,
)
_TO_EDITORS = re.compile(
    r"^#{1,3}[^\n]{0,40}(?:[Ee]ditors?|Redaktion\w{0,4})\b[^\n]{0,20}\n((?:[ \t]{0,4}[-*][^\n]*(?:\n|\Z)(?:[ \t]{1,4}[^\s*-][^\n]*(?:\n|\Z)){0,5}){1,20})",
    re.MULTILINE,
)
_MARK = re.compile(
    r"(?:(?:\d(?:ST|ND|RD|TH) )?(?:LEAD|LD|ADD|TAKE)\b.*|REFILE|EXTRA|URGENT|FLASH|CORRECTION|CORRECTED|UPDATE\w*|ADVISORY|KILL"
    r"|EMBARGO\w*|ATTENTION.*|EILT|EIL|BERICHTIGUNG|KORREKTUR|SPERRFRIST.*|REPEAT\w*|RECAST\w*|NEWS ?FEATURE|FEATURE|ANALYSIS|SUMMARY)"
)
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door) \S")
_WRAPPED = 45
"""A line that goes on in the next one is at least so long."""
_STARTS = ("  ", "\t", "- ", "* ")
_ABOVE = 10
_SCHEME = "iptc7901"


def sniff(head: bytes) -> bool:
    """Whether a file that begins with `head` is in IPTC 7901."""
    return bool(_SNIFF.match(head))


def parse(stream: BinaryIO, limits: Limits) -> Iterator[Article | Rejected]:
    """Every message in the file, one position each."""
    yield from control.articles(stream, limits, _draft)


def _draft(message: Message) -> Draft:
    found = Draft("iptc7901")
    header = control.printed(message.header)
    match = _HEADER.match(header)
    if match:
        found.urge(match["priority"])
        found.subjects.append(subjects.coded(match["category"].lower(), scheme=_SCHEME))
        house = re.search(r"([A-Za-z][\w-]{1,12})\s+\d{2,5}\s*$", match["rest"])
        found.agency = house[1] if house else None
        found.drop(" ".join(match[0].split()), "header")
        found.slugline = " ".join(header[match.end() :].split()).rstrip("/") or None
    found.published = _sent(control.printed(message.trailer))
    text = control.printed(message.text or "")
    if not message.text:
        raise Rejected(
            Reason.MALFORMED, "no start of text (STX) follows its header; was it cut off?"
        )
    report = _above(found, text)
    if cut := _NOT_FOR_PRINT.search(report):
        below = report[cut.start() :].strip()
        found.drop(below, "not for publication")
        found.notes.extend(each.strip() for each in _TO_EDITORS.findall(below))
        report = report[: cut.start()]
    found.paragraphs = _paragraphs(report)
    return found


def _paragraphs(report: str) -> list[str]:
    """The paragraphs, which empty lines or indents part; short lines are a list's or a table's."""
    parts: list[list[str]] = []
    before = ""
    for line in report.split("\n"):
        text = " ".join(line.split())
        if text and len(before) >= _WRAPPED and not line.startswith(_STARTS):
            parts[-1].append(text)
        elif text:
            parts.append([text])
        before = text
    return [" ".join(part) for part in parts]


def _above(found: Draft, text: str) -> str:
    """Read marks, headline and byline off the first lines; what follows them."""
    block, gap, report = text.strip("\n").partition("\n\n")
    lines = block.split("\n")
    ends = [at for at, line in enumerate(lines[:_ABOVE]) if line.rstrip().endswith("=")]
    if ends and ends[-1] + 1 < len(lines):
        # the sign ends what stands above the report, where no empty line does
        report = "\n".join(lines[ends[-1] + 1 :]) + gap + report
        lines = lines[: ends[-1] + 1]
    headline: list[str] = []
    names: list[str] = []
    for line in filter(None, (line.strip().rstrip("= ") for line in lines)):
        if not headline and (_MARK.fullmatch(line) or notes.is_note(line)):
            found.notes.append(line)
        elif headline and (names or _BYLINE.match(line)):
            names.append(line)
        else:
            headline.append(line)
    if not report:
        # without an empty line the first line is the headline, as far as anyone can tell
        headline, report = headline[:1], "\n".join(headline[1:])
    found.headline = " ".join(headline) or None
    found.bylines = signed.names(" ".join(names))
    return report


def _sent(trailer: str) -> Stamp | None:
    """The time in a trailer such as "071341 GMT Okt 15"."""
    match = _TRAILER.search(trailer)
    if not match:
        return None
    line = f"{match['day']} {match['month']} {match['year'].rjust(4, '#').replace('##', '20')}"
    clock = f"{match['hour']}:{match['minute']} {match['zone'] or ''}".rstrip()
    for found in moment.moments(f"{line} {clock}"):
        return Stamp(found.at, found.zone, match[0]) if found.timed else None
    return None
