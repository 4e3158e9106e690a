"""What goes over stored articles again (enrich, retag, reparse) needs of Postgres, as Protocols."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from worker.core.article import Tag
from worker.core.fingerprint import Traces
from worker.core.learned import Corrected, Learned, Unenriched
from worker.core.tagged import Revision, Tagged


class EnrichStore(Protocol):
    """What the slow stage asks of Postgres; everything may raise `Unavailable`."""

    def take(self, version: str, most: int) -> list[UUID]:
        """Articles that this version of the models has not seen and nobody is at, newest first."""

    def unenriched(self, version: str, ids: Sequence[UUID]) -> list[Unenriched]:
        """Those of `ids` that this version has not finished."""

    def suggest(self, version: str, tags: Sequence[tuple[UUID, Tag]], ids: Sequence[UUID]) -> int:
        """Add tags, and note that `ids` are finished; tells how many were added."""

    def learned(self) -> list[Learned]:
        """What corrections have taught, as last learned."""


class LessonStore(Protocol):
    """What learning asks of Postgres; everything may raise `Unavailable`."""

    def corrections(self) -> list[Corrected]:
        """Every article that people corrected."""

    def others(self) -> list[Corrected]:
        """Some articles that nobody corrected."""

    def labels(self, tags: Sequence[str]) -> dict[str, str]:
        """What tags (`scheme:code`) are called."""

    def keep_learned(self, learned: Sequence[Learned]) -> None:
        """Replace what was learned before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetagRun:
    """How far a run of `copytaster retag` is.

    Attributes:
        state: running, done, or overtaken by a run of other rules.
        reached_id, last_id: articles up to the first are done, those up to the second are to be.
        total: articles that there were to do when it began.
        articles, changed: what was looked at so far, by all processes, and what that changed.
    """

    run_id: UUID
    reached_id: UUID
    last_id: UUID
    total: int
    state: str = "running"
    articles: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Revised:
    """An article that a run looked at, and what is to change about its tags, if anything."""

    article_id: UUID
    revision: Revision | None


class RetagStore(Protocol):
    """What tagging stored articles anew asks of Postgres; everything may raise `Unavailable`."""

    def begin_run(self, rules: str, since: datetime | None) -> RetagRun:
        """Begin a run, or go on with one of the same rules that was stopped."""

    def range(self, since: datetime | None) -> RetagRun:
        """What a run would go through; nothing is written."""

    def next_batch(self, run: RetagRun) -> list[Tagged]:
        """The articles that come next in a run; empty at its end."""

    def advance(self, run: RetagRun, batch: Sequence[Revised]) -> tuple[RetagRun, list[Revision]]:
        """Write what changes about a batch, and how far the run is now, in one transaction.

        Returns:
            The run as it is now, and what was written: nothing where another process moved it.
        """

    def end_run(self, run: RetagRun) -> RetagRun:
        """Note that nothing is left; what has moved meanwhile is returned as it is."""

    def revise(
        self, article_id: UUID, revise: Callable[[Tagged], Revision | None]
    ) -> Revision | None:
        """Tag one article anew; None when nothing changes."""


class Step(StrEnum):
    """What a run of `copytaster reparse` is at."""

    REBUILD = "rebuild"
    MATCH = "match"
    DONE = "done"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReparseRun:
    """How far a run of `copytaster reparse` is.

    Attributes:
        algo: what the index is made with.
        every: also what the same algo made is made anew.
        matches: relations are decided again after that.
        reached_id, last_id: in this step articles up to the first are done, those up to the
            second are to be.
        total: articles to look at, of all steps, when it began.
        articles: looked at so far, by all processes.
        rebuilt, joined: put into the index anew; found to be no originals.
    """

    run_id: UUID
    algo: str
    every: bool
    matches: bool
    reached_id: UUID
    last_id: UUID
    total: int
    step: Step = Step.REBUILD
    articles: int = 0
    rebuilt: int = 0
    joined: int = 0


class ReindexStore(Protocol):
    """What making the index anew asks of Postgres; everything may raise `Unavailable`.

    What moves a run returns it as it is then, also when another process has moved it.
    """

    def begin_run(
        self, algo: str, *, every: bool, matches: bool, since: datetime | None
    ) -> ReparseRun:
        """Begin a run, or go on with one of the same that was stopped."""

    def next_texts(self, run: ReparseRun) -> list[tuple[UUID, str, str | None]]:
        """Id, body and address of what comes next; empty at the end of the step."""

    def rebuild(self, run: ReparseRun, traces: Mapping[UUID, Traces]) -> ReparseRun:
        """Put these, ascending, into the index in place of what is there of them."""

    def match(self, run: ReparseRun) -> ReparseRun:
        """Decide again about what comes next."""

    def end_step(self, run: ReparseRun) -> ReparseRun:
        """Go on to the next step."""
