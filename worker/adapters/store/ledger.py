"""The ledger as the watch and the sweep see it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from worker import sql
from worker.adapters.store.session import Row, Session, as_json
from worker.core.bookmark import bookmark_of
from worker.core.delivery import Delivery, Lane, State, printable
from worker.ports import Standing

PUBLISH_LEASE_S = 10
"""Seconds that publishing a claimed row may take before the sweep does it."""

_SQL = sql.queries("intake")


def delivery_of(row: Row) -> Delivery:
    """The delivery that a row of the ledger stands for."""
    return Delivery(
        delivery_id=row["delivery_id"],
        path=bytes(row["path_bytes"]),
        lane=Lane(row["lane"]),
        state=State(row["state"]),
        attempt=row["attempt"],
        tries=row["tries"],
        failures=row["failures"],
        alone=row["alone"],
        next_position=row["next_position"],
        # only who is going to read asks for it
        bookmark=bookmark_of(row.get("bookmark")),
        size_bytes=row["size_bytes"],
        received_at=row["received_at"],
        last_error=row["last_error"],
    )


class PostgresLedger:
    """Fulfils `ports.Ledger`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def insert_claimed(self, deliveries: Sequence[Delivery]) -> None:
        """Write new rows as claimed; rows that are there stay as they are."""
        records = [
            {
                "delivery_id": d.delivery_id,
                "path_hex": d.path.hex(),
                "path": printable(d.path),
                "source_hint": d.source_hint,
                "lane": d.lane,
                "size_bytes": d.size_bytes,
            }
            for d in deliveries
        ]
        self.session.rows(
            _SQL["insert_claimed"],
            {"deliveries": as_json(records), "publish_lease_s": PUBLISH_LEASE_S},
        )

    def mark_queued(self, ids: Sequence[UUID]) -> None:
        """Note that a message exists for these."""
        self.session.rows(_SQL["mark_queued"], {"ids": list(ids)})

    def take_unpublished(self, most: int) -> list[Delivery]:
        """Claimed deliveries that no message exists for and that are due."""
        return self._deliveries("take_unpublished", most)

    def release_expired(self, most: int) -> list[Delivery]:
        """Deliveries whose run is over without having said so."""
        return self._deliveries("release_expired", most)

    def _deliveries(self, name: str, most: int) -> list[Delivery]:
        rows = self.session.rows(_SQL[name], {"most": most, "publish_lease_s": PUBLISH_LEASE_S})
        return sorted(map(delivery_of, rows), key=lambda delivery: delivery.delivery_id)

    def requeue_all(self) -> int:
        """Make everything queued claimed again, because its messages are gone."""
        connection = self.session.connection()
        with self.session.transaction():
            return connection.execute(_SQL["requeue_all"]).rowcount

    def queued_count(self) -> int:
        """How many deliveries wait in a message."""
        return int(self.session.rows(_SQL["queued_count"])[0]["queued"])

    def broker_seen(self) -> tuple[str, str] | None:
        """Epoch and run of the broker as last noted."""
        rows = self.session.rows(_SQL["epoch"])
        return (rows[0]["broker_epoch"], rows[0]["broker_run"]) if rows else None

    def note_broker(self, epoch: str, run: str) -> None:
        """Note epoch and run of the broker."""
        self.session.rows(_SQL["set_epoch"], {"epoch": epoch, "run": run})

    def where_are(self, ids: Sequence[UUID]) -> dict[UUID, Standing]:
        """Where these deliveries stand; those without a row are left out."""
        rows = self.session.rows(_SQL["where_are"], {"ids": list(ids)})
        return {row["delivery_id"]: standing_of(row) for row in rows}

    def keep_posting_months(self, now: datetime, keep_days: int) -> tuple[int, int]:
        """Make the partitions of the months to come, drop those out of date; tells how many each."""
        made = self.session.rows(_SQL["missing_posting_months"], {"now": now})
        for row in made:
            with self._brief():
                self.session.rows(_SQL["make_posting_month"], row)
        old = (
            self.session.rows(_SQL["old_posting_months"], {"now": now, "keep_days": keep_days})
            if keep_days
            else []
        )
        for row in old:
            with self._brief():
                self.session.rows(_SQL["drop_posting_month"], row)
        return len(made), len(old)

    @contextmanager
    def _brief(self) -> Iterator[None]:
        with self.session.transaction():
            self.session.rows(_SQL["lock_briefly"])
            yield

    def lock_inbox(self, key: int) -> bool:
        """Become the one watcher of an inbox, for as long as this session lives."""
        rows = self.session.rows("select pg_try_advisory_lock(%(key)s) as mine", {"key": key})
        return bool(rows[0]["mine"])


def standing_of(row: Row) -> Standing:
    """Where the row's delivery stands."""
    return Standing(
        delivery=delivery_of(row),
        state=State(row["state"]),
        finished_at=row["finished_at"],
        reason=row["reason"],
        detail=row["detail"],
        dropped=row["dropped_at"] is not None,
    )
