"""What an article is about, in IPTC Media Topics.

Rules are words, file by file in worker/data/topics; a topic's words speak for its top level as
well. What publishers say in codes or labels comes first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from worker.core.article import Article, Evidence, Tag
from worker.core.tag.entry import Entry
from worker.core.tag.scanned import FIELDS, Scanned
from worker.core.tag.topic_published import published
from worker.core.tag.topic_rules import Rule, rules
from worker.core.tag.topic_score import Scores, chosen
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
    fields = FIELDS

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
        (tags,) = self.tags_of((scanned,))
        return tags

    def tags_of(self, page: Sequence[Scanned]) -> list[tuple[Tag, ...]]:
        """The same for several articles."""
        languages: dict[str, list[Scanned]] = {}
        for scanned in page:
            languages.setdefault(language_key(scanned.language), []).append(scanned)
        told: dict[int, list[Tag]] = {}
        for language, some in languages.items():
            told |= zip(map(id, some), self._told(some, language), strict=True)
        return [self._both(told[id(scanned)], scanned.article) for scanned in page]

    def _both(self, told: Iterable[Tag], article: Article) -> tuple[Tag, ...]:
        """What the words say, and what the publisher does."""
        tags = {tag.code: tag for tag in told}
        for tag in self._published(article):
            if known := tags.get(tag.code):
                tag = tag._replace(  # noqa: PLW2901 - both said it: one tag
                    weight=max(tag.weight, known.weight),
                    because=(*tag.because, *known.because)[:MOST_EVIDENCE],
                )
            tags[tag.code] = tag
        return tuple(sorted(tags.values(), key=lambda tag: (-tag.weight, tag.code)))

    def _told(self, page: Sequence[Scanned], language: str) -> list[list[Tag]]:
        """What the words of articles in one language say."""
        vocabulary = self._vocabulary
        scores = Scores(page, self.table, vocabulary.forms(language), len(vocabulary.codes))
        best = [
            (article, each)
            for article, found in enumerate(scores.enough())
            for each in chosen(found, vocabulary)
        ]
        places, said = scores.said(
            [(article, each.number) for article, each in best], MOST_EVIDENCE
        )
        texts = [[scanned.text(field) for field in FIELDS] for scanned in page]
        words = [
            # the class's own constructor takes twice as long
            _made(Evidence, (texts[article][field][start:end], FIELDS[field], start, end))
            for article, field, start, end in places
        ]
        tags: list[list[Tag]] = [[] for _ in page]
        for (article, (number, score, _)), numbers in zip(best, said, strict=True):
            tag = self._tag(
                vocabulary.codes[number],
                score / (score + _HALF_WEIGHT),
                self._methods[number],
                tuple([words[word] for word in numbers]),
            )
            tags[article].append(tag)
        return tags

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


_made = tuple.__new__
