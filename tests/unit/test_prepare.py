"""From the bytes of a file to articles that are ready to be stored."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.adapters.language_file import languages
from worker.core import prepare
from worker.core.article import Article
from worker.core.fingerprint import fingerprint
from worker.core.parse import Limits
from worker.core.prepare import Preparer
from worker.core.reading import Prepared, Reading
from worker.core.sources import Sources
from worker.core.tag import Tagger
from worker.core.tag.places import Places
from worker.data import countries_tsv, places_tsv
from worker.errors import Reason, Rejected

SOURCES = Sources.from_toml("""
[[source]]
code = "coastal"
name = "Coastal Wire"
kind = "agency"
aliases = ["coastalwire"]
zone = "Asia/Seoul"
""")
PREPARER = Preparer(
    Limits(text_bytes=10_000),
    SOURCES,
    Tagger((Places(countries_tsv(), places_tsv()),), SOURCES, languages()),
)
STORY = b"""\
Norway stops ferry to Denmark over missing lifeboats

OSLO, March 3 (Coastal Wire) -- Norway's maritime authority stopped a ferry to Denmark on Monday
because two of its lifeboats were missing, the authority said in a statement.

The ship was to leave Oslo at noon with 400 passengers on board. Denmark was told at once, and
the passengers were taken to hotels in the city until another ship could be found.
"""
ONE, TWO = Article(body="The first story stands here."), Article(body="And here the second one.")
BAD = Rejected(Reason.MALFORMED, "no end tag")


class Ids:
    """Numbers in place of ids, so that each position's own can be told."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> UUID:
        self.made += 1
        return UUID(int=self.made)


def readings(text: bytes, *, hint: str | None = None, start: int = 0) -> list[Reading]:
    return list(PREPARER.readings(io.BytesIO(text), hint=hint, new_id=Ids(), start=start))


def yields(monkeypatch: pytest.MonkeyPatch, *found: Article | Rejected) -> None:
    """Have the parser find these; a Rejected in the last place is raised, as a stream does."""

    def parse(_stream: BinaryIO, _limits: Limits) -> Iterator[Article | Rejected]:
        yield from found[:-1]
        if found and isinstance(found[-1], Rejected):
            raise found[-1]
        yield from found[-1:]

    monkeypatch.setattr(prepare, "parse", parse)


def test_a_story_comes_with_fingerprint_language_and_tags() -> None:
    [reading] = readings(STORY)
    assert reading.position == 0
    assert isinstance(reading.outcome, Prepared)
    article = reading.outcome.article
    assert reading.outcome.article_id == UUID(int=1)
    assert article.headline == "Norway stops ferry to Denmark over missing lifeboats"
    assert article.body.startswith("Norway's maritime authority stopped")
    assert article.dateline is not None
    assert article.dateline.place == "OSLO"
    assert article.agency == "Coastal Wire"
    assert article.language == "en"
    assert reading.outcome.fingerprint == fingerprint(article)
    tags = {str(tag) for tag in reading.outcome.tags}
    assert tags >= {"language:en", "agency:coastal", "country:NO", "country:DK"}


def test_the_folder_names_the_source_of_a_story_that_prints_none() -> None:
    bare = STORY.replace(b" (Coastal Wire)", b"")
    for hint, agency in ((None, None), ("coastalwire", "Coastal Wire"), ("unknown", None)):
        [reading] = readings(bare, hint=hint)
        assert isinstance(reading.outcome, Prepared)
        assert reading.outcome.article.agency == agency


def test_a_page_is_completed_in_its_order_and_what_is_rejected_stays_so() -> None:
    rejected = Rejected(Reason.MALFORMED, "torn")
    found: list[tuple[Article | Rejected, str | None]] = [
        (Article(body="Norway stopped a ferry."), "coastalwire"),
        (rejected, None),
        (Article(body="Denmark asked for its ferry."), None),
    ]
    first, middle, last = PREPARER.complete(found, new_id=Ids())
    assert isinstance(first, Prepared)
    assert isinstance(last, Prepared)
    assert middle is rejected
    assert first.article_id < last.article_id
    assert (first.article.agency, last.article.agency) == ("Coastal Wire", None)
    assert last.article.body.startswith("Denmark")


def test_a_printed_time_gets_the_clock_of_its_source() -> None:
    article = Article(
        body="The first story stands here.",
        agency="coastalwire",
        published_at=datetime(2021, 3, 1, 12, 0),  # noqa: DTZ001 - as printed, without a zone
    )
    (done,) = PREPARER.complete([(article, None)], new_id=Ids())
    assert isinstance(done, Prepared)
    assert done.article.published_zone == "Asia/Seoul"
    assert done.article.published_at == datetime(2021, 3, 1, 3, 0, tzinfo=UTC)
    assert done.article.published_at.utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", Reason.EMPTY_BODY),
        (b" \n\n ", Reason.EMPTY_BODY),
        (b"{\\rtf1 words}", Reason.UNKNOWN_FORMAT),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Reason.MALFORMED),
        (b"words " * 10_000, Reason.TOO_LARGE),
    ],
)
def test_what_is_no_story_is_one_rejection_that_says_why(text: bytes, reason: Reason) -> None:
    [reading] = readings(text)
    assert isinstance(reading.outcome, Rejected)
    assert reading.position == 0
    assert reading.outcome.reason is reason
    assert reading.outcome.detail


def test_a_bad_position_takes_no_neighbour_along(monkeypatch: pytest.MonkeyPatch) -> None:
    yields(monkeypatch, ONE, BAD, TWO)
    outcomes = {reading.position: reading.outcome for reading in readings(b"")}
    assert outcomes[1] is BAD
    assert [i for i, outcome in outcomes.items() if isinstance(outcome, Prepared)] == [0, 2]


def test_reading_goes_on_at_a_position_under_the_same_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    yields(monkeypatch, ONE, BAD, TWO)
    ids = Ids()
    [last] = PREPARER.readings(io.BytesIO(), hint=None, new_id=ids, start=2)
    assert last.position == 2
    assert isinstance(last.outcome, Prepared)
    assert ids.made == 1, "a position that is skipped costs nothing"


def test_a_file_that_was_read_to_its_end_before_has_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    yields(monkeypatch, ONE, TWO)
    assert readings(b"", start=2) == []


def test_a_stream_that_refuses_ends_in_a_rejection_after_what_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    yields(monkeypatch, ONE, TWO, BAD)
    assert [(r.position, r.outcome is BAD) for r in readings(b"")] == [
        (0, False),
        (1, False),
        (2, True),
    ]
    assert [(r.position, r.outcome) for r in readings(b"", start=7)] == [(7, BAD)]


def test_a_file_in_which_nothing_stands_is_one_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    yields(monkeypatch)
    [reading] = readings(b"")
    assert isinstance(reading.outcome, Rejected)
    assert reading.outcome.reason is Reason.EMPTY_BODY


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.text(max_size=5))
@settings(deadline=None)
def test_any_bytes_become_at_least_one_numbered_position(text: bytes, hint: str) -> None:
    found = readings(text, hint=hint)
    assert [reading.position for reading in found] == list(range(len(found)))
    assert found
