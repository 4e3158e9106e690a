"""Files end where the ledger says; what does not fit is seen, and what is mended is taken in."""

import json

from running import Desk, story
from waiting import wait_until


def test_a_quarantined_file_is_taken_in_again_after_the_fix(desk: Desk) -> None:
    desk.drop("mended.txt", b"")
    row = desk.ended("mended.txt")["mended.txt"]
    assert row["state"] == "quarantined"
    kept = desk.data / "quarantine" / str(row["delivery_id"]) / "mended.txt"
    kept.write_bytes(story("mended"))
    told = desk.tell("quarantine", "retry", str(row["delivery_id"]))
    assert told.code == 0, told
    wait_until(lambda: desk.delivery("mended.txt")["state"] == "done", what="it is done now")
    assert not kept.parent.exists()
    del desk.dropped[b"mended.txt"]
    desk.note("mended.txt", story("mended"))
    desk.prove()


def test_reconcile_sees_what_is_wrong(desk: Desk) -> None:
    desk.drop("lost.txt", story("lost"))
    row = desk.ended("lost.txt")["lost.txt"]
    desk.prove()
    (kept,) = desk.done.glob(f"*/{row['delivery_id']}/lost.txt")
    hidden = kept.rename(desk.folder / "lost.txt")
    stranger = desk.done / "2024-01-01" / "01890000-0000-7000-8000-000000000000"
    stranger.mkdir(parents=True)
    told = desk.tell("reconcile", "--json")
    assert told.code == 1
    found = json.loads(told.out)
    assert found["differences"] == 2
    assert {each["delivery_id"] for each in found["listed"]} == {
        str(row["delivery_id"]),
        stranger.name,
    }
    hidden.rename(kept)
    stranger.rmdir()
    stranger.parent.rmdir()
    desk.prove()
