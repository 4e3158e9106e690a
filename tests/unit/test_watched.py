"""What a run that goes on where it stopped says when it is stopped."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import typer

from worker.cli.watched import INTERRUPTED, watched
from worker.errors import Unavailable
from worker.ports_stored import RetagRun

RUN = RetagRun(run_id=UUID(int=1), reached_id=UUID(int=2), last_id=UUID(int=3), total=9, articles=4)


def doing(run: RetagRun) -> str:
    return run.state


def stopped(*runs: RetagRun, by: BaseException) -> Iterator[RetagRun]:
    yield from runs
    raise by


@pytest.mark.parametrize(
    ("by", "code", "why"),
    [(KeyboardInterrupt(), INTERRUPTED, "Stopped"), (Unavailable("Postgres: gone"), 1, "gone")],
)
def test_how_far_it_came_is_told_and_how_it_goes_on(
    by: BaseException, code: int, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        watched(stopped(RUN, by=by), doing)
    assert ended.value.exit_code == code
    said = " ".join(capsys.readouterr().err.split())
    assert said.endswith(f"{why}. 4 of 9 articles are done. The same command goes on from there.")


def test_nothing_is_made_up_where_it_had_not_begun(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        watched(stopped(by=Unavailable("Postgres: gone")), doing)
    assert "articles" not in capsys.readouterr().err


def test_the_last_of_a_run_is_told() -> None:
    assert watched(iter([RUN]), doing) is RUN
