"""What a page holds of a delivery, and where reading goes on when it is cut off there."""

from dataclasses import replace
from uuid import UUID

import pytest

from worker.core.article import Article, PubStatus
from worker.core.delivery import Delivery
from worker.core.fingerprint import fingerprint
from worker.core.reading import Part, Prepared, Print, Reading
from worker.errors import Reason, Rejected

ARTICLE = Article(headline="Ferry stopped", body="The ferry was stopped on Monday.")
DELIVERY = Delivery(delivery_id=UUID(int=1), path=b"a.txt", next_position=5)
REJECTED = Rejected(Reason.EMPTY_BODY, "nothing")


def prepared(article: Article = ARTICLE, number: int = 1) -> Prepared:
    return Prepared(
        article_id=UUID(int=number), article=article, fingerprint=fingerprint(article), tags=()
    )


def test_reading_goes_on_after_the_last_position_of_a_part() -> None:
    part = Part(DELIVERY, [Reading(5, prepared()), Reading(6, REJECTED)])
    assert part.next_position == 7


def test_a_part_without_readings_goes_on_where_its_delivery_or_run_stood() -> None:
    assert Part(DELIVERY).next_position == 5
    assert Part(DELIVERY, first_position=9).next_position == 9
    assert Part(replace(DELIVERY, next_position=0)).next_position == 0


def test_a_part_tells_its_articles_and_its_rejections_by_position() -> None:
    one, two = prepared(number=1), prepared(number=2)
    part = Part(DELIVERY, [Reading(5, one), Reading(6, REJECTED), Reading(7, two)])
    assert list(part.prepared) == [(5, one), (7, two)]
    assert list(part.rejected) == [(6, REJECTED)]


def test_two_parts_share_no_readings() -> None:
    one, other = Part(DELIVERY), Part(DELIVERY)
    one.readings.append(Reading(0, REJECTED))
    assert other.readings == []


def test_the_same_words_are_the_same_article_whatever_its_id_is() -> None:
    assert prepared(number=1).key == prepared(number=2).key
    other_words = replace(ARTICLE, body="The ferry sailed on Monday.")
    assert prepared().key != prepared(other_words).key


def test_uri_version_and_status_each_make_another_article() -> None:
    keys = {
        prepared(article).key
        for article in (
            ARTICLE,
            replace(ARTICLE, uri="urn:x:1"),
            replace(ARTICLE, uri="urn:x:1", version="2"),
            replace(ARTICLE, pub_status=PubStatus.CANCELED),
        )
    }
    assert len(keys) == 4


URL = "https://example.org/news/bridge-plan"


@pytest.mark.parametrize(
    ("mine", "theirs", "uri", "same"),
    [
        (("AP", None, None), ("Yonhap", None, None), None, False),
        (("AP", None, None), (None, "A-P", None), None, False),
        (("The Post", "AP", None), ("AP", None, None), None, False),
        ((None, "AP", None), ("AP", None, None), None, True),
        (("AP", None, None), ("“ap”", "Yonhap", None), None, True),
        (("AP", None, None), (None, None, None), None, True),
        (("", " - ", None), ("AP", None, None), None, True),
        (("AP", None, None), ("Yonhap", None, None), "1042", False),
        (("AP", None, None), ("Yonhap", None, None), "urn:newsml:x:1", True),
        (("AP", None, URL), ("Yonhap", None, f"{URL}?utm_source=x"), None, True),
        (("AP", None, URL), ("Yonhap", None, f"{URL}-2"), None, False),
    ],
)
def test_two_known_sources_make_two_prints_of_what_is_not_one_item(
    mine: tuple[str | None, str | None, str | None],
    theirs: tuple[str | None, str | None, str | None],
    uri: str | None,
    *,
    same: bool,
) -> None:
    one, other = Print.of(*mine), Print.of(*theirs)
    assert one.is_same(other, uri) is other.is_same(one, uri) is same
