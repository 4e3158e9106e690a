"""The flow of `copytaster reparse`: make the index of stored articles anew, as today's program does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from worker.core.algo import ALGO
from worker.core.fingerprint import traces
from worker.ports_stored import ReindexStore, ReparseRun, Step


@dataclass(slots=True)
class Reparse:
    """One process at work on a run.

    Args:
        algo: what the traces are made with.
    """

    store: ReindexStore
    algo: str = ALGO

    def run(
        self, *, every: bool = False, matches: bool = False, since: datetime | None = None
    ) -> Iterator[ReparseRun]:
        """Work until nothing is left, or a run of another algo takes over.

        Each yield is a point where it may be stopped: the next run goes on from there. Another
        process on the same run does no harm; what the slower of the two made of a batch is dropped.

        Args:
            every: make anew also what this algo made.
            matches: decide again about relations when the index is made.
            since: only what arrived from then on.
        """
        run = self.store.begin_run(self.algo, every=every, matches=matches, since=since)
        yield run
        while run.step in {Step.REBUILD, Step.MATCH}:
            run = self._rebuild(run) if run.step is Step.REBUILD else self.store.match(run)
            yield run

    def _rebuild(self, run: ReparseRun) -> ReparseRun:
        made = {
            article_id: traces(body, url) for article_id, body, url in self.store.next_texts(run)
        }
        return self.store.rebuild(run, made) if made else self.store.end_step(run)
