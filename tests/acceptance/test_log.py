"""The log is for programs: one JSON object a line, and nothing in it that is not for all eyes."""

from running import Desk, story


def test_every_line_is_one_event_without_secrets_and_bodies(desk: Desk) -> None:
    desk.drop("logged.txt", story("logged"))
    desk.drop("not-logged.txt", b"\x00\xff" * 100 + story("not logged"))
    desk.ended("logged.txt", "not-logged.txt")
    desk.prove()
    desk.prove_log()
    (line,) = (event for event in desk.events("delivery_done") if event["path"] == "logged.txt")
    assert line["articles"] == 1
    assert {"delivery_id", "attempt", "lane", "parse_ms", "tag_ms", "store_ms"} <= line.keys()
    (line,) = (e for e in desk.events("delivery_claimed") if e["path"] == "logged.txt")
    assert line["lane"] == "live"


def test_what_is_for_people_stands_apart_from_the_log(desk: Desk) -> None:
    said = desk.err.read_text("utf-8")
    assert "Copytaster is up." in said
    assert str(desk.inbox) in said
    assert desk.run().flower_password in said
    assert f"status --data {desk.data}" in said, "what is printed works in any terminal"
    assert "Traceback" not in said
