"""Subjects with their schemes, from the ways in which the formats name them."""

import re
from collections.abc import Iterable

from worker.core.article import Subject

MAX = 500
"""More subjects than this say nothing about an article."""

_IPTC = re.compile(r"https?://(?:cv|cvx)\.iptc\.org/newscodes/([\w-]{2,40})/?", re.IGNORECASE)
_ALIASES = {"mediatopic": "medtop", "subjectcode": "subj"}


def coded(code: str | None, label: str | None = None, scheme: str | None = None) -> Subject | None:
    """The subject that a code such as "medtop:04000000", an address or a bare code names.

    >>> str(coded("http://cv.iptc.org/newscodes/mediatopic/20000523"))
    'medtop:20000523'
    """
    code = _line(code)
    label = _line(label) or None
    if not code:
        return Subject(_scheme(scheme), label, label) if label else None
    if scheme:
        return Subject(_scheme(scheme), code, label)
    if code.startswith(("http://", "https://")):
        base, slash, last = code.rstrip("/#").rpartition("#" if "#" in code.rstrip("#") else "/")
        return Subject(_scheme(base + slash), last, label) if last else None
    alias, colon, rest = code.partition(":")
    return Subject(alias, rest, label) if colon and alias and rest else Subject("", code, label)


def unique(found: Iterable[Subject | None]) -> tuple[Subject, ...]:
    """`found` in order, each once; the first that has a label speaks for its likes."""
    known: dict[tuple[str, str], Subject] = {}
    for subject in found:
        if subject is None:
            continue
        key = (subject.scheme, subject.code)
        if key not in known or (subject.label and not known[key].label):
            known[key] = subject
        if len(known) >= MAX:
            break
    return tuple(known.values())


def _scheme(name: str | None) -> str:
    name = _line(name)
    match = _IPTC.match(name)
    return _ALIASES.get(match[1].lower(), match[1].lower()) if match else name


def _line(text: str | None) -> str:
    return " ".join(text.split()) if text else ""
