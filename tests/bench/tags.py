"""Measure what people ask of tags at scale, on a Postgres of its own with the product's schema.

    python tests/bench/tags.py [--articles 1000000] [--queries 200] [--plans]

Articles of synthetic tags over a year, some fourteen each, few codes of a scheme very common and
most of them rare; one in a hundred is withheld, one superseded, one in a thousand canceled. The
queries go through the public views as people's own do. Prints one JSON line.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from worker.adapters.migrate import migrate
from worker.stack.postgres import EmbeddedPostgres

CHUNK = 20_000
MS_2025 = 1_735_689_600_000
YEAR_MS = 365 * 24 * 3600 * 1000

# `power(n, random())` draws 1 far more often than n: of two hundred countries the first has an
# eighth of all mentions.
_FILL: LiteralString = """
with made as materialized (
    select n, (lpad(to_hex(%(ms)s + n * (%(year)s::bigint / %(articles)s)), 12, '0') || '7'
               || lpad(to_hex((n & 4095)), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid as id,
           array(
               select distinct tag from (
                   select 'language:en' as tag
                   union all select 'agency:a' || floor(power(10, random()))
                   union all select 'country:C' || floor(power(200, random()))
                             from generate_series(1, 2 + 0 * n)
                   union all select 'topic:medtop:' || (20000000 + floor(power(300, random())))
                             from generate_series(1, 4 + 0 * n)
                   union all select 'place:' || floor(power(14000, random()))
                             from generate_series(1, 3 + 0 * n)
                   union all select 'person:P' || floor(power(200000, random()))
                             from generate_series(1, 3 + 0 * n)
                   union all select 'org:O' || floor(power(50000, random()))
                             from generate_series(1, 2 + 0 * n)
               ) drawn
           ) as tags,
           to_timestamp((%(ms)s + n * (%(year)s::bigint / %(articles)s)) / 1000.0) as at
    from generate_series(%(first)s::bigint, %(last)s::bigint) n
), article as (
    insert into desk.article (article_id, text_sha256, body_sha256, algo, first_delivery_id,
        first_position, parser, headline, display_title, title_made, pub_status, body, word_count,
        paragraph_count, repeated_paragraphs, search_config, search, tags, published_at, stored_at,
        matched_at, story_id, relation, superseded_by, language)
    select id, sha256(n::text::bytea), sha256(n::text::bytea), 'bench', %(delivery)s, n, 'bench',
           'Headline ' || n, 'Headline ' || n, false,
           case when n %% 1000 = 7 then 'canceled' when n %% 100 = 3 then 'withheld' else 'usable' end,
           repeat(md5(n::text), 8), 600, 12, 0, 'english', '', tags, at, at, at, id, 'original',
           case when n %% 100 = 5 then id end, 'en'
    from made
)
insert into desk.tag (article_id, scheme, code, label, weight, method, because)
select id, split_part(tag, ':', 1), substr(tag, strpos(tag, ':') + 1), tag, random() * 0.9 + 0.1,
       'bench', '[{"text": "some words", "field": "body", "start": 1017, "end": 1027}]'
from made cross join lateral unnest(tags) as t (tag)
"""

_QUERIES: dict[str, LiteralString] = {
    "two tags, newest 50": """
        select article_id, headline, published_at from articles where tags @> %(two)s
        order by published_at desc limit 50""",
    "two tags, all": "select article_id from articles where tags @> %(two)s",
    "two tags, last week": """
        select article_id from articles where tags @> %(two)s and published_at > %(week)s""",
    "one common tag, newest 50": """
        select article_id, headline from articles where tags @> %(one)s
        order by published_at desc limit 50""",
    "tags of an article": "select tag, weight, because from article_tags where article_id = %(id)s",
    "tag_counts_daily, a week": """
        select day, tag, articles from tag_counts_daily where day between %(day)s and %(day)s + 6""",
    "tag_counts_daily, one tag": """
        select day, articles from tag_counts_daily where scheme = %(scheme)s and code = %(code)s""",
    "tag_counts_daily, one tag, a month": """
        select day, articles from tag_counts_daily
        where scheme = %(scheme)s and code = %(code)s and day between %(day)s and %(day)s + 29""",
    "co_tags of one tag": """
        select with_scheme, with_code, articles from co_tags
        where scheme = %(scheme)s and code = %(code)s order by articles desc limit 20""",
}
_FEWER = {"tag_counts_daily", "co_tags"}
"""Views that are asked for a tenth as often here."""


def main() -> None:
    """Fill, ask, print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copytaster-tags-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(
            Path(folder) / "postgres", options={"fsync": "off", "max_wal_size": "4GB"}
        )
        server.start()
        try:
            migrate(server.url)
            with psycopg.connect(server.url, autocommit=True) as connection:
                print(json.dumps(_measured(connection, options)))
        finally:
            server.stop()


def _measured(connection: psycopg.Connection, options: argparse.Namespace) -> dict[str, Any]:
    started = time.perf_counter()
    _fill(connection, options.articles)
    took = time.perf_counter() - started
    connection.execute("vacuum analyze desk.article")
    connection.execute("vacuum analyze desk.tag")
    tags = connection.execute("select count(*) from desk.tag").fetchone()
    sizes = connection.execute(
        "select pg_table_size('desk.tag') / 1e6, pg_indexes_size('desk.tag') / 1e6,"
        " pg_relation_size('desk.article_tags') / 1e6"
    ).fetchone()
    assert tags
    assert sizes
    found = {
        "articles": options.articles,
        "tags": tags[0],
        "filled_s": round(took),
        "tag_table_mb": round(sizes[0]),
        "tag_indexes_mb": round(sizes[1]),
        "gin_mb": round(sizes[2]),
    }
    for name, query in _QUERIES.items():
        count = options.queries // 10 if name.split()[0].rstrip(",") in _FEWER else options.queries
        found[name] = _asked(connection, query, count, options)
    return found


def _fill(connection: psycopg.Connection, articles: int) -> None:
    delivery = "00000000-0000-7000-8000-000000000001"
    connection.execute(
        "insert into desk.delivery (delivery_id, path_bytes, path, lane, state)"
        " values (%s, '', '', 'live', 'claimed')",
        [delivery],
    )
    # rows that were made together need no look at what they refer to
    connection.execute("alter table desk.tag drop constraint tag_article_id_fkey")
    connection.execute("select setseed(0.5)")
    for first in range(0, articles, CHUNK):
        connection.execute(
            _FILL,
            {
                "ms": MS_2025,
                "year": YEAR_MS,
                "articles": articles,
                "first": first,
                "last": min(first + CHUNK, articles) - 1,
                "delivery": delivery,
            },
        )


def _asked(
    connection: psycopg.Connection, query: LiteralString, count: int, options: argparse.Namespace
) -> dict[str, float]:
    drawn = random.Random(9)
    ids = connection.execute(
        "select article_id from desk.article tablesample system (0.1)"
    ).fetchall()
    times, rows = [], 0
    for number in range(count + 1):
        values = _values(drawn, ids)
        if options.plans and not number:
            plan = connection.execute(f"explain (analyze, buffers) {query}".encode(), values)
            print("\n".join(line for (line,) in plan.fetchall()), file=sys.stderr)
        started = time.perf_counter()
        rows += len(connection.execute(query, values).fetchall())
        times.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(times[1:], n=20)
    return {"p50_ms": round(cuts[9], 2), "p95_ms": round(cuts[18], 2), "rows": rows // (count + 1)}


def _values(drawn: random.Random, ids: list[Any]) -> dict[str, Any]:
    country = int(200 ** drawn.random())
    topic = 20_000_000 + int(300 ** drawn.random())
    scheme, code = drawn.choice([("country", f"C{country}"), ("topic", f"medtop:{topic}")])
    return {
        "one": [f"country:C{drawn.randint(1, 5)}"],
        "two": [f"country:C{country}", f"topic:medtop:{topic}"],
        "week": date(2025, 12, 24),
        "day": date(2025, 1, 1) + timedelta(days=drawn.randrange(330)),
        "scheme": scheme,
        "code": code,
        "id": drawn.choice(ids)[0],
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200, help="of each sort; views a tenth")
    parser.add_argument("--plans", action="store_true", help="print a plan of each to stderr")
    return parser.parse_args()


if __name__ == "__main__":
    main()
