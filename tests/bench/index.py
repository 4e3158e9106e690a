"""Measure the index of sketch keys at scale, on a Postgres of its own with the product's schema.

    python tests/bench/index.py [--articles 1000000] [--lookups 3000] [--online 10000] [--keep DIR]

A million takes about two minutes and 3 GB of disk, `--articles 10000000` about twenty and 30 GB.
The index is filled by COPY with the keys of `arrivals.py`. Then the product's own statements run:
look-ups of articles that arrived last, one at a time and a batch at a time, within the usual window
and within none; and two processes that insert new articles in batches, commit, look each batch up
and commit durably, as workers do. Prints one JSON line; threes are the 50th, 95th and 99th percentile.
Where `--keep` names a folder the server's
files stay there, and the next run finds the index in it.
"""

import argparse
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from arrivals import Block, arrivals, copy_head_and_end, now

from worker import sql
from worker.adapters.migrate import migrate
from worker.adapters.store import Session
from worker.adapters.store.matching import to_come
from worker.core.policy import PLAIN
from worker.stack.postgres import EmbeddedPostgres

DELIVERY = UUID(int=1)
WRITERS = 2
WARM = 1_000
"""Look-ups that go before: by then a server that was just started has its memory in use."""
_NO_WINDOW = UUID(int=0)

_PLACE: LiteralString = """
insert into desk.article (article_id, text_sha256, body_sha256, algo, first_delivery_id,
    first_position, parser, display_title, title_made, pub_status, body, word_count,
    paragraph_count, repeated_paragraphs, search_config, search, keys)
select r.article_id, decode(md5(r.article_id::text) || md5(r.article_id::text), 'hex'),
       decode(repeat('00', 32), 'hex'), 'bench', %(delivery)s, 0, 'bench', '', true, 'usable', '', 0,
       0, 0, 'simple', '', r.keys
from json_to_recordset(%(articles)s::json) as r (article_id uuid, keys bigint[])
"""

Articles = list[tuple[UUID, list[int]]]


class Times(NamedTuple):
    """Milliseconds an article: on the clock, and on a processor, whoever else is on the machine."""

    wall: list[float]
    processor: list[float]


def main() -> None:
    """Build, look up, write, print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copytaster-index-") as folder:
        kept = Path(options.keep or folder)
        kept.mkdir(parents=True, exist_ok=True)
        kept.chmod(0o755)
        server = EmbeddedPostgres(kept / "postgres")
        server.start()
        try:
            migrate(server.url)
            print(json.dumps(_measured(server.url, kept / "built.json", options)))
        finally:
            server.stop()


def _measured(url: str, built_path: Path, options: argparse.Namespace) -> dict[str, Any]:
    session = Session(url, name="bench")
    session.keep_plans()
    if not built_path.exists():
        built_path.write_text(json.dumps(_build(session, options)))
    built = json.loads(built_path.read_text())
    sample = [UUID(one) for one in built["sample"]]
    random.Random(1).shuffle(sample)
    figures = {name: built[name] for name in ("articles", "index_mb", "build_s")}
    _lookups(session, [[one] for one in sample[:WARM]])
    del sample[:WARM]
    figures["lookups"] = len(sample)
    figures |= _told("lookup", _lookups(session, [[one] for one in sample]))
    alone = [[one] for one in sample[: len(sample) // 3]]
    figures |= _told("without_window", _lookups(session, alone, _NO_WINDOW))
    batches = [sample[n : n + options.batch] for n in range(0, len(sample), options.batch)]
    figures |= _told(f"in_batches_of_{options.batch}", _lookups(session, batches))
    session.close()
    if options.online:
        figures |= _online(url, options)
    return figures | {"load": round(os.getloadavg()[0], 1)}


def _build(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    """Fill the index; the articles of the last day are placed as well, to be looked up."""
    until = now()
    started = time.perf_counter()
    session.rows("drop index desk.posting_key")
    for months in range(-4, 1):
        session.rows(
            "select desk.make_posting_month((date_trunc('month', %(until)s at time zone 'UTC')"
            " + make_interval(months => %(months)s)) at time zone 'UTC')",
            {"until": until, "months": months},
        )
    head, end = copy_head_and_end()
    statement = "copy desk.posting (key, article_id) from stdin (format binary)"
    first = max(0, options.articles - 3 * (options.lookups + WARM))
    sample: Articles = []
    with session.transaction(), session.connection().cursor().copy(statement) as copy:
        copy.write(head)
        for block in arrivals(options.articles, until):
            copy.write(block.postings())
            numbers = range(block.first, block.first + len(block.ids))
            sample += [block.article(n) for n in numbers if n >= first and n % 3 == 0]
        copy.write(end)
    session.rows("set maintenance_work_mem = '1GB'")
    session.rows("create index posting_key on desk.posting (key, article_id desc)")
    session.rows("vacuum analyze desk.posting")
    took = time.perf_counter() - started
    session.rows(
        "insert into desk.delivery (delivery_id, path_bytes, path, lane, state)"
        " values (%(id)s, '', '', 'live', 'claimed')",
        {"id": DELIVERY},
    )
    for n in range(0, len(sample), 500):
        _place(session, sample[n : n + 500])
    session.rows("vacuum analyze desk.article")
    size = session.rows(
        "select sum(pg_total_relation_size(inhrelid))::bigint as bytes from pg_inherits"
        " where inhparent = 'desk.posting'::regclass"
    )[0]["bytes"]
    return {
        "articles": options.articles,
        "sample": [str(article_id) for article_id, _ in sample],
        "index_mb": round(size / 1e6),
        "build_s": round(took),
    }


def _place(session: Session, articles: Articles) -> None:
    records = [{"article_id": one, "keys": keys} for one, keys in articles]
    session.send(_PLACE, articles=records, delivery=DELIVERY)


def _lookups(session: Session, batches: list[list[UUID]], since: UUID | None = None) -> Times:
    query = sql.queries("match")["candidates"]
    backend = Path(f"/proc/{session.connection().info.backend_pid}/schedstat")
    times = Times([], [])
    for batch in batches:
        ids = {"ids": batch, "until": min(PLAIN.until(max(batch)), to_come())}
        asked = ids | {"since": since or PLAIN.since(min(batch))}
        spent, started = _spent_ns(backend), time.perf_counter()
        session.rows(query, asked)
        times.wall.append((time.perf_counter() - started) * 1000 / len(batch))
        times.processor.append((_spent_ns(backend) - spent) / 1e6 / len(batch))
    return times


def _spent_ns(backend: Path) -> int:
    """Time on a processor so far, of this process and of its Postgres session."""
    return int(backend.read_text().split()[0]) + time.process_time_ns()


def _online(url: str, options: argparse.Namespace) -> dict[str, Any]:
    """New articles by two processes at once, each batch committed, looked up, committed durably."""
    (block,) = arrivals(options.online, now(), timedelta(minutes=1), seed=time.time_ns())
    context = multiprocessing.get_context("spawn")
    with context.Pool(WRITERS) as pool:
        shares = [_share(block, number) for number in range(WRITERS)]
        started = time.perf_counter()
        times = pool.starmap(_write, [(url, share, options.insert) for share in shares])
        took = time.perf_counter() - started
    per_batch = [ms for of_writer in times for ms in of_writer]
    return {
        "online_articles_per_s": round(options.online / took),
        f"online_batch_of_{options.insert}_ms": _cuts(per_batch),
    }


def _share(block: Block, number: int) -> Articles:
    return [block.article(n) for n in range(number, len(block.ids), WRITERS)]


def _write(url: str, articles: Articles, size: int) -> list[float]:
    session = Session(url, name="bench writer")
    session.keep_plans()
    times = []
    for n in range(0, len(articles), size):
        batch = articles[n : n + size]
        ids = [one for one, _ in batch]
        started = time.perf_counter()
        with session.transaction():
            _place(session, batch)
            session.rows(sql.queries("run")["insert_postings"], {"ids": ids})
        with session.transaction(durable=True):
            _lookups(session, [ids])
            # a commit waits for the disk only where something was written
            session.rows("select pg_notify('article_stored', '')")
            session.rows(
                "update desk.article set matched_at = null where article_id = any(%(ids)s)",
                {"ids": ids[:1]},
            )
        times.append((time.perf_counter() - started) * 1000)
    session.close()
    return times


def _told(name: str, times: Times) -> dict[str, list[float]]:
    return {f"{name}_ms": _cuts(times.wall), f"{name}_processor_ms": _cuts(times.processor)}


def _cuts(times: list[float]) -> list[float]:
    """The 50th, 95th and 99th percentile."""
    cuts = statistics.quantiles(times, n=100)
    return [round(cuts[p - 1], 3) for p in (50, 95, 99)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--lookups", type=int, default=3_000)
    parser.add_argument("--batch", type=int, default=50, help="articles a look-up in batches")
    parser.add_argument("--online", type=int, default=10_000, help="articles that come in then")
    parser.add_argument("--insert", type=int, default=128, help="articles an insert")
    parser.add_argument("--keep", help="folder for the server's files, which stay there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
