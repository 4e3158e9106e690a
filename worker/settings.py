"""Settings: config/worker.toml < environment < flags, each value with its origin.

The packaged worker.toml is the only place where defaults stand, so the file that documents a
setting and the value that is used cannot differ.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, model_validator

from worker.core.policy import Matching, Policy
from worker.core.relation import Relation
from worker.core.window import Window

PREFIX = "COPYTASTER_"
SHORT = {
    "DATABASE_URL": "store.database_url",
    "REDIS_URL": "queue.redis_url",
    "COPYTASTER_DATA": "data",
    "COPYTASTER_INBOX": "inbox.path",
}
"""Environment names that have no section in them."""
CONFIG_VARIABLE = "COPYTASTER_CONFIG"

Seconds = Annotated[float, Gt(0)]
Count = Annotated[int, Ge(1)]


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it and says what is allowed."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InboxSettings(_Section):
    """What is watched, and when a file in it is ready."""

    path: Path
    observer: Literal["auto", "inotify", "polling"]
    poll_s: Seconds
    rescan_s: Seconds
    settle_s: Seconds
    settle_unseen_s: Seconds
    open_wait_s: Seconds
    require_ready: bool
    ignore: tuple[str, ...]


class SpoolSettings(_Section):
    """Where finished files go; empty means under `data`."""

    done: str
    quarantine: str


class LimitSettings(_Section):
    """Caps on the bytes really read, by format, and on what archives may become."""

    text_bytes: Count
    html_bytes: Count
    xml_bytes: Count
    feed_bytes: Count
    json_bytes: Count
    mail_bytes: Count
    mail_parts: Count
    office_bytes: Count
    depth_max: Annotated[int, Ge(0), Le(10)]
    members_max: Count
    ratio_max: Count
    ratio_from: Count
    inflated_bytes: Count


class StoreSettings(_Section):
    """How Postgres is reached."""

    database_url: SecretStr
    connect_timeout_s: Annotated[int, Ge(1), Le(60)]


class QueueSettings(_Section):
    """The broker, the lanes, and the time a run has."""

    redis_url: SecretStr
    batch_max: Annotated[int, Ge(1), Le(128)]
    batch_bytes: Count
    live_per_s: Count
    live_burst: Count
    soft_limit_s: Count
    hard_limit_s: Count
    lease_s: Count
    visibility_timeout_s: Count
    attempts_max: Annotated[int, Ge(1), Le(20)]
    backoff_s: Seconds
    backoff_max_s: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> "QueueSettings":
        limits = (self.soft_limit_s, self.hard_limit_s, self.lease_s, self.visibility_timeout_s)
        if sorted(set(limits)) != list(limits):
            raise ValueError(
                "soft_limit_s < hard_limit_s < lease_s < visibility_timeout_s must hold, "
                f"not {' < '.join(map(str, limits))}"
            )
        return self


class MatchSettings(_Section):
    """How near in time the same words are one report, and what is done with repeats."""

    window_h: Annotated[float, Ge(0)]
    window_changed_days: Annotated[float, Ge(0)]
    postings_days: Annotated[int, Ge(0), Le(36500)]
    duplicate: Policy
    reprint: Policy
    version: Policy
    excerpt: Policy

    @model_validator(mode="after")
    def _kept_long_enough(self) -> "MatchSettings":
        days = max(self.window_h / 24, self.window_changed_days)
        if self.postings_days and not (self.window_h and self.window_changed_days):
            raise ValueError("a window of 0 looks back for ever: postings_days must be 0 as well")
        if self.postings_days and self.postings_days < days:
            raise ValueError(
                f"postings_days must be 0 or at least {days:g}, as long as the windows"
            )
        return self

    @property
    def matching(self) -> Matching:
        """The same for the core."""
        return Matching(
            window=Window(
                plain=timedelta(hours=self.window_h) if self.window_h else None,
                changed=timedelta(days=self.window_changed_days)
                if self.window_changed_days
                else None,
            ),
            policies={
                Relation.DUPLICATE: self.duplicate,
                Relation.REPRINT: self.reprint,
                Relation.VERSION: self.version,
                Relation.EXCERPT: self.excerpt,
            },
        )


class EnrichSettings(_Section):
    """The slow stage, which lets models suggest tags."""

    enabled: bool


class WorkSettings(_Section):
    """The worker processes."""

    concurrency: Annotated[int, Ge(0), Le(256)]
    soft_shutdown_s: Seconds


class SweepSettings(_Section):
    """How often cut-off work is looked for."""

    interval_s: Seconds


class FlowerSettings(_Section):
    """Where Flower listens and who may look."""

    address: str
    port: Annotated[int, Ge(1), Le(65535)]
    user: Annotated[str, Gt("")]
    password: SecretStr


class LogSettings(_Section):
    """How much is logged, and in which shape."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["auto", "json", "console"]


class Settings(_Section):
    """Every setting, checked. Make one with `load`."""

    data: Path
    inbox: InboxSettings
    spool: SpoolSettings
    limits: LimitSettings
    store: StoreSettings
    queue: QueueSettings
    match: MatchSettings
    enrich: EnrichSettings
    work: WorkSettings
    sweep: SweepSettings
    flower: FlowerSettings
    log: LogSettings

    @property
    def done(self) -> Path:
        """Where finished files go."""
        return Path(self.spool.done) if self.spool.done else self.data / "done"

    @property
    def quarantine(self) -> Path:
        """Where files that could not be read go."""
        return Path(self.spool.quarantine) if self.spool.quarantine else self.data / "quarantine"

    @property
    def concurrency(self) -> int:
        """Worker processes to start."""
        return self.work.concurrency or os.cpu_count() or 1


Origins = dict[str, str]
"""Where each value came from, by its dotted key."""


def packaged_config() -> Path:
    """The folder of packaged defaults: inside the wheel, or beside the package in a checkout."""
    installed = Path(str(resources.files("worker"))) / "data" / "config"
    return installed if installed.is_dir() else installed.parents[2] / "config"


def config_folders(folder: str | None, environ: Mapping[str, str]) -> list[Path]:
    """The folders to read, weakest first: the packaged one, then the user's own."""
    own = folder or environ.get(CONFIG_VARIABLE)
    if own and not Path(own).is_dir():
        raise SettingsError(f"--config {own}: no such folder; it should hold worker.toml")
    found = [packaged_config(), Path(own) if own else Path("config")]
    return [path for i, path in enumerate(found) if path.is_dir() and path not in found[:i]]


def config_text(name: str, folder: str | None = None) -> str:
    """Text of a file of `config/`: the user's own where there is one, else the packaged one."""
    return config_file(name, folder).read_text("utf-8")


def config_file(name: str, folder: str | None = None) -> Path:
    """A file of `config/`: the user's own where there is one, else the packaged one."""
    for path in reversed(config_folders(folder, os.environ)):
        if (path / name).is_file():
            return path / name
    raise SettingsError(f"{name}: not found in {packaged_config()}")


def load(
    *,
    folder: str | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
    running: Mapping[str, str] | None = None,
) -> tuple[Settings, Origins]:
    """Read all layers and check the result.

    Args:
        folder: a config folder that overrides the packaged one key by key.
        environ: the environment; `os.environ` when left out.
        flags: dotted key to value, from the command line; None values do not count.
        running: dotted key to value, of a running stack; fills in only what nobody set.

    Raises:
        SettingsError: one line which setting is wrong and what is allowed.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    origins: Origins = {}
    layers = (
        *(_file_values(path / "worker.toml") for path in config_folders(folder, environ)),
        _environment_values(environ),
        ((k, v, "the running stack") for k, v in (running or {}).items() if not values.get(k)),
        ((k, v, "flag") for k, v in (flags or {}).items() if v is not None),
    )
    for layer in layers:
        for key, value, origin in layer:
            values[key] = value
            origins[key] = origin
    return _checked(values, origins), origins


def _environment_values(environ: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    known = {key.upper().replace(".", "__"): key for key in _known_keys()}
    for name, value in environ.items():
        origin = f"environment {name}"
        if name in SHORT:
            yield SHORT[name], value, origin
        elif name.startswith(PREFIX) and name != CONFIG_VARIABLE:
            key = known.get(name.removeprefix(PREFIX))
            if key is None:
                raise SettingsError(_unknown(origin, name))
            yield key, _patterns(value) if key == "inbox.ignore" else value, origin


def _patterns(text: str) -> list[str]:
    return [pattern for part in text.split(",") if (pattern := part.strip())]


def _known_keys() -> list[str]:
    keys = []
    for name, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            keys += [f"{name}.{inner}" for inner in model.model_fields]
        else:
            keys.append(name)
    return keys


def _file_values(path: Path) -> Iterator[tuple[str, Any, str]]:
    if not path.exists():
        return
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    known = set(_known_keys())
    for name, value in table.items():
        inner = value.items() if isinstance(value, dict) else [(None, value)]
        for key, leaf in inner:
            dotted = f"{name}.{key}" if key else name
            if dotted not in known:
                raise SettingsError(_unknown(str(path), dotted))
            yield dotted, leaf, str(path)


def _unknown(origin: str, key: str) -> str:
    return f"{origin}: unknown setting {key!r}; `copytaster config` lists those that there are"


def _checked(values: Mapping[str, Any], origins: Origins) -> Settings:
    nested: dict[str, Any] = {}
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        (nested.setdefault(section, {}) if section else nested)[name] = value
    try:
        return Settings.model_validate(nested)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        given = "" if "url" in key or "password" in key else f", not {first['input']!r}"
        if isinstance(first["input"], dict):
            given = ""
        sentence = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{origins.get(key, 'settings')}: {key}: {sentence}{given}") from error
