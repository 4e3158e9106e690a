"""The terms that say something in articles: each once, with what its places count.

Thousands of words are counted for tens of topics each, so a page of articles is counted at once, in
arrays.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from worker.core.tag.arrays import Bools, Floats, Ints, Rows
from worker.core.tag.scanned import BODY_WEIGHT, FIELDS, HEADLINE_WEIGHT, LEDE_WEIGHT, Scanned
from worker.core.tag.topic_words import Forms

SHORT_CHARACTERS = 1500
"""The longer an article is than this, the less one mention in its body says."""
LENGTH_EXPONENT = 0.6
"""Between 0, all mentions say the same, and 1, only their density counts."""


Place = tuple[int, int, int, int]
"""Where a word stands: number of the article, number of its field, start, end."""


class Terms(NamedTuple):
    """The terms of articles that say something, without those that others hide, in order.

    Attributes:
        texts: in which text each is mentioned first: the fields of the first article, and so on.
        starts, ends: where that is.
        senses: what the word that stands there says.
        weights: what that place counts.
        further: what later mentions add: a second half of what it weighs by its place, a third one
            a third.
    """

    texts: Ints
    starts: Rows
    ends: Rows
    senses: Ints
    weights: Floats
    further: Floats

    def places(self, which: Bools) -> list[Place]:
        """Where some of them stand."""
        articles, fields = np.divmod(self.texts[which], len(FIELDS))
        columns = (articles, fields, self.starts[which], self.ends[which])
        return list(zip(*(column.tolist() for column in columns), strict=True))


def terms_of(page: Sequence[Scanned], table: str, forms: Forms) -> Terms:
    """The terms of articles in one language.

    Args:
        page: the articles, 65,535 at most.
        table: under which the forms were found.
        forms: what they say in the language.
    """
    parts = [scanned.rows(table, field) for scanned in page for field in FIELDS]
    rows = np.concatenate(parts)
    senses = forms.senses[rows[:, 2]]
    said = np.flatnonzero(senses)
    texts = np.repeat(np.arange(len(parts)), list(map(len, parts)))[said]
    starts, ends, ordinals = rows[said].T.copy()
    said = _longest(texts, starts, ends)
    texts, starts, ends, ordinals = texts[said], starts[said], ends[said], ordinals[said]
    weights = _weights(page, texts, starts)
    # the mentions of a term in an article, one after the other
    new, further = _counted(texts // len(FIELDS), forms.terms[ordinals], weights)
    return Terms(
        texts=texts[new],
        starts=starts[new],
        ends=ends[new],
        senses=forms.senses[ordinals[new]],
        weights=weights[new],
        further=further[new],
    )


def _counted(articles: Ints, terms: Ints, weights: Floats) -> tuple[Bools, Floats]:
    """Which mentions are the first of a term in an article, and what later ones add to them."""
    # numbers of two bytes are sorted without comparing them
    order = np.argsort(terms, kind="stable")
    order = order[np.argsort(articles[order].astype(np.uint16), kind="stable")]
    begins = np.flatnonzero(_changes(terms[order]) | _changes(articles[order]))
    times = np.diff(begins, append=len(order))
    nth = np.arange(len(order)) - np.repeat(begins, times) + 1
    adds = np.where(nth > 1, weights[order] / nth, 0.0)
    new, further = np.zeros(len(order), np.bool_), np.zeros(len(order))
    new[order[begins]] = True
    further[order[begins]] = np.bincount(np.repeat(np.arange(len(begins)), times), adds)
    return new, further


def _changes(numbers: Ints) -> Bools:
    changes = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=changes[1:])
    return changes


def _longest(texts: Ints, starts: Rows, ends: Rows) -> Ints:
    """The numbers of those that no longer one hides, without overlap."""
    beyond = int(ends.max(initial=0)) + 1
    begins, reached = texts * beyond + starts, texts * beyond + ends
    kept = begins >= np.maximum.accumulate(np.concatenate(([0], reached[:-1])))
    doubtful = np.flatnonzero(~kept)
    columns = (doubtful, begins[doubtful], reached[doubtful], reached[doubtful - 1])
    last, end = -1, 0
    for number, begin, its_end, before in zip(*(c.tolist() for c in columns), strict=True):
        if last != number - 1:
            # the one before stands
            end = before
        if begin >= end:
            kept[number] = True
            end = its_end
        last = number
    return np.flatnonzero(kept)


def _weights(page: Sequence[Scanned], texts: Ints, starts: Rows) -> Floats:
    """What a mention weighs by its place: below the lede the less the longer the body is."""
    top: list[float] = []
    below: list[float] = []
    lede_ends: list[int] = []
    for scanned in page:
        length = max(1, len(scanned.article.body))
        top += HEADLINE_WEIGHT, LEDE_WEIGHT
        below += HEADLINE_WEIGHT, min(BODY_WEIGHT, (SHORT_CHARACTERS / length) ** LENGTH_EXPONENT)
        lede_ends += 0, scanned.lede_end
    in_lede = starts < np.array(lede_ends)[texts]
    return np.where(in_lede, np.array(top)[texts], np.array(below)[texts])
