"""`copytaster enrich`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from worker.adapters.store import EnrichStore
from worker.cli.options import (
    AsJson,
    Config,
    Data,
    err,
    print_json,
    print_table,
    quiet,
    session_for,
    settings_for,
)

if TYPE_CHECKING:
    from worker.enrich import Lesson

EVER_H = 24 * 366 * 100
"""Hours back to the first article of any archive."""


def enrich(
    learn: Annotated[
        bool, typer.Option("--learn", help="First learn from the corrections people made.")
    ] = False,
    hours: Annotated[
        int,
        typer.Option(
            min=1, help="How far back to look; all there is by default.", show_default=False
        ),
    ] = EVER_H,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Let models suggest tags for what is stored, here and now.

    Articles without a topic get one by their meaning, and every article the tags that corrections
    (`copytaster tag add`, `tag remove`) have taught: 20 of a tag at least. Rules' tags stay as they
    are, and so does what a person took away. With `enrich.enabled` the workers do the same by
    themselves to what comes in. Stopped at any point it goes on where it stood.

    Example: copytaster enrich --learn
    """
    settings, _ = settings_for(data, config)
    store = EnrichStore(session_for(settings, "enrich"))
    # they take seconds to load, and other commands have no use for them
    from worker.adapters.compiled_models import make_models  # noqa: PLC0415
    from worker.adapters.models import WordVectors, learned_version  # noqa: PLC0415
    from worker.adapters.models import learn as learn_one  # noqa: PLC0415
    from worker.enrich import AHEAD, BATCH, Enrich, Learning  # noqa: PLC0415

    quiet()
    lessons: Sequence[Lesson] = ()
    if learn:
        lessons = Learning(store, WordVectors().vectors, learn_one).run()
        if not as_json:
            _print(lessons)
    stage = Enrich(store=store, models=make_models)
    version = learned_version(store.learned())
    articles = tags = 0
    with Progress(console=err, disable=as_json or not err.is_terminal) as progress:
        task = progress.add_task("enriching", total=None)
        while ids := store.take(version, AHEAD, hours=hours):
            for start in range(0, len(ids), BATCH):
                tags += stage.run(ids[start : start + BATCH])
                articles += len(ids[start : start + BATCH])
                progress.update(task, description=f"{articles} articles, {tags} tags")
    if as_json:
        print_json({"articles": articles, "tags": tags, "lessons": list(map(_told, lessons))})
    else:
        print(f"{articles} articles looked at, {tags} tags added by {version}.")


def _print(lessons: Sequence["Lesson"]) -> None:
    if not lessons:
        print("Nobody gave an article a tag so far; next: copytaster tag add ARTICLE TAG")
        return
    columns = ("tag", "examples", "learned", "f1", "least")
    told = map(_told, lessons)
    print_table(
        ("tag", "examples", "learned", "F1", "suggested from"),
        ([one[name] for name in columns] for one in told),
    )


def _told(lesson: "Lesson") -> dict[str, object]:
    learned = lesson.learned
    return {
        "tag": lesson.tag,
        "examples": lesson.examples,
        "learned": "yes" if learned else "no: too few, or they have too little in common",
        "f1": learned.f1 if learned else None,
        "least": learned.least if learned else None,
    }
