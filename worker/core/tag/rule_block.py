"""One `[[watch]]` block of tags.toml: what it may say, and the rule that it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import regex

from worker.core.tag import rule_values as read
from worker.core.tag.rule_fuzzy import pieces
from worker.core.tag.rule_pattern import needs
from worker.core.tag.rule_terms import Group, groups, terms

FUZZY_THRESHOLD = 90.0
LEAST_THRESHOLD = 50
MOST_MENTIONS = 10_000
HIGHEST_SCORE = 1_000_000
FARTHEST = 100
"""So many words may stand between those that are to be near."""

_KEYS = (
    "name", "label", "any", "all", "none", "exact", "regex", "fuzzy", "fuzzy_threshold", "near",
    "count", "fields", "case", "min_score", "examples", "counter_examples", "enabled",
)  # fmt: skip


class WrongBlockError(ValueError):
    """A block is wrong; `key` says where in it."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}" if key else why)
        self.key = key


class Near(NamedTuple):
    """One of the first terms beside one of the others, and at most so many words between them."""

    one: Group
    other: Group
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the user's own; every operator that it has must hold.

    Attributes:
        any, exact, regex, fuzzy, near: one of each must hold; of `none` none may.
        all: each of the groups must hold.
        count: so many mentions there must be, of whatever the rule looks for.
        fields: the fields that count, by the names of `rule_terms.FIELDS`, and for how much.
        anchors: a text without any of these cannot match; empty where terms say as much.
        examples, counter_examples: the fields of articles that must match, and must not.
    """

    name: str
    label: str
    any: Group
    all: tuple[Group, ...]
    none: Group
    exact: Group
    regex: tuple["regex.Pattern[str]", ...]
    fuzzy: tuple[str, ...]
    fuzzy_threshold: float
    near: tuple[Near, ...]
    count: int
    fields: Mapping[str, float]
    case: bool
    min_score: float
    enabled: bool
    examples: tuple[Mapping[str, str], ...]
    counter_examples: tuple[Mapping[str, str], ...]
    anchors: frozenset[str] = frozenset()


def rule(block: Any) -> Rule:
    """Read one block.

    Raises:
        WrongBlockError: it is wrong, where and how.
    """
    if not isinstance(block, dict):
        raise WrongBlockError("", "write [[watch]] with two brackets, then a line for each key")
    for key in block:
        if key not in _KEYS:
            raise WrongBlockError(key, f"no such key; there are {', '.join(_KEYS)}")

    def asked(key: str, reader: Callable[[Any], Any], default: Any = ()) -> Any:
        try:
            return reader(block[key]) if key in block else default
        except ValueError as error:
            raise WrongBlockError(key, str(error)) from error

    name = asked("name", read.name, None)
    if name is None:
        raise WrongBlockError("name", "is missing")
    case = asked("case", read.flag, default=False)
    fields = asked("fields", read.weights, read.WEIGHTS)
    made = Rule(
        name=name,
        label=asked("label", read.text, name),
        any=asked("any", terms),
        all=asked("all", groups),
        none=asked("none", terms),
        exact=asked("exact", lambda value: terms(value, strict=True)),
        regex=asked("regex", lambda value: read.patterns(value, case=case)),
        fuzzy=asked("fuzzy", read.phrases),
        fuzzy_threshold=asked(
            "fuzzy_threshold", lambda v: read.number(v, LEAST_THRESHOLD, 100), FUZZY_THRESHOLD
        ),
        near=asked("near", _nears),
        count=asked("count", lambda value: read.whole(value, 1, MOST_MENTIONS), 1),
        fields=fields,
        case=case,
        min_score=asked("min_score", lambda value: read.number(value, 0, HIGHEST_SCORE), 0.0),
        enabled=asked("enabled", read.flag, default=True),
        examples=asked("examples", lambda value: read.examples(value, fields)),
        counter_examples=asked("counter_examples", lambda value: read.examples(value, fields)),
    )
    return replace(made, anchors=_anchors(made))


def _nears(value: Any) -> tuple[Near, ...]:
    if not isinstance(value, list):
        raise ValueError("must be a list of [words, other words, distance]")  # noqa: TRY004 - one error for all
    return tuple(map(_near, value))


def _near(value: Any) -> Near:
    match value:
        case [one, other, distance]:
            sides = [
                terms(side) if isinstance(side, list) else terms([side]) for side in (one, other)
            ]
            if not all(sides):
                raise ValueError("both sides need words")
            return Near(sides[0], sides[1], read.whole(distance, 0, FARTHEST))
        case _:
            raise ValueError('each must be [words, other words, distance], as ["ship", "reef", 5]')


def _anchors(made: Rule) -> frozenset[str]:
    """What a text must hold for patterns and likenesses to be tried, where no term says so."""
    if made.any or made.all or made.exact or made.near:
        return frozenset()
    if not (made.regex or made.fuzzy):
        why = "nothing to look for: give any, all, exact, regex, fuzzy or near"
        raise WrongBlockError("none" if made.none else "name", why)
    needed = [needs(pattern.pattern).words for pattern in made.regex]
    if needed and all(needed):
        return frozenset().union(*needed)
    cut = [pieces(phrase, made.fuzzy_threshold) for phrase in made.fuzzy]
    if cut and all(cut):
        return frozenset().union(*cut)
    add = "add `any` or `all` with words that must stand in the article"
    if made.regex:
        why = f"no word of three letters that every match must have; {add}"
        raise WrongBlockError("regex", why)
    short = made.fuzzy[cut.index(())]
    why = f"{short!r} is too short for {made.fuzzy_threshold:g} percent; raise `fuzzy_threshold`, or {add}"
    raise WrongBlockError("fuzzy", why)
