"""How much an article's words say for each topic."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from worker.core.tag.scanned import BODY_WEIGHT, HEADLINE_WEIGHT, LEDE_WEIGHT, Scanned
from worker.core.tag.topic_words import Sense, Vocabulary

SHORT_CHARACTERS = 1500
"""The longer an article is than this, the less one mention in its body says."""
LENGTH_EXPONENT = 0.6
"""Between 0, all mentions say the same, and 1, only their density counts."""
ENOUGH, ENOUGH_ALONE = 2.5, 4.0
"""A topic's score from which it is one of the article's; the latter if one term makes all of it."""
TOP_SHARE, NARROW_SHARE = 0.5, 0.25
"""The part of the highest score that other top levels, and other narrower topics, must reach."""
MOST_TOPS, MOST_NARROW = 3, 6
SURE_TERMS = 2
"""On so many different terms every top level but the first must rest."""
ALONE = 6
"""So many different weak words need no firm one beside them."""


class Mention:
    """One term in an article: where it stands first, and what all its mentions weigh together."""

    __slots__ = ("end", "field", "first", "sense", "start", "times", "weight")

    def __init__(self, field: str, start: int, end: int, sense: Sense, weight: float) -> None:
        self.field = field
        self.start = start
        self.end = end
        self.sense = sense
        self.first = weight
        self.weight = weight
        self.times = 1


class Scored(NamedTuple):
    """A topic by its number in the vocabulary; `terms` is how many different ones speak for it."""

    number: int
    score: float
    terms: int


def mentions(
    scanned: Scanned, table: str, vocabulary: Vocabulary, language: str
) -> Collection[Mention]:
    """The terms that say something in a language, without those that others hide, in order.

    A second mention of one adds half of what it weighs by its place, a third one a third.
    """
    found: dict[int, Mention] = {}
    senses, terms = vocabulary.senses(language), vocabulary.terms
    for field in ("headline", "body"):
        top, below = _weights(scanned, field)
        lede_end = scanned.lede_end
        reached = 0
        for start, end, number in scanned.spans(table, field):
            if start < reached:
                continue
            sense = senses[number]
            if sense is None:
                continue
            reached = end
            weight = top if start < lede_end else below
            term = terms[number]
            if term in found:
                mention = found[term]
                mention.times += 1
                mention.weight += weight / mention.times
            else:
                found[term] = Mention(field, start, end, sense, weight)
    return found.values()


def scores(found: Iterable[Mention]) -> list[Scored]:
    """Each topic's score; weak words at most double what the firm ones say."""
    firm: dict[int, float] = {}
    weak: dict[int, float] = {}
    terms: dict[int, int] = {}
    weak_terms: dict[int, int] = {}
    for mention in found:
        votes, weak_votes = mention.sense
        weight = mention.weight
        for number, points in votes:
            firm[number] = firm.get(number, 0.0) + points * weight
            terms[number] = terms.get(number, 0) + 1
        weight = mention.first
        for number, points in weak_votes:
            weak[number] = weak.get(number, 0.0) + points * weight
            weak_terms[number] = weak_terms.get(number, 0) + 1
    for number, said in weak.items():
        if weak_terms[number] >= ALONE:
            firm[number] = firm.get(number, 0.0) + said
        elif number in firm:
            firm[number] += min(said, firm[number])
    scored = [
        Scored(number, score, terms.get(number, 0) + weak_terms.get(number, 0))
        for number, score in firm.items()
        if score >= ENOUGH
    ]
    return [each for each in scored if each.terms >= SURE_TERMS or each.score >= ENOUGH_ALONE]


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


def _weights(scanned: Scanned, field: str) -> tuple[float, float]:
    """What a mention weighs in the lede, and below it: the less the longer the body is."""
    if field == "headline":
        return HEADLINE_WEIGHT, HEADLINE_WEIGHT
    length = max(1, len(scanned.article.body))
    return LEDE_WEIGHT, min(BODY_WEIGHT, (SHORT_CHARACTERS / length) ** LENGTH_EXPONENT)
