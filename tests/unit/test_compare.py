"""How alike two bodies are, and whether they tell the same facts."""

import pytest
from bench.made_up import Newsroom
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core import bodies as module
from worker.core.bodies import bodies
from worker.core.compare import Likeness, compare

FORM = (
    "The central bank said it operated in the money market this {time}, buying {bills} mln in bills."
    " In band one it bought {one} mln treasury bills and in band two {two} mln at {rate} pct."
    " This brings its help so far today to {total} mln, against a shortfall of {gap} mln,"
    " dealers at {house} said."
)
MONDAY = FORM.format(
    time="morning",
    bills=226,
    one=37,
    two=72,
    rate="9-7/8",
    total=241,
    gap=350,
    house="Quill Brothers",
)
TUESDAY = FORM.format(
    time="afternoon",
    bills=170,
    one=52,
    two=46,
    rate="9-3/4",
    total=190,
    gap=750,
    house="Harland Pine",
)


def likeness(one: str, other: str) -> Likeness:
    return compare(*bodies([(one, None), (other, None)]))


def test_the_same_text_is_wholly_alike() -> None:
    found = likeness(MONDAY, MONDAY)
    assert (found.jaccard, found.mine, found.theirs, found.numbers, found.names) == (1, 1, 1, 1, 1)
    assert found.spread == 1
    assert found.lengths == (58, 58)


def test_other_texts_have_nothing_in_common() -> None:
    found = likeness(Newsroom(1).body(20), Newsroom(2).body(20))
    assert found.containment < 0.05
    assert found.numbers is found.names is None


@pytest.mark.parametrize(("one", "other"), [("", ""), (MONDAY, ""), ("", MONDAY), ("a b", "a b")])
def test_texts_too_short_to_compare_are_not_alike(one: str, other: str) -> None:
    found = likeness(one, other)
    assert found.jaccard == found.containment == 0
    assert found.shortest <= 2


def test_what_was_cut_stands_in_the_whole() -> None:
    whole = Newsroom(3).body(20)
    found = likeness(whole[: len(whole) // 3].rpartition(".")[0], whole)
    assert found.mine == 1
    assert found.theirs == pytest.approx(1 / 3, abs=0.1)
    assert found.numbers == found.names == 1


def test_reports_on_one_form_differ_in_their_facts() -> None:
    found = likeness(MONDAY, TUESDAY)
    assert found.jaccard > 0.2
    assert found.containment > 0.4
    assert found.numbers == 0
    assert found.names == 0
    assert found.astray == 6


def test_only_sentences_that_share_text_are_asked_for_facts() -> None:
    """Page furniture has its own numbers and names."""
    furniture = "Most read: 99 ways to Win Cash at 17 Casinos of Old Vegas."
    found = likeness(f"{MONDAY}\n\n{furniture}", MONDAY)
    assert found.numbers == found.names == 1


def test_a_print_in_capitals_has_its_names_told_by_the_other() -> None:
    other = MONDAY.replace("Quill Brothers", "Harland Pine").upper()
    assert likeness(MONDAY.upper(), MONDAY).names == 1
    assert likeness(MONDAY.upper(), MONDAY.upper()).names == 1
    assert (likeness(other, MONDAY).names or 0) < 0.5


def test_how_far_the_shared_text_is_spread() -> None:
    room = Newsroom(4)
    body = room.body(20)
    words = body.split(" ")
    edited = " ".join("changed" if n % 6 == 5 else word for n, word in enumerate(words))
    added = f"{room.body(20)}\n\n{body}"
    assert likeness(edited, body).spread > 0.95
    assert likeness(added, body).spread < 0.7


def test_letters_of_unspaced_scripts_are_compared_in_longer_runs() -> None:
    one = "港务委员会周一以五比二表决通过疏浚航道的方案，主席表示时机已到。"
    other = "港务局周二以六比一表决否决扩建航道的计划，主任表示时机未到。"
    assert likeness(one, one).jaccard == 1
    assert likeness(one, other).jaccard < 0.1
    assert likeness(one, MONDAY).jaccard == 0


def test_a_long_body_is_told_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK", 100)
    found = likeness(MONDAY, MONDAY[:100] + TUESDAY)
    assert found.jaccard == 1
    assert found.begun


def test_the_length_of_a_long_body_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"word{n:03}" for n in range(400)]
    whole, half = " ".join(words), " ".join(words[:200])
    told = likeness(whole, half).lengths
    monkeypatch.setattr(module, "LOOK", 400)
    found = likeness(whole, half)
    assert found.lengths == told == (400, 200)
    assert found.turned().lengths == (200, 400)
    given = compare(*bodies([(whole[:400], len(whole)), (half[:400], len(half))]))
    assert given == found
    assert not likeness(half[:399], half[:300]).begun


@pytest.mark.parametrize(
    "text",
    [
        "Flash",
        "The board voted again. " * 10_000,
        "of the and to in a " * 5_000,
        "항만 이사회는 월요일 준설 안건을 가결했다. " * 2_000,
        "คณะกรรมการท่าเรือลงมติห้าต่อสอง" * 2_000,
        "صوت مجلس الميناء يوم الاثنين. " * 2_000,
        "新华社北京电" * 400_000,
        "x" * 300_000,
    ],
)
def test_strange_texts_are_borne(text: str) -> None:
    found = likeness(text, text)
    assert found.jaccard in {0, 1}
    assert likeness(text, MONDAY).jaccard == likeness(MONDAY, text).jaccard


pieces = st.lists(
    st.sampled_from(
        [*MONDAY.split(". "), *TUESDAY.split(". "), "Ada Quill won.", "新华社北京电。"]
    ),
    max_size=8,
)


@given(pieces, pieces)
@settings(deadline=None)
def test_both_sides_measure_the_same(one: list[str], other: list[str]) -> None:
    mine, theirs = ". ".join(one), "\n\n".join(other)
    found = likeness(mine, theirs)
    assert found == likeness(theirs, mine).turned()
    for measure in (found.jaccard, found.mine, found.theirs, found.spread):
        assert 0 <= measure <= 1
