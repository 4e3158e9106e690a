"""`copytaster story` and `copytaster diff` on a real Postgres."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk, new_id, prepared
from rich.console import Console
from typer.testing import CliRunner, Result

from worker.cli import app, diff
from worker.core.article import PubStatus, Signal
from worker.core.reading import Prepared

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
WHOLE = (
    "The city council voted on Monday for a plan that would close the harbour bridge to lorries "
    "from the first day of June until the end of the year.\n\n"
    "Members said the plan had been on the table since the winter, and that the shops on both "
    "sides of the water would be told in time.\n\n"
    "Ten lorries an hour cross the bridge at night, a count of the harbour office showed, while "
    "the ferry carries three of them at most and sails only in fair weather."
)

Run = Callable[..., Result]


@pytest.fixture
def run(desk: Desk) -> Run:
    environ = {"DATABASE_URL": desk.url, "COPYTASTER_DATA": str(desk.folder), "COLUMNS": "300"}
    return lambda *words, **other: CliRunner(env=environ | other).invoke(
        app, [str(word) for word in words]
    )


@pytest.fixture
def family(desk: Desk) -> list[Prepared]:
    """A report, its correction, a cut reprint of it, and other news; the ids differ early."""
    fields = {"source": "AP", "uri": "a:1", "headline": "Bridge [bold]to close[/bold]"}
    later = NOW + timedelta(hours=1)
    made = [
        prepared(WHOLE, version="1", published_at=NOW, article_id=new_id(9e7), **fields),
        prepared(
            WHOLE.replace("Ten lorries", "Twelve lorries"),
            version="2",
            published_at=later,
            signals=(Signal.CORRECTION,),
            article_id=new_id(8e7),
            **fields,
        ),
        prepared(
            WHOLE.rpartition("\n\n")[0],
            headline="Lorries off the bridge",
            source="The Post",
            published_at=later,
            article_id=new_id(7e7),
        ),
        prepared("Ferry stopped by the storm.", article_id=new_id(6e7)),
    ]
    for article in made:
        desk.kept(article)
    return made


def test_a_story_is_shown_as_a_tree(run: Run, family: list[Prepared]) -> None:
    for article in family[:2]:
        told = run("story", article.article_id)
        assert told.exit_code == 0, told.output
        for word in ("original", "correction", "canonical", "superseded", "AP", "2026-03-03"):
            assert word in told.stdout
        assert "[bold]to close[/bold]" in told.stdout, "no markup of a headline's own"
        assert "Ferry" not in told.stdout
    assert told.stdout.index("original") < told.stdout.index("correction")


def test_a_story_is_told_whole_where_nobody_looks_on(run: Run, family: list[Prepared]) -> None:
    told = run("story", family[0].article_id, COLUMNS="40").stdout
    rows = json.loads(run("story", family[0].article_id, "--json").stdout)["articles"]
    assert len(rows) > 1
    for row in rows:
        assert row["because"] in told
        assert f"{row['word_count']} words" in told


def test_a_story_is_found_by_the_beginning_of_an_id(run: Run, family: list[Prepared]) -> None:
    first = family[0]
    told = json.loads(run("story", str(first.article_id)[:13], "--json").stdout)
    assert told["story_id"] == str(first.article_id)
    assert [row["relation"] for row in told["articles"]][:2] == ["original", "version"]
    assert told["articles"][1]["version_kind"] == "correction"
    assert told["articles"][1]["similarity"] > 0.8
    alone = json.loads(run("story", family[3].article_id, "--json").stdout)
    assert [row["display_title"] for row in alone["articles"]] == ["A headline"]


def test_what_is_not_there_is_said(run: Run, family: list[Prepared]) -> None:
    for words in (("story", "ffff"), ("story", "x"), ("diff", "ffff", family[0].article_id)):
        told = run(*words)
        assert told.exit_code == 1
        assert "begins with" in told.stderr
    for unclear in (("story", "0"), ("diff", "0", "0")):
        result = run(*unclear)
        assert result.exit_code == 2
        assert "several" in result.stderr


def test_a_kill_and_related_reports_are_shown(desk: Desk, run: Run) -> None:
    killed = prepared(WHOLE, source="AP", uri="a:1")
    desk.kept(killed)
    desk.kept(prepared("Withdrawn.", source="AP", uri="a:1", pub_status=PubStatus.CANCELED))
    old = NOW - timedelta(days=3000)
    desk.kept(prepared(WHOLE, headline="As it was", published_at=old))
    desk.sql("update desk.article set published_at = %s where uri is not null", NOW)
    told = run("story", killed.article_id)
    assert "canceled" in told.stdout
    assert "not in articles" in told.stdout
    desk.kept(prepared(WHOLE, headline="Years on", published_at=NOW - timedelta(days=900)))
    assert "shares text with" in run("story", killed.article_id).stdout


def test_a_difference_is_shown_word_by_word(run: Run, family: list[Prepared]) -> None:
    before, after = (article.article_id for article in family[:2])
    told = run("diff", before, after)
    assert told.exit_code == 0, told.output
    assert "[-Ten-] {+Twelve+} lorries an hour" in told.stdout
    assert "Bridge [bold]to close[/bold]" in told.stdout
    found = json.loads(run("diff", before, after, "--json").stdout)
    changed = [s for s in found["body"] if s["change"] != "same"]
    assert [(s["change"], s["text"]) for s in changed] == [
        ("removed", "Ten "),
        ("added", "Twelve "),
    ]
    assert [s["change"] for s in found["headline"]] == ["same"]


def test_a_difference_is_coloured_on_a_terminal(
    run: Run, family: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diff, "out", Console(force_terminal=True, soft_wrap=True))
    told = run("diff", family[0].article_id, family[1].article_id)
    assert "{+" not in told.stdout
    assert "\x1b[1;32mTwelve" in told.stdout
