"""How a command shows a run that goes on where it stopped: a bar, and where it stands at its end."""

import sys
from collections.abc import Callable, Iterator
from typing import NoReturn, Protocol, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from worker.cli.options import WRONG, fail
from worker.errors import Unavailable

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended, as shells have it."""


class Run(Protocol):
    """How far a run is: so many articles of so many."""

    @property
    def articles(self) -> int:
        """Looked at so far."""

    @property
    def total(self) -> int:
        """To look at, as far as known."""


R = TypeVar("R", bound=Run)


def watched(runs: Iterator[R], doing: Callable[[R], str]) -> R:
    """Go through a run to its end, with a bar on a terminal.

    Args:
        runs: how far it is, again and again; at least once.
        doing: what it is at.
    """
    run: R | None = None
    try:
        with _bar() as progress:
            task = progress.add_task("", total=None)
            for run in runs:
                progress.update(
                    task,
                    description=doing(run),
                    completed=run.articles,
                    total=max(run.total, run.articles),
                )
    except KeyboardInterrupt:
        _stopped(run, "Stopped", INTERRUPTED)
    except Unavailable as error:
        _stopped(run, str(error), WRONG)
    assert run is not None
    return run


def _stopped(run: Run | None, why: str, code: int) -> NoReturn:
    done = f"{run.articles} of {run.total} articles are done. " if run else ""
    fail(f"{why}. {done}The same command goes on from there.", code)


def _bar() -> Progress:
    """On standard error; none where nobody looks on."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
