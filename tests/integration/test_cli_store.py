"""The commands that ask Postgres and the broker, on real servers; each test has its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import kombu.pools
import psycopg
import pytest
from typer.testing import CliRunner, Result
from waiting import wait_until

from worker.adapters.compiled import make_preparer
from worker.adapters.inbox import Inbox
from worker.adapters.queue import CeleryQueue, make_app
from worker.adapters.spool import Spool
from worker.adapters.store import PostgresLedger, PostgresStore, Session
from worker.cli import app
from worker.cli.status import page
from worker.config import load
from worker.core.delivery import Delivery
from worker.core.prepare import Preparer
from worker.errors import Unavailable
from worker.ingest import Ingest, new_id
from worker.settings import Settings

OLD = UUID("0199d5c0-7b1a-7000-8000-000000000001")
"""An id made long ago."""
AWAY = "127.0.0.1:1"
"""Nothing listens there."""


def story(number: int) -> str:
    return (
        f"Report {number} on the harbour\n\nBUSAN, March 3 (Yonhap) -- Dock workers went back to "
        f"work on Monday, says report number {number} on the harbour of South Korea.\n"
    )


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    settings, _ = load(environ={})
    return make_preparer(settings)


@dataclass
class Desk:
    """A database, a broker and folders, and a worker that works when it is told to."""

    environ: dict[str, str]
    settings: Settings
    session: Session
    worker: Ingest
    sent: list[UUID]

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.settings.inbox.path)

    @property
    def spool(self) -> Spool:
        return Spool(self.inbox.root, self.settings.done, self.settings.quarantine)

    def run(self, *words: str | Path) -> Result:
        """A command in this process."""
        return CliRunner(env=dict(self.environ)).invoke(app, [str(word) for word in words])

    @contextmanager
    def start(self, *words: str | Path, **environ: str) -> Iterator[subprocess.Popen[str]]:
        """A command in a process of its own."""
        with subprocess.Popen(
            [sys.executable, "-m", "worker", *map(str, words)],
            env={**os.environ, **self.environ, **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def tell(self, *words: str | Path, said: str = "", **environ: str) -> tuple[int, str, str]:
        """A command in a process of its own, to its end."""
        with self.start(*words, **environ) as process:
            out, err = process.communicate(said, timeout=30)
            return process.returncode, out, err

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        return self.session.rows(query.encode(), values)  # type: ignore[arg-type]

    def claim(self, name: str, body: bytes) -> Delivery:
        """A file that was dropped, claimed, and written into the ledger."""
        self.inbox.make()
        source = self.inbox.root.parent / "dropped"
        source.write_bytes(body)
        delivery = self.inbox.take_copy(source, os.fsencode(name), new_id())
        PostgresLedger(self.session).insert_claimed([delivery])
        return delivery

    def work(self, *deliveries: Delivery | UUID) -> None:
        """Work off deliveries, all in one batch."""
        ids = [each if isinstance(each, UUID) else each.delivery_id for each in deliveries]
        self.worker.run("run", ids)

    def done(self, name: str = "yonhap/x.txt", number: int = 1) -> Delivery:
        delivery = self.claim(name, story(number).encode())
        self.work(delivery)
        return delivery

    def quarantined(self, name: str = "x.rtf", body: bytes = b"{\\rtf1 x}") -> Delivery:
        delivery = self.claim(name, body)
        self.work(delivery)
        return delivery

    def differences(self, *words: str) -> list[str]:
        result = self.run("reconcile", "--json", *words)
        told = json.loads(result.stdout)
        assert result.exit_code == (1 if told["differences"] else 0)
        assert told["differences"] == len(told["listed"])
        assert all(each["next"] for each in told["listed"])
        return [each["what"] for each in told["listed"]]


@pytest.fixture(autouse=True)
def _fresh_pools() -> Iterator[None]:
    """Kombu keeps its pools by address, and a test may be given an address that was used before."""
    yield
    kombu.pools.reset()


@pytest.fixture
def desk(tmp_path: Path, database_url: str, valkey_url: str, preparer: Preparer) -> Any:
    environ = {
        "DATABASE_URL": database_url,
        "REDIS_URL": valkey_url,
        "COPYTASTER_DATA": str(tmp_path / "var"),
        "COPYTASTER_INBOX": str(tmp_path / "inbox"),
    }
    settings, _ = load(environ=environ)
    session = Session(database_url, name="test")
    sent: list[UUID] = []

    def publish(deliveries: Sequence[Delivery]) -> None:
        sent.extend(delivery.delivery_id for delivery in deliveries)

    worker = Ingest(
        store=PostgresStore(session, lease_s=60, backoff_s=1, backoff_max_s=60),
        spool=Spool(settings.inbox.path, settings.done, settings.quarantine),
        preparer=preparer,
        publish=publish,
        attempts_max=3,
    )
    yield Desk(environ, settings, session, worker, sent)
    session.close()


# status


def test_status_counts_everything(desk: Desk) -> None:
    desk.done()
    desk.done("again.txt")
    desk.quarantined()
    desk.claim("waits.txt", b"later")
    (desk.inbox.root / "new.txt").write_text(story(2))
    (desk.inbox.root / "new.part").write_text("half")
    told = desk.json("status")
    assert told["states"] == {
        "claimed": 1,
        "queued": 0,
        "running": 0,
        "stored": 0,
        "done": 2,
        "quarantined": 1,
    }
    assert (told["pending"], told["deliveries"], told["dropped"]) == (1, 4, 0)
    assert (told["inbox"], told["ignored"], told["ignored_by"]) == (1, 1, {"*.part": 1})
    assert (told["articles"], told["stories"], told["sightings"]) == (1, 1, 2)
    assert (told["rejections"], told["claimed_folders"]) == (1, 1)
    assert told["queue"] == {"live": 0, "backlog": 0, "unanswered": 0}
    assert told["oldest_pending_s"] >= 0
    assert told["rates"]["took_p50_s"] > 0
    assert told["last_errors"][0]["path"] == "x.rtf"
    assert told["watched"] is False
    assert ["watch" in line or "worker" in line for line in told["trouble"]] == [True, True]
    shown = page(told).plain
    assert "2 done, 1 quarantined" in shown
    assert "x.rtf: unknown_format" in shown


def test_status_shows_the_rest_when_one_service_is_away(desk: Desk) -> None:
    desk.done()
    desk.environ["REDIS_URL"] = f"redis://{AWAY}/0"
    told = desk.json("status")
    assert told["done"] == 1
    assert "queue" not in told
    assert any("broker" in line for line in told["trouble"])
    desk.environ["DATABASE_URL"] = f"postgresql://x@{AWAY}/x"
    told = desk.json("status")
    assert "states" not in told
    assert len(told["trouble"]) == 2


def test_a_database_without_tables_is_told_in_one_line(desk: Desk, postgres_server: Any) -> None:
    desk.environ["DATABASE_URL"] = postgres_server.url
    result = desk.run("reconcile")
    assert isinstance(result.exception, Unavailable)
    assert "copytaster migrate" in str(result.exception)


# reconcile


def test_reconcile_finds_that_everything_fits(desk: Desk) -> None:
    desk.done()
    desk.done("again.txt")
    desk.quarantined()
    vanished = desk.claim("gone.txt", b"x")
    Path(os.fsdecode(desk.spool.claimed_path(vanished))).unlink()
    desk.work(vanished)
    desk.claim("waits.txt", b"later")
    (desk.inbox.root / "new.txt").write_text(story(2))
    (desk.inbox.root / ".hidden").write_text("x")
    told = desk.json("reconcile")
    assert told["listed"] == []
    assert told["states"]["quarantined"] == told["quarantined"] == 2
    counts = ("inbox", "ignored", "done", "pending", "deliveries", "articles", "sightings")
    assert [told[name] for name in counts] == [1, 1, 2, 1, 5, 1, 2]
    assert (told["rejections"], told["dropped"], told["in_the_making"]) == (2, 0, 0)
    assert told["folders"]["done"] == 2
    result = desk.run("reconcile")
    assert result.exit_code == 0
    assert "Everything fits." in result.stdout


def lose_original(desk: Desk) -> None:
    desk.done()
    (file,) = desk.settings.done.glob("*/*/x.txt")
    file.unlink()


def lose_quarantined(desk: Desk) -> None:
    desk.quarantined()
    (desk.settings.quarantine.glob("*/x.rtf").__next__()).unlink()


def lose_reason(desk: Desk) -> None:
    desk.quarantined()
    (desk.settings.quarantine.glob("*/*.reason.json").__next__()).unlink()


def lose_claimed(desk: Desk) -> None:
    delivery = desk.claim("x.txt", b"x")
    Path(os.fsdecode(desk.spool.claimed_path(delivery))).unlink()


def lose_row_of_claimed(desk: Desk) -> None:
    folder = desk.inbox.root / ".claimed" / str(OLD)
    folder.mkdir(parents=True)
    (folder / "x.txt").write_text("x")


def lose_row_of_done(desk: Desk) -> None:
    folder = desk.settings.done / "2026-01-01" / str(OLD)
    folder.mkdir(parents=True)
    (folder / "x.txt").write_text("x")


def lose_row_of_quarantined(desk: Desk) -> None:
    (desk.settings.quarantine / str(OLD)).mkdir(parents=True)


def forget_to_file(desk: Desk) -> None:
    delivery = desk.done()
    (file,) = desk.settings.done.glob("*/*/x.txt")
    target = Path(os.fsdecode(desk.spool.claimed_path(delivery)))
    target.parent.mkdir(parents=True)
    file.rename(target)
    desk.rows("update desk.delivery set finished_at = finished_at - interval '2 minutes'")


def forget_to_delete(desk: Desk) -> None:
    desk.quarantined()
    desk.rows("update desk.delivery set dropped_at = now() where state = 'quarantined'")


def file_twice(desk: Desk) -> None:
    delivery = desk.done()
    (desk.settings.quarantine / str(delivery.delivery_id)).mkdir(parents=True)
    (desk.settings.quarantine / str(delivery.delivery_id) / "x.txt").write_text("x")


def lose_sighting(desk: Desk) -> None:
    desk.done()
    desk.rows("delete from desk.sighting")


def lose_rejection(desk: Desk) -> None:
    desk.quarantined()
    desk.rows("delete from desk.rejection")


def lose_match(desk: Desk) -> None:
    desk.done()
    desk.rows("update desk.article set matched_at = null, story_id = null, relation = null")


def quarantine_what_is_stored(desk: Desk) -> None:
    desk.done()
    (file,) = desk.settings.done.glob("*/*/x.txt")
    file.unlink()
    file.parent.rmdir()
    desk.rows(
        "update desk.delivery set state = 'quarantined', reason = 'vanished'"
        " where path = 'yonhap/x.txt'"
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lose_original, ["original is not in done/"]),
        (lose_quarantined, ["not in quarantine/"]),
        (lose_reason, ["without its reason.json"]),
        (lose_claimed, ["not among the claimed ones"]),
        (lose_row_of_claimed, ["a claimed file has no row"]),
        (lose_row_of_done, ["in done/ has no row"]),
        (lose_row_of_quarantined, ["in quarantine/ has no row"]),
        (forget_to_file, ["lies among the claimed ones", "not in done/"]),
        (forget_to_delete, ["dropped, but its file"]),
        (file_twice, ["a folder in quarantine/, but the ledger says done"]),
        (lose_sighting, ["has no sighting", "was never sighted"]),
        (lose_rejection, ["1 positions were rejected, but 0"]),
        (lose_match, ["never matched"]),
        (quarantine_what_is_stored, ["are stored"]),
    ],
)
def test_reconcile_tells_each_difference(
    desk: Desk, spoil: Callable[[Desk], None], said: list[str]
) -> None:
    desk.done("fits.txt", 9)
    assert desk.differences() == []
    spoil(desk)
    told = desk.differences()
    for line in told:
        assert any(words in line for words in said), told
    assert any(said[0] in line for line in told), told


def test_reconcile_can_leave_the_folders_out(desk: Desk) -> None:
    lose_original(desk)
    assert desk.differences("--without-files") == []
    desk.rows("delete from desk.sighting")
    assert len(desk.differences("--without-files")) == 2


def test_what_is_in_the_making_is_no_difference(desk: Desk) -> None:
    desk.inbox.make()
    source = desk.inbox.root.parent / "dropped"
    source.write_text("x")
    desk.inbox.take_copy(source, b"x.txt", new_id())
    delivery = desk.done()
    target = Path(os.fsdecode(desk.spool.claimed_path(delivery)))
    target.parent.mkdir(parents=True)
    (file,) = desk.settings.done.glob("*/*/x.txt")
    file.rename(target)
    told = desk.json("reconcile")
    assert (told["listed"], told["in_the_making"]) == ([], 2)


def test_a_duplicate_of_an_article_that_waits_for_its_match_is_no_difference(desk: Desk) -> None:
    desk.done()
    desk.done("again.txt")
    desk.rows("update desk.article set matched_at = null, story_id = null, relation = null")
    desk.rows(
        "update desk.delivery set state = 'stored', lease_until = now() where path = 'yonhap/x.txt'"
    )
    assert not any("never matched" in line for line in desk.differences())


# quarantine


def test_quarantine_shows_what_waits_and_why(desk: Desk) -> None:
    assert "Nothing" in desk.run("quarantine", "list").stdout
    delivery = desk.quarantined("desk/x.rtf", b"{\\rtf1 \x1b[31mred}\n")
    (row,) = desk.json("quarantine", "list")
    assert (row["path"], row["reason"]) == ("desk/x.rtf", "unknown_format")
    assert "desk/x.rtf" in desk.run("quarantine", "list").stdout
    shown = desk.run("quarantine", "show", str(delivery.delivery_id)[:20])
    assert shown.exit_code == 0
    for words in ("looks like an RTF", "| {\\rtf1", "copytaster quarantine retry"):
        assert words in shown.stdout
    assert "\x1b" not in shown.stdout
    told = desk.json("quarantine", "show", str(delivery.delivery_id))
    assert Path(told["file"]).read_bytes().startswith(b"{\\rtf1")


def test_quarantine_tells_how_often_a_file_was_tried(desk: Desk) -> None:
    """Not how often it changed hands, which a retry does as well."""
    delivery = desk.quarantined("desk/x.rtf", b"{\\rtf1 red}\n")
    for tries in (1, 2):
        assert desk.json("quarantine", "show", str(delivery.delivery_id))["attempts"] == tries
        (row,) = desk.rows("select attempts, failures from deliveries")
        assert row == {"attempts": tries, "failures": 0}
        (file,) = desk.settings.quarantine.glob("*/x.rtf.reason.json")
        assert json.loads(file.read_text())["attempts"] == tries
        assert desk.tell("quarantine", "retry", str(delivery.delivery_id))[0] == 0
        desk.work(delivery)


def test_quarantine_retry_takes_a_mended_file_in_again(desk: Desk) -> None:
    delivery = desk.quarantined("desk/x.txt")
    (file,) = desk.settings.quarantine.glob("*/x.txt")
    file.write_text(story(1))
    code, out, err = desk.tell("quarantine", "retry", str(delivery.delivery_id))
    assert (code, out, err) == (0, "1 taken in again\n", "")
    assert not list(desk.settings.quarantine.iterdir())
    queue = CeleryQueue(make_app(desk.settings))
    assert queue.depth()["backlog"] == 1
    queue.close()
    assert desk.json("reconcile")["states"]["queued"] == 1
    desk.work(delivery)
    (row,) = desk.rows("select state, reason, rejection_count from deliveries")
    assert row == {"state": "done", "reason": None, "rejection_count": 0}
    assert desk.differences() == []


def test_quarantine_retry_says_when_the_file_is_gone(desk: Desk) -> None:
    delivery = desk.quarantined()
    lose_quarantined_file = next(desk.settings.quarantine.glob("*/x.rtf"))
    lose_quarantined_file.unlink()
    code, out, err = desk.tell("quarantine", "retry", "--all")
    assert (code, out) == (1, "0 taken in again\n")
    assert "Drop it in the inbox again" in err
    assert f"copytaster quarantine drop {delivery.delivery_id}" in err
    assert desk.rows("select state from deliveries") == [{"state": "quarantined"}]


def test_quarantine_drop_deletes_the_file_and_keeps_the_row(desk: Desk) -> None:
    keep = desk.quarantined("keep.pdf")
    delivery = desk.quarantined("drop.pdf")
    result = desk.run("quarantine", "drop", str(delivery.delivery_id))
    assert (result.exit_code, result.stdout) == (0, "1 dropped\n")
    assert [path.name for path in desk.settings.quarantine.iterdir()] == [str(keep.delivery_id)]
    told = desk.json("reconcile")
    assert (told["quarantined"], told["dropped"], told["differences"]) == (2, 1, 0)
    assert desk.run("quarantine", "drop", str(delivery.delivery_id)).exit_code == 1
    assert desk.run("quarantine", "drop", "--all").stdout == "1 dropped\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--all", "0199"), 2),
        (("%",), 2),
        (("01",), 2),
        (("0000aaaa",), 1),
    ],
)
@pytest.mark.parametrize("command", ["retry", "drop"])
def test_quarantine_wants_to_know_which_ones(
    desk: Desk, command: str, words: tuple[str, ...], code: int
) -> None:
    assert desk.run("quarantine", command, *words).exit_code == code


def test_a_beginning_that_two_ids_share_is_not_guessed(desk: Desk) -> None:
    one = desk.quarantined("a.pdf")
    desk.quarantined("b.pdf")
    result = desk.run("quarantine", "drop", str(one.delivery_id)[:4])
    assert result.exit_code == 2
    assert "More than one" in result.stderr


# ingest


def test_ingest_copies_records_and_sends_and_leaves_the_originals(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "yonhap"
    (folder / "deep").mkdir(parents=True)
    for number in range(3):
        (folder / "deep" / f"{number}.txt").write_text(story(number))
    (folder / "x.part").write_text("half")
    (folder / "pipe").symlink_to("/dev/null")
    single, link = tmp_path / "single.txt", tmp_path / "link.txt"
    single.write_text(story(9))
    link.symlink_to(single)
    before = sorted(folder.rglob("*"))
    code, out, err = desk.tell("ingest", folder, link, single, "--json")
    assert (code, err) == (1, "")
    told = json.loads(out)
    assert (told["taken"], told["unsent"]) == (4, 0)
    (failure,) = told["failures"]
    assert failure.startswith(f"{link}: ")
    assert sum(told["failed"].values()) == 1
    assert told["ignored"] == {"*.part": 1, "a link, FIFO, socket or device": 1}
    assert sorted(folder.rglob("*")) == before
    rows = desk.rows("select path, state, lane, source_hint from deliveries order by path")
    assert [row["path"] for row in rows] == [
        "single.txt",
        *(f"yonhap/deep/{number}.txt" for number in range(3)),
    ]
    assert {(row["state"], row["lane"]) for row in rows} == {("queued", "backlog")}
    assert [row["source_hint"] for row in rows] == [None, "yonhap", "yonhap", "yonhap"]
    assert desk.differences() == []


def test_ingest_waits_and_tells_the_outcomes(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "a.txt").write_text(story(1))
    (folder / "b.txt").write_text(story(1))
    (folder / "c.rtf").write_bytes(b"{\\rtf1 x}")
    with desk.start("ingest", "--wait", folder) as process:
        wait_until(
            lambda: len(desk.rows("select 1 from deliveries where state = 'queued'")) == 3,
            what="all are queued",
        )
        assert process.poll() is None
        desk.work(*(r["delivery_id"] for r in desk.rows("select delivery_id from deliveries")))
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (1, "")
    assert out.splitlines()[1:3] == ["2 done", "1 quarantined: unknown_format"]
    assert "copytaster quarantine list" in out


def test_what_the_broker_does_not_take_is_left_to_the_sweep(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(story(1))
    desk.quarantined("b.pdf")
    desk.quarantined("c.rtf")
    away = {"REDIS_URL": f"redis://{AWAY}/0"}
    with (
        desk.start("quarantine", "retry", "--all", **away) as retrying,
        desk.start("ingest", tmp_path / "a.txt", **away) as ingesting,
    ):
        for process, said in ((retrying, "2 taken in again"), (ingesting, "1 taken")):
            out, err = process.communicate(timeout=30)
            assert process.returncode == 0
            assert said in out
            assert "sweep" in err
    assert desk.json("reconcile")["states"]["claimed"] == 3
    assert desk.differences() == []


def test_ingest_copies_nothing_when_postgres_is_away(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(story(1))
    away = f"postgresql://x@{AWAY}/x"
    code, _, err = desk.tell("ingest", tmp_path / "a.txt", DATABASE_URL=away)
    assert code == 1
    assert "Postgres" in err
    assert "copytaster check" in err
    assert "Traceback" not in err
    assert not desk.inbox.root.exists()


def test_ingest_takes_nothing_out_of_the_inbox(desk: Desk) -> None:
    desk.inbox.make()
    (desk.inbox.root / "x.txt").write_text(story(1))
    assert desk.run("ingest", desk.inbox.root / "x.txt").exit_code == 2


# asking


def test_find_finds_by_words(desk: Desk) -> None:
    desk.done(number=1)
    desk.done("y.txt", 2)
    (row,) = desk.json("find", "harbour report 2", "--most", "1")
    assert row["display_title"] == "Report 2 on the harbour"
    assert "Report 1 on the harbour" in desk.run("find", "harbour").stdout
    assert desk.run("find", "volcano").stdout == "Nothing found.\n"


def test_psql_prints_what_a_statement_returns(desk: Desk) -> None:
    desk.done()
    result = desk.run("psql", "-c", "select path, state, array[1, 2] as list from deliveries")
    assert result.exit_code == 0
    head, _, row = result.stdout.splitlines()
    assert head.split() == ["path", "state", "list"]
    assert row.split() == ["yonhap/x.txt", "done", "1,", "2"]
    told = desk.json("psql", "-c", "select count(*) as n, now() - now() as i from articles")
    assert told == [{"n": 1, "i": 0.0}]
    assert desk.json("psql", "-c", "select 1 as a where false") == []


@pytest.mark.parametrize("statement", ["delete from desk.sighting", "commit; drop schema desk"])
def test_psql_changes_nothing_unless_it_is_told_to(desk: Desk, statement: str) -> None:
    desk.done()
    result = desk.run("psql", "-c", statement)
    assert result.exit_code == 1
    assert "read-only" in result.stderr
    assert len(desk.rows("select 1 from sightings")) == 1


def test_psql_writes_when_it_is_told_to(desk: Desk) -> None:
    result = desk.run("psql", "--write", "-c", "create table mine (n int)")
    assert (result.exit_code, result.stdout) == (0, "CREATE TABLE\n")
    assert desk.rows("select * from mine") == []


def test_psql_tells_a_wrong_statement_in_postgres_words(desk: Desk) -> None:
    result = desk.run("psql", "-c", "select nonsense")
    assert result.exit_code == 1
    assert 'column "nonsense" does not exist' in result.stderr


@pytest.mark.parametrize("command", [r"\d articles", "copy (select 1) to stdout"])
def test_psql_sends_what_only_the_shell_can_do_to_the_shell(desk: Desk, command: str) -> None:
    result = desk.run("psql", "-c", command)
    assert result.exit_code == 1
    assert "| copytaster psql" in result.stderr


def test_psql_becomes_the_shell(desk: Desk) -> None:
    asked = "select count(*) from articles;\nshow default_transaction_read_only;"
    code, out, err = desk.tell("psql", said=asked)
    assert (code, err) == (0, "")
    assert "(1 row)" in out
    assert " on\n" in out


def test_dsn_prints_an_address_that_works(desk: Desk) -> None:
    with psycopg.connect(desk.run("dsn").stdout.strip()) as connection:
        assert connection.execute("select count(*) from articles").fetchone() == (0,)
    result = desk.run("dsn", "--read-only")
    assert result.exit_code == 1
    assert "copytaster_reader" in result.stderr


def test_explain_tells_what_the_store_knows(desk: Desk, tmp_path: Path) -> None:
    desk.done()
    file = tmp_path / "x.txt"
    file.write_text(story(1))
    result = desk.run("explain", file)
    assert "known already" in result.stdout
    assert "from yonhap/x.txt" in result.stdout
    file.write_text(story(2))
    assert "new: original" in desk.run("explain", file).stdout
    assert desk.session.rows("select count(*) as n from articles") == [{"n": 1}]


# check


def test_check_tells_what_is_wrong_and_the_next_step(desk: Desk) -> None:
    desk.inbox.make()
    desk.claim("old.txt", b"x")
    desk.rows("update desk.delivery set received_at = now() - interval '10 minutes'")
    told = desk.json("check", "--canary")
    found = {one["name"]: one for one in told["checks"]}
    assert told["ok"] is False
    wrong = {name for name, one in found.items() if one["ok"] is False}
    assert wrong == {"watch", "pending", "workers", "canary"}
    assert all(found[name]["next"] for name in wrong)
    fine = {"settings", "sources", "inbox", "claiming", "done", "quarantine", "disk", "postgres"}
    assert fine | {"migrations", "reader", "broker", "broker memory"} <= found.keys()
    assert not list(desk.inbox.root.glob("_canary/*"))


def test_check_names_migrations_that_are_missing(desk: Desk) -> None:
    desk.rows("delete from desk_migration.applied where name like '0002%%'")
    checks = {one["name"]: one for one in desk.json("check")["checks"]}
    assert checks["migrations"]["ok"] is False
    assert "0002" in checks["migrations"]["said"]
    assert checks["migrations"]["next"] == "copytaster migrate"
