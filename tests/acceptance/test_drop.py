"""Files that are dropped become rows, whole and once, whatever way they are put there."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from running import MARKER, Desk, remove, story
from waiting import wait_until

WIRE = f"""\
Skip to Menu Skip to Content

Night ferries to cross the harbour from June, ministry says

(ATTN: CORRECTS 2nd para to fix the number of ferries)
By Lee Min-ah

BUSAN, March 11 (Yonhap) -- Ferries across the harbour will run through the night from the first \
day of June, the transport ministry of South Korea said on Monday. {MARKER}

The ministry said that 14 ferries would be added to the line, and that fares would stay as they \
are until the end of next year.

"People who work late have asked for this for years," an official of the ministry said.


Rate This Page
Was it useful?
Thank you for your answer!
"""


def test_a_dropped_story_is_a_row_with_all_that_is_printed(desk: Desk) -> None:
    desk.drop("ferries.txt", WIRE.encode())
    ended = desk.ended("ferries.txt")["ferries.txt"]
    assert ended["state"] == "done"
    assert (ended["article_count"], ended["rejection_count"], ended["attempts"]) == (1, 0, 1)
    (article,) = desk.rows("select * from articles where headline like 'Night ferries%%'")
    assert article["headline"] == "Night ferries to cross the harbour from June, ministry says"
    assert article["bylines"] == ["Lee Min-ah"]
    assert article["dateline_place"] == "BUSAN"
    assert article["dateline_text"] == "March 11"
    assert isinstance(article["dateline_date"], date | None)
    assert article["agency"] == "Yonhap"
    assert article["language"] == "en"
    assert article["signals"] == ["correction"]
    assert article["countries"] == ["KR"]
    assert article["body"].startswith("Ferries across the harbour will run")
    assert article["body"].endswith("an official of the ministry said.")
    assert article["paragraph_count"] == 3
    dropped = desk.rows(
        "select text from article_furniture where article_id = %s order by ordinal",
        article["article_id"],
    )
    assert [row["text"] for row in dropped] == [
        "Skip to Menu Skip to Content",
        "Rate This Page",
        "Was it useful?",
        "Thank you for your answer!",
    ]
    (sighting,) = desk.rows("select * from sightings where path = 'ferries.txt'")
    assert sighting["article_id"] == article["article_id"]
    assert sighting["relation"] == "original"
    assert not (desk.inbox / "ferries.txt").exists()
    desk.prove()


def test_two_hundred_copies_at_once_are_one_article(desk: Desk) -> None:
    body = story("copies")
    names = [f"copy-{number:03d}.txt" for number in range(200)]
    for name in names:
        (desk.staging / name).write_bytes(body)
        desk.note(name, body)
    for name in names:
        (desk.staging / name).rename(desk.inbox / name)
    ended = desk.ended(*names)
    assert {row["state"] for row in ended.values()} == {"done"}
    sightings = desk.rows("select * from sightings where path like 'copy-%%'")
    assert len(sightings) == 200
    assert len({row["article_id"] for row in sightings}) == 1
    assert sorted(row["relation"] for row in sightings) == ["duplicate"] * 199 + ["original"]
    desk.prove()


def test_the_same_name_twice_is_two_deliveries(desk: Desk) -> None:
    for edition in (1, 2):
        desk.drop("daily.txt", story(f"daily {edition}"))
        wait_until(
            lambda edition=edition: (
                len(desk.rows("select 1 from deliveries where path='daily.txt' and state='done'"))
                == edition
            ),
            what="this edition is done",
        )
    desk.prove()


def test_folders_moved_in_and_filled_later_are_all_taken(desk: Desk) -> None:
    staged = desk.staging / "wires"
    (staged / "north" / "deep").mkdir(parents=True)
    paths = [f"wires/{n}.txt" for n in range(3)] + [f"wires/north/deep/{n}.txt" for n in range(3)]
    for path in paths:
        (desk.staging / path).write_bytes(story(path))
        desk.note(path, story(path))
    staged.rename(desk.inbox / "wires")
    ended = desk.ended(*paths)
    assert {row["source_hint"] for row in ended.values()} == {"wires"}
    # the folders are still there, and still watched
    for path in ("wires/later.txt", "wires/north/deep/later.txt"):
        desk.drop(path, story(path))
    (desk.inbox / "wires" / "new").mkdir()
    desk.drop("wires/new/first.txt", story("first"))
    desk.ended("wires/later.txt", "wires/north/deep/later.txt", "wires/new/first.txt")
    desk.prove()


def test_an_inbox_deleted_and_made_again_is_watched_on(desk: Desk) -> None:
    desk.drop("before.txt", story("before"))
    desk.prove()
    remove(desk.inbox)
    desk.inbox.mkdir()
    desk.drop("at-once.txt", story("at once"))
    desk.ended("at-once.txt")
    desk.drop("after.txt", story("after"))
    desk.ended("after.txt")
    # and one that nobody makes again is made by the watch
    remove(desk.inbox)
    wait_until(desk.inbox.is_dir, what="the watch makes the inbox anew")
    desk.drop("much-later.txt", story("much later"))
    desk.ended("much-later.txt")
    desk.prove()


def test_a_slow_writer_is_taken_once_and_whole(desk: Desk) -> None:
    body = story("slow")
    size = len(body) // 20 + 1
    with (desk.inbox / "slow.txt").open("wb", buffering=0) as file:
        for start in range(0, len(body), size):
            file.write(body[start : start + size])
            _pass(0.05)
    desk.note("slow.txt", body)
    assert desk.ended("slow.txt")["slow.txt"]["size_bytes"] == len(body)
    assert len(desk.rows("select 1 from sightings where path = 'slow.txt'")) == 1
    assert not [e for e in desk.events("delivery_reopened") if e["path"] == "slow.txt"]
    desk.prove()


def test_a_file_held_open_past_its_settle_time_waits_for_its_writer(desk: Desk) -> None:
    body = story("held open")
    with (desk.inbox / "held.txt").open("wb", buffering=0) as file:
        file.write(body[:100])
        # longer than it takes to settle, and than a listing of the inbox
        _pass(2.5)
        assert (desk.inbox / "held.txt").exists()
        file.write(body[100:])
    desk.note("held.txt", body)
    assert desk.ended("held.txt")["held.txt"]["size_bytes"] == len(body)
    desk.prove()


def test_claiming_does_not_hold_up_events(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    """Watchdog holds every event behind a rename out of its folder for half a second."""
    dropped: dict[str, datetime] = {}
    begun = time.monotonic()
    for number in range(200):
        _pass(begun + number / 50 - time.monotonic())
        name = f"steady-{number:03d}.txt"
        dropped[name] = datetime.now(UTC)
        desk.drop(name, story(name))
    rows = desk.ended(*dropped)

    def took_ms(column: str) -> list[float]:
        return sorted((rows[n][column] - dropped[n]).total_seconds() * 1000 for n in dropped)

    claimed, done = took_ms("received_at"), took_ms("finished_at")
    record_property("claimed_p50_ms", round(statistics.median(claimed)))
    record_property("done_p50_ms", round(statistics.median(done)))
    record_property("done_p99_ms", round(done[197]))
    # held up, they come in bunches: evenly between none and all of the half second
    assert claimed[180] < 350, f"the slowest tenth; the median is {statistics.median(claimed):.0f}"
    desk.prove()


def _pass(seconds: float) -> None:
    """Let a writer's time pass: here time itself is what is tested."""
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() >= until, within=seconds + 5, every=0.002)
