"""What the README tells people to type works."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from running import Desk, story
from typer.testing import CliRunner

from worker.cli import app

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OWN = re.compile(r"(?:^|/)copytaster$")


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(README) if name == language]


def lines() -> list[list[str]]:
    """Each command of the shell blocks, and each `copytaster ...` in the text, as words."""
    found = [
        shlex.split(part, comments=True)
        for text in blocks("sh")
        for line in text.replace("\\\n", " ").splitlines()
        for part in line.split("&&")
    ]
    prose = BLOCK.sub("", README)
    found += [inline.split() for inline in re.findall(r"`(copytaster [^`]+)`", prose)]
    return [words for words in found if words]


COMMANDS = [words for words in lines() if OWN.search(words[0])]
TARGETS = [words[1:] for words in lines() if words[0] == "make"]
STATEMENTS = [
    statement
    for text in blocks("sql")
    for statement in re.split(r";\s*$", text, flags=re.MULTILINE)
    if re.sub(r"--.*", "", statement).strip()
]


def test_the_readme_has_something_to_type() -> None:
    assert COMMANDS
    assert TARGETS
    assert STATEMENTS


def spoken(words: list[str]) -> tuple[list[str], set[str]]:
    """The command with its sub-command, and the options that are given to it."""
    names = [word for word in words[1:3] if re.fullmatch(r"[a-z]+", word)]
    return names, {word.partition("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_of_the_readme_exists_with_its_options(words: list[str]) -> None:
    names, options = spoken(words)
    told = help_of(names) or help_of(names[:1])
    assert told, f"no such command: {' '.join(words)}"
    for option in options - {"-h", "--help"}:
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", told), f"no such option: {option}"


def help_of(names: list[str]) -> str:
    """A command's help; empty when there is no such command."""
    told = CliRunner().invoke(app, [*names, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    return told.stdout if told.exit_code == 0 else ""


@pytest.mark.parametrize("words", TARGETS, ids=" ".join)
def test_a_target_of_make_exists(words: list[str]) -> None:
    targets = [word for word in words if "=" not in word]
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", *targets],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_every_query_runs_for_who_may_only_read(desk: Desk) -> None:
    desk.drop("asked.txt", story("asked"))
    desk.ended("asked.txt")
    for statement in STATEMENTS:
        desk.rows(statement.replace("%", "%%"))
    desk.prove()


def test_every_query_that_the_readme_gives_to_psql_runs(desk: Desk) -> None:
    asked = [words[words.index("-c") + 1] for words in COMMANDS if words[1:2] == ["psql"]]
    for statement in asked:
        told = desk.tell("psql", "-c", statement)
        assert told.code == 0, told
