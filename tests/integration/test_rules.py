"""The user's rules in running workers: loaded when they change, never a reason to stop."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from desk import Desk, new_id, prepared, story
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result
from waiting import wait_until

from worker.adapters import live_rules
from worker.adapters.live_rules import LiveRules
from worker.adapters.rulebook_file import KEPT
from worker.cli import app
from worker.core.article import Tag
from worker.core.delivery import Delivery
from worker.core.tag.rulebook import Rulebook

BRIDGE = '[[watch]]\nname = "bridge"\nany = ["bridge"]\n'
SHOPS = '[[watch]]\nname = "shops"\nany = ["shops"]\n'
SLOW = '[[watch]]\nname = "slow"\nregex = "pattern (?:x+x+)+y"\n'
ORG = '[[org]]\nname = "Union of the Harbour"\nalso = ["Harbour Union"]\n'
PLACE = '[[place]]\nname = "Quillhaven"\ncode = "q1"\n'
BROKEN = "[[watch\n"


@pytest.fixture
def config(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The desk's config folder, which every process of the test is to use."""
    folder = desk.folder / "config"
    folder.mkdir()
    for name in os.environ:
        if name.startswith("COPYTASTER_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COPYTASTER_CONFIG", str(folder))
    monkeypatch.setenv("COPYTASTER_DATA", str(desk.folder))
    monkeypatch.setenv("COPYTASTER_INBOX", str(desk.inbox.root))
    monkeypatch.setenv("DATABASE_URL", desk.url)
    monkeypatch.setenv("REDIS_URL", desk.redis_url)
    return folder


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What is logged of rules, whatever another test made of the configuration."""
    before = structlog.get_config()
    structlog.reset_defaults()
    vars(live_rules.log).pop("bind", None)
    with capture_logs() as captured:
        yield captured
    structlog.configure(**before)


def write(config: Path, text: str) -> None:
    fresh = config / "fresh"
    fresh.write_text(text)
    fresh.replace(config / "tags.toml")


def watched(desk: Desk) -> set[str]:
    """All tags by rules that are stored."""
    rows = desk.sql("select distinct code from desk.tag where scheme = 'watch'")
    return {row["code"] for row in rows}


class Work:
    """A worker process on a desk, and its log."""

    def __init__(self, desk: Desk, log: Path) -> None:
        self.desk = desk
        self.log = log
        self._told = 0

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of an event so far."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [told for line in lines if (told := json.loads(line))["event"] == event]

    def drop(self, name: str, text: str | None = None) -> Delivery:
        """Have a file worked off."""
        delivery = self.desk.claim(name, text)
        self.desk.publish([delivery])
        wait_until(
            lambda: self.desk.row(delivery)["state"] == "done", within=45, what=f"{name} is done"
        )
        return delivery


@contextmanager
def working(desk: Desk) -> Iterator[Work]:
    log = desk.folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "worker", "work", "--workers", "1"],
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=desk.folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    work = Work(desk, log)
    try:
        wait_until(lambda: work.lines("worker_ready"), within=60, what="the worker is ready")
        yield work
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_a_running_worker_takes_good_changes_and_survives_bad_ones(
    desk: Desk, config: Path
) -> None:
    write(config, BRIDGE)
    with working(desk) as work:
        assert work.lines("rules_loaded")[0]["rules"] == 1
        work.drop("one.txt")
        assert watched(desk) == {"bridge"}

        write(config, BRIDGE + SHOPS + SLOW)
        work.drop("two.txt")
        assert watched(desk) == {"bridge", "shops"}
        assert work.lines("rules_loaded")[-1]["rules"] == 3
        kept = Rulebook.from_json((desk.folder / KEPT).read_text())
        assert [*kept.rules] == ["bridge", "shops", "slow"]

        write(config, BROKEN)
        desk.sql("delete from desk.tag")
        work.drop("three.txt")
        assert watched(desk) == {"bridge", "shops"}
        (refused,) = work.lines("rules_refused")
        assert (refused["path"], refused["line"]) == (str(config / "tags.toml"), 1)

        work.drop("hung.txt", story("hung", more=" A pattern " + "x" * 5000))
        assert watched(desk) == {"bridge", "shops"}
        # told after the run, which is done by then
        (late,) = wait_until(lambda: work.lines("rule_timed_out"), what="it says so")
        assert (late["rule"], late["switched_off"]) == ("slow", False)


def tags_of(rules: LiveRules) -> set[str]:
    """What the rules of this moment make of a story."""
    article = prepared(story(1)).article
    return {tag.code for tag in rules.preparer.tagger.tags(article) if tag.scheme == "watch"}


def test_who_starts_with_a_broken_file_has_the_last_rules_that_were_in_order(
    desk: Desk, config: Path, logged: list[Any]
) -> None:
    write(config, BRIDGE + SHOPS)
    LiveRules(desk.settings)
    write(config, BROKEN)
    assert tags_of(LiveRules(desk.settings)) == {"bridge", "shops"}
    assert (logged[-1]["rules"], logged[-1]["refused"]) == (2, 1)


def test_who_starts_with_a_broken_file_for_the_first_time_has_no_rules(
    desk: Desk, config: Path, logged: list[Any]
) -> None:
    write(config, BROKEN)
    rules = LiveRules(desk.settings)
    assert logged[-1]["rules"] == 0
    assert tags_of(rules) == set()
    write(config, BRIDGE)
    assert rules.refresh()
    assert tags_of(rules) == {"bridge"}


def test_unchanged_rules_are_not_compiled_again(
    desk: Desk, config: Path, logged: list[Any]
) -> None:
    write(config, BRIDGE)
    rules = LiveRules(desk.settings)
    before = rules.preparer
    assert not rules.refresh()
    assert rules.preparer is before
    write(config, SHOPS)
    assert rules.refresh()
    assert rules.preparer is not before
    assert [line["event"] for line in logged] == ["rules_loaded", "rules_loaded"]


def test_the_packaged_file_is_no_news(desk: Desk, config: Path, logged: list[Any]) -> None:
    assert not LiveRules(desk.settings).refresh()
    assert logged == []
    assert [*config.iterdir()] == []


def test_changed_names_reach_everything_that_knows_names(
    desk: Desk, config: Path, logged: list[Any]
) -> None:
    write(config, BRIDGE)
    rules = LiveRules(desk.settings)
    body = "The shops at Quillhaven closed, the Harbour Union said.\n\nThe Harbour Union is glad."
    article = prepared(body, headline="Quillhaven shops to close").article
    new = {"watch:shops", "place:q1", "org:Union of the Harbour"}
    assert not new & {*map(str, rules.preparer.tagger.tags(article))}
    write(config, SHOPS + PLACE + ORG)
    assert rules.refresh()
    assert new <= {*map(str, rules.preparer.tagger.tags(article))}
    assert logged[-1]["names"] == 3


def test_rules_are_taken_when_something_else_in_the_config_is_wrong(
    desk: Desk, config: Path, logged: list[Any]
) -> None:
    """Other names want everything compiled anew, which sources.toml may not allow."""
    write(config, BRIDGE)
    rules = LiveRules(desk.settings)
    (config / "sources.toml").write_text(BROKEN)
    write(config, SHOPS + ORG)
    assert rules.refresh()
    article = prepared("The shops closed.").article
    assert "watch:shops" in map(str, rules.preparer.tagger.tags(article))
    assert [line["event"] for line in logged] == ["rules_loaded", "rules_refused", "rules_loaded"]


def test_a_bug_of_ours_leaves_the_rules_that_there_are(
    desk: Desk, config: Path, logged: list[Any]
) -> None:
    write(config, SHOPS)
    rules = LiveRules(desk.settings)
    before = rules.preparer
    rules._file = None  # type: ignore[assignment] # so that there is one
    assert not rules.refresh()
    assert rules.preparer is before
    assert logged[-1]["event"] == "rules_failed"


def test_many_wrong_rules_make_few_lines(desk: Desk, config: Path, logged: list[Any]) -> None:
    write(config, "[[watch]]\n" * 100)
    LiveRules(desk.settings)
    refused = [line for line in logged if line["event"] == "rules_refused"]
    assert len(refused) == live_rules.MOST_LINES
    assert logged[-1]["refused"] == 100


# rules test --store


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def test_a_rule_can_be_tried_on_what_is_stored(desk: Desk, config: Path) -> None:
    write(config, SHOPS + BRIDGE)
    old = prepared("The shops closed.", headline="Old shops", article_id=new_id(age_s=3 * 86_400))
    new = prepared("The shops opened.\n\nAll of them.", headline="New shops", language="en")
    desk.kept(old, prepared("Nothing of it."), new)
    result = run("rules", "test", "shops", "--store")
    assert result.exit_code == 0, result.stderr
    assert "New [shops]" in result.stdout
    assert "2 of 3 articles match" in result.stdout
    told = json.loads(run("rules", "test", "shops", "--store", "--json").stdout)
    assert {one["article"] for one in told["matches"]} == {str(old.article_id), str(new.article_id)}
    assert desk.sql("select * from desk.tag where scheme = 'watch'") == []


def test_only_what_was_stored_since_is_tried(desk: Desk, config: Path) -> None:
    write(config, SHOPS)
    old = prepared("The shops closed.", article_id=new_id(age_s=3 * 86_400))
    new = prepared("The shops opened.")
    desk.kept(old, new)
    since = desk.one("select (now() at time zone 'utc')::date::text")
    told = json.loads(run("rules", "test", "shops", "--store", "--since", since, "--json").stdout)
    assert told["articles"] == 1
    assert [one["article"] for one in told["matches"]] == [str(new.article_id)]


@pytest.mark.usefixtures("logged")
def test_who_starts_with_a_broken_file_has_what_the_last_worker_worked_with(
    desk: Desk, config: Path
) -> None:
    """Also where one rule of that was refused by then, and an earlier version of it held."""
    write(config, BRIDGE + SHOPS)
    LiveRules(desk.settings)
    write(config, BRIDGE.replace('["bridge"]', "3") + SHOPS.replace('"shops"\nany', '"lanes"\nany'))
    assert tags_of(LiveRules(desk.settings)) == {"bridge", "lanes"}
    write(config, BROKEN)
    assert tags_of(LiveRules(desk.settings)) == {"bridge", "lanes"}
    write(config, "")
    assert tags_of(LiveRules(desk.settings)) == {"bridge", "lanes"}, "it is being written"
    write(config, "# none\n")
    os.utime(config / "tags.toml", (0, 0))
    assert tags_of(LiveRules(desk.settings)) == set()
    write(config, BROKEN)
    assert tags_of(LiveRules(desk.settings)) == set(), "what was taken out does not come back"


# retag with rules that are refused


def watch(name: str) -> Tag:
    return Tag(scheme="watch", code=name, label=name, weight=0.5, method=f"rule {name}")


def watch_tags(desk: Desk) -> list[str]:
    return sorted(
        row["code"] for row in desk.sql("select code from desk.tag where scheme = 'watch'")
    )


def test_good_rules_are_applied_to_what_is_stored_and_what_a_refused_one_gave_stays(
    desk: Desk, config: Path
) -> None:
    write(config, BRIDGE.replace('["bridge"]', "3") + SHOPS)
    desk.kept(prepared(story(1), tags=[watch("bridge"), watch("gone")]))
    result = run("retag")
    assert result.exit_code == 1
    assert f"{config / 'tags.toml'}:3: bridge: any: must be a text or a list" in result.stderr
    assert "1 refused in tags.toml" in result.stdout
    assert watch_tags(desk) == ["bridge", "shops"]
    told = json.loads(run("retag", "--dry-run", "--json").stdout)
    assert (told["changed"], told["state"]) == (0, "done")
    assert told["refused"][0].startswith(f"{config / 'tags.toml'}:3: bridge: ")


@pytest.mark.usefixtures("logged")
def test_the_last_good_version_of_a_refused_rule_is_applied_as_workers_do(
    desk: Desk, config: Path
) -> None:
    write(config, BRIDGE + SHOPS)
    LiveRules(desk.settings)
    write(config, BRIDGE.replace('["bridge"]', "3"))
    desk.kept(prepared(story(1), tags=[watch("shops")]))
    assert run("retag").exit_code == 1
    assert watch_tags(desk) == ["bridge"]
    write(config, BROKEN)
    assert run("retag").exit_code == 1
    assert watch_tags(desk) == ["bridge", "shops"], "no worker has loaded the change"


@pytest.mark.parametrize("nameless", ["[[watch]]\nany = 3\n", "[[wacth]]\nname = 'bridge'\n"])
def test_what_a_refused_rule_without_a_name_may_have_given_stays(
    desk: Desk, config: Path, nameless: str
) -> None:
    write(config, nameless + SHOPS.replace('["shops"]', '["mines"]'))
    desk.kept(prepared(story(1), tags=[watch("bridge"), watch("shops")]))
    assert run("retag").exit_code == 1
    assert watch_tags(desk) == ["bridge"]


def test_what_a_rule_gave_stays_where_it_runs_out_of_time(desk: Desk, config: Path) -> None:
    """Once, and where it was switched off for that: it has no say then."""
    write(config, SLOW)
    late = story(1, more=" A pattern " + "x" * 5000)
    desk.kept(*(prepared(f"{late} {n}", tags=[watch("slow"), watch("gone")]) for n in range(4)))
    desk.kept(prepared("No such words.", tags=[watch("slow")]))
    result = run("retag")
    assert result.exit_code == 1
    assert "slow: its pattern ran out of time in 3 articles, and was switched off" in result.stdout
    assert watch_tags(desk) == ["slow"] * 5
    told = json.loads(run("retag", "--json").stdout)
    assert len(told["late"]) == 1


def test_many_refused_rules_make_few_lines_of_a_run(config: Path) -> None:
    write(config, "[[watch]]\n" * 100)
    result = run("retag")
    assert len(result.stderr.splitlines()) == 11
    assert "and 90 more" in result.stderr
    assert "100 refused" in result.stdout


def test_what_is_stored_is_not_tagged_anew_by_a_broken_file_where_no_rules_are_known(
    config: Path,
) -> None:
    """It would take off all that the broken rules gave."""
    write(config, SHOPS + BROKEN)
    result = run("retag")
    assert result.exit_code == 1
    assert f"{config / 'tags.toml'}:4: " in result.stderr
    assert "rules check" in result.stderr
