"""`copytaster reconcile`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from worker.cli.options import (
    WRONG,
    AsJson,
    Config,
    Data,
    inbox_of,
    people_for,
    print_json,
    settings_for,
    spool_of,
)
from worker.core.delivery import PENDING
from worker.reconcile import Difference, Reconcile, Reconciled

KEPT = 10_000
"""So many differences are listed as JSON; all are counted."""


def reconcile(
    without_files: Annotated[
        bool,
        typer.Option(
            "--without-files",
            help="Leave the folders out: for an inbox elsewhere, or originals deleted on purpose.",
        ),
    ] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Prove that nothing is lost and nothing is stored twice.

    Holds the folders, the ledger, and the sightings and rejections against each other; prints one
    line for each difference, and what to do about it. What is pending is counted, and no difference
    as long as it fits. The exit code is 1 when anything differs.

    Example: copytaster reconcile --json
    """
    settings, _ = settings_for(data, config)
    work = Reconcile(
        inbox=inbox_of(settings),
        spool=spool_of(settings),
        store=people_for(settings),
        files=not without_files,
    )
    kept: list[Difference] = []
    count = 0
    for difference in work.run():
        count += 1
        if not as_json:
            print(_line(difference))
        elif len(kept) < KEPT:
            kept.append(difference)
    if as_json:
        listed = [asdict(difference) for difference in kept]
        print_json(counts(work.found) | {"differences": count, "listed": listed})
    else:
        _print_counts(work.found, count)
    if count:
        raise typer.Exit(WRONG)


def counts(found: Reconciled) -> dict[str, Any]:
    """What was counted, under the names that other programs rely on."""
    states = {name: count for name, count in found.totals.items() if name != "dropped"}
    return {
        "inbox": found.inbox,
        "ignored": found.ignored.total(),
        "ignored_by": dict(found.ignored),
        **found.totals,
        "states": states,
        "pending": sum(states[state] for state in PENDING),
        "deliveries": sum(states.values()),
        "articles": found.articles,
        "sightings": found.sightings,
        "rejections": found.rejections,
        "in_the_making": found.in_the_making,
        "folders": {
            "claimed": found.claimed_folders,
            "done": found.done_folders,
            "quarantine": found.quarantine_folders,
        },
    }


def _line(difference: Difference) -> str:
    named = " ".join(filter(None, (str(difference.delivery_id or ""), difference.path)))
    return ": ".join(filter(None, (named, f"{difference.what}. Next: {difference.next}")))


def _print_counts(found: Reconciled, differences: int) -> None:
    told = counts(found)
    print(
        f"{told['deliveries']} deliveries: {told['done']} done, {told['quarantined']} quarantined "
        f"({told['dropped']} of them dropped), {told['pending']} pending; "
        f"{told['inbox']} wait in the inbox, {told['ignored']} are ignored there"
    )
    print(
        f"{told['articles']} articles, {told['sightings']} sightings, "
        f"{told['rejections']} rejected positions"
    )
    print(f"{differences} differences" if differences else "Everything fits.")
