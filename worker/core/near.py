"""Whether two articles whose texts are alike are one report, and what the later one is then."""

from dataclasses import dataclass

from worker.core.article import PubStatus, Signal
from worker.core.bodies import LOOK
from worker.core.compare import Likeness
from worker.core.normalize import clean
from worker.core.relation import Candidate, Kind, Relation, Scores
from worker.core.stopwords import STOP_WORDS
from worker.core.window import CHANGES, Window

_SHARED = 0.30
"""Of all runs: versions and rewritten copy share so much."""
_CONTAINED = 0.72
"""Of the runs of one of them: copy that was cut, or added to."""
_NEARLY_ALL = 0.90
_NUMBERS = 0.70
_NAMES = 0.60
_LINKED = 0.08
_LINKED_PART = 0.15

_REWRITTEN = 0.20
"""Less is enough where nearly every sentence of both shares words with the other: copy that was
rewritten word by word. Two reports that only quote the same people share some sentences."""
_SPREAD = 0.95
_REWRITTEN_WORDS = 120
_REWRITTEN_NAMES = 0.70
_REWRITTEN_FACTS = 8

_LONG = 120
"""In a text of so many words other numbers may be corrections, where all else is the same; in a
shorter one they are the news."""
_SAME_NAMES = 0.80
_CORRECTED = ((0.70, 0.60, 1), (0.80, 0.40, 1), (0.90, 0.40, 2))
"""How much of the text must be the same where only so many of the numbers agree, or where no
more than so many do not."""
_SHORT = 40
"""A text of fewer words may be a form that is filled in for every company alike: its headline
must agree as well."""
_HEADLINES = 0.5
_PARTICULAR = 4
"""So many names stand in no form, whatever the headline."""

_EXCERPT_LENGTH = 0.75
_EXCERPT = 0.80
_LONGER = 1.15
_KEPT = 0.60


@dataclass(frozen=True, slots=True)
class Finding:
    """What two articles are to each other.

    Attributes:
        joined: they are one report.
        linked: they share text worth a link, and are two reports.
    """

    joined: bool
    linked: bool
    why: str


def judge(one: Candidate, other: Candidate, alike: Likeness, window: Window) -> Finding:
    """Decide from the likeness of two bodies; the same from both sides."""
    shared = alike.jaccard >= _SHARED or alike.containment >= _CONTAINED or _is_rewritten(alike)
    linked = alike.jaccard >= _LINKED or alike.containment >= _LINKED_PART
    told = _told(alike)
    if not shared:
        return Finding(joined=False, linked=linked, why=f"shares some text: {told}")
    if not window.holds(one, other):
        return Finding(joined=False, linked=True, why=f"like it, at another time: {told}")
    if not _facts_agree(one, other, alike):
        return Finding(joined=False, linked=True, why=f"the same form with other facts: {told}")
    if alike.shortest < _SHORT and not _headlines_agree(one, other, alike):
        return Finding(joined=False, linked=True, why=f"the same short form: {told}")
    return Finding(joined=True, linked=False, why=told)


def relate(later: Candidate, earlier: Candidate, alike: Likeness) -> tuple[Relation, Kind | None]:
    """What the later of two that are one report is to the earlier; `alike.mine` is the later's."""
    kind = stated_kind(later)
    if kind:
        return Relation.VERSION, kind
    length, before = alike.lengths
    if length <= _EXCERPT_LENGTH * before and alike.mine >= _EXCERPT:
        return Relation.EXCERPT, None
    elsewhere = _unknown(later, earlier) and alike.jaccard >= _NEARLY_ALL
    if elsewhere or other_source(later, earlier):
        return Relation.REPRINT, None
    if length >= _LONGER * before and alike.theirs >= _KEPT:
        return Relation.VERSION, Kind.UPDATE
    return Relation.VERSION, Kind.REVISION


def stated_kind(article: Candidate) -> Kind | None:
    """What sort of version an article says it is."""
    if article.pub_status is PubStatus.CANCELED or Signal.KILL in article.signals:
        return Kind.KILL
    if Signal.CORRECTION in article.signals:
        return Kind.CORRECTION
    if CHANGES & set(article.signals):
        return Kind.UPDATE
    return None


def is_same_alert(one: Candidate, other: Candidate, window: Window) -> bool:
    """Whether two articles with the same headline and no body are one alert.

    A headline may come again another day about something else, and notices that name no more than
    what they take away share nothing.
    """
    return bool(clean(one.headline or "")) and window.holds(one, other)


def other_source(one: Candidate, other: Candidate) -> bool:
    """Whether both are known and differ: an unknown source is no proof of another one."""
    mine, theirs = clean(one.source or ""), clean(other.source or "")
    return bool(mine and theirs) and mine != theirs


def scores(alike: Likeness) -> Scores:
    """What is kept of a likeness."""
    return Scores(
        similarity=alike.jaccard,
        containment=alike.containment,
        numbers=alike.numbers,
        names=alike.names,
    )


def _unknown(one: Candidate, other: Candidate) -> bool:
    return not (one.source and other.source)


def _is_rewritten(alike: Likeness) -> bool:
    return (
        alike.jaccard >= _REWRITTEN
        and alike.spread >= _SPREAD
        and alike.shortest >= _REWRITTEN_WORDS
        and (alike.names or 0.0) >= _REWRITTEN_NAMES
        and alike.facts >= _REWRITTEN_FACTS
    )


def _facts_agree(one: Candidate, other: Candidate, alike: Likeness) -> bool:
    if alike.numbers is None or alike.names is None or alike.names < _NAMES:
        return False
    if alike.numbers >= _NUMBERS:
        return True
    if Signal.CORRECTION in {*one.signals, *other.signals}:
        return True
    if alike.shortest < _LONG or alike.names < _SAME_NAMES:
        return False
    return any(
        alike.jaccard >= same and (alike.numbers >= some or alike.astray <= few)
        for same, some, few in _CORRECTED
    )


def _headlines_agree(one: Candidate, other: Candidate, alike: Likeness) -> bool:
    mine, theirs = _telling(one.headline), _telling(other.headline)
    smaller = min(len(mine), len(theirs))
    if smaller and len(mine & theirs) >= _HEADLINES * smaller:
        return True
    return alike.named >= _PARTICULAR


def _telling(headline: str | None) -> frozenset[str]:
    return frozenset(clean(headline or "").split()) - STOP_WORDS


def _told(alike: Likeness) -> str:
    told = f"{alike.jaccard:.0%} of the text is the same, {alike.containment:.0%} of one of the two"
    if alike.numbers is not None and alike.names is not None:
        told += f"; numbers agree {alike.numbers:.0%}, names {alike.names:.0%}"
    return f"{told}; only the first {LOOK:,} characters were compared" if alike.begun else told
