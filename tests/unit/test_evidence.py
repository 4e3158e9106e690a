"""`copytaster explain` marks the words that tags rest on: in colour on a terminal, else in brackets."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from worker.cli import app
from worker.cli.evidence import STYLES, print_article, print_tag
from worker.core.article import Article, Evidence, Tag

ARTICLE = Article(
    body="Talks in Seoul.\n\n𝄞 Seoul\nagain \x1b[31mand [bold]more[/bold].",
    headline="Seoul talks",
    bylines=("Ann Lee",),
)


def tag(name: str, *because: Evidence) -> Tag:
    scheme, _, code = name.partition(":")
    return Tag(
        scheme=scheme, code=code, label="A [b]label", weight=0.5, method="table", because=because
    )


TAGS = (
    tag(
        "country:KR",
        Evidence("Seoul", "headline", 0, 5),
        Evidence("Seoul", "body", 9, 14),
        Evidence("Seoul", "body", 19, 24),
    ),
    tag("place:1835848", Evidence("Seoul", "body", 9, 14)),
)


def printed(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    file = io.StringIO()
    console = Console(
        file=file,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        soft_wrap=True,
    )
    monkeypatch.setattr("worker.cli.evidence.out", console)
    print_article(ARTICLE, TAGS)
    for one in TAGS:
        print_tag(one)
    return file.getvalue()


def test_words_stand_in_brackets_with_their_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(monkeypatch, terminal=False).splitlines()
    assert "  headline     [Seoul](country:KR) talks" in lines
    assert "  body 1       Talks in [Seoul](country:KR, place:1835848)." in lines
    assert "  body 2       𝄞 [Seoul](country:KR) again �[31mand [bold]more[/bold]." in lines
    assert "  tag          place:1835848 A [b]label 0.50 by table: 'Seoul' in body" in lines, (
        "a label is no markup"
    )


def test_words_have_the_colour_of_their_scheme_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = printed(monkeypatch, terminal=True)
    assert STYLES["country"] == "green"
    assert "\x1b[4;32mSeoul\x1b[0m talks" in text
    assert "\x1b[32mcountry:KR\x1b[0m" in text
    assert "\x1b[36mplace:1835848\x1b[0m" in text
    assert "](" not in text
    assert "\x1b[31m" not in text, "what the article holds cannot command the terminal"


def test_a_file_is_explained_with_its_words_marked(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(
        "Harbour strike ends after talks\n\nBUSAN, March 3 (Yonhap) -- Dock workers in South Korea "
        "went back to work on Monday.\n"
    )
    environ = {"DATABASE_URL": "", "COPYTASTER_DATA": str(tmp_path)}
    told = CliRunner(env=environ).invoke(app, ["explain", str(file)]).stdout
    (line,) = [line for line in told.splitlines() if line.startswith("  body 1")]
    assert "[South Korea](" in line
    assert "country:KR" in line
