"""Measure the index of sketch keys at scale, on a Postgres of its own with the product's schema.

    python tests/bench/index.py [--articles 1000000] [--lookups 5000] [--batch 50] [--fsync]

Articles of synthetic keys over three months: most keys are an article's own, one article in fifty
repeats most of another's, and one in ten carries keys of a form that very many share. Postings
are inserted as the store does, in batches; look-ups are the product's own query, one article at a
time and a batch at a time. Prints one JSON line.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

from worker import sql
from worker.adapters.migrate import migrate
from worker.adapters.store import Session
from worker.core.policy import PLAIN
from worker.stack.postgres import EmbeddedPostgres

KEYS = 24
FORMS = 40
"""Forms that every tenth article is filled in on; their keys are hot."""
FORM_KEYS = 12
SPAN_MS = 90 * 24 * 3600 * 1000
MS_2026 = 1_767_225_600_000

_PLACE: LiteralString = """
insert into desk.article (article_id, text_sha256, body_sha256, algo, first_delivery_id,
    first_position, parser, display_title, title_made, pub_status, body, word_count,
    paragraph_count, repeated_paragraphs, search_config, search, keys)
select r.article_id, decode(md5(r.article_id::text) || md5(r.article_id::text), 'hex'),
       decode(repeat('00', 32), 'hex'), 'bench', %(delivery)s, 0, 'bench', '', true, 'usable', '', 0,
       0, 0, 'simple', '', r.keys
from json_to_recordset(%(articles)s::json) as r (article_id uuid, keys bigint[])
"""


def arrivals(count: int) -> Iterator[tuple[UUID, list[int]]]:
    """Ids and keys of so many articles, in the order of arrival; the same every time."""
    rng = random.Random(4)
    forms = [[_key(rng) for _ in range(FORM_KEYS)] for _ in range(FORMS)]
    recent: list[list[int]] = []
    for number in range(count):
        at = MS_2026 + number * SPAN_MS // count
        keys = [_key(rng) for _ in range(KEYS)]
        if recent and rng.random() < 0.02:
            keys[: KEYS * 2 // 3] = rng.choice(recent)[: KEYS * 2 // 3]
        elif rng.random() < 0.1:
            keys[:FORM_KEYS] = rng.choice(forms)
        recent = [*recent[-999:], keys] if number % 16 == 0 else recent
        yield UUID(int=(at << 80) | (7 << 76) | (2 << 62) | number), sorted(set(keys))


def _key(rng: random.Random) -> int:
    return rng.randrange(-(2**63), -(2**63) + 2**60)


def main() -> None:
    """Build, look up, print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copytaster-index-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(
            Path(folder) / "postgres", options={} if options.fsync else {"fsync": "off"}
        )
        server.start()
        try:
            migrate(server.url)
            print(json.dumps(_measured(server.url, options)))
        finally:
            server.stop()


def _measured(url: str, options: argparse.Namespace) -> dict[str, Any]:
    session = Session(url, name="bench")
    session.rows("truncate desk.posting")
    for month in (1, 2, 3, 4):
        session.rows(
            "select desk.make_posting_month(make_timestamptz(2026, %(m)s, 1, 0, 0, 0, 'UTC'))",
            {"m": month},
        )
    sample_from = max(1, options.articles // options.lookups)
    sample: list[tuple[UUID, list[int]]] = []
    started = time.perf_counter()
    batch: list[tuple[int, UUID]] = []
    for number, (article_id, keys) in enumerate(arrivals(options.articles)):
        batch += [(key, article_id) for key in keys]
        if number % sample_from == 0:
            sample.append((article_id, keys))
        if len(batch) >= options.insert * KEYS:
            _insert(session, batch)
            batch = []
    _insert(session, batch)
    took = time.perf_counter() - started
    session.rows("vacuum analyze desk.posting")
    _place(session, sample)
    size = session.rows(
        "select sum(pg_total_relation_size(inhrelid))::bigint as bytes from pg_inherits"
        " where inhparent = 'desk.posting'::regclass"
    )[0]["bytes"]
    singles = _lookups(session, [[one] for one, _ in sample])
    batches = _lookups(
        session,
        [
            [one for one, _ in sample[n : n + options.batch]]
            for n in range(0, len(sample), options.batch)
        ],
    )
    session.close()
    return {
        "articles": options.articles,
        "postings": options.articles * KEYS,
        "index_mb": round(size / 1e6),
        "bytes_per_article": round(size / options.articles),
        "insert_articles_per_s": round(options.articles / took),
        "lookups": len(singles),
        **_percentiles("lookup_ms", singles),
        **_percentiles(
            f"batch_of_{options.batch}_ms_per_article", [t / options.batch for t in batches]
        ),
    }


def _insert(session: Session, batch: list[tuple[int, UUID]]) -> None:
    # as many statements as the store sends, through arrays as it has them in the article
    session.rows(
        "insert into desk.posting (key, article_id) select * from"
        " unnest(%(keys)s::bigint[], %(ids)s::uuid[]) as r (key, article_id) order by key",
        {"keys": [key for key, _ in batch], "ids": [article_id for _, article_id in batch]},
    )


def _place(session: Session, sample: list[tuple[UUID, list[int]]]) -> None:
    """Rows for what is looked up: the query reads the keys from them."""
    delivery = UUID(int=1)
    session.rows(
        "insert into desk.delivery (delivery_id, path_bytes, path, lane, state)"
        " values (%(id)s, '', '', 'live', 'claimed')",
        {"id": delivery},
    )
    for n in range(0, len(sample), 500):
        articles = [{"article_id": one, "keys": keys} for one, keys in sample[n : n + 500]]
        session.send(_PLACE, articles=articles, delivery=delivery)
    session.rows("vacuum analyze desk.article")


def _lookups(session: Session, batches: list[list[UUID]]) -> list[float]:
    query = sql.queries("match")["candidates"]
    random.Random(1).shuffle(batches)
    times = []
    for batch in batches:
        since = PLAIN.since(min(batch))
        started = time.perf_counter()
        session.rows(query, {"ids": batch, "since": since})
        times.append((time.perf_counter() - started) * 1000)
    return times


def _percentiles(name: str, times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {f"{name}_p{p}": round(cuts[p - 1], 3) for p in (50, 95, 99)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=5_000)
    parser.add_argument("--batch", type=int, default=50, help="articles a look-up in batches")
    parser.add_argument("--insert", type=int, default=128, help="articles an insert")
    parser.add_argument("--fsync", action="store_true", help="make every commit durable")
    return parser.parse_args()


if __name__ == "__main__":
    main()
