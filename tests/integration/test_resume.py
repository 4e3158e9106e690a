"""A large archive whose runs are cut off: each goes on where the last ended, and the rows are the same."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from desk import Desk, Row, preparer, story

from worker.core.delivery import Delivery
from worker.core.parse import text
from worker.ingest import PAGE_POSITIONS, TIME_LIMIT

MEMBERS = 5 * PAGE_POSITIONS
ROWS = """
    select s.position, a.member, a.body, a.headline, a.repeated_paragraphs
    from desk.sighting s join desk.article a using (article_id)
    where s.delivery_id = %s order by s.position
"""
REFUSED = "select position, reason, detail from desk.rejection where delivery_id = %s order by 1"


class OutOfTime(Exception):  # noqa: N818 - named for the condition
    """What a run's time limit raises, wherever the run is."""


class Clock:
    """Lets each run parse so many texts; tells where each began."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        self.run: list[bytes] = []
        real = text.parse

        def parse(stream: Any, limits: Any) -> Iterator[Any]:
            if not self.left:
                raise OutOfTime(TIME_LIMIT)
            self.left -= 1
            raw = stream.read()
            self.run.append(raw)
            yield from real(io.BytesIO(raw), limits)

        monkeypatch.setattr(text, "parse", parse)

    def wind(self, texts: int) -> None:
        """Let the next run parse so many texts."""
        self.left, self.run = texts, []


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def members() -> list[tuple[str, bytes]]:
    """Many reports: one in ten says all twice, one cannot be read, some stood there before."""
    found = []
    for n in range(MEMBERS):
        raw = story(n % 500).encode()
        raw = raw + b"\n" + raw if n % 10 == 3 else raw
        found.append((f"{n}.txt", b"" if n % 50 == 7 else raw))
    return found


def zipped() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members():
            archive.writestr(name, raw)
    return sink.getvalue()


def tarred() -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, raw in members():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return sink.getvalue()


def stored(desk: Desk, delivery: Delivery) -> tuple[list[Row], list[Row]]:
    """What became of each position."""
    return desk.sql(ROWS, delivery.delivery_id), desk.sql(REFUSED, delivery.delivery_id)


def time_limit(desk: Desk, delivery: Delivery, name: str) -> None:
    """A run that its time limit ends."""
    worker = desk.ingest()
    with pytest.raises(OutOfTime):
        worker.run(name, [delivery.delivery_id])
    with worker.store.session.replaced():  # type: ignore[attr-defined]
        worker.fail_rest(f"{TIME_LIMIT} of 30 s")
    assert desk.row(delivery)["failures"] == 1, "it came further than the run before"
    desk.due_now()


def kill(desk: Desk, delivery: Delivery, name: str) -> None:
    """A run whose process is killed."""
    worker = desk.ingest()
    with pytest.raises(OutOfTime):
        worker.run(name, [delivery.delivery_id])
    desk.end(worker.store.session)  # type: ignore[attr-defined]
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    assert desk.sweep().once().released == 1
    desk.messages()


@pytest.mark.parametrize("cut_off", [time_limit, kill])
@pytest.mark.parametrize("archive", [zipped, tarred])
def test_a_large_archive_is_read_on_by_each_run(
    desk: Desk,
    clock: Clock,
    archive: Callable[[], bytes],
    cut_off: Callable[[Desk, Delivery, str], None],
) -> None:
    raw = archive()
    cut = desk.claim("desk/cut.zip", raw)
    a_run = PAGE_POSITIONS + PAGE_POSITIONS // 2
    runs = 0
    clock.wind(a_run)
    while desk.row(cut)["next_position"] + a_run <= MEMBERS:
        before = desk.row(cut)["next_position"]
        cut_off(desk, cut, f"run {runs}")
        # the member that it was in was stored and is parsed again; none before it
        assert clock.run[0] == members()[max(0, before - 1)][1]
        assert desk.row(cut)["next_position"] == before + PAGE_POSITIONS
        runs += 1
        clock.wind(a_run)
    clock.wind(MEMBERS)
    desk.task(desk.ingest(), "last", [cut.delivery_id])
    assert runs >= 3
    row = desk.row(cut)
    assert (row["state"], row["bookmark"]) == ("done", None)
    whole = desk.claim("desk/whole.zip", raw)
    clock.wind(MEMBERS)
    desk.task(desk.ingest(preparer=preparer()), "whole", [whole.delivery_id])
    assert stored(desk, cut) == stored(desk, whole)
    other = desk.row(whole)
    same = ("article_count", "rejection_count", "next_position", "file_sha256", "size_bytes")
    assert [row[name] for name in same] == [other[name] for name in same]
    assert desk.one("select count(*) from articles where repeated_paragraphs > 0") > 0
    assert desk.one("select count(*) from articles") == 490, "ten of five hundred are empty"


def test_a_file_that_changed_is_read_from_its_beginning(desk: Desk, clock: Clock) -> None:
    cut = desk.claim("desk/cut.zip", zipped())
    clock.wind(PAGE_POSITIONS + 1)
    time_limit(desk, cut, "first")
    assert desk.row(cut)["bookmark"]
    (again,) = desk.ingest().store.begin("again", [cut.delivery_id]).fresh
    assert again.bookmark
    assert desk.store("other").reopen(again)
    row = desk.row(cut)
    assert (row["next_position"], row["bookmark"]) == (0, None)


def test_what_takes_long_is_stored_before_a_page_is_full(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a run that its time limit ends within its first page would come no further than the last."""
    monkeypatch.setattr("worker.ingest.PAGE_S", 0.0)
    cut = desk.claim("desk/cut.zip", zipped())
    clock.wind(3)
    time_limit(desk, cut, "first")
    assert desk.row(cut)["next_position"] == 3
