"""Where settings come from: config/worker.toml < environment < flags, each value with its origin.

The packaged worker.toml is the only place where defaults stand, so the file that documents a
setting and the value that is used cannot differ.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from worker.settings import Settings

PREFIX = "COPYTASTER_"
SHORT = {
    "DATABASE_URL": "store.database_url",
    "REDIS_URL": "queue.redis_url",
    "COPYTASTER_DATA": "data",
    "COPYTASTER_INBOX": "inbox.path",
}
"""Environment names that have no section in them."""
CONFIG_VARIABLE = "COPYTASTER_CONFIG"
Origins = dict[str, str]
"""Where each value came from, by its dotted key."""


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it and says what is allowed."""


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
