"""The command `copytaster retag`: what it tells, and what becomes of it when it is stopped."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from desk import Desk, prepared, story
from typer.testing import CliRunner, Result
from waiting import wait_until

from worker.adapters.store import TagStore
from worker.cli import app
from worker.core.article import Tag
from worker.core.reading import Prepared

Run = Callable[..., Result]


def tag(name: str) -> Tag:
    scheme, _, code = name.partition(":")
    return Tag(scheme=scheme, code=code, label=code, weight=0.5, method="test")


def listed(desk: Desk, article: Prepared) -> list[str]:
    return list(desk.one("select tags from desk.article where article_id = %s", article.article_id))


@pytest.fixture
def kept(desk: Desk) -> Callable[..., Prepared]:
    def keep(number: int = 1, *tags: Tag) -> Prepared:
        article = prepared(story(number), tags=tags, headline=f"Report {number}")
        desk.kept(article)
        return article

    return keep


@pytest.fixture
def run(desk: Desk) -> Run:
    environ = {"DATABASE_URL": desk.url, "COPYTASTER_DATA": str(desk.folder), "COLUMNS": "300"}
    return lambda *words: CliRunner(env=environ).invoke(app, [str(word) for word in words])


def test_the_command_tells_what_it_changed(
    desk: Desk, kept: Callable[..., Prepared], run: Run
) -> None:
    article = kept(1, tag("topic:made-up"))
    rehearsed = json.loads(run("retag", "--dry-run", "--json").stdout)
    assert (rehearsed["articles"], rehearsed["changed"], rehearsed["dry_run"]) == (1, 1, True)
    assert rehearsed["removed"] == {"topic:made-up": 1}
    assert listed(desk, article) == ["topic:made-up"]
    result = run("retag")
    assert result.exit_code == 0, result.output
    assert "1 articles looked at, 1 changed\n" in result.stdout
    assert "- topic:made-up 1\n" in result.stdout
    assert "topic:made-up" not in listed(desk, article)
    again = json.loads(run("retag", "--json").stdout)
    assert again == {
        "dry_run": False,
        "state": "done",
        "articles": 1,
        "changed": 0,
        "added": {},
        "removed": {},
        "refused": [],
        "late": [],
    }


def test_one_article_is_tagged_anew(desk: Desk, kept: Callable[..., Prepared], run: Run) -> None:
    one, other = kept(1, tag("topic:made-up")), kept(2, tag("topic:made-up"))
    assert "1 would change" in run("retag", "--article", one.article_id, "--dry-run").stdout
    assert listed(desk, one) == ["topic:made-up"]
    assert "1 changed" in run("retag", "--article", one.article_id).stdout
    assert "topic:made-up" not in listed(desk, one)
    assert listed(desk, other) == ["topic:made-up"]
    assert "0 changed" in run("retag", "--article", one.article_id).stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--article", "ffffffff"], 1, "no article has an id that begins with 'ffffffff'"),
        (["--since", "2026-03-01", "--article", "0"], 2, "exclude each other"),
        (["--since", "yesterday"], 2, "does not match the formats"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, words: list[str], code: int, said: str) -> None:
    result = run("retag", *words)
    assert result.exit_code == code
    assert said in " ".join(result.output.split())


def test_rules_that_are_refused_take_no_tags_away(
    desk: Desk, kept: Callable[..., Prepared], run: Run, tmp_path: Path
) -> None:
    article = kept(1, tag("watch:bridges"))
    mine = tmp_path / "config"
    mine.mkdir()
    (mine / "tags.toml").write_text('[[watch]]\nname = "bridges"\nany = ["bridge"\n')
    result = run("retag", "--config", mine)
    assert result.exit_code == 1
    assert f"{mine / 'tags.toml'}:" in result.output.replace("\n", "")
    assert "Nothing was changed" in result.output
    assert listed(desk, article) == ["watch:bridges"]


def test_changed_rules_of_ones_own_reach_what_is_stored(
    desk: Desk, kept: Callable[..., Prepared], run: Run, tmp_path: Path
) -> None:
    article = kept(1)
    mine = tmp_path / "config"
    mine.mkdir()
    (mine / "tags.toml").write_text('[[watch]]\nname = "bridges"\nany = ["harbour bridge"]\n')
    assert run("retag", "--config", mine).exit_code == 0
    assert "watch:bridges" in listed(desk, article)
    (mine / "tags.toml").write_text("")
    assert "- watch:bridges 1\n" in run("retag", "--config", mine).stdout
    assert "watch:bridges" not in listed(desk, article)


def test_many_tags_are_counted_and_not_all_named(kept: Callable[..., Prepared], run: Run) -> None:
    kept(1, *(tag(f"topic:made-up-{n}") for n in range(12)))
    assert "- and 2 other tags\n" in run("retag", "--dry-run").stdout


@dataclass
class Halfway:
    """The command in a process of its own, waiting in the middle of its work."""

    process: subprocess.Popen[str]
    other: psycopg.Connection

    def go_on(self) -> tuple[int, dict[str, object], str]:
        """Let it end; its exit code, what it printed, and its complaints in one line."""
        self.other.rollback()
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, json.loads(out or "{}"), " ".join(err.split())


def _command(desk: Desk) -> subprocess.Popen[str]:
    # a shell that starts the tests in the background has it ignored, and that is handed on
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [sys.executable, "-m", "worker", "retag", "--json"],
        env={**os.environ, "DATABASE_URL": desk.url, "COPYTASTER_DATA": str(desk.folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def halfway(desk: Desk) -> Iterator[Halfway]:
    made = [
        prepared(story(n), headline=f"Report {n}", tags=[tag("topic:made-up")]) for n in range(250)
    ]
    desk.kept(*made)
    # an article of the second batch that somebody holds makes the command wait there
    held = sorted(article.article_id for article in made)[220]
    with closing(psycopg.connect(desk.url)) as other:
        other.execute("select from desk.article where article_id = %s for update", [held])
        with _command(desk) as process:
            try:
                wait_until(lambda: desk.waits_for_lock("retag"), within=60, what="it is halfway")
                yield Halfway(process, other)
            finally:
                process.kill()


def again(run: Run) -> dict[str, object]:
    """What the same command tells when nothing stops it."""
    return dict(json.loads(run("retag", "--json").stdout))


def test_a_command_that_is_killed_in_the_middle_goes_on(
    halfway: Halfway, desk: Desk, run: Run
) -> None:
    halfway.process.kill()
    halfway.process.wait()
    # the server notices a dead client when it writes to it, which it does when the lock is free
    halfway.go_on()
    sessions = "select count(*) from pg_stat_activity where application_name = 'copytaster retag'"
    wait_until(lambda: desk.one(sessions) == 0, what="its session has ended")
    before = desk.one("select articles from desk.retag_run")
    assert before >= 220
    told = again(run)
    assert (told["articles"], told["changed"]) == (250, 250)
    assert told["removed"] == {"topic:made-up": 250 - before}, "the others were done before"
    assert desk.one("select count(*) from desk.tag where code = 'made-up'") == 0


def test_a_command_that_is_interrupted_says_how_far_it_came(
    halfway: Halfway, desk: Desk, run: Run
) -> None:
    halfway.process.send_signal(signal.SIGINT)
    wait_until(lambda: not desk.waits_for_lock("retag"), within=60, what="it has heard of it")
    code, _, said = halfway.go_on()
    assert code == 130
    assert "of 250 articles are done. The same command goes on from there." in said
    assert again(run)["articles"] == 250


def test_a_command_whose_store_goes_away_says_how_far_it_came(
    halfway: Halfway, desk: Desk, run: Run
) -> None:
    desk.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'copytaster retag'"
    )
    code, _, said = halfway.go_on()
    assert code == 1
    assert "200 of 250 articles are done. The same command goes on from there." in said
    assert again(run)["articles"] == 250


def test_a_command_that_is_overtaken_says_so(halfway: Halfway, desk: Desk) -> None:
    TagStore(desk.session("other")).begin_run("other rules", None)
    code, told, said = halfway.go_on()
    assert code == 1
    assert told["state"] == "overtaken"
    assert "A run of other rules took over" in said
