"""`copytaster migrate`."""

import threading

from worker.adapters.migrate import migrate as bring_up_to_date
from worker.cli.options import Config, Data, fail, settings_for
from worker.errors import Unavailable
from worker.logs import get_logger
from worker.settings import Settings

PAUSE_S = 1.0


def migrate(data: Data = None, config: Config = None) -> None:
    """Bring the database to the newest schema.

    `watch`, `work` and `up` do so themselves when they start; this is for doing it beforehand.

    Example: DATABASE_URL=postgresql://... copytaster migrate
    """
    settings, _ = settings_for(data, config)
    url = settings.store.database_url.get_secret_value()
    if not url:
        fail("No Postgres is known: set DATABASE_URL, or run `copytaster up`, which brings its own")
    applied = bring_up_to_date(url)
    print(f"Applied {', '.join(applied)}." if applied else "Nothing to do.")


def migrate_when_there(settings: Settings, stop: threading.Event) -> None:
    """Bring the database to the newest schema as soon as it answers, or until `stop` is set."""
    log = get_logger()
    told = False
    while not stop.is_set():
        try:
            bring_up_to_date(settings.store.database_url.get_secret_value())
        except Unavailable as error:
            if not told:
                log.warning("service_unavailable", error=str(error))
            told = True
            stop.wait(PAUSE_S)
        else:
            if told:
                log.info("service_back", service="Postgres")
            return
