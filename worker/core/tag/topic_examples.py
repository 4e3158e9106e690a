"""Whether the rules for topics do what their own examples say."""

from collections.abc import Iterator
from typing import NamedTuple

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Scanned
from worker.core.tag.topics import VOCABULARY, Topics


class Failure(NamedTuple):
    """An example that its topic's rule does not meet; `wanted` is False for a counter-example."""

    file: str
    code: str
    label: str
    text: str
    wanted: bool

    def __str__(self) -> str:
        lacks = "does not get" if self.wanted else "must not get"
        return f"{self.file}.toml: {self.text!r} {lacks} {self.code} {self.label}"


def failures(topics: Topics) -> tuple[Failure, ...]:
    """All examples that get another outcome than they are there for."""
    literals = Literals({topics.table: topics.entries()})
    return tuple(_failures(topics, literals))


def _failures(topics: Topics, literals: Literals) -> Iterator[Failure]:
    for rule in topics.rules:
        for wanted, texts in ((True, rule.examples), (False, rule.counter_examples)):
            for text in texts:
                tags = topics.tags(Scanned(Article(body=text), literals))
                if any(tag.code == f"{VOCABULARY}:{rule.code}" for tag in tags) != wanted:
                    label = topics.label(rule.code)
                    yield Failure(rule.file, rule.code, label, text, wanted)
