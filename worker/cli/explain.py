"""`copytaster explain`."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from worker.adapters.compiled import make_preparer
from worker.adapters.store import Session, StoryStore
from worker.cli.options import (
    WRONG,
    AsJson,
    Config,
    Data,
    inbox_of,
    opened,
    plain,
    print_json,
    settings_for,
)
from worker.cli.parse import Named, read, record, safe, told
from worker.core.delivery import printable
from worker.core.policy import Matching, Policy
from worker.core.reading import Prepared, Reading
from worker.core.settle import IGNORED_FILES, IGNORED_FOLDERS
from worker.errors import Reason, Rejected, Unavailable
from worker.settings import Settings

NEXT = {
    Reason.UNKNOWN_FORMAT: "save it as plain text and drop that",
    Reason.MALFORMED: "mend the file and drop it again",
    Reason.TOO_LARGE: "raise limits.text_bytes, or split the file",
    Reason.EMPTY_BODY: "look whether the file is whole; there is no report in it",
    Reason.NOT_AN_ARTICLE: "nothing: it is no news",
    Reason.BAD_ENCODING: "save it as UTF-8 and drop it again",
    Reason.TOO_DEEP: "mend the file and drop it again",
    Reason.ENCRYPTED: "decrypt it and drop that",
    Reason.UNREADABLE: "mend its permissions",
}
_CHARSETS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252",
    "cp1250", "cp1251", "iso8859-2", "iso8859-5", "iso8859-9", "cp1254", "koi8-r", "cp949",
    "shift_jis", "euc_jp", "gb18030", "big5", "cp1255", "cp1256", "cp874",
)  # fmt: skip
"""Tried in this order to name what the parser made text with."""
_SHORT = 100


def explain(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A file, in the inbox or elsewhere.")
    ],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Tell what would become of a file, and why; stores nothing.

    Needs no server. Where Postgres answers, it also tells whether the article is known already and
    what matching says. The exit code is 1 when the file would be ignored or rejected.

    Example: copytaster explain inbox/yonhap/x.txt
    """
    settings, _ = settings_for(data, config)
    folder = str(config) if config else None
    path, ignored = _name(settings, file)
    from worker.core.parse import HEAD_BYTES  # noqa: PLC0415 - see adapters.compiled

    head = _raw(file, HEAD_BYTES)
    explained: dict[str, Any] = {
        "file": printable(os.fsencode(file)),
        "path": printable(path),
        "ignored": ignored,
        "parser": _parser(head),
        "charset": charset_of(_raw(file, settings.limits.text_bytes)) if _parser(head) else None,
        "articles": [],
    }
    store = _store(settings)
    rejected = False
    for reading in read(make_preparer(settings, folder), Named(file, path)):
        rejected |= isinstance(reading.outcome, Rejected)
        one = _explained(file, reading) | _placed(store, reading, settings.match.matching)
        if as_json:
            explained["articles"].append(one)
        else:
            if not reading.position:
                _print_file(explained)
            _print(reading, one)
    if as_json:
        print_json(explained)
    if rejected or ignored:
        raise typer.Exit(WRONG)


def _name(settings: Settings, file: Path) -> tuple[bytes, str | None]:
    """The path that it has as a delivery, and the pattern that makes its name none of ours."""
    inbox = inbox_of(settings)
    # the folder is resolved, the name is not: a link is told apart from what it leads to
    full = file.parent.resolve() / file.name
    inside = inbox.root in full.parents
    path = inbox.relative(os.fsencode(full)) if inside else os.fsencode(file.name)
    if file.is_symlink():
        return path, "a link, FIFO, socket or device"
    return path, inbox.ignore.path(path)


def _parser(head: bytes) -> str | None:
    from worker.core.parse import PARSERS  # noqa: PLC0415

    for format_ in PARSERS:
        if format_.sniff(head):
            return str(getattr(format_, "__name__", "")).rpartition(".")[2]
    return None


def charset_of(raw: bytes) -> str | None:
    """The charset that makes the same text of `raw` as the parser does; None when none does."""
    from worker.core.parse import charset  # noqa: PLC0415

    try:
        text = charset.decode(raw)
    except Rejected:
        return None
    for name in _CHARSETS:
        # a byte gone wrong is a replacement character in both
        if raw.decode(name, "replace") == text:
            return "ascii" if name == "utf-8" and raw.isascii() else name
    return "another, told by its letters"


def _raw(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except OSError:
        return b""


def _store(settings: Settings) -> StoryStore | None:
    url = settings.store.database_url.get_secret_value()
    if not url:
        return None
    session = Session(url, name="explain", connect_timeout_s=2)
    opened.callback(session.close)
    return StoryStore(session)


def _explained(file: Path, reading: Reading) -> dict[str, Any]:
    found = record(file, reading)
    del found["path"]
    if isinstance(reading.outcome, Rejected):
        return found | {"next": NEXT.get(reading.outcome.reason, "tell the developers")}
    digest = reading.outcome.fingerprint
    return found | {
        "published_zone": reading.outcome.article.published_zone,
        "published_text": reading.outcome.article.published_text,
        "fingerprint": {
            "text_sha256": digest.text_sha256.hex(),
            "body_sha256": digest.body_sha256.hex(),
            "algo": digest.algo,
        },
    }


def _placed(store: StoryStore | None, reading: Reading, matching: Matching) -> dict[str, Any]:
    """What the store makes of an article: known already, or how it relates to others."""
    if store is None or not isinstance(reading.outcome, Prepared):
        return {"store": None}
    try:
        known, verdict = store.place(reading.outcome, matching)
    except Unavailable as error:
        return {"store": {"unavailable": str(error)}}
    if known:
        return {
            "store": {
                "known": True,
                "article_id": known["article_id"],
                "stored_at": known["stored_at"],
                "first_path": known["path"],
            }
        }
    return {
        "store": {
            "known": False,
            "relation": verdict.relation,
            "kind": verdict.kind,
            "because": verdict.why,
            "scores": asdict(verdict.scores) if verdict.scores else None,
            "policy": matching.policy(verdict.relation),
            "related": [link.article_id for link in verdict.related],
            "matched_article_id": verdict.matched_article_id,
            "story_id": verdict.story_id if verdict.matched_article_id else None,
        }
    }


def _print_file(explained: dict[str, Any]) -> None:
    print(explained["file"])
    if pattern := explained["ignored"]:
        print(f"  ignored      its name fits {pattern}: in the inbox it would stay where it is")
        print(f"               built in are {' '.join(map(repr, IGNORED_FILES))}")
        print(f"               and the folders {' '.join(IGNORED_FOLDERS)}")
    else:
        print("  ignored      no")
    print(f"  parser       {explained['parser'] or 'none takes it'}")
    print(f"  charset      {explained['charset'] or 'unknown'}")


def _print(reading: Reading, one: dict[str, Any]) -> None:
    if reading.position:
        print(f"position {reading.position}")
    if isinstance(reading.outcome, Rejected):
        print(f"  rejected     {reading.outcome.reason}: {reading.outcome.detail}")
        print(f"  next         {one['next']}")
        return
    article = reading.outcome.article
    for name, value in told(article):
        print(f"  {name:<12} {safe(value)}")
    if article.published_text:
        print(f"  time read in {safe(article.published_text)!r}")
    for number, paragraph in enumerate(article.paragraphs, 1):
        print(f"  body {number:<7} {_short(paragraph)}")
    for dropped in article.dropped:
        print(f"  dropped      {dropped.rule}: {_short(dropped.text)}")
    for tag in reading.outcome.tags:
        words = ", ".join(f"{e.text!r} in {e.field}" for e in tag.because) or "the whole text"
        print(
            f"  tag          {tag} {safe(tag.label)} {tag.weight:.2f} by {tag.method}: {safe(words)}"
        )
    print(f"  fingerprint  {one['fingerprint']['text_sha256']} ({one['fingerprint']['algo']})")
    for line in _store_lines(one["store"]):
        print(f"  {line}")


def _store_lines(placed: dict[str, Any] | None) -> Iterator[str]:
    if placed is None:
        yield "store        not asked: no Postgres is known"
    elif "unavailable" in placed:
        yield f"store        not asked: {placed['unavailable']}"
    elif placed["known"]:
        yield (
            f"store        known already: article {placed['article_id']}, stored "
            f"{plain(placed['stored_at'])} from {placed['first_path']}; it would be one more sighting"
        )
    else:
        yield f"store        new: {placed['relation']}, because {placed['because']}"
        if matched := placed["matched_article_id"]:
            yield f"matches      {matched} in story {placed['story_id']}"
        if measured := placed["scores"]:
            told_of = (
                f"{name} {value:.2f}" for name, value in measured.items() if value is not None
            )
            yield f"scores       {', '.join(told_of)}"
        if placed["policy"] != Policy.LINK:
            yield f"policy       {placed['policy']}"
        for related in placed["related"]:
            yield f"related      {related}"


def _short(text: str) -> str:
    cut = " ".join(text.split())
    return safe(cut if len(cut) <= _SHORT else f"{cut[: _SHORT - 1]}…")
