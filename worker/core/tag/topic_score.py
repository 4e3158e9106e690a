"""How much the words of articles say for each topic; a page of articles at a time.

Thousands of words are counted for tens of topics each, so all are counted at once, in arrays.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from worker.core.tag.arrays import Bools, Floats, Ints, members
from worker.core.tag.scanned import FIELDS, Scanned
from worker.core.tag.topic_terms import Place, terms_of
from worker.core.tag.topic_words import Forms, Vocabulary

ENOUGH, ENOUGH_ALONE = 2.5, 4.0
"""A topic's score from which it is one of the article's; the latter if one term makes all of it."""
TOP_SHARE, NARROW_SHARE = 0.5, 0.25
"""The part of the highest score that other top levels, and other narrower topics, must reach."""
MOST_TOPS, MOST_NARROW = 3, 6
SURE_TERMS = 2
"""On so many different terms every top level but the first must rest."""
ALONE = 6
"""So many different weak words need no firm one beside them."""


class Scored(NamedTuple):
    """A topic by its number in the vocabulary, and on how many different terms it rests."""

    number: int
    score: float
    terms: int


class Scores:
    """Each topic's score in each of several articles of one language.

    Weak words at most double what the firm ones say.

    Args:
        page: the articles.
        table: under which the forms were found.
        forms: what they say in the language.
        count: how many topics there are.
    """

    def __init__(self, page: Sequence[Scanned], table: str, forms: Forms, count: int) -> None:
        self._terms = terms = terms_of(page, table, forms)
        self._shape = len(page), count
        of, votes = members(forms.firsts[terms.senses], forms.many[terms.senses])
        self._votes_of, self._points = of, forms.points[votes]
        # a topic of an article
        self._keys = terms.texts[of] // len(FIELDS) * count + forms.numbers[votes]
        self._firm = forms.firm[votes]

    def enough(self) -> list[list[Scored]]:
        """Each article's topics of which its words say enough."""
        articles, count = self._shape
        most = articles * count
        weights = self._terms.weights
        weak_terms, weak = self._counted(~self._firm, weights, most)
        firm_terms, scores = self._counted(self._firm, weights + self._terms.further, most)
        # of most topics no word speaks
        keys = np.flatnonzero(weak_terms + firm_terms)
        weak_terms, weak, scores = weak_terms[keys], weak[keys], scores[keys]
        terms = weak_terms + firm_terms[keys]
        scores += np.where(weak_terms >= ALONE, weak, np.minimum(weak, scores))
        sure = (terms >= SURE_TERMS) | (scores >= ENOUGH_ALONE)
        which = np.flatnonzero((scores >= ENOUGH) & sure)
        found: list[list[Scored]] = [[] for _ in range(articles)]
        columns = (keys[which], scores[which], terms[which])
        for key, *rest in zip(*(column.tolist() for column in columns), strict=True):
            article, number = divmod(key, count)
            found[article].append(_scored(Scored, (number, *rest)))
        return found

    def _counted(self, which: Bools, weights: Floats, most: int) -> tuple[Ints, Floats]:
        """For each topic of each article how many words speak for it, and what they say."""
        keys = self._keys[which]
        points = self._points[which] * weights[self._votes_of[which]]
        # without any key they would be whole numbers
        told = np.bincount(keys, points, most).astype(np.float64, copy=False)
        return np.bincount(keys, minlength=most), told

    def said(
        self, chosen: Sequence[tuple[int, int]], most: int
    ) -> tuple[list[Place], list[list[int]]]:
        """What speaks for topics, each by the number of its article and its own.

        Returns:
            where words stand, and for each topic the numbers of those that say most for it, in
            order of the text.
        """
        articles, count = self._shape
        places = np.full(articles * count, -1)
        places[[article * count + number for article, number in chosen]] = np.arange(len(chosen))
        place = places[self._keys]
        which = np.flatnonzero(place >= 0)
        kept = most_telling(place[which], self._points[which], most)
        which, place = which[kept], place[which[kept]]
        of = self._votes_of[which]
        used = np.zeros(len(self._terms.texts), np.bool_)
        used[of] = True
        words = (np.cumsum(used) - 1)[of].tolist()
        bounds = np.searchsorted(place, np.arange(len(chosen) + 1)).tolist()
        return self._terms.places(used), [words[start:end] for start, end in pairwise(bounds)]


_scored = tuple.__new__  # the class's own constructor takes three times as long


def chosen(found: Iterable[Scored], vocabulary: Vocabulary) -> list[Scored]:
    """The topics that an article is about: a few top levels, and narrower ones of these."""
    tops: list[Scored] = []
    narrow: list[Scored] = []
    for each in found:
        (tops if each.number < vocabulary.top_count else narrow).append(each)
    if not tops:
        return []
    leads = vocabulary.leads
    tops.sort(key=lambda top: (-top.score * leads[top.number], top.number))
    least = TOP_SHARE * tops[0].score
    # beside another one, a word that names a company or a place is not enough
    others = [top for top in tops[1:] if top.score >= least and top.terms >= SURE_TERMS]
    tops = [tops[0], *others][:MOST_TOPS]
    carried = {top.number for top in tops}
    narrow = [each for each in narrow if vocabulary.parents[each.number] & carried]
    narrow.sort(key=lambda each: (-each.score, each.number))
    narrow = [each for each in narrow if each.score >= NARROW_SHARE * narrow[0].score]
    led = [top._replace(score=top.score * leads[top.number]) for top in tops]
    return led + narrow[:MOST_NARROW]


def most_telling(of: Ints, points: Floats, most: int) -> Ints:
    """The numbers of what says most for each of several things, one thing after the other.

    Args:
        of: for which of them each says something; 65,535 at most.
        points: how much that is; what differs by less than a thousandth is the same.
        most: so many are left for each, of those that say the same the first, in their order.
    """
    # numbers of two bytes are sorted without comparing them
    of = of.astype(np.uint16)
    order = np.argsort(np.rint(points * -1000).astype(np.int16), kind="stable")
    order = order[np.argsort(of[order], kind="stable")]
    nth = np.arange(len(order)) - np.searchsorted(of[order], of[order])
    kept = np.sort(order[nth < most])
    return kept[np.argsort(of[kept], kind="stable")]
