"""The flow of the work side with real files: every file ends once, and takes no neighbour along."""

import errno
import json
import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, LinePreparer, at, names, preparer, story

from worker.adapters.claimed_file import refuse
from worker.adapters.spool import Spool
from worker.core.delivery import Delivery
from worker.core.prepare import Preparer
from worker.errors import Unavailable
from worker.ingest import PAGE_POSITIONS, TIME_LIMIT
from worker.logs import EVENTS

Lines = list[MutableMapping[str, Any]]


def run(desk: Desk, *deliveries: Delivery, name: str = "run", **parts: Any) -> None:
    desk.ingest(**parts).run(name, [delivery.delivery_id for delivery in deliveries])


def line_of(lines: Lines, delivery: Delivery) -> MutableMapping[str, Any]:
    (line,) = [
        line
        for line in lines
        if line.get("delivery_id") == str(delivery.delivery_id)
        and line["event"] in {"delivery_done", "delivery_quarantined"}
    ]
    return line


def made_from(kind: type[Preparer]) -> Preparer:
    product = preparer()
    return kind(limits=product.limits, sources=product.sources, tagger=product.tagger)


class Picky(Preparer):
    """Falls over one text, as a bug would."""

    def complete(self, found: Any, **about: Any) -> Any:
        if any("poison" in getattr(one, "body", "") for one, _ in found):
            raise LookupError("poison was read")
        return super().complete(found, **about)


class Halting(LinePreparer):
    """Reads lines and falls over one position until it is mended; notes where it began."""

    halt_at = -1
    began: list[int]

    def parse(self, stream: Any, start: int = 0, trail: Any = None) -> Iterator[Any]:
        type(self).began.append(start)
        for position, found in super().parse(stream, start, trail):
            if position == type(self).halt_at:
                raise LookupError("a position that nobody can read")
            yield position, found


class Busy(Spool):
    """A share on which one file is held by somebody else."""

    @contextmanager
    def open(self, delivery: Delivery) -> Iterator[Any]:
        if b"busy" in delivery.path:
            refuse(OSError(errno.EBUSY, "busy"))
        with super().open(delivery) as claimed:
            yield claimed


class Meddled(Spool):
    """A folder in which somebody does something to a file while it is read."""

    def meddle(self, path: bytes) -> None:
        raise NotImplementedError

    @contextmanager
    def open(self, delivery: Delivery) -> Iterator[Any]:
        with super().open(delivery) as claimed:
            yield claimed
        self.meddle(self.claimed_path(delivery))


def test_a_file_goes_all_the_way(desk: Desk) -> None:
    delivery = desk.claim("reuters/bridge.txt", story("A"))
    run(desk, delivery)
    row = desk.row(delivery)
    assert (row["state"], row["article_count"], row["rejection_count"]) == ("done", 1, 0)
    day = f"{row['finished_at']:%Y-%m-%d}"
    filed = desk.done / day / str(delivery.delivery_id) / "bridge.txt"
    assert filed.read_text() == story("A")
    assert names(desk.inbox.root / ".claimed") == []
    (article,) = desk.sql("select * from articles")
    assert article["headline"] == "Council backs plan A for the harbour bridge"
    assert (article["dateline_place"], article["language"]) == ("BRISTOL", "en")
    assert "agency:reuters" in article["tags"]
    assert desk.one("select count(*) from article_tags") == len(article["tags"])


def test_the_canonical_line_says_all_but_the_text(desk: Desk, lines: Lines) -> None:
    delivery = desk.claim("reuters/bridge.txt", story("A"))
    run(desk, delivery)
    line = line_of(lines, delivery)
    assert (line["event"], line["log_level"]) == ("delivery_done", "info")
    assert (line["path"], line["outcome"], line["attempt"]) == ("reuters/bridge.txt", "done", 1)
    assert (line["lane"], line["articles"], line["rejections"]) == ("live", 1, 0)
    assert line["size_bytes"] == len(story("A"))
    stages = {"parse_ms", "tag_ms", "store_ms", "match_ms", "file_ms"}
    assert all(line[stage] > 0 for stage in stages)
    assert line["took_ms"] > 0
    written = repr(lines)
    assert "lorries" not in written
    assert "Council" not in written
    assert {line["event"] for line in lines} <= set(EVENTS)


def test_a_file_that_cannot_be_read_goes_to_quarantine_with_its_reason(
    desk: Desk, lines: Lines
) -> None:
    delivery = desk.claim("desk/empty.txt", "")
    run(desk, delivery)
    folder = desk.quarantine / str(delivery.delivery_id)
    assert names(folder) == ["empty.txt", "empty.txt.reason.json"]
    told = json.loads((folder / "empty.txt.reason.json").read_text())
    row = desk.row(delivery)
    assert told["reason"] == row["reason"] == "empty_body"
    assert told["detail"] == row["detail"]
    assert told["next"] == f"copytaster quarantine retry {delivery.delivery_id}"
    assert Path(told["file"]).is_file()
    line = line_of(lines, delivery)
    assert (line["event"], line["reason"]) == ("delivery_quarantined", "empty_body")
    assert desk.one("select reason from quarantine_open") == "empty_body"


def test_one_bad_file_does_not_take_its_neighbours_along(desk: Desk) -> None:
    good = [desk.claim(f"desk/{n}.txt", story(n)) for n in range(4)]
    bad = desk.claim("desk/bad.bin", b"\x89PNG\r\n\x1a\n" + bytes(500))
    run(desk, *good[:2], bad, *good[2:])
    assert desk.states() == {"done": 4, "quarantined": 1}
    assert desk.row(bad)["reason"] == "unknown_format"
    assert desk.one("select count(*) from articles") == 4


def test_the_same_message_again_is_a_no_op(desk: Desk, lines: Lines) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    run(desk, delivery)
    before, logged = desk.row(delivery), len(lines)
    run(desk, delivery)
    run(desk, delivery, name="forged")
    assert desk.row(delivery) == before
    assert len(lines) == logged


def test_names_in_any_bytes_go_all_the_way(desk: Desk) -> None:
    paths = [b"caf\xe9/\xff\n.txt", b"-rf", "뉴스/기사.txt".encode(), b"a" * 255]
    deliveries = [desk.claim(path, story(n)) for n, path in enumerate(paths)]
    bad = desk.claim(b"\xfe" + b"b" * 254, b"")
    run(desk, *deliveries, bad)
    assert desk.states() == {"done": 4, "quarantined": 1}
    for delivery in deliveries:
        finished = desk.row(delivery)["finished_at"]
        assert at(desk.spool().done_path(delivery, finished)).is_file()
    assert at(desk.spool().reason_path(bad)).is_file()


def test_a_file_that_changed_before_it_was_filed_is_read_again(desk: Desk, lines: Lines) -> None:
    class Growing(Meddled):
        def meddle(self, path: bytes) -> None:
            with at(path).open("a") as file:
                file.write("\nThe mayor said that lorries could use the ferry for free.\n")

    delivery, other = desk.claim("desk/x.txt", story("A")), desk.claim("desk/y.txt", story("B"))
    spool = Growing(desk.inbox.root, desk.done, desk.quarantine)
    run(desk, delivery, spool=spool)
    row = desk.row(delivery)
    assert (row["state"], row["article_count"], row["next_position"]) == ("claimed", 0, 0)
    assert desk.one("select count(*) from desk.article") == 0
    assert "delivery_reopened" in [line["event"] for line in lines]
    desk.due_now()
    run(desk, delivery, other, name="again")
    assert desk.states() == {"done": 2}
    found = desk.sql("select body from articles order by article_id")
    assert len(found) == 2
    assert "the ferry for free" in found[0]["body"]


def test_an_article_that_others_have_seen_stays_when_its_file_changes(desk: Desk) -> None:
    class Replaced(Meddled):
        def meddle(self, path: bytes) -> None:
            at(path).write_text(story("C"))

    first, second = desk.claim("desk/x.txt", story("A")), desk.claim("desk/y.txt", story("A"))
    run(desk, second)
    run(desk, first, spool=Replaced(desk.inbox.root, desk.done, desk.quarantine))
    assert desk.one("select count(*) from articles") == 1
    desk.due_now()
    run(desk, first, name="again")
    assert desk.one("select count(*) from articles") == 2
    assert desk.one("select count(*) from sightings") == 2


def test_a_quarantined_file_that_changed_is_read_again(desk: Desk) -> None:
    class Late(Meddled):
        def meddle(self, path: bytes) -> None:
            at(path).write_text(story("A"))

    delivery = desk.claim("desk/x.txt", "")
    run(desk, delivery, spool=Late(desk.inbox.root, desk.done, desk.quarantine))
    assert desk.row(delivery)["state"] == "claimed"
    assert desk.one("select count(*) from rejections") == 0
    desk.due_now()
    run(desk, delivery, name="again")
    assert desk.row(delivery)["state"] == "done"
    assert desk.row(delivery)["reason"] is None


def test_a_file_that_was_deleted_before_it_was_read_has_vanished(desk: Desk) -> None:
    delivery, other = desk.claim("desk/x.txt", story("A")), desk.claim("desk/y.txt", story("B"))
    at(desk.spool().claimed_path(delivery)).unlink()
    run(desk, delivery, other)
    assert desk.row(delivery)["reason"] == "vanished"
    assert "drop it again" in desk.row(delivery)["detail"]
    assert desk.row(other)["state"] == "done"
    told = json.loads(at(desk.spool().reason_path(delivery)).read_text())
    assert told["file"] is None, "there is no such file"
    assert names(desk.inbox.root / ".claimed") == []


def test_a_file_that_went_after_it_was_read_is_told(desk: Desk, lines: Lines) -> None:
    class Gone(Meddled):
        def meddle(self, path: bytes) -> None:
            at(path).unlink()

    delivery = desk.claim("desk/x.txt", story("A"))
    run(desk, delivery, spool=Gone(desk.inbox.root, desk.done, desk.quarantine))
    assert desk.row(delivery)["state"] == "done", "what it said is stored"
    assert "original_missing" in [line["event"] for line in lines]


@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_what_is_no_file_any_more_is_not_opened(desk: Desk, kind: str) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    path = at(desk.spool().claimed_path(delivery))
    path.unlink()
    {
        "link": lambda: path.symlink_to("/etc/hostname"),
        "fifo": lambda: os.mkfifo(path),
        "folder": path.mkdir,
    }[kind]()
    run(desk, delivery)
    assert desk.row(delivery)["reason"] == "unreadable"
    assert desk.one("select count(*) from desk.article") == 0


def test_a_file_that_breaks_us_ends_alone_in_quarantine(desk: Desk, lines: Lines) -> None:
    good = [desk.claim(f"desk/{n}.txt", story(n)) for n in range(3)]
    poison = desk.claim("desk/poison.txt", story("P", more=" It was poison."))
    desk.publish([*good[:2], poison, *good[2:]])
    worker = desk.ingest(preparer=made_from(Picky))
    (first,) = desk.work(worker)
    assert len(first.ids) == 4
    assert desk.states() == {"queued": 4}, "the batch failed whole and was sent one by one"
    singles = desk.work(worker)
    assert sorted(sent.ids for sent in singles) == sorted([d.delivery_id] for d in [*good, poison])
    assert desk.states() == {"done": 3, "claimed": 1}
    sweep = desk.sweep()
    for failures in (1, 2, 3):
        row = desk.row(poison)
        assert (row["failures"], row["last_error"]) == (failures, "LookupError: poison was read")
        desk.due_now()
        sweep.once()
        desk.work(worker)
    row = desk.row(poison)
    assert (row["state"], row["reason"]) == ("quarantined", "crashed")
    assert row["detail"] == "given up after 3 tries alone: LookupError: poison was read"
    assert desk.states() == {"done": 3, "quarantined": 1}
    assert [desk.row(d)["failures"] for d in good] == [0, 0, 0]
    assert line_of(lines, poison)["attempt"] == row["tries"] == 4, "once in the batch"
    assert {desk.row(d)["tries"] for d in good} == {2}
    sidecar = desk.quarantine / str(poison.delivery_id) / "poison.txt.reason.json"
    assert json.loads(sidecar.read_text())["attempts"] == 4


def refuse_verdicts_on_poison(desk: Desk) -> None:
    desk.sql(
        """
        create function desk.refuse() returns trigger language plpgsql as
            $$ begin raise exception 'no verdict on this one'; end $$;
        create trigger refuse before update on desk.article for each row
            when (new.body like '%poison%' and new.because not like 'not compared%')
            execute function desk.refuse();
        """
    )


def test_an_article_that_breaks_the_matching_ends_as_an_original_and_holds_up_no_other(
    desk: Desk, lines: Lines
) -> None:
    refuse_verdicts_on_poison(desk)
    good = [desk.claim(f"desk/{n}.txt", story(n)) for n in range(3)]
    poison = desk.claim("desk/poison.txt", story("P", more=" It was poison."))
    desk.publish([*good[:2], poison, *good[2:]])
    worker, sweep = desk.ingest(), desk.sweep()
    desk.work(worker)
    for failures in range(4):
        assert (desk.row(poison)["state"], desk.row(poison)["failures"]) == ("stored", failures)
        assert desk.one("select count(*) from articles where body like '%poison%'") == 0
        desk.due_now()
        desk.sql("update desk.delivery set lease_until = now() where state = 'stored'")
        sweep.once()
        desk.work(worker)
    assert desk.states() == {"done": 4}
    assert "no verdict on this one" in desk.row(poison)["last_error"]
    assert {desk.row(d)["failures"] for d in good} == {0}
    (article,) = desk.sql("select relation, because from articles where body like '%poison%'")
    assert article["relation"] == "original"
    assert article["because"].startswith("not compared with others, given up after 3 tries alone: ")
    assert line_of(lines, poison)["relations"] == {"original": 1}
    (told,) = [line for line in lines if line["event"] == "match_given_up"]
    assert told["path"] == "desk/poison.txt"


def test_two_of_many_that_break_the_matching_are_told_apart_from_the_rest(desk: Desk) -> None:
    """In one delivery: the first costs its tries, then the second its own, and the rest are matched."""
    refuse_verdicts_on_poison(desk)
    text = "".join(f"Item {n} is {'poison' if n in (3, 6) else 'well'}.\n" for n in range(9))
    delivery = desk.claim("desk/many.txt", text)
    worker = desk.ingest(preparer=made_from(LinePreparer))
    runs = 0
    while desk.row(delivery)["state"] != "done":
        runs += 1
        assert runs < 12, desk.row(delivery)
        desk.task(worker, str(runs), [delivery.delivery_id])
        desk.due_now()
    rows = desk.sql(
        "select body, relation, because like 'not compared%%' as left_out from articles"
    )
    assert {row["body"] for row in rows if row["left_out"]} == {
        "Item 3 is poison.",
        "Item 6 is poison.",
    }
    assert {row["relation"] for row in rows} == {"original"}
    assert len(rows) == 9
    assert desk.row(delivery)["tries"] == runs


def test_a_time_limit_is_told_as_such(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    for n in range(3):
        worker = desk.ingest()
        begun = worker.store.begin(str(n), [delivery.delivery_id])
        worker._mine = {d.delivery_id: d for d in begun.fresh}
        worker.fail_rest(f"{TIME_LIMIT} of 30 s")
        assert desk.row(delivery)["failures"] == n + 1
        desk.due_now()
    run(desk, delivery, name="last")
    row = desk.row(delivery)
    assert (row["state"], row["reason"]) == ("quarantined", "timeout")
    assert row["detail"] == "given up after 3 tries alone: it ran into the time limit of 30 s"


def test_a_time_limit_in_a_batch_only_splits_it(desk: Desk) -> None:
    deliveries = [desk.claim(f"desk/{n}.txt", story(n)) for n in range(3)]
    worker = desk.ingest()
    begun = worker.store.begin("run", [d.delivery_id for d in deliveries])
    worker._mine = {d.delivery_id: d for d in begun.fresh}
    worker.fail_rest(f"{TIME_LIMIT} of 30 s")
    assert [len(sent.ids) for sent in desk.work()] == [1, 1, 1]
    assert desk.states() == {"done": 3}
    assert {desk.row(d)["failures"] for d in deliveries} == {0}


def test_a_busy_file_waits_at_no_cost_and_its_neighbours_are_done(desk: Desk, lines: Lines) -> None:
    good = [desk.claim(f"desk/{n}.txt", story(n)) for n in range(2)]
    busy = desk.claim("desk/busy.txt", story("B"))
    spool = Busy(desk.inbox.root, desk.done, desk.quarantine)
    run(desk, good[0], busy, good[1], spool=spool)
    assert desk.states() == {"done": 2, "claimed": 1}
    row = desk.row(busy)
    assert (row["failures"], row["alone"], row["postponements"]) == (0, False, 1)
    assert "cannot be read just now" in row["last_error"]
    (line,) = [line for line in lines if line["event"] == "delivery_postponed"]
    assert line["path"] == "desk/busy.txt"
    desk.due_now()
    run(desk, busy, name="again")
    assert desk.row(busy)["state"] == "done"


def test_a_file_that_comes_further_each_time_is_not_given_up(desk: Desk) -> None:
    class Tires(LinePreparer):
        left = 0

        def parse(self, stream: Any, start: int = 0, trail: Any = None) -> Iterator[Any]:
            type(self).left = PAGE_POSITIONS + 1
            for position, found in super().parse(stream, start, trail):
                if not type(self).left:
                    raise LookupError("it had no more time")
                type(self).left -= 1
                yield position, found

    count = 5 * PAGE_POSITIONS
    delivery = desk.claim("desk/many.txt", "".join(f"Item {n} of news.\n" for n in range(count)))
    reader = made_from(Tires)
    for name in range(4):
        worker = desk.ingest(preparer=reader)
        with pytest.raises(LookupError):
            worker.run(f"run {name}", [delivery.delivery_id])
        worker.fail_rest("it ran into the time limit")
        assert desk.row(delivery)["failures"] == 1
        desk.due_now()
    run(desk, delivery, preparer=reader, name="last")
    assert desk.row(delivery)["state"] == "done"
    assert desk.one("select count(*) from articles") == count


def test_a_file_that_turns_busy_in_the_middle_keeps_what_is_stored(desk: Desk) -> None:
    class Turns(LinePreparer):
        away = True

        def parse(self, stream: Any, start: int = 0, trail: Any = None) -> Iterator[Any]:
            for position, found in super().parse(stream, start, trail):
                if position == 150 and type(self).away:
                    raise Unavailable("the share is away")
                yield position, found

    delivery = desk.claim("desk/many.txt", "".join(f"Item {n} of news.\n" for n in range(200)))
    reader = made_from(Turns)
    run(desk, delivery, preparer=reader)
    row = desk.row(delivery)
    assert (row["state"], row["next_position"], row["failures"]) == ("claimed", PAGE_POSITIONS, 0)
    Turns.away = False
    desk.due_now()
    run(desk, delivery, preparer=reader, name="again")
    assert desk.row(delivery)["state"] == "done"
    assert desk.one("select count(*) from articles") == 200


def test_many_positions_are_stored_in_chunks_and_go_on_where_they_were_cut(desk: Desk) -> None:
    Halting.halt_at, Halting.began = 300, []
    reader = made_from(Halting)
    text = "".join(f"{'!malformed ' if n % 50 == 7 else ''}Item {n} of news.\n" for n in range(400))
    delivery = desk.claim("desk/many.txt", text)
    worker = desk.ingest(preparer=reader)
    desk.task(worker, "a", [delivery.delivery_id])
    row = desk.row(delivery)
    assert (row["state"], row["next_position"], row["failures"]) == ("claimed", 256, 1)
    assert (row["article_count"], row["rejection_count"]) == (251, 5)
    assert desk.one("select count(*) from articles") == 0, "it is not done"
    Halting.halt_at = -1
    desk.due_now()
    desk.task(worker, "b", [delivery.delivery_id])
    assert Halting.began == [0, 256]
    row = desk.row(delivery)
    assert (row["state"], row["article_count"], row["rejection_count"]) == ("done", 392, 8)
    assert desk.one("select count(*) from articles") == 392
    assert desk.one("select count(distinct position) from sightings") == 392
    assert row["file_sha256"] is not None


def test_what_was_read_of_a_file_that_breaks_us_later_is_kept(desk: Desk, lines: Lines) -> None:
    Halting.halt_at, Halting.began = 300, []
    delivery = desk.claim("desk/many.txt", "".join(f"Item {n} of news.\n" for n in range(400)))
    worker = desk.ingest(preparer=made_from(Halting))
    for n in range(4):
        desk.task(worker, str(n), [delivery.delivery_id])
        desk.due_now()
    row = desk.row(delivery)
    assert (row["state"], row["article_count"], row["rejection_count"]) == ("done", 256, 1)
    assert desk.one("select count(*) from articles") == 256
    (rejected,) = desk.sql("select position, reason, detail from rejections")
    assert (rejected["position"], rejected["reason"]) == (256, "crashed")
    assert "given up after 3 tries alone that came no further: " in rejected["detail"]
    assert row["tries"] == 3, "the run that gave the rest up has not tried it"
    assert line_of(lines, delivery)["attempt"] == 3


def test_exactly_one_page_of_positions_ends(desk: Desk) -> None:
    lines = "".join(f"Item {n} of news.\n" for n in range(PAGE_POSITIONS))
    delivery = desk.claim("desk/many.txt", lines)
    run(desk, delivery, preparer=made_from(LinePreparer))
    assert desk.row(delivery)["state"] == "done"
    assert desk.one("select count(*) from articles") == PAGE_POSITIONS


def test_a_crash_between_the_transactions_only_leaves_the_matching(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    worker = desk.ingest()
    worker.run("warm up", [])
    (mine,) = worker.store.begin("run", [delivery.delivery_id]).fresh
    for page in worker.read([mine]):
        worker.store_page(page)
    desk.end(worker.store.session)
    assert desk.one("select count(*) from articles") == 0
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    at(desk.spool().claimed_path(mine)).chmod(0)
    assert desk.sweep().once().released == 1

    class Unread(Spool):
        def open(self, delivery: Delivery) -> Any:
            pytest.fail(f"it was read already: {delivery}")

    desk.work(desk.ingest(spool=Unread(desk.inbox.root, desk.done, desk.quarantine)))
    assert desk.row(delivery)["state"] == "done"
    assert desk.one("select count(*) from articles") == 1


def test_a_crash_between_commit_and_filing_is_made_good_by_the_sweep(desk: Desk) -> None:
    good, bad = desk.claim("desk/x.txt", story("A")), desk.claim("desk/y.txt", "")
    worker = desk.ingest()
    worker.run("warm up", [])
    begun = worker.store.begin("run", [good.delivery_id, bad.delivery_id])
    (page,) = worker.read(begun.fresh)
    worker.store.match([outcome.delivery for outcome in worker.store.store(page)])
    desk.end(worker.store.session)
    assert desk.states() == {"done": 1, "quarantined": 1}
    assert desk.sweep().once().filed == 0, "its run may be about to"
    assert desk.sweep(later_s=20).once().filed == 2
    finished = desk.row(good)["finished_at"]
    assert at(desk.spool().done_path(good, finished)).is_file()
    assert at(desk.spool().quarantine_path(bad)).is_file()
    assert at(desk.spool().reason_path(bad)).is_file()
    assert desk.sweep(later_s=40).once().filed == 0


def test_a_full_disk_when_filing_leaves_it_to_the_sweep(desk: Desk, lines: Lines) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    desk.done.write_text("in the way")
    run(desk, delivery)
    assert desk.row(delivery)["state"] == "done"
    assert "service_unavailable" in [line["event"] for line in lines]
    assert desk.sweep(later_s=20).once().filed == 0, "the disk is still full"
    desk.done.unlink()
    assert desk.sweep(later_s=20).once().filed == 1
    assert len(list(desk.done.rglob("x.txt"))) == 1


def test_a_lost_postgres_in_the_middle_costs_nothing(desk: Desk) -> None:
    class Cut(LinePreparer):
        session: Any = None

        def parse(self, stream: Any, start: int = 0, trail: Any = None) -> Iterator[Any]:
            desk.sql(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                " where application_name = 'copytaster work' and datname = current_database()"
            )
            yield from super().parse(stream, start, trail)

    deliveries = [desk.claim(f"desk/{n}.txt", f"Item {n} of news.\n") for n in range(3)]
    worker = desk.ingest(preparer=made_from(Cut))
    desk.task(worker, "a", [d.delivery_id for d in deliveries])
    assert desk.states() == {"claimed": 3}
    assert {(desk.row(d)["failures"], desk.row(d)["alone"]) for d in deliveries} == {(0, False)}
    desk.due_now()
    run(desk, *deliveries, name="b", preparer=made_from(LinePreparer))
    assert desk.states() == {"done": 3}


def test_an_overtaken_run_files_nothing(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    slow = desk.ingest()
    slow.run("warm up", [])
    (old,) = slow.store.begin("same", [delivery.delivery_id]).fresh
    (page,) = slow.read([old])
    other = desk.ingest()
    (new,) = other.store.begin("same", [delivery.delivery_id]).fresh
    assert slow.store_page(page) == []
    slow.match([old])
    assert at(desk.spool().claimed_path(old)).is_file()
    assert desk.row(delivery)["attempt"] == new.attempt == old.attempt + 1
    assert desk.row(delivery)["state"] == "running"
