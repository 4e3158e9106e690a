"""What `copytaster rules test` prints: the matches, with the words they rest on, and the count."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import typer
from rich.text import Text

from worker.cli.options import WRONG, out, print_json
from worker.cli.parse import safe, tag_record
from worker.core.article import Article, Evidence, Tag, display_title
from worker.core.marked import marked
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Scanned
from worker.errors import Rejected

AROUND = 40
"""Characters of text shown before and after the words that a rule found."""


class Looked(NamedTuple):
    """One article that rules were held against, or a file that cannot be read.

    Attributes:
        where: its file and position, or its id in the store.
    """

    where: str
    article: Article | None = None
    tags: tuple[Tag, ...] = ()
    rejected: Rejected | None = None


class Shown:
    """Shows matches as they are found, or gathers them for JSON, and counts."""

    def __init__(self, rules: list[str], limit: int, *, as_json: bool) -> None:
        self._rules, self._limit, self._as_json = rules, limit, as_json
        self._articles = self._matched = 0
        self._matches: list[dict[str, Any]] = []
        self._unreadable: list[dict[str, str]] = []

    def add(self, looked: Looked) -> None:
        """Count an article, and show it if a rule matched it."""
        if looked.rejected:
            why = looked.rejected
            told = {"path": looked.where, "reason": str(why.reason), "detail": why.detail}
            self._unreadable.append(told)
        if looked.article is None:
            return
        self._articles += 1
        self._matched += bool(looked.tags)
        if not looked.tags or self._matched > self._limit:
            return
        if self._as_json:
            title, _ = display_title(looked.article)
            tags = [tag_record(tag) for tag in looked.tags]
            self._matches.append({"article": looked.where, "title": title, "tags": tags})
        else:
            _print_match(looked.where, looked.article, looked.tags)

    def end(self, late: Sequence[str]) -> None:
        """Say how many there were; exit code 1 when a file could not be read or a rule was late."""
        if self._as_json:
            print_json(
                {
                    "rules": self._rules,
                    "articles": self._articles,
                    "matched": self._matched,
                    "matches": self._matches,
                    "unreadable": self._unreadable,
                    "late": list(late),
                }
            )
        else:
            for one in self._unreadable:
                print(f"{one['path']}: cannot be read: {one['reason']}: {one['detail']}")
            hidden = self._matched - self._limit
            more = f"; {hidden} not shown, --limit shows more" if hidden > 0 else ""
            print(f"{self._matched} of {self._articles} articles match{more}")
            for line in late:
                print(line)
        if self._unreadable or late:
            raise typer.Exit(WRONG)


def _print_match(where: str, article: Article, tags: tuple[Tag, ...]) -> None:
    out.print(Text(safe(where), style="bold"))
    out.print(Text(f"  {safe(display_title(article)[0])}"))
    scanned = Scanned(article, Literals({}))
    for tag in tags:
        out.print(Text(f"  {tag}  {tag.weight:.2f}", style="red"))
        for words in tag.because:
            out.print(_snippet(scanned, tag, words))


def _snippet(scanned: Scanned, tag: Tag, words: Evidence) -> Text:
    """The words with what stands around them; marked by colour on a terminal, else by brackets."""
    line = Text(f"    {words.field:<12} ")
    start, end = max(0, words.start - AROUND), words.end + AROUND
    text = scanned.text(words.field)
    only = tag._replace(because=(words,))
    if start:
        line.append("…")
    # a language that was told from the words stands in no field of a stored article
    for stretch in marked(text[start:end] or words.text, words.field, [only], start):
        said = safe(" ".join(stretch.text.split("\n")))
        if not stretch.tags:
            line.append(said)
        elif out.is_terminal:
            line.append(said, style="red underline")
        else:
            line.append(f"[{said}]")
    if end < len(text):
        line.append("…")
    return line
