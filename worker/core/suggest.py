"""Tags that models suggest from what a whole text means; the slow stage, which only adds.

Texts are compared as vectors of unit length. Whatever makes them (`Embedder`) runs on this
machine: no text leaves it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from worker.core.article import Article, Evidence, Tag
from worker.core.learned import Learned, Unenriched

Vectors = NDArray[np.float32]

MOST_CHARACTERS = 2_500
"""The beginning says what a report is about, and vectors of whole books take seconds."""
FEWEST_WORDS = 60
"""A shorter text is too little to tell a topic by."""
NEAREST = 5
"""So many of a topic's descriptions speak for it."""
LEAST_LIKENESS, LEAST_LEAD = 0.25, 0.1
"""How like a topic a text must be, and how much more than any other topic, as cosines."""
TOPIC = "topic"


class Embedder(Protocol):
    """Makes vectors of texts."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length a text; zeros for a text without words."""


@dataclass(frozen=True, slots=True)
class Described:
    """One description of a topic: of the top-level one itself, or of one below it."""

    top: str
    text: str


def wording(article: Article) -> str:
    """What an article is judged by: its headline and the beginning of its body."""
    return f"{article.headline or ''}\n{article.body}"[:MOST_CHARACTERS]


class TopicsByMeaning:
    """Suggests a top-level topic for a text that no rule gave one.

    Args:
        topics: top-level code to label.
        described: at least one description each.
        version: of the models, for `Tag.method`.
    """

    def __init__(
        self,
        topics: dict[str, str],
        described: Iterable[Described],
        embedder: Embedder,
        version: str,
    ) -> None:
        kept = sorted(described, key=lambda one: one.top)
        self._topics = topics
        self._tops = sorted({one.top for one in kept})
        of_top = [one.top for one in kept]
        self._slices = [
            slice(of_top.index(top), of_top.index(top) + of_top.count(top)) for top in self._tops
        ]
        self._rows = embedder.vectors([one.text for one in kept])
        self._version = version

    def suggest(self, article: Article, vector: Vectors) -> Tag | None:
        """The topic that a text is most like; None when it is short, or like none, or like two.

        Args:
            article: without a topic so far.
            vector: of its `wording`.
        """
        if article.word_count < FEWEST_WORDS:
            return None
        likeness = self._rows @ vector
        scores = np.array([_nearest(likeness[part]) for part in self._slices])
        order = np.argsort(-scores)
        best = float(scores[order[0]])
        lead = best - float(scores[order[1]]) if len(order) > 1 else best
        if best < LEAST_LIKENESS or lead < LEAST_LEAD:
            return None
        top = self._tops[int(order[0])]
        return Tag(
            scheme=TOPIC,
            code=top,
            label=self._topics[top],
            weight=round(min(1.0, best), 3),
            method=self._version,
            because=(_lede(article),),
            top=top,
        )


class LearnedTags:
    """Suggests the tags that a person's corrections have taught."""

    def __init__(self, learned: Sequence[Learned], version: str) -> None:
        self._learned = tuple(learned)
        self._version = version
        self._planes = np.array([one.plane for one in learned], dtype=np.float32)
        self._bias = np.array([one.bias for one in learned], dtype=np.float32)

    def suggest(self, article: Article, vector: Vectors) -> tuple[Tag, ...]:
        """The tags whose probability is high enough, the likeliest first."""
        if not self._learned:
            return ()
        chances = 1.0 / (1.0 + np.exp(-(self._planes @ vector + self._bias)))
        found = [
            Tag(
                scheme=one.scheme,
                code=one.code,
                label=one.label,
                weight=round(float(chance), 3),
                method=self._version,
                because=(_lede(article),),
            )
            for one, chance in zip(self._learned, chances, strict=True)
            if chance >= one.least
        ]
        return tuple(sorted(found, key=lambda tag: (-tag.weight, str(tag))))


@dataclass(slots=True)
class Models:
    """The compiled models of one process.

    Attributes:
        version: of the word vectors and of what was learned.
    """

    embedder: Embedder
    topics: TopicsByMeaning
    learned: LearnedTags
    version: str

    def tags(self, found: Sequence[Unenriched]) -> list[tuple[UUID, Tag]]:
        """What the models suggest for some articles."""
        vectors = self.embedder.vectors([wording(one.article) for one in found])
        return [
            (one.article_id, tag)
            for one, vector in zip(found, vectors, strict=True)
            for tag in self._tags(one, vector)
        ]

    def _tags(self, one: Unenriched, vector: Vectors) -> tuple[Tag, ...]:
        taught = self.learned.suggest(one.article, vector)
        if one.has_topic or any(tag.scheme == TOPIC for tag in taught):
            return taught
        topic = self.topics.suggest(one.article, vector)
        return (*taught, topic) if topic else taught


def _nearest(likeness: Vectors) -> float:
    """The mean of the best few."""
    return float(np.sort(likeness)[-NEAREST:].mean())


def _lede(article: Article) -> Evidence:
    """A model judges the whole; what it began with stands for that."""
    lede = article.body[:MOST_CHARACTERS].partition("\n\n")[0]
    if lede:
        return Evidence(lede, "body", 0, len(lede))
    headline = article.headline or ""
    return Evidence(headline, "headline", 0, len(headline))
