"""`copytaster explain`."""

import os
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from worker.adapters.compiled import make_preparer
from worker.adapters.store import Session, StoryStore, TagStore
from worker.cli.evidence import print_article, print_tag
from worker.cli.options import (
    USAGE,
    WRONG,
    AsJson,
    Config,
    Data,
    fail,
    inbox_of,
    opened,
    print_json,
    session_for,
    settings_for,
)
from worker.cli.parse import Named, read, record, safe
from worker.cli.placed import placed, store_lines
from worker.cli.stored import explain_stored
from worker.core.delivery import printable
from worker.core.reading import Reading
from worker.core.settle import IGNORED_FILES, IGNORED_FOLDERS
from worker.errors import Reason, Rejected
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
_ID = re.compile(r"[0-9a-f][0-9a-f-]{3,35}")


def explain(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ARTICLE",
            help="A file, in the inbox or elsewhere; or the id of a stored article, or its beginning.",
        ),
    ],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    r"""Tell what would become of a file, and why; stores nothing.

    The words that tags rest on are marked in the text: in colour on a terminal, elsewhere as
    \[words](scheme:code). Needs no server for a file; where Postgres answers, it also tells whether
    the article is known already and what matching says. The exit code is 1 when the file would be
    ignored or rejected.

    Example: copytaster explain inbox/yonhap/x.txt
    """
    settings, _ = settings_for(data, config)
    file = Path(asked)
    if not (file.is_symlink() or file.exists()):
        if not _ID.fullmatch(asked):
            fail(f"there is no file {asked}, and no article has an id that begins so", USAGE)
        explain_stored(TagStore(session_for(settings, "explain")), asked, as_json=as_json)
        return
    if file.is_dir():
        fail(f"{asked} is a folder: name a file", USAGE)
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
        one = _explained(file, reading) | placed(store, reading, settings.match.matching)
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
    article, tags = reading.outcome.article, reading.outcome.tags
    print_article(article, tags)
    if article.published_text:
        print(f"  time read in {safe(article.published_text)!r}")
    for dropped in article.dropped:
        print(f"  dropped      {dropped.rule}: {_short(dropped.text)}")
    for tag in tags:
        print_tag(tag)
    print(f"  fingerprint  {one['fingerprint']['text_sha256']} ({one['fingerprint']['algo']})")
    for line in store_lines(one["store"]):
        print(f"  {line}")


def _short(text: str) -> str:
    cut = " ".join(text.split())
    return safe(cut if len(cut) <= _SHORT else f"{cut[: _SHORT - 1]}…")
