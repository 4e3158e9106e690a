"""Which countries an article is about.

The words come from a table (`code`, `kind`, `literal`; worker/data/README.md describes it); what
is here decides which of them count, and for how much.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from worker.core.article import Evidence, Tag
from worker.core.tag.literals import Entry, Hit, longest
from worker.core.tag.scanned import Scanned

METHOD = "countries.tsv"

DATELINE_WEIGHT = 3.0
ENOUGH_SCORE = 2.0
"""What mentions in the body must weigh together: one name in the lede, or two further down."""
MOST_EVIDENCE = 8
# Half of a tag's full weight is reached with a headline and a lede.
_HALF_WEIGHT = 5.0

_KIND_WEIGHT = {
    "name": 1.0,
    "namesake": 1.0,
    "abbreviation": 1.0,
    "former": 1.0,
    "official": 1.0,
    "demonym": 0.9,
    "capital": 0.8,
    "government": 0.8,
    "region": 0.6,
    "postal": 0.6,
    "city": 0.6,
    "unclear": 0.8,
    "not": 0.0,
}
"""What one mention counts; where a literal stands in the table twice, the first kind wins."""
_KINDS = [*_KIND_WEIGHT, "dateline", "label"]

# Kinds that people share their names with.
_NAMESAKES = frozenset({"capital", "region", "city", "unclear", "namesake"})
LONGEST_NAME = 20
_WORD_BEFORE = re.compile(r"\b([A-Z]\w+) $")
_WORD_AFTER = re.compile(r" ([A-Z]\w+)")
# Capitalised beside a country, and yet no part of its name or of a person's.
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "And As At Between Both But By For From If In Into Is Like Near Of Since The To Via While "
        "With Foreign Government King Minister Parliament President Prime Queen River Says Valley",
    )
)
_HONORIFICS = tuple(
    f"{title}{end}"
    for title in ("Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Lord", "Lady", "Judge", "Sen", "Rep")
    for end in (" ", ". ")
)
_COMMA = ", "
_SEGMENT = re.compile(r"[^,/]+")


class Place(NamedTuple):
    """What a literal of the table means; several codes only where the kind is `unclear`."""

    codes: tuple[str, ...]
    kind: str
    weight: float


class _Mention(NamedTuple):
    hit: Hit
    field: str
    score: float


class Places:
    """The table of countries; built once and used for every article."""

    table = "places"

    def __init__(self, countries_tsv: str) -> None:
        self._labels: dict[str, str] = {}
        self._datelines: dict[str, str] = {}
        self._meanings: dict[str, Place] = {}
        # A literal that stands there twice means its weightiest kind.
        for code, kind, literal in sorted(_rows(countries_tsv), key=_from_light_to_heavy):
            weight = _KIND_WEIGHT.get(kind, 0.0)
            if kind == "label":
                self._labels[code] = literal
            elif kind == "dateline":
                self._datelines[literal.casefold()] = code
            elif kind == "postal":
                self._datelines[literal.casefold()] = code
                # Most are letters that stand for much else; the comma makes them a state.
                self._meanings[_COMMA + literal] = Place((code,), kind, weight)
            else:
                self._meanings[literal] = Place(tuple(code.split(",")), kind, weight)

    def entries(self) -> Iterator[Entry]:
        """Every name of the table."""
        for literal, place in self._meanings.items():
            yield Entry(literal, place)

    def tags(self, scanned: Scanned) -> tuple[Tag, ...]:
        """Tags `country:XX` for the countries an article is about, weightiest first.

        That is a country in the headline or the dateline, and one whose mentions in the body
        weigh enough: a name in the lede, or two names further down.
        """
        mentions = list(self._mentions(scanned))
        clear = {m.hit.meaning.codes[0] for m in mentions if m.hit.meaning.kind != "unclear"}
        found: dict[str, list[_Mention]] = {}
        for mention in mentions:
            for code in mention.hit.meaning.codes:
                if code in clear:
                    found.setdefault(code, []).append(mention)
                    break
        tags = [self._tag(code, some) for code, some in found.items() if _are_enough(some)]
        return tuple(sorted(tags, key=lambda tag: (-tag.weight, tag.code)))

    def _mentions(self, scanned: Scanned) -> Iterator[_Mention]:
        for hit in self._filed_from(scanned):
            yield _Mention(hit, "dateline.place", DATELINE_WEIGHT * hit.meaning.weight)
        for field in ("headline", "body"):
            text = scanned.text(field)
            for hit in _named(text, scanned.longest(self.table, field)):
                weight = scanned.weight(field, hit.start) * hit.meaning.weight
                yield _Mention(hit, field, weight)

    def _filed_from(self, scanned: Scanned) -> Iterator[Hit]:
        """Places of a dateline: the widest of "PARIS, Texas", both of "SEOUL/TOKYO"."""
        place = scanned.text("dateline.place")
        hits = scanned.overlapping(self.table, "dateline.place")
        stop = 0
        for part in place.split("/"):
            segments = list(_SEGMENT.finditer(place, stop, stop + len(part)))
            stop += len(part) + 1
            for segment in reversed(segments):
                start, end = segment.span()
                inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
                if named := self._in_segment(place, start, end, longest(inside)):
                    yield from named
                    break

    def _in_segment(self, place: str, start: int, end: int, hits: list[Hit]) -> list[Hit]:
        named = [hit for hit in hits if hit.meaning.kind != "not"]
        if any(hit.meaning.kind != "unclear" for hit in named):
            return named
        town = place[start:end].strip()
        code = self._datelines.get(town.casefold())
        if code is None:
            return []
        start = place.index(town, start)
        return [Hit(start, start + len(town), town, Place((code,), "city", _KIND_WEIGHT["city"]))]

    def _tag(self, code: str, mentions: list[_Mention]) -> Tag:
        score = sum(m.score for m in mentions)
        return Tag(
            scheme="country",
            code=code,
            label=self._labels.get(code, code),
            weight=round(score / (score + _HALF_WEIGHT), 3),
            method=METHOD,
            because=tuple(
                Evidence(m.hit.text, m.field, m.hit.start, m.hit.end)
                for m in mentions[:MOST_EVIDENCE]
            ),
        )


def _named(text: str, hits: Iterable[Hit]) -> Iterator[Hit]:
    for hit in hits:
        kind = hit.meaning.kind
        if kind == "not" or (kind in _NAMESAKES and _is_person(text, hit)):
            continue
        if kind == "postal":
            start = hit.start + len(_COMMA)
            yield Hit(start, hit.end, text[start : hit.end], hit.meaning)
        else:
            yield hit


def _are_enough(mentions: list[_Mention]) -> bool:
    on_top = any(m.field != "body" for m in mentions)
    return on_top or sum(m.score for m in mentions) >= ENOUGH_SCORE


def _is_person(text: str, hit: Hit) -> bool:
    """Whether "Jordan" is somebody: after "Mr.", or beside another name where men have it too."""
    if text.endswith(_HONORIFICS, 0, hit.start):
        return True
    if hit.meaning.kind != "namesake" or hit.text.isupper():
        return False
    before = _WORD_BEFORE.search(text, max(0, hit.start - LONGEST_NAME), hit.start)
    after = _WORD_AFTER.match(text, hit.end)
    names = {match[1] for match in (before, after) if match}
    return not names <= _NO_NAMES


def _from_light_to_heavy(row: tuple[str, str, str]) -> int:
    return -_KINDS.index(row[1])


def _rows(countries_tsv: str) -> Iterator[tuple[str, str, str]]:
    for line in countries_tsv.splitlines()[1:]:
        code, kind, literal = line.split("\t")
        yield code, kind, literal
