"""Which fields of a house's own JSON records are which of an article: `[[mapping]]` tables."""

from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

FIELDS = frozenset(
    [
        "agency",
        "body",
        "byline_email",
        "bylines",
        "credit_line",
        "dateline",
        "ed_note",
        "headline",
        "language",
        "modified_at",
        "published_at",
        "section",
        "slugline",
        "source",
        "uri",
        "url",
        "urgency",
        "usage_terms",
        "abstract",
        "copyright_holder",
        "copyright_notice",
        "digital_source_type",
        "expires_at",
        "genres",
        "info_sources",
        "located",
        "subheadline",
        "type",
        "version",
        "embargoed_until",
    ]
)
"""What a mapping may fill."""
_KEYS = {"name", "each", "when", "fields"}
_VALUES_MAX = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How one house's records are read.

    Attributes:
        name: for people, and for errors about the table.
        each: dotted path to the list of records in a document; empty when a document is a record.
        when: dotted path and what must stand there: a value, True for "is there", False for "is
            not there". A record is read by the first mapping of which all hold.
        fields: field of an article, and the dotted path to its value. A path leads through lists
            to each of their elements; of several values a text field takes the first, `bylines`
            and `body` take all.
    """

    name: str
    fields: tuple[tuple[str, str], ...]
    when: tuple[tuple[str, object], ...] = ()
    each: str = ""

    def records(self, document: object) -> list[dict[str, Any]]:
        """The records in `document` that this mapping is for."""
        found = list(reach(document, self.each)) if self.each else [document]
        return [record for record in found if isinstance(record, dict) and self.fits(record)]

    def fits(self, record: object) -> bool:
        """Whether all that `when` asks for holds."""
        return all(self._holds(record, path, wanted) for path, wanted in self.when)

    @staticmethod
    def _holds(record: object, path: str, wanted: object) -> bool:
        found = list(reach(record, path))
        if isinstance(wanted, bool):
            return any(value not in (None, False, "") for value in found) is wanted
        return wanted in found

    @classmethod
    def from_table(cls, number: int, table: Any) -> "Mapping":
        """A table of `sources.toml`.

        Raises:
            ValueError: with one line that says what is wrong with it.
        """
        where = f"sources.toml: mapping {number}"
        if not isinstance(table, dict) or not isinstance(table.get("name"), str):
            raise ValueError(f"{where}: write [[mapping]], and give it a name")  # noqa: TRY004 - one error for all that is wrong in the file
        where = f"{where} ({table['name']})"
        if unknown := sorted(set(table) - _KEYS):
            raise ValueError(f"{where}: unknown key {unknown[0]!r}")
        fields = _table(table, "fields", where)
        if unknown := sorted(set(fields) - FIELDS):
            raise ValueError(f"{where}: an article has no field {unknown[0]!r}")
        if "body" not in fields or not all(isinstance(path, str) for path in fields.values()):
            raise ValueError(f"{where}: fields must be texts, and name where the body is")
        when = _table(table, "when", where)
        if not all(isinstance(value, str | int | float) for value in when.values()):
            raise ValueError(f"{where}: when holds texts, numbers, true and false")
        each = table.get("each", "")
        if not isinstance(each, str):
            raise ValueError(f"{where}: each must be a dotted path")  # noqa: TRY004
        return cls(
            name=table["name"], fields=tuple(fields.items()), when=tuple(when.items()), each=each
        )


def reach(value: object, path: str) -> Iterator[object]:
    """The values at the dotted `path` below `value`, through lists to each of their elements.

    >>> list(reach({"by": [{"name": "A"}, {"name": "B"}]}, "by.name"))
    ['A', 'B']
    """
    found: list[object] = [value]
    for key in path.split("."):
        found = [each[key] for each in _flat(found) if isinstance(each, dict) and key in each]
    yield from _flat(found)


def _flat(values: list[object]) -> Iterator[object]:
    for value in values[:_VALUES_MAX]:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _table(table: Table[str, Any], key: str, where: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ValueError(f"{where}: {key} must be a table")  # noqa: TRY004
    return dict(_dotted(value, ""))


def _dotted(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    """`when = { meta.kind = "x" }` is a table in a table to TOML; here it is a path."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{before}{key}.")
        else:
            yield before + key, value
