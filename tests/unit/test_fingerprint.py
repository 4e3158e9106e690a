"""Exact digests of an article's words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.algo import ALGO
from worker.core.article import Article, Dateline, Dropped
from worker.core.fingerprint import NO_BODY, fingerprint, traces
from worker.core.normalize import clean
from worker.core.sketch import sketch

ARTICLE = Article(
    headline="Harbour board votes to dredge channel",
    dateline=Dateline(place="PORTMARY"),
    body='The board voted 5-2 on Monday.\n\n"It is time," its chair said.',
)


def test_golden_vectors() -> None:
    """Stored digests are compared for years: a change of these needs a new ALGO."""
    made = fingerprint(ARTICLE)
    assert made.algo == ALGO == "bk24-1"
    assert made.keys == sketch(clean(ARTICLE.body))
    assert len(made.keys) == 9
    assert (
        made.text_sha256.hex() == "56ed7135a74333079b473467758fc074fab55a07aa16660ddd4a66e34c334f0e"
    )
    assert (
        made.body_sha256.hex() == "efb4c4322315413392c86227539a855ccf603501ff2087d1d31d24697da47b7f"
    )


def test_golden_vector_of_an_article_without_words() -> None:
    made = fingerprint(Article(body=""))
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert made.body_sha256.hex() == empty
    assert (
        made.text_sha256.hex() == "b8c9e440ead3ddaccf7cc7e879d512a263272270df2d5504c0c3d1f85d16f9d9"
    )


@pytest.mark.parametrize(
    "reprint",
    [
        replace(ARTICLE, body=ARTICLE.body.replace("\n\n", "\r\n \r\n")),
        replace(ARTICLE, body=ARTICLE.body.replace('"It', "“It").replace(',"', ",”")),
        replace(ARTICLE, body=ARTICLE.body.upper()),
        replace(ARTICLE, headline="HARBOUR BOARD VOTES TO DREDGE CHANNEL"),
        replace(ARTICLE, dateline=Dateline(place="Portmary", date=date(2026, 3, 2))),
        replace(ARTICLE, credit_line="(Coastal Wire)", agency="Coastal Wire", source="The Mercury"),
        replace(ARTICLE, bylines=("Ada Quill",), dropped=(Dropped("Share this", "share"),)),
        replace(ARTICLE, uri="tag:example.org,2026:1", version="2", section="Local"),
    ],
)
def test_how_it_is_printed_changes_nothing(reprint: Article) -> None:
    assert fingerprint(reprint) == fingerprint(ARTICLE)


@pytest.mark.parametrize(
    "other",
    [
        replace(ARTICLE, headline="Harbour board votes to fill channel"),
        replace(ARTICLE, headline=None),
        replace(ARTICLE, dateline=Dateline(place="EASTHAVEN")),
        replace(ARTICLE, dateline=None),
    ],
)
def test_another_headline_or_place_is_another_text_of_equal_body(other: Article) -> None:
    """Two companies' results on the same form are two pieces of news."""
    assert fingerprint(other).text_sha256 != fingerprint(ARTICLE).text_sha256
    assert fingerprint(other).body_sha256 == fingerprint(ARTICLE).body_sha256


def test_an_alert_has_no_keys_and_its_headline_is_its_text() -> None:
    alert, other = (fingerprint(Article(body="", headline=text)) for text in ("Aground", "Afloat"))
    assert alert.keys == other.keys == ()
    assert alert.body_sha256 == other.body_sha256 == NO_BODY
    assert alert.text_sha256 != other.text_sha256
    assert fingerprint(Article(body="x", headline="Aground")).body_sha256 != NO_BODY


def test_words_do_not_slip_from_one_field_into_the_next() -> None:
    split_early = Article(headline="Board", body="votes today")
    split_late = Article(headline="Board votes", body="today")
    assert fingerprint(split_early).text_sha256 != fingerprint(split_late).text_sha256


@given(st.text(), st.text(), st.text())
@settings(deadline=None)
def test_any_text_has_a_fingerprint(headline: str, place: str, body: str) -> None:
    made = fingerprint(Article(headline=headline, dateline=Dateline(place=place), body=body))
    assert (len(made.text_sha256), len(made.body_sha256)) == (32, 32)


@given(st.text(), st.text())
@settings(deadline=None)
def test_traces_are_what_the_fingerprint_says_of_the_body_alone(headline: str, body: str) -> None:
    made = fingerprint(Article(headline=headline, body=body))
    found = traces(body, "https://example.org/news/bridge-plan?utm_source=x")
    assert (found.keys, found.body_sha256) == (made.keys, made.body_sha256)
    assert found.url_key == "example.org/news/bridge-plan"
    assert traces(body, None).url_key is None
