"""The views are the public interface: each is explained, readable by the reader, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk, part, prepared, story
from psycopg.errors import InsufficientPrivilege

from worker.adapters.store import TagStore
from worker.core.article import Dropped, Evidence, PubStatus, Subject, Tag
from worker.core.tagged import Named
from worker.errors import Reason, Rejected

VIEWS = {
    "articles", "sightings", "stories", "story_timeline", "duplicates", "deliveries",
    "rejections", "quarantine_open", "article_tags", "article_furniture", "article_subjects",
    "tag_counts_daily", "sources_health", "throughput", "related", "co_tags", "tag_corrections",
    "topics", "places",
}  # fmt: skip


def test_every_view_table_and_function_is_explained(desk: Desk) -> None:
    silent = desk.sql(
        """
        select n.nspname, c.relname as name from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'desk') and c.relkind in ('v', 'r', 'm')
          and obj_description(c.oid, 'pg_class') is null
        union all
        select n.nspname, p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('public', 'desk') and obj_description(p.oid, 'pg_proc') is null
        """
    )
    assert silent == []


def test_every_column_of_a_view_is_explained(desk: Desk) -> None:
    silent = desk.sql(
        """
        select c.relname, a.attname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
          and coalesce(col_description(c.oid, a.attnum), '') = ''
        """
    )
    assert silent == []


def test_the_views_are_the_ones_that_are_promised(desk: Desk) -> None:
    found = desk.sql("select viewname from pg_views where schemaname = 'public'")
    assert {row["viewname"] for row in found} == VIEWS


def test_the_reader_reads_every_view(desk: Desk, reader_url: str) -> None:
    tag = Tag(
        scheme="country",
        code="GB",
        label="United Kingdom",
        weight=0.9,
        method="places",
        because=(Evidence("Bristol", "body", 0, 7),),
    )
    text = prepared(
        "Bridge news.",
        tags=[tag],
        source="Reuters",
        dropped=(Dropped("Ad", "ad"),),
        subjects=(Subject("medtop", "20000523", "labour market"),),
        member="day/bridge.txt",
    )
    desk.kept(text, Rejected(Reason.MALFORMED, "half a line"))
    desk.kept(prepared("Bridge news.", uri="b", source="The Bristol Post"))
    for month in (3, 6):
        printed = datetime(2025, month, 3, tzinfo=UTC)
        desk.kept(prepared(story("A"), headline=f"In {month}", published_at=printed))
    tags = TagStore(desk.session("people"))
    tags.add_tag(text.article_id, Named("desk", "monday"), label=None, by="Ann")
    desk.sql("insert into desk.place values ('1', 'Bristol', 'city', 'GB', null, 51.5, -2.6)")
    store = desk.store()
    (bad,) = desk.begun(store, desk.rows())
    store.quarantine(bad, Reason.CRASHED, "it fell over")
    with desk.reader(reader_url) as reader:
        for view in sorted(VIEWS):
            rows = reader.execute(f"select * from public.{view}".encode()).fetchall()
            assert rows, f"{view}: a view without a row shows nothing"


def test_the_reader_searches(desk: Desk, reader_url: str) -> None:
    desk.kept(prepared("The harbour bridge opens.", language="en"))
    with desk.reader(reader_url) as reader:
        (row,) = reader.execute("select snippet from search_articles('bridges')").fetchall()
    assert row == ("harbour «bridge» opens",)


FORBIDDEN = (
    "select * from desk.article",
    "select * from desk.delivery",
    "select * from desk_migration.applied",
    "insert into desk.broker values (true, 'x', 'y')",
    "update public.deliveries set state = 'done'",
    "delete from public.quarantine_open",
    "update public.articles set headline = 'x'",
    "create table public.mine (n int)",
    "create function public.f() returns int language sql return 1",
    "select desk.search_config('en')",
    "drop view public.articles",
    "set role copytaster",
)


def test_the_reader_does_nothing_else(desk: Desk, reader_url: str) -> None:
    desk.kept(prepared("Bridge news."))
    with desk.reader(reader_url) as reader:
        for statement in FORBIDDEN:
            try:
                reader.execute(statement.encode())
            except InsufficientPrivilege:
                continue
            pytest.fail(f"it could {statement}")


def test_articles_holds_only_what_may_be_used(desk: Desk) -> None:
    desk.kept(prepared("Usable news."))
    desk.kept(prepared("Withheld news.", pub_status=PubStatus.WITHHELD))
    desk.kept(prepared("Canceled news.", pub_status=PubStatus.CANCELED))
    desk.kept(prepared("Embargoed news.", embargoed_until="2199-01-01T00:00:00+00:00"))
    desk.kept(prepared("News once embargoed.", embargoed_until="2020-01-01T00:00:00+00:00"))
    found = desk.sql("select body from articles order by article_id")
    assert [row["body"] for row in found] == ["Usable news.", "News once embargoed."]
    assert desk.one("select count(*) from search_articles('news')") == 2


def test_an_article_between_the_transactions_is_in_no_view(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    store.store([part(delivery, prepared("Bridge news."))])
    for view in ("articles", "sightings", "stories", "story_timeline", "tag_counts_daily"):
        assert desk.one(f"select count(*) from {view}") == 0, view
    store.match([delivery])
    assert desk.one("select count(*) from articles") == 1


def test_countries_are_taken_off_the_tags_in_their_order(desk: Desk) -> None:
    tags = [
        Tag(scheme=scheme, code=code, label=code, weight=weight, method="places")
        for scheme, code, weight in (
            ("country", "FR", 0.2),
            ("language", "en", 1.0),
            ("country", "GB", 0.8),
        )
    ]
    desk.kept(prepared("Bridge news.", tags=tags))
    (row,) = desk.sql("select tags, countries from articles")
    assert row == {"tags": ["language:en", "country:GB", "country:FR"], "countries": ["GB", "FR"]}


@pytest.mark.parametrize(
    ("body", "language", "minutes"),
    [
        ("word " * 230, "en", 1),
        ("word " * 231, "en", 2),
        ("字" * 800, "zh", 2),
        ("字" * 800, None, 1),
        ("", "en", 0),
    ],
)
def test_reading_time_is_told_by_words_or_by_characters(
    desk: Desk, body: str, language: str | None, minutes: int
) -> None:
    desk.kept(prepared(body.strip(), language=language))
    assert desk.one("select reading_minutes from articles") == minutes


def tagged(*names: str) -> list[Tag]:
    return [
        Tag(scheme=scheme, code=code, label=code.title(), weight=0.5, method="places")
        for scheme, _, code in (name.partition(":") for name in names)
    ]


def test_tags_are_counted_by_the_day_that_is_printed(desk: Desk) -> None:
    day = datetime(2025, 3, 3, 23, tzinfo=UTC)
    desk.kept(prepared("One.", tags=tagged("country:GB", "topic:a"), published_at=day))
    naive = day.replace(tzinfo=None)
    desk.kept(prepared("Two.", tags=tagged("country:GB"), published_at=naive))
    desk.kept(prepared("Three.", tags=tagged("country:GB"), published_at=day + timedelta(hours=2)))
    withheld = prepared("Four.", tags=tagged("country:GB"), pub_status=PubStatus.WITHHELD)
    desk.kept(withheld)
    rows = desk.sql("select day::text, scheme, code, label, articles from tag_counts_daily")
    assert sorted(tuple(row.values()) for row in rows) == [
        ("2025-03-03", "country", "GB", "Gb", 2),
        ("2025-03-03", "topic", "a", "A", 1),
        ("2025-03-04", "country", "GB", "Gb", 1),
    ]
    desk.kept(prepared("Five.", tags=tagged("country:FR")))
    today = "select articles from tag_counts_daily where day = (now() at time zone 'UTC')::date"
    assert desk.one(today) == 1, "what prints no day counts for that of storing"


def test_tags_beside_a_tag_are_counted(desk: Desk) -> None:
    desk.kept(prepared("One.", tags=tagged("country:GB", "topic:a", "topic:b")))
    desk.kept(prepared("Two.", tags=tagged("country:GB", "topic:a")))
    desk.kept(prepared("Three.", tags=tagged("country:GB", "topic:a"), pub_status="withheld"))
    rows = desk.sql(
        "select with_scheme, with_code, with_label, articles from co_tags"
        " where scheme = 'country' and code = 'GB' order by articles desc"
    )
    assert [tuple(row.values()) for row in rows] == [("topic", "a", "A", 2), ("topic", "b", "B", 1)]
    both_ways = "select count(*) from co_tags where scheme = with_scheme"
    assert desk.one(both_ways) == 2, "a and b of scheme topic, from either side"


def test_tags_are_found_by_their_index_through_the_view(desk: Desk) -> None:
    desk.kept(prepared("Report.", tags=tagged("country:GB")))
    desk.sql(
        """
        insert into desk.article
        select (jsonb_populate_record(a, jsonb_build_object(
            'article_id', gen_random_uuid(), 'text_sha256', sha256(n::text::bytea),
            'tags', array['country:GB', 'topic:' || n]))).*
        from desk.article a cross join generate_series(1, 3000) n
        """
    )
    desk.sql("analyze desk.article")
    plan = desk.sql("explain select body from articles where tags @> '{country:GB,topic:2}'")
    assert any("Bitmap Index Scan on article_tags" in row["QUERY PLAN"] for row in plan)


def test_a_quiet_source_and_a_mad_one_are_told(desk: Desk) -> None:
    for n in range(12):
        desk.kept(prepared(f"Quiet {n}.", source="Quiet"))
        desk.kept(prepared(f"Well {n}.", source="Well"))
    desk.kept(prepared("New.", source="New"))
    desk.sql(
        "update desk.sighting s set seen_at = now() - make_interval(mins => (300 + 5 * n)::integer)"
        " from (select article_id, row_number() over (order by article_id) as n from desk.article"
        "       where source = 'Quiet') a where a.article_id = s.article_id"
    )
    health = {
        r["source"]: r["health"] for r in desk.sql("select source, health from sources_health")
    }
    assert health == {"Quiet": "gone quiet", "Well": "well", "New": "new"}
