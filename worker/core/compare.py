"""How alike two bodies are, measured exactly, and whether they tell the same facts.

What a sketch only suggests is settled here. Shared words alone do not make two reports one: money
market, weather, results and bond reports are written on forms. So the numbers and names of the
sentences that share text are held against each other as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

import numpy as np

from worker.core.hashing import Words, among, common, distinct, runs, words
from worker.core.normalize import clean
from worker.core.sentences import Sentence, sentences

LOOK = 200_000
"""Characters of a body that are compared; a longer one is told by its beginning."""
_HEAD = 1000
_NO_CAPITALS = bytes(set(range(256)) - set(ascii_uppercase.encode()))
_NO_SMALL_LETTERS = bytes(set(range(256)) - set(ascii_lowercase.encode()))
_RUN = 3
_LETTER_RUN = 6
"""In scripts without spaces, where a letter is a word, three words are about six letters."""
_UNSPACED = 1 / 3
"""Words a character of clean text: one half where each letter is a word."""
_TELLING, _TELLING_PART = 0.20, 0.70
"""Where less of both, and less of either, is shared their facts are not looked for."""
_PLAIN = 40
"""Nor are they in the same text, but for one of so few words that it may be a form."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two bodies have in common; every measure runs from 0 to 1.

    Attributes:
        jaccard: runs of three words that stand in both, of all that stand in either.
        mine, theirs: how much of the one's, and of the other's, runs the shared ones are.
        lengths: words of the one and of the other.
        numbers, names: how much of the smaller set of numbers, and of names, in the sentences
            that share text, stands in the larger one as well: 1 where there are none; None
            where so little is shared that they were not looked for.
        facts: how many numbers and names agree.
        named: how many names agree.
        astray: how many of the smaller set of numbers do not stand in the larger one.
        spread: how much of the one, or of the other if that is less, stands in such sentences.
    """

    jaccard: float = 0.0
    mine: float = 0.0
    theirs: float = 0.0
    lengths: tuple[int, int] = (0, 0)
    numbers: float | None = None
    names: float | None = None
    facts: int = 0
    named: int = 0
    astray: int = 0
    spread: float = 0.0

    @property
    def containment(self) -> float:
        """How much of the one that is held most stands in the other."""
        return max(self.mine, self.theirs)

    @property
    def shortest(self) -> int:
        """Words of the shorter one."""
        return min(self.lengths)

    def turned(self) -> "Likeness":
        """The same, seen from the other side."""
        return replace(self, mine=self.theirs, theirs=self.mine, lengths=self.lengths[::-1])


class Body:
    """A body's words, made ready to be compared several times."""

    def __init__(self, text: str) -> None:
        self._text = text[:LOOK]

    @cached_property
    def _clean(self) -> str:
        return clean(self._text)

    @cached_property
    def words(self) -> Words:
        """One hash a word."""
        return words(self._clean)

    @cached_property
    def unspaced(self) -> bool:
        """Whether most of it is in a script where a letter is a word."""
        count = len(self.words)
        return count > 0 and self._clean.count(" ") + 1 > _UNSPACED * len(self._clean)

    @cached_property
    def shouted(self) -> bool:
        """Whether it is printed in capitals."""
        head = self._text[:_HEAD]
        if head.isascii():  # as nearly all is: thirty times as fast
            letters = head.encode()
            capitals = letters.translate(None, _NO_CAPITALS)
            return len(capitals) > len(letters.translate(None, _NO_SMALL_LETTERS))
        return sum(map(str.isupper, head)) > sum(map(str.islower, head))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """With their facts."""
        return sentences(self._text, len(self.words))

    def runs(self, length: int) -> Words:
        """Hashes of its runs of words in the order of the text."""
        return self._runs[length]

    def distinct(self, length: int) -> Words:
        """Each run once, ascending."""
        return self._distinct[length]

    @cached_property
    def _runs(self) -> dict[int, Words]:
        return {length: runs(self.words, length) for length in self._lengths}

    @cached_property
    def _distinct(self) -> dict[int, Words]:
        return {length: distinct(found) for length, found in self._runs.items()}

    @property
    def _lengths(self) -> tuple[int, ...]:
        return (_RUN, _LETTER_RUN) if self.unspaced else (_RUN,)


def compare(mine: Body, theirs: Body) -> Likeness:
    """Measure two bodies; changing sides changes nothing but the order of the pairs."""
    lengths = len(mine.words), len(theirs.words)
    length = _LETTER_RUN if mine.unspaced and theirs.unspaced else _RUN
    ours, others = mine.distinct(length), theirs.distinct(length)
    shared = common(ours, others)
    both = len(shared)
    if not both:
        return Likeness(lengths=lengths)
    alike = Likeness(
        jaccard=both / (len(ours) + len(others) - both),
        mine=both / len(ours),
        theirs=both / len(others),
        lengths=lengths,
    )
    if alike.jaccard < _TELLING and alike.containment < _TELLING_PART:
        return alike
    if alike.jaccard == 1 and alike.shortest >= _PLAIN:
        return replace(alike, numbers=1.0, names=1.0, spread=1.0)
    return _with_facts(alike, mine, theirs, _Shared(shared, length))


class _Shared(NamedTuple):
    runs: Words
    length: int


def _with_facts(alike: Likeness, mine: Body, theirs: Body, shared: _Shared) -> Likeness:
    ours, others = _sharing(mine, shared), _sharing(theirs, shared)
    my_numbers = _union(sentence.numbers for sentence in ours)
    their_numbers = _union(sentence.numbers for sentence in others)
    names = _union(sentence.names for sentence in (*ours, *others))
    my_names = names & _union(sentence.words for sentence in ours)
    their_names = names & _union(sentence.words for sentence in others)
    return replace(
        alike,
        numbers=_overlap(my_numbers, their_numbers),
        names=_known(mine, my_names, theirs, their_names),
        astray=min(len(my_numbers), len(their_numbers)) - len(my_numbers & their_numbers),
        named=len(my_names & their_names),
        facts=len(my_numbers & their_numbers) + len(my_names & their_names),
        spread=min(_extent(ours) / len(mine.words), _extent(others) / len(theirs.words)),
    )


def _sharing(body: Body, shared: _Shared) -> list[Sentence]:
    """The sentences of a body in which a shared run begins or ends."""
    begins = np.flatnonzero(among(body.runs(shared.length), shared.runs))
    starts = np.array([sentence.start for sentence in body.sentences])
    within = np.searchsorted(starts, np.concatenate((begins, begins + shared.length - 1)), "right")
    return [body.sentences[number - 1] for number in np.unique(within).tolist()]


def _extent(found: Iterable[Sentence]) -> int:
    return sum(sentence.end - sentence.start for sentence in found)


def _union(sets: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _known(
    mine: Body, my_names: frozenset[str], theirs: Body, their_names: frozenset[str]
) -> float:
    if mine.shouted == theirs.shouted:
        return _overlap(my_names, their_names)
    # what are names in a print all in capitals is told by the other one alone
    told = their_names if mine.shouted else my_names
    return len(my_names & their_names) / len(told) if told else 1.0


def _overlap(ours: frozenset[str], others: frozenset[str]) -> float:
    smaller = min(len(ours), len(others))
    return len(ours & others) / smaller if smaller else 1.0
