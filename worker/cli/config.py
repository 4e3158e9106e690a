"""`copytaster config`."""

from typing import Any

from pydantic import BaseModel, SecretStr

from worker.cli.options import AsJson, Config, Data, print_json, print_table, settings_for
from worker.config import Origins, packaged_config
from worker.logs import get_logger, redact
from worker.settings import Settings

HIDDEN = "***"


def config(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Show every setting, its value, and where that came from; passwords are not shown.

    Example: copytaster config --config /etc/copytaster
    """
    settings, origins = settings_for(data, config)
    rows = [
        {"setting": key, "value": value, "origin": origins.get(key, "")}
        for key, value in shown(settings).items()
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(("setting", "value", "origin"), [tuple(row.values()) for row in rows])


def log_settings(settings: Settings, origins: Origins) -> None:
    """Log the settings that somebody set, with where; once, when a process of ours starts."""
    default = str(packaged_config() / "worker.toml")
    told = {
        key: f"{value} ({origins[key]})"
        for key, value in shown(settings).items()
        if origins.get(key, default) != default
    }
    get_logger().info("settings_loaded", **told)


def shown(settings: Settings) -> dict[str, Any]:
    """Every setting by its dotted key, fit to be seen."""
    found: dict[str, Any] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            for inner in type(value).model_fields:
                found[f"{name}.{inner}"] = _fit(getattr(value, inner))
        else:
            found[name] = _fit(value)
    return found


def _fit(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return _without_secret(value.get_secret_value())
    return list(value) if isinstance(value, tuple) else value


def _without_secret(secret: str) -> str:
    """An address without its password; anything else is hidden whole."""
    if not secret:
        return ""
    if "://" not in secret:
        return HIDDEN
    address, query, _ = redact(secret).partition("?password=")
    return f"{address}{query}{HIDDEN}" if query else HIDDEN if "password" in address else address
