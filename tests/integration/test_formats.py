"""Files that hold several articles, or more than their text: what of them can be asked in SQL."""

import io
import zipfile
from collections.abc import Mapping

from desk import Desk, Row, names, story

from worker.core.delivery import Delivery

NITF = """\
<nitf><head><tobject><tobject.subject tobject.subject.refnum="04015000"
 tobject.subject.matter="Shipping"/></tobject><docdata><doc-id id-string="harbour.42"/>
<urgency ed-urg="3"/><date.issue norm="20210407T112800+0900"/><key-list><keyword key="ferry"/>
</key-list></docdata></head><body><body.head><hedline><hl1>Ferry sails again</hl1></hedline>
</body.head><body.content><p>The ferry to the island sailed on Wednesday for the first time in nine
days, with 212 people and the mail on board.</p></body.content></body></nitf>
"""
FEED = """\
<rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Crane is saved</title><guid>post-1</guid>
<pubDate>Tue, 02 Apr 2024 10:00:00 +0000</pubDate><description>The town has bought the last steam
crane of the harbour, which was to be scrapped in May.</description></item>
<item><guid>post-2</guid></item>
<item><title>Nets are mended</title><guid>post-3</guid>
<pubDate>Wed, 03 Apr 2024 10:00:00 +0000</pubDate><description>The small fleet put to sea again on
Wednesday, after its nets had been mended in every yard of the coast.</description></item>
</channel></rss>
"""
MAIL = """\
From: Jo Penn <jo@nets.example>
To: desk@gazette.example
Subject: Lighthouse to be painted
Date: Wed, 03 Apr 2024 10:00:00 +0000
Message-ID: <7@nets.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=mark

--mark
Content-Type: text/plain

The lighthouse on the northern pier will be painted red and white this summer, as it was a hundred
years ago, the keeper said on Tuesday.

--mark
Content-Type: text/plain; name="pier.txt"
Content-Disposition: attachment; filename="pier.txt"

The northern pier itself will be closed to walkers in June and July, the office of the harbour
said, while stones that the winter storms took away are laid again.
--mark--
"""


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def run(desk: Desk, path: str, content: str | bytes) -> tuple[Delivery, list[Row]]:
    """A file all the way; its articles in their order."""
    delivery = desk.claim(path, content)
    desk.ingest().run("run", [delivery.delivery_id])
    articles = desk.sql(
        "select a.*, s.position from articles a join sightings s using (article_id)"
        " where s.delivery_id = %s order by s.position",
        delivery.delivery_id,
    )
    return delivery, articles


def rejections(desk: Desk, delivery: Delivery) -> list[tuple[int, str]]:
    rows = desk.sql(
        "select position, reason from rejections where delivery_id = %s order by position",
        delivery.delivery_id,
    )
    return [(row["position"], row["reason"]) for row in rows]


def counted(desk: Desk, delivery: Delivery) -> tuple[str, int, int]:
    row = desk.row(delivery)
    return row["state"], row["article_count"], row["rejection_count"]


def test_a_feed_is_an_article_an_entry(desk: Desk) -> None:
    delivery, (first, second) = run(desk, "post/feed.xml", FEED)
    assert counted(desk, delivery) == ("done", 2, 1)
    assert (first["position"], first["headline"], first["uri"]) == (0, "Crane is saved", "post-1")
    assert (second["position"], second["headline"]) == (2, "Nets are mended")
    assert f"{second['published_at']:%Y-%m-%d %H:%M %Z}" == "2024-04-03 10:00 UTC"
    assert {first["parser"], second["parser"]} == {"feed"}
    assert rejections(desk, delivery) == [(1, "empty_body")]


def test_a_bad_member_of_an_archive_takes_no_other_along(desk: Desk) -> None:
    packed = zipped(
        {"a/one.txt": story("A"), "logo.png": b"\x89PNG\r\n\x1a\n" + bytes(40), "two.nitf": NITF}
    )
    delivery, (first, second) = run(desk, "post/night.zip", packed)
    assert counted(desk, delivery) == ("done", 2, 1)
    assert [(row["member"], row["parser"]) for row in (first, second)] == [
        ("a/one.txt", "text"),
        ("two.nitf", "nitf"),
    ]
    assert rejections(desk, delivery) == [(1, "unknown_format")]
    assert "logo.png" in desk.one("select detail from rejections")
    (day,) = desk.done.iterdir()
    assert names(day / str(delivery.delivery_id)) == ["night.zip"]


def test_what_is_attached_to_a_mail_is_a_further_position(desk: Desk) -> None:
    delivery, (letter, attached) = run(desk, "desk/letter.eml", MAIL)
    assert counted(desk, delivery) == ("done", 2, 0)
    assert (letter["headline"], letter["bylines"]) == ("Lighthouse to be painted", ["Jo Penn"])
    assert (letter["parser"], letter["member"], letter["uri"]) == ("mail", None, "7@nets.example")
    assert (attached["parser"], attached["member"]) == ("text", "pier.txt")
    assert "closed to walkers" in attached["body"]
    assert rejections(desk, delivery) == []


def test_what_an_agency_says_of_its_copy_can_be_asked_for(desk: Desk) -> None:
    _, (article,) = run(desk, "harbour/ferry.xml", NITF)
    assert (article["uri"], article["urgency"], article["parser"]) == ("harbour.42", 3, "nitf")
    assert article["headline"] == "Ferry sails again"
    subjects = desk.sql("select scheme, code, label from article_subjects order by ordinal")
    assert {row["label"] for row in subjects} >= {"Shipping"}
    assert {row["code"] for row in subjects} >= {"04015000", "ferry"}
    assert set(article["subjects"]) == {f"{row['scheme']}:{row['code']}" for row in subjects}
