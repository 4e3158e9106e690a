"""`copytaster rules` without any server, and what `check` and `status` say of the rules."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from worker.adapters.rulebook_file import RulebookFile
from worker.cli import app

RULES = """[[watch]]
name = "ferry"
label = "Ferries"
any = ["ferry"]
examples = ["A ferry left."]

[[watch]]
name = "reef"
any = ["reef"]
enabled = false
"""
WRONG_RULE = '\n[[watch]]\nname = "bad"\nany = 3\n'
STORY = """Night ferry runs on a reef

BUSAN, March 3 (Yonhap) -- A night ferry with two hundred people on board ran on a reef off Busan on \
Monday, the coast guard said, and nobody was hurt.

Another ferry took the passengers to the harbour in the morning.
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith("COPYTASTER_") or name in {"DATABASE_URL", "REDIS_URL"}:
            monkeypatch.delenv(name)
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "tags.toml").write_text(RULES)
    monkeypatch.setenv("COPYTASTER_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("COPYTASTER_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setenv("COPYTASTER_CONFIG", str(folder))
    return folder


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(STORY)
    return file


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


# list, check


def test_the_rules_are_listed() -> None:
    result = run("rules", "list", "--json")
    assert result.exit_code == 0
    first, second = json.loads(result.stdout)
    assert (first["name"], first["label"], first["line"]) == ("ferry", "Ferries", 1)
    assert (first["operators"], first["enabled"], second["enabled"]) == (["any"], True, False)
    assert "Ferries" in run("rules", "list").stdout


def test_a_list_without_rules_says_where_to_write_one(config: Path) -> None:
    (config / "tags.toml").write_text("")
    result = run("rules", "list")
    assert result.exit_code == 0
    assert str(config / "tags.toml") in result.stdout


def test_a_list_tells_of_refused_rules(config: Path) -> None:
    (config / "tags.toml").write_text(RULES + WRONG_RULE)
    result = run("rules", "list")
    assert result.exit_code == 1
    assert "ferry" in result.stdout
    assert "1 refused" in result.stderr


def test_rules_in_order_are_said_to_be() -> None:
    result = run("rules", "check")
    assert result.exit_code == 0
    assert "rules      2 in order" in result.stdout
    assert json.loads(run("rules", "check", "--json").stdout)["wrong"] == []


def test_what_is_wrong_is_told_with_file_line_and_reason(config: Path) -> None:
    path = config / "tags.toml"
    path.write_text(RULES.replace("A ferry left", "A ship left") + WRONG_RULE)
    result = run("rules", "check")
    assert result.exit_code == 1
    assert f"{path}:14: bad: any: must be a text or a list of texts" in result.stdout
    assert f"{path}:1: ferry: examples 1 is not matched: 'A ship left.'" in result.stdout
    told = json.loads(run("rules", "check", "--json").stdout)
    assert [one["line"] for one in told["wrong"]] == [14, 1]


def test_check_and_status_tell_what_is_wrong(config: Path) -> None:
    path = config / "tags.toml"
    path.write_text("[[watch\n")
    checked = json.loads(run("check", "--json").stdout)["checks"]
    (one,) = [check for check in checked if check["name"] == "rules"]
    assert one["ok"] is False
    assert one["said"].startswith(f"{path}:1: ")
    told = run("status")
    assert told.exit_code == 1
    assert f"{path}:1: " in told.stdout
    status = json.loads(run("status", "--json").stdout)
    assert (status["rules"]["active"], len(status["rules"]["refused"])) == (0, 1)


def test_status_counts_the_last_good_rules_of_a_broken_file(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    kept = RulebookFile(str(config), folder)
    kept.read()
    kept.keep()
    (config / "tags.toml").write_text("[[watch\n")
    status = json.loads(run("status", "--json", "--data", str(folder)).stdout)
    assert (status["rules"]["active"], len(status["rules"]["refused"])) == (1, 1)


def test_check_names_the_first_of_many_things_that_are_wrong(config: Path) -> None:
    (config / "tags.toml").write_text("[[watch]]\n" * 50)
    checked = json.loads(run("check", "--json").stdout)["checks"]
    told = [check for check in checked if check["name"] == "rules"]
    assert len(told) < 10
    assert told[-1]["said"].startswith("45 things more")
    assert told[-1]["next"] == "copytaster rules check"


def test_check_and_status_count_rules_in_order() -> None:
    checked = json.loads(run("check", "--json").stdout)["checks"]
    assert ("rules", True, "2 of your own") in {(c["name"], c["ok"], c["said"]) for c in checked}
    assert json.loads(run("status", "--json").stdout)["rules"]["active"] == 1


# test


def test_a_match_is_shown_with_its_words(story: Path) -> None:
    result = run("rules", "test", "ferry", story)
    assert result.exit_code == 0
    assert "watch:ferry" in result.stdout
    assert "Night [ferry] runs on a reef" in result.stdout
    assert result.stdout.count("[ferry]") == 3
    assert "…" in result.stdout
    assert result.stdout.endswith("1 of 1 articles match\n")


def test_a_rule_that_is_switched_off_can_be_tried(story: Path) -> None:
    told = json.loads(run("rules", "test", "reef", story.parent, "--json").stdout)
    assert (told["rules"], told["articles"], told["matched"]) == (["reef"], 1, 1)
    (match,) = told["matches"]
    assert match["article"] == str(story)
    assert [words["text"] for words in match["tags"][0]["because"]] == ["reef", "reef"]
    words = match["tags"][0]["because"][0]
    assert (words["field"], words["start"], words["end"]) == ("headline", 22, 26)


def test_a_draft_can_be_tried_without_naming_its_rules(tmp_path: Path, story: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text('[[watch]]\nname = "night"\nany = ["agency:yonhap"]\n')
    for words in ((story,), ("night", story)):
        told = json.loads(run("rules", "test", "--file", draft, *words, "--json").stdout)
        assert (told["rules"], told["matched"]) == (["night"], 1)


def test_what_is_not_shown_is_counted(tmp_path: Path) -> None:
    (tmp_path / "wire").mkdir()
    for n in range(3):
        (tmp_path / "wire" / f"{n}.txt").write_text(
            STORY.replace("two hundred", f"{n + 2} hundred")
        )
    result = run("rules", "test", "ferry", tmp_path / "wire", "--limit", "1")
    assert result.stdout.count("watch:ferry") == 1
    assert "3 of 3 articles match; 2 not shown" in result.stdout


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path, story: Path) -> None:
    (tmp_path / "x.rtf").write_bytes(b"{\\rtf1 x}")
    result = run("rules", "test", "ferry", story, tmp_path / "x.rtf")
    assert result.exit_code == 1
    assert "x.rtf: cannot be read: unknown_format" in result.stdout
    assert "1 of 1 articles match" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ferry",), "--store"),
        ((), "no rule"),
        (("nothing", "story.txt"), "has no rule 'nothing'; there are: ferry, reef"),
        (("ferry", "nowhere.txt"), "nowhere.txt: there is no such file"),
        (("ferry", "story.txt", "--store"), "--store"),
        (("ferry", "story.txt", "--since", "2026-01-01"), "--since goes with --store"),
    ],
)
def test_a_test_given_wrongly_ends_with_2(
    words: tuple[str, ...], said: str, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(story.parent)
    result = run("rules", "test", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_pattern_that_runs_out_of_time_is_told_of(config: Path, story: Path) -> None:
    (config / "tags.toml").write_text('[[watch]]\nname = "slow"\nregex = "pattern (?:x+x+)+y"\n')
    story.write_text(STORY + "\nThe pattern " + "x" * 5000 + " was seen again on Tuesday.\n")
    result = run("rules", "test", "slow", story)
    assert result.exit_code == 1
    assert "slow: its pattern ran out of time in 1 articles: make it simpler" in result.stdout
    assert len(json.loads(run("rules", "test", "slow", story, "--json").stdout)["late"]) == 1


def test_few_of_many_rules_are_named(config: Path, story: Path) -> None:
    rules = [f'[[watch]]\nname = "r{n}"\nany = ["ferry"]\n' for n in range(50)]
    (config / "tags.toml").write_text("".join(rules))
    result = run("rules", "test", "nothing", story)
    assert result.exit_code == 2
    assert "r19 and 30 more" in result.stderr


def test_a_refused_rule_cannot_be_tried(config: Path, story: Path) -> None:
    (config / "tags.toml").write_text(RULES + WRONG_RULE)
    result = run("rules", "test", "bad", story)
    assert result.exit_code == 1
    assert f"{config / 'tags.toml'}:14: any: must be" in result.stderr


def test_parse_uses_the_rules_and_keeps_nothing(tmp_path: Path, story: Path) -> None:
    line = json.loads(run("parse", "--format", "jsonl", story).stdout)
    assert [tag["code"] for tag in line["tags"] if tag["scheme"] == "watch"] == ["ferry"]
    assert not (tmp_path / "var").exists()
