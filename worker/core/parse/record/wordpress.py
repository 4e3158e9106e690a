"""What an export of WordPress says of an entry beyond what feeds say, and how it keeps a text."""

import re
from collections.abc import Mapping
from typing import Any

from worker.core.article import PubStatus

_POSTS = frozenset([None, "", "post", "page"])
_UNPUBLISHED = frozenset(["draft", "auto-draft", "pending", "private", "trash"])
_GAP = re.compile(r"\n[ \t\r]*\n\s*")


def is_news(entry: Mapping[str, Any]) -> bool:
    """Whether an entry that is only a title can be an article: attachments and menus are none."""
    return entry.get("wp_post_type") in _POSTS


def status(entry: Mapping[str, Any]) -> PubStatus:
    """Whether the entry was published."""
    withheld = entry.get("wp_status") in _UNPUBLISHED
    return PubStatus.WITHHELD if withheld else PubStatus.USABLE


def as_shown(text: str, entry: Mapping[str, Any]) -> str:
    """`text` with the paragraphs and line breaks that WordPress puts in when it shows an entry."""
    if "wp_post_type" not in entry or "\n" not in text.strip():
        return text
    return _GAP.sub("<p>", text.strip()).replace("\n", "<br>")
