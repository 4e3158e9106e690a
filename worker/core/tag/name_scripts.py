"""People and organisations that an article names in Hangul, in Han characters, kana or Arabic letters.

Where a script has no capitals, somebody is told by a usual family name or given name directly
beside a title; a name that was told so is found wherever it stands, and by what is left of it in
later mentions: a family name before a title. Rather nobody than somebody who is none.
"""

import re
import tomllib
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from worker.core.tag.name_arabic import Arabic
from worker.core.tag.name_bodies_known import Found, KnownBodies
from worker.core.tag.name_bodies_shaped import (
    ArabicShape,
    ChineseShape,
    JapaneseShape,
    KoreanShape,
    Shape,
)
from worker.core.tag.name_chinese import Chinese
from worker.core.tag.name_japanese import Japanese
from worker.core.tag.name_korean import Korean
from worker.core.tag.name_lists import any_of
from worker.core.tag.name_mentions import Mention, Named
from worker.core.tag.name_settled import CUE, GAZETTEER, PATTERN
from worker.core.tag.subtag import subtag

MOST_NAMES = 100
"""As many people as an article may have tags, and as many organisations."""
# Written Chinese is told for that of Shanghai or Canton at times.
_CHINESE = frozenset({"zh", "cmn", "yue", "wuu", "gan", "hak", "nan", "lzh"})
_LANGUAGES = _CHINESE | {"ko", "ja", "ar"}
_HANGUL = re.compile("[\uac00-\ud7a3]{2}")
_HAN = re.compile("[\u4e00-\u9fff\u30a1-\u30fa]{2}")
_KANA = re.compile("[\u3041-\u30fa]")
_ARABIC = re.compile("[\u0621-\u064a]{2}")


class Script(Protocol):
    """How people are named in one language; a span is where a name starts and ends in a text."""

    def names(self, text: str) -> Iterator[tuple[int, int]]:
        """Where somebody is named in full beside a title."""

    def again(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where a full name stands, beside a title or not."""

    def shorts(self, name: str, text: str) -> Iterator[tuple[int, int]]:
        """Where what is left of a name in later mentions stands."""

    def short(self, name: str) -> str:
        """What is left of a name in later mentions."""

    def is_author(self, text: str, start: int, end: int) -> bool:
        """Whether a byline names somebody here."""


class Scripts:
    """All scripts; built once and used for every article.

    Args:
        lists: text of `names_scripts.toml`.
        bodies_tsv: text of `names_bodies_scripts.tsv`.
    """

    def __init__(self, lists: str, bodies_tsv: str) -> None:
        read = tomllib.loads(lists)
        self._korean = Korean(read["korean"])
        self._japanese = Japanese(read["japanese"])
        japanese = (each for each in read["japanese"]["families"].split() if len(each) > 1)
        double = " ".join((read["han"]["double_families"], *japanese))
        self._chinese = Chinese({**read["han"], "double_families": double})
        self._abroad = Chinese(
            {
                **read["han"],
                "families": read["han"]["families_in_japan"],
                "double_families": "",
                "titles": read["japanese"]["titles"],
                "behind": "",
                "bylines": read["japanese"]["bylines"],
            }
        )
        self._arabic = Arabic(read["arabic"])
        particles = any_of(
            f"{read['korean']['particles']} {read['korean_bodies']['particles']}".split()
        )
        rows = [(row + "\t\t").split("\t")[:5] for row in bodies_tsv.splitlines()[1:]]
        shapes: dict[str, Shape] = {
            "ko": KoreanShape(read["korean_bodies"], particles),
            "ja": JapaneseShape(read["japanese_bodies"]),
            "zh": ChineseShape(read["han_bodies"]),
            "ar": ArabicShape(read["arabic_bodies"]),
        }
        self._bodies = {
            language: (KnownBodies(language, rows, particles), shape)
            for language, shape in shapes.items()
        }

    def named(self, texts: Sequence[str], language: str | None) -> list[Named]:
        """Whom and what an article names, by its fields; nothing where its language has another script."""
        code = subtag(language)
        if code and code not in _LANGUAGES:
            return []
        found: dict[tuple[str, str], Named] = {}
        for spoken, scripts in self._scripts(texts, code):
            taken = _Taken()
            for script in scripts:
                for each in _people(script, texts):
                    _add(found, each)
                    taken.free(each.mentions)
            for each in self._bodies_of(spoken, texts, taken):
                _add(found, each)
        return list(found.values())

    def _scripts(self, texts: Sequence[str], code: str) -> Iterator[tuple[str, tuple[Script, ...]]]:
        """The languages in which an article may name people, and how each does."""
        if any(map(_HANGUL.search, texts)):
            yield "ko", (self._korean,)
        if any(map(_HAN.search, texts)):
            if code == "ja" or (code not in _CHINESE and any(map(_KANA.search, texts))):
                yield "ja", (self._japanese, self._abroad)
            else:
                yield "zh", (self._chinese,)
        if any(map(_ARABIC.search, texts)):
            yield "ar", (self._arabic,)

    def _bodies_of(self, language: str, texts: Sequence[str], taken: "_Taken") -> Iterator[Named]:
        """The organisations, where nobody is named."""
        known, shape = self._bodies[language]
        found: dict[Mention, tuple[str, str]] = {}
        for field, text in enumerate(texts):
            both = [(each, GAZETTEER) for each in known.found(text)]
            both += [(each, PATTERN) for each in shape.found(text)]
            for (start, end, label), method in _longer(both):
                found[field, start, end] = label, method
        bodies: dict[str, Named] = {}
        for mention in taken.free(list(found)):
            label, method = found[mention]
            bodies.setdefault(label, Named("org", label, method, [])).mentions.append(mention)
        yield from list(bodies.values())[:MOST_NAMES]


def _longer(found: list[tuple[Found, str]]) -> list[tuple[Found, str]]:
    """Of those that overlap the longer, and of two as long the first in the list."""
    kept: list[tuple[Found, str]] = []
    for each in sorted(found, key=lambda each: each[0].start):
        if kept and each[0].start < kept[-1][0].end:
            if _length(each[0]) > _length(kept[-1][0]):
                kept[-1] = each
        else:
            kept.append(each)
    return kept


def _length(found: Found) -> int:
    return found.end - found.start


def _add(found: dict[tuple[str, str], Named], each: Named) -> None:
    known = found.setdefault((each.scheme, each.label), each)
    known.mentions[:] = sorted({*known.mentions, *each.mentions})


def _people(script: Script, texts: Sequence[str]) -> Iterator[Named]:
    names: dict[str, None] = {}
    for text in texts:
        names.update(dict.fromkeys(text[start:end] for start, end in script.names(text)))
    taken = _Taken()
    people: list[Named] = []
    for name in sorted(list(names)[:MOST_NAMES], key=len, reverse=True):
        spans = [
            (field, start, end)
            for field, text in enumerate(texts)
            for start, end in script.again(name, text)
        ]
        free = taken.free(spans)
        if free and not any(script.is_author(texts[f], start, end) for f, start, end in spans):
            people.append(Named("person", name, CUE, free))
    shorts = Counter(script.short(each.label) for each in people)
    for each in people:
        if shorts[script.short(each.label)] > 1:
            continue
        spans = [
            (field, start, end)
            for field, text in enumerate(texts)
            for start, end in script.shorts(each.label, text)
        ]
        each.mentions.extend(taken.free(spans))
        each.mentions.sort()
    yield from people


class _Taken:
    """Spans that are somebody's already; none overlaps another."""

    def __init__(self) -> None:
        self._spans: list[Mention] = []

    def free(self, spans: Sequence[Mention]) -> list[Mention]:
        """Those that overlap none; taken from now on."""
        free = [span for span in spans if self._is_free(span)]
        self._spans = sorted(self._spans + free)
        return free

    def _is_free(self, span: Mention) -> bool:
        field, start, end = span
        at = bisect(self._spans, span)
        before = self._spans[at - 1 : at] if at else []
        return not any(
            field == other and start < last and first < end
            for other, first, last in (*before, *self._spans[at : at + 1])
        )
