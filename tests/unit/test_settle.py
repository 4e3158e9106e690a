"""When a file is whole, by a made-up clock; and which names are none of ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.settle import IGNORED_FILES, IGNORED_FOLDERS, Hint, Ignore, Settler, Stamp

SETTLE, UNSEEN, OPEN_WAIT = 0.04, 2.0, 60.0
SMALL, LARGER = Stamp(10, 1, 7), Stamp(20, 2, 7)
A = b"desk/a.txt"


@pytest.fixture
def settler() -> Settler:
    return Settler(SETTLE, UNSEEN, OPEN_WAIT)


def whole_at(settler: Settler, now: float, stamp: Stamp = SMALL) -> list[bytes]:
    """What is whole when the clock shows `now` and every file looks like `stamp`."""
    return [path for path in settler.due(now) if settler.settled(path, stamp, now)]


@pytest.mark.parametrize(
    ("hint", "quiet_s"), [(Hint.WHOLE, SETTLE), (Hint.SEEN, UNSEEN), (Hint.READY, 0.0)]
)
def test_a_quiet_file_is_whole_after_the_time_of_its_hint(
    settler: Settler, hint: Hint, quiet_s: float
) -> None:
    settler.observe(A, hint, SMALL, 100.0)
    assert settler.next_due() == 100.0 + quiet_s
    if quiet_s:
        assert whole_at(settler, 100.0 + quiet_s * 0.99) == []
    assert whole_at(settler, 100.0 + quiet_s) == [A]


def test_a_change_starts_the_quiet_time_anew(settler: Settler) -> None:
    settler.observe(A, Hint.SEEN, SMALL, 100.0)
    settler.observe(A, Hint.SEEN, LARGER, 101.0)
    assert whole_at(settler, 102.5, LARGER) == []
    assert whole_at(settler, 103.0, LARGER) == [A]


@pytest.mark.parametrize("changed", [Stamp(11, 1, 7), Stamp(10, 2, 7), Stamp(10, 1, 8)])
def test_size_time_and_inode_all_count_as_a_change(settler: Settler, changed: Stamp) -> None:
    settler.observe(A, Hint.WHOLE, SMALL, 100.0)
    assert whole_at(settler, 100.1, changed) == []
    assert whole_at(settler, 100.1 + SETTLE, changed) == [A]


def test_a_close_shortens_the_wait_of_a_file_that_was_only_seen(settler: Settler) -> None:
    settler.observe(A, Hint.SEEN, SMALL, 100.0)
    settler.observe(A, Hint.WHOLE, SMALL, 100.5)
    assert whole_at(settler, 100.5 + SETTLE) == [A]


def test_a_second_look_at_an_unchanged_file_does_not_lengthen_its_wait(settler: Settler) -> None:
    settler.observe(A, Hint.WHOLE, SMALL, 100.0)
    settler.observe(A, Hint.SEEN, SMALL, 100.03)
    assert whole_at(settler, 100.0 + SETTLE) == [A]


def test_a_file_that_grows_on_after_its_close_waits_as_if_only_seen(settler: Settler) -> None:
    settler.observe(A, Hint.WHOLE, SMALL, 100.0)
    settler.observe(A, Hint.SEEN, LARGER, 100.02)
    assert whole_at(settler, 100.02 + SETTLE, LARGER) == []
    assert whole_at(settler, 100.02 + UNSEEN, LARGER) == [A]


def test_even_a_ready_file_that_changes_settles_first(settler: Settler) -> None:
    settler.observe(A, Hint.READY, SMALL, 100.0)
    assert whole_at(settler, 100.0, LARGER) == []
    assert whole_at(settler, 100.0 + SETTLE, LARGER) == [A]


def test_a_file_held_open_is_looked_at_again_until_it_has_waited_enough(settler: Settler) -> None:
    settler.observe(A, Hint.SEEN, SMALL, 100.0)
    now = 100.0 + UNSEEN
    while now < 100.0 + OPEN_WAIT:
        assert whole_at(settler, now) == [A]
        assert settler.hold(A, now)
        assert settler.next_due() == now + UNSEEN
        now += UNSEEN
    assert whole_at(settler, now) == [A]
    assert not settler.hold(A, now)


def test_the_close_of_a_held_file_is_noticed_at_once(settler: Settler) -> None:
    settler.observe(A, Hint.WHOLE, SMALL, 100.0)
    assert whole_at(settler, 101.0) == [A]
    assert settler.hold(A, 101.0)
    settler.observe(A, Hint.WHOLE, SMALL, 101.5)
    assert whole_at(settler, 101.5) == [A]


def test_a_forgotten_file_is_never_due(settler: Settler) -> None:
    settler.observe(A, Hint.WHOLE, SMALL, 100.0)
    settler.forget(A)
    settler.forget(b"never seen")
    assert len(settler) == 0
    assert whole_at(settler, 200.0) == []
    assert settler.next_due() is None
    assert not settler.settled(A, SMALL, 200.0)


def test_a_name_that_comes_again_after_its_claim_settles_anew(settler: Settler) -> None:
    settler.observe(A, Hint.WHOLE, SMALL, 100.0)
    settler.forget(A)
    settler.observe(A, Hint.SEEN, LARGER, 100.01)
    assert whole_at(settler, 100.0 + SETTLE, LARGER) == []
    assert whole_at(settler, 100.01 + UNSEEN, LARGER) == [A]


def test_files_are_due_in_the_order_in_which_they_become_quiet(settler: Settler) -> None:
    settler.observe(b"late", Hint.SEEN, SMALL, 100.0)
    settler.observe(b"soon", Hint.WHOLE, SMALL, 100.5)
    settler.observe(b"now", Hint.READY, SMALL, 101.0)
    assert whole_at(settler, 200.0) == [b"soon", b"now", b"late"]


def test_a_file_that_grows_for_an_hour_is_looked_at_no_oftener_for_it(settler: Settler) -> None:
    looks = 0
    for second in range(3600):
        stamp = Stamp(second, second, 7)
        settler.observe(A, Hint.SEEN, stamp, float(second))
        for path in settler.due(float(second)):
            looks += 1
            assert not settler.settled(path, stamp, float(second))
    assert looks <= 3600
    assert len(list(settler.due(1e9))) == 1


OBSERVED = st.lists(
    st.tuples(st.sampled_from([b"a", b"b"]), st.sampled_from(Hint), st.integers(1, 2)), max_size=30
)


@given(OBSERVED)
@settings(deadline=None)
def test_whatever_was_seen_every_file_is_whole_in_the_end(
    observed: list[tuple[bytes, Hint, int]],
) -> None:
    settler = Settler(SETTLE, UNSEEN, OPEN_WAIT)
    last: dict[bytes, Stamp] = {}
    now = 0.0
    for path, hint, size in observed:
        now += 0.01
        last[path] = Stamp(size, 1, 1)
        settler.observe(path, hint, last[path], now)
    whole: set[bytes] = set()
    for later in (now, now + SETTLE, now + UNSEEN):
        for path in settler.due(later):
            if settler.settled(path, last[path], later):
                whole.add(path)
                settler.forget(path)
    assert whole == set(last)


@pytest.mark.parametrize(
    "name",
    [
        *(b".hidden", b".a.txt.swp", b"a.part", b"a.PART", b"A.Tmp", b"a.txt~", b"~$a.docx"),
        *(b"THUMBS.DB", b"Desktop.ini", b"Icon\r", b"a.crdownload", b"\xff.tmp", b"a.txt.filepart"),
    ],
)
def test_droppings_and_copies_in_progress_are_ignored(name: bytes) -> None:
    assert Ignore().file(name) in IGNORED_FILES


@pytest.mark.parametrize(
    "name", [b"a.txt", b"A.TXT", b"part", b"tmp.txt", b"a.ready", b"\xff\xfe", b"Icon", b"a\nb"]
)
def test_news_is_not_ignored(name: bytes) -> None:
    assert Ignore().file(name) is None


@pytest.mark.parametrize("name", [b".claimed", b"@EADIR", b"lost+found", b"$recycle.bin"])
def test_folders_of_desktops_and_storage_are_ignored(name: bytes) -> None:
    ignore = Ignore()
    assert ignore.folder(name) in IGNORED_FOLDERS
    assert ignore.folder_path(b"desk/" + name + b"/deep")
    assert ignore.path(b"desk/" + name + b"/a.txt") == ignore.folder(name)


def test_a_folder_may_be_named_like_an_ignored_file() -> None:
    assert Ignore().path(b"monday.tmp/a.txt") is None


def test_own_patterns_are_added_and_their_case_counts_not() -> None:
    ignore = Ignore(("*.CSV", "draft[0-9]*"))
    assert ignore.file(b"a.csv") == "*.CSV"
    assert ignore.file(b"Draft7.txt") == "draft[0-9]*"
    assert ignore.file(b"a.tmp") == "*.tmp"
    assert ignore.path(b"desk/a.csv") == "*.CSV"


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_can_be_asked_about(path: bytes) -> None:
    assert Ignore(("*.x",)).path(path) is None or path
