"""The store as one run of a batch sees it: begin, transaction 1, transaction 2, and the ways out."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from worker import sql
from worker.adapters.store import records
from worker.adapters.store.ledger import PUBLISH_LEASE_S, delivery_of
from worker.adapters.store.matching import Joining, Matcher
from worker.adapters.store.session import Row, Session
from worker.core.delivery import Delivery, State
from worker.core.policy import PLAIN, Matching
from worker.core.reading import Page
from worker.core.relation import Relation
from worker.errors import Reason, Unavailable
from worker.ports import Begun, Outcome

_SQL = sql.queries("run")


class PostgresStore:
    """Fulfils `ports.Store`.

    Args:
        lease_s: seconds until a silent run's deliveries are given to another.
        backoff_s, backoff_max_s: waits after a postponement, doubled each time up to the cap.
        matching: windows and policies.
    """

    def __init__(
        self,
        session: Session,
        *,
        lease_s: float,
        backoff_s: float,
        backoff_max_s: float,
        matching: Matching = PLAIN,
    ) -> None:
        self.session = session
        session.keep_plans()
        self._matcher = Matcher(session, matching)
        self._lease_s = lease_s
        self._backoff = {"backoff_s": backoff_s, "backoff_max_s": backoff_max_s}

    def begin(self, run: str, ids: Sequence[UUID]) -> Begun:
        """Take the deliveries that no living run has."""
        self.session.plan_anew()
        values = {
            "ids": list(ids),
            "run": run,
            "single": len(ids) == 1,
            "count": len(ids),
            "lease_s": self._lease_s,
        }
        begun = Begun()
        for row in self.session.rows(_SQL["begin"], values):
            delivery = delivery_of(row)
            if delivery.alone and len(ids) > 1:
                begun.apart.append(delivery)
            else:
                kind = begun.stored if delivery.state is State.STORED else begun.fresh
                kind.append(delivery)
        for kind_of in (begun.fresh, begun.stored, begun.apart):
            kind_of.sort(key=lambda delivery: delivery.delivery_id)
        return begun

    def store(self, page: Page) -> list[Outcome]:
        """Transaction 1: articles, sightings, tags and rejections of a page."""
        parts = {part.delivery.delivery_id: part for part in page}
        # a delivery that ends here is not followed by a durable commit
        ends_here = any(part.ended and not any(part.prepared) for part in page)
        with self.session.transaction(durable=ends_here):
            rows = self._send(
                "store_deliveries", deliveries=records.parts(page), lease_s=self._lease_s
            )
            mine = [parts[row["delivery_id"]] for row in rows]
            if rejections := records.rejections(mine):
                self._send("insert_rejections", rejections=rejections)
            if articles := records.articles(mine):
                new = self._insert(articles)
                if new:
                    self._send("insert_postings", ids=list(new))
                    self._copy_tags(mine, new)
                if again := [a for a in articles if a["uri"] and a["article_id"] not in new]:
                    self._send("renew_embargoes", articles=list(map(records.embargo, again)))
                seen = records.sightings(mine)
                if len(self._send("insert_sightings", sightings=seen)) < len(seen):
                    # it was there a statement ago; the next try stores it anew
                    raise Unavailable("an article was taken away while it was seen again")
        return [_outcome(parts[row["delivery_id"]].delivery, row) for row in rows]

    def _copy_tags(self, page: Page, new: Collection[UUID]) -> None:
        rows = [
            row
            for part in page
            for _, one in part.prepared
            if one.article_id in new
            for row in records.tag_rows(one.article_id, one.tags)
        ]
        if rows:
            self.session.copy(_SQL["copy_tags"], records.TAG_TYPES, rows)

    def _insert(self, articles: list[records.Record]) -> set[UUID]:
        """Store those that are not there; tells which. First texts, then their other prints."""
        rows = self._send("insert_articles", articles=articles, again=False)
        new = {row["article_id"] for row in rows}
        again = [
            article
            for article in articles
            if article["article_id"] not in new and article["by_source"] and article["source_key"]
        ]
        if again:
            rows = self._send("insert_articles", articles=again, again=True)
            new.update(row["article_id"] for row in rows)
        return new

    def match(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Transaction 2: relation and story of what these deliveries brought; then `done`."""
        by_id = {delivery.delivery_id: delivery for delivery in deliveries}
        fences = [records.fence(delivery) for delivery in deliveries]
        joining = self._match(lambda: self._unmatched(fences))
        # on its own, because all that match wait while some join
        with self.session.transaction(durable=True):
            if joining:
                self._join(joining, self._unmatched(fences))
            rows = self._send("finish", deliveries=fences)
        return [_outcome(by_id[row["delivery_id"]], row | {"state": State.DONE}) for row in rows]

    def unmatched(self, delivery: Delivery) -> list[UUID]:
        """Articles of a delivery that wait for their match, in the order in which they get it."""
        return self._unmatched([records.fence(delivery)])

    def _unmatched(self, fences: list[records.Record]) -> list[UUID]:
        return [row["article_id"] for row in self._send("unmatched", deliveries=fences)]

    def match_one(self, article_id: UUID) -> None:
        """Relation and story of one article, in transactions of its own."""
        if joining := self._match(lambda: [article_id]):
            with self.session.transaction():
                self._join(joining, [article_id])

    def _match(self, waiting: Callable[[], list[UUID]]) -> Joining | None:
        """Settle what joins nothing, and tell of it; the rest is for `_join`."""
        with self.session.transaction():
            new = waiting()
            joining = self._matcher.match(new) if new else None
            left = joining.ids if joining else ()
            self._send("notify", ids=[one for one in new if one not in left])
        return joining

    def _join(self, joining: Joining, waiting: Collection[UUID]) -> None:
        self._send("notify", ids=self._matcher.join(joining, waiting))

    def settle_as_original(self, article_id: UUID, why: str) -> None:
        """Let an article that cannot be matched stand as an original, with the reason."""
        with self.session.transaction():
            self._send("settle_as_original", id=article_id, why=why)
            self._send("notify", ids=[article_id])

    def forgive(self, delivery: Delivery) -> None:
        """Count its failures from none again: it came further than the runs before."""
        self._send("forgive", **_mine(delivery))

    def postpone(self, deliveries: Sequence[Delivery], error: str) -> dict[UUID, datetime]:
        """Let them wait, at no cost in attempts; tells until when."""
        rows = self._send(
            "postpone",
            deliveries=list(map(records.fence, deliveries)),
            error=error,
            **self._backoff,
        )
        return {row["delivery_id"]: row["not_before"] for row in rows}

    def split(self, deliveries: Sequence[Delivery], error: str) -> list[Delivery]:
        """Make each of a batch that failed whole come again alone."""
        rows = self._send(
            "split",
            deliveries=list(map(records.fence, deliveries)),
            error=error,
            publish_lease_s=PUBLISH_LEASE_S,
        )
        return [delivery_of(row) for row in rows if row["state"] == State.CLAIMED]

    def fail(self, delivery: Delivery, error: str) -> int | None:
        """Count one failure of a delivery that was alone; tells how many there are now."""
        rows = self._send("fail", **_mine(delivery), error=error, **self._backoff)
        return int(rows[0]["failures"]) if rows else None

    def quarantine(self, delivery: Delivery, reason: Reason, detail: str) -> Outcome | None:
        """Give a delivery up, with a reason a person can act on."""
        with self.session.transaction(durable=True):
            rows = self._send("quarantine", **_mine(delivery), reason=reason, detail=detail)
        if not rows:
            return None
        return _outcome(
            replace(delivery, tries=rows[0]["tries"]),
            rows[0] | {"state": State.QUARANTINED, "reason": reason.value, "detail": detail},
        )

    def not_tried(self, delivery: Delivery) -> Delivery:
        """Count this run as none that worked on it; the delivery as it is then."""
        rows = self._send("not_tried", **_mine(delivery))
        return replace(delivery, tries=rows[0]["tries"]) if rows else delivery

    def reopen(self, delivery: Delivery) -> bool:
        """Undo what was read of a file that has changed since, and have it read again."""
        with self.session.transaction(durable=True):
            rows = self._send("reopen", **_mine(delivery), backoff_s=self._backoff["backoff_s"])
            if rows and rows[0]["article_ids"]:
                self._send("delete_unseen", ids=rows[0]["article_ids"])
        return bool(rows)

    def _send(self, name: str, **values: object) -> list[Row]:
        return self.session.send(_SQL[name], **values)


def _mine(delivery: Delivery) -> dict[str, object]:
    return {"id": delivery.delivery_id, "attempt": delivery.attempt}


def _outcome(delivery: Delivery, row: Row) -> Outcome:
    relations: Counter[str] = Counter()
    for matched in row.get("matched") or ():
        relations[matched["relation"]] += matched["articles"]
    policies = {
        matched["policy"]
        for matched in row.get("matched") or ()
        if matched["relation"] != Relation.ORIGINAL
    }
    return Outcome(
        delivery=delivery,
        state=State(row["state"]),
        finished_at=row.get("finished_at"),
        article_count=row.get("article_count", 0),
        rejection_count=row.get("rejection_count", 0),
        reason=row.get("reason"),
        detail=row.get("detail"),
        relations=dict(relations),
        policies=tuple(sorted(policies)),
    )
