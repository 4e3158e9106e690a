"""Whether one rule holds for an article, and by which words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import regex

from worker.core.tag.literals import Hit
from worker.core.tag.rule_block import Rule
from worker.core.tag.rule_fold import folded
from worker.core.tag.rule_fuzzy import alike
from worker.core.tag.rule_mentions import Fields, Mention, beside, distinct
from worker.core.tag.rule_values import OTHER_WEIGHT
from worker.core.tag.scanned import Scanned

PATTERN_S = 0.1
"""Seconds of processor time that one pattern has for one field."""
MOST_MATCHES = 100
NEAR, FUZZY, REGEX = -1, -2, -3
"""Sources of mentions; the others are numbers of groups."""


class Asked(NamedTuple):
    """A term of a rule.

    Attributes:
        fields: those that count for it.
        words: as written.
        strict: signs between the words count.
    """

    fields: Fields
    words: str
    strict: bool


Terms = Mapping[int, tuple[Asked, ...]]
"""A group of terms by their numbers; one term may be asked for in several fields."""


class Side(NamedTuple):
    """Two groups of terms that are to be near, and how many words may stand between."""

    ones: Terms
    others: Terms
    words: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule whose terms have numbers.

    Attributes:
        fields: those that count where a term names no other.
        groups: of each one term must be there.
        phrases: those that something must be like, folded.
    """

    rule: Rule
    fields: Fields
    groups: tuple[Terms, ...]
    none: Terms
    near: tuple[Side, ...]
    phrases: tuple[str, ...]

    @property
    def triggers(self) -> Collection[int]:
        """Terms of which one is in every article that the rule holds for; empty without terms."""
        near = {number: asked for side in self.near for number, asked in side.ones.items()}
        # few and long words are rarer than many and short ones
        return max(filter(None, (*self.groups, near)), key=_rareness, default={}).keys()


class Verdict(NamedTuple):
    """The mentions that a rule holds by, none where it does not.

    Attributes:
        timed_out: whether its patterns took too long; None where they were not tried.
    """

    mentions: Sequence[Mention]
    timed_out: bool | None = None


NO = Verdict(())


@dataclass(slots=True)
class Looked:
    """One article, and the hits in it by the number of their term."""

    scanned: Scanned
    hits: Mapping[int, Sequence[tuple[str, Hit]]]
    _folded: dict[str, str] = field(default_factory=dict)

    def has_one(self, group: Terms) -> bool:
        """Whether a term of a group was hit in any field."""
        return not self.hits.keys().isdisjoint(group.keys())

    def folded(self, name: str) -> str:
        """A field as patterns and likenesses are looked for in it."""
        if name not in self._folded:
            self._folded[name] = folded(self.scanned.text(name))
        return self._folded[name]


def match(one: Compiled, looked: Looked) -> Verdict:
    """Ask an article for everything that a rule wants, what costs least first."""
    if not all(map(looked.has_one, one.groups)) or next(_hits(looked, one.none), None):
        return NO
    found: list[Mention] = []
    for here in _asked_for(one, looked):
        if not here:
            return NO
        found += here
    timed_out = None
    if one.rule.regex:
        matches = _matches(looked, one)
        timed_out = matches is None
        if not matches:
            return Verdict((), timed_out)
        found += matches
    mentions = distinct(found)
    scored = sum(mention.weight for mention in mentions)
    enough = len(mentions) >= one.rule.count and scored >= one.rule.min_score
    return Verdict(mentions if enough else (), timed_out)


def _asked_for(one: Compiled, looked: Looked) -> Iterator[list[Mention]]:
    """The mentions by each operator but the patterns, one operator after the other."""
    for source, group in enumerate(one.groups):
        yield list(_mentions(looked, group, source))
    if one.near:
        yield list(_near(looked, one))
    if one.phrases:
        yield list(_alike(looked, one))


def _rareness(group: Terms) -> tuple[int, int]:
    return (-len(group), min(len(asked.words) for terms in group.values() for asked in terms))


def _hits(looked: Looked, group: Terms) -> Iterator[tuple[str, Hit, float]]:
    """The hits of a group in the fields that count for it, term by term."""
    # a list of ten thousand names costs what there is of them in the text
    for number in looked.hits.keys() & group.keys():
        for asked in group[number]:
            for name, hit in looked.hits[number]:
                counts = asked.fields.weight(looked.scanned, name, hit.start)
                if counts and (not asked.strict or _same(asked.words, hit.text)):
                    yield name, hit, counts


def _same(words: str, text: str) -> bool:
    """Whether a phrase stands there sign by sign; its case has been looked at before."""
    return folded(words) == folded(text)


def _mentions(looked: Looked, group: Terms, source: int) -> Iterator[Mention]:
    for name, hit, counts in _hits(looked, group):
        yield Mention(name, hit.start, hit.end, counts, source)


def _near(looked: Looked, one: Compiled) -> Iterator[Mention]:
    for side in one.near:
        ones, others = _by_field(looked, side.ones), _by_field(looked, side.others)
        for name in ones.keys() & others.keys():
            text = looked.scanned.text(name)
            for hit in beside(text, ones[name], others[name], side.words):
                # of a field that only its terms name, a mention counts one
                counts = one.fields.weight(looked.scanned, name, hit.start) or OTHER_WEIGHT
                yield Mention(name, hit.start, hit.end, counts, NEAR)


def _by_field(looked: Looked, group: Terms) -> Mapping[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for name, hit, _ in _hits(looked, group):
        found.setdefault(name, []).append(hit)
    for hits in found.values():
        hits.sort()
    return found


def _alike(looked: Looked, one: Compiled) -> Iterator[Mention]:
    for phrase in one.phrases:
        for name in one.fields.searched:
            span = alike(phrase, looked.folded(name), one.rule.fuzzy_threshold)
            if span and (counts := one.fields.weight(looked.scanned, name, span[0])):
                yield Mention(name, *span, counts, FUZZY)


def _matches(looked: Looked, one: Compiled) -> list[Mention] | None:
    """What the patterns match; None where one of them took too long."""
    found: list[Mention] = []
    for pattern in one.rule.regex:
        for name in one.fields.searched:
            spans = _spans(pattern, looked.scanned.text(name))
            if spans is None:
                return None
            for start, end in spans:
                if counts := one.fields.weight(looked.scanned, name, start):
                    found.append(Mention(name, start, end, counts, REGEX))
    return found


def _spans(pattern: "regex.Pattern[str]", text: str) -> list[tuple[int, int]] | None:
    """The first matches that are not empty; None where they cannot be told in time."""
    try:
        spans = (match.span() for match in pattern.finditer(text, timeout=PATTERN_S))
        return list(islice((span for span in spans if span[0] < span[1]), MOST_MATCHES))
    except (TimeoutError, MemoryError):
        return None
