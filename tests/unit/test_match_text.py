"""Near-duplicates: what becomes of copy that comes again cut, dressed up, updated or corrected."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from bench.changes import KINDS, NEVER
from bench.made_up import Newsroom
from bench.memory_desk import MS_2026, MemoryDesk, arrival_id, candidate
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Dateline, Signal
from worker.core.fingerprint import fingerprint
from worker.core.match import LINKS, Candidate, Kind, Relation, Verdict, decide

ROOM = Newsroom(7)
BODY = ROOM.body(16)
WIRE = Article(headline="Board votes to dredge channel", body=BODY, source="Coastal Wire")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def stored(article: Article, number: int, **known: object) -> Candidate:
    made = candidate(article, arrival_id(number), fingerprint(article))
    return replace(made, **known)  # type: ignore[arg-type]


def later(article: Article, **known: object) -> Verdict:
    return decide(stored(article, 2, **known), [stored(WIRE, 1)])


def test_a_reprint_under_another_headline_with_furniture_around_it() -> None:
    paper = Article(
        headline="Channel to be dredged",
        bylines=("Ada Quill",),
        body=f"Share this story with friends\n\n{BODY}\n\nMost read in this section",
        source="The Mercury",
    )
    verdict = later(paper)
    assert (verdict.relation, verdict.kind) == (Relation.REPRINT, None)
    assert verdict.story_id == verdict.matched_article_id == arrival_id(1)
    assert verdict.scores
    assert verdict.similarity == verdict.scores.similarity > 0.9
    assert verdict.scores.containment == verdict.scores.numbers == verdict.scores.names == 1
    assert "of the text is the same" in verdict.why


def test_what_was_cut_is_an_excerpt() -> None:
    verdict = later(replace(WIRE, body="\n\n".join(BODY.split("\n\n")[:3]), source="The Mercury"))
    assert verdict.relation is Relation.EXCERPT
    assert verdict.supersedes is None


def test_a_corrected_figure_is_a_version() -> None:
    figure = next(word for word in BODY.split() if word[0].isdigit())
    corrected = replace(WIRE, body=BODY.replace(figure, "4,711", 1), signals=(Signal.CORRECTION,))
    verdict = later(corrected)
    assert (verdict.relation, verdict.kind) == (Relation.VERSION, Kind.CORRECTION)
    assert later(replace(corrected, signals=())).kind is Kind.REVISION


def test_more_of_the_same_is_an_update() -> None:
    verdict = later(replace(WIRE, body=f"{ROOM.body(8)}\n\n{BODY}"))
    assert (verdict.relation, verdict.kind) == (Relation.VERSION, Kind.UPDATE)


def test_the_nearest_of_several_is_the_one_it_matches() -> None:
    first = stored(replace(WIRE, body=f"{ROOM.body(8)}\n\n{BODY}"), 1)
    nearest = stored(WIRE, 2, story_id=arrival_id(0))
    verdict = decide(stored(replace(WIRE, headline="Board agrees"), 3), [first, nearest])
    assert verdict.matched_article_id == nearest.article_id
    assert verdict.story_id == arrival_id(0)
    assert verdict.joins == (first.article_id,)


def test_a_late_original_makes_excerpts_of_what_came_before_it() -> None:
    """The whole piece arrives last, though it was printed first."""
    short = replace(WIRE, body="\n\n".join(BODY.split("\n\n")[:3]), source="The Mercury")
    before = stored(short, 1, published_at=NOON)
    whole = stored(WIRE, 2, published_at=NOON - timedelta(hours=5))
    verdict = decide(whole, [before])
    assert verdict.relation is Relation.ORIGINAL
    assert verdict.why == "the earliest of its story"
    assert verdict.story_id == before.article_id
    (revision,) = verdict.revises
    assert (revision.article_id, revision.relation) == (before.article_id, Relation.EXCERPT)
    assert decide(before, [whole]).relation is Relation.EXCERPT
    assert decide(before, [whole]).revises == ()


def test_the_same_address_with_other_words_is_a_version() -> None:
    url = "https://example.org/news/2026/bridge-plan"
    first = stored(replace(WIRE, url=url), 1)
    second = stored(
        Article(headline="Other", body=ROOM.body(9), url=f"{url}?utm_source=x"), 2, version="2"
    )
    verdict = decide(second, [first])
    assert (verdict.relation, verdict.kind) == (Relation.VERSION, Kind.REVISION)
    assert verdict.why == "revision of the same address"
    assert verdict.supersedes == first.article_id
    assert verdict.similarity is not None
    assert verdict.similarity < 0.1


def test_articles_of_one_file_and_address_are_no_versions_of_each_other() -> None:
    url = "https://example.org/live/2026/day-12"
    one, two = (
        stored(Article(body=ROOM.body(9), url=url), number, delivery_id=UUID(int=5))
        for number in (1, 2)
    )
    assert decide(two, [one]).relation is Relation.ORIGINAL


def test_two_uris_of_one_address_are_two_items() -> None:
    url = "https://example.org/news/2026/bridge-plan"
    one = stored(Article(body=ROOM.body(9), url=url, uri="a"), 1)
    two = stored(Article(body=ROOM.body(9), url=url, uri="b"), 2)
    assert decide(two, [one]).relation is Relation.ORIGINAL


def test_a_version_of_a_uri_says_how_alike_it_is() -> None:
    first, second = replace(WIRE, uri="a"), replace(WIRE, uri="a", headline="Other")
    verdict = decide(stored(second, 2), [stored(first, 1)])
    assert verdict.why == "revision of the same uri"
    assert verdict.similarity == 1


def money_market(pick: Random) -> Article:
    """Reports on one form, as an agency sends them all day."""
    house = f"{pick.choice(ROOM.names)} {pick.choice(ROOM.names)}"
    return Article(
        headline=f"Money market given {pick.randint(11, 990)} mln help",
        body=f"The central bank said it provided the money market with {pick.randint(11, 990)} mln"
        f" help this session, after it had forecast a shortage of {pick.randint(11, 990)} mln.\n\n"
        f"It bought {pick.randint(11, 990)} mln of bank bills in band one at"
        f" {pick.randint(2, 12)}-{pick.randint(1, 15)}/16 pct and {pick.randint(11, 990)} mln in band"
        f" two, dealers at {house} said.",
    )


def test_reports_on_one_form_never_storm_together() -> None:
    desk, pick = MemoryDesk(), Random(3)
    taken = [desk.take(money_market(pick)) for _ in range(300)]
    stories = {desk.story(each.article_id) for each in taken}
    assert len(stories) == 300
    assert desk.compared <= 16 * 300
    assert all(len(each.verdict.related) <= LINKS for each in taken)
    assert "same form with other facts" in taken[-1].verdict.why


def test_a_dividend_form_of_another_company_is_another_report() -> None:
    body = "Qtly div 22 cts vs 22 cts prior\n\nPay April 1\n\nRecord March 15 to holders"
    one = stored(Article(headline="Quill Corp sets payout", body=body), 1)
    two = stored(Article(headline="Harland Pine quarterly", body=body), 2)
    verdict = decide(two, [one])
    assert verdict.relation is Relation.ORIGINAL
    assert [link.article_id for link in verdict.related] == [one.article_id]


@pytest.mark.parametrize(
    "kind",
    [
        "case, quotes, white space",
        "one figure corrected",
        "new headline, byline, dateline",
        "furniture left in",
        "words edited 5 %",
        "cut to 50 %",
        "sentences replaced 30 %",
        "sentences reordered",
        "recast lead, 40 % new",
        "misread letters 1 %",
    ],
)
def test_changed_copy_joins_its_story(kind: str) -> None:
    room, pick = Newsroom(11), Random(5)
    articles = [Article(headline=room.headline(), body=room.body(20)) for _ in range(25)]
    desk = MemoryDesk()
    ids = [desk.take(article).article_id for article in articles]
    change = KINDS[kind][0]
    for article, article_id in zip(articles, ids, strict=True):
        assert desk.look(change(article, pick, articles)).story_id == article_id


def test_what_only_quotes_an_article_is_another_report() -> None:
    room, pick = Newsroom(12), Random(5)
    articles = [Article(headline=room.headline(), body=room.body(20)) for _ in range(25)]
    desk = MemoryDesk()
    for article in articles:
        desk.take(article)
    for article in articles:
        verdict = desk.look(KINDS[f"25 % quoted, {NEVER}"][0](article, pick, articles))
        assert verdict.relation is Relation.ORIGINAL


@pytest.mark.parametrize(
    "body",
    [
        "Flash",
        "of the and to in a " * 500,
        "The harbour board voted again on Monday. " * 10_000,
        "항만 이사회는 월요일 수로 준설 안건을 다섯 대 둘로 가결했다. 위원장은 때가 되었다고 말했다.",
        "港务委员会周一以五比二表决通过疏浚航道的方案，主席表示时机已到，工程将于秋季开始。" * 3,
        "คณะกรรมการท่าเรือลงมติห้าต่อสองในวันจันทร์ให้ขุดลอกร่องน้ำ ประธานกล่าวว่าถึงเวลาแล้ว",
        "صوت مجلس الميناء يوم الاثنين بأغلبية خمسة مقابل اثنين لصالح تعميق القناة، وقال رئيسه إن الوقت قد حان",
    ],
)
def test_strange_articles_are_found_when_they_come_again(body: str) -> None:
    desk = MemoryDesk()
    first = desk.take(Article(headline="Board votes to dredge", body=body))
    again = desk.take(Article(headline="Board votes to dredge", body=f"{body}\n\n"))
    assert again.verdict.story_id == first.article_id


sentences = st.lists(
    st.sampled_from(BODY.replace("\n\n", " ").split(". ")), min_size=8, unique=True
)
printed = st.none() | st.integers(-200, 20).map(lambda hours: NOON + timedelta(hours=hours))
bodies = sentences.map(lambda chosen: ". ".join(chosen) + ".")
copies = st.builds(
    lambda number, body, source, at, signals: stored(
        replace(WIRE, body=body, source=source, published_at=at, signals=signals), number
    ),
    st.integers(1, 60),
    bodies,
    st.sampled_from([None, "Coastal Wire", "The Mercury"]),
    printed,
    st.sampled_from([(), (), (Signal.CORRECTION,), (Signal.UPDATE,)]),
)


@given(copies, copies)
@settings(deadline=None)
def test_two_copies_come_to_one_story_from_both_sides(one: Candidate, two: Candidate) -> None:
    if one.article_id == two.article_id:
        return
    mine, theirs = decide(one, [two]), decide(two, [one])
    assert (mine.story_id == theirs.story_id) == bool(
        mine.matched_article_id or theirs.matched_article_id
    )
    if mine.story_id == theirs.story_id:
        assert mine.story_id == min(one.article_id, two.article_id)
        assert sorted([mine.relation == "original", theirs.relation == "original"]) == [False, True]
        first, second = (mine, theirs) if mine.relation == "original" else (theirs, mine)
        told = [(r.article_id, r.relation, r.kind, r.scores, r.why) for r in first.revises]
        if "the same text" in second.why:
            return
        me = two.article_id if first is mine else one.article_id
        assert told == [(me, second.relation, second.kind, second.scores, second.why)]
    else:
        assert {link.article_id for link in mine.related} <= {two.article_id}
        assert bool(mine.related) == bool(theirs.related)


@given(copies, st.lists(copies, max_size=5, unique_by=lambda c: c.article_id), st.randoms())
@settings(deadline=None)
def test_the_order_of_candidates_changes_nothing(
    article: Candidate, others: list[Candidate], random: Random
) -> None:
    shuffled = list(others)
    random.shuffle(shuffled)
    assert decide(article, shuffled) == decide(article, others)


@given(st.lists(bodies, min_size=2, max_size=6, unique=True), st.randoms())
@settings(deadline=None, max_examples=50)
def test_the_order_of_arrival_changes_no_family(texts: list[str], random: Random) -> None:
    """Joining is commutative: whichever comes last, the same articles are one story."""
    shuffled = list(texts)
    random.shuffle(shuffled)
    assert families(texts) == families(shuffled)


def families(texts: Iterable[str]) -> set[frozenset[str]]:
    desk = MemoryDesk()
    taken = [(text, desk.take(Article(body=text), MS_2026).article_id) for text in texts]
    found: dict[UUID, set[str]] = defaultdict(set)
    for text, article_id in taken:
        found[desk.story(article_id)].add(text)
        assert desk.story(article_id) <= article_id
    return set(map(frozenset, found.values()))


def test_place_and_headline_do_not_hide_a_reprint() -> None:
    moved = replace(WIRE, dateline=Dateline(place="EASTHAVEN"), headline=None, source="The Mercury")
    assert later(moved).relation is Relation.REPRINT
