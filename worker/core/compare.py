"""How alike two bodies are, measured exactly, and whether they tell the same facts.

What a sketch only suggests is settled here. Shared words alone do not make two reports one: money
market, weather, results and bond reports are written on forms. So the numbers and names of the
sentences that share text are held against each other as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from worker.core.bodies import LETTER_RUN, RUN, Body
from worker.core.hashing import Words, among, common
from worker.core.sentences import Sentence

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
        lengths: words of the one and of the other; of a body longer than `LOOK` about so many.
        numbers, names: how much of the smaller set of numbers, and of names, in the sentences
            that share text, stands in the larger one as well: 1 where there are none; None
            where so little is shared that they were not looked for.
        facts: how many numbers and names agree.
        named: how many names agree.
        astray: how many of the smaller set of numbers do not stand in the larger one.
        spread: how much of the one, or of the other if that is less, stands in such sentences.
        begun: only the beginnings were compared, of one or both.
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
    begun: bool = False

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


def compare(mine: Body, theirs: Body) -> Likeness:
    """Measure two bodies; changing sides changes nothing but the order of the pairs."""
    lengths, begun = (mine.length, theirs.length), mine.begun or theirs.begun
    length = LETTER_RUN if mine.unspaced and theirs.unspaced else RUN
    ours, others = mine.distinct(length), theirs.distinct(length)
    shared = common(ours, others)
    both = len(shared)
    if not both:
        return Likeness(lengths=lengths, begun=begun)
    alike = Likeness(
        jaccard=both / (len(ours) + len(others) - both),
        mine=both / len(ours),
        theirs=both / len(others),
        lengths=lengths,
        begun=begun,
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
