"""The index of stored articles, made anew a batch at a time while workers go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from worker import sql
from worker.adapters.store.matching import Matcher
from worker.adapters.store.session import Row, Session
from worker.core.fingerprint import Traces
from worker.core.policy import PLAIN, Matching
from worker.ports_stored import ReparseRun, Step

_SQL = sql.queries("reindex")
_ZERO = UUID(int=0)

BATCH = 200
"""Articles of one transaction ..."""
BATCH_BYTES = 8_000_000
"""... and about so much text, however few articles that is."""
MATCHED = 50
"""Articles that are decided about in one transaction: a join holds up all others."""


class PostgresIndex:
    """Fulfils `ports.ReindexStore`.

    Args:
        matching: windows and policies, for what is decided again.
        postings_days: how long postings are kept after their month; 0 for ever.
    """

    def __init__(
        self, session: Session, matching: Matching = PLAIN, *, postings_days: int = 0
    ) -> None:
        self.session = session
        self._matcher = Matcher(session, matching)
        self._postings_days = postings_days

    def begin_run(
        self, algo: str, *, every: bool, matches: bool, since: datetime | None
    ) -> ReparseRun:
        """Begin a run, or go on with one of the same that was stopped.

        Runs of another algo that are not finished are overtaken.
        """
        asked = {"algo": algo, "every": every, "matches": matches, "since": since, "zero": _ZERO}
        with self.session.transaction(durable=True):
            self._send("stop_other_algos", algo=algo)
            self._send("begin_reparse", id=UUID(int=uuid7().int), **asked)
            (row,) = self._send("running_reparse", **asked)
        run = _run(row)
        for month in self._send(
            "missing_months",
            id=run.run_id,
            algo=algo,
            every=every,
            keep_days=self._postings_days,
        ):
            self._send("make_missing_month", **month)
        return run

    def next_texts(self, run: ReparseRun) -> list[tuple[UUID, str, str | None]]:
        """Id, body and address of what comes next; empty at the end of the step."""
        rows = self._send(
            "to_rebuild",
            algo=run.algo,
            every=run.every,
            after=run.reached_id,
            last=run.last_id,
            most=BATCH,
            most_bytes=BATCH_BYTES,
        )
        return [(row["article_id"], row["body"], row["url"]) for row in rows]

    def rebuild(self, run: ReparseRun, traces: Mapping[UUID, Traces]) -> ReparseRun:
        """Put these, ascending, into the index in place of what is there of them."""
        with self.session.transaction():
            moved = self._advance(run, max(traces), articles=len(traces), rebuilt=len(traces))
            if moved:
                self._send("share_index")
                self._replace(run.algo, traces)
        return moved or self._reload(run)

    def _replace(self, algo: str, traces: Mapping[UUID, Traces]) -> None:
        held = [row["article_id"] for row in self._send("hold_articles", ids=list(traces))]
        if not held:
            return
        self._send("delete_old_postings", ids=held)
        rebuilt = [
            {
                "article_id": article_id,
                "keys": traces[article_id].keys,
                "url_key": traces[article_id].url_key,
                "body_sha256": traces[article_id].body_sha256.hex(),
            }
            for article_id in held
        ]
        self._send("set_keys", rebuilt=rebuilt, algo=algo)
        self._send("insert_new_postings", ids=held)

    def match(self, run: ReparseRun) -> ReparseRun:
        """Decide again about what comes next, in the order of arrival.

        What has an original keeps it, and nothing takes a story apart.
        """
        rows = self._send(
            "to_match", algo=run.algo, after=run.reached_id, last=run.last_id, most=MATCHED
        )
        ids = [row["article_id"] for row in rows]
        if not ids:
            return self.end_step(run)
        with self.session.transaction():
            moved = self._advance(run, max(ids), articles=len(ids))
            if moved:
                joined = self._matcher.match_again(ids)
                moved = self._advance(moved, moved.reached_id, joined=joined)
        return moved or self._reload(run)

    def end_step(self, run: ReparseRun) -> ReparseRun:
        """Go on to the next step."""
        further = run.step is Step.REBUILD and run.matches
        with self.session.transaction(durable=True):
            rows = self._send(
                "next_step",
                id=run.run_id,
                step=run.step,
                expected=run.reached_id,
                next=Step.MATCH if further else Step.DONE,
            )
        return _run(rows[0]) if rows else self._reload(run)

    def _advance(
        self,
        run: ReparseRun,
        reached: UUID,
        *,
        articles: int = 0,
        rebuilt: int = 0,
        joined: int = 0,
    ) -> ReparseRun | None:
        """Move a run; None where another process has."""
        rows = self._send(
            "advance_reparse",
            id=run.run_id,
            step=run.step,
            expected=run.reached_id,
            reached=reached,
            articles=articles,
            rebuilt=rebuilt,
            joined=joined,
        )
        return _run(rows[0]) if rows else None

    def _reload(self, run: ReparseRun) -> ReparseRun:
        return _run(self._send("reparse_run", id=run.run_id)[0])

    def _send(self, name: str, **values: Any) -> list[Row]:
        return self.session.send(_SQL[name], **values)


def _run(row: Row) -> ReparseRun:
    # its fields are columns
    values = {name: row[name] for name in ReparseRun.__dataclass_fields__}
    return ReparseRun(**values | {"step": Step(row["step"])})
