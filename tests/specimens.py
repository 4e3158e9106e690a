"""Samples of a format: `<case>.<ext>` beside `<case>.expected.json`; a new pair is a new case.

The expectation is an object, or a list of them where a file has several positions. Its keys are
fields of an article, `paragraphs` (how many), `body_starts`, `dropped` (the texts, in order); or
`reason` and `detail` (words in it) where a position is rejected.
"""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from worker.core.article import Article
from worker.core.parse.limits import Limits
from worker.core.parse.repeats import collapse
from worker.errors import Rejected

SAMPLES = Path(__file__).parent / "samples"
LIMITS = Limits(text_bytes=1_000_000)
Parse = Callable[[BinaryIO, Limits], Iterator[Article | Rejected]]


def cases(name: str) -> list[Path]:
    """The samples in a folder."""
    return [
        path
        for path in sorted((SAMPLES / name).iterdir())
        if not path.name.endswith(".expected.json")
    ]


def _pair(path: Path) -> Path:
    return path.with_name(f"{path.stem}.expected.json")


def outcomes(parse: Parse, raw: bytes, limits: Limits = LIMITS) -> list[Article | Rejected]:
    """Every position of a file, as the worker gets it."""
    return list(map(collapse, parse(io.BytesIO(raw), limits)))


def only(parse: Parse, raw: bytes, limits: Limits = LIMITS) -> Article:
    """The one article in a file."""
    (found,) = outcomes(parse, raw, limits)
    assert isinstance(found, Article), found
    return found


def refused(parse: Parse, raw: bytes, limits: Limits = LIMITS) -> Rejected:
    """Why the one position of a file is rejected."""
    (found,) = outcomes(parse, raw, limits)
    assert isinstance(found, Rejected), found
    return found


def check(sample: Path, parse: Parse, limits: Limits = LIMITS) -> None:
    """Assert that a sample is read as expected."""
    expected = json.loads(_pair(sample).read_text("utf-8"))
    found = outcomes(parse, sample.read_bytes(), limits)
    wanted = expected if isinstance(expected, list) else [expected]
    assert [_seen(each, keys) for each, keys in zip(found, wanted, strict=True)] == wanted


def _seen(found: Article | Rejected, keys: dict[str, Any]) -> dict[str, Any]:
    """What `found` has to say to `keys`."""
    if isinstance(found, Rejected):
        detail = keys.get("detail", "")
        return {"reason": found.reason.value} | (
            {"detail": detail if detail in found.detail else found.detail} if detail else {}
        )
    fields = {name: _plain(value) for name, value in asdict(found).items()}
    fields["dropped"] = [each.text for each in found.dropped]
    fields["paragraphs"] = len(found.paragraphs)
    fields["body_starts"] = found.body[: len(keys.get("body_starts", ""))]
    return {name: fields.get(name) for name in keys}


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
