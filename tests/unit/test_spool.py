"""Reading claimed files, and filing them when they are finished."""

import errno
import gc
import hashlib
import json
import os
import tempfile
import weakref
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from worker.adapters import spool as module
from worker.adapters.inbox import Inbox
from worker.adapters.spool import Spool
from worker.core.delivery import Delivery, Lane, State
from worker.errors import Reason, Rejected, Unavailable
from worker.ports import Outcome

ID = UUID(int=7)
FINISHED = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
MEMORY = Path("/dev/shm")
NAMES = [b"a.txt", b"two\nlines.txt", b"\xff\xfe.txt", b"n" * 251 + b".txt"]


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    Inbox(tmp_path / "inbox").make()
    return Spool(tmp_path / "inbox", tmp_path / "var" / "done", tmp_path / "var" / "quarantine")


def claim(
    spool: Spool, path: bytes = b"desk/a.txt", text: bytes = b"news", *, number: int = 7
) -> Delivery:
    full = spool.inbox / os.fsdecode(path)
    full.parent.mkdir(parents=True, exist_ok=True)
    full.write_bytes(text)
    delivery = Inbox(spool.inbox).claim(path, UUID(int=number), Lane.LIVE)
    assert delivery is not None
    return delivery


def lying(spool: Spool, delivery: Delivery) -> Path:
    return Path(os.fsdecode(spool.claimed_path(delivery)))


def quarantined(delivery: Delivery, *, reason: str = "malformed") -> Outcome:
    return Outcome(
        delivery=delivery,
        state=State.QUARANTINED,
        finished_at=FINISHED,
        reason=reason,
        detail="no end tag",
    )


def reason_of(spool: Spool, delivery: Delivery) -> dict[str, object]:
    told = json.loads(Path(os.fsdecode(spool.reason_path(delivery))).read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def claimed_folders(spool: Spool) -> list[str]:
    return sorted(path.name for path in (spool.inbox / ".claimed").iterdir())


def test_a_file_is_read_once_and_digested_on_the_way(spool: Spool) -> None:
    text = b"news " * 50_000
    with spool.open(claim(spool, text=text)) as claimed:
        assert claimed.stream.read() == text
        assert claimed.digest() == (hashlib.sha256(text).hexdigest(), len(text))


def test_an_empty_file_has_a_digest_too(spool: Spool) -> None:
    with spool.open(claim(spool, text=b"")) as claimed:
        assert claimed.stream.read() == b""
        assert claimed.digest() == (hashlib.sha256(b"").hexdigest(), 0)


def test_a_file_that_was_not_read_to_its_end_has_no_digest(spool: Spool) -> None:
    with spool.open(claim(spool, text=b"x" * 1_000_000)) as claimed:
        claimed.stream.read(10)
        digest, length = claimed.digest()
    assert digest is None
    assert 10 <= length < 1_000_000


def test_no_descriptor_stays_open_whatever_the_reader_does(spool: Spool) -> None:
    delivery = claim(spool)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(KeyError), spool.open(delivery):
            raise KeyError
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def refusal(spool: Spool, delivery: Delivery) -> Rejected:
    with pytest.raises(Rejected) as raised, spool.open(delivery):
        pass
    return raised.value


def test_a_file_that_is_gone_has_vanished(spool: Spool) -> None:
    delivery = claim(spool)
    lying(spool, delivery).unlink()
    assert refusal(spool, delivery).reason is Reason.VANISHED
    assert "drop it again" in refusal(spool, delivery).detail


@pytest.mark.parametrize("what", ["folder", "link", "fifo", "loop"])
def test_what_is_no_regular_file_any_more_is_unreadable(
    spool: Spool, tmp_path: Path, what: str
) -> None:
    delivery = claim(spool)
    path = lying(spool, delivery)
    path.unlink()
    (tmp_path / "secret.txt").write_text("secret")
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "secret.txt" if what == "link" else path)
    rejected = refusal(spool, delivery)
    assert rejected.reason is Reason.UNREADABLE
    assert rejected.detail


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, Rejected),
        (errno.EIO, Rejected),
        (errno.EMFILE, Unavailable),
        (errno.ESTALE, Unavailable),
        (errno.EBUSY, Unavailable),
    ],
)
@pytest.mark.parametrize("call", ["open", "read"])
def test_a_refusal_of_the_system_is_final_or_passes(
    spool: Spool,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    kind: type[Exception],
) -> None:
    delivery = claim(spool)

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(module.os, call, refuse)
        with pytest.raises(kind, match=os.strerror(number)), spool.open(delivery) as claimed:
            claimed.stream.read()


def test_the_buffer_of_a_file_goes_with_the_file(spool: Spool) -> None:
    """A batch reads 128 of them: none may wait for somebody who looks for garbage."""
    with spool.open(claim(spool)) as claimed:
        buffer = weakref.ref(claimed.stream)
        gc.disable()
        try:
            del claimed
            assert buffer() is None
        finally:
            gc.enable()


def test_a_file_that_was_written_to_while_it_was_read_is_noticed(spool: Spool) -> None:
    delivery = claim(spool)
    with spool.open(delivery) as claimed:
        claimed.stream.read()
    with lying(spool, delivery).open("ab") as file:
        file.write(b" and more")
    assert not spool.unchanged(delivery)


def test_a_file_that_was_replaced_while_it_was_read_is_noticed(spool: Spool) -> None:
    delivery = claim(spool)
    path = lying(spool, delivery)
    with spool.open(delivery):
        status = path.stat()
        path.with_name("other").write_bytes(b"swen")
        os.utime(path.with_name("other"), ns=(status.st_atime_ns, status.st_mtime_ns))
        path.with_name("other").rename(path)
    assert not spool.unchanged(delivery)


def test_an_untouched_file_is_unchanged_and_asked_about_once(spool: Spool) -> None:
    delivery = claim(spool)
    with spool.open(delivery):
        pass
    assert spool.unchanged(delivery)
    lying(spool, delivery).write_bytes(b"changed after it was asked about")
    assert spool.unchanged(delivery), "nothing was read since"


def test_a_file_that_is_gone_cannot_be_read_again(spool: Spool) -> None:
    delivery = claim(spool)
    with spool.open(delivery):
        lying(spool, delivery).unlink()
    assert spool.unchanged(delivery)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", [b"", b"desk/deep/"])
def test_a_finished_file_goes_to_the_day_and_the_id_of_its_delivery(
    spool: Spool, folder: bytes, name: bytes
) -> None:
    delivery = claim(spool, folder + name)
    where = spool.file_done(delivery, FINISHED)
    assert where == os.fsencode(spool.done) + b"/2026-03-01/" + str(ID).encode() + b"/" + name
    assert Path(os.fsdecode(where)).read_bytes() == b"news"
    assert claimed_folders(spool) == []


def test_two_finished_files_of_one_name_keep_out_of_each_others_way(spool: Spool) -> None:
    both = [claim(spool, text=b"%d" % n, number=n) for n in (1, 2)]
    filed = [spool.file_done(one, FINISHED) for one in both]
    assert [Path(os.fsdecode(one or b"")).read_bytes() for one in filed] == [b"1", b"2"]


def test_filing_twice_files_once(spool: Spool) -> None:
    delivery = claim(spool)
    where = spool.file_done(delivery, FINISHED)
    assert spool.file_done(delivery, FINISHED) == where
    assert where is not None
    assert Path(os.fsdecode(where)).read_bytes() == b"news"
    assert claimed_folders(spool) == []


def test_a_filing_that_was_cut_off_is_finished(spool: Spool) -> None:
    delivery = claim(spool)
    target = Path(os.fsdecode(spool.done_path(delivery, FINISHED)))
    target.parent.mkdir(parents=True)
    target.write_bytes(b"ne")
    assert spool.file_done(delivery, FINISHED) == os.fsencode(target)
    assert target.read_bytes() == b"news"


def test_a_file_that_cannot_be_moved_stays_and_is_tried_again(spool: Spool) -> None:
    delivery = claim(spool)
    spool.done.parent.mkdir()
    spool.done.write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be moved to"):
        spool.file_done(delivery, FINISHED)
    assert lying(spool, delivery).read_bytes() == b"news"
    spool.done.unlink()
    assert spool.file_done(delivery, FINISHED)


@pytest.mark.parametrize("name", NAMES)
def test_a_quarantined_file_has_its_reason_beside_it(spool: Spool, name: bytes) -> None:
    delivery = claim(spool, b"desk/" + name)
    where = spool.file_quarantined(quarantined(delivery))
    assert where == os.fsencode(spool.quarantine) + b"/" + str(ID).encode() + b"/" + name
    assert Path(os.fsdecode(where)).read_bytes() == b"news"
    folder = spool.quarantine / str(ID)
    assert len(list(folder.iterdir())) == 2
    told = reason_of(spool, delivery)
    assert told["delivery_id"] == str(ID)
    assert told["reason"] == "malformed"
    assert told["detail"] == "no end tag"
    assert told["finished_at"] == FINISHED.isoformat()
    assert told["next"] == f"copytaster quarantine retry {ID}"
    assert str(told["path"]).isprintable()
    assert str(told["file"]).isprintable()


def test_a_reason_is_written_for_a_file_that_is_gone_too(spool: Spool) -> None:
    delivery = claim(spool)
    lying(spool, delivery).unlink()
    assert spool.file_quarantined(quarantined(delivery, reason="vanished")) is None
    assert reason_of(spool, delivery)["reason"] == "vanished"
    assert reason_of(spool, delivery)["file"] is None


def test_a_second_filing_names_the_file_that_lies_there(spool: Spool) -> None:
    delivery = claim(spool)
    where = spool.file_quarantined(quarantined(delivery))
    assert spool.file_quarantined(quarantined(delivery)) == where
    assert reason_of(spool, delivery)["file"] == os.fsdecode(where or b"")


def test_a_reason_that_cannot_be_written_is_tried_again(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = claim(spool)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(module.json, "dump", full)
        with pytest.raises(Unavailable):
            spool.file_quarantined(quarantined(delivery))
    spool.file_quarantined(quarantined(delivery))
    assert reason_of(spool, delivery)["reason"] == "malformed"


def test_taking_back_puts_a_file_where_it_was_claimed(spool: Spool) -> None:
    delivery = claim(spool, b"desk/deep/a.txt")
    spool.file_quarantined(quarantined(delivery))
    assert spool.take_back(delivery)
    assert lying(spool, delivery).read_bytes() == b"news"
    assert list(spool.quarantine.iterdir()) == []
    assert spool.take_back(delivery), "a second time it is there already"


def test_what_is_gone_cannot_be_taken_back(spool: Spool) -> None:
    delivery = Delivery(delivery_id=ID, path=b"desk/a.txt")
    assert not spool.take_back(delivery)
    assert claimed_folders(spool) == []


def test_dropping_deletes_the_file_and_its_reason_and_nothing_else(spool: Spool) -> None:
    one, other = (claim(spool, number=n) for n in (1, 2))
    for delivery in (one, other):
        spool.file_quarantined(quarantined(delivery))
    spool.drop(one)
    spool.drop(one)
    assert [path.name for path in spool.quarantine.iterdir()] == [str(other.delivery_id)]


@pytest.mark.parametrize("path", [b"a.txt", b"desk/deep/a.txt", b"d/" * 200 + b"\xff\n.txt"])
def test_a_claimed_folder_tells_all_about_its_delivery(spool: Spool, path: bytes) -> None:
    claim(spool, path, b"12345")
    assert list(spool.claimed_ids()) == [ID]
    assert spool.orphan(ID) == Delivery(delivery_id=ID, path=path, lane=Lane.LIVE, size_bytes=5)


def test_a_claimed_folder_without_a_file_is_no_orphan_and_can_go(spool: Spool) -> None:
    (spool.inbox / ".claimed" / str(ID) / "desk").mkdir(parents=True)
    assert spool.orphan(ID) is None
    spool.tidy_empty(ID)
    assert claimed_folders(spool) == []
    spool.tidy_empty(ID)
    assert spool.orphan(ID) is None


def test_tidying_takes_no_file_away(spool: Spool) -> None:
    delivery = claim(spool)
    spool.tidy_empty(ID)
    assert lying(spool, delivery).read_bytes() == b"news"


def test_a_copy_that_stopped_growing_is_taken_away_and_a_growing_one_is_not(spool: Spool) -> None:
    assert spool.tidy_copies(0) == 0
    folder = spool.inbox / ".claimed" / ".copying"
    folder.mkdir(parents=True)
    for name, changed in (("left", 1_000), ("growing", 3_000)):
        (folder / name).write_bytes(b"news")
        os.utime(folder / name, (changed, changed))
    assert spool.tidy_copies(2_000) == 1
    assert [path.name for path in folder.iterdir()] == ["growing"]


def test_only_folders_named_by_an_id_are_deliveries(spool: Spool) -> None:
    claim(spool)
    (spool.inbox / ".claimed" / ".copying").mkdir()
    (spool.inbox / ".claimed" / "notes").mkdir()
    (spool.inbox / ".claimed" / os.fsdecode(b"\xff")).mkdir()
    assert list(spool.claimed_ids()) == [ID]
    assert list(Spool(spool.inbox / "nowhere", spool.done, spool.quarantine).claimed_ids()) == []


def test_each_place_names_the_deliveries_that_lie_in_it(spool: Spool) -> None:
    assert list(spool.done_ids()) == list(spool.quarantined_ids()) == []
    pending, done, bad = (claim(spool, number=n) for n in (1, 2, 3))
    spool.file_done(done, FINISHED)
    spool.file_quarantined(quarantined(bad))
    assert list(spool.claimed_ids()) == [pending.delivery_id]
    assert list(spool.done_ids()) == [done.delivery_id]
    assert list(spool.quarantined_ids()) == [bad.delivery_id]


def test_whereabouts_tell_where_a_file_lies(spool: Spool) -> None:
    delivery = claim(spool)
    assert spool.whereabouts(delivery, None) == module.Whereabouts(claimed=True)
    spool.file_quarantined(quarantined(delivery))
    assert spool.whereabouts(delivery, None) == module.Whereabouts(quarantined=True, told=True)
    spool.take_back(delivery)
    spool.file_done(delivery, FINISHED)
    assert spool.whereabouts(delivery, FINISHED) == module.Whereabouts(done=True)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another device than the inbox."""
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second device here")
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.mark.parametrize("name", NAMES)
def test_filing_on_another_device_copies_and_keeps_the_time(
    spool: Spool, elsewhere: Path, name: bytes
) -> None:
    spool.done = elsewhere / "done"
    delivery = claim(spool, b"desk/" + name, b"x" * 3_000_000)
    changed = lying(spool, delivery).stat().st_mtime_ns
    where = spool.file_done(delivery, FINISHED)
    filed = Path(os.fsdecode(where or b""))
    assert filed.read_bytes() == b"x" * 3_000_000
    assert filed.stat().st_mtime_ns == changed
    assert [path.name for path in filed.parent.iterdir()] == [filed.name]
    assert claimed_folders(spool) == []


def test_quarantine_on_another_device_works_both_ways(spool: Spool, elsewhere: Path) -> None:
    spool.quarantine = elsewhere / "quarantine"
    delivery = claim(spool)
    assert spool.file_quarantined(quarantined(delivery))
    assert reason_of(spool, delivery)["reason"] == "malformed"
    assert spool.take_back(delivery)
    assert lying(spool, delivery).read_bytes() == b"news"


def test_a_copy_that_was_cut_off_is_made_anew(
    spool: Spool, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.done = elsewhere / "done"
    delivery = claim(spool)

    def cut_off(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(module.shutil, "copyfileobj", cut_off)
        with pytest.raises(Unavailable, match="No space left"):
            spool.file_done(delivery, FINISHED)
    assert lying(spool, delivery).read_bytes() == b"news"
    where = spool.file_done(delivery, FINISHED)
    assert Path(os.fsdecode(where or b"")).read_bytes() == b"news"
