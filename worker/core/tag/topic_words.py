"""Rules turned round: for each word, which topics it speaks for, and how much, in each language."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from worker.core.tag.entry import Case, Entry
from worker.core.tag.topic_rules import STEM, Rule, forms
from worker.core.tag.topic_tree import Tree, primary

STRONG, TERM, WEAK = 2.0, 1.0, 0.5
"""What one mention in the body of a short article counts."""
OWN_SHARE = 0.3
"""What its own top level gets of a word that votes for another one."""
ENGLISH, ANY = "en", ""
"""Languages as keys."""
MOST_WORDS = 2
FEWEST_LETTERS, FEWEST_SIGNS = 4, 2
"""A shorter label is no term; ideographs say more than letters."""

Votes = tuple[tuple[int, float], ...]
Points = dict[int, tuple[float, bool]]
"""By a topic's number what a word counts for it, and whether only beside others."""
_IDEOGRAPHS = "\u2e80"
# ISO 639-2: not determined, several, no linguistic content, none of the coded ones.
_SAYS_NOTHING = frozenset({"", "und", "mul", "zxx", "mis"})


class Sense(NamedTuple):
    """What a word says in one language: topics by their numbers, with points.

    `firm` counts by itself, `weak` only beside others.
    """

    firm: Votes
    weak: Votes


SAYS_NOTHING = Sense((), ())


class Forms(NamedTuple):
    """All forms of all words by their numbers, in one language; and the senses that they have.

    Attributes:
        terms: for each form the number of the term that it is a form of.
        senses: for each form the number of its sense; 0 where it is no word of the language.
        firsts: for each sense the first of its votes.
        many: for each sense how many votes it has.
        numbers: for each vote the topic's number.
        points: for each vote what a mention counts.
        firm: for each vote whether it counts by itself.
    """

    terms: npt.NDArray[np.uint16]
    senses: npt.NDArray[np.uint16]
    firsts: npt.NDArray[np.intp]
    many: npt.NDArray[np.intp]
    numbers: npt.NDArray[np.uint16]
    points: npt.NDArray[np.float64]
    firm: npt.NDArray[np.bool_]


class _Told(NamedTuple):
    """That a form of a term, in one language, speaks for the topic of a rule."""

    form: str
    term: str
    language: str
    rule: Rule
    points: float


class Vocabulary:
    """All words of all rules.

    Attributes:
        codes: the topics by their numbers: top levels first, then what else has a rule.
        top_count: how many of them are top levels.
        parents: by the same numbers, the numbers of the top levels that it votes for.
        leads: by the same numbers, what its score is multiplied by.
        files: by the same numbers, the file that tells it.
    """

    def __init__(self, rules: Iterable[Rule], tree: Tree) -> None:
        rules = tuple(rules)
        tops = sorted({topic.top for topic in tree.topics.values()})
        self.codes = (*tops, *(rule.code for rule in rules if rule.code not in tops))
        self.top_count = len(tops)
        told = {tree.topics[rule.code].top: rule.file for rule in rules}
        told |= {rule.code: rule.file for rule in rules}
        self.files = tuple(told.get(code, "") for code in self.codes)
        numbers = {code: number for number, code in enumerate(self.codes)}
        self._votes = {rule.code: _votes(rule, tree, numbers) for rule in rules}
        self.parents = tuple(
            {number for number, _ in self._votes.get(code, ()) if number < self.top_count}
            for code in self.codes
        )
        leads = {rule.code: rule.lead for rule in rules}
        self.leads = tuple(leads.get(code, 1.0) for code in self.codes)
        self._rules = rules
        self._tree = tree
        self._terms: list[int] = []
        self._senses: list[dict[str, Sense]] = []
        self._by_language: dict[str, Forms] = {}
        self._forms = self._compiled()
        self._languages = {language for senses in self._senses for language in senses}

    def entries(self) -> Iterator[Entry]:
        """An entry a form, in the order of their numbers; made anew when asked for: they are many.

        Those with capitals come first: of two words printed at one place the first is taken, and
        these are found as they are written only.
        """
        for form in self._forms:
            yield Entry(
                literal=form.removesuffix(STEM),
                meaning=None,
                case=Case.ANY if form == form.lower() else Case.WRITTEN,
                stem=form.endswith(STEM),
            )

    def forms(self, language: str) -> Forms:
        """What each form says in a language.

        What is there to hide others says nothing, and that in every language.
        """
        language = language if language in self._languages else ANY
        if language not in self._by_language:
            said = (
                (senses.get(language) or senses.get(ANY)) if senses else SAYS_NOTHING
                for senses in self._senses
            )
            self._by_language[language] = _forms(self._terms, said)
        return self._by_language[language]

    def _compiled(self) -> tuple[str, ...]:
        """All forms, in the order of their numbers."""
        points: dict[str, dict[str, Points]] = defaultdict(dict)
        terms: dict[str, str] = {}
        for form, term, language, rule, each in self._told():
            terms.setdefault(form, term)
            sense = points[form].setdefault(language, {})
            for number, share in self._votes[rule.code]:
                # of two rules' words for one top level the one that says more counts
                most = max(sense.get(number, (0.0, True)), (each * share, each <= WEAK))
                sense[number] = most
        for form in {f for rule in self._rules for none in rule.none for f in forms(none)}:
            points.setdefault(form, {})
        numbers: dict[str, int] = {}
        known: dict[Any, Any] = {}
        ordered = sorted(points, key=lambda form: (form == form.lower(), form))
        for form in ordered:
            self._terms.append(numbers.setdefault(terms.get(form, form), len(numbers)))
            self._senses.append(_senses(points[form], known))
        return tuple(ordered)

    def _told(self) -> Iterator[_Told]:
        for rule in self._rules:
            for terms, points in ((rule.strong, STRONG), (rule.terms, TERM), (rule.weak, WEAK)):
                for term in terms:
                    language = ENGLISH if term == term.lower() else ANY
                    for form in forms(term):
                        yield _Told(form, term, language, rule, points)
            for language, word in _foreign(rule, self._tree):
                yield _Told(word, word, language, rule, TERM)


def _forms(terms: Sequence[int], said: Iterable[Sense | None]) -> Forms:
    numbers: dict[Sense | None, int] = {None: 0}
    senses = [numbers.setdefault(sense, len(numbers)) for sense in said]
    told = [sense or SAYS_NOTHING for sense in numbers]
    many = [len(sense.firm) + len(sense.weak) for sense in told]
    firm = [
        each for sense in told for each in (*[False] * len(sense.weak), *[True] * len(sense.firm))
    ]
    votes = [vote for sense in told for vote in (*sense.weak, *sense.firm)]
    return Forms(
        terms=np.array(terms, np.uint16),
        senses=np.array(senses, np.uint16),
        firsts=np.cumsum([0, *many[:-1]]),
        many=np.array(many),
        numbers=np.array([number for number, _ in votes], np.uint16),
        points=np.array([points for _, points in votes], np.float64),
        firm=np.array(firm, np.bool_),
    )


def language_key(language: str | None) -> str:
    """By which a word's senses are found for an article; what says nothing is read as English."""
    subtag = primary(language or "")
    return ENGLISH if subtag in _SAYS_NOTHING else subtag


def _votes(rule: Rule, tree: Tree, numbers: dict[str, int]) -> Votes:
    """The topics for which a rule's words speak, with the share of their points."""
    own = tree.topics[rule.code].top
    shares = {own: OWN_SHARE} | dict.fromkeys(rule.votes or (own,), 1.0) | {rule.code: 1.0}
    return tuple((numbers[code], share) for code, share in shares.items())


def _foreign(rule: Rule, tree: Tree) -> Iterator[tuple[str, str]]:
    for language, words in rule.words.items():
        for word in words:
            yield language, word if word.isupper() else word.lower()
    for language, label in tree.labels(rule.code) if rule.labels else ():
        fewest = FEWEST_SIGNS if label[0] >= _IDEOGRAPHS else FEWEST_LETTERS
        if len(label) >= fewest and len(label.split()) <= MOST_WORDS:
            yield language, label.lower()


def _senses(points: dict[str, Points], known: dict[Any, Any]) -> dict[str, Sense]:
    """What a form says by language; equal senses are one object, most words say what others say."""
    everywhere = points.get(ANY, {})
    told = ((language, _sense(everywhere | found, known)) for language, found in points.items())
    senses = {language: known.setdefault(sense, sense) for language, sense in told}
    return cast("dict[str, Sense]", known.setdefault(tuple(senses.items()), senses))


def _sense(found: Points, known: dict[Any, Any]) -> Sense:
    firm = [(number, points) for number, (points, weak) in found.items() if not weak]
    weak = [(number, points) for number, (points, weak) in found.items() if weak]
    return Sense(*(tuple(known.setdefault(vote, vote) for vote in some) for some in (firm, weak)))
