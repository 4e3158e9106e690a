"""Bad input for matching: bounded work for hot forms and huge texts, a sane story for wrong clocks."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import pytest
from desk import LEASE_S, Desk, part, prepared

from worker import sql
from worker.adapters.store import PostgresStore, Session, StoryStore
from worker.adapters.store.around import WORKS_COMPARED
from worker.adapters.store.session import Row
from worker.core.candidates import COMPARED, LONE, POSTINGS
from worker.core.policy import PLAIN
from worker.core.reading import Prepared
from worker.core.sketch import KEYS

FORMS = 500
FORM = (
    "The central bank said it gave the money market {} million euros of help in the early round on "
    "{}. The bank had put the shortage at {} million euros before taking account of the help. It "
    "bought {} million of bills at {} pct and took {} million in the afternoon, dealers said. The "
    "bank has not told the market what it means to do next week, a spokesman said by telephone."
)


def filled(chance: random.Random, number: int) -> Prepared:
    """One of very many reports that are written on one form."""
    figures = (chance.randrange(10, 99999) for _ in range(6))
    return prepared(FORM.format(*figures), headline=f"Help number {number}")


def take(desk: Desk, store: PostgresStore, articles: list[Prepared]) -> None:
    """Take each as a file of its own, in batches as workers do."""
    for start in range(0, len(articles), 100):
        batch = articles[start : start + 100]
        begun = desk.begun(store, desk.rows(len(batch)), f"run {start}")
        stored = store.store([part(d, one) for d, one in zip(begun, batch, strict=True)])
        store.match([outcome.delivery for outcome in stored])


def scans(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """What a plan reads of the index of words."""
    mine = [plan] if str(plan.get("Relation Name", "")).startswith("posting") else []
    return mine + [scan for below in plan.get("Plans", ()) for scan in scans(below)]


def look_up(session: Session, article_id: UUID) -> list[dict[str, Any]]:
    """What the look-up of one article reads, as a session plans it."""
    statement = sql.queries("match")["candidates"]
    for place, name in enumerate(("ids", "since", "until"), start=1):
        statement = statement.replace(f"%({name})s", f"${place}")
    connection = session.connection()
    connection.execute(b"prepare look_up (uuid[], uuid, uuid) as " + statement.encode())
    bounds = f"'{PLAIN.since(article_id)}', '{PLAIN.until(article_id)}'"
    asked = f"explain (analyze, format json) execute look_up ('{{{article_id}}}', {bounds})"
    (row,) = connection.execute(asked.encode()).fetchall()
    plan = row["QUERY PLAN"]
    return scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def test_a_storm_of_one_form_is_bounded_work_and_no_story(desk: Desk) -> None:
    store = desk.store("work")
    chance = random.Random(5)
    articles = [filled(chance, number) for number in range(FORMS)]
    take(desk, store, articles)
    assert desk.one("select count(*) from stories") == FORMS
    assert (
        desk.one("select max(n) from (select count(*) as n from desk.link group by article_id) l")
        <= 8
    )
    newest = [article.article_id for article in articles[-100:]]
    candidates = sql.queries("match")["candidates"]
    asked = {"since": PLAIN.since(newest[0]), "until": PLAIN.until(newest[-1])}
    pairs = desk.session().rows(candidates, {"ids": newest} | asked)
    by_keys = [pair for pair in pairs if pair["by"] == "keys"]
    assert len(by_keys) <= (COMPARED + LONE) * len(newest)
    assert len(by_keys) >= COMPARED * len(newest), "the form was hot"


def test_a_hot_key_is_read_no_further_than_its_newest(desk: Desk) -> None:
    store = desk.store("work")
    chance = random.Random(6)
    articles = [filled(chance, number) for number in range(FORMS)]
    take(desk, store, articles)
    hottest = desk.one("select count(*) from desk.posting group by key order by 1 desc limit 1")
    assert hottest > FORMS // 2
    desk.sql("analyze desk.posting")
    # the workers' session, which keeps plans, and that of a reparse, which does not
    for session in (store.session, desk.session()):
        read = look_up(session, articles[-1].article_id)
        assert 1 <= len(read) <= 2, "the month or two that the window reaches into"
        rows = sum(scan["Actual Rows"] * scan["Actual Loops"] for scan in read)
        assert 0 < rows <= KEYS * (POSTINGS + 1)


class Reading(Session):
    """A session that notes whose bodies are asked for."""

    def __init__(self, url: str) -> None:
        super().__init__(url, name="reading")
        self.bodies: list[set[UUID]] = []

    def send(self, statement: LiteralString, **values: object) -> list[Row]:
        rows = super().send(statement, **values)
        if statement == sql.queries("match")["looked_at"]:
            self.bodies.append({row["article_id"] for row in rows if row["body"]})
        return rows


@pytest.mark.parametrize("name", ["uri", "url"])
def test_of_many_versions_of_one_item_the_newest_few_are_compared(desk: Desk, name: str) -> None:
    session = Reading(desk.url)
    store = PostgresStore(session, lease_s=LEASE_S, backoff_s=1.0, backoff_max_s=60.0)
    versions = [
        prepared(" ".join(words(number, 60)), version=f"{number}", **{name: "https://ap.org/a/1"})
        for number in range(9)
    ]
    for version in versions:
        desk.kept(version, store=store)
    session.close()
    newest = {version.article_id for version in versions[-1 - WORKS_COMPARED :]}
    assert session.bodies[-1] == newest
    assert desk.one("select count(*) from stories") == 1


def test_plans_made_while_the_tables_were_empty_are_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session keeps its plans, and the tables fill up behind them."""
    monkeypatch.setattr("worker.adapters.store.session.PLANS_S", 0.0)
    store = desk.store("work")
    statement = sql.queries("match")["set_verdicts"].replace("%(verdicts)s", "$1")
    connection = store.session.connection()
    connection.execute(b"prepare verdicts (json) as " + statement.encode())

    def driver() -> str:
        rows = connection.execute(b"explain execute verdicts ('[]')").fetchall()
        told = "\n".join(row["QUERY PLAN"] for row in rows)
        return min(("json_to_recordset", "using article_pkey"), key=told.index)

    driver()
    chance = random.Random(8)
    take(desk, desk.store("other"), [filled(chance, number) for number in range(300)])
    store.begin("run", [])
    assert driver() == "json_to_recordset", "each verdict looks up its row"


def words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return [f"word{chance.randrange(20_000)}" for _ in range(count)]


def test_five_megabytes_are_taken_and_their_repeats_are_known(desk: Desk) -> None:
    sentences = [" ".join(words(n, 14)).capitalize() + "." for n in range(50_000)]
    paragraphs = ["\n".join(sentences[n : n + 5]) for n in range(0, len(sentences), 5)]
    assert len("\n\n".join(paragraphs)) > 5_000_000
    whole = prepared("\n\n".join(paragraphs), headline="Whole", source="AP")
    desk.kept(whole)
    half = prepared("\n\n".join(paragraphs[:5000]), headline="Cut", source="The Post")
    desk.kept(half)
    rows = desk.sql("select relation, story_id, because from desk.article order by article_id")
    assert {row["story_id"] for row in rows} == {whole.article_id}
    assert rows[1]["relation"] == "excerpt"
    assert rows[1]["because"].endswith("; only the first 200,000 characters were compared")
    people = StoryStore(desk.session("cli"))
    _, verdict = people.place(prepared(half.article.body, headline="Again", source="The Times"))
    assert (verdict.relation, verdict.matched_article_id) == ("excerpt", whole.article_id)


LANGUAGES = {
    "korean": [
        "부산 항만 다리가 유월 첫날부터 연말까지 화물차에 닫힌다고 시의회가 월요일에 밝혔다.",
        "시장은 다리 양쪽 상점들에 미리 알리겠다고 말했으며 우회로는 북쪽 터널이라고 덧붙였다.",
        "경찰은 첫 주에 교통 상황을 지켜본 뒤 신호 체계를 바꿀지 결정할 계획이다.",
        "항만 노동조합은 이번 결정이 야간 근무자들의 출근 시간을 늘린다고 반발했다.",
    ],
    "chinese": [
        "市议会周一投票决定从六月一日起到年底港口大桥禁止货车通行。",
        "市长表示将提前通知大桥两侧的商店，绕行路线为北部隧道。",
        "警方计划在第一周观察交通状况，然后决定是否调整信号灯。",
        "港口工会抗议说，这一决定将延长夜班工人的上班时间。",
    ],
    "thai": [
        "สภาเมืองลงมติเมื่อวันจันทร์ให้ปิดสะพานท่าเรือสำหรับรถบรรทุกจนถึงสิ้นปี",
        "นายกเทศมนตรีกล่าวว่าจะแจ้งร้านค้าทั้งสองฝั่งของสะพานล่วงหน้า",
        "ตำรวจจะเฝ้าดูการจราจรในสัปดาห์แรกก่อนตัดสินใจเปลี่ยนสัญญาณไฟ",
        "สหภาพแรงงานท่าเรือประท้วงว่าการตัดสินใจนี้ทำให้คนงานกะกลางคืนเดินทางนานขึ้น",
    ],
    "arabic": [
        "صوت مجلس المدينة يوم الاثنين على إغلاق جسر الميناء أمام الشاحنات حتى نهاية العام.",
        "وقال رئيس البلدية إن المتاجر على جانبي الجسر ستبلغ مسبقا وإن الطريق البديل هو النفق الشمالي.",
        "وتعتزم الشرطة مراقبة حركة المرور في الأسبوع الأول قبل أن تقرر تغيير إشارات المرور.",
        "واحتجت نقابة عمال الميناء قائلة إن القرار يطيل زمن وصول عمال النوبة الليلية إلى عملهم.",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cut_copy_is_known_in_any_script(desk: Desk, language: str) -> None:
    paragraphs = LANGUAGES[language]
    whole = prepared("\n\n".join(paragraphs), headline="Whole", source="AP")
    desk.kept(whole)
    desk.kept(prepared("\n\n".join(paragraphs[:2]), headline="Whole", source="The Post"))
    other = next(text for name, text in LANGUAGES.items() if name != language)
    desk.kept(prepared("\n\n".join(other), headline="Other", source="AFP"))
    rows = desk.sql("select relation, story_id from desk.article order by article_id")
    assert [row["relation"] for row in rows] == ["original", "excerpt", "original"]
    assert rows[1]["story_id"] == whole.article_id


@pytest.mark.parametrize("days", [-366, -365, 365, 366], ids=lambda days: f"{days} days")
def test_a_clock_wrong_by_a_year_gives_the_story_by_arrival(desk: Desk, days: int) -> None:
    chance = random.Random(days)
    text = [" ".join(chance.choices(words(1, 400), k=15)).capitalize() + "." for _ in range(12)]
    now = datetime.now(UTC)
    first = prepared("\n\n".join(text), source="AP", published_at=now)
    second = prepared(
        "\n\n".join(text[:7]),
        headline="Cut",
        source="The Post",
        published_at=now + timedelta(days=days, minutes=30),
    )
    third = prepared(
        "\n\n".join(text[6:]),
        headline="Cut elsewhere",
        source="The Times",
        published_at=now + timedelta(hours=1),
    )
    for article in (first, second, third):
        desk.kept(article)
    (story,) = desk.sql("select * from stories")
    assert (story["articles"], story["canonical_article_id"]) == (3, first.article_id)
    told = desk.sql("select relation from story_timeline order by stored_at, article_id")
    assert [row["relation"] for row in told] == ["original", "excerpt", "excerpt"]
