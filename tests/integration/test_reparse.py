"""`copytaster reparse`: an index that another release made is made anew while workers go on."""

import json
import os
import random
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID

import pytest
from children import processes
from desk import Desk, new_id, prepared, together
from typer.testing import CliRunner
from waiting import wait_until

from worker.adapters.store import PostgresIndex, Session, reindex
from worker.adapters.store.session import Row
from worker.cli import app
from worker.core.algo import ALGO
from worker.core.policy import Matching, Policy
from worker.core.reading import Prepared
from worker.core.relation import Relation
from worker.ports_stored import ReparseRun, Step
from worker.reparse import Reparse

OLD = "bk24-0"
WORDS = (
    "anchor", "barley", "cellar", "drawer", "editor", "fiddle", "gravel", "hamlet", "island",
    "jersey", "kettle", "ladder", "marble", "needle", "oyster", "pepper", "quarry", "ribbon",
    "saddle", "turnip", "urchin", "velvet", "walnut", "yellow", "zipper", "basket", "candle",
)  # fmt: skip


def body(seed: int, count: int = 10) -> str:
    """Paragraphs of made-up sentences; another seed shares nothing but words with them."""
    rng = random.Random(seed)
    return "\n\n".join(" ".join(rng.choices(WORDS, k=15)).capitalize() + "." for _ in range(count))


def whole(seed: int, **fields: object) -> Prepared:
    return prepared(body(seed), headline=f"Whole {seed}", source="AP", uri=f"a:{seed}", **fields)


def cut(seed: int, **fields: object) -> Prepared:
    return prepared(
        body(seed, 6), headline=f"Cut {seed}", source="The Post", uri=f"p:{seed}", **fields
    )


def make_old(desk: Desk) -> None:
    """What is stored, as another release would have left it: with keys that nothing shares now."""
    desk.sql("update desk.posting set key = key # 4611686018427387904")
    desk.sql(
        "update desk.article set algo = %s, url_key = null, body_sha256 = sha256(body_sha256),"
        " keys = array(select k # 4611686018427387904 from unnest(keys) k)",
        OLD,
    )


def index_of(desk: Desk, name: str = "reparse") -> PostgresIndex:
    return PostgresIndex(desk.session(name))


def runs(desk: Desk, **asked: bool) -> Iterator[ReparseRun]:
    return Reparse(index_of(desk)).run(**asked)


def last(of: Iterator[ReparseRun]) -> ReparseRun:
    *_, run = of
    return run


def relation(desk: Desk, article: Prepared) -> str:
    return str(
        desk.one("select relation from desk.article where article_id = %s", article.article_id)
    )


def fits(desk: Desk) -> bool:
    """Whether every article of today's algo has exactly the postings of its keys."""
    return not desk.sql(
        "select a.article_id from desk.article a"
        " left join desk.posting p on p.article_id = a.article_id"
        " group by a.article_id, a.keys"
        " having array_agg(p.key order by p.key) filter (where p.key is not null)"
        "  is distinct from (select array_agg(k order by k) from unnest(a.keys) k)"
    )


def test_what_another_release_stored_is_found_by_its_words_only_after_it(desk: Desk) -> None:
    before = whole(1, url="https://example.org/news/bridge-plan-1")
    desk.kept(before)
    keys = desk.one("select keys from desk.article")
    digest = desk.one("select body_sha256 from desk.article")
    make_old(desk)
    missed = cut(1)
    desk.kept(missed)
    assert relation(desk, missed) == "original"
    run = last(runs(desk))
    assert (run.step, run.articles, run.rebuilt) == (Step.DONE, 1, 1)
    (row,) = desk.sql("select * from desk.article where article_id = %s", before.article_id)
    assert (row["algo"], row["keys"], row["body_sha256"]) == (ALGO, keys, digest)
    assert row["url_key"] == "example.org/news/bridge-plan-1"
    assert row["text_sha256"] == before.fingerprint.text_sha256
    assert fits(desk)
    end = "\n\n".join(body(1).split("\n\n")[3:])
    found = prepared(end, headline="Found", source="The Times", uri="t:1")
    desk.kept(found)
    assert relation(desk, found) == "excerpt"
    assert relation(desk, missed) == "original", "nothing is decided again unless it is asked for"


def test_there_may_be_nothing_to_do(desk: Desk) -> None:
    assert last(runs(desk, matches=True)).step is Step.DONE
    desk.kept(whole(1))
    assert last(runs(desk)).articles == 0


def test_all_of_it_can_be_made_anew(desk: Desk) -> None:
    for seed in range(3):
        desk.kept(whole(seed))
    desk.sql("update desk.posting set key = key + 1")
    desk.sql("update desk.article set keys = array(select k + 1 from unnest(keys) k)")
    assert last(runs(desk)).rebuilt == 0
    assert last(runs(desk, every=True)).rebuilt == 3
    assert fits(desk)
    made = desk.sql("select keys from desk.article order by article_id")
    assert [tuple(row["keys"]) for row in made] == [whole(n).fingerprint.keys for n in range(3)]


def test_only_what_arrived_since_is_looked_at(desk: Desk) -> None:
    early, late = whole(1, article_id=new_id(3 * 86400)), whole(2)
    desk.kept(early)
    desk.kept(late)
    make_old(desk)
    since = datetime.now(UTC) - timedelta(days=1)
    assert last(Reparse(index_of(desk)).run(since=since)).rebuilt == 1
    algos = desk.sql("select algo from desk.article order by article_id")
    assert [row["algo"] for row in algos] == [OLD, ALGO]


def test_relations_are_decided_again_when_that_is_asked_for(desk: Desk) -> None:
    texts = [(whole(seed), cut(seed)) for seed in range(4)]
    for first, _ in texts:
        desk.kept(first)
    make_old(desk)
    for _, second in texts:
        desk.kept(second)
    assert desk.one("select count(*) from stories") == 8
    run = last(runs(desk, matches=True))
    assert (run.step, run.joined) == (Step.DONE, 4)
    for first, second in texts:
        (row,) = desk.sql("select * from desk.article where article_id = %s", second.article_id)
        assert (row["relation"], row["matched_article_id"]) == ("excerpt", first.article_id)
        assert row["story_id"] == first.article_id
        assert relation(desk, first) == "original"
    assert desk.one("select count(*) from stories") == 4


def test_deciding_again_takes_no_story_apart_and_changes_no_relation(desk: Desk) -> None:
    first, second, other = whole(1), cut(1), whole(2)
    for text in (first, second, other):
        desk.kept(text)
    desk.sql(
        "update desk.article set story_id = %s where article_id = %s",
        first.article_id,
        other.article_id,
    )
    before = desk.sql("select article_id, story_id, relation from desk.article order by 1")
    last(runs(desk, every=True, matches=True))
    last(runs(desk, every=True, matches=True))
    assert desk.sql("select article_id, story_id, relation from desk.article order by 1") == before


def test_the_policy_holds_when_relations_are_decided_again(desk: Desk) -> None:
    first, second = whole(1), cut(1)
    desk.kept(first)
    make_old(desk)
    desk.kept(second)
    matching = Matching(policies={Relation.EXCERPT: Policy.APART})
    last(Reparse(PostgresIndex(desk.session(), matching)).run(matches=True))
    (row,) = desk.sql("select * from desk.article where article_id = %s", second.article_id)
    assert (row["relation"], row["policy"]) == ("excerpt", "apart")
    assert row["story_id"] == second.article_id


def test_stopped_anywhere_it_goes_on_where_it_stood(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.adapters.store.reindex.BATCH", 2)
    monkeypatch.setattr("worker.adapters.store.reindex.MATCHED", 2)
    texts = [make(seed) for seed in range(3) for make in (whole, cut)]
    for text in texts:
        desk.kept(text)
    desk.sql("update desk.article set relation = 'original', story_id = article_id")
    make_old(desk)
    seen = []
    for _ in range(40):
        stopped = runs(desk, matches=True)
        run = next(stopped)  # where it stood
        seen.append((run.step, run.articles))
        run = next(stopped, run)
        if run.step is Step.DONE:
            break
    assert run.step is Step.DONE
    assert seen == sorted(seen, key=lambda pair: pair[1]), "nothing is looked at twice"
    assert run.rebuilt == 6
    assert fits(desk)
    assert desk.one("select count(*) from stories") == 3
    assert desk.one("select count(*) from desk.reparse_run") == 1


class Stuck(Session):
    """A session that stops for ever in the middle of a batch."""

    def __init__(self, url: str, gate: object) -> None:
        super().__init__(url, name="child")
        self.gate = gate
        self.batches = 0

    def send(self, statement: LiteralString, **values: object) -> list[Row]:
        sent = super().send(statement, **values)
        self.batches += "set keys" in statement
        if self.batches == 3:
            self.gate.set()  # type: ignore[attr-defined]
            threading.Event().wait()
        return sent


def rebuild_and_stick(url: str, gate: object) -> None:
    """A process that says when it is in the middle of a batch, to be killed there."""
    reindex.BATCH_BYTES = 3000
    last(Reparse(PostgresIndex(Stuck(url, gate))).run())


def test_killed_in_the_middle_of_a_batch_it_loses_nothing(desk: Desk) -> None:
    texts = [whole(seed) for seed in range(12)]
    for text in texts:
        desk.kept(text)
    make_old(desk)
    context = processes()
    gate = context.Event()
    child = context.Process(target=rebuild_and_stick, args=(desk.url, gate))
    child.start()
    assert gate.wait(30)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join(10)
    assert child.exitcode == -signal.SIGKILL
    there = "select count(*) from pg_stat_activity where application_name = 'copytaster child'"
    wait_until(lambda: desk.one(there) == 0, what="the killed one's session has ended")
    algos = {
        row["algo"]: row["n"]
        for row in desk.sql("select algo, count(*) as n from desk.article group by 1")
    }
    assert 0 < algos[ALGO] < 12
    resumed = runs(desk)
    assert next(resumed).articles == algos[ALGO], "it goes on, and does not begin anew"
    run = last(resumed)
    assert (run.rebuilt, run.step) == (12, Step.DONE)
    assert fits(desk)


def test_two_at_once_share_the_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.adapters.store.reindex.BATCH", 3)
    monkeypatch.setattr("worker.adapters.store.reindex.MATCHED", 3)
    for seed in range(10):
        desk.kept(whole(seed))
    make_old(desk)
    for seed in range(10):
        desk.kept(cut(seed))
    ended = together(
        [
            lambda n=n: last(Reparse(index_of(desk, f"reparse {n}")).run(matches=True))
            for n in range(3)
        ]
    )
    assert {run.step for run in ended} == {Step.DONE}
    assert desk.one("select count(*) from desk.reparse_run where step = 'done'") >= 1
    assert desk.one("select max(rebuilt) from desk.reparse_run") == 10
    assert fits(desk)
    assert desk.one("select count(*) from stories") == 10


def test_workers_store_and_match_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.adapters.store.reindex.BATCH", 2)
    monkeypatch.setattr("worker.adapters.store.reindex.MATCHED", 2)
    seeds = range(24)
    for seed in seeds:
        desk.kept(whole(seed))
    make_old(desk)

    def work(number: int) -> None:
        store = desk.store(f"work {number}")
        for seed in seeds[number::2]:
            desk.kept(cut(seed), store=store)

    def rebuild() -> None:
        last(runs(desk, matches=True))

    together([lambda: work(0), lambda: work(1), rebuild])
    # those that came in between a batch's turn and the end were found when they were matched
    last(runs(desk, every=True, matches=True))
    assert fits(desk)
    assert desk.one("select count(*) from stories") == len(seeds)
    assert desk.one("select count(*) from desk.article where relation = 'excerpt'") == len(seeds)


def test_a_run_of_another_algo_is_overtaken(desk: Desk) -> None:
    desk.kept(whole(1))
    make_old(desk)
    older = Reparse(index_of(desk), algo="bk24-00").run()
    next(older)
    last(runs(desk))
    assert last(older).step is Step.OVERTAKEN
    assert desk.one("select algo from desk.article") == ALGO


def test_what_is_gone_meanwhile_is_left_out(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    from desk import part  # noqa: PLC0415 - used here alone

    store.store([part(delivery, whole(1))])
    make_old(desk)
    index = index_of(desk)
    run = index.begin_run(ALGO, every=False, matches=False, since=None)
    texts = index.next_texts(run)
    assert store.reopen(delivery)
    from worker.core.fingerprint import traces  # noqa: PLC0415 - used here alone

    index.rebuild(run, {one: traces(text, url) for one, text, url in texts})
    assert desk.one("select count(*) from desk.article") == 0
    assert desk.one("select count(*) from desk.posting") == 0


def test_months_that_have_no_partition_get_one_unless_they_are_out_of_date(desk: Desk) -> None:
    old, recent = whole(1, article_id=new_id(400 * 86400)), whole(2, article_id=new_id(45 * 86400))
    desk.kept(old)
    desk.kept(recent)
    make_old(desk)
    index = PostgresIndex(desk.session(), postings_days=90)
    last(Reparse(index).run())
    there = "select count(*) from desk.posting where article_id = %s"
    assert desk.one(there, recent.article_id) == 24
    assert desk.one(there, old.article_id) == 0, "nothing is matched with it any more"
    assert desk.one("select count(*) from desk.posting_other") == 0
    assert desk.one("select count(*) from desk.article where algo = %s", ALGO) == 2


def test_the_command_tells_what_it_did(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.kept(whole(1))
    make_old(desk)
    desk.kept(cut(1))
    monkeypatch.setenv("DATABASE_URL", desk.url)
    monkeypatch.setenv("COPYTASTER_DATA", str(desk.folder))
    monkeypatch.setenv("COPYTASTER_INBOX", str(desk.inbox.root))
    shown = CliRunner().invoke(app, ["check", "--json"])
    (checked,) = [one for one in json.loads(shown.stdout)["checks"] if one["name"] == "index"]
    assert (checked["ok"], checked["next"]) == (None, "copytaster reparse")
    assert f"1 articles by {OLD}" in checked["said"]
    shown = CliRunner().invoke(app, ["status", "--json"])
    assert json.loads(shown.stdout)["other_algos"] == {OLD: 1}
    assert f"1 articles of another algo ({OLD})" in CliRunner().invoke(app, ["status"]).stdout
    done = CliRunner().invoke(app, ["reparse", "--match", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "algo": ALGO, "state": "done", "articles": 2, "rebuilt": 1, "joined": 1, "other_algos": {},
    }  # fmt: skip
    plain = CliRunner().invoke(app, ["reparse", "--match", "--all"])
    assert plain.exit_code == 0
    assert "2 articles put into the index anew, by bk24-1" in plain.stdout
    assert "0 turned out to be no originals" in plain.stdout


def test_a_command_that_is_stopped_says_how_to_go_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kept(whole(1))
    make_old(desk)
    monkeypatch.setenv("DATABASE_URL", desk.url)
    monkeypatch.setenv("COPYTASTER_DATA", str(desk.folder))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("worker.adapters.store.reindex.PostgresIndex.next_texts", interrupted)
    stopped = CliRunner().invoke(app, ["reparse"])
    assert stopped.exit_code == 130
    assert "0 of 1 articles are done. The same command goes on from there." in stopped.stderr
    assert UUID(str(desk.one("select run_id from desk.reparse_run where step = 'rebuild'")))


def test_a_command_whose_run_is_overtaken_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kept(whole(1))
    make_old(desk)
    monkeypatch.setenv("DATABASE_URL", desk.url)
    monkeypatch.setenv("COPYTASTER_DATA", str(desk.folder))
    texts = PostgresIndex.next_texts

    def overtaken(self: PostgresIndex, run: ReparseRun) -> list[tuple[UUID, str, str | None]]:
        next(Reparse(index_of(desk), algo="bk24-2").run())
        return texts(self, run)

    monkeypatch.setattr(PostgresIndex, "next_texts", overtaken)
    shown = CliRunner().invoke(app, ["reparse"])
    assert shown.exit_code == 1
    assert "Another release's run took over" in shown.stderr
    assert f"1 are still there by {OLD}" in shown.stdout
    assert desk.one("select algo from desk.article") == OLD, (
        "a run that was overtaken writes nothing"
    )


def test_a_database_that_goes_away_stops_it_with_the_next_step(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.kept(whole(1))
    make_old(desk)
    monkeypatch.setenv("DATABASE_URL", desk.url)
    monkeypatch.setenv("COPYTASTER_DATA", str(desk.folder))
    texts = PostgresIndex.next_texts

    def cut_off(self: PostgresIndex, run: ReparseRun) -> list[tuple[UUID, str, str | None]]:
        pid = self.session.connection().info.backend_pid
        desk.sql("select pg_terminate_backend(%s)", pid)
        return texts(self, run)

    monkeypatch.setattr(PostgresIndex, "next_texts", cut_off)
    shown = CliRunner().invoke(app, ["reparse"])
    assert shown.exit_code == 1
    assert "0 of 1 articles are done. The same command goes on from there." in shown.stderr
    monkeypatch.undo()
    assert last(runs(desk)).rebuilt == 1
