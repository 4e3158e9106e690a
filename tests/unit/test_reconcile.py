"""What counts as a difference between ledger, folders, and sightings and rejections."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from worker.adapters.spool import Whereabouts
from worker.core.delivery import PENDING, Delivery, State
from worker.reconcile import Entry, compare, count

ID = UUID("0199d5c0-7b1a-7000-8000-000000000001")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CLAIMED = Whereabouts(claimed=True)
DONE = Whereabouts(done=True)
QUARANTINED = Whereabouts(quarantined=True, told=True)
NOWHERE = Whereabouts()


def entry(state: State, **fields: Any) -> Entry:
    counts = {"article_count": 1, "sightings": 1} if state is State.DONE else {}
    reason = "empty_body" if state is State.QUARANTINED else None
    return Entry(
        delivery=Delivery(delivery_id=ID, path=b"desk/x.txt"),
        state=state,
        **{"reason": reason, "finished_at": NOW, **counts, **fields},
    )


@pytest.mark.parametrize("state", PENDING)
def test_a_pending_delivery_has_its_file_among_the_claimed_ones(state: State) -> None:
    assert not list(compare(entry(state), CLAIMED))
    assert "not among the claimed" in next(compare(entry(state), NOWHERE))[0]
    assert "not among the claimed" in next(compare(entry(state), DONE))[0]


def test_a_done_delivery_has_its_file_in_done() -> None:
    assert not list(compare(entry(State.DONE), DONE))
    assert "not in done/" in next(compare(entry(State.DONE), NOWHERE))[0]
    assert "not in done/" in next(compare(entry(State.DONE), QUARANTINED))[0]


@pytest.mark.parametrize("state", [State.DONE, State.QUARANTINED])
def test_a_finished_file_among_the_claimed_ones_is_on_its_way(state: State) -> None:
    assert not list(compare(entry(state), CLAIMED))


def test_a_quarantined_delivery_has_its_file_and_its_reason_in_quarantine() -> None:
    assert not list(compare(entry(State.QUARANTINED), QUARANTINED))
    assert "not in quarantine/" in next(compare(entry(State.QUARANTINED), NOWHERE))[0]
    untold = Whereabouts(quarantined=True)
    assert "without its reason" in next(compare(entry(State.QUARANTINED), untold))[0]


def test_a_vanished_delivery_has_no_file() -> None:
    assert not list(compare(entry(State.QUARANTINED, reason="vanished"), NOWHERE))


def test_a_dropped_delivery_has_no_file_any_more() -> None:
    dropped = entry(State.QUARANTINED, dropped_at=NOW)
    assert not list(compare(dropped, NOWHERE))
    assert "dropped" in next(compare(dropped, QUARANTINED))[0]


@pytest.mark.parametrize("state", State)
def test_what_fits_is_no_difference(state: State) -> None:
    assert not list(count(entry(state)))


@pytest.mark.parametrize(
    ("state", "fields", "said"),
    [
        (State.DONE, {"sightings": 0}, "no sighting"),
        (State.DONE, {"article_count": 0, "sightings": 0}, "no sighting"),
        (State.DONE, {"article_count": 3, "sightings": 2}, "3 articles were read, but 2"),
        (State.DONE, {"unmatched": 1}, "never matched"),
        (State.DONE, {"rejection_count": 1}, "1 positions were rejected, but 0"),
        (State.DONE, {"rejections": 2}, "0 positions were rejected, but 2"),
        (State.QUARANTINED, {"sightings": 1}, "are stored"),
        (State.QUARANTINED, {"rejection_count": 1}, "1 positions were rejected"),
    ],
)
def test_counts_that_do_not_fit_are_told(state: State, fields: dict[str, int], said: str) -> None:
    ((what, to_do),) = count(entry(state, **fields))
    assert said in what
    assert to_do


@pytest.mark.parametrize("state", PENDING)
def test_a_pending_delivery_may_have_stored_a_part_of_it(state: State) -> None:
    assert not list(count(entry(state, sightings=2, rejections=1, unmatched=2)))


def test_every_difference_says_what_to_do() -> None:
    for state in State:
        for where in (NOWHERE, CLAIMED, DONE, Whereabouts(quarantined=True)):
            assert all(to_do for _, to_do in compare(entry(state), where))
