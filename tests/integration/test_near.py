"""Near-duplicates through the store: families by text, in whatever order and however many at once."""

import itertools
import random
import re
import time
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import pytest
from children import processes
from desk import LEASE_S, Desk, new_id, part, prepared, story, together

from worker import sql
from worker.adapters.store import PostgresLedger, PostgresStore, Session, StoryStore
from worker.adapters.store.matching import CLOCKS_DIFFER_MS
from worker.adapters.store.session import Row
from worker.core.article import PubStatus, Signal
from worker.core.policy import Matching, Policy
from worker.core.reading import Prepared
from worker.core.relation import Relation
from worker.core.window import Window

WORDS = (
    "minister", "talks", "budget", "river", "harbour", "election", "police", "court",
    "strike", "market", "report", "flood", "train", "school", "vote", "company",
    "union", "border", "treaty", "export", "harvest", "storm", "bridge", "council",
    "factory", "price", "captain", "ferry", "winter", "garden", "engine", "museum",
    "ticket", "window", "letter", "signal", "paper", "copper", "timber", "doctor",
    "mayor", "speaker", "tunnel", "valley", "station", "orchard", "pilot", "sailor",
    "baker", "teacher", "lawyer",
)  # fmt: skip


def sentences(seed: int, count: int) -> list[str]:
    """Made-up sentences; another seed shares nothing but words with them."""
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=14)).capitalize() + "." for _ in range(count)]


def body(seed: int, count: int = 12, first: int = 0) -> str:
    """Paragraphs of made-up sentences."""
    return "\n\n".join(sentences(seed, count)[first:])


def stored(desk: Desk, article: Prepared) -> dict[str, object]:
    (row,) = desk.sql("select * from desk.article where article_id = %s", article.article_id)
    return row


def relations(desk: Desk) -> list[str]:
    rows = desk.sql("select relation from story_timeline order by article_id")
    return [row["relation"] for row in rows]


def test_cut_copy_of_another_paper_is_found_and_told_why(desk: Desk) -> None:
    whole = prepared(body(1), source="AP", uri="a:1")
    cut = prepared(body(1, 5), headline="Another headline", source="The Post", uri="p:1")
    desk.kept(whole)
    desk.kept(cut)
    row = stored(desk, cut)
    assert row["story_id"] == row["matched_article_id"] == whole.article_id
    assert row["relation"] == "excerpt"
    assert row["containment"] > 0.9 > row["similarity"] > 0.2
    assert (row["numbers"], row["names"]) == (1.0, 1.0)
    assert row["because"]
    (seen,) = desk.sql("select * from sightings where article_id = %s", cut.article_id)
    assert seen["containment"] == row["containment"]
    assert desk.one("select count(*) from articles") == 2, "near-duplicates supersede nothing"
    assert desk.one("select count(*) from stories") == 1


def test_a_reprint_names_the_file_that_it_repeats(desk: Desk) -> None:
    store = desk.store()
    one, two = desk.begun(store, desk.rows(2))
    first, again = (
        prepared(body(1), headline=f"Headline {paper}", source=paper)
        for paper in ("AP", "The Post")
    )
    store.store([part(one, first), part(two, again)])
    store.match([one, two])
    (told,) = desk.sql("select * from duplicates")
    assert (told["relation"], told["article_id"]) == ("reprint", again.article_id)
    assert (told["path"], told["first_path"]) == ("desk/1.txt", "desk/0.txt")


def test_other_news_is_left_alone(desk: Desk) -> None:
    for seed in range(5):
        desk.kept(prepared(body(seed)))
    assert relations(desk) == ["original"] * 5
    assert desk.one("select count(*) from desk.link") == 0


def test_a_pair_in_one_file_is_one_story(desk: Desk) -> None:
    desk.kept(prepared(body(1), uri="1"), prepared(body(1, 11), uri="2", headline="Again"))
    assert len(set(relations(desk))) == 2
    assert desk.one("select count(*) from stories") == 1


def test_two_of_a_batch_that_each_join_stories_end_in_one_with_all_of_them(desk: Desk) -> None:
    """What the second was found to join is in another story by the time it does."""
    texts = (body(1), body(2), f"{body(3)}\n\n{body(4)}")
    reports = [prepared(text, uri=f"a:{number}") for number, text in enumerate(texts)]
    for report in reports:
        desk.kept(report)
    assert desk.one("select count(*) from stories") == 3
    desk.kept(
        prepared(f"{body(1)}\n\n{body(3)}", headline="First and third", uri="a:4"),
        prepared(f"{body(2)}\n\n{body(4)}", headline="Second and third", uri="a:5"),
    )
    (told,) = desk.sql("select story_id, articles from stories")
    assert (told["story_id"], told["articles"]) == (reports[0].article_id, 5)


def test_the_late_original_takes_its_place(desk: Desk) -> None:
    now = datetime.now(UTC)
    late_copy = prepared(
        body(1, 6), headline="Cut", source="The Post", published_at=now, article_id=new_id(60)
    )
    whole = prepared(
        body(1), source="AP", published_at=now - timedelta(hours=3), article_id=new_id()
    )
    desk.kept(late_copy)
    assert stored(desk, late_copy)["relation"] == "original"
    desk.kept(whole)
    first, second = stored(desk, late_copy), stored(desk, whole)
    assert second["relation"] == "original"
    assert (first["relation"], first["matched_article_id"]) == ("excerpt", whole.article_id)
    assert first["containment"] > 0.9
    assert first["story_id"] == second["story_id"] == late_copy.article_id
    assert desk.one("select canonical_article_id from stories") == whole.article_id


def test_a_cut_that_came_first_does_not_stand_for_the_whole_of_another_source(desk: Desk) -> None:
    cut = prepared(body(1, 5), headline="Cut", source="AP")
    whole = prepared(body(1), source="The Post")
    desk.kept(cut)
    assert desk.one("select canonical_article_id from stories") == cut.article_id
    desk.kept(whole)
    assert [stored(desk, each)["relation"] for each in (cut, whole)] == ["original", "reprint"]
    assert desk.one("select canonical_article_id from stories") == whole.article_id


def test_a_late_original_leaves_what_has_another_original(desk: Desk) -> None:
    now = datetime.now(UTC)
    first = prepared(body(1), source="AP", published_at=now - timedelta(hours=2))
    copy = prepared(body(1, 11), headline="Copy", source="The Post", published_at=now)
    late = prepared(
        body(1, 10), headline="Late", source="DPA", published_at=now - timedelta(hours=1)
    )
    for article in (first, copy, late):
        desk.kept(article)
    assert stored(desk, copy)["matched_article_id"] == first.article_id
    assert relations(desk)[0] == "original"
    assert len(relations(desk)) == 3


def test_the_window_goes_by_the_printed_times(desk: Desk) -> None:
    now = datetime.now(UTC)
    for days in (30, 20, 0):
        desk.kept(prepared(body(1), headline=f"{days}", published_at=now - timedelta(days=days)))
    assert desk.one("select count(*) from stories") == 3
    rows = desk.sql("select * from related")
    assert len(rows) == 6, "each pair from both sides"
    assert all(row["similarity"] == 1.0 and "another time" in row["because"] for row in rows)


def test_without_a_window_time_does_not_count(desk: Desk) -> None:
    store = desk.store(matching=Matching(window=Window(plain=None, changed=None)))
    now = datetime.now(UTC)
    for days in (300, 0):
        age = days * 86400
        text = prepared(
            body(1),
            headline=f"{days}",
            published_at=now - timedelta(days=days),
            article_id=new_id(age),
        )
        desk.kept(text, store=store)
    assert desk.one("select count(*) from stories") == 1


def test_what_arrived_too_long_ago_is_not_looked_at(desk: Desk) -> None:
    desk.kept(prepared(body(1), article_id=new_id(20 * 86400)))
    desk.kept(prepared(body(1), headline="Again"))
    assert desk.one("select count(*) from stories") == 2
    assert desk.one("select count(*) from related") == 0


def test_keys_of_another_algo_are_not_compared(desk: Desk) -> None:
    desk.kept(prepared(body(1)))
    desk.sql("update desk.article set algo = 'older'")
    desk.kept(prepared(body(1, 11), headline="Again"))
    assert relations(desk) == ["original", "original"]


def test_one_address_is_one_item_however_it_is_written(desk: Desk) -> None:
    desk.kept(prepared(body(1), url="https://www.example.org/news/bridge-plan?utm_source=x"))
    desk.kept(prepared(body(2), url="http://example.org/news/bridge-plan/#top"))
    (newest,) = desk.sql("select * from articles")
    assert (newest["relation"], newest["version_kind"]) == ("version", "revision")
    assert newest["similarity"] < 0.1
    desk.kept(prepared(body(3), url="https://example.org/news/"))
    desk.kept(prepared(body(4), url="https://example.org/news/"))
    assert desk.one("select count(*) from stories") == 3, "a section's page is no item"


def test_a_kill_takes_reprints_away_whenever_they_come(desk: Desk) -> None:
    desk.kept(prepared(body(1), source="AP", uri="a:1", version="1"))
    desk.kept(prepared(body(1, 11), headline="Before", source="The Post"))
    assert desk.one("select count(*) from articles") == 2
    desk.kept(
        prepared(
            "The story is withdrawn.",
            source="AP",
            uri="a:1",
            version="2",
            pub_status=PubStatus.CANCELED,
            signals=(Signal.KILL,),
        )
    )
    assert desk.one("select count(*) from articles") == 0
    desk.kept(prepared(body(1, 10), headline="After", source="The Times"))
    assert desk.one("select count(*) from articles") == 0
    assert desk.one("select count(*) from tag_counts_daily") == 0
    assert not desk.one("select bool_or(usable) from story_timeline")
    desk.kept(prepared(body(7), source="AP", uri="a:1", version="3"))
    assert desk.one("select version from articles") == "3", "news after the kill is news"
    assert desk.one("select count(*) from desk.article") == 5, "nothing is deleted"


def killed(**fields: Any) -> Prepared:
    """The note that takes a story back."""
    return prepared(
        "The story is withdrawn.",
        pub_status=PubStatus.CANCELED,
        signals=(Signal.KILL,),
        **fields,
    )


def test_a_kill_holds_against_the_same_words_under_the_agencys_own_name(desk: Desk) -> None:
    desk.kept(prepared(body(1), source="AP", uri="a:1", version="1"))
    desk.kept(killed(source="AP", uri="a:1", version="2"))
    desk.kept(prepared(body(1), headline="Another headline", source="AP"))
    desk.kept(prepared(body(1, 11) + "\n\nMore of it.", headline="From that one", source="AP"))
    told = desk.sql("select relation, usable from story_timeline order by article_id")
    assert [row["relation"] for row in told] == ["original", "version", "version", "version"]
    assert not any(row["usable"] for row in told)
    assert desk.one("select canceled from stories")
    corrected = sentences(1, 12)
    corrected[0] = "The court says that the harbour was never closed."
    desk.kept(
        prepared("\n\n".join(corrected), source="AP", signals=(Signal.CORRECTION,), headline="Now")
    )
    assert desk.one("select headline from articles") == "Now", "a correction is news again"
    assert not desk.one("select canceled from stories")


def test_a_kill_that_comes_before_what_it_kills_holds_against_reprints(desk: Desk) -> None:
    desk.kept(killed(source="AP", uri="a:1", version="3"))
    desk.kept(prepared(body(1), source="AP", uri="a:1", version="2"))
    desk.kept(prepared(body(1, 11), headline="After", source="The Post"))
    desk.kept(prepared(body(1, 11), headline="After that", source="The Times", uri="t:1"))
    assert desk.one("select count(*) from stories") == 1
    assert desk.one("select count(*) from articles") == 0
    assert desk.one("select canceled from stories")


def test_the_readme_has_a_query_for_what_a_note_alone_has_corrected(desk: Desk) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    (query,) = re.findall(r"-- what stands in articles though.*?\n(.*?);\n", readme, re.DOTALL)
    faulty = prepared(body(1), headline="Bridge", source="AP")
    reprint = prepared(body(1, 11), headline="The bridge", source="The Post")
    corrected = sentences(1, 12)
    corrected[0] = "The court says that the harbour was never closed."
    correction = prepared(
        "\n\n".join(corrected), headline="Bridge", source="AP", signals=(Signal.CORRECTION,)
    )
    for article in (faulty, reprint, correction, prepared(body(7))):
        desk.kept(article)
    assert desk.one("select count(*) from articles") == 4
    assert {(row["article_id"], row["corrected_by"]) for row in desk.sql(query)} == {
        (faulty.article_id, correction.article_id),
        (reprint.article_id, correction.article_id),
    }


def test_withheld_and_embargoed_copy_is_not_in_articles_until_its_time(desk: Desk) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    desk.kept(prepared(body(1), pub_status=PubStatus.WITHHELD))
    desk.kept(prepared(body(2), embargoed_until=later))
    assert desk.one("select count(*) from articles") == 0
    assert [r["usable"] for r in desk.sql("select usable from story_timeline")] == [False, False]
    desk.sql("update desk.article set embargoed_until = now() where embargoed_until is not null")
    assert desk.one("select body from articles") == body(2)


def of(policy: Policy) -> Matching:
    return Matching(policies=dict.fromkeys(Relation, policy))


def test_hidden_repeats_are_in_the_story_and_not_in_articles(desk: Desk) -> None:
    store = desk.store(matching=of(Policy.HIDE))
    whole = prepared(body(1), source="AP")
    desk.kept(whole, store=store)
    desk.kept(prepared(body(1, 6), headline="Cut", source="The Post"), store=store)
    assert desk.one("select article_id from articles") == whole.article_id
    assert desk.one("select articles from stories") == 2
    policies = desk.sql("select policy from story_timeline order by article_id")
    assert [row["policy"] for row in policies] == ["link", "hide"]


def test_repeats_kept_apart_are_stories_of_their_own(desk: Desk) -> None:
    store = desk.store(matching=of(Policy.APART))
    whole = prepared(body(1), source="AP")
    desk.kept(whole, store=store)
    for n in (6, 7):
        cut = prepared(body(1, n), headline=f"Cut {n}", source="The Post")
        desk.kept(cut, store=store)
        row = stored(desk, cut)
        assert (row["relation"], row["story_id"]) == ("excerpt", cut.article_id)
        assert (row["matched_article_id"], row["policy"]) == (whole.article_id, "apart")
    assert desk.one("select count(*) from articles") == 3


def test_a_worker_whose_clock_is_ahead_brings_nothing_that_others_do_not_see(desk: Desk) -> None:
    ahead = UUID(int=(time.time_ns() // 1_000_000 + CLOCKS_DIFFER_MS // 2) << 80)
    first = replace(prepared(body(1), source="AP"), article_id=ahead)
    desk.kept(first)
    again = prepared(body(1, 11), headline="Again", source="The Post")
    desk.kept(again)
    assert again.article_id < ahead
    assert stored(desk, again)["story_id"] == stored(desk, first)["story_id"]


@pytest.mark.parametrize("together", [True, False])
def test_nobody_follows_what_is_kept_apart_out_of_its_own_story(
    desk: Desk, *, together: bool
) -> None:
    store = desk.store(matching=Matching(policies={Relation.VERSION: Policy.APART}))
    first = prepared(body(1), source="AP", uri="a:1", version="1")
    desk.kept(first, store=store)
    changed = sentences(1, 12)
    changed[0] = "The court says that the harbour was never closed."
    version = prepared("\n\n".join(changed), source="AP", uri="a:1", version="2")
    cut = prepared(body(1, 6), headline="Cut", source="The Times")
    for batch in [(version, cut)] if together else [(version,), (cut,)]:
        desk.kept(*batch, store=store)
    assert stored(desk, version)["story_id"] == version.article_id
    assert stored(desk, cut)["story_id"] == first.article_id


@pytest.mark.parametrize("together", [True, False])
def test_what_is_kept_apart_brings_nobody_else_into_its_story(
    desk: Desk, *, together: bool
) -> None:
    matching = Matching(policies={Relation.VERSION: Policy.APART, Relation.REPRINT: Policy.HIDE})
    store = desk.store(matching=matching)
    first = prepared(body(1), source="AP", uri="a:1", version="1")
    desk.kept(first, store=store)
    changed = sentences(1, 12)
    changed[0] = "The court says that the harbour was never closed."
    later = [
        prepared(body(1), headline="As it came", source="The Post"),
        prepared("\n\n".join(changed), source="AP", uri="a:1", version="2"),
        prepared(body(1, 6), headline="Cut", source="The Times"),
    ]
    if together:
        desk.kept(*later, store=store)
    else:
        for one in later:
            desk.kept(one, store=store)
    found = {one.article_id: stored(desk, one) for one in later}
    reprint, version, cut = (found[one.article_id] for one in later)
    assert [row["relation"] for row in found.values()] == ["reprint", "version", "excerpt"]
    assert version["story_id"] == later[1].article_id
    assert reprint["story_id"] == cut["story_id"] == first.article_id


@pytest.mark.parametrize("policy", [Policy.LINK, Policy.APART])
def test_a_story_is_the_same_whichever_article_of_it_comes_first(
    desk: Desk, policy: Policy
) -> None:
    store = desk.store(matching=of(policy))
    now = datetime.now(UTC)
    members = []
    for seed, order in enumerate(itertools.permutations(range(3))):
        copies = [
            ("Whole", body(100 + seed), "AP"),
            ("Cut", body(100 + seed, 6), "The Post"),
            ("Lede", body(100 + seed, 3), "The Times"),
        ]
        for number in order:
            headline, text, source = copies[number]
            desk.kept(
                prepared(
                    text,
                    headline=f"{headline} {seed}",
                    source=source,
                    published_at=now + timedelta(hours=number),
                ),
                store=store,
            )
        rows = desk.sql(
            "select split_part(headline, ' ', 1) as copy, relation, policy, dense_rank() over"
            " (order by story_id) as story from desk.article where headline like %s order by 1",
            f"% {seed}",
        )
        members.append({row["copy"]: row["relation"] for row in rows})
        stories = {row["story"] for row in rows}
        assert len(stories) == (3 if policy is Policy.APART else 1), order
        assert {row["policy"] for row in rows if row["copy"] != "Whole"} == {policy.value}
    assert all(found == members[0] for found in members)
    assert members[0]["Whole"] == "original"


def test_the_same_text_taken_at_once_has_one_original(desk: Desk) -> None:
    """Each was stored when the other was not yet: the later id is found by the earlier one."""
    first = prepared(body(1), uri="1", source="AP", article_id=new_id(2))
    second = prepared(body(1), uri="2", source="The Post", article_id=new_id(1))
    desk.kept(second)
    desk.kept(first)
    assert relations(desk) == ["original", "reprint"]
    assert stored(desk, second)["matched_article_id"] == first.article_id


def test_the_same_item_taken_at_once_has_one_original(desk: Desk) -> None:
    first = prepared(body(1), uri="1", version="1", article_id=new_id(2))
    second = prepared(body(2), uri="1", version="2", article_id=new_id(1))
    desk.kept(second)
    desk.kept(first)
    assert relations(desk) == ["original", "version"]
    assert stored(desk, first)["superseded_by"] == second.article_id


def test_what_was_undone_leaves_no_postings(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    store.store([part(delivery, prepared(body(1)))])
    assert desk.one("select count(*) from desk.posting") == 24
    assert store.reopen(delivery)
    assert desk.one("select count(*) from desk.posting") == 0


def test_a_known_article_is_not_indexed_twice(desk: Desk) -> None:
    for _ in range(2):
        desk.kept(prepared(body(1)))
    assert desk.one("select count(*) from desk.posting") == 24


@pytest.mark.parametrize(
    "text",
    [
        "Bridge.",
        "The bridge is closed. " * 10_000,
        "the of and to a in that it is was " * 30,
        "부산 항만 다리가 유월 첫날부터 연말까지 화물차에 닫힌다고 시의회가 월요일에 밝혔다. " * 8,
        "市议会周一投票决定从六月一日起到年底港口大桥禁止货车通行。" * 8,
        "สภาเมืองลงมติเมื่อวันจันทร์ให้ปิดสะพานท่าเรือสำหรับรถบรรทุก" * 8,
        "صوت مجلس المدينة يوم الاثنين على إغلاق جسر الميناء أمام الشاحنات. " * 8,
    ],
    ids=["word", "sentence", "stop words", "korean", "chinese", "thai", "arabic"],
)
def test_odd_text_is_taken_and_its_repeat_is_known(desk: Desk, text: str) -> None:
    desk.kept(prepared(text, uri="1", source="AP"))
    desk.kept(prepared(text, uri="2", source="AFP"))
    assert relations(desk) == ["original", "reprint"]


def test_forms_that_are_filled_in_differently_stay_apart(desk: Desk) -> None:
    rng = random.Random(5)
    form = (
        "The central bank said it gave the money market {} million euros of help in the early "
        "round on {}. The bank had put the shortage at {} million euros. It bought {} million of "
        "bills at {} pct and took {} million in the afternoon, dealers said after the close."
    )
    for n in range(60):
        filled = form.format(*(rng.randrange(10, 9999) for _ in range(6)))
        desk.kept(prepared(filled, headline=f"Help number {n}"))
    assert desk.one("select count(*) from stories") == 60
    per_article = desk.sql("select count(*) as n from desk.link group by article_id")
    assert max(row["n"] for row in per_article) <= 8


def test_explain_tells_what_near_text_would_become(desk: Desk) -> None:
    whole = prepared(body(1), source="AP")
    desk.kept(whole)
    people = StoryStore(desk.session("cli"))
    known, verdict = people.place(prepared(body(1, 6), headline="Cut", source="The Post"))
    assert known is None
    assert (verdict.relation, verdict.matched_article_id) == ("excerpt", whole.article_id)
    known, _ = people.place(prepared(body(1), source="AP"))
    assert known is not None
    assert people.stories_like(str(whole.article_id)) == [whole.article_id]
    assert people.stories_like("zz") == people.stories_like("") == []


def test_partitions_are_made_ahead_and_dropped_out_of_date(desk: Desk) -> None:
    months = "select count(*) from pg_inherits where inhparent = 'desk.posting'::regclass"
    before = desk.one(months)
    ahead = datetime.now(UTC) + timedelta(days=100)
    far = UUID(int=int(ahead.timestamp() * 1000) << 80)
    desk.sql("insert into desk.posting values (1, %s)", far)
    assert desk.one("select count(*) from desk.posting_other") == 1
    made, dropped = desk.ledger.keep_posting_months(ahead, 0)
    assert (made > 0, dropped) == (True, 0)
    assert desk.one(months) == before + made
    assert desk.one("select count(*) from desk.posting_other") == 0, "it moved to its month"
    assert desk.one("select article_id from desk.posting") == far
    assert desk.ledger.keep_posting_months(ahead, 14) == (0, before - 1)
    assert desk.ledger.keep_posting_months(ahead, 14) == (0, 0)
    assert desk.one("select count(*) from desk.posting") == 1
    # what belongs to a month that was dropped finds a place all the same
    desk.kept(prepared(body(1)))


def test_the_sweep_looks_after_the_partitions(desk: Desk) -> None:
    desk.sweep(later_s=40 * 86400).once()
    missing = desk.ledger.keep_posting_months(datetime.now(UTC) + timedelta(days=40), 0)
    assert missing == (0, 0)


PAIRS = 600
PROCESSES = 8


def pairs() -> Iterator[Prepared]:
    for n in range(PAIRS):
        yield prepared(body(n, 9), headline=f"Report {n}", source="AP", uri=f"a:{n}")
        yield prepared(body(n, 7), headline=f"Cut {n}", source="The Post", uri=f"p:{n}")


def work(url: str, number: int, gate: object) -> None:
    """One process: every eighth article, in batches of 15, at the same time as all others."""
    session = Session(url, name=f"work {number}")
    store = PostgresStore(session, lease_s=LEASE_S, backoff_s=1.0, backoff_max_s=60.0)
    ledger = PostgresLedger(session)
    from desk import Delivery, Lane  # noqa: PLC0415 - of the child

    mine = list(pairs())
    random.Random(7).shuffle(mine)
    mine = mine[number::PROCESSES]
    gate.wait()  # type: ignore[attr-defined]
    for start in range(0, len(mine), 15):
        texts = mine[start : start + 15]
        rows = [Delivery(delivery_id=new_id(), path=b"x", lane=Lane.LIVE) for _ in texts]
        ledger.insert_claimed(rows)
        begun = store.begin(f"{number}-{start}", [row.delivery_id for row in rows]).fresh
        stored_now = store.store([part(d, text) for d, text in zip(begun, texts, strict=True)])
        store.match([outcome.delivery for outcome in stored_now])
    session.close()


def test_pairs_taken_by_eight_processes_at_once_are_one_story_each(desk: Desk) -> None:
    context = processes()
    gate = context.Barrier(PROCESSES)
    workers = [context.Process(target=work, args=(desk.url, n, gate)) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=100)
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    assert desk.one("select count(*) from desk.article where matched_at is null") == 0
    sizes = desk.sql("select articles, count(*) as n from stories group by articles")
    assert sizes == [{"articles": 2, "n": PAIRS}]
    split = desk.sql(
        "select substr(uri, 3) from desk.article group by 1 having count(distinct story_id) > 1"
    )
    assert split == []


def test_near_families_matched_at_once_by_threads_end_in_one_story(desk: Desk) -> None:
    texts = [prepared(body(1, 12 - n), headline=f"No. {n}", uri=str(n)) for n in range(6)]
    deliveries = desk.rows(len(texts))

    def take(n: int) -> None:
        store = desk.store(f"work {n}")
        (mine,) = desk.begun(store, [deliveries[n]], f"{n}")
        store.store([part(mine, texts[n])])
        store.match([mine])

    together([lambda n=n: take(n) for n in range(len(texts))])
    assert desk.one("select count(*) from stories") == 1
    assert desk.one("select story_id from stories") == min(t.article_id for t in texts)


class HeldUp(Session):
    """A session in which something happens the first time it waits for its turn to join."""

    def __init__(self, url: str, meanwhile: Callable[[], object]) -> None:
        super().__init__(url, name="held up")
        self.meanwhile: Callable[[], object] | None = meanwhile

    def send(self, statement: LiteralString, **values: object) -> list[Row]:
        if statement == sql.queries("match")["lock_stories"] and self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().send(statement, **values)


def test_what_was_stored_and_joined_while_a_batch_waits_to_join_is_seen(desk: Desk) -> None:
    """Too late to be looked at, and too early to find what the batch had not written yet."""
    desk.kept(prepared(body(2), source="AP", uri="a:2"))
    late = prepared(body(1), source="AP", uri="a:1")
    held_up = HeldUp(desk.url, meanwhile=lambda: desk.kept(late))
    store = PostgresStore(held_up, lease_s=LEASE_S, backoff_s=1.0, backoff_max_s=60.0)
    joins, waits = (
        prepared(body(seed, 7), headline="Cut", source="The Post", uri=f"p:{seed}")
        for seed in (2, 1)
    )
    desk.kept(joins, waits, store=store)
    held_up.close()
    assert held_up.meanwhile is None, "the batch never joined anything"
    assert stored(desk, waits)["story_id"] == stored(desk, late)["story_id"]
    assert desk.one("select count(*) from stories") == 2


def test_the_outcome_tells_relation_and_policy(
    desk: Desk, lines: list[MutableMapping[str, Any]]
) -> None:
    store = desk.store(matching=of(Policy.HIDE))
    ingest = desk.ingest(store=store)
    other = story(1).replace("Council backs", "Harbour bridge:").replace("Reuters", "AP")
    for name, text in (("a.txt", story(1)), ("b.txt", other), ("c.txt", story(1))):
        desk.task(ingest, name, [desk.claim(name, text).delivery_id])
    done = [line for line in lines if line["event"] == "delivery_done"]
    assert [line.get("relations") for line in done] == [{"original": 1}, {"reprint": 1}, None]
    assert [line.get("policy") for line in done] == [None, "hide", None]
