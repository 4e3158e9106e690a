"""Every pair of `<case>.txt` and `<case>.expected.json` in the samples; a new pair is a new case.

Keys of the expectation: fields of an article as text, and `body_starts`, `body_ends`,
`paragraphs` (how many) and `dropped` (the texts, in order).
"""

import io
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from worker.core.article import Article
from worker.core.parse import Limits, parse

SAMPLES = Path(__file__).parents[1] / "samples" / "text"
LABELS = {
    "新华社广州3月3日电（记者林小雨）",
    "By",
    "Von",
    "기자",
    "Reuters",
    "Published",
    "Updated",
    "5:45pm",
    "부산=연합뉴스",
    "【南岬共同】",
    "/ТАСС/",
}
"""What is said by a field, in other words: the rest of a file must be found word by word."""
CASES = sorted(SAMPLES.glob("*.txt"))


def plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def seen(article: Article) -> dict[str, Any]:
    fields = {name: plain(value) for name, value in asdict(article).items()}
    fields["dropped"] = [each.text for each in article.dropped]
    fields["paragraphs"] = len(article.paragraphs)
    return fields


def read(raw: bytes) -> Article:
    (article,) = parse(io.BytesIO(raw), Limits(text_bytes=1_000_000))
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_sample_is_read_as_expected(sample: Path) -> None:
    expected = json.loads(sample.with_suffix(".expected.json").read_text("utf-8"))
    article = read(sample.read_bytes())
    fields = seen(article)
    if starts := expected.pop("body_starts", None):
        assert article.body[: len(starts)] == starts
    if ends := expected.pop("body_ends", None):
        assert article.body[-len(ends) :] == ends
    assert expected == {name: fields[name] for name in expected}


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["crlf", "cr"])
def test_line_ends_make_no_difference(sample: Path, end: bytes) -> None:
    raw = sample.read_bytes()
    assert read(raw) == read(raw.replace(b"\n", end))


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_charset_makes_no_difference(sample: Path, charset: str) -> None:
    raw = sample.read_bytes()
    assert read(raw) == read(raw.decode().encode(charset))


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_nothing_of_the_text_is_lost(sample: Path) -> None:
    """Every word of the file is in the body, in a field, or dropped with a rule."""
    raw = sample.read_text("utf-8")
    article = read(raw.encode())
    kept = json.dumps(plain(asdict(article)), ensure_ascii=False).replace('\\"', '"')
    lost = {word.strip("-—(),.=") for word in raw.split()} - LABELS
    assert {word for word in lost if word not in kept} == set()


def test_every_sample_has_its_expectation() -> None:
    assert CASES
    assert {p.stem for p in CASES} == {
        p.name.removesuffix(".expected.json") for p in SAMPLES.glob("*.json")
    }
