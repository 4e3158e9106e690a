"""Alerts: a headline and nothing else. Notices that take a version away. Embargoes that end."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk, Row, prepared
from waiting import wait_until

from worker.core.article import PubStatus

ALERT = "Ferry to Skarholm runs aground"
OTHER = "Harbour bridge closed after collision"
LATER = datetime(2199, 1, 1, tzinfo=UTC)


def ninjs(uri: str | None = None, headline: str | None = ALERT, **fields: object) -> str:
    named = {"uri": uri, "headline": headline, "versioncreated": "2024-03-03T10:00:00Z", **fields}
    return json.dumps({key: value for key, value in named.items() if value is not None})


def run(desk: Desk, content: str, path: str = "wire/x.json") -> Row:
    """A file all the way; what its one sighting says."""
    delivery = desk.claim(path, content)
    desk.ingest().run("run", [delivery.delivery_id])
    (row,) = desk.sql("select * from sightings where delivery_id = %s", delivery.delivery_id)
    return row


def test_an_alert_is_an_article_without_a_body(desk: Desk) -> None:
    run(desk, ninjs("a", "South Korea lowers its rates", urgency=1))
    (row,) = desk.sql("select * from articles")
    assert (row["headline"], row["body"]) == ("South Korea lowers its rates", "")
    assert (row["display_title"], row["title_made"]) == ("South Korea lowers its rates", False)
    assert (row["word_count"], row["paragraph_count"], row["type"]) == (0, 0, "text")
    assert (row["countries"], row["language"]) == (["KR"], "en")
    assert desk.one("select count(*) from search_articles('rates')") == 1
    assert desk.one("select cardinality(keys) from desk.article") == 0
    assert desk.one("select count(*) from desk.posting") == 0


def test_the_same_alert_twice_is_one_article(desk: Desk) -> None:
    first, again = run(desk, ninjs("a")), run(desk, ninjs("a"))
    assert (first["relation"], again["relation"]) == ("original", "duplicate")
    assert first["article_id"] == again["article_id"]


def test_alerts_with_other_headlines_are_two_stories(desk: Desk) -> None:
    run(desk, ninjs("a"))
    other = run(desk, ninjs("b", OTHER))
    assert other["relation"] == "original"
    assert "nothing like it" in other["because"]
    assert desk.one("select count(*) from stories") == 2


@pytest.mark.parametrize(("day", "relation", "stories"), [(3, "duplicate", 1), (28, "original", 2)])
def test_the_same_headline_is_the_same_alert_for_some_days(
    desk: Desk, day: int, relation: str, stories: int
) -> None:
    run(desk, ninjs("a"))
    again = run(desk, ninjs("b", versioncreated=f"2024-03-{day:02}T12:00:00Z"))
    assert again["relation"] == relation
    assert desk.one("select count(*) from stories") == stories


def test_the_story_takes_the_place_of_its_alert(desk: Desk) -> None:
    run(desk, ninjs("a", version="1"))
    text = "The ferry to Skarholm ran aground on Sunday with 212 people and the mail on board."
    version = run(desk, ninjs("a", version="2", body_text=text))
    assert version["relation"] == "version"
    (row,) = desk.sql("select body, version from articles")
    assert row == {"body": text, "version": "2"}


def test_notices_that_name_nothing_but_a_uri_take_away_only_that(desk: Desk) -> None:
    for uri, headline in (("a", ALERT), ("b", OTHER), ("c", "Mayor resigns")):
        run(desk, ninjs(uri, headline, version="1"))
    for uri, status in (("a", "canceled"), ("b", "withheld")):
        notice = run(desk, ninjs(uri, None, version="2", pubstatus=status))
        assert notice["relation"] == "version"
    assert [row["uri"] for row in desk.sql("select uri from articles")] == ["c"]
    assert desk.one("select count(*) from stories") == 3
    (row,) = desk.sql("select display_title from story_timeline where pub_status = 'canceled'")
    assert row["display_title"] == "a"


def test_a_picture_is_its_caption(desk: Desk) -> None:
    run(desk, ninjs("p", "The ferry", type="picture", description_text="The ferry on the rocks."))
    (row,) = desk.sql("select type, headline, body from articles")
    assert row == {"type": "picture", "headline": "The ferry", "body": "The ferry on the rocks."}


def test_every_field_of_the_standards_can_be_asked_for(desk: Desk) -> None:
    fields = {
        "subheadline": "Nobody is hurt",
        "abstract": "It ran aground.",
        "located": "Skarholm",
        "genres": ["Current"],
        "info_sources": ["Coast guard"],
        "expires_at": LATER,
        "copyright_holder": "Tide",
        "copyright_notice": "© Tide",
        "digital_source_type": "algorithmicMedia",
    }
    kept = {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()}
    desk.kept(prepared("The ferry ran aground.", **kept))
    (row,) = desk.sql(f"select {', '.join(fields)} from articles")
    assert row == fields


def test_an_embargo_ends_without_a_write(desk: Desk) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    content = ninjs("a", pubstatus="usable", embargoed=until.isoformat())
    run(desk, content)
    written = desk.one("select xmin::text from desk.article")

    def agrees() -> bool:
        (row,) = desk.sql(
            "select now() >= %s as ended, (select count(*) from articles) as listed,"
            " (select count(*) from search_articles('ferry')) as found",
            until,
        )
        assert row["listed"] == row["found"] == int(row["ended"])
        return bool(row["ended"])

    wait_until(agrees, what="the embargo has ended")
    assert desk.one("select embargoed_until from articles") == until
    assert desk.one("select xmin::text from desk.article") == written


def versions(desk: Desk) -> list[str]:
    return [row["version"] for row in desk.sql("select version from articles order by version")]


def test_a_version_under_embargo_takes_no_place_before_its_time(desk: Desk) -> None:
    run(desk, ninjs("a", version="1"))
    for version in ("2", "3"):
        run(desk, ninjs("a", f"{ALERT} {version}", version=version, embargoed=LATER.isoformat()))
    assert versions(desk) == ["1"]
    (row,) = desk.sql("select version from story_timeline where usable")
    assert row == {"version": "1"}
    desk.sql("update desk.article set embargoed_until = now() where version = '3'")
    assert versions(desk) == ["3"]
    run(desk, ninjs("a", version="4", pubstatus="withheld", embargoed=LATER.isoformat()))
    assert versions(desk) == []


def test_the_same_version_again_brings_its_embargo_up_to_date(desk: Desk) -> None:
    run(desk, ninjs("a", version="1"))
    run(desk, ninjs("a", version="1", embargoed=LATER.isoformat()))
    assert versions(desk) == []
    run(desk, ninjs("a", version="1"))
    assert versions(desk) == ["1"]
    assert desk.one("select count(*) from desk.article") == 1


def test_the_reader_sees_what_waits_for_its_successor(desk: Desk, reader_url: str) -> None:
    run(desk, ninjs("a", version="1"))
    run(desk, ninjs("a", version="2", embargoed=LATER.isoformat()))
    with desk.reader(reader_url) as reader:
        assert reader.execute("select version from articles").fetchall() == [("1",)]


def test_what_is_withheld_does_not_come_out_with_the_end_of_its_embargo(desk: Desk) -> None:
    past = "2024-03-04T00:00:00Z"
    run(desk, ninjs("a", pubstatus="withheld", embargoed=past))
    run(desk, ninjs("b", OTHER, embargoed=past))
    assert [row["uri"] for row in desk.sql("select uri from articles")] == ["b"]


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("EMBARGOED until 5 May 2024 10:00 GMT", PubStatus.USABLE),
        ("EMBARGOED until the minister has spoken", PubStatus.WITHHELD),
    ],
)
def test_a_printed_embargo_withholds_where_it_prints_no_end(
    desk: Desk, note: str, status: PubStatus
) -> None:
    run(desk, ninjs("a", ednote=note))
    assert desk.one("select pub_status from desk.article") == status
    assert desk.one("select count(*) from articles") == (status is PubStatus.USABLE)


def test_an_embargo_without_a_zone_lasts_until_that_hour_is_over_everywhere(desk: Desk) -> None:
    run(desk, ninjs("a", embargoed="2024-05-05T10:00:00"))
    until = desk.one("select embargoed_until from desk.article")
    assert until == datetime(2024, 5, 5, 22, tzinfo=UTC)
