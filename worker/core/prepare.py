"""Parse, complete, fingerprint and tag: what becomes of each position of a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID

from worker.core.article import Article, Tag
from worker.core.bookmark import Trail
from worker.core.fingerprint import fingerprint
from worker.core.parse import Limits, parse
from worker.core.reading import Prepared, Reading
from worker.core.sources import Sources, credit
from worker.core.tag import Tagger
from worker.errors import Reason, Rejected


@dataclass(frozen=True, slots=True)
class Preparer:
    """Everything that is compiled once and shared by all runs of a process."""

    limits: Limits
    sources: Sources
    tagger: Tagger

    def parse(
        self, stream: BinaryIO, start: int = 0, trail: Trail | None = None
    ) -> Iterator[tuple[int, Article | Rejected]]:
        """The positions of a file from `start` on, as they stand there.

        A refusal to read on (`Rejected` raised by the stream) is the last position.

        Args:
            stream: the file.
            start: the first position that is wanted.
            trail: keeps where reading stands, and says what of the file is to be stepped over.
        """
        trail = trail or Trail()
        try:
            for found in parse(stream, replace(self.limits, trail=trail)):
                if trail.positions >= start:
                    yield trail.positions, found
                trail.count()
        except Rejected as rejected:
            yield max(trail.positions, start), rejected
            return
        if trail.positions == 0:
            yield 0, Rejected(Reason.EMPTY_BODY, "nothing in the file could be read as an article")

    def complete(
        self, found: Sequence[tuple[Article | Rejected, str | None]], *, new_id: Callable[[], UUID]
    ) -> list[Prepared | Rejected]:
        """Articles with their sources' usual names and zones, their fingerprints and their tags.

        Args:
            found: what was read, in order, each with the hint at its source.
            new_id: gives each article its own.
        """
        articles = [
            credit(one, self.sources, hint) for one, hint in found if isinstance(one, Article)
        ]
        tagged = zip(articles, self.tagger.tags_of(articles), strict=True)
        return [
            one if isinstance(one, Rejected) else _prepared(new_id(), *next(tagged))
            for one, _ in found
        ]

    def readings(
        self, stream: BinaryIO, *, hint: str | None, new_id: Callable[[], UUID], start: int = 0
    ) -> Iterator[Reading]:
        """Both steps in one, position by position."""
        for position, found in self.parse(stream, start):
            (outcome,) = self.complete([(found, hint)], new_id=new_id)
            yield Reading(position, outcome)


def _prepared(article_id: UUID, article: Article, tags: tuple[Tag, ...]) -> Prepared:
    language = next((tag.code for tag in tags if tag.scheme == "language"), None)
    return Prepared(
        article_id=article_id,
        article=replace(article, language=language),
        fingerprint=fingerprint(article),
        tags=tags,
    )
