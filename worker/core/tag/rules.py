"""The user's own rules as a kind of tags: `watch:<name>`."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from worker.core.article import Evidence, Tag
from worker.core.tag.entry import Case, Entry
from worker.core.tag.literals import Hit
from worker.core.tag.rule_block import Rule
from worker.core.tag.rule_fold import folded
from worker.core.tag.rule_match import Asked, Compiled, Looked, Side, Terms, match
from worker.core.tag.rule_mentions import Fields, Mention, chosen, own_fields
from worker.core.tag.rule_terms import Group, Term
from worker.core.tag.scanned import Scanned, salience

METHOD = "tags.toml"
MOST_EVIDENCE = 8
PATIENCE = 3
"""A rule that runs out of time so often is switched off ..."""
FORGIVEN = 0.001
"""... where each time that it is done in time makes up for so much of that."""


class Overrun(NamedTuple):
    """A rule that ran out of time; `off` once it is switched off."""

    name: str
    off: bool


class _Key(NamedTuple):
    words: str
    case: Case
    stem: bool


class Watch:
    """Rules compiled for one process; those that are not enabled are left out."""

    table = "watch"

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._numbers: dict[_Key, int] = {}
        self._rules = [self._compiled(rule) for rule in rules if rule.enabled]
        self._triggered: defaultdict[int, list[int]] = defaultdict(list)
        anchored: defaultdict[str, list[int]] = defaultdict(list)
        fields: dict[str, None] = {}
        anchor_fields: dict[str, None] = {}
        for index, one in enumerate(self._rules):
            fields |= dict.fromkeys(_searched(one))
            for number in one.triggers:
                self._triggered[number].append(index)
            for anchor in one.rule.anchors:
                anchored[anchor].append(index)
                anchor_fields |= dict.fromkeys(one.fields.searched)
        self.fields, self._anchor_fields = tuple(fields), tuple(anchor_fields)
        self._anchored = tuple(anchored.values())
        # parts of words, which the automaton of all kinds does not look for
        self._anchors = AhoCorasick(list(anchored)) if anchored else None
        self._overruns: list[Overrun] = []
        self._late: dict[int, float] = {}

    def entries(self) -> Iterator[Entry]:
        """Every term of every rule once; letters with marks in both ways to write them."""
        for key, number in self._numbers.items():
            for words in _spellings(key.words):
                yield Entry(words, number, key.case, key.stem)

    def tags_of(self, page: Iterable[Scanned]) -> Iterator[tuple[Tag, ...]]:
        """The tags of several articles."""
        return map(self.tags, page)

    def tags(self, scanned: Scanned) -> tuple[Tag, ...]:
        """The tag of each rule that holds, weightiest first."""
        if not self._rules:
            return ()
        hits: defaultdict[int, list[tuple[str, Hit]]] = defaultdict(list)
        for field in self.fields:
            for hit in scanned.overlapping(self.table, field):
                hits[hit.meaning].append((field, hit))
        looked = Looked(scanned, hits)
        tags = [tag for index in self._candidates(looked) if (tag := self._tag(index, looked))]
        return tuple(sorted(tags, key=lambda tag: (-tag.weight, tag.code)))

    def take_overruns(self) -> Sequence[Overrun]:
        """Rules that ran out of time since this was asked last."""
        taken, self._overruns = self._overruns, []
        return taken

    def _candidates(self, looked: Looked) -> Iterable[int]:
        """Rules that may hold: one of their words was hit."""
        found: dict[int, None] = {}
        for number in looked.hits:
            found |= dict.fromkeys(self._triggered.get(number, ()))
        if self._anchors:
            for field in self._anchor_fields:
                matches = self._anchors.find_matches_as_indexes(
                    looked.folded(field), overlapping=True
                )
                for anchor in {pattern for pattern, _, _ in matches}:
                    found |= dict.fromkeys(self._anchored[anchor])
        return found

    def _tag(self, index: int, looked: Looked) -> Tag | None:
        one = self._rules[index]
        if self._late.get(index, 0.0) >= PATIENCE:
            return None
        verdict = match(one, looked)
        if verdict.timed_out is not None:
            self._note(index, timed_out=verdict.timed_out)
        if not verdict.mentions:
            return None
        score = sum(mention.weight for mention in verdict.mentions)
        return Tag(
            scheme="watch",
            code=one.rule.name,
            label=one.rule.label,
            weight=max(0.001, salience(score)),
            method=METHOD,
            because=tuple(
                _evidence(mention, looked.scanned)
                for mention in chosen(verdict.mentions, MOST_EVIDENCE)
            ),
        )

    def _note(self, index: int, *, timed_out: bool) -> None:
        late = self._late.get(index, 0.0)
        if timed_out:
            late += 1
            self._overruns.append(Overrun(self._rules[index].rule.name, late >= PATIENCE))
        self._late[index] = late if timed_out else max(0.0, late - FORGIVEN)

    def _compiled(self, rule: Rule) -> Compiled:
        fields = Fields(rule.fields)

        def asked(group: Group) -> Terms:
            found: defaultdict[int, tuple[Asked, ...]] = defaultdict(tuple)
            for term in group:
                own = own_fields(term.field) if term.field else fields
                found[self._number(term, rule)] += (Asked(own, term.words, term.strict),)
            return dict(found)

        groups = tuple(map(asked, filter(None, (*rule.all, rule.any, rule.exact))))
        near = tuple(Side(asked(near.one), asked(near.other), near.words) for near in rule.near)
        phrases = tuple(map(folded, rule.fuzzy))
        return Compiled(rule, fields, groups, asked(rule.none), near, phrases)

    def _number(self, term: Term, rule: Rule) -> int:
        """The number that hits of a term have, whatever rules ask for it."""
        key = _Key(term.words, Case.EXACT if rule.case else Case.ANY, term.stem)
        return self._numbers.setdefault(key, len(self._numbers))


def _searched(one: Compiled) -> Iterator[str]:
    """All fields in which a rule's terms count."""
    sides = [group for side in one.near for group in (side.ones, side.others)]
    for group in (*one.groups, *sides, one.none):
        for terms in group.values():
            for asked in terms:
                yield from asked.fields.searched


def _spellings(words: str) -> set[str]:
    if words.isascii():
        return {words}
    return {words, unicodedata.normalize("NFC", words), unicodedata.normalize("NFD", words)}


def _evidence(mention: Mention, scanned: Scanned) -> Evidence:
    words = scanned.text(mention.field)[mention.start : mention.end]
    return Evidence(words, mention.field, mention.start, mention.end)
