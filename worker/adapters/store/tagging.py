"""Tags of stored articles: made anew by rules, and corrected by people."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from worker import sql
from worker.adapters.store import rebuilt, records
from worker.adapters.store.session import Row
from worker.adapters.store.stories import StoryStore
from worker.core.tagged import Named, Revision, Tagged
from worker.ports_stored import RetagRun, Revised

_SQL = sql.queries("tags")
_ZERO = UUID(int=0)

BATCH = 200
"""Articles of one transaction of a run."""
BATCH_BYTES = 8_000_000
"""And about so much text, however few articles that is."""


class TagStore(StoryStore):
    """Fulfils `ports.RetagStore`, and does what `copytaster tag` asks for.

    Whoever writes tags of an article holds its row: corrections, runs and the slow stage wait for
    each other there, and for nobody else.
    """

    def begin_run(self, rules: str, since: datetime | None) -> RetagRun:
        """Begin a run, or go on with one of the same rules that was stopped.

        Runs of other rules that are not finished are overtaken.

        Args:
            rules: the digest of the rules and tables.
            since: what was stored before is left alone.
        """
        asked = {"rules": rules, "since": since, "zero": _ZERO}
        with self.session.transaction(durable=True):
            self._send("stop_other_runs", rules=rules)
            self._send("begin_run", id=UUID(int=uuid7().int), **asked)
            (row,) = self._send("running_run", **asked)
        return _run(row)

    def range(self, since: datetime | None) -> RetagRun:
        """What a run would go through; nothing is written."""
        (row,) = self._send("range", since=since, zero=_ZERO)
        first = row["first_id"]
        return RetagRun(
            run_id=_ZERO, reached_id=first, last_id=row["last_id"] or first, total=row["total"]
        )

    def next_batch(self, run: RetagRun) -> list[Tagged]:
        """The articles that come next in a run; empty at its end."""
        rows = self._send(
            "next_ids",
            after=run.reached_id,
            last=run.last_id,
            most=BATCH,
            most_bytes=BATCH_BYTES,
        )
        return self.tagged([row["article_id"] for row in rows])

    def tagged(self, ids: Sequence[UUID]) -> list[Tagged]:
        """Articles as they are stored, with their tags."""
        return [rebuilt.tagged(row) for row in self._send("tagged", ids=list(ids))] if ids else []

    def advance(self, run: RetagRun, batch: Sequence[Revised]) -> tuple[RetagRun, list[Revision]]:
        """Write what changes about a batch, and how far the run is now, in one transaction.

        Articles that somebody else is at are waited for one by one, each with a transaction.

        Returns:
            The run as it is now, and what was written: nothing where another process moved it.
        """
        step = self._step(run, batch, wait=False)
        if step is not None:
            return step
        written: list[Revision] = []
        for one in batch:
            step = self._step(run, [one], wait=True)
            assert step is not None
            run, revisions = step
            written += revisions
            if run.reached_id != one.article_id:
                break
        return run, written

    def _step(
        self, run: RetagRun, batch: Sequence[Revised], *, wait: bool
    ) -> tuple[RetagRun, list[Revision]] | None:
        """One transaction; None when an article is locked and is not to be waited for."""
        revisions = [one.revision for one in batch if one.revision]
        with self.session.transaction():
            locked = self._lock([revision.article_id for revision in revisions], wait=wait)
            if locked is None:
                return None
            kept = [revision for revision in revisions if revision.article_id in locked]
            rows = self._send(
                "advance",
                id=run.run_id,
                expected=run.reached_id,
                reached=batch[-1].article_id,
                articles=len(batch),
                changed=len(kept),
            )
            if rows:
                self._write(kept)
        return (_run(rows[0]), kept) if rows else (self._run(run.run_id), [])

    def end_run(self, run: RetagRun) -> RetagRun:
        """Note that nothing is left; what has moved meanwhile is returned as it is."""
        with self.session.transaction(durable=True):
            rows = self._send("end_run", id=run.run_id, expected=run.reached_id)
        return _run(rows[0]) if rows else self._run(run.run_id)

    def revise(
        self, article_id: UUID, revise: Callable[[Tagged], Revision | None]
    ) -> Revision | None:
        """Tag one article anew, whatever a run is at."""
        with self.session.transaction(durable=True):
            self._send("lock_one", id=article_id)
            revisions = [revise(tagged) for tagged in self.tagged([article_id])]
            self._write([revision for revision in revisions if revision])
        return revisions[0] if revisions else None

    def add_tag(self, article_id: UUID, tag: Named, *, label: str | None, by: str) -> bool:
        """Record that a person gave an article a tag; False when there is no such article."""
        meaning = self.meaning(tag)
        label = label or meaning["label"] or tag.code
        with self.session.transaction(durable=True):
            if not self._send("lock_one", id=article_id):
                return False
            self._correct(article_id, tag, label=label, change="added", by=by)
            self._send("add_tag", **_named(article_id, tag), label=label, top=meaning["top"])
            self._send("put_tag_lists", ids=[article_id])
        return True

    def remove_tag(self, article_id: UUID, tag: Named, *, by: str) -> bool:
        """Record that a tag is wrong; False when the article does not have it."""
        with self.session.transaction(durable=True):
            self._send("lock_one", id=article_id)
            removed = self._send("remove_tag", **_named(article_id, tag))
            if removed:
                label = removed[0]["label"]
                self._correct(article_id, tag, label=label, change="removed", by=by)
                self._send("put_tag_lists", ids=[article_id])
        return bool(removed)

    def _correct(self, article_id: UUID, tag: Named, **said: str) -> None:
        self._send("correct", **_named(article_id, tag), **said)

    def meaning(self, tag: Named) -> Row:
        """What a tag's code is called (`label`, `top`), and whether a table has it (`known`)."""
        return self._send("meaning", scheme=tag.scheme, code=tag.code)[0]

    def tags_of(self, article_id: UUID) -> list[Row]:
        """All tags of an article, heaviest first, then those that people removed (`change`)."""
        return self._send("tags_of", id=article_id)

    def _lock(self, ids: list[UUID], *, wait: bool) -> set[UUID] | None:
        """Those of the articles that are still there; None when one is locked and must not be."""
        if wait:
            return {row["article_id"] for one in ids for row in self._send("lock_one", id=one)}
        locked = {row["article_id"] for row in self._send("lock_free", ids=ids)} if ids else set()
        missing = [one for one in ids if one not in locked]
        return None if missing and self._send("existing", ids=missing) else locked

    def _write(self, revisions: Sequence[Revision]) -> None:
        """Replace what rules made of articles that this transaction holds."""
        if not revisions:
            return
        ids = [revision.article_id for revision in revisions]
        self._send("clear_rule_tags", ids=ids)
        tags = [records.tag(one.article_id, tag) for one in revisions for tag in one.tags]
        if tags:
            self._send("put_rule_tags", tags=tags)
        languages = [{"article_id": r.article_id, "language": r.language} for r in revisions]
        self._send("put_languages", languages=languages)
        self._send("put_tag_lists", ids=ids)

    def _run(self, run_id: UUID) -> RetagRun:
        return _run(self._send("run", id=run_id)[0])

    def _send(self, name: str, **values: Any) -> list[Row]:
        return self.session.send(_SQL[name], **values)


def _run(row: Row) -> RetagRun:
    return RetagRun(
        **{name: row[name] for name in RetagRun.__dataclass_fields__}  # its fields are columns
    )


def _named(article_id: UUID, tag: Named) -> dict[str, object]:
    return {"id": article_id, "scheme": tag.scheme, "code": tag.code}
