"""The same text from two sources: two articles where both are known, and never more than that."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk, part, prepared, story, together
from waiting import wait_until

from worker.adapters.store import StoryStore
from worker.core.reading import Prepared

TEXT = "The council voted on Monday to close the harbour bridge until June."


def printed(source: str | None, **fields: object) -> Prepared:
    return prepared(TEXT, source=source, **fields)  # type: ignore[arg-type]


def counts(desk: Desk) -> tuple[int, ...]:
    """Articles, sightings, stories."""
    return tuple(
        desk.one(f"select count(*) from {name}")
        for name in ("desk.article", "desk.sighting", "stories")
    )


def found(desk: Desk) -> list[tuple[str | None, str, int]]:
    """Each article: its source, its relation, and how often it was seen."""
    rows = desk.sql(
        "select coalesce(a.source, a.agency) as source, a.relation, count(*) as n from desk.article a"
        " join desk.sighting using (article_id) group by a.article_id order by a.article_id"
    )
    return [tuple(row.values()) for row in rows]


def test_the_same_text_from_another_source_without_uri_is_an_article_and_a_reprint(
    desk: Desk,
) -> None:
    first, again = printed("Yonhap"), printed(None, agency="AP", bylines=("Ada Quill",))
    desk.kept(first)
    desk.kept(again)
    (row,) = desk.sql("select * from articles where article_id = %s", again.article_id)
    assert (row["relation"], row["because"]) == ("reprint", "the same text from another source")
    assert (row["story_id"], row["agency"], row["bylines"]) == (
        first.article_id,
        "AP",
        ["Ada Quill"],
    )
    (told,) = desk.sql("select * from stories")
    assert (told["articles"], told["sightings"], told["sources"]) == (2, 2, 2)
    for source in ("AP", "Yonhap", "YONHAP"):
        desk.kept(printed(source))
    assert found(desk) == [("Yonhap", "original", 3), ("AP", "reprint", 2)]


@pytest.mark.parametrize("sources", [("AP", "AP"), ("AP", "ap"), ("AP", None), (None, "AP")])
def test_of_one_or_an_unknown_source_nothing_is_stored_twice(
    desk: Desk, sources: Sequence[str | None]
) -> None:
    for source in sources:
        desk.kept(printed(source))
    assert counts(desk) == (1, 2, 1)


def test_what_has_no_source_is_seen_again_in_the_first_of_several_prints(desk: Desk) -> None:
    for source in ("AP", "Yonhap", None, None):
        desk.kept(printed(source))
    assert found(desk) == [("AP", "original", 3), ("Yonhap", "reprint", 1)]


def test_what_came_without_a_source_is_every_later_print_of_it(desk: Desk) -> None:
    for source in (None, "AP", "Yonhap"):
        desk.kept(printed(source))
    assert found(desk) == [(None, "original", 3)]


@pytest.mark.parametrize(
    ("fields", "articles"),
    [
        ({"uri": "urn:newsml:x:1"}, 1),
        ({"uri": "1042"}, 2),
        ({"url": "https://example.org/news/bridge-plan"}, 1),
        ({"url": "https://example.org/news/"}, 2),
    ],
)
def test_what_says_that_it_is_one_item_is_one_article_whoever_sends_it(
    desk: Desk, fields: dict[str, str], articles: int
) -> None:
    for source in ("AP", "Yonhap"):
        desk.kept(printed(source, **fields))
    assert counts(desk) == (articles, 2, 1)


def test_prints_in_one_page_are_told_apart(desk: Desk) -> None:
    store = desk.store()
    sources = ("AP", "Yonhap", None, "ap", "Yonhap")
    deliveries = desk.begun(store, desk.rows(len(sources)))
    store.store([part(d, printed(s)) for d, s in zip(deliveries, sources, strict=True)])
    store.match(deliveries)
    assert found(desk) == [("AP", "original", 3), ("Yonhap", "reprint", 2)]
    assert desk.one("select count(*) from desk.posting") > 0


def test_what_two_prints_of_a_page_are_hangs_on_what_is_stored(desk: Desk) -> None:
    for known, text in ((None, TEXT), ("Yonhap", "Ferries sail again.")):
        desk.kept(prepared(text, source=known))
        desk.kept(*(prepared(text, source=source) for source in (None, "AP", "Reuters")))
    assert found(desk) == [
        (None, "original", 4),
        ("Yonhap", "original", 2),
        ("AP", "reprint", 1),
        ("Reuters", "reprint", 1),
    ]


@pytest.mark.parametrize("source", ["AP", "The Post", None])
def test_a_delivery_that_is_read_again_after_a_crash_adds_nothing(
    desk: Desk, source: str | None
) -> None:
    """Not even where its source is called otherwise by then."""
    desk.kept(printed("Yonhap"))
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows(), "first")
    store.store([part(delivery, printed("AP"), ended=False)])
    (again,) = desk.begun(store, [delivery], "first")
    store.store([part(replace(again, next_position=0), printed(source))])
    store.match([again])
    assert found(desk) == [("Yonhap", "original", 1), ("AP", "reprint", 1)]


def test_what_was_stored_before_sources_counted_is_stored_no_second_time(desk: Desk) -> None:
    desk.kept(printed("新华社"))
    desk.sql("update desk.article set source_key = null")
    desk.kept(printed("新华社"))
    desk.kept(printed("Yonhap"))
    assert counts(desk) == (1, 3, 1)


def test_two_names_for_the_page_of_one_address_make_one_article(desk: Desk) -> None:
    desk.kept(printed("Reuters"))
    page = "https://example.com/news/2026/ferry-stopped.html"
    desk.kept(printed("AP", url=page), printed("Yonhap", url=page))
    assert counts(desk)[:2] == (2, 3)


def test_an_embargo_is_renewed_for_the_print_that_says_so(desk: Desk) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    for source in ("AP", "Yonhap"):
        desk.kept(printed(source, uri="1042", embargoed_until=later))
    desk.kept(printed("Yonhap", uri="1042"))
    rows = desk.sql("select source from articles")
    assert [row["source"] for row in rows] == ["Yonhap"]


def test_explain_tells_whether_a_print_is_known(desk: Desk) -> None:
    for source in ("AP", "Yonhap"):
        desk.kept(printed(source))
    people = StoryStore(desk.session("cli"))
    ids = [row["article_id"] for row in desk.sql("select article_id from desk.article order by 1")]
    for source, article_id in (("Yonhap", ids[1]), ("AP", ids[0]), (None, ids[0])):
        known, _ = people.place(printed(source))
        assert known is not None
        assert known["article_id"] == article_id
    known, verdict = people.place(printed("Reuters"))
    assert known is None
    assert verdict.relation == "reprint"


@pytest.mark.parametrize("seed", range(4))
def test_prints_stored_at_once_are_one_article_a_source(desk: Desk, seed: int) -> None:
    texts = [f"{TEXT} Report {n}." for n in range(6)]
    pick = random.Random(seed)
    known = ["AP", "Yonhap", "Reuters"]

    def take(n: int) -> None:
        store = desk.store(f"work {n}")
        for source in (known * 2)[n % 3 : n % 3 + 3]:
            (delivery,) = desk.begun(store, desk_rows.pop(), f"{n} {source}")
            shuffled = pick.sample(texts, len(texts))
            page = part(delivery, *(prepared(text, source=source) for text in shuffled))
            store.store([page])
            store.match([delivery])

    desk_rows = [desk.rows() for _ in range(6 * 3)]
    together([lambda n=n: take(n) for n in range(6)])
    assert counts(desk) == (18, 6 * 3 * 6, 6)
    told = desk.sql(
        "select count(*) filter (where relation = 'original') as originals,"
        " count(distinct source) as sources from desk.article group by story_id"
    )
    assert [tuple(row.values()) for row in told] == [(1, 3)] * 6


def test_a_text_of_unknown_source_and_one_of_a_known_one_at_once_are_one_article(
    desk: Desk,
) -> None:
    """Whichever of them waits for the other."""
    for number in range(6):
        texts = [prepared(f"{TEXT} {number}", source=s) for s in ("AP", None, "AP", None)]
        deliveries = desk.rows(len(texts))

        def take(n: int) -> None:
            store = desk.store(f"work {number} {n}")  # noqa: B023 - called within the round
            (mine,) = desk.begun(store, [deliveries[n]], f"{number} {n}")  # noqa: B023
            store.store([part(mine, texts[n])])  # noqa: B023
            store.match([mine])

        together([lambda n=n: take(n) for n in range(len(texts))])
    assert counts(desk)[:2] == (6, 24)


@pytest.mark.parametrize("commits", [True, False])
def test_a_print_that_waits_for_that_of_another_source_is_stored(
    desk: Desk, *, commits: bool
) -> None:
    """Whether the other is committed or rolled back."""
    store = desk.store("first")
    first, second = desk.begun(store, desk.rows(2), "first")
    waits = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock'"
    )

    def take_second() -> None:
        desk.store("second").store([part(second, printed("Yonhap"))])

    with suppress(RolledBackError), ThreadPoolExecutor(1) as pool, store.session.transaction():
        store.store([part(first, printed("AP"))])
        waiting = pool.submit(take_second)
        wait_until(lambda: desk.one(waits) or waiting.done(), what="the second waits")
        assert not waiting.done()
        if not commits:
            raise RolledBackError
    waiting.result(timeout=10)
    rows = desk.sql("select source, reprinted_by from desk.article order by 1")
    told = [("AP", None), ("Yonhap", "yonhap")] if commits else [("Yonhap", None)]
    assert [tuple(row.values()) for row in rows] == told


class RolledBackError(Exception):
    """Rolls a transaction back."""


def test_the_same_text_in_two_agencies_folders_is_two_articles(desk: Desk) -> None:
    text = story(1).replace(" (Reuters)", "")
    ingest = desk.ingest()
    for path in ("yonhap/x.txt", "ap/y.txt", "ap/z.txt"):
        desk.task(ingest, path, [desk.claim(path, text).delivery_id])
    rows = desk.sql("select path, relation from sightings order by seen_at")
    assert [tuple(row.values()) for row in rows] == [
        ("yonhap/x.txt", "original"),
        ("ap/y.txt", "reprint"),
        ("ap/z.txt", "duplicate"),
    ]
    assert desk.one("select sources from stories") == 2


def test_a_print_whose_first_was_undone_is_not_stored_again(desk: Desk) -> None:
    store = desk.store()
    (first,) = desk.begun(store, desk.rows())
    store.store([part(first, printed("Yonhap"))])
    desk.kept(printed("AP"))
    assert store.reopen(first)
    for source in ("AP", None, "Yonhap", "Yonhap"):
        desk.kept(printed(source))
    assert [(source, n) for source, _, n in found(desk)] == [("AP", 3), ("Yonhap", 2)]
