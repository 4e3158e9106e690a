"""Two watchers on one inbox: one works, the other takes over."""

import os
import signal
from contextlib import suppress

from running import Desk, story
from waiting import wait_until


def test_of_two_watchers_one_claims_and_the_other_takes_over(desk: Desk) -> None:
    first = desk.pid("watch")
    second, log = desk.also("watch", f"--data={desk.data}", f"--inbox={desk.inbox}")
    wait_until(lambda: desk.events("watch_standby", log), what="the second stands by")
    desk.drop_all("both", range(100))
    desk.prove()
    assert not desk.events("delivery_claimed", log)

    def taken_over() -> bool:
        if desk.events("watch_started", log):
            return True
        # the supervisor starts it anew each time, and the new one may be faster
        with suppress(ProcessLookupError):
            os.kill(desk.pid("watch"), signal.SIGKILL)
        return False

    wait_until(taken_over, every=1.0, what="the second takes over")
    desk.another("watch", first)
    desk.drop("meanwhile.txt", story("meanwhile"))
    desk.ended("meanwhile.txt")
    assert [event["path"] for event in desk.events("delivery_claimed", log)] == ["meanwhile.txt"]

    second.kill()
    second.wait()
    desk.drop("afterwards.txt", story("afterwards"))
    desk.ended("afterwards.txt")
    assert "afterwards.txt" in {event["path"] for event in desk.events("delivery_claimed")}
    desk.prove()
