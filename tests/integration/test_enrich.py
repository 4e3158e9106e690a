"""The slow stage with the real models on a real Postgres."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from desk import Desk, prepared
from typer.testing import CliRunner, Result

from worker.adapters import models
from worker.adapters.compiled_models import make_models
from worker.adapters.store import EnrichStore
from worker.cli import app
from worker.core.article import Tag
from worker.core.learned import Learned
from worker.core.reading import Prepared
from worker.enrich import AHEAD, Enrich, Sending
from worker.errors import Unavailable

FOOTBALL = (
    "The striker scored twice in the second half and the goalkeeper saved a penalty as the home "
    "side won the cup final. The coach praised his midfield, and the captain said the whole squad "
    "had trained for this match since the season began. Supporters ran on to the pitch after the "
    "referee ended the game. The club plays its next league game on Saturday against a team that "
    "it lost to twice last year, and two defenders are still injured."
)
FERRIES = ("Ferry {n} left the harbour late", "The boat waited an hour for the tide on day {n}.")
BUDGETS = (
    "Council settles budget {n}",
    "The council raised its budget for schools by {n} million.",
)
Run = Callable[..., Result]


@pytest.fixture
def run(desk: Desk) -> Run:
    environ = {"DATABASE_URL": desk.url, "COPYTASTER_DATA": str(desk.folder), "COLUMNS": "300"}
    return lambda *words: CliRunner(env=environ).invoke(app, [str(word) for word in words])


@pytest.fixture
def store(desk: Desk) -> EnrichStore:
    return EnrichStore(desk.session("enrich"))


@pytest.fixture
def enrich(store: EnrichStore) -> Enrich:
    return Enrich(store=store, models=make_models)


@pytest.fixture
def version(store: EnrichStore) -> str:
    return models.learned_version(store.learned())


def tags_of(desk: Desk, article: Prepared) -> list[dict[str, Any]]:
    return desk.sql(
        "select scheme || ':' || code as tag, origin, method from desk.tag "
        "where article_id = %s order by weight desc",
        article.article_id,
    )


def test_a_topic_is_added_where_no_rule_gave_one(desk: Desk, enrich: Enrich, version: str) -> None:
    article = prepared(FOOTBALL, headline="Cup final")
    desk.kept(article)
    assert enrich.run([article.article_id]) == 1
    (tag,) = tags_of(desk, article)
    assert tag == {"tag": "topic:medtop:15000000", "origin": "model", "method": version}
    assert desk.one("select tags from articles where article_id = %s", article.article_id) == [
        "topic:medtop:15000000"
    ]


def test_the_tag_of_a_rule_stays_and_keeps_models_from_naming_a_topic(
    desk: Desk, enrich: Enrich
) -> None:
    tag = Tag(
        scheme="topic", code="medtop:01000000", label="arts", weight=0.5, method="topics/arts"
    )
    article = prepared(FOOTBALL, headline="Cup final", tags=(tag,))
    desk.kept(article)
    assert enrich.run([article.article_id]) == 0
    assert [(one["tag"], one["origin"]) for one in tags_of(desk, article)] == [
        ("topic:medtop:01000000", "rule")
    ]


def test_what_a_person_took_away_does_not_come_back(desk: Desk, enrich: Enrich, run: Run) -> None:
    article = prepared(FOOTBALL, headline="Cup final")
    desk.kept(article)
    enrich.run([article.article_id])
    taken = run("tag", "remove", article.article_id, "topic:medtop:15000000")
    assert taken.exit_code == 0, taken.output
    desk.sql("delete from desk.enrichment")
    assert enrich.run([article.article_id]) == 0
    assert tags_of(desk, article) == []


def test_the_same_version_looks_at_nothing_twice(
    desk: Desk, enrich: Enrich, store: EnrichStore, version: str
) -> None:
    articles = [prepared(FERRIES[1].format(n=n)) for n in range(3)]
    for article in articles:
        desk.kept(article)
    newest_first = sorted((one.article_id for one in articles), reverse=True)
    assert store.take(version, AHEAD) == newest_first
    assert store.take(version, AHEAD) == []
    assert store.take("models/another", 2) == newest_first[:2]
    enrich.run(newest_first)
    desk.sql("update desk.enrichment set taken_at = now() - interval '1 day'")
    assert store.take(version, AHEAD) == []
    assert store.unenriched(version, newest_first) == []


def test_what_was_sent_and_never_finished_is_sent_again(desk: Desk, store: EnrichStore) -> None:
    article = prepared(FERRIES[1])
    desk.kept(article)
    sent: list[Any] = []
    sending = Sending(store, models.learned_version, sent.append)
    assert (sending.once(), sending.once()) == (1, 0)
    desk.sql("update desk.enrichment set taken_at = now() - interval '1 hour'")
    assert sending.once() == 1
    assert sent == [[article.article_id]] * 2


def test_a_sweep_sends_what_came_in_and_a_worker_enriches_it(desk: Desk, enrich: Enrich) -> None:
    article = prepared(FOOTBALL)
    desk.kept(article)
    sent: list[Any] = []
    sending = Sending(enrich.store, models.learned_version, sent.append)
    assert desk.sweep(enrich=sending.once).once().enriching == 1
    enrich.run(sent[0])
    assert len(tags_of(desk, article)) == 1


def test_models_that_are_missing_do_not_keep_a_sweep_from_the_rest(desk: Desk) -> None:
    def missing() -> int:
        raise Unavailable(models.MISSING)

    (delivery,) = desk.rows()
    found = desk.sweep(enrich=missing).once()
    assert found.enriching == 0
    assert desk.row(delivery)["state"] in ("claimed", "queued")


def test_corrections_teach_a_tag(desk: Desk, run: Run, store: EnrichStore, enrich: Enrich) -> None:
    def keep(told: tuple[str, str], numbers: range) -> list[Prepared]:
        headline, body = told
        made = [prepared(body.format(n=n), headline=headline.format(n=n)) for n in numbers]
        for article in made:
            desk.kept(article)
        return made

    for article in keep(BUDGETS, range(20)):
        added = run("tag", "add", article.article_id, "desk:budget")
        assert added.exit_code == 0, added.output
    keep(FERRIES, range(20))
    learned = run("enrich", "--learn", "--json")
    assert learned.exit_code == 0, learned.output
    answer = json.loads(learned.stdout)
    assert answer["articles"] == 40
    assert [(one["tag"], one["examples"]) for one in answer["lessons"]] == [("desk:budget", 20)]
    (kept_plane,) = store.learned()
    assert kept_plane.f1 > 0.9

    budgets, ferries = keep(BUDGETS, range(20, 26)), keep(FERRIES, range(20, 26))
    enrich.run([one.article_id for one in (*budgets, *ferries)])
    for article in budgets:
        assert [(one["tag"], one["origin"]) for one in tags_of(desk, article)] == [
            ("desk:budget", "model")
        ]
    assert not any(tags_of(desk, article) for article in ferries)


def test_too_few_corrections_teach_nothing_and_are_told(desk: Desk, run: Run) -> None:
    article = prepared(FERRIES[1])
    desk.kept(article)
    assert run("tag", "add", article.article_id, "desk:ferry").exit_code == 0
    learned = run("enrich", "--learn")
    assert learned.exit_code == 0, learned.output
    assert "no: too few" in learned.stdout
    assert run("enrich", "--learn", "--json").exit_code == 0


def test_a_new_version_takes_its_predecessors_suggestions_back_and_no_others(
    desk: Desk, store: EnrichStore, enrich: Enrich
) -> None:
    article = prepared(FOOTBALL)
    desk.kept(article)
    old = Tag(scheme="desk", code="old", label="old", weight=0.9, method="models/older")
    assert store.suggest("models/older", [(article.article_id, old)], [article.article_id]) == 1
    assert [one["tag"] for one in tags_of(desk, article)] == ["desk:old"]
    enrich.run([article.article_id])
    assert [one["tag"] for one in tags_of(desk, article)] == ["topic:medtop:15000000"]


def test_vectors_have_unit_length_and_texts_without_words_do_no_harm() -> None:
    rows = models.WordVectors().vectors(["A cup final.", "", "\x00"])
    assert rows.shape == (3, models.DIMENSIONS)
    assert float(np.linalg.norm(rows[0])) == pytest.approx(1.0, abs=1e-3)
    assert np.isfinite(rows).all()
    assert models.WordVectors().vectors([]).shape == (0, models.DIMENSIONS)


def test_what_examples_have_not_in_common_is_not_learned() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(60, models.DIMENSIONS)).astype(np.float32)
    tag = ("desk", "noise", "noise")
    learned = models.learn(tag, noise[:20], noise[20:40], noise[40:])
    assert learned is None or learned.f1 < 0.5
    assert models.learn(tag, noise[:19], noise[20:40], noise[40:]) is None


def test_the_version_changes_with_what_was_learned() -> None:
    one = Learned("desk", "a", "a", (1.0,), 0.0, 0.5, 0.9, 20)
    assert len({models.learned_version(some) for some in ([], [one], [one, one])}) == 3
    assert models.are_installed()
