"""Settings come in layers, each value with its origin, and a wrong one is one clear line."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from worker.config import (
    CONFIG_VARIABLE,
    PREFIX,
    SHORT,
    SettingsError,
    config_folders,
    config_text,
    load,
    packaged_config,
)
from worker.settings import Settings

WORKER_TOML = packaged_config() / "worker.toml"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without a `config/`, and an environment without ours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)


def keys_of_model() -> dict[str, type]:
    found: dict[str, type] = {}
    for name, field in Settings.model_fields.items():
        model = field.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            found.update({f"{name}.{key}": f.annotation for key, f in model.model_fields.items()})
        else:
            found[name] = model
    return found


def keys_of_file() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in tomllib.loads(WORKER_TOML.read_text("utf-8")).items():
        if isinstance(value, dict):
            found.update({f"{name}.{key}": inner for key, inner in value.items()})
        else:
            found[name] = value
    return found


def config(folder: Path, text: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "worker.toml").write_text(text, "utf-8")
    return str(folder)


def refused(*named: str, **layers: Any) -> str:
    """The one line with which `load` refuses, which must name all of `named`."""
    with pytest.raises(SettingsError) as raised:
        load(**{"environ": {}, **layers})
    message = str(raised.value)
    assert "\n" not in message
    for word in named:
        assert word in message
    return message


def test_the_file_holds_every_setting_and_nothing_else() -> None:
    assert keys_of_file().keys() == keys_of_model().keys()


def test_every_setting_in_the_file_has_its_comment() -> None:
    explained = False
    for line in WORKER_TOML.read_text("utf-8").splitlines():
        if line.startswith("#"):
            explained = True
        elif not line or line.startswith("["):
            explained = False
        else:
            assert explained, f"{line!r} stands below no comment"


def test_no_default_stands_in_the_code() -> None:
    assert all(
        field.is_required()
        for model in (Settings, *(f.annotation for f in Settings.model_fields.values()))
        if isinstance(model, type) and issubclass(model, BaseModel)
        for field in model.model_fields.values()
    )


def test_defaults_come_from_the_packaged_file() -> None:
    settings, origins = load(environ={})
    assert settings.queue.batch_max == 128
    assert set(origins) == keys_of_model().keys()
    assert set(origins.values()) == {str(WORKER_TOML)}


def test_each_layer_wins_over_the_one_below_it(tmp_path: Path) -> None:
    folder = config(tmp_path / "own", "[sweep]\ninterval_s = 2.0\n")
    environ = {"COPYTASTER_SWEEP__INTERVAL_S": "3"}
    flags = {"sweep.interval_s": 4.0}
    told = [
        load(environ={}),
        load(folder=folder, environ={}),
        load(folder=folder, environ=environ),
        load(folder=folder, environ=environ, flags=flags),
    ]
    assert [settings.sweep.interval_s for settings, _ in told] == [5.0, 2.0, 3.0, 4.0]
    assert [origins["sweep.interval_s"] for _, origins in told] == [
        str(WORKER_TOML),
        str(Path(folder) / "worker.toml"),
        "environment COPYTASTER_SWEEP__INTERVAL_S",
        "flag",
    ]


def test_an_own_file_overrides_key_by_key(tmp_path: Path) -> None:
    folder = config(tmp_path / "own", "[queue]\nbatch_max = 7\n")
    settings, origins = load(folder=folder, environ={})
    assert (settings.queue.batch_max, settings.queue.batch_bytes) == (7, 2_000_000)
    assert origins["queue.batch_bytes"] == str(WORKER_TOML)


def test_a_config_folder_where_one_works_is_read(tmp_path: Path) -> None:
    config(tmp_path / "config", 'data = "here"\n')
    settings, origins = load(environ={})
    assert settings.data == Path("here")
    assert origins["data"] == str(Path("config") / "worker.toml")


def test_a_named_folder_is_read_in_place_of_the_working_folders(tmp_path: Path) -> None:
    config(tmp_path / "config", 'data = "here"\n')
    named = config(tmp_path / "named", 'data = "named"\n')
    assert load(folder=named, environ={})[0].data == Path("named")
    assert load(environ={CONFIG_VARIABLE: named})[0].data == Path("named")
    assert config_folders(named, {}) == [packaged_config(), Path(named)]


def test_a_named_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    refused("--config", "nowhere", "worker.toml", folder=str(tmp_path / "nowhere"))


def test_a_named_folder_need_not_hold_every_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = config(tmp_path / "named", "")
    monkeypatch.setenv(CONFIG_VARIABLE, named)
    assert "[[source]]" in config_text("sources.toml")
    (tmp_path / "named" / "sources.toml").write_text("# own\n")
    assert config_text("sources.toml") == "# own\n"
    with pytest.raises(SettingsError, match=r"^nothing\.toml: not found"):
        config_text("nothing.toml")


@pytest.mark.parametrize("key", sorted(keys_of_file()))
def test_every_setting_can_be_set_in_the_environment(key: str) -> None:
    name = PREFIX + key.upper().replace(".", "__")
    value = keys_of_file()[key]
    text = ",".join(value) if isinstance(value, list) else str(value)
    _, origins = load(environ={name: text})
    assert origins[key] == f"environment {name}"


@pytest.mark.parametrize(("name", "key"), SHORT.items())
def test_short_names_stand_for_what_people_set_most(name: str, key: str) -> None:
    settings, origins = load(environ={name: "given"})
    found: Any = settings
    for part in key.split("."):
        found = getattr(found, part)
    assert str(getattr(found, "get_secret_value", lambda: found)()) == "given"
    assert origins[key] == f"environment {name}"


def test_a_list_in_the_environment_is_separated_by_commas() -> None:
    settings, _ = load(environ={"COPYTASTER_INBOX__IGNORE": "*.csv,draft*"})
    assert settings.inbox.ignore == ("*.csv", "draft*")


def test_no_patterns_are_no_patterns() -> None:
    assert load(environ={"COPYTASTER_INBOX__IGNORE": ""})[0].inbox.ignore == ()


def test_a_flag_that_was_not_given_does_not_count() -> None:
    settings, origins = load(environ={"COPYTASTER_DATA": "given"}, flags={"data": None})
    assert settings.data == Path("given")
    assert origins["data"] == "environment COPYTASTER_DATA"


def test_a_running_stack_fills_in_only_what_nobody_set() -> None:
    running = {"store.database_url": "postgresql://stack", "queue.redis_url": "redis://stack"}
    settings, origins = load(environ={"REDIS_URL": "redis://mine"}, running=running)
    assert settings.store.database_url.get_secret_value() == "postgresql://stack"
    assert settings.queue.redis_url.get_secret_value() == "redis://mine"
    assert origins["store.database_url"] == "the running stack"
    assert origins["queue.redis_url"] == "environment REDIS_URL"


def test_a_flag_wins_over_a_running_stack() -> None:
    settings, _ = load(
        environ={},
        running={"store.database_url": "postgresql://stack"},
        flags={"store.database_url": "postgresql://flag"},
    )
    assert settings.store.database_url.get_secret_value() == "postgresql://flag"


def test_an_unknown_key_in_a_file_is_an_error(tmp_path: Path) -> None:
    folder = config(tmp_path / "own", "[queue]\nbatch_maximum = 7\n")
    refused(folder, "queue.batch_maximum", "copytaster config", folder=folder)
    refused("'speed'", folder=config(tmp_path / "two", "speed = 7\n"))
    refused("'queue'", folder=config(tmp_path / "three", "queue = 7\n"))


def test_an_unknown_name_in_the_environment_is_an_error() -> None:
    refused("COPYTASTER_INBOX__RESCAN", environ={"COPYTASTER_INBOX__RESCAN": "10"})
    load(environ={"COPY": "1", "PATH": "/bin", "COPYTASTERX": "none of ours"})


def test_a_file_that_is_no_toml_is_one_line_that_names_it(tmp_path: Path) -> None:
    refused("worker.toml", "TOML", folder=config(tmp_path / "own", "[queue\n"))
    latin = Path(config(tmp_path / "latin", ""))
    (latin / "worker.toml").write_bytes(b'data = "caf\xe9"\n')
    refused("worker.toml", "TOML", folder=str(latin))


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("COPYTASTER_INBOX__OBSERVER", "magic", "'auto', 'inotify' or 'polling'"),
        ("COPYTASTER_LOG__LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("COPYTASTER_QUEUE__BATCH_MAX", "0", "greater than or equal to 1"),
        ("COPYTASTER_QUEUE__BATCH_MAX", "129", "less than or equal to 128"),
        ("COPYTASTER_INBOX__SETTLE_S", "-1", "greater than 0"),
        ("COPYTASTER_INBOX__SETTLE_S", "soon", "valid number"),
        ("COPYTASTER_FLOWER__PORT", "70000", "less than or equal to 65535"),
        ("COPYTASTER_INBOX__REQUIRE_READY", "perhaps", "valid boolean"),
    ],
)
def test_a_wrong_value_is_one_line_with_key_value_and_what_is_allowed(
    name: str, value: str, allowed: str
) -> None:
    key = name.removeprefix(PREFIX).lower().replace("__", ".")
    message = refused(name, key, allowed, environ={name: value})
    assert message.endswith(f"not {value!r}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"soft_limit_s": "45"},
        {"hard_limit_s": "60"},
        {"lease_s": "120"},
        {"visibility_timeout_s": "10"},
    ],
)
def test_the_limits_of_a_run_must_stand_in_their_order(wrong: Mapping[str, str]) -> None:
    environ = {f"COPYTASTER_QUEUE__{key.upper()}": value for key, value in wrong.items()}
    refused("soft_limit_s < hard_limit_s < lease_s < visibility_timeout_s", environ=environ)


def test_a_wrong_secret_is_never_repeated(tmp_path: Path) -> None:
    folder = config(tmp_path / "own", "[flower]\npassword = 123456\n")
    assert "123456" not in refused("flower.password", folder=folder)
    folder = config(tmp_path / "two", '[store]\ndatabase_url = ["postgresql://a:hunter2@b/c"]\n')
    assert "hunter2" not in refused("store.database_url", folder=folder)


def test_settings_print_without_their_secrets() -> None:
    environ = {
        "DATABASE_URL": "postgresql://a:hunter2@b/c",
        "REDIS_URL": "redis://:hunter2@b/0",
        "COPYTASTER_FLOWER__PASSWORD": "hunter2",
    }
    settings, origins = load(environ=environ)
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()} {origins}"


def test_done_and_quarantine_lie_below_data_unless_set() -> None:
    settings, _ = load(environ={"COPYTASTER_DATA": "/srv/d"})
    assert settings.done == Path("/srv/d/done")
    assert settings.quarantine == Path("/srv/d/quarantine")
    settings, _ = load(
        environ={"COPYTASTER_SPOOL__DONE": "/a", "COPYTASTER_SPOOL__QUARANTINE": "/b"}
    )
    assert (settings.done, settings.quarantine) == (Path("/a"), Path("/b"))


def test_no_concurrency_means_one_a_processor() -> None:
    assert load(environ={})[0].concurrency >= 1
    assert load(environ={"COPYTASTER_WORK__CONCURRENCY": "3"})[0].concurrency == 3


def test_the_packaged_files_are_where_the_defaults_are_read() -> None:
    assert {path.name for path in packaged_config().iterdir()} >= {
        "worker.toml",
        "sources.toml",
        "flowerconfig.py",
        "redis.conf",
    }
    assert re.search(r"COPYTASTER_INBOX__RESCAN_S", WORKER_TOML.read_text("utf-8"))
