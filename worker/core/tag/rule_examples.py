"""Rules held against the examples that they carry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from worker.core.article import Article, Dateline
from worker.core.tag.literals import Literals
from worker.core.tag.rule_block import Rule
from worker.core.tag.rules import Watch
from worker.core.tag.scanned import Scanned

_SHORT = 60


class Failure(NamedTuple):
    """An example that a rule does not match, or a counter-example that it does."""

    rule: str
    key: str
    number: int
    text: str

    def __str__(self) -> str:
        missed = "is not matched" if self.key == "examples" else "is matched"
        return f"{self.rule}: {self.key} {self.number} {missed}: {self.text!r}"


def failures(rules: Iterable[Rule]) -> Iterator[Failure]:
    """Each example and counter-example that does not do what it should."""
    for rule in rules:
        if not (rule.examples or rule.counter_examples):
            continue
        watch = Watch([replace(rule, enabled=True)])
        literals = Literals({watch.table: watch.entries()})
        for key, wanted, examples in (
            ("examples", True, rule.examples),
            ("counter_examples", False, rule.counter_examples),
        ):
            for number, example in enumerate(examples, 1):
                if bool(watch.tags(Scanned(_article(example), literals))) != wanted:
                    text = " ".join(" / ".join(example.values()).split())
                    yield Failure(rule.name, key, number, text[:_SHORT])


def _article(example: Mapping[str, str]) -> Article:
    fields: dict[str, object] = dict(example)
    if (place := example.get("dateline")) is not None:
        fields["dateline"] = Dateline(place=place)
    for name in ("bylines", "genres", "info_sources", "signals", "subjects"):
        if name in example:
            # as several are parted in what is searched
            fields[name] = tuple(example[name].split("\n"))
    return Article(**{"body": "", **fields})  # type: ignore[arg-type] # texts stand for themselves
