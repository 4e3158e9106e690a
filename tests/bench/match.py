"""Articles a second that two processes store and match, on a Postgres of their own.

    python tests/bench/match.py [--files FOLDER] [--count 9000] [--rounds 3] [--keep DIR]

`FOLDER` holds text files, one article each; without it articles are made up, a fifth of them
earlier ones that come again edited, cut or dressed up. They are parsed, tagged and fingerprinted
before the clock starts. Then each process begins, stores and matches batches as a worker does: all
that is written about an article is written, bodies are compared, each batch is committed durably.
Each round brings further articles into the same store. `DIR` is a folder that `index.py --keep` has
filled: matching then looks into that index.

Prints one JSON line: articles a second of each round and their median, milliseconds of processor
that an article took in Python and in Postgres (checkpoints and all), how many processors all that
had, which tells what others on the machine took, pairs of bodies that were compared, and relations
that came out.
"""

import argparse
import gc
import io
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, LiteralString, NamedTuple

from changes import KINDS, NEVER
from made_up import Newsroom

from worker.adapters.compiled import make_preparer
from worker.adapters.migrate import migrate
from worker.adapters.new_id import new_id
from worker.adapters.store import PostgresLedger, PostgresStore, Session
from worker.config import load
from worker.core import family
from worker.core.article import Article
from worker.core.bodies import Body
from worker.core.compare import Likeness, compare
from worker.core.delivery import Delivery, Lane
from worker.core.reading import Part, Prepared, Reading
from worker.stack.postgres import EmbeddedPostgres

WRITERS = 2
REPEATED = 0.2
_CHANGES = [name for name in KINDS if NEVER not in name]

_FORGET: LiteralString = """
with seen as (delete from desk.sighting), gone as (
    delete from desk.article where parser <> 'bench' returning article_id, keys
)
delete from desk.posting p
using (select g.article_id, k.key from gone g cross join lateral unnest(g.keys) as k (key)) g
where p.key = g.key and p.article_id = g.article_id
"""


class Took(NamedTuple):
    """What one process did in one round: on the clock, on a processor, pairs of bodies."""

    began: float
    ended: float
    processor: float
    compared: int


class _Process:
    """What each process has for itself."""

    together: Barrier
    compared = 0


def main() -> None:
    """Prepare, write, print."""
    options = _options()
    texts = list(_read(options) if options.files else _made_up(options.count))
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="copytaster-match-") as folder,
        context.Pool(WRITERS, _begin, (context.Barrier(WRITERS),)) as pool,
    ):
        chunks = [texts[n : n + 250] for n in range(0, len(texts), 250)]
        prepared = [one for chunk in pool.map(_prepare, chunks, 1) for one in chunk]
        kept = Path(options.keep or folder)
        kept.chmod(0o755)
        server = EmbeddedPostgres(kept / "postgres")
        server.start()
        try:
            migrate(server.url)
            print(json.dumps(_measured(server, pool, prepared, options)))
        finally:
            server.stop()


def _measured(
    server: EmbeddedPostgres, pool: Any, prepared: list[Prepared], options: argparse.Namespace
) -> dict[str, Any]:
    session = Session(server.url, name="bench")
    session.rows(_FORGET)
    session.rows("delete from desk.delivery where path <> ''")
    rates, python, postgres, processors, compared = [], [], [], [], 0
    for number in range(options.rounds):
        mine = prepared[number :: options.rounds]
        shares = [(server.url, mine[n::WRITERS], options.batch) for n in range(WRITERS)]
        spent = _spent(server)
        took: list[Took] = pool.starmap(_write, shares, 1)
        postgres.append((_spent(server) - spent) * 1000 / len(mine))
        python.append(sum(one.processor for one in took) * 1000 / len(mine))
        seconds = max(one.ended for one in took) - min(one.began for one in took)
        rates.append(round(len(mine) / seconds))
        processors.append((python[-1] + postgres[-1]) * len(mine) / 1000 / seconds)
        compared += sum(one.compared for one in took)
    relations = session.rows(
        "select relation, count(*) as articles from desk.article where parser <> 'bench'"
        " group by 1 order by 1"
    )
    (links,) = session.rows("select count(*) as links from desk.link")
    session.close()
    return {
        "articles_per_s": round(statistics.median(rates)),
        "of_each_round": rates,
        "python_ms": round(statistics.median(python), 3),
        "postgres_ms": round(statistics.median(postgres), 3),
        "processors": round(statistics.median(processors), 2),
        "articles": len(prepared),
        "pairs_compared": compared,
        "relations": {row["relation"]: row["articles"] for row in relations},
        **links,
        "load": round(os.getloadavg()[0], 1),
    }


def _begin(together: Barrier) -> None:
    _Process.together = together
    vars(family)["compare"] = _counted


def _counted(mine: Body, theirs: Body) -> Likeness:
    _Process.compared += 1
    return compare(mine, theirs)


def _prepare(texts: Sequence[bytes]) -> list[Prepared]:
    preparer = make_preparer(load()[0])
    found = [
        reading.outcome
        for text in texts
        for reading in preparer.readings(io.BytesIO(text), hint=None, new_id=new_id)
    ]
    return [one for one in found if isinstance(one, Prepared)]


def _write(url: str, prepared: Sequence[Prepared], size: int) -> Took:
    """Take articles in batches, each a file of its own, when all processes are ready."""
    session = Session(url, name="bench writer")
    store = PostgresStore(session, lease_s=600, backoff_s=1, backoff_max_s=60)
    rows = [
        Delivery(delivery_id=new_id(), path=b"%d.txt" % n, lane=Lane.BACKLOG)
        for n in range(len(prepared))
    ]
    PostgresLedger(session).insert_claimed(rows)
    _Process.compared = 0
    gc.collect()
    gc.freeze()  # as a worker does before it forks
    _Process.together.wait()
    began, spent = time.perf_counter(), time.process_time()
    for start in range(0, len(prepared), size):
        ids = [row.delivery_id for row in rows[start : start + size]]
        page = [
            Part(delivery, [Reading(0, replace(one, article_id=new_id()))], ended=True)
            for delivery, one in zip(
                store.begin(str(start), ids).fresh, prepared[start : start + size], strict=True
            )
        ]
        store.match([outcome.delivery for outcome in store.store(page)])
    took = Took(began, time.perf_counter(), time.process_time() - spent, _Process.compared)
    session.close()
    return took


def _spent(server: EmbeddedPostgres) -> float:
    """Seconds on a processor so far, of the server and of all it has started, ended or not."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if server.pid in (int(stat.parent.name), int(fields[1])):
                ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _read(options: argparse.Namespace) -> Iterator[bytes]:
    paths = sorted(path for path in Path(options.files).iterdir() if path.is_file())
    yield from (path.read_bytes() for path in paths[: options.count])


def _made_up(count: int) -> Iterator[bytes]:
    room = Newsroom(4)
    pick = random.Random(4)
    known: list[Article] = []
    for _ in range(count):
        if len(known) > 1 and pick.random() < REPEATED:
            change, _ = KINDS[pick.choice(_CHANGES)]
            one = change(pick.choice(known), pick, known)
        else:
            one = Article(headline=room.headline(), body=room.body(pick.randint(6, 30)))
            known.append(one)
        yield f"{one.headline}\n\n{one.body}\n".encode()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--files", help="folder of text files, one article each")
    parser.add_argument("--count", type=int, default=9_000, help="articles of all rounds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=128, help="articles a batch")
    parser.add_argument("--keep", help="folder of index.py --keep, with its index")
    return parser.parse_args()


if __name__ == "__main__":
    main()
