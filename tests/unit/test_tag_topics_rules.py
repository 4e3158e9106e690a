"""How rules for topics are written down, and the tree that they hang on."""

import json
from pathlib import Path

import pytest

from worker.cli import checked
from worker.core.tag.topic_rules import forms, rules
from worker.core.tag.topic_tree import Tree, primary
from worker.data import build_mediatopics, mediatopics_tsv, topic_texts

TREE = Tree(mediatopics_tsv())
RULE = """
[[topic]]
code = "20000370"
strong = ["inflation"]
examples = ["Inflation rose."]
counter_examples = ["Grades rose."]
"""


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("strike ballot", ["strike ballot", "strike ballots"]),
        ("loss", ["loss", "losses"]),
        ("peace envoy", ["peace envoy", "peace envoys"]),
        ("currency", ["currency", "currencies"]),
        ("tax", ["tax", "taxes"]),
        ("match", ["match", "matches"]),
        ("crash", ["crash", "crashes"]),
        ("interest rates", ["interest rates"]),
        ("privatis*", ["privatis*"]),
        ("Red Cross", ["Red Cross"]),
        ("9/11", ["9/11"]),
    ],
)
def test_terms_without_capitals_have_a_plural(term: str, expected: list[str]) -> None:
    assert list(forms(term)) == expected


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[[topic]", "odd: no list of topics"),
        ("[[subject]]", "odd: no list of topics"),
        (RULE.replace("20000370", "20000030"), "odd: 20000030 is no code of a topic in use"),
        (RULE.replace('code = "20000370"', ""), "odd: None is no code"),
        (RULE + "wek = []", "odd: topic 20000370: unknown wek"),
        (RULE + 'file = "x"', "odd: topic 20000370: unknown file"),
        (RULE + 'votes = ["04"]', "odd: topic 20000370: no topic is 04"),
        (RULE.replace('["Grades rose."]', "[]"), "odd: topic 20000370: an example or a counter-"),
        (RULE + RULE, "odd: topic 20000370 stands there twice"),
        (RULE + 'terms = "rate"', "odd: topic 20000370: terms is no list of texts"),
        (RULE + "terms = [1]", "odd: topic 20000370: terms is no list of texts"),
        (RULE + 'lead = "first"', "odd: topic 20000370: lead is no float"),
        (RULE + "words = { de = 1 }", "odd: topic 20000370: words is no table of lists"),
    ],
)
def test_a_wrong_rule_says_which_and_how(text: str, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        rules({"odd": text}, TREE)


def test_every_file_holds_one_top_level() -> None:
    for file, text in topic_texts().items():
        found = rules({file: text}, TREE)
        assert len({TREE.topics[rule.code].top for rule in found}) == 1, file


def test_the_tree_has_labels_in_thirteen_languages() -> None:
    football = TREE.topics["20001065"]
    assert len(football.labels) == 13
    assert (TREE.label("20001065"), TREE.label("20001065", "en-US")) == ("football", "soccer")
    assert TREE.label("20001065", "sv") == "Fotboll"
    assert TREE.label("20001065", "xx") == "football"
    assert ("de", "Fußball") in TREE.labels("20001065")
    assert (football.top, TREE.topics[football.broader].broader) == ("15000000", "15000000")
    assert len(TREE.topics) > 1000


def test_languages_are_known_by_their_first_part() -> None:
    assert [primary(each) for each in ("en-GB", "pt_BR", "nb", "nn", "ZH-Hans", "")] == [
        "en",
        "pt",
        "no",
        "no",
        "zh",
        "",
    ]


def test_the_table_is_made_from_a_copy_of_the_vocabulary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    concepts = [
        {
            "qcode": "medtop:20000001",
            "parent": "medtop:01000000",
            "name": {"en-GB": "plays  and\tsongs", "en-US": "plays", "dk": "skuespil"},
            "retired": None,
            "subjectcode": "http://cv.iptc.org/newscodes/subjectcode/01017000",
            "wikidata": None,
        },
        {
            "qcode": "medtop:01000000",
            "parent": None,
            "name": {"en-GB": "arts", "en-US": "arts"},
            "retired": None,
            "subjectcode": None,
            "wikidata": "http://www.wikidata.org/entity/Q735",
        },
        {
            "qcode": "medtop:20000002",
            "parent": "medtop:01000000",
            "name": {"en-GB": "gone"},
            "retired": "2020-01-01T00:00:00+00:00",
            "subjectcode": None,
            "wikidata": None,
        },
    ]
    source = tmp_path / "topics.json"
    source.write_text(json.dumps({"concepts": concepts}))
    monkeypatch.setattr(build_mediatopics, "__file__", str(tmp_path / "build.py"))
    monkeypatch.setattr("sys.argv", ["build", str(source)])
    build_mediatopics.main()
    assert "2 topics" in capsys.readouterr().out
    tree = Tree((tmp_path / "mediatopics.tsv").read_text("utf-8"))
    assert list(tree.topics) == ["01000000", "20000001"]
    assert tree.label("20000001") == "plays and songs"
    assert tree.label("20000001", "da") == "skuespil"
    assert tree.formerly("01017000") == "20000001"
    assert tree.topics["20000001"].top == "01000000"


@pytest.mark.parametrize(
    ("terms", "none"),
    [
        ("class", "night class"),
        ("night class", "class"),
        ("rat*", "rate"),
        ("green party", "Green Party"),
        ("night class", "night clas* trip"),
    ],
)
def test_a_phrase_that_hides_terms_only_within_itself_is_fine(terms: str, none: str) -> None:
    [rule] = rules({"odd": RULE + f"terms = [{terms!r}]\nnone = [{none!r}]"}, TREE)
    assert rule.none == (none,)


@pytest.mark.parametrize(
    ("more", "none", "term"),
    [
        ("terms = ['night class']", "night class", "night class"),
        ("terms = ['night class']", "night classes", "night class"),
        ("terms = ['night school']", "night sch*", "night school"),
        ("weak = ['privatis*']", "privat*", "privatis*"),
        ("words = { de = ['Abendkurs'] }", "abendkurs", "Abendkurs"),
    ],
)
def test_a_phrase_that_hides_a_term_of_its_own_topic_is_refused(
    more: str, none: str, term: str
) -> None:
    with pytest.raises(ValueError, match="odd: topic 20000370: none: ") as raised:
        rules({"odd": RULE + f"{more}\nnone = [{none!r}]"}, TREE)
    assert f"{none!r} hides its own {term!r}" in str(raised.value)


def test_check_names_the_file_the_topic_and_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = RULE + "terms = ['night class']\nnone = ['night class']"
    monkeypatch.setattr(checked, "topic_texts", lambda: {"odd": text})
    (found,) = checked.topics()
    assert found.ok is False
    assert found.said.startswith("odd: topic 20000370: none: 'night class' hides its own")
