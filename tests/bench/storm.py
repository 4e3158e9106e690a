"""What a storm of template stories does to matching: reports on one form that differ in figures.

    python tests/bench/storm.py [--articles 10000] [--batch 128]

Takes them through both transactions of the store, on a Postgres of its own. The first and the last
tenth are told apart: a hot key that grew slow would show there. Prints one JSON line; the exit code
is 1 when any two were joined.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from uuid_utils.compat import uuid7

from worker.adapters.migrate import migrate
from worker.adapters.store import PostgresLedger, PostgresStore, Session
from worker.core.article import Article
from worker.core.delivery import Delivery, Lane
from worker.core.fingerprint import fingerprint
from worker.core.reading import Part, Prepared, Reading
from worker.stack.postgres import EmbeddedPostgres

FORM = (
    "The central bank said it gave the money market {} million euros of help in the early round on "
    "{}. The bank had put the shortage at {} million euros before taking account of the help. It "
    "bought {} million of bills at {} pct and took {} million in the afternoon, dealers said. The "
    "bank has not told the market what it means to do next week, a spokesman said by telephone."
)


def main() -> None:
    """Take them, and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copytaster-storm-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgres")
        server.start()
        try:
            migrate(server.url)
            figures = _taken(server.url, options)
        finally:
            server.stop()
    print(json.dumps(figures))
    sys.exit(figures["stories"] != figures["articles"])


def _taken(url: str, options: argparse.Namespace) -> dict[str, float]:
    session = Session(url, name="bench")
    store = PostgresStore(session, lease_s=600, backoff_s=1, backoff_max_s=60)
    ledger = PostgresLedger(session)
    chance = random.Random(9)
    times: list[float] = []
    for start in range(0, options.articles, options.batch):
        batch = [
            _filled(chance, n) for n in range(start, min(start + options.batch, options.articles))
        ]
        rows = [Delivery(delivery_id=_new_id(), path=b"x", lane=Lane.BACKLOG) for _ in batch]
        ledger.insert_claimed(rows)
        begun = store.begin(str(start), [row.delivery_id for row in rows]).fresh
        page = [
            Part(delivery, [Reading(0, one)], ended=True)
            for delivery, one in zip(begun, batch, strict=True)
        ]
        stored = [outcome.delivery for outcome in store.store(page)]
        began = time.perf_counter()
        store.match(stored)
        times.append((time.perf_counter() - began) * 1000 / len(batch))
    (counted,) = session.rows(
        "select count(*) as articles, count(distinct story_id) as stories,"
        " (select count(*) from desk.link)::float / count(*) as links from desk.article"
    )
    session.close()
    tenth = max(1, len(times) // 10)
    return {
        **counted,
        "match_ms_first_tenth": round(sum(times[:tenth]) / tenth, 2),
        "match_ms_last_tenth": round(sum(times[-tenth:]) / tenth, 2),
        "load": round(os.getloadavg()[0], 1),
    }


def _filled(chance: random.Random, number: int) -> Prepared:
    figures = (chance.randrange(10, 99999) for _ in range(6))
    article = Article(headline=f"Help number {number}", body=FORM.format(*figures))
    return Prepared(
        article_id=_new_id(), article=article, fingerprint=fingerprint(article), tags=()
    )


def _new_id() -> UUID:
    return UUID(int=uuid7().int)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=128)
    return parser.parse_args()


if __name__ == "__main__":
    main()
