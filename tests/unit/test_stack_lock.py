"""A lock file has one holder, is given back by the kernel, and may be asked for at any time."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from waiting import wait_until

from worker.stack.lock import Held, holder, take

HOLD = "import sys; from pathlib import Path; from worker.stack.lock import take; \
lock = take(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


def test_only_one_has_it_and_who_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert holder(path) is None, "there is none"
    with take(path):
        assert holder(path) == os.getpid()
        with pytest.raises(Held) as refused:
            take(path)
        assert refused.value.holder == str(os.getpid())
        assert holder(path) == os.getpid(), "who was refused has not let go of it"
    assert holder(path) is None


def test_a_killed_process_gives_it_back(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        assert holder(path) == child.pid
        child.kill()
    assert holder(path) is None
    take(path).close()


def test_who_asks_is_never_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    asked, done = [0], threading.Event()

    def ask() -> None:
        while not done.is_set():
            holder(path)
            asked[0] += 1

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(500):
            take(path).close()
        wait_until(lambda: asked[0] > 0, what="it was asked")
    finally:
        done.set()
        asking.join()
