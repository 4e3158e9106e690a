"""People, organisations and places that the user makes known in tags.toml."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from worker.core.tag import rule_values as read
from worker.core.tag.rule_block import WrongBlockError

NAMED_KEYS = {
    "person": ("name", "also"),
    "org": ("name", "also"),
    "place": ("name", "also", "code", "country"),
}
"""The keys that a block may have, by the scheme that it is named after."""


class Known(NamedTuple):
    """Whom or what a name that the user added means.

    Attributes:
        scheme: "person", "org" or "place".
        code: what the tag names it by; the label where the user gave none.
        country: of a place, its ISO 3166 code.
    """

    scheme: str
    label: str
    code: str
    country: str | None = None


def known(scheme: str, block: Any) -> Mapping[str, Known]:
    """Each way to write the name that a block gives, to whom it means.

    Raises:
        WrongBlockError: something in it is wrong.
    """
    keys = NAMED_KEYS[scheme]
    if not isinstance(block, dict):
        raise WrongBlockError("", f"write [[{scheme}]] with two brackets, then a line for each key")
    for key in block:
        if key not in keys:
            raise WrongBlockError(key, f"no such key; there are {', '.join(keys)}")
    if "name" not in block:
        raise WrongBlockError("name", "is missing")
    told = {key: _told(key, block[key]) for key in block if key != "also"}
    aliases = _told("also", block.get("also", []))
    meant = Known(scheme, told["name"], told.get("code", told["name"]), told.get("country"))
    return dict.fromkeys((told["name"], *aliases), meant)


def place(meant: Known) -> tuple[str, ...]:
    """A place as a row of the table of places: of much there nothing is told."""
    return (meant.code, meant.label, "region", meant.country or "", "", "", "", "")


def _told(key: str, value: Any) -> Any:
    readers = {"also": read.texts, "code": read.name, "country": read.country}
    try:
        return readers.get(key, read.text)(value)
    except ValueError as error:
        raise WrongBlockError(key, str(error)) from error
