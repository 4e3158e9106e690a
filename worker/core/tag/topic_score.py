"""How much an article's words say for each topic."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from worker.core.tag.literals import threes
from worker.core.tag.scanned import BODY_WEIGHT, HEADLINE_WEIGHT, LEDE_WEIGHT, Scanned
from worker.core.tag.topic_words import Forms, Sense, Vocabulary

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


class Mention(NamedTuple):
    """One term in an article: where it stands first, and what that place counts."""

    field: str
    start: int
    end: int
    sense: Sense
    weight: float


Said = tuple[float, Mention]
"""Points of one mention for a topic."""


class Scored(NamedTuple):
    """A topic by its number in the vocabulary; `said` are the mentions that speak for it."""

    number: int
    score: float
    said: list[Said]


class Mentions:
    """The terms that say something in a language, without those that others hide, in order.

    Attributes:
        firsts: the first mention of each by the number of its term.
        further: what later ones add: a second half of what it weighs by its place, a third one
            a third.
    """

    __slots__ = ("firsts", "further")

    def __init__(self, scanned: Scanned, table: str, forms: Forms) -> None:
        terms, senses, told = forms
        firsts: dict[int, Mention] = {}
        times: dict[int, int] = {}
        further: dict[int, float] = {}
        lede_end = scanned.lede_end
        for field in ("headline", "body"):
            top, below = _weights(scanned, field)
            reached = 0
            for start, end, number in threes(scanned.spans(table, field)):
                if start < reached or not (said := senses[number]):
                    continue
                reached = end
                term = terms[number]
                weight = top if start < lede_end else below
                if term not in firsts:
                    firsts[term] = _made(Mention, (field, start, end, told[said], weight))
                elif term in times:
                    times[term] = nth = times[term] + 1
                    further[term] += weight / nth
                else:
                    times[term] = 2
                    further[term] = weight / 2
        self.firsts, self.further = firsts, further


def scores(found: Mentions) -> list[Scored]:
    """Each topic's score; weak words at most double what the firm ones say."""
    firm: defaultdict[int, float] = defaultdict(float)
    weak: defaultdict[int, float] = defaultdict(float)
    said: defaultdict[int, list[Said]] = defaultdict(list)
    weak_terms: defaultdict[int, int] = defaultdict(int)
    further = found.further
    for term, mention in found.firsts.items():
        _, _, _, (votes, weak_votes), weight = mention
        for number, points in weak_votes:
            weak[number] += points * weight
            weak_terms[number] += 1
            said[number].append((points, mention))
        if votes:
            if term in further:
                weight += further[term]
            for number, points in votes:
                firm[number] += points * weight
                said[number].append((points, mention))
    for number, score in weak.items():
        if weak_terms[number] >= ALONE:
            firm[number] += score
        elif number in firm:
            firm[number] += min(score, firm[number])
    return [
        Scored(number, score, said[number])
        for number, score in firm.items()
        if score >= ENOUGH and (len(said[number]) >= SURE_TERMS or score >= ENOUGH_ALONE)
    ]


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
    others = [top for top in tops[1:] if top.score >= least and len(top.said) >= SURE_TERMS]
    tops = [tops[0], *others][:MOST_TOPS]
    carried = {top.number for top in tops}
    narrow = [each for each in narrow if vocabulary.parents[each.number] & carried]
    narrow.sort(key=lambda each: (-each.score, each.number))
    narrow = [each for each in narrow if each.score >= NARROW_SHARE * narrow[0].score]
    led = [top._replace(score=top.score * leads[top.number]) for top in tops]
    return led + narrow[:MOST_NARROW]


_made = tuple.__new__  # the class's own constructor takes twice as long


def _weights(scanned: Scanned, field: str) -> tuple[float, float]:
    """What a mention weighs in the lede, and below it: the less the longer the body is."""
    if field == "headline":
        return HEADLINE_WEIGHT, HEADLINE_WEIGHT
    length = max(1, len(scanned.article.body))
    return LEDE_WEIGHT, min(BODY_WEIGHT, (SHORT_CHARACTERS / length) ** LENGTH_EXPONENT)
