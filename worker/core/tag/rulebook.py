"""All of tags.toml: the user's rules, the names that the user adds, and what was refused of it."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

from worker.core.tag.known import NAMED_KEYS, Known, known, place
from worker.core.tag.rule_block import Rule, WrongBlockError, rule
from worker.core.tag.rule_lines import Lines, said_line

T = TypeVar("T")

_BLOCKS = ("watch", *NAMED_KEYS)
_DOUBTFUL, _GONE = "doubtful", "gone"

_Block = Mapping[str, Any]
_Doubt = tuple[str, str | None]


class Refusal(NamedTuple):
    """One thing in tags.toml that is wrong.

    Attributes:
        line: counts from 1.
        name: of the rule or name that it is about; None where it has none, or the whole text is
            refused.
        block: the kind of that, such as "watch"; None where the whole text is refused.
    """

    line: int
    why: str
    name: str | None = None
    block: str | None = None

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
        blocks: all of what holds as it was written, by the kind of block.
        stale: the text was refused as a whole, and all of this is of an earlier one.
        doubts: what was doubtful in that.
        gone: blocks that held a moment ago, of a text that may not be written to its end.
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    blocks: Mapping[str, Sequence[_Block]] = field(default_factory=dict)
    stale: bool = False
    doubts: frozenset[_Doubt] = frozenset()
    gone: Mapping[str, Sequence[_Block]] = field(default_factory=dict)

    @property
    def doubtful(self) -> frozenset[_Doubt]:
        """Scheme, and code or label, of tags that refused blocks may have given when they were in order.

        Not those for which an earlier version of the block holds. A rule without a name may be
        any: its code is None.
        """
        here = {(meant.scheme, meant.label) for meant in self.known.values()}
        here |= {("watch", name) for name in self.rules}
        return self.doubts | frozenset(
            (refusal.block, refusal.name)
            for refusal in self.refused
            if refusal.block and (refusal.block, refusal.name) not in here
            if refusal.name or refusal.block == "watch"
        )

    @property
    def holding(self) -> str:
        """All blocks that hold as one text, whatever texts they came from."""
        return json.dumps(self.blocks, ensure_ascii=False, indent=1)

    @property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """The people and organisations: each way to write them, to scheme and label."""
        return {
            literal: (meant.scheme, meant.label)
            for literal, meant in self.known.items()
            if meant.scheme != "place"
        }

    @property
    def places_tsv(self) -> str:
        """The places as further rows of the table of places (worker/data/README.md)."""
        names: dict[Known, list[str]] = {}
        for literal, meant in self.known.items():
            if meant.scheme == "place":
                others = names.setdefault(meant, [])
                if literal != meant.label:
                    others.append(literal.replace("|", " "))
        rows = ((*place(one), "|".join(some)) for one, some in names.items())
        return "".join("\t".join(row) + "\n" for row in rows)

    @classmethod
    def from_toml(
        cls, text: str, last: "Rulebook | None" = None, older: "Rulebook | None" = None
    ) -> "Rulebook":
        """Read a tags.toml.

        A block that is wrong is refused alone; one of its name in `last`, else in `older`, stays.
        A text that is no TOML is refused as a whole, and all of `last` stays.
        """
        last = last or cls()
        try:
            tables = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            refusal = Refusal(said_line(str(error), text), f"not valid TOML: {error}")
            return last.refusing(refusal)
        return _Reader(Lines(text), last, older).read(tables)

    @classmethod
    def from_json(cls, text: str) -> "Rulebook":
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else.
        """
        tables = json.loads(text)
        doubts = frozenset((kind, name) for kind, name in tables.pop(_DOUBTFUL, ()))
        gone = _Reader(Lines(""), cls()).read(tables.pop(_GONE, {})).blocks
        return replace(_Reader(Lines(""), cls()).read(tables), doubts=doubts, gone=gone)

    def to_json(self) -> str:
        """The same with what is doubtful and what is gone, to be kept."""
        more = {_DOUBTFUL: sorted(self.doubtful, key=str), _GONE: self.gone}
        there = {key: what for key, what in more.items() if what}
        return json.dumps({**self.blocks, **there}, ensure_ascii=False, indent=1)

    def refusing(self, refusal: Refusal) -> "Rulebook":
        """The same where a newer text is refused as a whole."""
        return replace(self, refused=(refusal,), stale=True, doubts=self.doubtful)

    def missing(self, before: "Rulebook") -> "Rulebook":
        """The same, with what held before in `gone`."""
        named = {(kind, block["name"]) for kind, block in _named(self.blocks)}
        gone: defaultdict[str, list[_Block]] = defaultdict(list)
        for kind, block in (*_named(before.gone), *_named(before.blocks)):
            if (kind, block["name"]) not in named:
                named.add((kind, block["name"]))
                gone[kind].append(block)
        return replace(self, gone=dict(gone))


class _Reader:
    def __init__(self, lines: Lines, last: Rulebook, older: Rulebook | None = None) -> None:
        self._lines = lines
        self._last = last
        self._refused: list[Refusal] = []
        self._rules: dict[str, Rule] = {}
        self._known: dict[str, Known] = {}
        self._at: dict[str, int] = {}
        self._blocks: defaultdict[str, list[_Block]] = defaultdict(list)
        self._before = {
            (kind, block["name"]): block
            for blocks in ((older.gone, older.blocks) if older else (), (last.blocks,))
            for each in blocks
            for kind, block in _named(each)
        }

    def read(self, tables: Mapping[str, Any]) -> Rulebook:
        for name in tables:
            if name not in _BLOCKS:
                there = ", ".join(f"[[{block}]]" for block in _BLOCKS)
                why = f"{name!r} is not known here, only {there}"
                # what else is meant by it would be a rule
                self._refused.append(Refusal(self._lines.of(name, 1), why, None, "watch"))
        for number, block in self._entries(tables, "watch"):
            self._rule(number, block)
        for scheme in NAMED_KEYS:
            for number, block in self._entries(tables, scheme):
                self._name(scheme, number, block)
        refused = tuple(sorted(self._refused, key=lambda refusal: refusal.line))
        return Rulebook(self._rules, self._known, self._at, refused, dict(self._blocks))

    def _entries(self, tables: Mapping[str, Any], name: str) -> Iterator[tuple[int, Any]]:
        blocks = tables.get(name, [])
        if isinstance(blocks, list):
            yield from enumerate(blocks, 1)
            return
        why = f"write [[{name}]] with two brackets in place of [{name}]"
        meant = _name(blocks)
        self._refused.append(Refusal(self._lines.of(name, 1), why, meant or None, name))
        # whom it means stays, and where it does not say whom, all that it may mean
        for number, block in enumerate(self._last.blocks.get(name, ()), 1):
            if not meant or block["name"] == meant:
                yield number, block

    def _rule(self, number: int, block: Any) -> None:
        name = _name(block)
        line = self._lines.of("watch", number)
        found = self._made("watch", number, block, rule)
        if name in self._rules:
            why = f"its name is taken by the rule on line {self._at[name]}"
            self._refused.append(Refusal(line, why, name, "watch"))
        elif found:
            made, block = found
            self._rules[made.name] = made
            self._at[made.name] = line
            self._blocks["watch"].append(block)

    def _name(self, scheme: str, number: int, block: Any) -> None:
        found = self._made(scheme, number, block, partial(known, scheme))
        if not found:
            return
        names, block = found
        self._blocks[scheme].append(block)
        for literal, meant in names.items():
            other = self._known.setdefault(literal, meant)
            if other != meant:
                why = f"{literal!r} means {other.scheme}:{other.code} already"
                line = self._lines.of(scheme, number)
                self._refused.append(Refusal(line, why, meant.label, scheme))

    def _made(
        self, kind: str, number: int, block: Any, make: Callable[[Any], T]
    ) -> tuple[T, _Block] | None:
        """What a block means; where it is wrong its last good version; and what was written there."""
        try:
            return make(block), block
        except WrongBlockError as error:
            line = self._lines.of(kind, number, error.key)
            self._refused.append(Refusal(line, str(error), _name(block) or None, kind))
        before = self._before.get((kind, _name(block)))
        return (make(before), before) if before else None


def _named(blocks: Mapping[str, Sequence[_Block]]) -> Iterator[tuple[str, _Block]]:
    return ((kind, block) for kind, some in blocks.items() for block in some)


def _name(block: Any) -> str:
    return str(block.get("name", "")) if isinstance(block, dict) else ""
