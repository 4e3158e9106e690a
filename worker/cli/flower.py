"""`copytaster flower`."""

import os
from typing import Annotated

import typer

from worker import logs
from worker.cli.options import Config, Data, hand_on, queue_for, settings_for
from worker.config import packaged_config


def flower(
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Start Flower, the view of the queue, behind a password.

    Example: COPYTASTER_FLOWER__PASSWORD=... copytaster flower --port 5555
    """
    settings, _ = settings_for(data, config, {"flower.port": port})
    queue_for(settings)
    logs.configure(settings.log.level, settings.log.format)
    os.environ.update(hand_on(settings, config))
    os.environ["COPYTASTER_FLOWER__PORT"] = str(settings.flower.port)
    own = config / "flowerconfig.py" if config else None
    conf = own if own and own.is_file() else packaged_config() / "flowerconfig.py"
    # it reads the settings from the environment when it is imported, as `celery -A` does
    from worker import tasks  # noqa: PLC0415

    tasks.app.start(["flower", f"--conf={conf}"])
