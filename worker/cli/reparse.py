"""`copytaster reparse`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from worker.adapters.store import PeopleStore, PostgresIndex
from worker.cli.options import (
    AsJson,
    Config,
    Data,
    fail,
    print_json,
    quiet,
    session_for,
    settings_for,
)
from worker.cli.watched import watched
from worker.core.algo import ALGO
from worker.ports_stored import ReparseRun, Step
from worker.reparse import Reparse


def reparse(
    every: Annotated[
        bool, typer.Option("--all", help="Also what this release's own algo made.")
    ] = False,
    match: Annotated[
        bool,
        typer.Option("--match", help="Then decide again what is no original; join stories."),
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Only what arrived from this day or time on, in UTC.",
        ),
    ] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Make the index by which reprints are found anew, where another release made it.

    New articles find stored ones by their words only where the same algo made the index of both;
    `copytaster check` says when there are others. Workers keep running meanwhile. Stopped at any
    point, the same command goes on where it was; two at once share the work.

    With --match what counted as an original is compared again, in the order of arrival, and may
    turn out to be a reprint, a version or an excerpt. What has an original keeps it, and no story
    is taken apart.

    Example: copytaster reparse --match
    """
    quiet()
    settings, _ = settings_for(data, config)
    session = session_for(settings, "reparse")
    index = PostgresIndex(
        session, settings.match.matching, postings_days=settings.match.postings_days
    )
    start = since and since.replace(tzinfo=UTC)
    run = watched(
        Reparse(index).run(every=every, matches=match, since=start), lambda run: run.step.value
    )
    _tell(run, PeopleStore(session).other_algos(ALGO), as_json=as_json)
    if run.step is Step.OVERTAKEN:
        fail(
            "Another release's run took over, and puts into the index what its own algo makes. To "
            "have this one's, run `copytaster reparse` again when nothing else does."
        )


def _tell(run: ReparseRun, others: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "algo": run.algo,
                "state": run.step,
                "articles": run.articles,
                "rebuilt": run.rebuilt,
                "joined": run.joined,
                "other_algos": others,
            }
        )
        return
    print(f"{run.rebuilt} articles put into the index anew, by {run.algo}")
    if run.matches:
        print(f"{run.joined} turned out to be no originals")
    for algo, count in others.items():
        print(f"{count} are still there by {algo}: `copytaster reparse` again puts them in")
