"""The words that a rule asks for, as people write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_SAME_NAME = (
    "headline", "body", "subheadline", "abstract", "slugline", "section", "source", "agency",
    "bylines", "byline_email", "credit_line", "ed_note", "url", "uri", "language", "located",
    "type", "genres", "info_sources", "subjects", "signals", "urgency", "pub_status",
    "usage_terms", "copyright_holder", "copyright_notice",
)  # fmt: skip
FIELDS: Mapping[str, str] = MappingProxyType(
    {"lede": "body", "dateline": "dateline.place"} | {name: name for name in _SAME_NAME}
)
"""Fields by the names that rules use, and as `Scanned` names them; the lede is a part of the body."""

LONGEST_TERM = 200
_WORDS = re.compile(r'"([^"]*)"|(\S+)')
_PREFIX = re.compile(r"([a-z_]+):(?=\S)")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one behind the other.

    Attributes:
        words: as written, single blanks between them.
        field: the only field that counts; None for those of the rule.
        stem: the last word may go on.
        strict: signs between the words count as well, which else are blanks.
    """

    words: str
    field: str | None = None
    stem: bool = False
    strict: bool = False


Group = tuple[Term, ...]
"""Terms of which one is enough."""


def term(text: Any, *, strict: bool = False) -> Term:
    """Read `words`, `begin*` or `field:words`.

    Raises:
        ValueError: one line what is wrong with it.
    """
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is no text; put it in quotes")  # noqa: TRY004 - one error for all
    field, words = None, " ".join(text.split())
    match = _PREFIX.match(words)
    if match and match[1] in FIELDS:
        field, words = match[1], words[match.end() :]
    stem = words.endswith("*") and not strict
    words = words.removesuffix("*").rstrip() if stem else words
    if not any(map(str.isalnum, words)):
        raise ValueError(f"{text!r} has no letters or digits to look for")
    if len(words) > LONGEST_TERM:
        raise ValueError(f"{text[:20]!r}... is longer than {LONGEST_TERM} characters")
    if "*" in words and not strict:
        raise ValueError(f"{text!r}: a * may only stand at the end; use `regex` for other patterns")
    return Term(words, field, stem, strict)


def terms(written: Any, *, strict: bool = False) -> Group:
    """Read a list of terms, or one text of single words and "quoted phrases".

    Raises:
        ValueError: one line what is wrong with it.
    """
    if isinstance(written, str):
        if strict:
            return (term(written, strict=True),)
        if written.count('"') % 2:
            raise ValueError(f"{written!r} has a quote that is not closed")
        return tuple(term(quoted or word) for quoted, word in _WORDS.findall(written))
    if not isinstance(written, list):
        raise ValueError("must be a text or a list of texts")  # noqa: TRY004
    return tuple(term(each, strict=strict) for each in written)


def groups(written: Any) -> tuple[Group, ...]:
    """Read a list whose entries are terms, or lists of terms of which one is enough.

    Raises:
        ValueError: one line what is wrong with it.
    """
    if not isinstance(written, list):
        return tuple((each,) for each in terms(written))
    return tuple(terms(each) if isinstance(each, list) else (term(each),) for each in written)
