"""The commands on a whole running stack, found through `--data` alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from running import Desk, story


@pytest.fixture(scope="module")
def up(server_folder: Path) -> Iterator[Desk]:
    desk = Desk(server_folder / "cli")
    try:
        desk.start()
        yield desk
    finally:
        desk.close()


def test_the_canary_comes_through_and_is_never_shown(up: Desk) -> None:
    told = up.tell("check", "--canary")
    assert told.code == 0, told
    assert "WRONG" not in told.out
    assert "canary" in told.out
    assert up.rows("select 1 from deliveries where path like '_canary/%%' and state = 'done'")
    assert not up.rows("select 1 from articles where headline like 'Copytaster canary%%'")
    assert not up.rows("select 1 from search_articles('canary')")


def test_commands_find_the_running_stack(up: Desk) -> None:
    status = json.loads(up.tell("status", "--json").out)
    assert status["trouble"] == []
    assert status["watched"] is True
    assert status["workers"][0]["processes"] == 2
    config = {row["setting"]: row for row in json.loads(up.tell("config", "--json").out)}
    assert config["inbox.path"]["value"] == str(up.inbox)
    assert config["inbox.path"]["origin"] == "the running stack"
    assert not any(secret in str(config) for secret in up.secrets)


def test_the_reader_reads_and_cannot_write(up: Desk) -> None:
    address = up.tell("dsn", "--read-only").out.strip()
    assert address == up.run().reader_url
    with psycopg.connect(address) as connection:
        connection.execute("select count(*) from articles")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select count(*) from desk.article")
    told = up.tell("psql", "-c", "select 1 from desk.article")
    assert told.code == 1
    assert "permission denied" in told.err


def test_ingest_goes_all_the_way(up: Desk) -> None:
    folder = up.folder / "archive"
    folder.mkdir()
    for number in range(50):
        (folder / f"{number}.txt").write_bytes(story(f"archive {number}"))
    told = up.tell("ingest", "--wait", str(folder))
    assert (told.code, told.err) == (0, "")
    assert "50 done" in told.out
    assert up.tell("reconcile").code == 0
