"""Values of ninjs's fields, which every version and agency shapes in its own way."""

from typing import Any

from worker.core.parse import charset

_ENTRIES_MAX = 1_000


def entries(value: Any) -> list[Any]:
    """What a field that may hold one, several by name, or a list of them holds."""
    if isinstance(value, list):
        return value[:_ENTRIES_MAX]
    if isinstance(value, dict):
        inner = list(value.values())[:_ENTRIES_MAX]
        return inner if inner and all(isinstance(each, dict) for each in inner) else [value]
    return [value] if value else []


def is_filled(value: Any) -> bool:
    """Whether `value` is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def text_in(entry: Any) -> str | None:
    """The text in an entry of `bodies`, `headlines` or `descriptions`."""
    value = entry.get("value") if isinstance(entry, dict) else None
    return value if isinstance(value, str) and value.strip() else None


def name(value: Any) -> str | None:
    """What the first concept in `value` is called: by its name, its literal, else its code."""
    for each in entries(value):
        if isinstance(each, dict):
            found = line(each.get("name")) or line(each.get("literal")) or line(each.get("code"))
        else:
            found = line(each)
        if found:
            return found
    return None


def line(value: Any) -> str | None:
    """`value` on one line, where it is a text or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(charset.clean(str(value)).split()) or None


def address(entry: Any) -> str | None:
    """Where a rendition can be fetched."""
    return line(entry.get("href")) if isinstance(entry, dict) else None


def is_address(text: str | None) -> bool:
    """Whether `text` is an address on the web."""
    return bool(text and text.startswith(("http://", "https://")))
