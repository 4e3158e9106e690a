"""The headers that mail programs print above a message that is passed on."""

import re
from typing import NamedTuple

from worker.core.parse.record import instant

_NAMES = {
    "from": "from von de da fra från van od от 差出人 보낸사람 发件人",
    "date": "date sent datum gesendet envoyé fecha enviado data sendt dato skickat verzonden wysłano дата 日付 날짜",
    "subject": "subject betreff objet asunto assunto oggetto emne ämne onderwerp temat тема 件名 제목 主题",
}
_NAMED = {word: name for name, words in _NAMES.items() for word in words.split()}
_LINE = re.compile(r"[>*\s]{0,6}([^\W\d_][^\W\d_ -]{1,20}) ?\*?\s?[:：]\*?\s*(.{1,500}?)\s*$")
_SEARCHED = 400
_LINES_MAX = 12


class Forwarded(NamedTuple):
    """What is passed on.

    Attributes:
        before: the covering note.
        sender, subject: as printed.
        sent: None when no day can be read.
        text: the message itself.
    """

    before: str
    sender: str
    subject: str
    sent: instant.Instant | None
    text: str


def find(text: str) -> Forwarded | None:
    """The message passed on in `text`, or None when none is."""
    lines = text.split("\n")
    for at in range(min(len(lines), _SEARCHED)):
        if not _label(lines[at]):
            continue
        found: dict[str, str] = {}
        end = at
        while end < min(len(lines), at + _LINES_MAX) and lines[end].strip(" >*"):
            if label := _label(lines[end]):
                found.setdefault(*label)
            end += 1
        if found.keys() == _NAMES.keys():
            return Forwarded(
                "\n".join(lines[:at]),
                found["from"],
                found["subject"],
                instant.read(found["date"]),
                "\n".join(lines[end:]),
            )
    return None


def _label(line: str) -> tuple[str, str] | None:
    match = _LINE.match(line)
    name = _NAMED.get(match[1].lower()) if match else None
    return (name, match[2]) if match and name else None
