"""What a running stack tells other commands: `run.json` under `data`, valid while the lock is held."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from worker.stack.home import write_private
from worker.stack.lock import holder

LOCK = "up.lock"
RUN = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Addresses and processes of a running stack; empty where there is none."""

    database_url: str
    reader_url: str
    redis_url: str
    flower_url: str
    flower_user: str
    flower_password: str
    inbox: str
    pids: dict[str, int] = field(default_factory=dict)


def write_run(data: Path, run: Run) -> None:
    """Leave a note for other commands; it holds passwords, so only we can read it."""
    write_private(data / RUN, json.dumps(asdict(run), indent=1) + "\n")


def read_run(data: Path) -> Run | None:
    """The stack that runs on this folder; None when there is none, or it is not up yet."""
    try:
        run = Run(**json.loads((data / RUN).read_text("utf-8")))
    except FileNotFoundError:
        return None
    # a note that a killed stack left behind names another process, or there is none
    return run if run.pids.get("up") == holder(data / LOCK) else None
