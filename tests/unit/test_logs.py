"""One log format for everyone, a closed list of event names, and no secret in any line."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from worker import logs

SOURCE = Path(logs.__file__).parent
METHODS = {"debug", "info", "warning", "error", "exception", "critical"}
PASSWORD = "hunter2"  # what must be found nowhere
URL = f"postgresql://desk:{PASSWORD}@db/desk"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Logging is the process's own: leave it as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    before = structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**before)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def configured(shape: str = "json", level: str = "info", stream: io.StringIO | None = None) -> Any:
    stream = stream or io.StringIO()
    logs.configure(level, shape, stream=stream)
    return stream


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def is_logger(node: ast.expr) -> bool:
    """Whether an expression is `log`, `self._log`, or a call of `get_logger`."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).endswith("get_logger")
    return ast.unparse(node).rpartition(".")[2] in ("log", "_log")


def names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from names(node.body)
        yield from names(node.orelse)
    else:
        assert isinstance(node, ast.Constant), f"no plain event name: {ast.unparse(node)}"
        yield str(node.value)


def events_in_source() -> dict[str, str]:
    """Every event name that the code logs, and one place where it does."""
    found: dict[str, str] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in METHODS
                and is_logger(node.func.value)
            ):
                for name in names(node.args[0]):
                    found[name] = f"{path.relative_to(SOURCE)}:{node.lineno}"
    return found


def test_every_event_that_is_logged_is_in_the_list() -> None:
    found = events_in_source()
    assert len(found) > 20
    assert {name: where for name, where in found.items() if name not in logs.EVENTS} == {}


def test_every_event_in_the_list_is_logged_somewhere() -> None:
    assert set(logs.EVENTS) - set(events_in_source()) == set()


def test_every_event_is_a_noun_and_what_became_of_it_with_a_meaning() -> None:
    for name, meaning in logs.EVENTS.items():
        assert name.isidentifier()
        assert "_" in name
        assert name == name.lower()
        assert meaning


def test_lines_are_json_where_no_person_looks() -> None:
    stream = configured("auto")
    logs.get_logger().info("delivery_done", path="a.txt", articles=3)
    [line] = told(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "delivery_done", "level": "info", "path": "a.txt", "articles": 3}


def test_lines_are_for_people_on_a_terminal() -> None:
    stream = configured("auto", stream=Terminal())
    logs.get_logger().info("delivery_done", path="a.txt")
    [line] = stream.getvalue().splitlines()
    assert "delivery_done" in line
    assert not line.startswith("{")


@pytest.mark.parametrize(("shape", "is_json"), [("json", True), ("console", False)])
def test_a_shape_that_is_asked_for_is_given_anywhere(shape: str, *, is_json: bool) -> None:
    for stream in (io.StringIO(), Terminal()):
        configured(shape, stream=stream)
        logs.get_logger().info("delivery_done")
        assert stream.getvalue().startswith("{") is is_json


def test_the_standard_library_logs_in_the_same_format() -> None:
    stream = configured()
    logs.get_logger().warning("service_unavailable", what="Postgres")
    logging.getLogger("celery.worker").warning("lost %s", "the broker")
    ours, theirs = told(stream)
    assert theirs.keys() - {"logger"} == ours.keys() - {"what"}
    assert theirs["event"] == "lost the broker"
    assert theirs["logger"] == "celery.worker"


def test_the_level_holds_for_both_kinds_of_loggers() -> None:
    stream = configured(level="warning")
    logs.get_logger().info("delivery_done")
    logging.getLogger("celery").info("no")
    logs.get_logger().warning("delivery_postponed")
    logging.getLogger("celery").warning("yes")
    assert [line["event"] for line in told(stream)] == ["delivery_postponed", "yes"]


def test_libraries_that_chatter_are_heard_from_warnings_on() -> None:
    stream = configured(level="debug")
    for name in ("watchdog.observers", "kombu", "celery.app.trace", "tornado.access"):
        logging.getLogger(name).info("chatter")
    assert stream.getvalue() == ""


def test_configuring_twice_logs_each_line_once() -> None:
    configured()
    stream = configured()
    logging.getLogger("x").warning("once")
    assert len(told(stream)) == 1


class Model(BaseModel):
    url: str
    secret: SecretStr = SecretStr(PASSWORD)


@pytest.mark.parametrize(
    "value",
    [
        URL,
        f"could not connect to {URL}: refused",
        f"redis://:{PASSWORD}@localhost:6379/0",
        f"redis+socket://:{PASSWORD}@/run/redis.sock",
        f"redis://:p@{PASSWORD}@localhost/0",
        f"host=db user=desk password={PASSWORD} dbname=desk",
        f"Password = {PASSWORD}",
        {"settings": {"store": {"database_url": URL}}},
        [URL, ("other", URL)],
        OSError(f"refused by {URL}"),
        Model(url=URL),
        Path("postgresql://desk:x") / f"{PASSWORD}@db",
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("shape", ["json", "console"])
def test_no_password_is_in_any_line_whatever_shape_it_comes_in(shape: str, value: object) -> None:
    if isinstance(value, Path):
        value = str(value).replace(":/", "://", 1)
    stream = configured(shape)
    logs.get_logger().info("settings_loaded", value=value)
    logging.getLogger("x").warning("value %s", value)
    logging.getLogger("x").warning(str(value))
    assert len(stream.getvalue().splitlines()) == 3
    assert PASSWORD not in stream.getvalue()


@pytest.mark.parametrize("shape", ["json", "console"])
def test_a_traceback_holds_neither_passwords_nor_bodies(shape: str) -> None:
    stream = configured(shape)
    body = "SEOUL, April 8 -- The text of an article. " * 2
    address = URL

    def fail() -> None:
        raise ValueError(f"no connection to {address} for {len(body)} characters")

    try:
        fail()
    except ValueError:
        logs.get_logger().exception("batch_failed")
        logging.getLogger("x").exception("it failed")
    assert "no connection to postgresql://desk:***@db/desk" in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()
    assert PASSWORD not in stream.getvalue()
    assert "text of an article. SEOUL" not in stream.getvalue()


@given(st.text())
@settings(deadline=None)
def test_text_without_a_password_stays_as_it_is(text: str) -> None:
    if "://" not in text and "password" not in text.lower():
        assert logs.redact(text) == text


@pytest.mark.parametrize(
    "text", ["https://example.org/a:b", "redis://localhost:6379/0", "redis://h/0 and me@there.org"]
)
def test_an_address_without_a_password_stays_as_it_is(text: str) -> None:
    assert logs.redact(text) == text


def test_a_name_with_line_breaks_makes_no_second_line() -> None:
    stream = configured()
    logs.get_logger().info("delivery_done", path='a\n{"event": "forged"}')
    assert len(told(stream)) == 1
