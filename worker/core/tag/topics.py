"""What an article is about, in IPTC Media Topics.

Rules are words, file by file in worker/data/topics; a topic's words speak for its top level as
well. What publishers say in codes or labels comes first.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from worker.core.article import Article, Evidence, Tag
from worker.core.tag.literals import Entry
from worker.core.tag.scanned import Scanned
from worker.core.tag.topic_published import published
from worker.core.tag.topic_rules import Rule, rules
from worker.core.tag.topic_score import Mention, Mentions, Said, chosen, scores
from worker.core.tag.topic_tree import ENGLISH, Tree
from worker.core.tag.topic_words import Vocabulary, language_key

SCHEME, VOCABULARY = "topic", "medtop"
METHOD, PUBLISHER = "topics", "publisher"
MOST_EVIDENCE = 8
# Half of a tag's full weight is reached with a strong word in the headline and another one.
_HALF_WEIGHT = 8.0


class _Face(NamedTuple):
    """What all tags of one topic have in common."""

    code: str
    top: str
    label: str


class Topics:
    """The rules and the tree; built once and used for every article.

    Args:
        mediatopics_tsv: the tree as a table.
        texts: the rules' TOML, by the stem of each file.
        language: in which tags are labelled, a column of the table ("en-GB", "de", "zh-Hans").

    Raises:
        ValueError: a rule is wrong; which file and topic, and how.
    """

    table = "topics"

    def __init__(
        self, mediatopics_tsv: str, texts: Mapping[str, str], language: str = ENGLISH
    ) -> None:
        self._tree = Tree(mediatopics_tsv)
        self.rules: tuple[Rule, ...] = rules(texts, self._tree)
        self._vocabulary = Vocabulary(self.rules, self._tree)
        self._language = language
        self._methods = tuple(f"{METHOD}/{file}" for file in self._vocabulary.files)
        self._faces = {code: self._face(code) for code in self._tree.topics}

    def entries(self) -> Iterable[Entry]:
        """Every form of every word of the rules."""
        return self._vocabulary.entries()

    def label(self, code: str) -> str:
        """What tags call a topic."""
        return self._tree.label(code, self._language)

    def tags(self, scanned: Scanned) -> tuple[Tag, ...]:
        """Tags `topic:medtop:NNNNNNNN`, weightiest first; none where the words say too little."""
        tags = {tag.code: tag for tag in self._told(scanned)}
        for tag in self._published(scanned.article):
            if told := tags.get(tag.code):
                tag = tag._replace(  # noqa: PLW2901 - both said it: one tag
                    weight=max(tag.weight, told.weight),
                    because=(*tag.because, *told.because)[:MOST_EVIDENCE],
                )
            tags[tag.code] = tag
        return tuple(sorted(tags.values(), key=lambda tag: (-tag.weight, tag.code)))

    def _told(self, scanned: Scanned) -> Iterator[Tag]:
        vocabulary = self._vocabulary
        found = Mentions(scanned, self.table, vocabulary.forms(language_key(scanned.language)))
        for number, score, said in chosen(scores(found), vocabulary):
            yield self._tag(
                vocabulary.codes[number],
                score / (score + _HALF_WEIGHT),
                self._methods[number],
                _because(said, scanned),
            )

    def _published(self, article: Article) -> Iterator[Tag]:
        for code, (weight, because) in published(article, self._tree).items():
            yield self._tag(code, weight, PUBLISHER, because[:MOST_EVIDENCE])

    def _tag(self, code: str, weight: float, method: str, because: tuple[Evidence, ...]) -> Tag:
        face = self._faces[code]
        return Tag(
            scheme=SCHEME,
            code=face.code,
            label=face.label,
            weight=round(weight, 3),
            method=method,
            because=because,
            top=face.top,
        )

    def _face(self, code: str) -> _Face:
        top = self._tree.topics[code].top
        return _Face(f"{VOCABULARY}:{code}", f"{VOCABULARY}:{top}", self.label(code))


def _because(said: list[Said], scanned: Scanned) -> tuple[Evidence, ...]:
    """The words that say most for a topic, in order of the text."""
    return tuple(
        [
            _evidence(Evidence, (scanned.text(field)[start:end], field, start, end))
            for field, start, end, _, _ in _most(said)
        ]
    )


_evidence = tuple.__new__  # the class's own constructor takes twice as long


def _most(said: list[Said]) -> list[Mention]:
    """Those with the most points; of those with the same, the first."""
    if len(said) <= MOST_EVIDENCE:
        return [mention for _, mention in said]
    most = sorted([points for points, _ in said], reverse=True)[:MOST_EVIDENCE]
    least = most[-1]
    room = most.count(least)
    best = []
    for points, mention in said:
        if points > least:
            best.append(mention)
        elif points == least and room:
            best.append(mention)
            room -= 1
    return best
