"""Whatever the bytes are: an article or a rejection comes out, at least one, and never an error."""

import functools
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutation import LONGEST, mutated
from packing import CONTAINERS, archives_of

from worker.core.article import Article, display_title
from worker.core.parse import HEAD_BYTES, PARSERS, Format, parse
from worker.core.parse.limits import Limits
from worker.errors import Reason, Rejected

SAMPLES = Path(__file__).parents[1] / "samples"
LIMITS = Limits(text_bytes=2_000_000)
FORMATS: tuple[Format, ...] = tuple(dict.fromkeys((*CONTAINERS, *PARSERS)))
MAGIC = (
    b"",
    b"WARC/1.0\r\n",
    b"filedesc://a 1.1.1.1 20200101000000 text/plain 1\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b\x08\0\0\0\0\0\0\0",
    b"BZh91AY&SY",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b'<?xml version="1.0"?>\n',
    b'<?xml version="1.0"?><rss version="2.0"><channel><item>',
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
    b"<nitf><body>",
    b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>",
    b"<NewsML>",
    b"<!doctype html><html><body>",
    b'{"headline": "a", ',
    b'{"uri": "a", "body_text": ',
    b'{"version": "https://jsonfeed.org/version/1", "items": [',
    b'{"a": 1}\n{"a": ',
    b"From: a@b.example\nTo: c@d.example\nSubject: e\nDate: f\n\n",
    b"From a@b.example Thu Jan  1 00:00:00 2026\nFrom: a@b.example\nSubject: e\nTo: g\n\n",
    b"---\ntitle: a\n---\n",
    b"%PDF-1.4\n",
    b"\x01",
    b"\x16\x16\x01a0001\x02",
)


def _samples() -> list[bytes]:
    files = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    raws = [path.read_bytes() for path in files if not path.name.endswith(".expected.json")]
    some = raws[:: max(1, len(raws) // 12)][:12]
    return [raw for raw in raws if len(raw) < LONGEST] + archives_of(some)


@functools.cache
def samples() -> list[bytes]:
    """All hand-written samples of all formats, and archives of some of them."""
    return _samples()


def check(raw: bytes, read: Callable[[io.BytesIO], object] | None = None) -> None:
    """Read `raw` and look at all that comes out."""
    stream = io.BytesIO(raw)
    found = list(read(stream) if read else parse(stream, LIMITS))  # type: ignore[call-overload]
    assert found
    size = 0
    for each in found:
        assert isinstance(each, Article | Rejected)
        if isinstance(each, Rejected):
            assert isinstance(each.reason, Reason)
            assert each.reason is not Reason.CRASHED, each.detail
            assert each.detail
            continue
        assert isinstance(each.body, str)
        each.body.encode()
        display_title(each)
        size += len(each.body) + sum(len(part.text) for part in each.dropped)
    assert size <= 250 * len(raw) + 10_000


@pytest.fixture(autouse=True)
def _all_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.core.parse.PARSERS", FORMATS)


@given(start=st.sampled_from(MAGIC), raw=st.binary(max_size=2000))
@settings(deadline=None, max_examples=200)
def test_random_bytes(start: bytes, raw: bytes) -> None:
    check(start + raw)


@given(start=st.sampled_from(MAGIC), words=st.text(max_size=1000))
@settings(deadline=None, max_examples=200)
def test_random_text(start: bytes, words: str) -> None:
    check(start + words.encode("utf-8", "surrogatepass"))


@given(seed=st.integers(min_value=0), number=st.integers(min_value=0))
@settings(deadline=None, max_examples=400)
def test_samples_made_wrong(seed: int, number: int) -> None:
    pick = random.Random(seed)
    known = samples()
    check(mutated(pick, known[number % len(known)], known))


@given(number=st.integers(min_value=0), end=st.floats(min_value=0, max_value=1))
@settings(deadline=None, max_examples=200)
def test_samples_cut_off(number: int, end: float) -> None:
    raw = samples()[number % len(samples())]
    check(raw[: round(len(raw) * end)])


@given(first=st.integers(min_value=0), second=st.integers(min_value=0))
@settings(deadline=None, max_examples=100)
def test_samples_behind_one_another(first: int, second: int) -> None:
    known = samples()
    check(known[first % len(known)] + known[second % len(known)])


@pytest.mark.parametrize("format_", FORMATS, ids=lambda each: str(each.__name__).rpartition(".")[2])
def test_each_format_by_itself(format_: Format) -> None:
    """What one format takes by its beginning, it must read by itself, whoever comes before it."""
    pick = random.Random(str(format_))
    known = samples()
    mine = [raw for raw in known if format_.sniff(raw[:HEAD_BYTES])]
    mine += [start for start in MAGIC if format_.sniff(start)]
    for raw in mine[:60]:
        for _ in range(3):
            wrong = mutated(pick, raw, known)
            if format_.sniff(wrong[:HEAD_BYTES]):
                check(wrong, lambda stream: format_.parse(stream, LIMITS))


@pytest.mark.parametrize("format_", FORMATS, ids=lambda each: str(each.__name__).rpartition(".")[2])
@given(head=st.binary(max_size=200))
@settings(deadline=None, max_examples=50)
def test_sniffing_never_fails(format_: Format, head: bytes) -> None:
    for start in MAGIC:
        assert format_.sniff(start + head) in {True, False}
