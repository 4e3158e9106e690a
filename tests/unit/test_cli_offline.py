"""The commands that need no server, and what all commands have in common."""

import io
import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from worker.cli import app
from worker.cli.canary import canary_text, drop_canary
from worker.cli.config import shown
from worker.cli.evidence import words_of
from worker.cli.explain import charset_of
from worker.cli.options import cell
from worker.cli.parse import safe
from worker.config import load
from worker.core.article import Article, Evidence, PubStatus
from worker.core.parse import Limits, parse

WIRE = """Harbour strike ends after talks

BUSAN, March 3 (Yonhap) -- Dock workers in Busan went back to work on Monday after a \
night of talks with their employers, the port authority said.

The strike had halted the largest harbour of South Korea for eleven days.
"""
KEYS = [
    *("path", "position", "parser", "uri", "version", "headline", "display_title", "bylines"),
    *("byline_email", "dateline", "agency", "source", "section", "published_at", "modified_at"),
    *("language", "ed_note", "signal", "urgency", "pub_status", "url", "body", "word_count"),
    *("repeated_paragraphs", "type", "subheadline", "abstract", "located", "slugline"),
    *("credit_line", "genres", "info_sources", "embargoed_until", "expires_at"),
    *("copyright_holder", "copyright_notice", "usage_terms", "digital_source_type", "subjects"),
    *("tags", "dropped", "error"),
]


@pytest.fixture(autouse=True)
def _no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("COPYTASTER_") or name in {"DATABASE_URL", "REDIS_URL"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("COPYTASTER_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("COPYTASTER_INBOX", str(tmp_path / "inbox"))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def commands() -> list[tuple[str, ...]]:
    """Every command as it is written, those of groups with the group's name."""
    top = typer.main.get_command(app)
    assert isinstance(top, TyperGroup)
    found: list[tuple[str, ...]] = []
    for name in top.list_commands(None):
        command = top.get_command(None, name)
        inner = command.commands if isinstance(command, TyperGroup) else {}
        found += [(name, own) for own in inner] or [(name,)]
    return found


def test_no_command_is_forgotten() -> None:
    assert {"up", "parse", "reconcile"} <= {command[0] for command in commands()}
    assert {("quarantine", "retry"), ("tag", "add"), ("rules", "test")} <= set(commands())


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_helps_with_an_example(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    (example,) = [line for line in result.stdout.splitlines() if "Example:" in line]
    assert f"copytaster {' '.join(command)}" in example


def test_brackets_in_a_help_are_shown() -> None:
    assert "[words](scheme:code)" in run("explain", "--help").stdout


def test_a_group_of_commands_offers_no_completion_of_its_own() -> None:
    for group in ("tag", "rules", "quarantine"):
        assert "completion" not in run(group, "--help").stdout


@pytest.mark.parametrize(
    "words", [("--nonsense",), ("nonsense",), ("parse",), ("parse", "nowhere.txt"), ("find",)]
)
def test_a_command_given_wrongly_ends_with_2(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_an_unknown_setting_ends_every_command_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYTASTER_INBOX__NONSENSE", "1")
    result = run("config")
    assert result.exit_code == 2
    assert "COPYTASTER_INBOX__NONSENSE" in result.stderr


# parse


def test_parse_prints_one_line_an_article_with_the_keys_that_are_promised(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(WIRE)
    result = run("parse", "--format", "jsonl", file)
    assert result.exit_code == 0
    (line,) = lines(result)
    assert sorted(line) == sorted(KEYS)
    assert (line["path"], line["position"], line["error"]) == (str(file), 0, None)
    assert line["headline"] == "Harbour strike ends after talks"
    assert (line["dateline"]["place"], line["dateline"]["date_text"]) == ("BUSAN", "March 3")
    assert (line["agency"], line["language"], line["published_at"]) == ("Yonhap", "en", None)
    (country,) = [tag for tag in line["tags"] if tag["scheme"] == "country"]
    assert country["code"] == "KR"
    assert {"text", "field", "start", "end"} == set(country["because"][0])
    assert not (tmp_path / "var").exists()
    assert not (tmp_path / "inbox").exists()


def test_parse_tells_of_a_rejected_file_in_a_line_of_the_same_shape_and_ends_with_1(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text(WIRE)
    (tmp_path / "b.txt").write_bytes(b"{\\rtf1 x}")
    result = run("parse", "--format=jsonl", tmp_path / "a.txt", tmp_path / "b.txt")
    assert result.exit_code == 1
    good, bad = lines(result)
    assert good["error"] is None
    assert sorted(bad) == sorted(KEYS)
    assert bad["error"]["reason"] == "unknown_format"
    assert "RTF" in bad["error"]["detail"]


def test_parse_walks_folders_and_takes_their_name_for_a_hint(tmp_path: Path) -> None:
    folder = tmp_path / "reuters"
    (folder / "deep").mkdir(parents=True)
    text = WIRE.replace("(Yonhap)", "")
    (folder / "deep" / "x.txt").write_text(text)
    (folder / ".hidden").write_text(text)
    (folder / "y.part").write_text(text)
    (folder / "link.txt").symlink_to(folder / "deep" / "x.txt")
    result = run("parse", "--format=jsonl", folder)
    (line,) = lines(result)
    assert line["path"] == str(folder / "deep" / "x.txt")
    assert line["agency"] == "Reuters"
    assert "3 ignored" in result.stderr


def test_parse_prints_a_time_as_printed_where_nobody_tells_the_zone(tmp_path: Path) -> None:
    stamps = {"bare.txt": "2024-03-04 17:30", "zoned.txt": "2024-03-04 17:30 GMT"}
    for name, stamp in stamps.items():
        body = WIRE.replace("BUSAN, March 3 (Yonhap) -- ", "")
        headline, _, rest = body.partition("\n\n")
        (tmp_path / name).write_text(f"{headline}\n\nPublished: {stamp}\n\n{rest}")
    told = lines(run("parse", "--format=jsonl", tmp_path / "bare.txt", tmp_path / "zoned.txt"))
    assert [line["published_at"] for line in told] == [
        "2024-03-04T17:30:00",
        "2024-03-04T17:30:00+00:00",
    ]


def test_parse_tells_of_a_file_that_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = run("parse", "--format=jsonl", tmp_path / "pipe")
    assert result.exit_code == 1
    assert lines(result)[0]["error"]["reason"] == "unreadable"


def test_parse_pretty_is_for_people_and_cannot_command_their_terminal(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(WIRE.replace("night of talks", "night \x1b[31mof talks"))
    (tmp_path / "y.txt").write_text("")
    result = run("parse", "--format=pretty", tmp_path / "x.txt", tmp_path / "y.txt")
    assert result.exit_code == 1
    assert "Harbour strike ends after talks" in result.stdout
    assert "country:KR" in result.stdout
    assert "empty_body" in result.stdout
    assert "\x1b" not in result.stdout


# explain


def test_explain_tells_what_a_file_is_without_any_server(tmp_path: Path) -> None:
    file = tmp_path / "inbox" / "yonhap" / "x.txt"
    file.parent.mkdir(parents=True)
    file.write_text(WIRE + "\nCopyright 2024, all rights reserved\n")
    result = run("explain", file)
    assert result.exit_code == 0
    for words in ("ignored      no", "parser       text", "charset      ascii", "BUSAN, March 3"):
        assert words in result.stdout
    assert "'South Korea' in body" in result.stdout
    assert "fingerprint" in result.stdout
    assert "no Postgres is known" in result.stdout
    told = json.loads(run("explain", file, "--json").stdout)
    assert told["path"] == "yonhap/x.txt"
    assert len(told["articles"][0]["fingerprint"]["text_sha256"]) == 64
    assert {"text", "rule"} == set(told["articles"][0]["dropped"][0])


@pytest.mark.parametrize(
    ("name", "pattern"),
    [("x.part", "*.part"), ("#recycle/x.txt", "#recycle")],
)
def test_explain_names_the_pattern_that_makes_a_name_none_of_ours(
    tmp_path: Path, name: str, pattern: str
) -> None:
    file = tmp_path / "inbox" / name
    file.parent.mkdir(parents=True)
    file.write_text(WIRE)
    result = run("explain", file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["ignored"] == pattern


def test_explain_says_of_a_rejected_file_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"Rar!\x1a\x07")
    result = run("explain", tmp_path / "x.txt")
    assert result.exit_code == 1
    assert "unknown_format" in result.stdout
    assert "next" in result.stdout


@pytest.mark.parametrize(
    ("text", "encoded", "name"),
    [
        ("Zurich and Geneva agree", "ascii", "ascii"),
        ("Zürich and Genève “agree”", "cp1252", "cp1252"),
        ("Zürich and Genève agree", "utf-8", "utf-8"),
        ("Zürich and Genève agree", "utf-8-sig", "utf-8-sig"),
        ("Zürich and Genève agree", "utf-16", "utf-16"),
    ],
)
def test_explain_names_the_charset(text: str, encoded: str, name: str) -> None:
    assert charset_of(f"{text}\n\n{WIRE}".encode(encoded)) == name


# config


def test_config_shows_each_setting_and_its_origin_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://desk:geheim@db.example/news")
    monkeypatch.setenv("REDIS_URL", "redis://:geheim@broker.example/0")
    monkeypatch.setenv("COPYTASTER_FLOWER__PASSWORD", "geheim")
    own = tmp_path / "own"
    own.mkdir()
    (own / "worker.toml").write_text("[inbox]\nrescan_s = 7\n")
    result = run("config", "--config", own, "--json")
    rows = {row["setting"]: row for row in json.loads(result.stdout)}
    assert rows["inbox.rescan_s"]["value"] == 7
    assert rows["inbox.rescan_s"]["origin"] == str(own / "worker.toml")
    assert rows["store.database_url"]["value"] == "postgresql://desk:***@db.example/news"
    assert rows["store.database_url"]["origin"] == "environment DATABASE_URL"
    assert rows["data"]["origin"] == "environment COPYTASTER_DATA"
    assert rows["flower.password"]["value"] == "***"
    assert all(row["origin"] for row in rows.values())
    assert "geheim" not in result.stdout
    assert "geheim" not in run("config").stdout


@pytest.mark.parametrize(
    "address",
    [
        "host=db user=desk password=geheim",
        "postgresql://db/news?user=desk&password=geheim",
        "postgresql://db/news?password=geheim&user=desk",
        "redis://desk:geheim@broker/0",
    ],
)
def test_config_hides_a_password_wherever_it_stands(address: str) -> None:
    settings, _ = load(environ={"DATABASE_URL": address})
    assert "geheim" not in str(shown(settings))


# what is away


@pytest.mark.parametrize(
    "words",
    [
        ("find", "x"),
        ("story", "0199"),
        ("diff", "0199", "019a"),
        ("reconcile",),
        ("dsn",),
        ("psql", "-c", "select 1"),
        ("quarantine", "list"),
        ("quarantine", "retry", "--all"),
        ("ingest", "/dev/null"),
    ],
    ids=" ".join,
)
def test_without_a_stack_a_command_says_how_to_start_one(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert "copytaster up" in result.stderr


def test_status_and_check_show_what_there_is_without_a_stack() -> None:
    told = json.loads(run("status", "--json").stdout)
    assert told["inbox"] == 0
    assert len(told["trouble"]) == 2
    result = run("check", "--canary")
    assert result.exit_code == 1
    assert "WRONG postgres" in result.stdout
    assert "not sent" in result.stdout


def test_status_watch_is_no_json() -> None:
    assert run("status", "--watch", "--json").exit_code == 2


# the canary


def test_the_canary_is_an_article_that_nobody_may_use() -> None:
    number = uuid4()
    stream = io.BytesIO(canary_text(number).encode())
    (article,) = parse(stream, Limits(text_bytes=10_000))
    assert isinstance(article, Article)
    assert article.headline == f"Copytaster canary {number}"
    assert article.pub_status is PubStatus.WITHHELD
    assert article.embargoed_until is None
    assert str(number) in article.body


def test_the_canary_comes_with_its_marker_where_markers_are_required(tmp_path: Path) -> None:
    drop_canary(tmp_path, "_canary/x.txt", uuid4(), ready=True)
    names = sorted(path.name for path in (tmp_path / "_canary").iterdir())
    assert names == ["x.txt", "x.txt.ready"]


# what tables show


@pytest.mark.parametrize(
    ("value", "shows"),
    [
        (None, ""),
        (True, "yes"),
        (["a", 1], "a, 1"),
        ("two\nlines \x1b[31m", "two lines [31m"),
        (b"a\xffb", "a\\xffb"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_a_cell_is_one_line_of_printable_text(value: Any, shows: str) -> None:
    assert cell(value) == shows


def test_safe_text_has_no_control_characters() -> None:
    assert safe("plain") == "plain"
    assert safe("a\x1bb\x9bc") == "a�b�c"


@pytest.mark.parametrize("kept", ["می\u200cشود", "क्\u200dष", "\u200fمرحبا\u200e", "東京\u3000発"])
def test_safe_text_keeps_what_scripts_need(kept: str) -> None:
    assert safe(kept) == kept


@pytest.mark.parametrize("control", ["\u202e", "\u2066", "\x85", "\u2028", "\x7f", "\x00"])
def test_safe_text_has_nothing_that_turns_or_ends_lines(control: str) -> None:
    assert safe(f"می\u200cشود{control}") == "می\u200cشود�"


def test_words_of_evidence_keep_joiners() -> None:
    because = (Evidence("می\u200cشود", "body", 0, 6), Evidence("two\nlines", "body", 7, 16))
    assert words_of(because) == "'می\u200cشود' in body, 'two lines' in body"
