"""What new articles are compared with: what a look around has found for each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from worker.adapters.store import verdicts as record
from worker.adapters.store.session import Row
from worker.core.match import Candidate, Comparing, Verdict
from worker.core.policy import Policy

WORKS_COMPARED = 4
"""Newest articles of the same uri, and of the same address, whose bodies are compared."""

Standing = list[tuple[UUID, UUID]]


@dataclass(slots=True)
class Around:
    """New articles, and what is to be compared with each.

    Attributes:
        ids: the new ones.
        articles: they, and all that was found for them.
        pairs: of each new article, which others by what it is itself (True) or by its text.
        apart: articles that are kept apart.
        joined: stories that have become part of another since they were looked at.
        decided: what was decided about each article, and in which stories it and all that it was
            compared with were then: as long as that stands nothing else can come of it.
    """

    ids: frozenset[UUID]
    articles: dict[UUID, Candidate]
    pairs: dict[UUID, dict[UUID, bool]]
    apart: set[UUID]
    comparing: Comparing
    joined: dict[UUID, UUID] = field(default_factory=dict)
    decided: dict[UUID, tuple[Standing, Verdict]] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: Iterable[UUID], found: Iterable[Row], rows: Iterable[Row]) -> Self:
        """What was found for articles, and the rows of both."""
        rows = list(rows)
        algos = {row["article_id"]: row["algo"] for row in rows}
        articles = {row["article_id"]: record.candidate(row) for row in rows}
        pairs = _pairs(found, algos)
        return cls(frozenset(ids), articles, pairs, _apart(rows), Comparing(articles.values()))

    def renew(self, rows: Iterable[Row]) -> None:
        """Take what others may have decided about them since."""
        rows = list(rows)
        known = self.articles
        self.articles = {
            row["article_id"]: _in_story(known[row["article_id"]], row["story_id"]) for row in rows
        }
        self.apart = _apart(rows)

    def article(self, article_id: UUID) -> Candidate:
        """An article in the story that it is in by now."""
        article = self.articles[article_id]
        return _in_story(article, self.story(article.story_id))

    def story(self, story_id: UUID) -> UUID:
        """The story that this one is part of by now."""
        while story_id in self.joined:
            story_id = self.joined[story_id]
        return story_id

    def near(self, me: UUID, *, in_turn: bool) -> list[Candidate]:
        """What to compare; what is kept apart is only found by what it is itself.

        `in_turn` leaves out what came together with it and is decided after it: that may be kept
        apart.
        """
        return [
            self.article(other)
            for other, identity in sorted(self.pairs[me].items())
            if other in self.articles
            and (identity or not (other in self.apart or (in_turn and self._is_later(other, me))))
        ]

    def _is_later(self, other: UUID, me: UUID) -> bool:
        """Whether it came together with an article, and is decided after it."""
        return other > me and other in self.ids


def _in_story(article: Candidate, story_id: UUID) -> Candidate:
    return article if article.story_id == story_id else replace(article, story_id=story_id)


def _apart(rows: Iterable[Row]) -> set[UUID]:
    return {row["article_id"] for row in rows if row["policy"] == Policy.APART}


def compared(found: Iterable[Row]) -> set[UUID]:
    """The articles whose bodies are looked at.

    Which are the same work by uri or address is known without them: the newest few will do.
    """
    bodies: set[UUID] = set()
    works: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
    for pair in found:
        me, other, by = pair["of_article_id"], pair["article_id"], pair["by"]
        if by == "keys":
            bodies.update((me, other))
        elif by != "text":
            works[me, by].append(other)
    for (me, _), others in works.items():
        bodies.update((me, *sorted(others)[-WORKS_COMPARED:]))
    return bodies


def _pairs(found: Iterable[Row], algos: dict[UUID, str]) -> dict[UUID, dict[UUID, bool]]:
    """Candidates of each article, once; by their keys only those of the same algo."""
    pairs: dict[UUID, dict[UUID, bool]] = defaultdict(dict)
    for pair in found:
        me, other = pair["of_article_id"], pair["article_id"]
        identity = pair["by"] != "keys"
        if identity or algos.get(me) == algos.get(other):
            pairs[me][other] = pairs[me].get(other, False) or identity
    return pairs
