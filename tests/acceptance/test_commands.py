"""The commands on a whole running stack, found through `--data` alone."""

import json

import psycopg
import pytest
from running import Desk, story


def test_the_canary_comes_through_and_is_never_shown(desk: Desk) -> None:
    told = desk.tell("check", "--canary")
    assert told.code == 0, told
    assert "WRONG" not in told.out
    assert "canary" in told.out
    (row,) = desk.rows("select * from deliveries where path like '_canary/%%'")
    assert row["state"] == "done"
    (filed,) = desk.done.glob(f"*/{row['delivery_id']}/*")
    desk.note(bytes(row["path_bytes"]), filed.read_bytes())
    assert not desk.rows("select 1 from articles where headline like 'Copytaster canary%%'")
    assert not desk.rows("select 1 from search_articles('canary')")
    desk.prove()


def test_commands_find_the_running_stack(desk: Desk) -> None:
    status = json.loads(desk.tell("status", "--json").out)
    assert status["trouble"] == []
    assert status["watched"] is True
    assert status["workers"][0]["processes"] == 2
    config = {row["setting"]: row for row in json.loads(desk.tell("config", "--json").out)}
    assert config["inbox.path"]["value"] == str(desk.inbox)
    assert config["inbox.path"]["origin"] == "the running stack"
    assert not any(secret in str(config) for secret in desk.secrets)


def test_the_reader_reads_and_cannot_write(desk: Desk) -> None:
    address = desk.tell("dsn", "--read-only").out.strip()
    assert address == desk.run().reader_url
    with psycopg.connect(address) as connection:
        connection.execute("select count(*) from articles")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select count(*) from desk.article")
    told = desk.tell("psql", "-c", "select 1 from desk.article")
    assert told.code == 1
    assert "permission denied" in told.err


def test_ingest_goes_all_the_way(desk: Desk) -> None:
    folder = desk.folder / "archive"
    folder.mkdir()
    for number in range(50):
        body = story(f"archive {number}")
        (folder / f"{number}.txt").write_bytes(body)
        desk.note(f"archive/{number}.txt", body)
    told = desk.tell("ingest", "--wait", str(folder))
    assert (told.code, told.err) == (0, "")
    assert "50 done" in told.out
    desk.prove()
