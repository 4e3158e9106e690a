"""Whether two articles whose texts are alike are one report, and what the later one is then."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from worker.core.article import PubStatus, Signal
from worker.core.compare import Likeness
from worker.core.near import Finding, judge, relate
from worker.core.relation import Candidate, Kind, Relation
from worker.core.window import Window

DAY_MS = 86_400_000


def article(number: int = 1, *, day: float = 0, **known: object) -> Candidate:
    article_id = UUID(int=(round((1000 + day) * DAY_MS) << 80) | number)
    return Candidate(  # type: ignore[arg-type]
        article_id=article_id, story_id=article_id, text_sha256=b"", body_sha256=b"", **known
    )


def alike(jaccard: float = 0.5, part: float = 0.7, **measures: object) -> Likeness:
    known = {"numbers": 1.0, "names": 1.0, "facts": 12, "lengths": (300, 300), "spread": 0.8}
    return replace(Likeness(jaccard=jaccard, mine=part, theirs=part), **{**known, **measures})


def found(
    measured: Likeness, one: Candidate | None = None, two: Candidate | None = None
) -> Finding:
    return judge(one or article(1), two or article(2), measured, Window())


def joined(measured: Likeness, one: Candidate | None = None, two: Candidate | None = None) -> bool:
    there = found(measured, one, two)
    back = judge(two or article(2), one or article(1), measured.turned(), Window())
    assert there == back
    return there.joined


@pytest.mark.parametrize(
    ("jaccard", "part", "expected"),
    [(1.0, 1.0, True), (0.30, 0.5, True), (0.29, 0.5, False), (0.2, 0.72, True), (0.2, 0.7, False)],
)
def test_how_much_must_be_shared(jaccard: float, part: float, *, expected: bool) -> None:
    assert joined(alike(jaccard, part)) is expected


def test_copy_rewritten_word_by_word_needs_less() -> None:
    rewritten = alike(0.2, 0.35, spread=0.97)
    assert joined(rewritten)
    assert not joined(replace(rewritten, jaccard=0.19))
    assert not joined(replace(rewritten, spread=0.9))
    assert not joined(replace(rewritten, lengths=(300, 100)))
    assert not joined(replace(rewritten, names=0.65))
    assert not joined(replace(rewritten, facts=5))


def test_reports_on_one_form_are_two_reports_with_a_link() -> None:
    for measured in (alike(numbers=0.6), alike(names=0.5)):
        finding = found(measured)
        assert (finding.joined, finding.linked) == (False, True)
        assert "same form with other facts" in finding.why


def test_the_same_words_at_another_time_are_another_report_with_a_link() -> None:
    finding = found(alike(0.95, 0.98), article(1), article(2, day=9))
    assert (finding.joined, finding.linked) == (False, True)
    assert "at another time" in finding.why
    assert joined(alike(), article(1), article(2, day=9, signals=(Signal.UPDATE,)))


@pytest.mark.parametrize(
    ("jaccard", "part", "linked"), [(0.09, 0.1, True), (0.05, 0.2, True), (0.05, 0.1, False)]
)
def test_quoted_text_is_a_link(jaccard: float, part: float, *, linked: bool) -> None:
    finding = found(alike(jaccard, part, numbers=None, names=None))
    assert (finding.joined, finding.linked) == (False, linked)
    assert finding.why.startswith("shares some text: ")
    assert "numbers" not in finding.why


def test_other_numbers_may_be_corrections_in_a_long_text_only() -> None:
    changed = alike(0.9, 0.95, numbers=0.0, astray=2)
    assert joined(changed)
    assert joined(alike(0.8, 0.9, numbers=0.4, astray=6))
    assert joined(alike(0.7, 0.8, numbers=0.0, astray=1))
    assert not joined(replace(changed, lengths=(300, 100)))
    assert not joined(replace(changed, astray=3))
    assert not joined(replace(changed, names=0.7))
    assert not joined(alike(0.7, 0.8, numbers=0.5, astray=2))


def test_what_calls_itself_a_correction_may_have_other_numbers() -> None:
    correction = article(2, signals=(Signal.CORRECTION,))
    assert joined(alike(numbers=0.0, astray=5), article(1), correction)
    assert not joined(alike(names=0.5), article(1), correction)


def test_a_short_form_needs_a_headline_that_agrees() -> None:
    short = alike(1.0, 1.0, lengths=(12, 12), named=3)
    one, other = (
        article(1, headline="Quill Corp sets dividend"),
        article(2, headline="Pine Ltd sets payout"),
    )
    assert not joined(short, one, other)
    assert "short form" in found(short, one, other).why
    assert joined(short, one, article(2, headline="QUILL CORP SETS QUARTERLY DIVIDEND"))
    assert joined(replace(short, named=4), one, other)
    assert not joined(short)
    assert joined(replace(short, lengths=(40, 40)), one, other)


def related(measured: Likeness, **later: object) -> tuple[Relation, Kind | None]:
    return relate(article(2, **later), article(1, source="Coastal Wire"), measured)


def test_a_short_part_is_an_excerpt() -> None:
    cut = Likeness(jaccard=0.3, mine=0.9, theirs=0.3, lengths=(100, 300))
    assert related(cut) == (Relation.EXCERPT, None)
    assert related(cut, source="The Mercury") == (Relation.EXCERPT, None)
    assert related(replace(cut, lengths=(250, 300))) == (Relation.VERSION, Kind.REVISION)
    assert related(replace(cut, mine=0.7)) == (Relation.VERSION, Kind.REVISION)


def test_another_source_reprints() -> None:
    assert related(alike(), source="The Mercury") == (Relation.REPRINT, None)
    assert related(alike(), source="COASTAL WIRE") == (Relation.VERSION, Kind.REVISION)


def test_of_an_unknown_source_nearly_the_same_text_is_a_reprint() -> None:
    assert related(alike(0.9, 0.95)) == (Relation.REPRINT, None)
    assert related(alike(0.9, 0.95), source="Coastal Wire") == (Relation.VERSION, Kind.REVISION)


def test_a_longer_text_that_keeps_the_shorter_one_is_an_update() -> None:
    longer = Likeness(jaccard=0.5, mine=0.5, theirs=0.9, lengths=(500, 300))
    assert related(longer, source="Coastal Wire") == (Relation.VERSION, Kind.UPDATE)


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ({"signals": (Signal.CORRECTION, Signal.RECAST)}, Kind.CORRECTION),
        ({"signals": (Signal.RECAST,)}, Kind.UPDATE),
        ({"signals": (Signal.KILL,)}, Kind.KILL),
        ({"pub_status": PubStatus.CANCELED}, Kind.KILL),
    ],
)
def test_what_a_version_says_of_itself_goes_before_what_is_measured(
    known: dict[str, object], kind: Kind
) -> None:
    assert related(alike(0.95, 0.98), source="The Mercury", **known) == (Relation.VERSION, kind)


def test_the_window_can_be_taken_away() -> None:
    far = article(2, day=400)
    assert judge(article(1), far, alike(), Window(None, None)).joined
    assert not judge(article(1), far, alike(), Window(timedelta(days=30))).joined
