"""Editors' notes to other editors, and what they say was done to the copy."""

import re
from collections.abc import Iterable
from datetime import datetime

from worker.core.article import PubStatus, Signal
from worker.core.parse.printed.moment import moments

LINE_MAX = 600
"""A note is shorter than this."""

_NOTE = re.compile(
    r"""
    [\[(]? \s? (?:
        ATTN \b | Attn: | ATTENTION \s EDITORS | (?:EDS|Eds|EDITORS?|Editors) \b \s?[:;.–-] | E[Dd][Ss] \s NOTE
      | (?:EDITOR|Editor)['’](?:S|s) \s (?:NOTE|Note|note) \b | NOTE \s TO \s EDITORS | Note \s to \s [Ee]ditors
      | (?:CORRECTS|RECASTS|UPDATES|ADDS|SUBS|REFILES|REPEATS|CLARIFIES) \b
      | (?:This \s version|Refiles|Corrects|Recasts|Updates|Adds|Repeats|Clarifies) \s (?=[^.]{0,200}\b(?:to|with|in|from|para\w*|headline|lede?|day)\b)
      | (?:CORRECTION|CORRECTED|KILL|ADVISORY|UPDATE|URGENT|WITHDRAWN) \b (?: : | \)?$)
      | (?:ADVISORY|EMBARGO(?:ED)?) \b (?: [:,–-] | \s)
      | (?:MANDATORY|BULLETIN) \s KILL
      | (?:\w{1,30}[-,\s])? \d{0,2}(?:st|nd|rd|th) \s L(?:d|ead)\b
    )
    """,
    re.VERBOSE,
)
_SIGNALS = (
    (Signal.RECAST, r"\brecast(?:s|ing)?\b|\bwrite-?thr(?:u|ough)s?\b"),
    (Signal.CORRECTION, r"\bcorrect(?:s|ed|ing|ion|ions|ive)?\b|\bclarif(?:ies|ied|ication)\b"),
    (Signal.UPDATE, r"\bupdate[sd]?\b|\badds\b|\bupdating\b"),
    (
        Signal.LEAD,
        r"\b\d{1,2}(?:st|nd|rd|th)\s(?:ld|lead)\b|\((?:\d(?:st|nd|rd|th)\s)?(?:lead|ld)\)",
    ),
    (
        Signal.KILL,
        r"\bkill(?:s|ed)?\b(?=\s?[:,.)!–-]|\s?$|\s(?:story|slug|this|the|all|headline|mandatory))|\bwithdrawn\b",
    ),
    (Signal.ADVISORY, r"\badvisory\b"),
    (Signal.EMBARGO, r"\bembargo(?:ed)?\b"),
)
_ANY = re.compile(
    "|".join(f"(?P<{signal.value}>{pattern})" for signal, pattern in _SIGNALS), re.IGNORECASE
)
_IN_HEADLINE = re.compile(
    r"(?:[(\[]\s?)?(?:CORRECTED|CORRECTION|UPDATE\s?\d{0,2}|UPDATED|KILL|ADVISORY|EMBARGOED|WITHDRAWN|RECAST"
    r"|(?:\d(?:st|nd|rd|th)\s)?(?:LEAD|LD))\b(?=\s?[-:)\]–—,]|\d)"
)


# what a headline begins with, as in "URGENT: Bridge shut" and "UPDATE 1-Bridge shut"
_TITLE = re.compile(
    r"(?:URGENT|FLASH|BULLETIN|UPDATED?|CORRECTED|CORRECTION|REFILE|WRAPUP|EXCLUSIVE)(?:\s?\d{1,2})?\s?[:–—-]\s?\w"
)
_TITLE_MAX = 160
# as in "AM-Ferry, 2nd Ld-Writethru,0452" and "BC-Ferry-Quay"
_SLUG = re.compile(r"(?:[ABP]M|BC|AP)-{1,2}[A-Z][\w'&./ -]{1,40}(?:,\s?[\w'&./ -]{1,30}){0,4}$")
_SLUGS = ("ATTN", "ATTENTION", "EMBARGO", "ADVISORY")


def is_note(line: str) -> bool:
    """Whether `line` is a note to editors.

    >>> is_note("(ATTN: UPDATES with quote in paras 4-5)")
    True
    """
    if len(line) > LINE_MAX or not (match := _NOTE.match(line)):
        return False
    # "UPDATE software now, users are told" is a sentence; a note says so by its shape
    bracketed = line[0] in "([" and line[-1] in ")]"
    return bracketed or not line[match.end() - 1].isspace() or line.isupper() or _slugged(match[0])


def is_title(line: str) -> bool:
    """Whether `line` is a headline with a mark such as "URGENT:" before it, and no sentence."""
    return len(line) <= _TITLE_MAX and bool(_TITLE.match(line)) and line[-1] not in ".)]"


def is_slug(line: str) -> bool:
    """Whether `line` is the keyword that American agencies send above the headline.

    >>> is_slug("AM-Ferry, 2nd Ld-Writethru,0452")
    True
    """
    return bool(_SLUG.match(line))


def signals(notes: Iterable[str], headline: str | None = None) -> tuple[Signal, ...]:
    """What `notes`, and the marks before a headline, say was done; in the order it is said."""
    found: list[Signal] = []
    texts = list(notes)
    if headline and (match := _IN_HEADLINE.match(headline)):
        texts.insert(0, f"{match[0]})")
    for text in texts:
        found.extend(Signal(match.lastgroup) for match in _ANY.finditer(text) if match.lastgroup)
    return tuple(dict.fromkeys(found))


def pub_status(found: Iterable[Signal], until: datetime | None = None) -> PubStatus:
    """Whether an article with these signals may be used; an embargo with an end ends by itself."""
    known = set(found)
    if Signal.KILL in known:
        return PubStatus.CANCELED
    withheld = Signal.EMBARGO in known and until is None
    return PubStatus.WITHHELD if withheld else PubStatus.USABLE


def embargoed_until(notes: Iterable[str]) -> datetime | None:
    """The time that an embargo ends, where the note prints day, time and zone."""
    for note in notes:
        if re.search(r"embargo", note, re.IGNORECASE):
            for found in moments(note):
                return found.at
    return None


def _slugged(start: str) -> bool:
    return start[-1:] in {"d", "D"} or start.strip("([ ").startswith(_SLUGS)
