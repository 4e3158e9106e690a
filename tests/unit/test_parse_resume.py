"""Reading that was cut off goes on where it was, and comes to what reading in one go comes to."""

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packing import answer, each_packed, record, response, tarred, zipped

from worker.core import prepare
from worker.core.article import Article
from worker.core.bookmark import Bookmark, Step, Trail, bookmark_of
from worker.core.parse import Limits, mail, text
from worker.core.parse.record import json_text
from worker.core.prepare import Preparer
from worker.core.sources import Sources
from worker.core.tag import Tagger
from worker.errors import Rejected

Told = tuple[int, object]
LIMITS = Limits(text_bytes=1_000_000, ratio_from=200_000, inflated_bytes=2_000_000)
PREPARER = Preparer(LIMITS, Sources(()), Tagger((), Sources(()), ()))


def story(n: object) -> bytes:
    """A short report; another `n` is other news."""
    return (
        f"The Harbour Board said on Monday that it would rebuild pier {n} of the old port.\n\n"
        f"Work on pier {n} starts in May and will take two years, the chairman added.\n"
    ).encode()


def line(n: object) -> bytes:
    """The same as a record on a line of its own."""
    said = {"@type": "NewsArticle", "headline": f"Pier {n}", "articleBody": story(n).decode()}
    return json.dumps(said).encode() + b"\n"


def letter(n: object, *attached: tuple[str, bytes]) -> bytes:
    """A message as a mailbox holds it."""
    message = EmailMessage()
    message["From"], message["To"] = "desk@wire.example", "inbox@paper.example"
    message["Subject"], message["Date"] = f"Pier {n}", "Mon, 02 Mar 2026 10:00:00 +0000"
    message.set_content(story(n).decode())
    for name, content in attached:
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return b"From desk@wire.example Mon Mar  2 10:00:00 2026\n" + message.as_bytes() + b"\n"


STORIES = [(f"{n}.txt", story(n)) for n in range(6)]
MIXED = [("empty.txt", b""), *STORIES[:3], ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(60))]
LINES = b"".join(map(line, range(5))) + b"{broken\n" + line(6)
MAILBOX = b"".join(
    letter(n, *STORIES[: n % 3], *[("more.zip", zipped(*STORIES[3:5]))][: n % 2]) for n in range(4)
)
PAGES = [response(f"https://news.example/{n}", answer(story(n))) for n in range(5)]
PAGES.insert(2, response("https://news.example/logo.png", answer(b"\x89PNG", kind="image/png")))
PAGES.insert(4, record("warcinfo", "", b"software: a crawler"))
NESTED = zipped(
    ("a.zip", zipped(*STORIES[:2], ("deep.tar", tarred(*STORIES[2:4])))),
    ("lines.jsonl", LINES),
    ("box.mbox", MAILBOX),
    *STORIES[4:],
)
PICTURES = [(f"{n}.png", b"\x89PNG\r\n\x1a\n" + bytes(60 + n)) for n in range(3)]
DEEP = zipped(STORIES[0], *PICTURES, STORIES[1])
WHOLE = {
    "zip": zipped(*MIXED, ("folder/", b""), *STORIES[3:]),
    "zip, sizes behind": zipped(*MIXED, *STORIES[3:], forwards=True),
    "two zips": zipped(*STORIES[:3]) + zipped(*STORIES[3:]),
    "tar": tarred(*MIXED, (f"{'long/' * 30}name.txt", story("long")), *STORIES[3:]),
    "tar.gz": gzip.compress(tarred(*MIXED, *STORIES[3:])),
    "tar.xz": lzma.compress(tarred(*STORIES)),
    "warc": b"".join(PAGES),
    "warc.gz": each_packed(*PAGES),
    "warc.gz in one": gzip.compress(b"".join(PAGES)),
    "warc.gz by threes": gzip.compress(b"".join(PAGES[:3])) + gzip.compress(b"".join(PAGES[3:])),
    "json lines": LINES,
    "json list": b"[" + b",".join(map(line, range(5))) + b"]",
    "json lines.bz2": bz2.compress(LINES),
    "mailbox": MAILBOX,
    "archives in an archive": NESTED,
    "pictures three archives deep": zipped(("a.zip", zipped(("b.zip", DEEP), STORIES[2]))),
    "pictures in a letter in an archive": zipped(
        ("box.mbox", letter(1, ("b.zip", DEEP))), STORIES[3]
    ),
    "archives in a tar": gzip.compress(tarred(("n.zip", NESTED), ("box.mbox", MAILBOX))),
}


def told(found: Article | Rejected) -> object:
    """An outcome that compares by what it says."""
    return (found.reason, found.detail) if isinstance(found, Rejected) else found


def read(raw: bytes, start: int = 0, bookmark: Bookmark = ()) -> Iterator[tuple[Told, Trail]]:
    """Each position from `start` on, with the way that reading has gone."""
    trail = Trail(bookmark)
    for position, found in PREPARER.parse(io.BytesIO(raw), start, trail):
        yield (position, told(found)), trail


def in_one_go(raw: bytes) -> list[Told]:
    """All positions."""
    return [each for each, _ in read(raw)]


def cut_off(raw: bytes, after: int) -> Bookmark:
    """Where reading stands when it has come to so many positions; as it is kept meanwhile."""
    *_, (_, trail) = islice(read(raw), after)
    return bookmark_of(json.loads(json.dumps(trail.bookmark)))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each text, line or message that is really parsed."""
    seen: list[str] = []

    def counting(owner: object, name: str) -> None:
        real: Callable[..., object] = getattr(owner, name)

        def counted(*args: object) -> object:
            seen.append(name)
            return real(*args)

        monkeypatch.setattr(owner, name, counted)

    counting(text, "parse")
    counting(json_text, "_line")
    counting(mail, "_load")
    return seen


@pytest.mark.parametrize("kind", WHOLE)
def test_what_is_stored_is_not_parsed_again(kind: str, parsed: list[str]) -> None:
    raw = WHOLE[kind]
    whole = in_one_go(raw)
    assert len(whole) > 4
    for after in range(1, len(whole) + 1):
        bookmark = cut_off(raw, after)
        parsed.clear()
        assert [each for each, _ in read(raw, after, bookmark)] == whole[after:], after
        # the member that it was in, and those that it had not come to; a letter is read whole
        letters = parsed.count("_load")
        assert len(parsed) - letters <= len(whole) - after + 1, after


def test_each_of_many_runs_goes_on_where_the_last_ended(parsed: list[str]) -> None:
    raw = WHOLE["archives in a tar"]
    whole = in_one_go(raw)
    once = len(parsed)
    parsed.clear()
    found: list[Told] = []
    bookmark: Bookmark = ()
    while len(found) < len(whole):
        for each, trail in islice(read(raw, len(found), bookmark), 3):
            found.append(each)
            ended = trail
        bookmark = ended.bookmark
    assert found == whole
    assert len(parsed) < 3 * once, "each run parses again what it was in, and no more"


def damaged(raw: bytes, spots: list[tuple[float, int]], keep: float) -> bytes:
    """The file with some bytes changed, and cut off."""
    found = bytearray(raw)
    for where, value in spots:
        found[int(where * (len(found) - 1))] = value
    return bytes(found[: max(1, int(keep * len(found)))])


fraction = st.floats(0, 1)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    spots=st.lists(st.tuples(fraction, st.integers(0, 255)), max_size=3),
    keep=st.one_of(st.just(1.0), fraction),
    where=fraction,
)
def test_a_damaged_file_reads_the_same_in_two_runs(
    kind: str, spots: list[tuple[float, int]], keep: float, where: float
) -> None:
    raw = damaged(WHOLE[kind], spots, keep)
    whole = in_one_go(raw)
    after = 1 + int(where * (len(whole) - 1))
    assert [each for each, _ in read(raw, after, cut_off(raw, after))] == whole[after:]


def test_what_was_unpacked_before_counts_once() -> None:
    """Else a file that takes many runs would look like a bomb in the end."""
    members = [(f"{n}.txt", story(n) * 100) for n in range(40)]
    raw = gzip.compress(tarred(*members))
    bookmark: Bookmark = ()
    spent = []
    for after in range(1, 40):
        *_, (_, trail) = islice(read(raw, after - 1, bookmark), 1)
        bookmark = trail.bookmark
        spent.append(bookmark[-1].inflated)
    (_, at_once) = [step.inflated for step in cut_off(raw, 39)]
    assert abs(spent[-1] - at_once) < 400_000


def test_a_bookmark_of_another_version_is_none() -> None:
    assert bookmark_of(None) == ()
    assert bookmark_of([[1, 2, 3]]) == ()
    assert bookmark_of([list(Step(7, 8))]) == (Step(7, 8),)


def test_a_bookmark_that_no_longer_fits_costs_nothing_but_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was read as an archive in an archive may be read as another thing after an upgrade."""
    raw = WHOLE["archives in an archive"]
    whole = in_one_go(raw)
    outer, *_ = cut_off(raw, 4)
    stale = (outer, Step(3, 2), Step(9, 9))
    assert [each for each, _ in read(raw, 4, (outer,))] == whole[4:]
    assert len(stale) == 3
    monkeypatch.setattr(prepare, "parse", lambda _stream, _limits: iter([Article(body="one")]))
    assert list(PREPARER.parse(io.BytesIO(raw), 0, Trail(stale))) == [(0, Article(body="one"))]
