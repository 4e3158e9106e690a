"""All of a tags.toml: what holds, what is refused, and on which line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.config import packaged_config
from worker.core.tag import rule_block
from worker.core.tag.known import Known
from worker.core.tag.rule_examples import failures
from worker.core.tag.rule_lines import Lines
from worker.core.tag.rulebook import Rulebook
from worker.data import places_tsv

GOOD = '[[watch]]\nname = "ferry"\nany = ["ferry"]\n'


def test_the_packaged_file_has_no_active_rules() -> None:
    text = (packaged_config() / "tags.toml").read_text("utf-8")
    assert Rulebook.from_toml(text) == Rulebook()


def test_the_examples_in_the_packaged_file_are_good_rules() -> None:
    lines = (packaged_config() / "tags.toml").read_text("utf-8").splitlines()
    begin = lines.index("# [[watch]]")
    active = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[begin:])
    book = Rulebook.from_toml(active.replace("Names that you want known", "# Names"))
    assert book.refused == ()
    assert [*book.rules] == ["north-korea-missiles", "our-town"]
    assert len(book.known) == 7
    assert list(failures(book.rules.values())) == []


def test_an_empty_file_is_a_good_one() -> None:
    assert Rulebook.from_toml("") == Rulebook()


def test_a_wrong_rule_is_refused_alone_with_its_line() -> None:
    text = f'# mine\n{GOOD}\n[[watch]]\nname = "bad"\nany = ["x1"]\nregex = "(("\n'
    book = Rulebook.from_toml(text)
    assert [*book.rules] == ["ferry"]
    assert book.lines == {"ferry": 2}
    (refusal,) = book.refused
    assert (refusal.line, refusal.name) == (9, "bad")
    assert str(refusal).startswith("9: bad: regex: '((' is no regular expression")


def test_the_last_good_version_of_a_wrong_rule_stays() -> None:
    before = Rulebook.from_toml(GOOD)
    after = Rulebook.from_toml(GOOD.replace('["ferry"]', "3"), before)
    assert after.rules == before.rules
    assert len(after.refused) == 1
    assert Rulebook.from_toml("", before).rules == {}


def test_the_last_good_version_of_a_wrong_name_stays() -> None:
    names = '[[org]]\nname = "HWU"\nalso = ["Harbour Union"]\n'
    before = Rulebook.from_toml(names)
    after = Rulebook.from_toml(names.replace('["Harbour Union"]', "3"), before)
    assert after.known == before.known
    assert [(refusal.block, refusal.name) for refusal in after.refused] == [("org", "HWU")]
    assert Rulebook.from_toml("", before).known == {}


def test_what_holds_is_written_and_read_again_without_what_was_refused() -> None:
    names = '[[person]]\nname = "Ann Lee"\n\n[[place]]\nname = "Quillhaven"\ncode = "q1"\n'
    book = Rulebook.from_toml(GOOD + "\n[[watch]]\nname = 'bad'\nany = 3\n\n" + names)
    again = Rulebook.from_json(book.to_json())
    assert (again.rules, again.known, again.refused) == (book.rules, book.known, ())
    assert again.to_json() == book.to_json()
    # the good version of what is refused is written with the others
    mended = Rulebook.from_toml(GOOD.replace('["ferry"]', "3"), book)
    assert Rulebook.from_json(mended.to_json()).rules == {"ferry": book.rules["ferry"]}


@pytest.mark.parametrize(
    ("wrong", "doubtful"),
    [
        ("", set()),
        ('[[watch]]\nname = "bad"\nany = 3\n', {("watch", "bad")}),
        ("[[watch]]\nany = 3\n", {("watch", None)}),
        ("[other]\n", {("watch", None)}),
        ('[[org]]\nname = "HWU"\nalso = 3\n', {("org", "HWU")}),
        ("[[org]]\nalso = 3\n", set()),
        # a person of its name takes nothing from an organisation, nor does a rule
        ('[[org]]\nname = "ferry"\nalso = 3\n', {("org", "ferry")}),
        (
            '[[person]]\nname = "Ford"\n\n[[org]]\nname = "Ford"\nalso = 3\n',
            {("org", "Ford")},
        ),
        # a second rule of a name takes nothing from the first
        (GOOD, set()),
    ],
)
def test_what_a_refused_block_may_have_given_is_told(
    wrong: str, doubtful: set[tuple[str, str | None]]
) -> None:
    assert Rulebook.from_toml(f"{GOOD}\n{wrong}").doubtful == doubtful


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{GOOD}\n[[watch\n", 5),
        (f"{GOOD}name = ", 4),
        ('x = """\n\n', 3),
        ("a = [" + "[" * 10_000, 1),
    ],
)
def test_a_text_that_is_no_toml_leaves_all_that_was_good(text: str, line: int) -> None:
    before = Rulebook.from_toml(GOOD + '[[org]]\nname = "HWU"\n')
    after = Rulebook.from_toml(text, before)
    assert (after.rules, after.known) == (before.rules, before.known)
    assert (after.stale, after.to_json()) == (True, before.to_json())
    (refusal,) = after.refused
    assert (refusal.line, refusal.name, refusal.block) == (line, None, None)
    assert "TOML" in refusal.why


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (f"{GOOD}{GOOD}", 4, "taken by the rule on line 1"),
        (f"{GOOD}[[wotch]]\nname = 'x'\n", 4, "'wotch' is not known here"),
        ("# x\n[watch]\nname = 'x'\n", 2, "two brackets"),
        ("watch = ['x']\n", 1, "two brackets"),
        ("\nwatch = [{ name = 'x', any = 3 }]\n", 2, "any: must be"),
        ("[[person]]\nalso = ['x']\n", 1, "name: is missing"),
        ("[[person]]\nname = 'x'\ncode = 'x'\n", 3, "no such key"),
        ("[[org]]\nname = 'x'\nalso = [3]\n", 3, "also: must be a text"),
        ("[[place]]\nname = ''\n", 2, "name: must be a text"),
        ("[[place]]\nname = 'x'\ncode = 'a b'\n", 3, "code: must be 1 to 64"),
        ("[[place]]\nname = 'x'\ncountry = 'Korea'\n", 3, "country: must be two capital"),
        ("org = ['x']\n", 1, "two brackets"),
        ("[[org]]\nname = 'x'\n[[person]]\nname = 'x'\n", 1, "means person:x already"),
    ],
)
def test_everything_wrong_has_a_line_and_a_reason(text: str, line: int, why: str) -> None:
    (refusal,) = Rulebook.from_toml(text).refused
    assert refusal.line == line
    assert why in refusal.why


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = '[[watch]]\nname = "a"\n[[watch]]\nany = ["b"]\n[[org]]\n'
    assert [refusal.line for refusal in Rulebook.from_toml(text).refused] == [2, 3, 5]


LAST = Rulebook.from_toml(
    '[[org]]\nname = "Acme Desk"\nalso = ["Acme"]\n[[org]]\nname = "Beta Board"\n'
    '[[watch]]\nname = "ferry"\nany = ["ferry"]\n'
)


@pytest.mark.parametrize(
    ("text", "told", "names", "rules"),
    [
        ('# x\n[org]\nname = "Acme Desk"\n', "2: Acme Desk: ", ["Acme", "Acme Desk"], []),
        ("[org]\n", "1: ", ["Acme", "Acme Desk", "Beta Board"], []),
        ('[org.acme]\nname = "Acme Desk"\n', "1: ", ["Acme", "Acme Desk", "Beta Board"], []),
        ('[watch]\nname = "ferry"\nany = ["ship"]\n', "1: ferry: ", [], ["ferry"]),
        ('[org]\nname = "Gamma"\n', "1: Gamma: ", [], []),
    ],
)
def test_a_head_with_one_bracket_is_refused_and_what_it_meant_stays(
    text: str, told: str, names: list[str], rules: list[str]
) -> None:
    """It is another thing than a block that was taken out."""
    book = Rulebook.from_toml(text, LAST)
    kind = "watch" if "watch" in text else "org"
    (refusal,) = book.refused
    assert str(refusal) == f"{told}write [[{kind}]] with two brackets in place of [{kind}]"
    assert (sorted(book.known), sorted(book.rules)) == (names, rules)
    assert Rulebook.from_json(book.to_json()).known == book.known
    if not (names or rules):
        assert book.doubtful == {("org", "Gamma")}


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("[[watch.fields]]\nheadline = 2\n", "write [watch.fields] with one bracket"),
        ('[watch.examples]\nheadline = "x"\n', "write two brackets, as in [[watch.examples]]"),
    ],
)
def test_a_head_within_a_rule_with_the_wrong_brackets_says_which(head: str, told: str) -> None:
    book = Rulebook.from_toml(f'[[watch]]\nname = "ferry"\nany = ["ship"]\n{head}', LAST)
    (refusal,) = book.refused
    assert (refusal.line, refusal.name) == (1, "ferry")
    assert told in refusal.why
    assert book.rules["ferry"] == LAST.rules["ferry"]


def test_names_are_known_by_every_way_to_write_them() -> None:
    book = Rulebook.from_toml(
        '[[person]]\nname = "Ann Lee"\nalso = ["A. Lee", "Lee Ann"]\n'
        '[[org]]\nname = "Harbour Union"\n'
        '[[place]]\nname = "Haeundae"\ncode = "1844174"\ncountry = "KR"\n'
    )
    ann = Known("person", "Ann Lee", "Ann Lee")
    assert book.known == {
        "Ann Lee": ann,
        "A. Lee": ann,
        "Lee Ann": ann,
        "Harbour Union": Known("org", "Harbour Union", "Harbour Union"),
        "Haeundae": Known("place", "Haeundae", "1844174", "KR"),
    }
    assert book.names == {
        "Ann Lee": ("person", "Ann Lee"),
        "A. Lee": ("person", "Ann Lee"),
        "Lee Ann": ("person", "Ann Lee"),
        "Harbour Union": ("org", "Harbour Union"),
    }
    assert book.places_tsv == "1844174\tHaeundae\tregion\tKR\t\t\t\t\t\n"


def test_places_are_rows_as_the_table_of_places_has_them() -> None:
    text = '[[place]]\nname = "West Quay"\nalso = ["The Quay", "Quay | West"]\n'
    rows = Rulebook.from_toml(text).places_tsv
    assert rows == "West Quay\tWest Quay\tregion\t\t\t\t\t\tThe Quay|Quay   West\n"
    head, *_ = places_tsv().splitlines()
    assert rows.count("\t") == head.count("\t")


def test_lines_are_not_taken_from_texts_and_comments() -> None:
    text = (
        '# [[watch]]\n[[watch]]\nname = """\n[[watch]]\nany = 3\n"""\n'
        "label = '''\n[[watch]]'''\nany = \"[[watch]]\" # [[watch]]\n  [[ watch ]]\n\tany = 'x'\n"
    )
    lines = Lines(text)
    assert (lines.of("watch", 1), lines.of("watch", 2)) == (2, 10)
    assert (lines.of("watch", 1, "any"), lines.of("watch", 2, "any")) == (9, 11)
    assert (lines.of("watch", 1, "nothing"), lines.of("watch", 3)) == (2, 1)


def test_examples_that_do_not_hold_are_told() -> None:
    book = Rulebook.from_toml(
        GOOD + 'examples = ["A ferry", "A ship", { headline = "Ferry", dateline = "BUSAN" }]\n'
        'counter_examples = ["A reef", { body = "A ferry" }]\nenabled = false\n'
        + GOOD.replace('"ferry"\n', '"by"\n', 1)
        + 'fields = ["bylines", "dateline"]\nexamples = ["Ferry", { bylines = "Bo\\nFerry Lee" }]\n'
    )
    assert [str(failure) for failure in failures(book.rules.values())] == [
        "ferry: examples 2 is not matched: 'A ship'",
        "ferry: counter_examples 2 is matched: 'A ferry'",
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from([*rule_block._KEYS, "odd"]),
        VALUES,
    ),
    st.sampled_from(["watch", "person", "org", "place", "odd"]),
)
@settings(deadline=None, max_examples=300)
def test_whatever_a_block_says_is_taken_or_refused(block: dict[str, object], name: str) -> None:
    book = Rulebook.from_toml(
        f"[[{name}]]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in block.items())
    )
    assert book.rules or book.known or book.refused


def _toml(value: object) -> str:
    if value is None:
        return "1979-05-27"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return (
            '"' + "".join(f"\\U{ord(c):08x}" for c in value if not 0xD800 <= ord(c) < 0xE000) + '"'
        )
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    assert isinstance(value, dict)
    inner = {
        "".join(c for c in k if c.isascii() and c.isalnum()) or "k": v for k, v in value.items()
    }
    return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in inner.items()) + " }"
