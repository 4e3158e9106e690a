"""Transaction 2: stories, versions and kills come out the same however many match at once."""

import itertools
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from desk import Desk, new_id, part, prepared, together
from waiting import wait_until

from worker.core.article import PubStatus, Signal
from worker.core.delivery import State
from worker.core.reading import Prepared
from worker.errors import Reason, Rejected


def timeline(desk: Desk) -> list[tuple[object, ...]]:
    rows = desk.sql(
        "select relation, version_kind, pub_status from story_timeline order by article_id"
    )
    return [tuple(row.values()) for row in rows]


@contextmanager
def listening(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("listen article_stored")
        yield connection


def heard(connection: psycopg.Connection, count: int = 0) -> list[str]:
    """What was heard: so many notices, or whatever came by now."""
    waiting = connection.notifies(timeout=5 if count else 0, stop_after=count or None)
    return [notice.payload for notice in waiting]


def test_news_of_its_own_is_an_original_that_names_its_story(desk: Desk) -> None:
    text = prepared("Bridge news.")
    desk.kept(text)
    (row,) = desk.sql("select * from articles")
    assert (row["relation"], row["story_id"]) == ("original", text.article_id)
    assert (row["matched_article_id"], row["similarity"]) == (None, None)
    assert row["because"] == "nothing like it is known"


def test_the_same_text_from_another_source_is_a_reprint(desk: Desk) -> None:
    first = prepared("Bridge news.", source="Reuters", uri="r:1")
    again = prepared("Bridge news!", source="The Bristol Post", uri="p:1")
    desk.kept(first)
    desk.kept(again)
    (row,) = desk.sql("select * from articles where article_id = %s", again.article_id)
    assert (row["relation"], row["story_id"]) == ("reprint", first.article_id)
    assert (row["matched_article_id"], row["similarity"]) == (first.article_id, 1.0)
    assert desk.one("select count(*) from articles") == 2
    (story,) = desk.sql("select * from stories")
    assert (story["articles"], story["sightings"], story["sources"]) == (2, 2, 2)


def test_the_same_source_under_another_uri_is_a_duplicate(desk: Desk) -> None:
    for uri in ("r:1", "r:2"):
        desk.kept(prepared("Bridge news.", source="Reuters", uri=uri))
    assert timeline(desk) == [("original", None, "usable"), ("duplicate", None, "usable")]


def test_a_newer_version_takes_the_place_of_the_older(desk: Desk) -> None:
    desk.kept(prepared("Bridge closed.", uri="r:1", version="1"))
    desk.kept(prepared("Bridge to close.", uri="r:1", version="2", signals=(Signal.CORRECTION,)))
    desk.kept(prepared("Bridge will close.", uri="r:1", version="10"))
    assert timeline(desk) == [
        ("original", None, "usable"),
        ("version", "correction", "usable"),
        ("version", "revision", "usable"),
    ]
    assert [row["version"] for row in desk.sql("select version from articles")] == ["10"]
    assert desk.one("select count(*) from stories") == 1


def test_versions_that_come_in_any_order_leave_the_newest(desk: Desk) -> None:
    for order in itertools.permutations("123"):
        uri = "".join(order)
        for version in order:
            desk.kept(prepared(f"News of {uri}, take {version}.", uri=uri, version=version))
    found = desk.sql("select uri, version from articles")
    assert {row["uri"]: row["version"] for row in found} == {row["uri"]: "3" for row in found}
    assert len(found) == desk.one("select count(*) from stories") == 6


def test_a_kill_takes_the_whole_family_away_and_deletes_nothing(desk: Desk) -> None:
    desk.kept(prepared("Bridge closed.", uri="r:1", version="1"))
    desk.kept(prepared("Bridge to close.", uri="r:1", version="2"))
    kill = prepared(
        "The story about the bridge is withdrawn.",
        uri="r:1",
        version="3",
        pub_status=PubStatus.CANCELED,
        signals=(Signal.KILL,),
    )
    desk.kept(kill)
    assert desk.one("select count(*) from articles") == 0
    assert desk.one("select count(*) from search_articles('bridge')") == 0
    assert desk.one("select canceled from stories")
    assert timeline(desk)[-1] == ("version", "kill", "canceled")
    assert desk.one("select count(*) from desk.article") == 3
    # what comes after the kill is news again
    desk.kept(prepared("Bridge open after all.", uri="r:1", version="4"))
    assert [row["version"] for row in desk.sql("select version from articles")] == ["4"]


def test_a_kill_of_the_same_text_without_uri_takes_it_away(desk: Desk) -> None:
    desk.kept(prepared("Bridge closed.", source="AP"))
    desk.kept(prepared("Bridge closed.", source="AP", pub_status=PubStatus.CANCELED))
    assert desk.one("select count(*) from articles") == 0
    assert desk.one("select count(*) from desk.article") == 2


def test_a_kill_leaves_other_news_alone(desk: Desk) -> None:
    desk.kept(prepared("Bridge closed.", uri="r:1"))
    desk.kept(prepared("Ferry stopped.", uri="r:2"))
    desk.kept(prepared("Withdrawn.", uri="r:1", pub_status=PubStatus.CANCELED))
    assert [row["body"] for row in desk.sql("select body from articles")] == ["Ferry stopped."]


def chains(count: int, length: int) -> list[Prepared]:
    """Stories that hang together link by link: text n with uri n, and text n with uri n + 1."""
    return [
        prepared(
            f"Story {chain}, text {(link + 1) // 2}.", uri=f"{chain}:{link // 2}", version=str(v)
        )
        for chain in range(count)
        for link in range(length)
        for v in (link,)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_chains_that_are_joined_at_once_end_in_one_story_each(desk: Desk, seed: int) -> None:
    links = chains(count=6, length=9)
    random.Random(seed).shuffle(links)
    deliveries = desk.rows(len(links))

    def work(n: int) -> None:
        store = desk.store(f"work {n}")
        for number in range(n, len(links), 6):
            (mine,) = desk.begun(store, [deliveries[number]], f"{n}-{number}")
            assert store.store([part(mine, links[number])])
            assert [o.state for o in store.match([mine])] == [State.DONE]

    together([lambda n=n: work(n) for n in range(6)])
    stories = desk.sql("select story_id, articles from stories")
    assert [row["articles"] for row in stories] == [9] * 6
    smallest = desk.sql("select min(article_id::text) as id from desk.article group by story_id")
    assert {str(row["story_id"]) for row in stories} == {row["id"] for row in smallest}


def test_one_that_was_read_earlier_but_stored_later_joins_the_one_under_way(desk: Desk) -> None:
    """The later of two looked around before the earlier was stored, and has not committed yet."""
    early_id, late_id = new_id(2), new_id()
    early = prepared("Bridge news.", uri="a", source="AP", article_id=early_id)
    late = prepared("Bridge news.", uri="b", source="AFP", article_id=late_id)
    first, second = desk.store("first"), desk.store("second")
    d_late, d_early = desk.rows(2)
    (d_late,) = desk.begun(first, [d_late], "late")
    (d_early,) = desk.begun(second, [d_early], "early")
    first.store([part(d_late, late)])
    done: list[str] = []

    def match(store: object, delivery: object, name: str) -> None:
        store.match([delivery])
        done.append(name)

    threads = [
        threading.Thread(target=match, args=(first, d_late, "late")),
        threading.Thread(target=match, args=(second, d_early, "early")),
    ]
    holding = desk.session("holding")
    with holding.transaction():
        # stops the first between looking around and writing what it found
        holding.rows("select 1 from desk.article for update")
        threads[0].start()
        wait_until(lambda: desk.waits_for_lock("first"))
        second.store([part(d_early, early)])
        threads[1].start()
        wait_until(lambda: "early" in done or desk.waits_for_lock("second"))
    for thread in threads:
        thread.join(timeout=10)
    assert sorted(done) == ["early", "late"]
    assert desk.sql("select story_id, articles from stories") == [
        {"story_id": early_id, "articles": 2}
    ]


def test_listeners_hear_of_an_article_after_the_commit_and_once(desk: Desk) -> None:
    store = desk.store()
    text = prepared("Bridge news.")
    (delivery,) = desk.begun(store, desk.rows())
    with listening(desk.url) as listener:
        store.store([part(delivery, text, Rejected(Reason.MALFORMED, "x"))])
        assert heard(listener) == []
        store.match([delivery])
        assert heard(listener, 1) == [str(text.article_id)]
        desk.kept(text)
        assert heard(listener) == [], "a duplicate is no new article"


def test_nothing_is_heard_of_a_match_that_was_rolled_back(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    store.store([part(delivery, prepared("Bridge news."))])
    with listening(desk.url) as listener:
        with pytest.raises(ZeroDivisionError), store.session.transaction():
            assert 1 / (len(store.match([delivery])) - 1)
        assert heard(listener) == []
        store.match([delivery])
        assert len(heard(listener, 1)) == 1
        assert heard(listener) == []


LANGUAGES = (
    ("en", "The mayors were running for the bridges.", "mayor runs bridge", "mayor tram"),
    ("de", "Die Häuser der Städte werden gebaut.", "haus stadt", "häusern brücke"),
    ("ko", "부산 항만 다리가 열린다", "다리가", "다리"),
    (None, "Qwx tunnels zzt", "tunnels", "tunnel"),
    ("de-AT", "Die Brücken sind gesperrt.", "brücke", "sperren tunnel"),
)


def test_search_goes_by_the_rules_of_each_language(desk: Desk) -> None:
    for language, body, _, _ in LANGUAGES:
        desk.kept(prepared(body, headline=None, language=language))
    for language, _, query, other in LANGUAGES:
        found = desk.sql("select language, snippet from search_articles(%s)", query)
        assert [row["language"] for row in found] == [language], query
        assert "«" in found[0]["snippet"]
        assert desk.sql("select * from search_articles(%s)", other) == [], other


def test_one_query_finds_articles_of_several_languages_best_first(desk: Desk) -> None:
    desk.kept(prepared("Nothing much on the bridge.", headline="Ferry", language="en"))
    desk.kept(prepared("Bridge, bridge.", headline="Bridges", language="en"))
    desk.kept(prepared("Der Verein Bridge spielt.", headline="Spiele", language="de"))
    found = desk.sql("select display_title, rank from search_articles('bridge')")
    assert found[0]["display_title"] == "Bridges"
    assert {row["display_title"] for row in found} == {"Ferry", "Bridges", "Spiele"}
    assert [row["rank"] for row in found] == sorted((row["rank"] for row in found), reverse=True)
    assert len(desk.sql("select * from search_articles('bridge', 1)")) == 1


def test_no_query_is_an_error(desk: Desk) -> None:
    desk.kept(prepared("The bridge.", language="en"))
    for query in ("", '"', "the", "-", "or or", "a & | !(", "\\", "%", "x" * 5000, "-bridge"):
        assert isinstance(desk.sql("select * from search_articles(%s)", query), list)
