"""Flower's options, as `copytaster flower` starts it; the values are those of worker.toml.

Flower runs this file as plain Python and takes every name that is one of its options
(https://flower.readthedocs.io/en/latest/config.html). Names with an underscore first are ours.
"""

import sys as _sys

from worker.config import SettingsError as _SettingsError
from worker.config import load as _load

try:
    _settings, _ = _load()
except _SettingsError as _error:
    _sys.exit(str(_error))

_user = _settings.flower.user
_password = _settings.flower.password.get_secret_value()
if not _password:
    _sys.exit(
        f"flower.password is empty: Flower does not listen on {_settings.flower.address or 'loopback'} "
        "without a password; set COPYTASTER_FLOWER__PASSWORD"
    )
if ":" in _user:
    _sys.exit("flower.user must hold no colon: it ends the name in a browser's log-in")

# an empty address would mean every interface to Flower
address = _settings.flower.address or "127.0.0.1"
port = _settings.flower.port
basic_auth = [f"{_user}:{_password}"]

# the ledger remembers; Flower shows what goes on now
persistent = False
max_tasks = 10_000
# a worker that was replaced goes from the list after ten minutes
purge_offline_workers = 600

natural_time = True
tasks_columns = "name,args,state,received,runtime,worker"
