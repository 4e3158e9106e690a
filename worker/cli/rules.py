"""`copytaster rules`."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from worker.adapters.compiled import make_rule_preparer
from worker.adapters.rulebook_file import RulebookFile
from worker.adapters.store import TagStore
from worker.cli.late import Late
from worker.cli.options import (
    USAGE,
    WRONG,
    AsJson,
    Config,
    Data,
    err,
    fail,
    ignore_of,
    print_json,
    print_table,
    quiet,
    session_for,
    settings_for,
)
from worker.cli.parse import read, safe, walk
from worker.cli.rules_shown import Looked, Shown
from worker.core.article import Tag
from worker.core.delivery import printable
from worker.core.tag.rule_block import Rule
from worker.core.tag.rule_examples import failures
from worker.errors import Rejected
from worker.settings import Settings

NAMED = 20
"""So many rules are named where the one that was asked for is not there."""
_OPERATORS = ("any", "all", "none", "exact", "regex", "fuzzy", "near")

app = typer.Typer(
    help="The rules of config/tags.toml, which give articles tags of your own: watch:<name>.",
    no_args_is_help=True,
    add_completion=False,
)

File = Annotated[
    Path | None,
    typer.Option(
        "--file", exists=True, dir_okay=False, help="This file in place of config/tags.toml."
    ),
]


@app.command("list")
def list_(file: File = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the rules that are in order. The exit code is 1 when others are not.

    Example: copytaster rules list
    """
    rulebook = rules_file(config, file)
    rows = [_row(rule, rulebook.book.lines[name]) for name, rule in rulebook.book.rules.items()]
    if as_json:
        print_json(rows)
    elif rows:
        print_table([*rows[0]], [list(row.values()) for row in rows])
    else:
        print(f"No rules in {rulebook.where}; the lines there say how to write one.")
    if refused := rulebook.book.refused:
        err.print(f"{len(refused)} refused; `copytaster rules check` says why", highlight=False)
        raise typer.Exit(WRONG)


@app.command("check")
def check_(file: File = None, config: Config = None, as_json: AsJson = False) -> None:
    """Check the rules and run their examples. The exit code is 1 when something is wrong.

    Example: copytaster rules check
    """
    rulebook = rules_file(config, file)
    book = rulebook.book
    wrong = list(complaints(rulebook))
    if as_json:
        print_json(
            {
                "file": rulebook.where,
                "rules": len(book.rules),
                "names": len(book.known),
                "wrong": [dict(zip(("line", "why"), one, strict=True)) for one in wrong],
            }
        )
    else:
        for line, why in wrong:
            print(f"{rulebook.where}:{line}: {safe(why)}")
        examples = sum(len(r.examples) + len(r.counter_examples) for r in book.rules.values())
        print(f"rules      {len(book.rules)} in order")
        print(f"names      {len(book.known)}")
        print(f"refused    {len(book.refused)}")
        print(f"examples   {examples}, of which {len(wrong) - len(book.refused)} do not hold")
    if wrong:
        raise typer.Exit(WRONG)


@app.command("test")
def try_(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="RULE PATH...", help="A rule by its name, then files and folders."),
    ] = None,
    store: Annotated[bool, typer.Option("--store", help="Look at what is stored.")] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
            help="Only what was stored from this day or time on, in UTC.",
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Show so many matches; all are counted.")] = 20,
    file: File = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show what a rule would match, and by which words; changes nothing.

    Files are read as the worker would, without any server. With --file, which may be a draft, RULE
    may be left out: all its rules are tried. A rule that is not enabled is tried as well. The exit
    code is 1 when a file cannot be read, or a pattern runs out of time.

    Example: copytaster rules test north-korea-missiles wire/ --limit 5
    """
    rules, paths = _chosen(rules_file(config, file), words or [], named=bool(file))
    if store == bool(paths):
        fail("name files or folders to look at, or give --store", USAGE)
    if since and not store:
        fail("--since goes with --store", USAGE)
    quiet()
    settings, _ = settings_for(data, config)
    preparer = make_rule_preparer(settings, str(config) if config else None, rules)
    if store:
        looked = _stored(settings, preparer.tagger.tags, since)
    else:
        looked = _read(settings, preparer, paths)
    shown = Shown([rule.name for rule in rules], limit, as_json=as_json)
    late = Late(preparer.tagger)
    for one in looked:
        late.look()
        shown.add(one)
    shown.end([*late.lines])


def complaints(rulebook: RulebookFile) -> Iterator[tuple[int, str]]:
    """What is wrong in a file of rules, each with its line: refusals, then examples."""
    for refusal in rulebook.book.refused:
        yield refusal.line, f"{refusal.name}: {refusal.why}" if refusal.name else refusal.why
    for failure in failures(rulebook.book.rules.values()):
        yield rulebook.book.lines[failure.rule], str(failure)


def rules_file(config: Path | None, file: Path | None = None) -> RulebookFile:
    """The file as it is, whatever it was before."""
    rulebook = RulebookFile(str(config) if config else None, None, file)
    rulebook.read()
    return rulebook


def _row(rule: Rule, line: int) -> dict[str, Any]:
    return {
        "name": rule.name,
        "label": rule.label,
        "enabled": rule.enabled,
        "line": line,
        "operators": [name for name in _OPERATORS if getattr(rule, name)],
        "fields": [*rule.fields],
        "examples": len(rule.examples) + len(rule.counter_examples),
    }


def _chosen(
    rulebook: RulebookFile, words: list[str], *, named: bool
) -> tuple[list[Rule], list[Path]]:
    """The rules to try, and the paths; ends the command where there is no such rule."""
    book = rulebook.book
    if words and (rule := book.rules.get(words[0])):
        return [rule], _paths(words[1:])
    for refusal in book.refused:
        if refusal.name in {None, *words[:1]}:
            fail(f"{rulebook.where}:{refusal.line}: {refusal.why}")
    if not named or (words and not Path(words[0]).exists()):
        there = ", ".join([*book.rules][:NAMED]) or "none"
        more = f" and {len(book.rules) - NAMED} more" if len(book.rules) > NAMED else ""
        said = f"{rulebook.where} has no rule {words[0]!r}" if words else "no rule is named"
        fail(f"{said}; there are: {there}{more}", USAGE)
    return list(book.rules.values()), _paths(words)


def _paths(words: Iterable[str]) -> list[Path]:
    paths = [Path(word) for word in words]
    for path in paths:
        if not path.exists():
            fail(f"{path}: there is no such file or folder", USAGE)
    return paths


def _read(settings: Settings, preparer: Any, paths: list[Path]) -> Iterator[Looked]:
    for named in walk(paths, ignore_of(settings)):
        if named.ignored:
            continue
        path = printable(os.fsencode(named.path))
        for reading in read(preparer, named):
            where = f"{path}, position {reading.position}" if reading.position else path
            if isinstance(reading.outcome, Rejected):
                yield Looked(where, rejected=reading.outcome)
            else:
                yield Looked(where, reading.outcome.article, _watch(reading.outcome.tags))


def _stored(settings: Settings, tags: Any, since: datetime | None) -> Iterator[Looked]:
    store = TagStore(session_for(settings, "rules"))
    run = store.range(since and since.replace(tzinfo=UTC))
    while batch := store.next_batch(run):
        for one in batch:
            yield Looked(str(one.article_id), one.article, _watch(tags(one.article)))
        run = replace(run, reached_id=batch[-1].article_id)


def _watch(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    return tuple(tag for tag in tags if tag.scheme == "watch")
