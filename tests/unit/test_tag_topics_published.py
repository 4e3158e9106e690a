"""Topics in the publisher's own codes and words."""

import pytest

from worker.core.article import Article, Subject
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Scanned
from worker.core.tag.topic_published import CODED_WEIGHT, MOST, WORDED_WEIGHT, published
from worker.core.tag.topic_tree import Tree
from worker.core.tag.topics import MOST_EVIDENCE, Topics
from worker.data import mediatopics_tsv, topic_texts

TREE = Tree(mediatopics_tsv())
TOPICS = Topics(mediatopics_tsv(), topic_texts())
LITERALS = Literals({TOPICS.table: TOPICS.entries()})


def codes(*subjects: Subject) -> list[str]:
    return list(published(Article(body="", subjects=subjects), TREE))


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (Subject("medtop", "20000638"), "20000638"),
        (Subject("medtop", "04000000", "Talous"), "04000000"),
        (Subject("", "medtop:20000523"), "20000523"),
        (Subject("", "15000000"), "15000000"),
        (Subject("subj", "15054000", "Soccer"), "20001065"),
        (Subject("N:SubjectCode", "15054000"), "20001065"),
        (Subject("http://news.example/subref/1.0/", "11000000"), "11000000"),
        (Subject("subj", "15054777"), "20001065"),
        (Subject("subj", "04999999"), "04000000"),
        (Subject("", "Fútbol"), "20001065"),
        (Subject("category", "x1", "Inflation"), "20000370"),
        (Subject("", "BUSINESS"), "04000000"),
        (Subject("", "Sports"), "15000000"),
        (Subject("keyword", "通货膨胀"), "20000370"),
    ],
)
def test_codes_and_labels_are_mapped(subject: Subject, code: str) -> None:
    assert codes(subject) == [code]


@pytest.mark.parametrize(
    "subject",
    [
        Subject("medtop", "20000030"),
        Subject("subj", "99000000"),
        Subject("subj", "1500000"),
        Subject("isin", "15054000"),
        Subject("place", "Inflation"),
        Subject("person", "Film"),
        Subject("", "Harbour"),
        Subject("", ""),
    ],
)
def test_what_is_retired_unknown_or_no_topic_is_left_alone(subject: Subject) -> None:
    assert codes(subject) == []


def test_a_label_of_two_topics_names_neither() -> None:
    shared = {
        label.casefold()
        for topic in TREE.topics.values()
        for label in topic.labels.values()
        if label and TREE.named(label) is None
    }
    assert shared
    assert codes(*(Subject("", label) for label in sorted(shared)[:5])) == []


def test_a_list_of_keywords_gives_no_more_than_a_few() -> None:
    assert len(codes(*(Subject("medtop", code) for code in TREE.topics))) == MOST


def test_the_tag_points_at_the_subjects_and_at_the_words() -> None:
    subjects = (
        Subject("keyword", "harbour"),
        Subject("medtop", "20001065"),
        Subject("", "Football"),
    )
    article = Article(headline="Soccer club wins football cup", body="", subjects=subjects)
    scanned = Scanned(article, LITERALS)
    tag = next(tag for tag in TOPICS.tags(scanned) if tag.code == "medtop:20001065")
    assert (tag.method, tag.weight, tag.top) == ("publisher", CODED_WEIGHT, "medtop:15000000")
    fields = [each.field for each in tag.because]
    assert fields[:2] == ["subjects", "subjects"]
    assert "headline" in fields[2:]
    assert [each.text for each in tag.because[:2]] == ["medtop:20001065", "Football"]
    for each in tag.because:
        assert scanned.text(each.field)[each.start : each.end] == each.text


@pytest.mark.parametrize(
    ("subject", "printed"),
    [
        (Subject("subj", "subj:04000000"), "subj:04000000"),
        (Subject("subj", "04000000"), "subj:04000000"),
        (Subject("", "Sport"), "Sport"),
    ],
)
def test_evidence_of_a_subject_is_what_the_publisher_printed_once(
    subject: Subject, printed: str
) -> None:
    article = Article(body="", subjects=(Subject("", "Harbour"), subject))
    scanned = Scanned(article, LITERALS)
    (because,) = (each for tag in TOPICS.tags(scanned) for each in tag.because)
    assert because.text == printed
    assert scanned.text("subjects")[because.start : because.end] == printed


def test_evidence_of_many_subjects_is_cut_short() -> None:
    subjects = tuple(Subject(f"subj{number}", "15054000") for number in range(20))
    (tag,) = TOPICS.tags(Scanned(Article(body="", subjects=subjects), LITERALS))
    assert len(tag.because) == MOST_EVIDENCE


def test_a_word_weighs_less_than_a_code_and_no_less_than_the_text() -> None:
    word = (Subject("", "Football"),)
    (alone,) = TOPICS.tags(Scanned(Article(body="", subjects=word), LITERALS))
    assert alone.weight == WORDED_WEIGHT
    article = Article(
        headline="Football club wins football cup",
        body="The goalkeeper and the striker took the Champions League. Soccer fans sang.",
        subjects=word,
    )
    told = {tag.code: tag for tag in TOPICS.tags(Scanned(article, LITERALS))}
    assert told[alone.code].weight > WORDED_WEIGHT
    assert told[alone.code].method == "publisher"
