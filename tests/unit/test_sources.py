from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from worker.core.article import Article, Dateline
from worker.core.sources import Kind, Sources, credit

SHIPPED = (Path(__file__).parents[2] / "config" / "sources.toml").read_text("utf-8")
SOURCES = Sources.from_toml("""
    [[source]]
    code = "harbour"
    name = "Harbour Agency"
    kind = "agency"
    aliases = ["HA", "H.A. News"]
    hosts = ["harbour.example"]
    zone = "Asia/Seoul"

    [[source]]
    code = "old-post"
    name = "The Old Post"
    kind = "paper"
    zone = "America/New_York"
    hosts = ["oldpost.example"]

    [[source]]
    code = "nowhere"
    name = "Nowhere"
    kind = "site"
""")
ARTICLE = Article(body="x")
NAIVE = datetime(2021, 4, 7, 11, 28)  # noqa: DTZ001 - as printed


@pytest.mark.parametrize("name", ["HA", "ha", "H.A. news", "Harbour Agency", "harbour"])
def test_source_is_known_by_all_its_names(name: str) -> None:
    assert SOURCES.code(name) == "harbour"
    assert credit(replace(ARTICLE, agency=name), SOURCES, None).agency == "Harbour Agency"


def test_unknown_names_stay_as_printed() -> None:
    assert SOURCES.code("Elsewhere") is None
    assert SOURCES.code(None) is None
    found = credit(replace(ARTICLE, agency="Elsewhere", source="Somewhere"), SOURCES, "inbox-7")
    assert (found.agency, found.source) == ("Elsewhere", "Somewhere")


def test_printed_clock_is_read_in_the_zone_of_the_agency() -> None:
    found = credit(
        replace(ARTICLE, agency="HA", published_at=NAIVE, modified_at=NAIVE), SOURCES, None
    )
    assert found.published_at is not None
    assert found.modified_at == found.published_at
    assert found.published_at.isoformat() == "2021-04-07T11:28:00+09:00"
    assert found.published_zone == "Asia/Seoul"


def test_publishers_clock_goes_before_the_agencys() -> None:
    article = replace(ARTICLE, agency="HA", source="Old Post", published_at=NAIVE)
    assert credit(article, SOURCES, None).published_zone == "America/New_York"


def test_printed_zone_stays() -> None:
    at = NAIVE.replace(tzinfo=UTC)
    found = credit(
        replace(ARTICLE, agency="HA", published_at=at, published_zone="GMT"), SOURCES, None
    )
    assert (found.published_at, found.published_zone) == (at, "GMT")


def test_time_is_never_made_up() -> None:
    assert credit(replace(ARTICLE, agency="HA"), SOURCES, "ha").published_at is None
    found = credit(replace(ARTICLE, published_at=NAIVE), SOURCES, "nowhere")
    assert (found.published_at, found.published_zone) == (NAIVE, None)


def test_day_of_the_dateline_is_placed_in_a_year() -> None:
    line = Dateline(place="BUSAN", date_text="April 6")
    found = credit(replace(ARTICLE, dateline=line, published_at=NAIVE), SOURCES, None)
    assert found.dateline == replace(line, date=date(2021, 4, 6))
    odd = replace(line, date_text="lately")
    assert credit(replace(ARTICLE, dateline=odd, published_at=NAIVE), SOURCES, None).dateline == odd


def test_folder_fills_what_is_not_printed() -> None:
    assert credit(ARTICLE, SOURCES, "HARBOUR").agency == "Harbour Agency"
    assert credit(ARTICLE, SOURCES, "old-post").source == "The Old Post"
    assert credit(replace(ARTICLE, agency="AP"), SOURCES, "harbour").agency == "AP"
    assert credit(replace(ARTICLE, source="Other"), SOURCES, "old_post").source == "Other"


@pytest.mark.parametrize("url", ["https://oldpost.example/a", "http://www.oldpost.example:80/"])
def test_address_names_the_source(url: str) -> None:
    assert credit(replace(ARTICLE, url=url), SOURCES, None).source == "The Old Post"


@pytest.mark.parametrize("url", ["https://example/a", "nonsense", "http://[bad", None])
def test_other_addresses_name_none(url: str | None) -> None:
    assert SOURCES.at(url) is None


def test_crediting_twice_changes_nothing() -> None:
    once = credit(replace(ARTICLE, agency="HA", published_at=NAIVE), SOURCES, "old-post")
    assert credit(once, SOURCES, "old-post") == once


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[source", "not TOML"),
        ("[x]", "unknown table 'x'"),
        ("[source]", "two brackets"),
        ("source = [1]", "must be a table"),
        ("[[source]]\ncolour = 1", "unknown key 'colour'"),
        ("[[source]]\nname = 'a'\nkind = 'site'", "code must be a text"),
        ("[[source]]\ncode = 'a'\nname = ' '\nkind = 'site'", "name must be a text"),
        ("[[source]]\ncode = 'a'\nname = 'A'\nkind = 'x'", "kind must be one of agency"),
        (
            "[[source]]\ncode = 'a'\nname = 'A'\nkind = 'site'\naliases = 'b'",
            "aliases must be a list",
        ),
        ("[[source]]\ncode = 'a'\nname = 'A'\nkind = 'site'\nhosts = [1]", "hosts must be a list"),
        ("[[source]]\ncode = 'a'\nname = 'A'\nkind = 'site'\nzone = 1", "zone must be a text"),
        ("[[source]]\ncode = 'a'\nname = 'A'\nkind = 'site'\nzone = 'Mars/X'", "no IANA name"),
        ("[[source]]\ncode = 'a'\nname = 'A'\nkind = 'site'\nzone = '../x'", "no IANA name"),
        (
            (
                "[[source]]\ncode = 'a'\nname = 'A'\nkind = 'site'\n"
                "[[source]]\ncode = 'b'\nname = 'a.'\nkind = 'site'"
            ),
            "names both 'a' and 'b'",
        ),
    ],
)
def test_mistake_in_the_file_is_named_in_one_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"sources\.toml") as caught:
        Sources.from_toml(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shipped_file_is_good() -> None:
    sources = Sources.from_toml(SHIPPED)
    assert len(sources.all) >= 40
    assert {source.kind for source in sources.all} == set(Kind)
    assert sources.code("Yonhap") == "yonhap"
    assert sources.code("AP") == "ap"


def test_empty_file_knows_nobody() -> None:
    assert credit(ARTICLE, Sources.from_toml(""), "x") == ARTICLE
