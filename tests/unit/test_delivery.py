"""A delivery's name, its lane, and the messages it travels in."""

import time
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from worker.core.delivery import (
    PENDING,
    TERMINAL,
    Delivery,
    Lane,
    LiveAllowance,
    State,
    batches,
    claimed_at_ms,
    printable,
    title,
)


def delivery(
    number: int = 1,
    *,
    path: bytes = b"desk/a.txt",
    lane: Lane = Lane.LIVE,
    alone: bool = False,
    size: int = 10,
) -> Delivery:
    return Delivery(
        delivery_id=UUID(int=number), path=path, lane=lane, alone=alone, size_bytes=size
    )


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"desk/a.txt", "desk/a.txt"),
        ("Süd/é 서울.txt".encode(), "Süd/é 서울.txt"),
        (b"two\nlines.txt", "two\\nlines.txt"),
        (b"bell\x07.txt", "bell\\x07.txt"),
        (b"caf\xe9.txt", "caf\\xe9.txt"),
        (b"back\\slash", "back\\\\slash"),
        (b"esc\x1b[31mred", "esc\\x1b[31mred"),
        ("right\u202eto left".encode(), "right\\u202eto left"),
        ("\x85".encode(), "\\u0085"),
        (b"\x85", "\\x85"),
    ],
)
def test_a_path_is_shown_as(path: bytes, shown: str) -> None:
    assert printable(path) == shown


@given(st.binary())
@settings(deadline=None)
def test_any_path_can_be_printed_on_one_line(path: bytes) -> None:
    assert printable(path).isprintable()


NAMES = st.lists(
    st.sampled_from([b"\\", b"x", b"85", b"\x85", b"\xc2\x85", b"\n", b"n", b"\xff", b"u00"])
).map(b"".join)


@given(st.binary() | NAMES, st.binary() | NAMES)
@example(b"\x85", b"\xc2\x85")
@example(b"\xad", b"\xc2\xad")
@example(b"\n", b"\\n")
@example(b"\xff", b"\\xff")
@settings(deadline=None, max_examples=500)
def test_two_different_paths_never_look_the_same(one: bytes, other: bytes) -> None:
    assert (one == other) == (printable(one) == printable(other))


def test_the_first_folder_hints_at_the_source() -> None:
    assert delivery(path=b"yonhap/2021/a.txt").source_hint == "yonhap"
    assert delivery(path=b"a.txt").source_hint is None
    assert delivery(path=b"y\xff/a.txt").source_hint == "y\\xff"


def test_a_name_is_the_last_part_of_the_path() -> None:
    assert delivery(path=b"yonhap/2021/a.txt").name == b"a.txt"
    assert delivery(path=b"a.txt").name == b"a.txt"


def test_every_state_is_either_pending_or_terminal() -> None:
    assert {*PENDING, *TERMINAL} == set(State)
    assert not set(PENDING) & set(TERMINAL)


def test_an_id_tells_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = claimed_at_ms(UUID(int=uuid7().int))
    assert before <= made <= time.time_ns() // 1_000_000


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 80) - 1))
@settings(deadline=None)
def test_only_the_first_48_bits_of_an_id_are_its_time(ms: int, rest: int) -> None:
    assert claimed_at_ms(UUID(int=(ms << 80) | rest)) == ms


def test_a_title_counts_the_files_and_names_the_first() -> None:
    names = [b"a.txt", b"desk/b.txt", b"c.txt", b"d.txt"]
    four = [delivery(n, path=path) for n, path in enumerate(names)]
    assert title(four[:1]) == "1 file: a.txt"
    assert title(four[:3]) == "3 files: a.txt, b.txt, c.txt"
    assert title(four) == "4 files: a.txt, b.txt, c.txt, ..."
    assert title([]) == "0 files: "


def test_a_title_is_short_and_prints_whatever_the_names_are() -> None:
    long = [delivery(n, path=b"\n" * 255) for n in range(128)]
    assert title(long).isprintable()
    assert len(title(long)) < 250


DELIVERIES = st.lists(
    st.tuples(st.sampled_from(Lane), st.booleans(), st.integers(0, 100)), max_size=40
).map(
    lambda rows: [
        delivery(number, lane=lane, alone=alone, size=size)
        for number, (lane, alone, size) in enumerate(rows)
    ]
)


@given(DELIVERIES, st.integers(1, 8), st.integers(1, 200))
@settings(deadline=None)
def test_messages_hold_every_delivery_once_within_their_bounds(
    deliveries: Sequence[Delivery], count_max: int, bytes_max: int
) -> None:
    messages = batches(deliveries, count_max=count_max, bytes_max=bytes_max)
    sent = [one.delivery_id for message in messages for one in message]
    assert sorted(sent) == sorted(one.delivery_id for one in deliveries)
    for message in messages:
        assert 1 <= len(message) <= count_max
        assert len({one.lane for one in message}) == 1
        assert len(message) == 1 or not any(one.alone for one in message)
        assert len(message) == 1 or sum(one.size_bytes for one in message) <= bytes_max


@given(DELIVERIES, st.integers(1, 8))
@settings(deadline=None)
def test_messages_keep_the_order_within_a_lane(
    deliveries: Sequence[Delivery], count_max: int
) -> None:
    messages = batches(deliveries, count_max=count_max, bytes_max=10**9)
    for lane in Lane:
        wanted = [one for one in deliveries if one.lane is lane and not one.alone]
        sent = [one for message in messages for one in message]
        assert [one for one in sent if one.lane is lane and not one.alone] == wanted


def test_live_messages_are_sent_before_backlog() -> None:
    mixed = [delivery(1, lane=Lane.BACKLOG), delivery(2), delivery(3, lane=Lane.BACKLOG)]
    lanes = [message[0].lane for message in batches(mixed, count_max=9, bytes_max=10**9)]
    assert lanes == [Lane.LIVE, Lane.BACKLOG]


def test_a_file_larger_than_a_message_travels_by_itself() -> None:
    three = [delivery(1, size=1), delivery(2, size=1000), delivery(3, size=1)]
    messages = batches(three, count_max=9, bytes_max=100)
    assert [[one.delivery_id.int for one in message] for message in messages] == [[1], [2], [3]]


def lanes(allowance: LiveAllowance, *times: float) -> str:
    return "".join("L" if allowance.lane(now) is Lane.LIVE else "b" for now in times)


def test_a_burst_is_live_and_what_comes_faster_is_backlog() -> None:
    assert lanes(LiveAllowance(per_s=1, burst=3), 50, 50, 50, 50, 50) == "LLLbb"


def test_the_allowance_grows_back_with_time() -> None:
    allowance = LiveAllowance(per_s=2, burst=2)
    assert lanes(allowance, 0, 0, 0, 0.5, 0.5, 1.0) == "LLbLbL"


def test_a_long_silence_allows_no_more_than_one_burst() -> None:
    allowance = LiveAllowance(per_s=100, burst=2)
    assert lanes(allowance, 0, 0, 0) == "LLb"
    assert lanes(allowance, 9000, 9000, 9000) == "LLb"


@given(
    st.lists(st.floats(0, 5), min_size=1, max_size=60).map(sorted),
    st.integers(1, 10),
    st.integers(1, 10),
)
@settings(deadline=None)
def test_no_stretch_of_time_has_more_live_files_than_allowed(
    times: Sequence[float], per_s: int, burst: int
) -> None:
    allowance = LiveAllowance(per_s=per_s, burst=burst)
    live = [now for now in times if allowance.lane(now) is Lane.LIVE]
    for first, start in enumerate(live):
        for last, end in enumerate(live[first:], first):
            assert last - first + 1 <= burst + per_s * (end - start) + 1e-6
