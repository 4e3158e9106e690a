"""All of tags.toml: the user's rules, the names that the user adds, and what was refused of it."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from worker.core.tag import rule_values as read
from worker.core.tag.rule_block import Rule, WrongBlockError, rule
from worker.core.tag.rule_lines import Lines, said_line

T = TypeVar("T")

_NAMED_KEYS = {
    "person": ("name", "also"),
    "org": ("name", "also"),
    "place": ("name", "also", "code", "country"),
}
_BLOCKS = ("watch", *_NAMED_KEYS)


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


class Refusal(NamedTuple):
    """One thing in tags.toml that is wrong.

    Attributes:
        line: counts from 1.
        name: of the rule or name that it is about; None where the whole text is refused.
    """

    line: int
    why: str
    name: str | None = None

    def __str__(self) -> str:
        what = f"{self.name}: " if self.name else ""
        return f"{self.line}: {what}{self.why}"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What holds of a tags.toml.

    Attributes:
        rules: those that are in order, by name.
        known: whom the names that the user added mean, by each way to write them.
        lines: of each rule, where it begins.
        refused: what is wrong, in the order of the text.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()

    @property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """The people and organisations: each way to write them, to scheme and label."""
        return {
            literal: (known.scheme, known.label)
            for literal, known in self.known.items()
            if known.scheme != "place"
        }

    @property
    def places_tsv(self) -> str:
        """The places as further rows of the table of places (worker/data/README.md)."""
        names: dict[Known, list[str]] = {}
        for literal, known in self.known.items():
            if known.scheme == "place":
                others = names.setdefault(known, [])
                if literal != known.label:
                    others.append(literal.replace("|", " "))
        rows = ((*_place(known), "|".join(some)) for known, some in names.items())
        return "".join("\t".join(row) + "\n" for row in rows)

    @classmethod
    def from_toml(cls, text: str, last: "Rulebook | None" = None) -> "Rulebook":
        """Read a tags.toml.

        A block that is wrong is refused alone; if its rule was in order in `last`, that one stays.
        A text that is no TOML is refused as a whole, and all of `last` stays.
        """
        last = last or cls()
        try:
            tables = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            refusal = Refusal(said_line(str(error), text), f"not valid TOML: {error}")
            return cls(last.rules, last.known, last.lines, (refusal,))
        return _Reader(Lines(text), last).read(tables)


class _Reader:
    def __init__(self, lines: Lines, last: Rulebook) -> None:
        self._lines = lines
        self._last = last
        self._refused: list[Refusal] = []
        self._rules: dict[str, Rule] = {}
        self._known: dict[str, Known] = {}
        self._at: dict[str, int] = {}

    def read(self, tables: Mapping[str, Any]) -> Rulebook:
        for name in tables:
            if name not in _BLOCKS:
                there = ", ".join(f"[[{block}]]" for block in _BLOCKS)
                why = f"{name!r} is not known here, only {there}"
                self._refused.append(Refusal(self._lines.of(name, 1), why))
        for number, block in self._entries(tables, "watch"):
            self._rule(number, block)
        for scheme in _NAMED_KEYS:
            for number, block in self._entries(tables, scheme):
                self._name(scheme, number, block)
        refused = tuple(sorted(self._refused))
        return Rulebook(self._rules, self._known, self._at, refused)

    def _entries(self, tables: Mapping[str, Any], name: str) -> Iterator[tuple[int, Any]]:
        blocks = tables.get(name, [])
        if not isinstance(blocks, list):
            why = f"write [[{name}]] with two brackets"
            self._refused.append(Refusal(self._lines.of(name, 1), why))
            return
        yield from enumerate(blocks, 1)

    def _rule(self, number: int, block: Any) -> None:
        name = str(block.get("name", "")) if isinstance(block, dict) else ""
        line = self._lines.of("watch", number)
        made = self._asked("watch", number, name, lambda: rule(block))
        if name in self._rules:
            why = f"its name is taken by the rule on line {self._at[name]}"
            self._refused.append(Refusal(line, why, name))
            return
        made = made or self._last.rules.get(name)
        if made:
            self._rules[made.name] = made
            self._at[made.name] = line

    def _name(self, scheme: str, number: int, block: Any) -> None:
        label = str(block.get("name", "")) if isinstance(block, dict) else ""
        found = self._asked(scheme, number, label, lambda: _known(scheme, block))
        for literal, known in (found or {}).items():
            other = self._known.setdefault(literal, known)
            if other != known:
                why = f"{literal!r} means {other.scheme}:{other.code} already"
                self._refused.append(Refusal(self._lines.of(scheme, number), why, label))

    def _asked(self, block: str, number: int, name: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except WrongBlockError as error:
            line = self._lines.of(block, number, error.key)
            self._refused.append(Refusal(line, str(error), name or None))
            return None


def _known(scheme: str, block: Any) -> Mapping[str, Known]:
    keys = _NAMED_KEYS[scheme]
    if not isinstance(block, dict):
        raise WrongBlockError("", f"write [[{scheme}]] with two brackets, then a line for each key")
    for key in block:
        if key not in keys:
            raise WrongBlockError(key, f"no such key; there are {', '.join(keys)}")
    if "name" not in block:
        raise WrongBlockError("name", "is missing")
    told = {key: _told(key, block[key]) for key in block if key != "also"}
    aliases = _told("also", block.get("also", []))
    known = Known(scheme, told["name"], told.get("code", told["name"]), told.get("country"))
    return dict.fromkeys((told["name"], *aliases), known)


def _place(known: Known) -> tuple[str, ...]:
    """Code, label, kind, country; subdivision, where it lies and how many live there are not told."""
    return (known.code, known.label, "region", known.country or "", "", "", "", "")


def _told(key: str, value: Any) -> Any:
    readers = {"also": read.texts, "code": read.name, "country": read.country}
    try:
        return readers.get(key, read.text)(value)
    except ValueError as error:
        raise WrongBlockError(key, str(error)) from error
