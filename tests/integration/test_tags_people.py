"""`copytaster tag` and `copytaster explain ID`: what people say of tags, and what they get to see."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from desk import Desk, part, prepared, story, together
from typer.testing import CliRunner, Result

from worker.adapters.store import TagStore
from worker.cli import app
from worker.core.article import Evidence, Tag
from worker.core.reading import Prepared
from worker.core.tagged import Named

Run = Callable[..., Result]

COUNCIL = Tag(
    scheme="org",
    code="council",
    label="Councils",
    weight=0.75,
    method="test",
    because=(Evidence("council", "headline", 0, 7), Evidence("town council", "body", 4, 16)),
)
COUNTRY = Tag(scheme="country", code="GB", label="United Kingdom", weight=0.5, method="places")


@pytest.fixture
def run(desk: Desk) -> Run:
    environ = {"DATABASE_URL": desk.url, "COPYTASTER_DATA": str(desk.folder), "COLUMNS": "300"}
    return lambda *words: CliRunner(env=environ).invoke(app, [str(word) for word in words])


@pytest.fixture
def article(desk: Desk) -> Prepared:
    made = prepared(
        "The town council voted for the bridge.\n\nNobody was against it.",
        headline="Council votes",
        tags=[COUNCIL, COUNTRY],
    )
    desk.kept(made)
    return made


def listed(desk: Desk) -> list[str]:
    return list(desk.one("select tags from articles"))


def corrections(desk: Desk) -> list[tuple[Any, ...]]:
    rows = desk.sql("select tag, label, change, corrected_by from tag_corrections order by tag")
    return [tuple(row.values()) for row in rows]


def said(result: Result) -> str:
    return " ".join(result.output.split())


def test_an_added_tag_is_there_at_once(desk: Desk, article: Prepared, run: Run) -> None:
    result = run("tag", "add", article.article_id, "desk:monday", "--by", "Ann Lee")
    assert result.exit_code == 0, result.output
    assert listed(desk) == ["desk:monday", "org:council", "country:GB"]
    assert corrections(desk) == [("desk:monday", "monday", "added", "Ann Lee")]
    (row,) = desk.sql("select * from article_tags where scheme = 'desk'")
    assert (row["method"], row["origin"], row["weight"]) == ("person", "person", 1.0)
    assert (row["corrected_by"], row["because"]) == ("Ann Lee", [])


def test_a_removed_tag_is_gone_at_once(desk: Desk, article: Prepared, run: Run) -> None:
    result = run("tag", "remove", article.article_id, "country:GB")
    assert result.exit_code == 0, result.output
    assert listed(desk) == ["org:council"]
    (correction,) = corrections(desk)
    assert correction[:3] == ("country:GB", "United Kingdom", "removed")
    assert correction[3], "somebody said so"


def test_the_newest_word_on_a_tag_counts(desk: Desk, article: Prepared, run: Run) -> None:
    for words in (("remove", "country:GB"), ("add", "country:GB"), ("remove", "org:council")):
        assert run("tag", words[0], article.article_id, words[1], "--by", "Ann").exit_code == 0
    assert listed(desk) == ["country:GB"]
    assert [(tag, change) for tag, _, change, _ in corrections(desk)] == [
        ("country:GB", "added"),
        ("org:council", "removed"),
    ]


def test_a_rules_tag_that_a_person_confirms_keeps_its_words(
    desk: Desk, article: Prepared, run: Run
) -> None:
    run("tag", "add", article.article_id, "org:council", "--by", "Ann")
    (row,) = desk.sql("select * from article_tags where scheme = 'org'")
    assert (row["origin"], row["weight"], row["label"]) == ("person", 1.0, "Councils")
    assert [words["text"] for words in row["because"]] == ["council", "town council"]


@pytest.mark.usefixtures("article")
def test_a_tag_gets_its_label_where_one_is_known(desk: Desk, run: Run) -> None:
    other = prepared(story(1), headline="Other")
    desk.kept(other)
    label = "select label from article_tags where article_id = %s and tag = %s"
    for words, expected in (
        (["topic:medtop:20000638"], "international relations"),
        (["org:council"], "Councils"),
        (["desk:monday"], "monday"),
        (["desk:tuesday", "--label", "Tuesday's"], "Tuesday's"),
    ):
        assert run("tag", "add", other.article_id, *words).exit_code == 0
        assert desk.one(label, other.article_id, words[0]) == expected
    top = "select top from article_tags where tag = 'topic:medtop:20000638'"
    assert desk.one(top) == "medtop:11000000"


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("add", "ID", "monday"), (2, "'monday' is no tag")),
        (("add", "ID", "desk:"), (2, "'desk:' is no tag")),
        (("add", "ID", "Desk:monday"), (2, "'Desk' is no scheme")),
        (("add", "ID", f"desk:{'x' * 201}"), (2, "at most 200 characters")),
        (("add", "ID", "desk:a\x1b[31m"), (2, "not one line")),
        (("add", "ID", "language:fr"), (2, "language says what stands in the article's own field")),
        (("remove", "ID", "agency:ap"), (2, "agency says what stands in the article's own field")),
        (("add", "ID", "watch:bridges"), (2, "copytaster retag")),
        (("add", "ID", "watch:x"), (2, "watch:x: tags of watch")),  # no emoji
        (("add", "ID", "topic:medtop:99999999"), (2, "there is no such code")),
        (("remove", "ID", "country:FR"), (1, "has no tag country:FR")),
        (("remove", "ffff", "country:FR"), (1, "no article has an id that begins with 'ffff'")),
        (("list", "ffff"), (1, "no article has an id that begins with 'ffff'")),
        (("list", ""), (1, "no article has an id that begins with ''")),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Desk, article: Prepared, run: Run, words: tuple[str, ...], refused: tuple[int, str]
) -> None:
    result = run("tag", *(article.article_id if word == "ID" else word for word in words))
    assert result.exit_code == refused[0], result.output
    assert refused[1] in said(result)
    assert corrections(desk) == []
    assert len(listed(desk)) == 2


def test_an_id_that_fits_several_articles_is_refused(desk: Desk, run: Run) -> None:
    desk.kept(*(prepared(story(n), headline=f"{n}") for n in range(2)))
    result = run("tag", "list", "01")
    assert result.exit_code == 2
    assert "several articles fit" in said(result)


def test_tags_are_listed_with_their_reasons(article: Prepared, run: Run) -> None:
    run("tag", "add", article.article_id, "desk:monday", "--by", "Ann")
    run("tag", "remove", article.article_id, "country:GB", "--by", "Bo")
    lines = run("tag", "list", article.article_id).stdout.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["desk:monday", "org:council", "country:GB"]
    assert "person" in lines[2]
    assert "Ann, 20" in lines[2]
    assert "council (headline), town council (body)" in lines[3]
    assert "removed" in lines[4]
    assert "Bo, 20" in lines[4]
    told = json.loads(run("tag", "list", article.article_id, "--json").stdout)
    assert [(tag["code"], tag["change"]) for tag in told["tags"]] == [
        ("monday", None),
        ("council", None),
        ("GB", "removed"),
    ]


def test_an_article_without_tags_says_so(desk: Desk, run: Run) -> None:
    made = prepared(story(1))
    desk.kept(made)
    assert "has no tags" in run("tag", "list", made.article_id).stdout


def test_two_people_at_once_both_count(desk: Desk, article: Prepared) -> None:
    stores = [TagStore(desk.session(f"person {n}")) for n in range(8)]
    together(
        [
            lambda s=store, n=n: s.add_tag(  # type: ignore[misc]
                article.article_id, Named("desk", str(n)), label=None, by="Ann"
            )
            for n, store in enumerate(stores)
        ]
    )
    assert listed(desk) == [*(f"desk:{n}" for n in range(8)), "org:council", "country:GB"]


def test_an_article_that_is_gone_gets_no_tag(desk: Desk, article: Prepared) -> None:
    store = TagStore(desk.session("person"))
    desk.sql("delete from desk.sighting")
    desk.sql("delete from desk.article")
    tag = Named("desk", "monday")
    assert not store.add_tag(article.article_id, tag, label=None, by="Ann")
    assert not store.remove_tag(article.article_id, tag, by="Ann")
    assert store.revise(article.article_id, lambda _: None) is None


def test_a_file_that_is_read_again_takes_corrections_of_its_articles_along(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    made = prepared(story(1), tags=[COUNTRY])
    store.store([part(delivery, made)])
    people = TagStore(desk.session("person"))
    people.add_tag(made.article_id, Named("desk", "monday"), label=None, by="Ann")
    people.remove_tag(made.article_id, Named("country", "GB"), by="Ann")
    desk.sql(
        "insert into desk.enrichment (article_id, model_version) values (%s, 'model 1')",
        made.article_id,
    )
    assert store.reopen(delivery)
    for table in ("article", "tag", "tag_correction", "enrichment"):
        assert desk.one(f"select count(*) from desk.{table}") == 0, table


# explain


def test_a_stored_article_is_explained_with_its_words_marked(article: Prepared, run: Run) -> None:
    run("tag", "add", article.article_id, "desk:monday", "--by", "Ann")
    run("tag", "remove", article.article_id, "country:GB", "--by", "Bo")
    result = run("explain", article.article_id)
    assert result.exit_code == 0, result.output
    told = result.stdout
    assert "  headline     [Council](org:council) votes\n" in told
    assert "  body 1       The [town council](org:council) voted for the bridge.\n" in told
    assert "  body 2       Nobody was against it.\n" in told
    assert "  tag          org:council Councils 0.75 by test: 'council' in headline" in told
    assert "desk:monday monday 1.00 by person: Ann, 20" in told
    assert "  removed      country:GB Bo, 20" in told
    assert "  relation     original\n" in told


def test_a_stored_article_is_explained_to_programs(article: Prepared, run: Run) -> None:
    told = json.loads(run("explain", str(article.article_id)[:23], "--json").stdout)
    assert told["article_id"] == str(article.article_id)
    assert told["relation"] == "original"
    assert told["article"]["body"].startswith("The town council")
    assert told["tags"][0]["because"][1] == {
        "text": "town council",
        "field": "body",
        "start": 4,
        "end": 16,
    }


def test_what_is_neither_file_nor_article_is_refused(run: Run, desk: Desk) -> None:
    assert run("explain", "nothing.txt").exit_code == 2
    assert run("explain", desk.folder).exit_code == 2
    assert run("explain", "ffff").exit_code == 1
