"""What is wrong at the start is one line that says what to do; what is only away is waited for."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Desk
from waiting import wait_until

NOWHERE = {
    "DATABASE_URL": "postgresql://desk:pass-of-nowhere@127.0.0.1:1/desk",
    "REDIS_URL": "redis://:pass-of-nowhere@127.0.0.1:1/0",
}


@pytest.mark.parametrize(
    ("command", "setting", "value", "allowed"),
    [
        ("up", "QUEUE__LEASE_S", "1", "soft_limit_s < hard_limit_s < lease_s"),
        ("up", "LOG__LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("watch", "INBOX__OBSERVER", "telepathy", "'auto', 'inotify' or 'polling'"),
        ("watch", "INBOX__SETTLE_S", "0", "greater than 0"),
        ("work", "WORK__CONCURRENCY", "-1", "greater than or equal to 0"),
        ("work", "QUEUE__BATCH_MAX", "1000", "less than or equal to 128"),
        ("flower", "FLOWER__PORT", "http", "integer"),
        ("up", "INBOX__PTH", "x", "copytaster config"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it_and_what_is_allowed(
    tmp_path: Path, command: str, setting: str, value: str, allowed: str
) -> None:
    desk = Desk(tmp_path / "desk", **NOWHERE, **{f"COPYTASTER_{setting}": value})
    told = desk.tell(command)
    assert told.code == 2
    assert told.out == ""
    assert len(told.err.splitlines()) == 1, told.err
    section, _, key = setting.lower().rpartition("__")
    assert key in told.err.lower()
    assert section in told.err.lower()
    assert allowed in told.err
    assert not desk.data.exists()


def test_without_any_address_a_part_says_what_to_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    for command in ("watch", "work"):
        told = desk.tell(command)
        assert told.code == 1
        assert len(told.err.splitlines()) == 1, told.err
        assert "copytaster up" in told.err
        assert "DATABASE_URL" in told.err


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "desk", **NOWHERE)
    yield desk
    desk.close()


def test_servers_that_are_away_are_waited_for(nowhere: Desk) -> None:
    started = [nowhere.also(command) for command in ("watch", "work")]
    for process, log in started:
        wait_until(
            lambda log=log: log.exists() and nowhere.events("service_unavailable", log),
            within=20,
            what="it says that Postgres is away",
        )
        assert process.poll() is None
    for process, log in started:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        assert len(nowhere.events("service_unavailable", log)) == 1, "said once, not each second"
    nowhere.secrets = {"pass-of-nowhere"}
    nowhere.log.touch()
    nowhere.prove_log()
    assert nowhere.err.read_text() == ""


def test_a_second_up_on_the_same_data_is_refused(desk: Desk) -> None:
    told = desk.tell("up", f"--data={desk.data}", f"--inbox={desk.inbox}", "--no-flower")
    assert told.code == 1
    assert told.err == (
        f"`copytaster up` already runs on {desk.data} (process {desk.up.pid}); "
        "stop it, or use another --data\n"
    )
    assert desk.ready.exists()
    desk.prove()
