"""The flow of `copytaster retag`: read what is stored, apply today's rules, write what differs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from worker.core.article import Article, Tag
from worker.core.tagged import Revision, Tagged, revision
from worker.ports_stored import RetagRun, RetagStore, Revised


@dataclass(slots=True)
class Retag:
    """One process at work on a run.

    Args:
        tags: all tags that today's rules and tables make of each of several articles.
        leaves: whether a stored tag stays although today's rules do not make it; asked once they
            have been made.

    Attributes:
        added, removed: how often this process added and removed which tag.
    """

    store: RetagStore
    tags: Callable[[Sequence[Article]], Sequence[tuple[Tag, ...]]]
    leaves: Callable[[Tag], bool] = lambda _: False
    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    def run(self, rules: str, since: datetime | None = None) -> Iterator[RetagRun]:
        """Work until nothing is left, or a run of other rules takes over.

        Each yield is a point where it may be stopped: the next run goes on from there. Another
        process on the same run does no harm; what the slower of the two made of a batch is dropped.

        Args:
            rules: the digest of the rules; a stopped run of the same is gone on with.
            since: only what was stored from then on.
        """
        run = self.store.begin_run(rules, since)
        yield run
        while run.state == "running":
            batch = self._revised(self.store.next_batch(run))
            if not batch:
                run = self.store.end_run(run)
            else:
                run, written = self.store.advance(run, batch)
                self._count(written)
            yield run

    def rehearse(self, since: datetime | None = None) -> Iterator[RetagRun]:
        """The same without writing anything."""
        run = self.store.range(since)
        while batch := self.store.next_batch(run):
            revised = self._revised(batch)
            changed = [one.revision for one in revised if one.revision]
            self._count(changed)
            run = replace(
                run,
                reached_id=revised[-1].article_id,
                articles=run.articles + len(revised),
                changed=run.changed + len(changed),
            )
            yield run
        yield replace(run, state="done")

    def one(self, article_id: UUID) -> Revision | None:
        """Tag one article anew; None when nothing changes."""
        changed = self.store.revise(article_id, self.would_change)
        self._count([changed] if changed else [])
        return changed

    def would_change(self, tagged: Tagged) -> Revision | None:
        """What today's rules change about an article."""
        (revised,) = self._revised([tagged])
        return revised.revision

    def _revised(self, batch: Sequence[Tagged]) -> list[Revised]:
        made = self.tags([tagged.article for tagged in batch])
        return [
            Revised(tagged.article_id, revision(tagged, (*tags, *filter(self.leaves, tagged.tags))))
            for tagged, tags in zip(batch, made, strict=True)
        ]

    def _count(self, revisions: Iterable[Revision]) -> None:
        for one in revisions:
            self.added.update(one.added)
            self.removed.update(one.removed)
