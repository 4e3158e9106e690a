"""The words by which topics are told, as they are written down: one TOML file a top level.

    [[topic]]
    code = "20000379"
    strong = ["monetary policy", "Federal Open Market Committee"]
    terms = ["tighten* credit"]
    weak = ["rate"]
    none = ["first rate"]
    examples = ["The bank left its monetary policy unchanged."]
    counter_examples = ["The hotel is first rate."]

A term with a capital is found as it is written (or all in capitals), and in every language; one
without in any case, and in English only. A star makes its last word the beginning of one.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import Any

from worker.core.tag.topic_tree import Tree

STEM = "*"
_SAID = {"code": str, "labels": bool, "lead": float}
_ES = re.compile(r"(?:s|x|z|ch|sh)$")
_Y = re.compile(r"(?<=[^aeiou])y$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What tells one topic.

    Attributes:
        file: the stem of the file that it stands in.
        strong: one mention says it; `terms` say it together, or at the top of an article; `weak`
            ones count only beside others.
        none: phrases in which its words mean something else; they hide what they contain.
        votes: the top levels that its words speak for, where it is not, or not only, its own.
        lead: by what a top level's score is multiplied. Courts, strikes and schools are what
            politics and business are made of, so these two must win where both are there.
        words: its terms in other languages, by primary subtag.
        labels: whether its labels in other languages are terms as well.
        examples: texts that must get this topic; `counter_examples` must not.
    """

    code: str
    file: str
    strong: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    lead: float = 1.0
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: bool = True
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


_KEYS = frozenset(each.name for each in fields(Rule)) - {"file"}


def rules(texts: Mapping[str, str], tree: Tree) -> tuple[Rule, ...]:
    """All rules of some files.

    Args:
        texts: the TOML of each file, by its stem.
        tree: what their codes must be of.

    Raises:
        ValueError: which file and topic is wrong, and how.
    """
    found = [rule for file, text in texts.items() for rule in _of_file(file, text, tree)]
    seen: set[str] = set()
    for rule in found:
        if rule.code in seen:
            raise ValueError(f"{rule.file}: topic {rule.code} stands there twice")
        seen.add(rule.code)
    return tuple(found)


def forms(term: str) -> Iterator[str]:
    """A term as it may be printed: an English one without capitals in the plural as well.

    >>> list(forms("strike ballot"))
    ['strike ballot', 'strike ballots']
    """
    yield term
    if term != term.lower() or term.endswith(STEM):
        return
    if term[-1:].isalpha() and (term[-1] != "s" or term.endswith("ss")):
        plural, changed = _Y.subn("ies", term)
        yield plural if changed else term + ("es" if _ES.search(term) else "s")


def _of_file(file: str, text: str, tree: Tree) -> Iterator[Rule]:
    try:
        blocks = tomllib.loads(text)["topic"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ValueError(f"{file}: no list of topics: {error}") from error
    for block in blocks:
        code = str(block.get("code"))
        if not tree.coded(code):
            raise ValueError(f"{file}: {code} is no code of a topic in use")
        if wrong := _wrong(block, tree):
            raise ValueError(f"{file}: topic {code}: {wrong}")
        yield Rule(file=file, **{key: _frozen(value) for key, value in block.items()})


def _wrong(block: Mapping[str, Any], tree: Tree) -> str | None:
    """What is wrong with a rule as it is written, in a few words."""
    if unknown := block.keys() - _KEYS:
        return f"unknown {', '.join(sorted(unknown))}"
    if mistyped := next(filter(None, (_mistyped(*each) for each in block.items())), None):
        return mistyped
    if wrong := [top for top in block.get("votes", ()) if top not in tree.topics]:
        return f"no topic is {', '.join(wrong)}"
    if not (block.get("examples") and block.get("counter_examples")):
        return "an example or a counter-example is missing"
    return next(_hiding(block), None)


def _hiding(block: Mapping[str, Any]) -> Iterator[str]:
    """The words in `none` that stand for terms of the same topic: they would hide them."""
    words = chain.from_iterable(block.get("words", {}).values())
    own = {word if word.isupper() else word.lower(): word for word in words}
    for term in chain.from_iterable(block.get(key, ()) for key in ("weak", "terms", "strong")):
        own |= dict.fromkeys(forms(term), term)
    for none in block.get("none", ()):
        stem = none.removesuffix(STEM)
        for form, term in own.items():
            begins = stem != none and form.startswith(stem) and " " not in form[len(stem) :]
            if begins or form in forms(none):
                yield f"none: {none!r} hides its own {term!r}; take one of the two out"


def _mistyped(key: str, value: object) -> str | None:
    if key in _SAID:
        return None if isinstance(value, _SAID[key]) else f"{key} is no {_SAID[key].__name__}"
    if key == "words":
        is_table = isinstance(value, dict) and all(map(_is_texts, value.values()))
        return None if is_table else f"{key} is no table of lists"
    return None if _is_texts(value) else f"{key} is no list of texts"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {language: tuple(words) for language, words in value.items()}
    return tuple(value) if isinstance(value, list) else value
