"""An article as `copytaster explain` prints it: the words that its tags rest on are marked."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from worker.cli.options import out
from worker.cli.parse import safe, told
from worker.core.article import Article, Evidence, Tag
from worker.core.marked import Stretch, marked

STYLES = {
    "country": "green",
    "place": "cyan",
    "topic": "magenta",
    "person": "yellow",
    "org": "blue",
    "watch": "red",
}
OTHER = "bold"
"""The style of all other schemes."""
_WIDTH = 12
_MARKED = ("headline", "subheadline", "abstract")


def print_article(article: Article, tags: Sequence[Tag]) -> None:
    """Print an article's fields and its text; marks are colours on a terminal, else brackets."""
    for name, value in told(article):
        if name in _MARKED:
            _print_line(name, marked(getattr(article, name), name, tags))
        else:
            _print_line(name, [Stretch(value)])
    start = 0
    for number, paragraph in enumerate(article.paragraphs, 1):
        _print_line(f"body {number}", marked(paragraph, "body", tags, start))
        start += len(paragraph) + len("\n\n")


def print_tag(tag: Tag, said: str = "") -> None:
    """Print a tag, what made it, and the words it rests on; `said` instead where a person did."""
    line = _label("tag")
    line.append(str(tag), style=style_of(tag))
    line.append(f" {safe(tag.label)} {tag.weight:.2f} by {safe(tag.method)}: ")
    line.append(safe(said or words_of(tag.because)))
    out.print(line)


def words_of(because: Sequence[Evidence]) -> str:
    """The words of a tag, each with the field that it stands in."""
    return ", ".join(f"{_quoted(e.text)} in {e.field}" for e in because) or "the whole text"


def _quoted(text: str) -> str:
    """As Python quotes it; but joiners and marks of direction stay, for letters hang on them."""
    return repr(text) if text.isprintable() else f"'{' '.join(text.split())}'"


def style_of(tag: Tag) -> str:
    """The colour of a tag's scheme."""
    return STYLES.get(tag.scheme, OTHER)


def _print_line(name: str, stretches: Iterator[Stretch] | Sequence[Stretch]) -> None:
    line = _label(name)
    for stretch in stretches:
        text = safe(stretch.text.replace("\n", " ").replace("\t", " "))
        if not stretch.tags:
            line.append(text)
        elif out.is_terminal:
            line.append(text, style=f"{style_of(stretch.tags[0])} underline")
        else:
            line.append(f"[{text}]({', '.join(map(str, stretch.tags))})")
    out.print(line)


def _label(name: str) -> Text:
    return Text(f"  {name:<{_WIDTH}} ")
