"""`copytaster parse`."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from worker.adapters.compiled import make_preparer
from worker.adapters.inbox import Inbox
from worker.adapters.new_id import new_id
from worker.cli.options import WRONG, Config, err, ignore_of, plain, settings_for
from worker.core.article import Article, Tag, display_title
from worker.core.delivery import Delivery, printable
from worker.core.reading import Prepared, Reading
from worker.core.settle import Ignore
from worker.errors import Reason, Rejected

if TYPE_CHECKING:
    from worker.core.prepare import Preparer


class Format(StrEnum):
    """How articles are printed."""

    PRETTY = "pretty"
    JSONL = "jsonl"


class Named(NamedTuple):
    """A file that a person named, or that lies in a folder that a person named.

    Attributes:
        path: where it lies.
        as_delivery: the path that it has as a delivery, the first folder being a hint.
        ignored: why its name is none of ours.
    """

    path: Path
    as_delivery: bytes
    ignored: str | None = None


def parse(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, metavar="PATH...", help="Files and folders.")
    ],
    shape: Annotated[
        Format | None,
        typer.Option("--format", help="pretty, or jsonl: one line an article, for programs."),
    ] = None,
    config: Config = None,
) -> None:
    """Read files as the worker would and print what they are; stores nothing, needs no server.

    Folders are walked. A file that cannot be read is a line with `error`, and the exit code is 1.
    Times are ISO 8601, null when not printed; where neither the text nor its source tells the
    zone, the time stands as printed, without an offset.

    Example: copytaster parse --format jsonl wire/ > articles.jsonl
    """
    settings, _ = settings_for(None, config)
    preparer = make_preparer(settings, str(config) if config else None)
    pretty = shape is Format.PRETTY or (shape is None and sys.stdout.isatty())
    wrong = ignored = 0
    for named in walk(paths, ignore_of(settings)):
        if named.ignored:
            ignored += 1
            continue
        for reading in read(preparer, named):
            wrong += isinstance(reading.outcome, Rejected)
            if pretty:
                _print_pretty(named.path, reading)
            else:
                print(json.dumps(record(named.path, reading), default=plain, ensure_ascii=False))
    if ignored:
        err.print(f"{ignored} ignored; `copytaster explain FILE` says why", highlight=False)
    if wrong:
        raise typer.Exit(WRONG)


def walk(paths: Iterable[Path], ignore: Ignore) -> Iterator[Named]:
    """The named files, and those in named folders, in order; none is held in memory."""
    for path in paths:
        if not path.is_dir():
            yield Named(path, os.fsencode(path.name))
            continue
        top = os.fsencode(path.resolve().name)
        for entry in Inbox(path, ignore).listing():
            yield Named(
                path / os.fsdecode(entry.path),
                b"/".join(filter(None, (top, entry.path))),
                entry.ignored,
            )


def read(preparer: "Preparer", named: Named) -> Iterator[Reading]:
    """What becomes of each position of a file."""
    hint = Delivery(delivery_id=new_id(), path=named.as_delivery).source_hint
    try:
        if not named.path.is_file():
            raise OSError("it is no regular file")  # noqa: TRY301 - told like any other refusal
        with named.path.open("rb") as stream:
            yield from preparer.readings(stream, hint=hint, new_id=new_id)
    except OSError as error:
        yield Reading(0, Rejected(Reason.UNREADABLE, error.strerror or str(error)))


def record(path: Path, reading: Reading) -> dict[str, Any]:
    """One line of `--format jsonl`; every key is there in every line."""
    outcome = reading.outcome
    line: dict[str, Any] = {"path": printable(os.fsencode(path)), "position": reading.position}
    if isinstance(outcome, Rejected):
        line |= dict.fromkeys(_KEYS)
        line |= {name: [] for name in _LISTS}
        return line | {"error": {"reason": outcome.reason.value, "detail": outcome.detail}}
    line |= _fields(outcome.article)
    line["tags"] = [tag_record(tag) for tag in outcome.tags]
    line["dropped"] = [{"text": d.text, "rule": d.rule} for d in outcome.article.dropped]
    return line | {"error": None}


def _fields(article: Article) -> dict[str, Any]:
    dateline = article.dateline
    made = {
        "display_title": display_title(article)[0],
        "bylines": list(article.bylines),
        "dateline": dateline
        and {"place": dateline.place, "date": dateline.date, "date_text": dateline.date_text},
        "signal": [signal.value for signal in article.signals],
        "pub_status": article.pub_status.value,
        "subjects": [str(subject) for subject in article.subjects],
        "genres": list(article.genres),
        "info_sources": list(article.info_sources),
    }
    return {name: made[name] if name in made else getattr(article, name) for name in _KEYS}


_KEYS = (
    "parser", "uri", "version", "headline", "display_title", "bylines", "byline_email", "dateline",
    "agency", "source", "section", "published_at", "modified_at", "language", "ed_note", "signal",
    "urgency", "pub_status", "url", "body", "word_count", "repeated_paragraphs", "type",
    "subheadline", "abstract", "located", "slugline", "credit_line", "genres", "info_sources",
    "embargoed_until", "expires_at", "copyright_holder", "copyright_notice", "usage_terms",
    "digital_source_type", "subjects",
)  # fmt: skip


# Joiners of letters and of words, and marks of direction; embeddings and overrides reach too far.
_JOINERS = frozenset("\u200c\u200d\u2060\u200e\u200f\u061c\u00ad")
_LISTS = ("bylines", "signal", "tags", "dropped", "genres", "info_sources", "subjects")


def tag_record(tag: Tag) -> dict[str, Any]:
    """A tag with the words that it rests on."""
    return {
        "scheme": tag.scheme,
        "code": tag.code,
        "label": tag.label,
        "weight": tag.weight,
        "top": tag.top,
        "method": tag.method,
        "because": [
            {"text": e.text, "field": e.field, "start": e.start, "end": e.end} for e in tag.because
        ],
    }


def _print_pretty(path: Path, reading: Reading) -> None:
    where = printable(os.fsencode(path))
    print(f"── {where}" + (f", position {reading.position}" if reading.position else ""))
    if isinstance(reading.outcome, Rejected):
        print(f"   cannot be read: {reading.outcome.reason}: {reading.outcome.detail}\n")
        return
    print_article(reading.outcome)
    print()
    for paragraph in reading.outcome.article.paragraphs:
        print(safe(paragraph), end="\n\n")


def print_article(prepared: Prepared) -> None:
    """Print what was read off an article, and its tags; not its body."""
    for name, value in told(prepared.article):
        print(f"   {name:<12} {safe(value)}")
    tags = ", ".join(f"{tag} ({tag.label}, {tag.weight:.2f})" for tag in prepared.tags)
    print(f"   {'tags':<12} {safe(tags) or 'none'}")


def told(article: Article) -> Iterator[tuple[str, str]]:
    """The fields that an article has, by the names that people see."""
    title, made = display_title(article)
    yield ("title" if made else "headline"), f"{title} (made from the lede)" if made else title
    dateline = article.dateline
    fields: dict[str, object] = {
        "byline": ", ".join(article.bylines),
        "email": article.byline_email,
        "dateline": dateline
        and ", ".join(
            filter(None, (dateline.place, dateline.date_text or str(dateline.date or "")))
        ),
        "agency": article.agency,
        "source": article.source,
        "section": article.section,
        "type": article.type if article.type != "text" else None,
        "subheadline": article.subheadline,
        "abstract": article.abstract,
        "genre": ", ".join(article.genres),
        "located": article.located,
        "published": article.published_at
        and f"{article.published_at.isoformat(' ', 'minutes')} {article.published_zone or '(no zone)'}",
        "modified": article.modified_at and article.modified_at.isoformat(" ", "minutes"),
        "embargoed": article.embargoed_until and article.embargoed_until.isoformat(" ", "minutes"),
        "expires": article.expires_at and article.expires_at.isoformat(" ", "minutes"),
        "language": article.language,
        "ed_note": article.ed_note,
        "signals": ", ".join(article.signals),
        "status": article.pub_status if article.pub_status != "usable" else None,
        "words": article.word_count,
        "repeated": article.repeated_paragraphs,
    }
    for name, value in fields.items():
        if value:
            yield name, " ".join(str(value).split())


def safe(text: str) -> str:
    """Text that cannot command a terminal, nor turn the order of what is printed behind it."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or _is_harmless(c) else "�" for c in text)


def _is_harmless(character: str) -> bool:
    """Whether it is a blank of its own width, or joins letters or gives them a direction."""
    return character in _JOINERS or unicodedata.category(character) == "Zs"
