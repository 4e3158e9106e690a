"""Every agency sample and its expectation; a new pair of files is a new case.

An expectation is one object, or a list with one for each position of the file. Its keys are an
article's fields, `subjects` as "scheme:code", `dropped` as texts, and `body_starts`,
`body_ends`, `paragraphs` (how many); or `reason` and `detail` of a rejection.
"""

import io
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from worker.core.article import Article
from worker.core.parse import (
    Limits,
    anpa1312,
    iptc7901,
    newsml1,
    newsml_g2,
    ninjs,
    nitf,
)
from worker.errors import Rejected

SAMPLES = Path(__file__).parents[1] / "samples"
FORMATS = (nitf, newsml1, newsml_g2, ninjs, iptc7901, anpa1312)
LIMITS = Limits(text_bytes=1_000_000)
CASES = [
    pytest.param(format_, path, id=f"{path.parent.name}-{path.stem}")
    for format_ in FORMATS
    for path in sorted((SAMPLES / format_.__name__.rpartition(".")[2]).iterdir())
    if not path.name.endswith(".expected.json")
]
MARKED_UP = [case for case in CASES if str(case.id).startswith(("nitf", "newsml"))]


def plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def seen(found: Article | Rejected) -> dict[str, Any]:
    if isinstance(found, Rejected):
        return {"reason": found.reason.value, "detail": found.detail}
    fields = {name: plain(value) for name, value in asdict(found).items()}
    fields["dropped"] = [each.text for each in found.dropped]
    fields["subjects"] = [str(each) for each in found.subjects]
    fields["paragraphs"] = len(found.paragraphs)
    return fields


def read(format_: ModuleType, raw: bytes) -> list[Article | Rejected]:
    return list(format_.parse(io.BytesIO(raw), LIMITS))


def expectation(sample: Path) -> list[dict[str, Any]]:
    expected = json.loads(sample.with_suffix(".expected.json").read_text("utf-8"))
    return expected if isinstance(expected, list) else [expected]


def check(found: Article | Rejected, expected: dict[str, Any]) -> None:
    fields = seen(found)
    if starts := expected.pop("body_starts", None):
        assert fields["body"][: len(starts)] == starts
    if ends := expected.pop("body_ends", None):
        assert fields["body"][-len(ends) :] == ends
    assert expected == {name: fields.get(name) for name in expected}


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_sample_is_read_as_expected(format_: ModuleType, sample: Path) -> None:
    raw = sample.read_bytes()
    expected = expectation(sample)
    found = read(format_, raw)
    for one, wanted in zip(found, expected, strict=False):
        check(one, wanted)
    assert len(found) == len(expected)


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_only_its_own_format_takes_it(format_: ModuleType, sample: Path) -> None:
    head = sample.read_bytes()[:4096]
    assert [each for each in FORMATS if each.sniff(head)] == [format_]


@pytest.mark.parametrize(("format_", "sample"), MARKED_UP)
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_charset_makes_no_difference(format_: ModuleType, sample: Path, charset: str) -> None:
    """Not even where the prolog names another one."""
    raw = sample.read_bytes()
    text = raw.decode("latin-1" if b"ISO-8859-1" in raw[:60] else "utf-8")
    again = text.encode(charset)
    assert format_.sniff(again[:4096])
    assert list(map(seen, read(format_, again))) == list(map(seen, read(format_, raw)))


@pytest.mark.parametrize("other", ["text", "feed", "mail", "records", "markdown"])
def test_files_of_other_formats_are_left_alone(other: str) -> None:
    for path in (SAMPLES / other).glob("*"):
        if path.is_file() and not path.name.endswith(".expected.json"):
            head = path.read_bytes()[:4096]
            assert [each for each in FORMATS if each.sniff(head)] == [], path.name


def test_every_sample_has_its_expectation() -> None:
    assert CASES
    for format_ in FORMATS:
        folder = SAMPLES / format_.__name__.rpartition(".")[2]
        names = {path.name.partition(".")[0] for path in folder.iterdir()}
        assert len(list(folder.iterdir())) == 2 * len(names)
