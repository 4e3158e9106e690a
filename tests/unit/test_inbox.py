"""Listing the inbox, and taking a file out of it: once, whole, and only if it is a file."""

import os
import socket
import stat
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from worker.adapters.inbox import Found, Inbox, Kind, Unclaimable
from worker.core.delivery import Delivery, Lane
from worker.core.settle import DEPTH_MAX, TOO_DEEP, Ignore

ID = UUID(int=7)
OTHER = "a link, FIFO, socket or device"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path / "inbox")
    inbox.make()
    yield inbox
    # pytest's own clean-up recurses, and some trees of these tests are too deep for it
    subprocess.run(["rm", "-rf", str(inbox.root)], check=True)


def drop(inbox: Inbox, path: bytes, text: str = "news") -> Path:
    full = inbox.root / os.fsdecode(path)
    full.parent.mkdir(parents=True, exist_ok=True)
    full.write_text(text)
    return full


def claimed(inbox: Inbox, delivery: Delivery) -> Path:
    return inbox.root / ".claimed" / str(delivery.delivery_id) / os.fsdecode(delivery.path)


def files(inbox: Inbox, below: bytes = b"") -> list[bytes]:
    return [found.path for found in inbox.listing(below) if found.stamp]


def ignored(inbox: Inbox) -> dict[bytes, str]:
    return {found.path: found.ignored for found in inbox.listing() if found.ignored}


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_making_an_inbox_twice_changes_nothing(inbox: Inbox) -> None:
    drop(inbox, b"a.txt")
    before = inbox.inode()
    inbox.make()
    assert inbox.inode() == before
    assert files(inbox) == [b"a.txt"]
    assert stat.S_IMODE((inbox.root / ".claimed").stat().st_mode) == 0o700


def test_an_inbox_that_is_made_again_is_another_folder(inbox: Inbox) -> None:
    before = inbox.inode()
    (inbox.root / ".claimed").rmdir()
    inbox.root.rename(inbox.root.with_name("old"))
    assert inbox.inode() is None
    inbox.make()
    assert inbox.inode() not in (None, before)


def test_a_listing_goes_through_all_folders_but_the_claimed_one(inbox: Inbox) -> None:
    for path in (b"a.txt", b"desk/b.txt", b"desk/deep/c.txt", b".claimed/id/d.txt"):
        drop(inbox, path)
    assert sorted(files(inbox)) == [b"a.txt", b"desk/b.txt", b"desk/deep/c.txt"]
    assert ignored(inbox) == {}


def test_a_listing_of_one_folder_names_its_files_from_the_inbox_on(inbox: Inbox) -> None:
    drop(inbox, b"desk/deep/a.txt")
    drop(inbox, b"b.txt")
    assert files(inbox, b"desk") == [b"desk/deep/a.txt"]


def test_a_folder_that_is_gone_or_is_none_holds_nothing(inbox: Inbox) -> None:
    drop(inbox, b"a.txt")
    assert list(inbox.listing(b"nowhere")) == []
    assert list(inbox.listing(b"a.txt")) == [
        Found(b"a.txt", ignored="cannot be listed: Not a directory")
    ]


def test_a_stamp_is_size_time_and_inode(inbox: Inbox) -> None:
    status = drop(inbox, b"a.txt", "1234").stat()
    [found] = inbox.listing()
    assert found.stamp == (4, status.st_mtime_ns, status.st_ino)
    assert inbox.look(b"a.txt") == (Kind.FILE, found.stamp)


def test_what_is_no_file_is_counted_and_never_opened(inbox: Inbox, tmp_path: Path) -> None:
    drop(inbox, b"a.txt")
    os.mkfifo(inbox.root / "fifo.txt")
    (inbox.root / "link.txt").symlink_to(inbox.root / "a.txt")
    (inbox.root / "dangling.txt").symlink_to(inbox.root / "nowhere")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    (inbox.root / "linked").symlink_to(tmp_path / "elsewhere")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(inbox.root / "s.txt"))
        names = (b"fifo.txt", b"link.txt", b"dangling.txt", b"linked", b"s.txt")
        assert ignored(inbox) == dict.fromkeys(names, OTHER)
        assert files(inbox) == [b"a.txt"]
        assert {inbox.look(name)[0] for name in names} == {Kind.OTHER}


def test_names_that_are_none_of_ours_are_counted_by_their_pattern(inbox: Inbox) -> None:
    inbox.ignore = Ignore(("*.csv",))
    for path in (b".hidden", b"A.PART", b"a.csv", b"@eaDir/a.txt", b"desk/.git/a.txt", b"b.txt"):
        drop(inbox, path)
    assert ignored(inbox) == {
        b".hidden": ".*",
        b"A.PART": "*.part",
        b"a.csv": "*.csv",
        b"@eaDir": "folder @eaDir",
        b"desk/.git": "folder .*",
    }
    assert files(inbox) == [b"b.txt"]


@pytest.mark.parametrize(
    "name", [b"two\nlines.txt", b"\xff\xfe.txt", b"n" * 251 + b".txt", b"-rf", b" ", b"a\\b", b"%s"]
)
def test_any_name_is_listed_looked_at_and_claimed(inbox: Inbox, name: bytes) -> None:
    drop(inbox, name)
    drop(inbox, b"desk/" + name)
    assert sorted(files(inbox)) == sorted([name, b"desk/" + name])
    assert inbox.look(name)[0] is Kind.FILE
    assert not inbox.is_ready(name)
    delivery = inbox.claim(b"desk/" + name, ID, Lane.LIVE)
    assert delivery is not None
    assert claimed(inbox, delivery).read_text() == "news"


def test_a_marker_without_its_file_is_counted(inbox: Inbox) -> None:
    drop(inbox, b"a.txt")
    drop(inbox, b"a.txt.ready", "")
    drop(inbox, b"b.txt.ready", "")
    assert inbox.is_ready(b"a.txt")
    assert files(inbox) == [b"a.txt"]
    assert ignored(inbox) == {b"b.txt.ready": "a .ready marker without its file"}


def nested(inbox: Inbox, depth: int) -> bytes:
    return drop(inbox, b"d/" * depth + b"a.txt") and b"d/" * depth + b"a.txt"


def test_a_file_two_hundred_folders_down_is_found_and_claimed(inbox: Inbox) -> None:
    path = nested(inbox, 200)
    assert files(inbox) == [path]
    delivery = inbox.claim(path, ID, Lane.LIVE)
    assert delivery is not None
    assert claimed(inbox, delivery).read_text() == "news"


def test_a_tree_that_is_too_deep_is_counted_and_left_alone(inbox: Inbox) -> None:
    path = nested(inbox, DEPTH_MAX + 3)
    drop(inbox, b"d/b.txt")
    assert files(inbox) == [b"d/b.txt"]
    assert list(ignored(inbox).values()) == [TOO_DEEP]
    assert inbox.ignore.path(path) == TOO_DEEP
    assert files(inbox, b"d") == [b"d/b.txt"]
    at_the_limit = drop(inbox, b"e/" * DEPTH_MAX + b"a.txt")
    assert [os.fsencode(at_the_limit)] == [
        os.fsencode(inbox.root) + b"/" + path for path in files(inbox) if path[:1] == b"e"
    ]


def test_a_claim_moves_the_file_with_its_path_and_takes_the_marker(inbox: Inbox) -> None:
    drop(inbox, b"desk/a.txt", "12345")
    drop(inbox, b"desk/a.txt.ready", "")
    delivery = inbox.claim(b"desk/a.txt", ID, Lane.BACKLOG)
    assert delivery == Delivery(delivery_id=ID, path=b"desk/a.txt", lane=Lane.BACKLOG, size_bytes=5)
    assert claimed(inbox, delivery).read_text() == "12345"
    assert everything_below(inbox.root / "desk") == set()


def test_of_eight_who_claim_one_file_exactly_one_gets_it(inbox: Inbox) -> None:
    rounds = 25
    wins: Counter[bytes] = Counter()
    for number in range(rounds):
        path = b"desk/%d.txt" % number
        drop(inbox, path)
        together = threading.Barrier(8)

        def claim(path: bytes = path, together: threading.Barrier = together) -> bool:
            together.wait()
            return inbox.claim(path, uuid4(), Lane.LIVE) is not None

        with ThreadPoolExecutor(8) as pool:
            wins[path] = sum(job.result() for job in [pool.submit(claim) for _ in range(8)])
    assert set(wins.values()) == {1}
    assert len(list((inbox.root / ".claimed").rglob("*.txt"))) == rounds
    assert len(list((inbox.root / ".claimed").iterdir())) == rounds, "the losers left no folder"


def test_a_claim_that_comes_too_late_leaves_the_inbox_as_it_was(inbox: Inbox) -> None:
    inbox.root.chmod(0o2770)
    before = inbox.inode()
    for path in (b"gone.txt", b"gone/deep/a.txt"):
        assert inbox.claim(path, ID, Lane.LIVE) is None
    assert inbox.inode() == before
    assert everything_below(inbox.root) == {".claimed"}
    assert stat.S_IMODE(inbox.root.stat().st_mode) == 0o2770
    assert stat.S_IMODE((inbox.root / ".claimed").stat().st_mode) == 0o700


def test_a_link_that_was_swapped_in_is_put_back_and_not_followed(
    inbox: Inbox, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (inbox.root / "a.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(Unclaimable, match="no regular file"):
        inbox.claim(b"a.txt", ID, Lane.LIVE)
    assert (inbox.root / "a.txt").is_symlink()
    assert everything_below(inbox.root) == {".claimed", "a.txt"}
    assert (tmp_path / "secret.txt").read_text() == "secret"


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_fifo_or_folder_that_was_swapped_in_is_put_back(inbox: Inbox, make: object) -> None:
    assert callable(make)
    make(inbox.root / "a.txt")
    with pytest.raises(Unclaimable):
        inbox.claim(b"a.txt", ID, Lane.LIVE)
    assert everything_below(inbox.root) == {".claimed", "a.txt"}


def test_a_claim_that_the_system_refuses_says_why_and_leaves_the_file(inbox: Inbox) -> None:
    drop(inbox, b"a.txt")
    (inbox.root / ".claimed").rmdir()
    (inbox.root / ".claimed").write_text("in the way")
    with pytest.raises(Unclaimable, match="it stays in the inbox"):
        inbox.claim(b"a.txt", ID, Lane.LIVE)
    assert (inbox.root / "a.txt").read_text() == "news"


def test_an_open_writer_is_noticed_and_a_reader_is_none(inbox: Inbox) -> None:
    path = drop(inbox, b"a.txt")
    assert not inbox.is_being_written(b"a.txt")
    with path.open("r"):
        assert not inbox.is_being_written(b"a.txt")
    with path.open("a"):
        assert inbox.is_being_written(b"a.txt")
    assert not inbox.is_being_written(b"a.txt")
    assert not inbox.is_being_written(b"gone.txt")


def test_asking_who_writes_holds_up_no_writer(inbox: Inbox) -> None:
    path = drop(inbox, b"a.txt")
    for number in range(50):
        assert not inbox.is_being_written(b"a.txt")
        path.write_text(str(number))


def test_a_fifo_is_not_waited_for(inbox: Inbox) -> None:
    os.mkfifo(inbox.root / "fifo.txt")
    assert not inbox.is_being_written(b"fifo.txt")


def test_a_copy_is_claimed_and_the_source_stays(inbox: Inbox, tmp_path: Path) -> None:
    source = tmp_path / "archive" / "a.txt"
    source.parent.mkdir()
    source.write_bytes(b"x" * 3_000_000)
    delivery = inbox.take_copy(source, b"archive/a.txt", ID)
    assert (delivery.lane, delivery.size_bytes) == (Lane.BACKLOG, 3_000_000)
    assert claimed(inbox, delivery).read_bytes() == source.read_bytes()
    assert files(inbox) == []
    assert list((inbox.root / ".claimed" / ".copying").iterdir()) == []


def test_only_a_file_is_copied_and_what_was_begun_is_taken_away(
    inbox: Inbox, tmp_path: Path
) -> None:
    (tmp_path / "real.txt").write_text("news")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    for name in ("link.txt", "fifo.txt", "gone.txt", "."):
        with pytest.raises(OSError):  # noqa: PT011 - each has its own sentence
            inbox.take_copy(tmp_path / name, b"a.txt", ID)
    assert everything_below(inbox.root) <= {".claimed", ".claimed/.copying"}


def test_two_copies_of_one_file_are_two_deliveries(inbox: Inbox, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("news")
    both = [inbox.take_copy(tmp_path / "a.txt", b"a.txt", UUID(int=n)) for n in (1, 2)]
    assert [claimed(inbox, one).read_text() for one in both] == ["news", "news"]


def test_a_full_path_is_one_below_the_inbox(inbox: Inbox) -> None:
    assert inbox.relative(os.fsencode(inbox.root) + b"/desk/a.txt") == b"desk/a.txt"
