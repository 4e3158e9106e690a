"""Transaction 1: whatever the text, from however many at once, it is stored once or told why not."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from desk import Desk, named, part, prepared, together
from psycopg import errors
from waiting import wait_until

from worker.core.article import Dropped, Evidence, Tag
from worker.core.delivery import State
from worker.core.reading import Part
from worker.errors import Reason, Rejected

TAG = Tag(
    scheme="country",
    code="GB",
    label="United Kingdom",
    weight=0.9,
    method="places",
    because=(Evidence("Bristol", "body", 0, 7),),
)


def counts(desk: Desk) -> tuple[int, int, int]:
    (row,) = desk.sql(
        "select (select count(*) from desk.article) as a, (select count(*) from desk.sighting) as s,"
        " (select count(*) from desk.rejection) as r"
    )
    return row["a"], row["s"], row["r"]


def test_every_field_comes_back_as_it_was(desk: Desk) -> None:
    text = prepared(
        "First “paragraph”.\n\nZweiter Absatz, ¼ naïve \\u0000 \\n.",
        headline='A "headline"\tof news',
        uri="urn:x:1",
        version="2",
        bylines=("Ada Lee", "Bo, the “Second”"),
        source="Reuters",
        language="en",
        tags=[TAG],
        dropped=(Dropped("Share", "share"),),
        urgency=3,
    )
    desk.kept(text)
    (row,) = desk.sql("select * from articles")
    assert row["article_id"] == text.article_id
    for name in ("body", "headline", "uri", "version", "source", "language", "urgency"):
        assert row[name] == getattr(text.article, name), name
    assert row["bylines"] == ["Ada Lee", "Bo, the “Second”"]
    assert row["tags"] == ["country:GB"]
    assert (row["word_count"], row["paragraph_count"]) == (8, 2)
    (tag,) = desk.sql("select * from article_tags")
    assert tag["because"] == [{"text": "Bristol", "field": "body", "start": 0, "end": 7}]
    assert desk.sql("select text, rule from article_furniture") == [
        {"text": "Share", "rule": "share"}
    ]


def test_nuls_and_lone_surrogates_are_taken_off_everywhere(desk: Desk) -> None:
    bad = "a\x00b\ud800c"
    tag = TAG._replace(label=bad, because=(Evidence(bad, "body", 0, 4),))
    text = prepared(
        f"The bridge is closed {bad}.",
        headline=f"Bridge {bad}",
        uri=bad,
        bylines=(bad,),
        ed_note=bad,
        tags=[tag],
        dropped=(Dropped(bad, "ad"),),
    )
    desk.kept(text, Rejected(Reason.MALFORMED, bad))
    (row,) = desk.sql("select * from articles")
    assert row["body"] == "The bridge is closed ab?c."
    assert (row["headline"], row["uri"], row["bylines"]) == ("Bridge ab?c", "ab?c", ["ab?c"])
    assert desk.one("select detail from rejections") == "ab?c"
    assert desk.one("select text from article_furniture") == "ab?c"
    # its identity is the text that was read, so the same again is the same again
    desk.kept(text)
    assert counts(desk)[:2] == (1, 2)


def test_what_is_said_twice_of_an_article_is_one_tag(desk: Desk) -> None:
    again = TAG._replace(weight=0.1, because=())
    nul = TAG._replace(code="GB\x00", label="told by a broken table")
    other = TAG._replace(code="FR", top="EU", because=())
    desk.kept(prepared("The bridge is closed.", tags=[TAG, again, nul, other]))
    assert desk.sql("select code, label, weight, top from desk.tag order by code desc") == [
        {"code": "GB", "label": "United Kingdom", "weight": pytest.approx(0.9), "top": None},
        {"code": "FR", "label": "United Kingdom", "weight": pytest.approx(0.9), "top": "EU"},
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "bridge " * 750_000},
        {"body": "x" * 5_000_000},
        {"body": "One.", "headline": "Headline word " * 75_000},
        {"body": "One.", "uri": "u" * 1_000_000, "version": "9" * 1_000_000},
        {"body": " ".join(f"word{n}" for n in range(20_000))},
        {"body": "\n\n".join(f"p{n}" for n in range(100_000))},
    ],
    ids=["5-mb-of-words", "5-mb-word", "1-mb-headline", "1-mb-uri", "20000-words", "paragraphs"],
)
def test_no_size_is_too_much(desk: Desk, fields: dict[str, str]) -> None:
    text = prepared(**fields)
    desk.kept(text)
    assert desk.one("select length(body) from articles") == len(text.article.body)
    desk.kept(text)
    assert counts(desk)[:2] == (1, 2)


@pytest.mark.parametrize("joint", [" ", "-", "/", ".com/"])
def test_rare_letters_in_long_bodies_do_not_burst_the_search_vector(desk: Desk, joint: str) -> None:
    # letters of four bytes each, every word another one, in compounds that count twice
    words = [chr(0x20000 + n) + chr(0x20000 + n // 7) for n in range(60_000)]
    pairs = zip(words[::2], words[1::2], strict=True)
    body = " ".join(f"{one}{joint}{other}" for one, other in pairs)
    desk.kept(prepared(body, headline=body[:20_000]))
    assert desk.one("select body from articles") == body


def test_a_stale_attempt_writes_nothing_at_all(desk: Desk) -> None:
    store = desk.store()
    (old,) = desk.begun(store, desk.rows(), "same")
    (new,) = desk.begun(store, [old], "same")
    assert new.attempt == old.attempt + 1
    before = desk.row(old)
    page = [part(old, prepared("Old news.", tags=[TAG]), Rejected(Reason.MALFORMED, "half"))]
    assert store.store(page) == []
    assert store.postpone([old], "x") == {}
    assert store.split([old], "x") == []
    assert store.fail(old, "x") is None
    assert store.quarantine(old, Reason.CRASHED, "x") is None
    assert store.reopen(old) is False
    assert store.match([old]) == []
    assert counts(desk) == (0, 0, 0)
    assert desk.one("select count(*) from desk.tag") == 0
    assert desk.row(old) == before


def test_a_stale_match_gives_no_verdict_and_no_notice(desk: Desk) -> None:
    store, other = desk.store(), desk.store("other")
    (old,) = desk.begun(store, desk.rows())
    store.store([part(old, prepared("Bridge news."))])
    desk.sql("update desk.delivery set lease_until = now() - interval '1 second'")
    (new,) = other.begin("other", [old.delivery_id]).stored
    assert store.match([old]) == []
    assert desk.one("select count(*) from desk.article where matched_at is not null") == 0
    assert [o.state for o in other.match([new])] == [State.DONE]
    assert desk.one("select count(*) from articles") == 1


def test_in_a_page_only_the_stale_delivery_is_left_out(desk: Desk) -> None:
    store = desk.store()
    stale, fresh = desk.begun(store, desk.rows(2), "same")
    desk.begun(store, [stale], "same")
    page = [part(stale, prepared("Stale.")), part(fresh, prepared("Fresh."))]
    assert [outcome.delivery for outcome in store.store(page)] == [fresh]
    assert desk.sql("select body from desk.article") == [{"body": "Fresh."}]


def test_a_second_run_of_the_same_delivery_adds_nothing(desk: Desk) -> None:
    store = desk.store()
    outcomes = (prepared("One.", tags=[TAG]), Rejected(Reason.MALFORMED, "x"), prepared("Two."))
    (delivery,) = desk.begun(store, desk.rows(), "same")
    store.store([part(delivery, *outcomes)])
    # as when the transaction came through, but the run did not learn of it
    desk.sql("update desk.delivery set state = 'queued', next_position = 0, article_count = 0,"
             " rejection_count = 0")  # fmt: skip
    (again,) = desk.begun(store, [delivery], "same")
    (outcome,) = store.store([part(again, *outcomes)])
    assert counts(desk) == (2, 2, 1)
    assert (outcome.article_count, outcome.rejection_count) == (2, 1)


def test_the_same_text_twice_in_a_page_is_one_article_and_two_sightings(desk: Desk) -> None:
    store = desk.store()
    one, two = desk.begun(store, desk.rows(2))
    same = [prepared("Bridge news.", tags=[TAG]) for _ in range(3)]
    store.store([part(one, same[0], same[1]), part(two, same[2])])
    store.match([one, two])
    assert counts(desk)[:2] == (1, 3)
    found = desk.sql("select relation, similarity, matched_article_id as of from sightings"
                     " order by delivery_id, position")  # fmt: skip
    assert [row["relation"] for row in found] == ["original", "duplicate", "duplicate"]
    assert [row["of"] for row in found[1:]] == [same[0].article_id] * 2
    assert [row["similarity"] for row in found] == [None, 1, 1]
    assert desk.one("select count(*) from duplicates where first_path = 'desk/0.txt'") == 2


def test_two_hundred_copies_at_once_are_one_article(desk: Desk) -> None:
    deliveries = desk.rows(200)

    def work(n: int) -> list[State]:
        store = desk.store(f"work {n}")
        mine = deliveries[n::8]
        states: list[State] = []
        for run, batch in enumerate((mine[:12], mine[12:])):
            fresh = desk.begun(store, batch, f"{n}-{run}")
            store.store([part(d, prepared("Bridge news.", tags=[TAG])) for d in fresh])
            states += [outcome.state for outcome in store.match(fresh)]
        return states

    done = together([lambda n=n: work(n) for n in range(8)])
    assert [state for states in done for state in states] == [State.DONE] * 200
    assert counts(desk)[:2] == (1, 200)
    assert desk.one("select count(*) from desk.tag") == 1
    relations = desk.sql("select relation, count(*) from sightings group by 1 order by 1")
    assert relations == [
        {"relation": "duplicate", "count": 199},
        {"relation": "original", "count": 1},
    ]


def test_many_of_many_at_once_do_not_deadlock(desk: Desk) -> None:
    # each thread has the same fifty articles, under two names each, in an order of its own
    deliveries = desk.rows(8)
    names = [(n, uri) for n in range(50) for uri in (f"urn:{n}:a", f"urn:{n}:b")]

    def work(n: int) -> list[State]:
        store = desk.store(f"work {n}")
        (mine,) = desk.begun(store, [deliveries[n]], str(n))
        order = names if n % 2 else names[::-1]
        store.store([part(mine, *(prepared(f"Bridge {m}.", uri=uri) for m, uri in order))])
        return [outcome.state for outcome in store.match([mine])]

    assert together([lambda n=n: work(n) for n in range(8)]) == [[State.DONE]] * 8
    assert counts(desk)[:2] == (100, 800)
    assert desk.one("select count(*) from stories") == 50


def test_equal_bodies_under_different_headlines_are_two_articles(desk: Desk) -> None:
    for headline in ("Acorn Inc", "Birch Corp"):
        desk.kept(prepared("Qtly div 22 cts vs 20 cts prior.", headline=headline))
    assert (
        desk.one("select count(distinct story_id) from articles where relation = 'original'") == 2
    )


def test_a_bad_delivery_in_a_page_leaves_its_neighbours(desk: Desk) -> None:
    store = desk.store()
    a, bad, b = desk.begun(store, desk.rows(3))
    page = [
        part(a, prepared("One.")),
        part(bad, Rejected(Reason.BAD_ENCODING, "no charset fits")),
        part(b, prepared("Two.")),
    ]
    outcomes = {o.delivery: o for o in store.store(page)}
    assert {d: o.state for d, o in outcomes.items()} == {
        a: State.STORED,
        bad: State.QUARANTINED,
        b: State.STORED,
    }
    assert (outcomes[bad].reason, outcomes[bad].detail) == ("bad_encoding", "no charset fits")
    assert outcomes[bad].finished_at
    assert {o.delivery for o in store.match([a, b])} == {a, b}
    assert counts(desk) == (2, 2, 1)
    assert desk.sql("select path, reason, detail from quarantine_open") == [
        {"path": "desk/1.txt", "reason": "bad_encoding", "detail": "no charset fits"}
    ]


def test_only_rejections_quarantine_with_the_first_reason(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    # in two chunks, so that the first reason lies in the ledger already
    first = part(delivery, Rejected(Reason.TOO_LARGE, "the first"), ended=False)
    assert [o.state for o in store.store([first])] == [State.RUNNING]
    rest = Part(delivery, first_position=1, ended=True)
    rest.readings = part(named(delivery, next_position=1), Rejected(Reason.MALFORMED, "2")).readings
    (outcome,) = store.store([rest])
    assert (outcome.state, outcome.reason, outcome.detail) == (
        State.QUARANTINED,
        "too_large",
        "the first",
    )
    assert outcome.rejection_count == 2
    assert store.match([delivery]) == []


def test_rejections_and_an_article_are_done_with_both_counts(desk: Desk) -> None:
    bad = Rejected(Reason.MALFORMED, "half a line")
    delivery = desk.kept(bad, prepared("One."), bad, prepared("Two."))
    row = desk.row(delivery)
    assert (row["state"], row["article_count"], row["rejection_count"]) == ("done", 2, 2)
    assert row["reason"] is None
    assert [r["position"] for r in desk.sql("select position from rejections order by 1")] == [0, 2]


def test_an_article_that_goes_while_it_is_seen_again_is_not_lost(desk: Desk) -> None:
    """A reopened delivery takes its article away between two statements of another run."""
    ours, theirs = desk.store("ours"), desk.store("theirs")
    first, again = desk.rows(2)
    (first,) = desk.begun(ours, [first], "a")
    ours.store([part(first, prepared("Bridge news."))])
    ours.match([first])
    (again,) = desk.begun(theirs, [again], "b")
    page = [part(again, prepared("Bridge news."), prepared("Other news.", tags=[TAG]))]
    ended: list[object] = []

    def see_again() -> None:
        try:
            ended.append(theirs.store(page))
        except Exception as error:  # noqa: BLE001 - judged below
            ended.append(error)

    thread = threading.Thread(target=see_again)
    with ours.session.transaction():
        # stops the other run between its articles and its sightings
        ours.session.rows("lock table desk.tag in share mode")
        thread.start()
        wait_until(lambda: ended or desk.waits_for_lock("theirs"))
        assert not ended
        assert ours.reopen(first)
    thread.join(timeout=10)
    (row,) = desk.sql("select * from desk.delivery where delivery_id = %s", again.delivery_id)
    assert counts(desk)[1] == row["article_count"], f"counted, but not seen; it said {ended}"
    if row["state"] == "running":
        assert "Unavailable" in type(ended[0]).__name__, "it is to come again"


def test_an_unfinished_chunk_is_not_stored_yet(desk: Desk) -> None:
    store = desk.store()
    (delivery,) = desk.begun(store, desk.rows())
    (outcome,) = store.store([part(delivery, prepared("One."), prepared("Two."), ended=False)])
    assert outcome.state is State.RUNNING
    assert store.match([delivery]) == []
    assert (desk.row(delivery)["state"], desk.row(delivery)["next_position"]) == ("running", 2)
    assert desk.one("select count(*) from articles") == 0
    (last,) = store.store([Part(delivery, first_position=2, ended=True)])
    assert (last.state, last.article_count) == (State.STORED, 2)
    store.match([delivery])
    assert desk.one("select count(*) from articles") == 2


def test_a_tag_has_an_article_and_goes_with_it(desk: Desk) -> None:
    kept, taken = prepared("The bridge is closed.", tags=[TAG]), prepared("It is open.", tags=[TAG])
    desk.kept(kept, taken)
    with pytest.raises(errors.ForeignKeyViolation):
        desk.sql("update desk.tag set article_id = gen_random_uuid()")
    with pytest.raises(errors.ForeignKeyViolation):
        desk.sql(
            "insert into desk.tag (article_id, scheme, code, label, weight, method, because)"
            " select case n when 1 then article_id else gen_random_uuid() end, 'x', 'y', 'y', 1, '',"
            " '[]' from desk.article, generate_series(1, 2) n"
        )
    desk.sql("delete from desk.sighting")
    desk.sql("delete from desk.article where article_id = %s", taken.article_id)
    assert desk.sql("select article_id from desk.tag") == [{"article_id": kept.article_id}]


def test_an_article_is_not_taken_away_while_it_is_tagged(desk: Desk) -> None:
    text = prepared("The bridge is closed.")
    desk.kept(text)
    desk.sql("delete from desk.sighting")
    tagging, deleting = desk.session("tagging"), desk.session("deleting")
    with ThreadPoolExecutor(1) as pool:
        with tagging.transaction():
            tagging.rows(
                "insert into desk.tag (article_id, scheme, code, label, weight, method, because)"
                " select article_id, 'x', 'y', 'y', 1, '', '[]' from desk.article"
            )
            deletion = pool.submit(deleting.rows, "delete from desk.article")
            waiting = (
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                " and application_name = 'copytaster deleting'"
            )
            wait_until(lambda: desk.one(waiting) == 1, what="the deletion waits")
        deletion.result(timeout=10)
    assert (counts(desk)[0], desk.one("select count(*) from desk.tag")) == (0, 0)
