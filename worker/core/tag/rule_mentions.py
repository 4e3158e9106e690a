"""Where an article mentions what rules look for."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from worker.core.tag.literals import Hit
from worker.core.tag.rule_terms import FIELDS
from worker.core.tag.rule_values import OTHER_WEIGHT, WEIGHTS
from worker.core.tag.scanned import Scanned

LONGEST_WORD = 40
# one character is one word where words have no blanks between them
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\w+"
)
_BODY, _LEDE = "body", "lede"


class Mention(NamedTuple):
    """Words of an article that a rule looks for; `source` tells what for, within the rule."""

    field: str
    start: int
    end: int
    weight: float
    source: int


class Fields:
    """The fields that count for a rule or a term, and for how much.

    Args:
        weights: by the names that rules use.

    Attributes:
        searched: the same as `Scanned` names them, each once.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = {FIELDS[name]: counts for name, counts in weights.items()}
        # the lede counts as the body does where it is not named, and the other way round not
        self._body = weights.get(_BODY, 0.0)
        self._lede = weights.get(_LEDE, self._body)
        self.searched = tuple(dict.fromkeys(FIELDS[name] for name in weights))

    def weight(self, scanned: Scanned, field: str, start: int) -> float:
        """What a mention at this place counts; 0 where the rule does not look."""
        if field == _BODY:
            return self._lede if start < scanned.lede_end else self._body
        return self._weights.get(field, 0.0)


def own_fields(field: str) -> Fields:
    """The fields of a term that names its own."""
    return Fields({field: WEIGHTS.get(field, OTHER_WEIGHT)})


def distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """Those that no longer one hides, in order: each stretch of text is one mention."""
    kept: list[Mention] = []
    field, reached = "", 0
    for mention in sorted(mentions, key=_in_order):
        if mention.field != field:
            field, reached = mention.field, 0
        if mention.start >= reached:
            kept.append(mention)
            reached = mention.end
    return kept


def chosen(mentions: Sequence[Mention], most: int) -> list[Mention]:
    """At most so many, in order: the first of each source before a second of any."""
    firsts: dict[int, Mention] = {}
    for mention in mentions:
        firsts.setdefault(mention.source, mention)
    of_each = list(firsts.values())
    rest = (mention for mention in mentions if firsts[mention.source] is not mention)
    taken = [*of_each, *rest][:most] if len(mentions) > most else mentions
    return sorted(taken, key=_in_order)


def beside(text: str, ones: Sequence[Hit], others: Sequence[Hit], words: int) -> Iterator[Hit]:
    """The stretches from one of the first hits to the next of the others, and the other way round.

    Both are hits in `text`, in its order; so many `words` may stand between the two.
    """
    for first, second in ((ones, others), (others, ones)):
        starts = [hit.start for hit in second]
        for hit in first:
            at = bisect_left(starts, hit.end)
            if at < len(second) and _between(text, hit.end, starts[at], words) <= words:
                end = second[at].end
                yield Hit(hit.start, end, text[hit.start : end], None)


def _between(text: str, start: int, end: int, most: int) -> int:
    """Words between two places; more than `most` where these are too far from each other."""
    if end - start > (most + 1) * LONGEST_WORD:
        return most + 1
    return len(_WORD.findall(text, start, end))


def _in_order(mention: Mention) -> tuple[bool, str, int, int]:
    return (mention.field == _BODY, mention.field, mention.start, -mention.end)
