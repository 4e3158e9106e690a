"""`copytaster retag`: what is stored gets the tags of today's rules, once, and nothing else."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from desk import Desk, new_id, prepared, story, together
from waiting import wait_until

from worker.adapters.store import TagStore
from worker.core.article import (
    Article,
    Dateline,
    Dropped,
    Evidence,
    PubStatus,
    Signal,
    Subject,
    Tag,
)
from worker.core.reading import Prepared
from worker.core.tagged import Named
from worker.errors import Unavailable
from worker.retag import Retag

Rule = Callable[[Article], tuple[Tag, ...]]


def tag(
    name: str, weight: float = 0.5, method: str = "test", because: Sequence[Evidence] = ()
) -> Tag:
    scheme, _, code = name.partition(":")
    return Tag(
        scheme=scheme,
        code=code,
        label=code.title(),
        weight=weight,
        method=method,
        because=tuple(because),
    )


def each(rules: Rule) -> Callable[[Sequence[Article]], Sequence[tuple[Tag, ...]]]:
    """Rules for several articles."""
    return lambda articles: [*map(rules, articles)]


def always(*tags: Tag) -> Rule:
    """Rules that make these tags of every article."""
    return lambda _: tags


def retagged(desk: Desk, rules: Rule, name: str = "new", since: datetime | None = None) -> Retag:
    """A whole run."""
    retag = Retag(TagStore(desk.session("retag")), each(rules))
    (*_, run) = retag.run(name, since)
    assert run.state == "done"
    return retag


def tags_of(desk: Desk, article: Prepared) -> dict[str, float]:
    rows = desk.sql(
        "select tag, round(weight::numeric, 3)::float8 as weight from article_tags"
        " where article_id = %s",
        article.article_id,
    )
    return {row["tag"]: row["weight"] for row in rows}


def listed(desk: Desk, article: Prepared) -> list[str]:
    return list(desk.one("select tags from desk.article where article_id = %s", article.article_id))


@pytest.fixture
def kept(desk: Desk) -> Callable[..., Prepared]:
    def keep(number: int = 1, *tags: Tag, **given: object) -> Prepared:
        article = prepared(story(number), tags=tags, headline=f"Report {number}", **given)
        desk.kept(article)
        return article

    return keep


# what is replaced


def test_tags_of_old_rules_give_way_to_those_of_new_ones(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    words = (Evidence("council", "body", 4, 11),)
    article = kept(1, tag("topic:old", 0.9), tag("country:GB", 0.4))
    retag = retagged(desk, always(tag("country:GB", 0.7), tag("topic:new", 0.8, because=words)))
    assert tags_of(desk, article) == {"topic:new": 0.8, "country:GB": 0.7}
    assert listed(desk, article) == ["topic:new", "country:GB"]
    assert (retag.added, retag.removed) == ({"topic:new": 1}, {"topic:old": 1})
    (row,) = desk.sql("select method, because, origin from article_tags where scheme = 'topic'")
    assert row == {
        "method": "test",
        "because": [{"text": "council", "field": "body", "start": 4, "end": 11}],
        "origin": "rule",
    }


def test_rules_that_find_nothing_leave_nothing(desk: Desk, kept: Callable[..., Prepared]) -> None:
    article = kept(1, tag("topic:old"))
    retagged(desk, always())
    assert listed(desk, article) == []
    assert tags_of(desk, article) == {}


def test_an_article_whose_tags_stay_is_not_written(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    words = (Evidence("council", "body", 4, 11),)
    article = kept(1, tag("topic:a", 0.123, because=words), tag("country:GB", 0.4))
    version = "select xmin::text from desk.article where article_id = %s"
    before = desk.one(version, article.article_id)
    run = list(
        Retag(
            TagStore(desk.session("retag")),
            each(always(tag("country:GB", 0.4), tag("topic:a", 0.123, because=words))),
        ).run("new")
    )[-1]
    assert (run.articles, run.changed) == (1, 0)
    assert desk.one(version, article.article_id) == before


@pytest.mark.parametrize(
    "changed",
    [
        tag("topic:a", 0.6),
        tag("topic:a", method="other"),
        tag("topic:a", because=[Evidence("council", "body", 4, 11)]),
    ],
    ids=["weight", "method", "because"],
)
def test_another_weight_method_or_reason_is_a_change(
    desk: Desk, kept: Callable[..., Prepared], changed: Tag
) -> None:
    kept(1, tag("topic:a"))
    (*_, run) = Retag(TagStore(desk.session("retag")), each(always(changed))).run("new")
    assert run.changed == 1
    (row,) = desk.sql("select weight, method, because from article_tags")
    assert row["weight"] == pytest.approx(changed.weight)
    assert (row["method"], len(row["because"])) == (changed.method, len(changed.because))


def test_tags_of_people_and_models_stay(desk: Desk, kept: Callable[..., Prepared]) -> None:
    article = kept(1, tag("topic:old"))
    store = TagStore(desk.session("people"))
    store.add_tag(article.article_id, Named("desk", "monday"), label=None, by="Ann")
    desk.sql(
        "insert into desk.tag (article_id, scheme, code, label, weight, method, because, origin)"
        " values (%s, 'topic', 'guessed', 'Guessed', 0.5, 'model 1', '[]', 'model')",
        article.article_id,
    )
    retagged(desk, always(tag("topic:new", 0.7)))
    assert listed(desk, article) == ["desk:monday", "topic:new", "topic:guessed"]


def test_what_a_rule_says_of_a_models_tag_counts(desk: Desk, kept: Callable[..., Prepared]) -> None:
    article = kept(1)
    desk.sql(
        "insert into desk.tag (article_id, scheme, code, label, weight, method, because, origin)"
        " values (%s, 'topic', 'a', 'A', 0.5, 'model 1', '[]', 'model')",
        article.article_id,
    )
    retagged(desk, always(tag("topic:a", 0.7)))
    assert desk.sql("select method, origin from article_tags") == [
        {"method": "test", "origin": "rule"}
    ]


def test_a_removed_tag_does_not_come_back(desk: Desk, kept: Callable[..., Prepared]) -> None:
    article = kept(1, tag("country:GE"))
    store = TagStore(desk.session("people"))
    assert store.remove_tag(article.article_id, Named("country", "GE"), by="Ann")
    assert listed(desk, article) == []
    retagged(desk, always(tag("country:GE", 0.9), tag("country:US")))
    assert listed(desk, article) == ["country:US"]


def test_a_correction_that_comes_while_rules_are_at_work_holds(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    article = kept(1, tag("country:GE"), tag("country:GB"))
    people = TagStore(desk.session("people"))

    def rules(_: Article) -> tuple[Tag, ...]:
        people.remove_tag(article.article_id, Named("country", "GE"), by="Ann")
        people.add_tag(article.article_id, Named("topic", "a"), label="By hand", by="Ann")
        return (tag("country:GE", 0.9), tag("topic:a", 0.3))

    retagged(desk, rules)
    assert tags_of(desk, article) == {"topic:a": 1.0}
    assert desk.one("select label from article_tags") == "By hand"


def test_another_language_changes_what_search_finds(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    kept(1, tag("language:fr", 0.9), language="fr")
    found = "select count(*) from search_articles('lorry')"
    assert desk.one(found) == 0
    retagged(desk, always(tag("language:en", 0.9)))
    assert desk.one(found) == 1
    assert desk.one("select language from articles") == "en"


def test_search_is_built_the_same_way_at_first_and_again(desk: Desk) -> None:
    desk.kept(prepared("The lorries crossed. " * 9000, headline="Bridges", language="en"))
    desk.kept(prepared("길고 긴 기사. " * 20000, language="ko"))
    same = "search = desk.search_vector(search_config, headline, body)"
    assert desk.one(f"select bool_and({same}) from desk.article")


# what an article is when it comes back


EVERYTHING = Article(
    body="First paragraph 𝄞.\n\nSecond one.",
    parser="ninjs",
    uri="urn:1",
    version="2",
    headline="A headline",
    bylines=("Ann Lee", "Bo Ek"),
    byline_email="ann@example.org",
    dateline=Dateline(place="BUSAN", date=date(2026, 3, 3), date_text="March 3"),
    agency="Yonhap",
    source="The Korea Herald",
    section="World",
    slugline="KOREA-SHIPS",
    credit_line="(Yonhap)",
    published_at=datetime(2026, 3, 3, 8, 30, tzinfo=UTC),
    published_zone="KST",
    published_text="March 3, 2026 17:30",
    modified_at=datetime(2026, 3, 4, tzinfo=UTC),
    embargoed_until=datetime(2026, 3, 2, tzinfo=UTC),
    language="en",
    ed_note="UPDATES with more",
    signals=(Signal.UPDATE, Signal.LEAD),
    urgency=3,
    pub_status=PubStatus.WITHHELD,
    usage_terms="none",
    url="https://example.org/1",
    repeated_paragraphs=1,
    dropped=(Dropped("Share this", "share"),),
    subjects=(Subject("medtop", "20000523", "labour market"), Subject("", "ships")),
    member="a/b.json",
    type="picture",
    subheadline="Below it",
    abstract="In short",
    located="Busan",
    genres=("Current",),
    info_sources=("Coast guard",),
    expires_at=datetime(2027, 3, 3, tzinfo=UTC),
    copyright_holder="Yonhap",
    copyright_notice="(c) Yonhap",
    digital_source_type="trainedAlgorithmicMedia",
)


def stored_and_back(desk: Desk, article: Article, *tags: Tag) -> Article:
    """What the rules get to see of a stored article."""
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    desk.kept(prepared(**values, tags=tags))
    seen: list[Article] = []

    def rules(one: Article) -> tuple[Tag, ...]:
        seen.append(one)
        return tags

    retagged(desk, rules)
    (back,) = seen
    return back


def test_rules_see_a_stored_article_as_they_saw_it_first(desk: Desk) -> None:
    empty = [f.name for f in fields(Article) if not getattr(EVERYTHING, f.name)]
    assert empty == [], "a field that is empty here is not looked at by this test"
    assert stored_and_back(desk, EVERYTHING, tag("language:en", method="declared")) == EVERYTHING


def test_a_language_told_from_words_is_told_anew(desk: Desk) -> None:
    article = Article(body="Some words.", published_at=datetime(2026, 3, 3, 8), language="en")  # noqa: DTZ001
    back = stored_and_back(desk, article, tag("language:en", method="function words"))
    assert back.language is None
    assert back.published_at == article.published_at


def test_the_products_own_rules_change_nothing_that_they_made(desk: Desk) -> None:
    deliveries = [desk.claim(f"reuters/{n}.txt").delivery_id for n in range(3)]
    ingest = desk.ingest()
    ingest.run("run", deliveries)
    assert desk.one("select count(*) from articles where cardinality(tags) > 1") == 3
    (*_, run) = Retag(TagStore(desk.session("retag")), ingest.preparer.tagger.tags_of).run("same")
    assert (run.articles, run.changed) == (3, 0)


# going on, and two at once


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.adapters.store.tagging.BATCH", 3)


@pytest.mark.usefixtures("_small_batches")
def test_what_was_stopped_goes_on_where_it_was(desk: Desk, kept: Callable[..., Prepared]) -> None:
    for n in range(10):
        kept(n)
    first = Retag(TagStore(desk.session("first")), each(always(tag("topic:a")))).run("new")
    for _ in range(3):
        next(first)
    assert desk.one("select count(*) from articles where tags = '{topic:a}'") == 6
    seen: list[str | None] = []

    def rules(article: Article) -> tuple[Tag, ...]:
        seen.append(article.headline)
        return (tag("topic:a"),)

    (*_, run) = Retag(TagStore(desk.session("second")), each(rules)).run("new")
    assert seen == [f"Report {n}" for n in range(6, 10)]
    assert (run.articles, run.changed) == (10, 10)
    assert desk.one("select count(*) from desk.retag_run") == 1
    assert [run.state for run in first] == ["done"], "the first finds that the second ended it"


@pytest.mark.usefixtures("_small_batches")
def test_two_at_once_write_each_article_once(desk: Desk, kept: Callable[..., Prepared]) -> None:
    for n in range(20):
        kept(n)
    retags = [
        Retag(TagStore(desk.session(f"retag {n}")), each(always(tag("topic:a")))) for n in range(4)
    ]
    ends = together([lambda r=retag: list(r.run("new"))[-1] for retag in retags])  # type: ignore[misc]
    assert {(end.state, end.articles, end.changed) for end in ends} == {("done", 20, 20)}
    assert sum(retag.added["topic:a"] for retag in retags) == 20
    assert desk.one("select count(*) from articles where tags = '{topic:a}'") == 20


@pytest.mark.usefixtures("_small_batches")
def test_a_run_of_other_rules_takes_over(desk: Desk, kept: Callable[..., Prepared]) -> None:
    for n in range(10):
        kept(n)
    old = Retag(TagStore(desk.session("old")), each(always(tag("topic:old")))).run("old")
    next(old)
    next(old)
    retagged(desk, always(tag("topic:new")))
    assert next(old).state == "overtaken"
    assert desk.one("select count(*) from articles where tags = '{topic:new}'") == 10


def test_a_run_after_a_finished_one_begins_anew(desk: Desk, kept: Callable[..., Prepared]) -> None:
    kept(1)
    retagged(desk, always())
    (*_, run) = Retag(TagStore(desk.session("again")), each(always())).run("new")
    assert run.articles == 1
    assert desk.one("select count(*) from desk.retag_run where state = 'done'") == 2


def test_an_empty_store_is_done_at_once(desk: Desk) -> None:
    (*_, run) = Retag(TagStore(desk.session("retag")), each(always())).run("new")
    assert (run.state, run.total, run.articles) == ("done", 0, 0)


def test_since_leaves_alone_what_was_stored_before(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    day = 86400
    old = kept(1, article_id=new_id(10 * day))
    young = kept(2, article_id=new_id(1 * day))
    retagged(desk, always(tag("topic:a")), since=datetime.now(UTC) - timedelta(days=5))
    assert (listed(desk, old), listed(desk, young)) == ([], ["topic:a"])


def test_a_batch_is_bounded_by_its_text(
    desk: Desk, kept: Callable[..., Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.adapters.store.tagging.BATCH_BYTES", 700)
    for n in range(4):
        kept(n)
    runs = list(Retag(TagStore(desk.session("retag")), each(always())).run("new"))
    assert [run.articles for run in runs] == [0, 2, 4, 4]


def test_an_article_that_another_transaction_holds_is_waited_for(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    articles = [kept(n) for n in range(3)]
    retag = Retag(TagStore(desk.session("retag")), each(always(tag("topic:a"))))
    with closing(psycopg.connect(desk.url)) as other:
        other.execute(
            "select from desk.article where article_id = %s for update", [articles[1].article_id]
        )

        def release() -> None:
            wait_until(lambda: desk.waits_for_lock("retag"), what="the run waits")
            # the one before it is written and given back, although the batch is not whole
            assert listed(desk, articles[0]) == ["topic:a"]
            other.rollback()

        ends, _ = together([lambda: list(retag.run("new")), lambda: [release()]])
    assert (ends[-1].articles, ends[-1].changed) == (3, 3)
    assert [listed(desk, article) for article in articles] == [["topic:a"]] * 3


def test_workers_store_and_match_while_rules_are_at_work(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    first = kept(1, source="AP")
    stored: list[Prepared] = []

    def rules(article: Article) -> tuple[Tag, ...]:
        if not stored:
            # a reprint joins the story of the article that the rules are at
            stored.append(prepared(story(1), headline="Bridge", source="The Post"))
            desk.kept(stored[0])
        return (tag("topic:a", 0.5 if article.source == "AP" else 0.6),)

    retagged(desk, rules)
    assert desk.one("select count(*) from stories") == 1
    assert listed(desk, first) == ["topic:a"]
    assert listed(desk, stored[0]) == [], "it came after the run began, with the worker's rules"


def test_an_article_that_is_taken_away_meanwhile_is_passed_over(
    desk: Desk, kept: Callable[..., Prepared]
) -> None:
    gone, there = kept(1), kept(2)

    def rules(_: Article) -> tuple[Tag, ...]:
        desk.sql("delete from desk.sighting where article_id = %s", gone.article_id)
        desk.sql("delete from desk.article where article_id = %s", gone.article_id)
        return (tag("topic:a"),)

    retagged(desk, rules)
    assert listed(desk, there) == ["topic:a"]
    assert desk.one("select count(*) from desk.tag") == 1


def test_a_store_that_goes_away_ends_the_run_and_keeps_its_progress(stoppable_desk: Desk) -> None:
    desk = stoppable_desk
    desk.kept(prepared(story(1)))
    session = desk.session("retag")

    def rules(_: Article) -> tuple[Tag, ...]:
        desk.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid = %s",
            session.connection().info.backend_pid,
        )
        return (tag("topic:a"),)

    with pytest.raises(Unavailable):
        list(Retag(TagStore(session), each(rules)).run("new"))
    assert desk.one("select state from desk.retag_run") == "running"
    retagged(desk, always(tag("topic:a")))
    assert desk.one("select count(*) from articles where tags = '{topic:a}'") == 1
