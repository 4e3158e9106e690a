"""Bad input of every kind at once: good neighbours are done, each bad one says why."""

import json
import os
import random
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running import Desk, peak_mb, remove, story
from waiting import wait_until

LONGEST = "n" * 251 + ".txt"
DEEP = "/".join(["d"] * 200)


def test_bad_input_all_at_once_takes_no_neighbour_along(desk: Desk) -> None:
    noise = random.Random(7).randbytes(200_000)
    bad = {
        "empty.txt": b"",
        "noise.txt": noise,
        "noise-2.html": noise[:1000],
        "nul.txt": b"\0" * 99,
        "too-long.txt": b"one line " * 2_500_000,
    }
    names = {
        "a newline": b"line\nbreak.txt",
        "invalid UTF-8": b"caf\xe9.txt",
        "a terminal's escape": b"\x1b[31mred.txt",
        "a backslash": b"back\\slash.txt",
        "quotes": b"'; drop table x; --.txt",
        "the longest name": LONGEST.encode(),
        "200 folders": DEEP.encode() + b"/deep.txt",
    }
    (desk.inbox / DEEP).mkdir(parents=True)
    with ignored(desk.inbox, desk.folder) as none_of_ours, giant(desk, "sparse.txt"):
        for number in range(40):
            desk.drop(f"good-{number}.txt", story(f"good {number}"))
        for name, body in bad.items():
            desk.drop(name, body)
        for why, path in names.items():
            desk.drop(path, story(why))
        for number in range(20):
            hasty = desk.inbox / f"hasty-{number}.txt"
            hasty.write_bytes(story(f"hasty {number}"))
            hasty.unlink()
        good = [f"good-{number}.txt" for number in range(40)]
        ended = desk.ended(*good, *bad, "sparse.txt")
        assert {ended[name]["state"] for name in good} == {"done"}
        assert {name: ended[name]["reason"] for name in (*bad, "sparse.txt")} == {
            "empty.txt": "empty_body",
            "noise.txt": "unknown_format",
            "noise-2.html": "unknown_format",
            "nul.txt": "unknown_format",
            "too-long.txt": "too_large",
            "sparse.txt": "unknown_format",
        }
        for name in (*bad, "sparse.txt"):
            told_why(desk, name)
        rows = wait_until(lambda: strange_names_done(desk, names), what="all strange names")
        assert all(row["path"].isprintable() for row in rows)
        assert not desk.rows("select path from deliveries where path like 'hasty%%'"), "too hasty"

        told = desk.tell("status", "--json")
        assert told.code == 0, told
        assert json.loads(told.out)["ignored"] == len(none_of_ours)
        left = {p.name for p in desk.inbox.iterdir() if not p.is_dir() or p.is_symlink()}
        assert left == none_of_ours
    desk.prove()
    processes = [desk.pid("watch"), desk.pid("work"), *desk.pool()]
    assert max(map(peak_mb, processes)) < 400


@contextmanager
def giant(desk: Desk, name: str) -> Iterator[None]:
    """A sparse file of 1 GB is dropped; in the end it is cut short, to be quick to compare."""
    staged = desk.staging / name
    with staged.open("wb") as file:
        file.truncate(1_000_000_000)
    staged.rename(desk.inbox / name)
    desk.note(name, b"")
    try:
        yield
    finally:
        (kept,) = (desk.data / "quarantine").glob(f"*/{name}")
        assert kept.stat().st_size == 1_000_000_000
        os.truncate(kept, 0)


def strange_names_done(desk: Desk, names: dict[str, bytes]) -> list[dict[str, str]] | None:
    """The rows of these paths, by their bytes, once all are done."""
    rows = desk.rows(
        "select * from deliveries where state = 'done' and path_bytes = any(%s)",
        list(names.values()),
    )
    return rows if len(rows) == len(names) else None


def told_why(desk: Desk, name: str) -> None:
    """The same reason stands in the row, in the sidecar and in the log."""
    row = desk.delivery(name)
    assert row["state"] == "quarantined"
    assert row["detail"]
    sidecar = desk.data / "quarantine" / str(row["delivery_id"]) / f"{name}.reason.json"
    told = json.loads(sidecar.read_text("utf-8"))
    assert (told["reason"], told["detail"]) == (row["reason"], row["detail"])
    (line,) = (e for e in desk.events("delivery_quarantined") if e["path"] == name)
    assert (line["reason"], line["detail"]) == (row["reason"], row["detail"])


@contextmanager
def ignored(inbox: Path, elsewhere: Path) -> Iterator[set[str]]:
    """What is none of ours lies in the inbox until this ends; tells the names."""
    secret = elsewhere / "secret.txt"
    secret.write_bytes(story("not in the inbox"))
    (inbox / "link.txt").symlink_to(secret)
    (inbox / "dangling.txt").symlink_to(elsewhere / "nowhere")
    os.mkfifo(inbox / "fifo.txt")
    os.mknod(inbox / "socket.txt", stat.S_IFSOCK | 0o600)
    made = {"link.txt", "dangling.txt", "fifo.txt", "socket.txt"}
    for name in (".hidden.txt", "coming.part", "coming.txt.crdownload", "~$open.txt"):
        (inbox / name).write_bytes(story(name))
        made.add(name)
    try:
        yield made
    finally:
        for name in made:
            (inbox / name).unlink()
        remove(inbox / "d")
