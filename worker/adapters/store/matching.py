"""Transaction 2: what new articles are to those that are there, looked up a batch at a time."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

import psycopg

from worker import sql
from worker.adapters.store import verdicts as record
from worker.adapters.store.around import Around, compared
from worker.adapters.store.session import Row, Session
from worker.core.match import Verdict, decide
from worker.core.policy import Matching

_SQL = sql.queries("match")

CLOCKS_DIFFER_MS = 3_600_000
"""Workers whose clocks are further apart do not see what the other has just taken in."""

Verdicts = dict[UUID, Verdict]


class Joining(NamedTuple):
    """Articles that join others, what was looked at for them, and how many had joined by then."""

    ids: Sequence[UUID]
    around: Around
    seen: int


class Matcher:
    """Decides about stored articles and writes what it decided.

    Each call belongs into a transaction of the session.
    """

    def __init__(self, session: Session, matching: Matching) -> None:
        self._session = session
        self._matching = matching

    def match(self, new: Sequence[UUID]) -> Joining | None:
        """Relation and story of new articles, given in the order of their ids.

        Returns:
            those that join others, for `join` in a transaction that begins when this one has
            ended: until then whoever joins would wait for it, and then all others for them.
        """
        seen, around, verdicts = self._looked(new)
        alone = {me: verdict for me, verdict in verdicts.items() if not _joins(verdict)}
        self._write(alone)
        waiting = [me for me in verdicts if me not in alone]
        return Joining(waiting, around, seen) if waiting else None

    def join(self, joining: Joining, waiting: Collection[UUID]) -> list[UUID]:
        """Relation and story of articles that join others, as far as they still wait: these."""
        ids = [me for me in joining.ids if me in waiting]
        if ids:
            self._write(self._joined(ids, joining.around, joining.seen))
        return ids

    def _write(self, verdicts: Verdicts) -> None:
        if verdicts:
            self._send("set_verdicts", verdicts=self._records(verdicts))
            self._write_around(verdicts)

    def match_again(self, ids: Sequence[UUID]) -> int:
        """Decide anew about articles that were decided, in the order of their ids.

        What has an original keeps it, and no story is taken apart: only what counted as an
        original may turn out to be none, and stories may be joined.

        Returns:
            how many articles turned out to be no originals.
        """
        verdicts = self._decided(ids)
        found = [one for one in self._records(verdicts) if one["matched_article_id"]]
        revised = len(self._send("revise", revisions=found)) if found else 0
        return revised + self._write_around(verdicts)

    def _records(self, verdicts: Verdicts) -> list[record.Record]:
        return [
            record.verdict(article_id, verdict, self._matching.policy(verdict.relation))
            for article_id, verdict in verdicts.items()
        ]

    def _write_around(self, verdicts: Verdicts) -> int:
        """What the verdicts say about other articles; tells how many are no originals any more."""
        revised = 0
        if revisions := record.revisions(verdicts, self._matching):
            revised = len(self._send("revise", revisions=revisions))
        if links := record.links(verdicts):
            self._send("insert_links", links=links)
        if pairs := record.superseded(verdicts):
            self._send("supersede", pairs=pairs)
        return revised

    def _decided(self, ids: Sequence[UUID]) -> Verdicts:
        """What becomes of articles, decided in one transaction whether they join others or not."""
        with self._session.connection().transaction() as looking:
            seen, around, verdicts = self._looked(ids)
            # what the transaction itself decides is a join as well: its articles may match each other
            if any(map(_joins, verdicts.values())):
                verdicts = {}
                raise psycopg.Rollback(looking)  # gives the share back
        return verdicts or self._joined(ids, around, seen)

    def _looked(self, ids: Sequence[UUID]) -> tuple[int, Around, Verdicts]:
        """What becomes of articles as things stand, and how many have joined others by now."""
        self._send("share_stories")
        (seen,) = self._send("joins_seen")
        around = self._look(ids)
        verdicts = {me: self._decide(me, around) for me in ids if me in around.articles}
        return seen["joins"], around, verdicts

    def _joined(self, ids: Sequence[UUID], around: Around, seen: int) -> Verdicts:
        """Decide one at a time, when all that others have decided is record.

        Where nobody joined since these were looked at, which articles are alike is known: what was
        stored since then sees these, and waits. One that joined meanwhile may have been stored too
        late to be seen, and have decided while there was nothing yet that it could join.
        """
        self._send("lock_stories")
        (mine,) = self._send("next_join")
        if mine["joins"] == seen + 1:
            around.renew(self._send("standing", ids=list(around.articles)))
        else:
            around = self._look(ids)
        verdicts: Verdicts = {}
        for me in filter(around.articles.__contains__, ids):
            verdict = verdicts[me] = self._decide(me, around)
            story_id = around.story(verdict.story_id)
            for old in {*verdict.joins, around.article(me).story_id} - {story_id}:
                around.joined[old] = story_id
        if around.joined:
            # in one order, whoever joins
            joins = [
                {"from_story_id": old, "story_id": around.story(old)}
                for old in sorted(around.joined)
            ]
            self._send("join_stories", joins=joins)
        # a later verdict may have joined the story of an earlier one
        return {
            me: replace(verdict, story_id=around.story(verdict.story_id))
            for me, verdict in verdicts.items()
        }

    def _decide(self, me: UUID, around: Around) -> Verdict:
        apart = self._matching.apart
        article, near = around.article(me), around.near(me, in_turn=bool(apart))
        standing = [(one.article_id, one.story_id) for one in (article, *near)]
        before = around.decided.get(me)
        if before and before[0] == standing:
            verdict = before[1]
        else:
            verdict = decide(article, near, self._matching.window, around.comparing, apart=apart)
            verdict = self._matching.rule(article, verdict)
            around.decided[me] = standing, verdict
        if verdict.relation in apart:
            around.apart.add(me)
        return verdict

    def _look(self, ids: Sequence[UUID]) -> Around:
        found = self._send(
            "candidates",
            ids=list(ids),
            since=self._matching.since(min(ids)),
            until=min(self._matching.until(max(ids)), to_come()),
        )
        looked_at = {*ids, *(pair["article_id"] for pair in found)}
        rows = self._send("looked_at", ids=list(looked_at), compared=list(compared(found)))
        return Around.of(ids, found, rows)

    def _send(self, name: str, **values: object) -> list[Row]:
        return self._session.send(_SQL[name], **values)


def to_come() -> UUID:
    """The smallest id of articles that are still to come, by whichever worker's clock.

    Their month of the index is there already, and each month more is a look more under each key.
    """
    return UUID(int=(time.time_ns() // 1_000_000 + CLOCKS_DIFFER_MS) << 80)


def _joins(verdict: Verdict) -> bool:
    return bool(verdict.matched_article_id or verdict.joins)
