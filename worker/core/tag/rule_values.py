"""The plain values of a rule, and what each may be; what is not so raises one line that says it."""

import re
from collections.abc import Mapping
from typing import Any

import regex

from worker.core.tag.rule_pattern import LONGEST_PATTERN, needs
from worker.core.tag.rule_terms import FIELDS, LONGEST_TERM
from worker.core.tag.scanned import BODY_WEIGHT, HEADLINE_WEIGHT, LEDE_WEIGHT

WEIGHTS: Mapping[str, float] = {
    "headline": HEADLINE_WEIGHT,
    "lede": LEDE_WEIGHT,
    "body": BODY_WEIGHT,
}
"""Fields that count, and for how much, where a rule says nothing else."""
OTHER_WEIGHT = 1.0
LIGHTEST, HEAVIEST = 0.01, 100.0
SHORTEST_FUZZY = 4
_NO_EXAMPLE = 'must be a list of texts, or of tables such as { headline = "..." }'
_COUNTRY = re.compile(r"[A-Z]{2}")
_NAME = re.compile(r"[\w.-]{1,64}")


def name(value: Any) -> str:
    """What a tag names something by."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError("must be 1 to 64 letters, digits, dots, dashes or underscores")
    return value


def text(value: Any) -> str:
    """A text that is not empty, on one line."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text")
    return " ".join(value.split())


def texts(value: Any) -> tuple[str, ...]:
    """A text or a list of them."""
    if not isinstance(value, list):
        value = [value]
    return tuple(map(text, value))


def country(value: Any) -> str:
    """The code of a country."""
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        raise ValueError("must be two capital letters, as ISO 3166 has them")
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004 - one error for all
    return value


def number(value: Any, least: float, most: float) -> float:
    """A number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"must be a number from {least:g} to {most:g}")
    return float(value)


def whole(value: Any, least: int, most: int) -> int:
    """A whole number within bounds."""
    if isinstance(value, float):
        raise ValueError("must be a whole number")  # noqa: TRY004
    return int(number(value, least, most))


def phrases(value: Any) -> tuple[str, ...]:
    """Texts to look for something like."""
    found = texts(value)
    for phrase in found:
        if not SHORTEST_FUZZY <= len(phrase) <= LONGEST_TERM:
            raise ValueError(
                f"{phrase[:20]!r} must have {SHORTEST_FUZZY} to {LONGEST_TERM} characters"
            )
    return found


def weights(value: Any) -> Mapping[str, float]:
    """Fields with weights, or a list of fields with the usual ones."""
    if isinstance(value, list):
        if any(isinstance(field, dict) for field in value):
            raise ValueError("write [watch.fields] with one bracket in place of [[watch.fields]]")
        value = {str(field): WEIGHTS.get(str(field), OTHER_WEIGHT) for field in value}
    if not isinstance(value, dict) or not value:
        raise ValueError("must be a list of fields, or fields with weights")
    for field, weight in value.items():
        if field not in FIELDS:
            raise ValueError(f"{field!r} is no field; there are {', '.join(sorted(FIELDS))}")
        number(weight, LIGHTEST, HEAVIEST)
    return {field: float(weight) for field, weight in value.items()}


def patterns(value: Any, *, case: bool) -> tuple["regex.Pattern[str]", ...]:
    """Regular expressions, compiled; those that would fill the memory are refused before."""
    if not isinstance(value, list):
        value = [value]
    return tuple(_pattern(each, case=case) for each in value)


def _pattern(written: Any, *, case: bool) -> "regex.Pattern[str]":
    if not isinstance(written, str) or not written:
        raise ValueError("must be a text or a list of texts")
    if len(written) > LONGEST_PATTERN:
        raise ValueError(f"{written[:20]!r}... is longer than {LONGEST_PATTERN} characters")
    needs(written)
    try:
        return regex.compile(written, 0 if case else regex.IGNORECASE, cache_pattern=False)
    except (regex.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{written!r} is no regular expression: {error}") from error


def examples(value: Any, fields: Mapping[str, float]) -> tuple[Mapping[str, str], ...]:
    """Articles by their fields; a bare text is a body, or all that a rule without body looks at."""
    if isinstance(value, dict):
        raise ValueError("write two brackets, as in [[watch.examples]]")  # noqa: TRY004
    if not isinstance(value, list):
        raise ValueError(_NO_EXAMPLE)  # noqa: TRY004
    bare = {FIELDS[field] for field in fields}
    wanted = ("body",) if "body" in bare else tuple(fields)
    return tuple(_example(each, wanted) for each in value)


def _example(value: Any, wanted: tuple[str, ...]) -> Mapping[str, str]:
    if isinstance(value, dict):
        for field, words in value.items():
            if field not in FIELDS or field == "lede":
                raise ValueError(f"{field!r} is no field that an example may have")
            if not isinstance(words, str):
                raise ValueError(f"{field} must be a text")  # noqa: TRY004
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_NO_EXAMPLE)
    return dict.fromkeys(wanted, value)
