"""How much an article's words say for each topic."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from worker.core.article import Evidence
from worker.core.tag.literals import Hit
from worker.core.tag.scanned import BODY_WEIGHT, HEADLINE_WEIGHT, LEDE_WEIGHT, Scanned
from worker.core.tag.topic_words import ANY, Sense, Vocabulary

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

    __slots__ = ("_evidence", "field", "first", "hit", "sense", "times", "weight")

    def __init__(self, hit: Hit, field: str, sense: Sense, weight: float) -> None:
        self.hit = hit
        self.field = field
        self.sense = sense
        self.first = weight
        self.weight = weight
        self.times = 1
        self._evidence: Evidence | None = None

    @property
    def evidence(self) -> Evidence:
        """Its first place; one object for all tags that rest on it."""
        if self._evidence is None:
            start, end, text, _ = self.hit
            self._evidence = Evidence(text, self.field, start, end)
        return self._evidence


class Scored(NamedTuple):
    """A topic by its number in the vocabulary; `terms` is how many different ones speak for it."""

    number: int
    score: float
    terms: int


def mentions(scanned: Scanned, table: str, language: str) -> Collection[Mention]:
    """The terms that say something in a language, without those that others hide, in order.

    A second mention of one adds half of what it weighs by its place, a third one a third.
    """
    found: dict[str, Mention] = {}
    for field in ("headline", "body"):
        top, below = _weights(scanned, field)
        lede_end = scanned.lede_end
        reached = 0
        for hit in scanned.overlapping(table, field):
            start, end, _, (term, senses) = hit
            if start < reached:
                continue
            sense = senses.get(language) or senses.get(ANY)
            if sense is None:
                # what has a sense in no language is there to hide others
                if not senses:
                    reached = end
                continue
            reached = end
            weight = top if start < lede_end else below
            mention = found.get(term)
            if mention is None:
                found[term] = Mention(hit, field, sense, weight)
            else:
                mention.times += 1
                mention.weight += weight / mention.times
    return found.values()


def scores(found: Collection[Mention]) -> list[Scored]:
    """Each topic's score; weak words at most double what the firm ones say."""
    firm: dict[int, float] = defaultdict(float)
    weak: dict[int, list[float]] = defaultdict(list)
    terms: dict[int, int] = defaultdict(int)
    for mention in found:
        for number, points in mention.sense.firm:
            firm[number] += points * mention.weight
            terms[number] += 1
        for number, points in mention.sense.weak:
            weak[number].append(points * mention.first)
    for number, some in weak.items():
        if len(some) >= ALONE:
            firm[number] += sum(some)
        elif number in firm:
            firm[number] += min(sum(some), firm[number])
    scored = (
        Scored(number, score, terms[number] + len(weak.get(number, ())))
        for number, score in firm.items()
        if score >= ENOUGH
    )
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
