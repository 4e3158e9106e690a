"""RSS, Atom and JSON Feed: what is read from each entry, and what hostile feeds cost."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import LIMITS, cases, check, only, outcomes, refused

from worker.core.article import Article
from worker.core.parse import feed, json_feed
from worker.core.parse.limits import Limits
from worker.core.parse.record import feed_guard
from worker.errors import Reason, Rejected

CASES = cases("feed")
RSS = '<rss version="2.0"><channel><title>Gazette</title>{}</channel></rss>'
ENTRY = "<item><title>Crane</title><description>It was bought.</description>{}</item>"


def rss(more: str = "", *, before: str = "") -> bytes:
    return (before + RSS.format(ENTRY.format(more))).encode()


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_sample_is_read_as_expected(sample: Path) -> None:
    parser = json_feed if sample.suffix == ".json" else feed
    assert parser.sniff(sample.read_bytes()[:4096])
    check(sample, parser.parse)


@pytest.mark.parametrize(
    "head",
    [
        b"<rss>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a - comment -->\n<rss version='2.0'>",
        b"<!DOCTYPE rss PUBLIC '-//N//DTD' 'x.dtd' [<!ENTITY a 'b'>]><RSS>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>",
        b"<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>",
        b"<entry xmlns='http://www.w3.org/2005/Atom'>",
        b"<rdf:RDF xmlns:rdf='x' xmlns='http://purl.org/rss/1.0/'>",
        "<?xml version='1.0'?><rss>".encode("utf-16"),
        "<?xml version='1.0'?><rss>".encode("utf-16-be"),
        "<?xml version='1.0'?><rss>".encode("utf-32-le"),
    ],
)
def test_feeds_are_known_by_their_root(head: bytes) -> None:
    assert feed.sniff(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<html><body><rss></body></html>",
        b"<nitf><rss/></nitf>",
        b"<rdf:RDF xmlns='http://www.w3.org/2002/07/owl#'>",
        b"<entry><x/></entry>",
        b"<channels>",
        b"rss feeds are back",
        b"<!-- <rss>",
    ],
)
def test_others_are_left_to_others(head: bytes) -> None:
    assert not feed.sniff(head)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_charset_makes_no_difference(charset: str) -> None:
    raw = rss("<author>a@b.example (Zoë Quill)</author>").decode().encode(charset)
    assert only(feed.parse, raw).bylines == ("Zoë Quill",)


def test_wrong_charset_is_seen_through() -> None:
    raw = '<?xml version="1.0" encoding="utf-8"?>' + RSS.format(ENTRY.format("")).replace(
        "It was", "Café was"
    )
    assert only(feed.parse, raw.encode("cp1252")).body == "Café was bought."


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Tue, 02 Apr 2024 09:15:00 EST", "2024-04-02T09:15:00-05:00"),
        ("2024-04-02", "2024-04-02T00:00:00"),
        ("Tue, 02 Apr 2024 09:15:00 -0000", "2024-04-02T09:15:00+00:00"),
        ("some day", None),
        ("2024", None),
    ],
)
def test_time_is_read_as_printed(printed: str, read: str | None) -> None:
    found = only(feed.parse, rss(f"<pubDate>{printed}</pubDate>"))
    assert (found.published_at.isoformat() if found.published_at else None) == read


def test_words_that_only_the_library_knows_are_read_by_it() -> None:
    # Greek month names
    found = only(feed.parse, rss("<pubDate>Κυρ, 11 Ιούλ 2004 12:00:00 EST</pubDate>"))
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2004-07-11T17:00:00+00:00"


def test_nothing_is_fetched_and_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.socket.connect", refuse)
    outside = b"<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
    raw = outside + rss().replace(b"It was", b"&e;It was")
    assert only(feed.parse, raw).body.endswith("It was bought.")
    for name in (b"http://127.0.0.1:9/", b"/etc/hostname"):
        assert isinstance(outcomes(feed.parse, name)[0], Rejected)


def test_own_entities_are_read() -> None:
    found = only(
        feed.parse, b"<!DOCTYPE rss [<!ENTITY paper 'Gazette'>]>" + rss().replace(b"It", b"&paper;")
    )
    assert "was bought" in found.body


def bomb(levels: int, width: int) -> bytes:
    steps = ['<!ENTITY a0 "boom">'] + [
        f'<!ENTITY a{n} "{f"&a{n - 1};" * width}">' for n in range(1, levels)
    ]
    return f"<!DOCTYPE rss [{''.join(steps)}]>".encode() + rss().replace(
        b"It was", f"&a{levels - 1};".encode()
    )


@pytest.mark.parametrize(
    "raw",
    [
        bomb(12, 10),
        bomb(12, 10).decode().encode("utf-16"),
        f'<!DOCTYPE rss [<!ENTITY a "{"b" * 50_000}">]>'.encode()
        + rss().replace(b"It", b"&a;" * 500),
        b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 10_000 + b"]>" + rss(),
    ],
    ids=["laughs", "laughs-utf-16", "quadratic", "many"],
)
def test_entity_bomb_is_refused_before_it_goes_off(raw: bytes) -> None:
    found = refused(feed.parse, raw)
    assert found.reason is Reason.MALFORMED
    assert "entit" in found.detail


def test_flood_of_attributes_is_refused() -> None:
    flood = " ".join(f'a{n}="1"' for n in range(feed_guard.ATTRIBUTES_MAX + 1))
    found = refused(feed.parse, f"<rss {flood}><channel/></rss>".encode())
    assert (found.reason, "attributes" in found.detail) == (Reason.MALFORMED, True)


def test_large_ill_formed_feed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_guard, "LOOSE_MAX", 100)
    assert "well-formed" in refused(feed.parse, rss("<a></b>")).detail
    assert only(feed.parse, rss()).headline == "Crane"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.EMPTY_BODY),
        (b"<rss>", Reason.MALFORMED),
        (RSS.format("").encode(), Reason.EMPTY_BODY),
        (rss()[:40], Reason.MALFORMED),
    ],
)
def test_feed_without_entries_is_one_rejection(raw: bytes, reason: Reason) -> None:
    assert refused(feed.parse, raw).reason is reason


def test_truncated_feed_is_read_as_far_as_it_goes() -> None:
    raw = RSS.format(ENTRY.format("") * 3).encode()
    assert all(isinstance(each, Article) for each in outcomes(feed.parse, raw[:-80])[:2])


def test_cap_holds() -> None:
    raw = rss()
    tight = Limits(text_bytes=1, feed_bytes=len(raw))
    assert only(feed.parse, raw, tight).headline == "Crane"
    assert refused(feed.parse, raw + b" ", tight).reason is Reason.TOO_LARGE


@pytest.mark.parametrize("fault", [RecursionError(), KeyError("x"), UnicodeError("y")])
def test_what_the_library_stumbles_over_is_a_rejection(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_args: object, **_kwargs: object) -> None:
        raise fault

    monkeypatch.setattr("feedparser.parse", stumble)
    assert refused(feed.parse, rss()).reason in {Reason.MALFORMED, Reason.TOO_DEEP}


def test_nested_markup_costs_little() -> None:
    deep = "&lt;div&gt;" * 20_000 + "text"
    found = outcomes(feed.parse, rss().replace(b"It was bought.", deep.encode()))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', Reason.EMPTY_BODY),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [3]}', Reason.MALFORMED),
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}',
            Reason.EMPTY_BODY,
        ),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', Reason.MALFORMED),
    ],
)
def test_json_feed_without_texts_is_rejected(raw: bytes, reason: Reason) -> None:
    assert json_feed.sniff(raw)
    assert refused(json_feed.parse, raw).reason is reason


TAGS = st.sampled_from(
    ["<item>", "</item>", "<title>", "</title>", "<description>", "<![CDATA[", "]]>", "&lt;p&gt;", "&x;", "&#0;",
     "<entry>", "<content type='xhtml'>", "<dc:date>", "2004-99-99", "<pubDate>Mon, 99 Foo", "<author>", "a@b.c ()",
     "<!ENTITY a '", "<!--", "<?x", "\0", "text", "<link href='", "<guid>", "<a b", "É", "<source>", "<updated>"]
)  # fmt: skip


@given(st.lists(st.one_of(TAGS, st.text(max_size=20)), max_size=30))
@settings(deadline=None)
def test_any_feed_is_articles_and_rejections(pieces: list[str]) -> None:
    raw = ("<rss><channel>" + "".join(pieces)).encode("utf-8", "replace")
    found = list(feed.parse(io.BytesIO(raw), LIMITS))
    assert found
    assert all(isinstance(each, (Article, Rejected)) for each in found)


@given(st.binary(max_size=500))
@settings(deadline=None)
def test_any_bytes_are_sniffed_and_read(raw: bytes) -> None:
    feed.sniff(raw)
    assert outcomes(feed.parse, raw)
