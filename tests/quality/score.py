"""How good what was read is, held against what a person says stands there.

Pure: records and gold in, figures out. A record is what `reading.record` makes of an article; gold
is a line of a corpus. Body F1 is the measure of the article-extraction-benchmark: precision and
recall of 4-word shingles, averaged over the documents, then joined.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Row = Mapping[str, Any]
Pair = tuple[Row, Row]
"""Gold, and the record of the same document; an empty one where nothing was read."""

SHINGLE = 4
ALIKE = 0.8
"""Two headlines with this F1 of their words are the same one, give or take a kicker."""
_WHOLE_DAY = 10
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_NAMES = (("PERSON", "person"), ("ORGANIZATION", "org"), ("LOCATION", "place"))


class Rates(NamedTuple):
    """Precision, recall, and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def rates(precision: float, recall: float) -> Rates:
    """The two with their harmonic mean."""
    both = precision + recall
    return Rates(precision, recall, 2 * precision * recall / both if both else 0.0)


def counted(right: int, wrong: int, missed: int) -> Rates:
    """Rates of what was found, pooled over all documents."""
    return rates(
        right / (right + wrong) if right + wrong else 0.0,
        right / (right + missed) if right + missed else 0.0,
    )


def plain(text: str | None) -> str:
    """`text` without case, punctuation and differences in white space."""
    return re.sub(r"[\W_]+", " ", (text or "").casefold()).strip()


def shingles(text: str | None, *, by_character: bool) -> Counter[tuple[str, ...]]:
    """How often each run of four words, or characters, stands in `text`."""
    words = re.findall(r"\w" if by_character else r"\w+", text or "")
    if not words:
        return Counter()
    runs = range(max(1, len(words) - SHINGLE + 1))
    return Counter(tuple(words[start : start + SHINGLE]) for start in runs)


def body(pairs: Iterable[tuple[str, str | None]]) -> Rates:
    """Mean precision over the documents in which something was read, mean recall over all."""
    precisions, recalls = [], []
    for wanted, read in pairs:
        by_character = _is_unspaced(wanted)
        gold = shingles(wanted, by_character=by_character)
        got = shingles(read, by_character=by_character)
        shared = (gold & got).total()
        if got:
            precisions.append(shared / got.total())
        if gold:
            recalls.append(shared / gold.total())
    return rates(_mean(precisions), _mean(recalls))


def word_f1(wanted: str | None, read: str | None) -> float:
    """F1 of the words of two headlines."""
    one, other = plain(wanted).split(), plain(read).split()
    if not one or not other:
        return 0.0
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))


def moment(printed: object) -> dt.datetime | None:
    """A time in ISO 8601, or the day that it begins with."""
    text = str(printed or "")
    for part in (text.replace("Z", "+00:00"), text[:_WHOLE_DAY]):
        try:
            return dt.datetime.fromisoformat(part)
        except ValueError:
            continue
    return None


def same_day(wanted: dt.datetime, read: dt.datetime | None) -> bool:
    """Whether both are the same day, on the wall or in UTC."""
    if read is None:
        return False
    if wanted.date() == read.date():
        return True
    if not (wanted.tzinfo and read.tzinfo):
        return False
    return wanted.astimezone(dt.UTC).date() == read.astimezone(dt.UTC).date()


def same_minute(wanted: dt.datetime, read: dt.datetime | None) -> bool:
    """Whether both are the same instant where both say their zone, else on the wall."""
    if read is None:
        return False
    if not (wanted.tzinfo and read.tzinfo):
        wanted, read = wanted.replace(tzinfo=None), read.replace(tzinfo=None)
    return abs((wanted - read).total_seconds()) < 60


def figures(pairs: Sequence[Pair]) -> dict[str, float]:
    """All figures that the gold of these documents can tell, by name."""
    return {
        "documents": len(pairs),
        "parsed": sum(bool(read) and not read.get("error") for _, read in pairs),
        **_bodies(pairs),
        **_headlines(pairs),
        **_bylines(pairs),
        **_times(pairs),
        **_invented(pairs),
        **_datelines(pairs),
        **_countries(pairs),
        **_names(pairs),
    }


def _bodies(pairs: Sequence[Pair]) -> dict[str, float]:
    told = [(gold["body"], read.get("body")) for gold, read in pairs if gold.get("body")]
    return _spread("body", body(told)) if told else {}


def _headlines(pairs: Sequence[Pair]) -> dict[str, float]:
    told = [
        (gold["headline"], read.get("headline")) for gold, read in pairs if gold.get("headline")
    ]
    if not told:
        return {}
    return {
        "headline exact": _share(plain(gold) == plain(read) for gold, read in told),
        "headline alike": _share(word_f1(gold, read) >= ALIKE for gold, read in told),
    }


def _bylines(pairs: Sequence[Pair]) -> dict[str, float]:
    told = [
        (
            {plain(name) for name in gold["bylines"]},
            {plain(name) for name in read.get("bylines") or ()},
        )
        for gold, read in pairs
        if gold.get("bylines")
    ]
    return _spread("bylines", _sets(told)) if told else {}


def _times(pairs: Sequence[Pair]) -> dict[str, float]:
    told = [
        (str(gold["published_at"]), wanted, moment(read.get("published_at")))
        for gold, read in pairs
        if gold.get("published_at") and (wanted := moment(gold["published_at"]))
    ]
    if not told:
        return {}
    found = {"right day": _share(same_day(wanted, read) for _, wanted, read in told)}
    # midnight in gold means that only a day is printed
    timed = [
        (wanted, read)
        for text, wanted, read in told
        if len(text) > _WHOLE_DAY and (wanted.hour or wanted.minute)
    ]
    if timed:
        found["right minute"] = _share(same_minute(wanted, read) for wanted, read in timed)
    return found


def _invented(pairs: Sequence[Pair]) -> dict[str, float]:
    """How often something was read that, by gold, the document does not print."""
    found: dict[str, float] = {}
    for key in ("headline", "bylines", "published_at", "dateline"):
        without = [bool(read.get(key)) for gold, read in pairs if key in gold and not gold[key]]
        if without:
            found[f"{key} invented"] = sum(without)
            found[f"{key} not printed"] = len(without)
    return found


def _datelines(pairs: Sequence[Pair]) -> dict[str, float]:
    told = [
        (gold["dateline"], read.get("dateline") or {})
        for gold, read in pairs
        if gold.get("dateline")
    ]
    if not told:
        return {}
    dated = [(gold, read) for gold, read in told if gold.get("date")]
    return {
        "dateline place": _share(_same_place(gold, read) for gold, read in told),
        "dateline place and date": _share(
            _same_place(gold, read)
            and _printed_day(gold["date"])
            == _printed_day(read.get("date_text") or read.get("date"))
            for gold, read in dated
        ),
    }


def _same_place(gold: Row, read: Row) -> bool:
    return plain(gold["place"]) == plain(read.get("place"))


def _printed_day(printed: str | None) -> str:
    """Month and day, however they are written: "Feb 26", "February 26"."""
    return plain(printed)[:3] + re.sub(r"\D", "", printed or "")


def _countries(pairs: Sequence[Pair]) -> dict[str, float]:
    told = [
        (set(gold["countries"]), {tag["code"] for tag in _tags(read, "country")})
        for gold, read in pairs
        if "countries" in gold
    ]
    return _spread("country", _sets(told)) if told else {}


def _names(pairs: Sequence[Pair]) -> dict[str, float]:
    found: dict[str, float] = {}
    for kind, scheme in _NAMES:
        told = [
            (gold.get(kind, ()), read) for gold, read in pairs if any(k in gold for k, _ in _NAMES)
        ]
        if told:
            found |= _spread(scheme, _named(told, scheme))
    return found


def _named(told: Iterable[tuple[Iterable[str], Row]], scheme: str) -> Rates:
    """Rates of names; a tag answers for its label and for the words that it rests on."""
    right = wrong = missed = 0
    for names, read in told:
        wanted = {plain(name) for name in names}
        if scheme == "person":
            # a surname whose full name is there too is the same person
            wanted = {name for name in wanted if not any(o.endswith(f" {name}") for o in wanted)}
        schemes = ("place", "country") if scheme == "place" else (scheme,)
        words = [_words(tag) for tag in _tags(read, *schemes)]
        hit = {name for name in wanted if any(name in each for each in words)}
        right += len(hit)
        missed += len(wanted - hit)
        wrong += sum(not each & wanted for each in words)
    return counted(right, wrong, missed)


def _words(tag: Row) -> set[str]:
    return {plain(tag.get("label")), *(plain(each["text"]) for each in tag.get("because") or ())}


def _tags(read: Row, *schemes: str) -> list[Row]:
    return [tag for tag in read.get("tags") or () if tag.get("scheme") in schemes]


def _sets(told: Iterable[tuple[set[str], set[str]]]) -> Rates:
    told = list(told)
    return counted(
        sum(len(gold & read) for gold, read in told),
        sum(len(read - gold) for gold, read in told),
        sum(len(gold - read) for gold, read in told),
    )


def _spread(name: str, found: Rates) -> dict[str, float]:
    return {
        f"{name} precision": found.precision,
        f"{name} recall": found.recall,
        f"{name} F1": found.f1,
    }


def _share(verdicts: Iterable[bool]) -> float:
    return _mean([float(verdict) for verdict in verdicts])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _is_unspaced(text: str) -> bool:
    return len(_UNSPACED.findall(text)) > 0.3 * max(1, len(re.findall(r"\w", text)))
