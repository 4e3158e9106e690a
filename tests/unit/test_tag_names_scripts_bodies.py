"""Organisations whose names are printed in Hangul, in Han characters, kana or Arabic letters."""

from collections import Counter

import pytest

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.names import Names
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, names_texts, places_tsv

NAMES = Names(*names_texts())
PLACES = Places(countries_tsv(), places_tsv())
LITERALS = Literals({kind.table: kind.entries() for kind in (PLACES, NAMES)})


def bodies(body: str, language: str | None = None) -> dict[str, list[str]]:
    """Every organisation, with the words that say so."""
    scanned = Scanned(Article(body=body, language=language), LITERALS)
    found = [tag for tag in NAMES.tags(scanned) if tag.scheme == "org"]
    for tag in found:
        for words in tag.because:
            assert scanned.text(words.field)[words.start : words.end] == words.text
    return {tag.label: [words.text for words in tag.because] for tag in found}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("유엔에서는 나토와 다투지 않는다. 유엔은 웃었다.",
         {"United Nations": ["유엔", "유엔"], "NATO": ["나토"]}),
        ("헌법재판소가 웃었다. 헌재는 배를 탔다.", {"헌법재판소": ["헌법재판소", "헌재"]}),
        ("해초위원회와 바다대학교 총장이 만났다.",
         {"해초위원회": ["해초위원회"], "바다대학교": ["바다대학교"]}),
        ("パンダ大学の教授と国連の大使。ルノー自動車は海辺商工会議所と。",
         {"パンダ大学": ["パンダ大学"], "United Nations": ["国連"], "ルノー自動車": ["ルノー自動車"],
          "海辺商工会議所": ["海辺商工会議所"]}),
        ("米国務省と外務省は文科省にも文部科学省にも行った。",
         {"State Department": ["米国務省"], "外務省": ["外務省"],
          "文部科学省": ["文科省", "文部科学省"]}),
        ("海藻類管理委員会を開いたのはカモメ電力。",
         {"海藻類管理委員会": ["海藻類管理委員会"], "カモメ電力": ["カモメ電力"]}),
        ("联合国和北约的大使在上海海藻大学。", {"United Nations": ["联合国"], "NATO": ["北约"],
                                              "上海海藻大学": ["上海海藻大学"]}),
        ("北京日报说，台積電與北京大學的海鷗。",
         {"北京日报": ["北京日报"], "TSMC": ["台積電"], "Peking University": ["北京大學"]}),
        ("وللأمم المتحدة سفينة، وزارت وزارة الصيد البحرية جامعة المرجان.",
         {"United Nations": ["للأمم المتحدة"], "وزارة الصيد البحرية": ["وزارة الصيد البحرية"],
          "جامعة المرجان": ["جامعة المرجان"]}),
        ("ووزارة التربية والتعليم والمجلس الأعلى العام وهيئة السفن البحرية",
         {"وزارة التربية والتعليم": ["وزارة التربية والتعليم"],
          "المجلس الأعلى العام": ["المجلس الأعلى العام"],
          "هيئة السفن البحرية": ["هيئة السفن البحرية"]}),
    ],
)  # fmt: skip
def test_organisations_in_scripts_without_capitals(
    body: str, expected: dict[str, list[str]]
) -> None:
    assert bodies(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "특별위원회와 시중은행, 국내외국계은행의 대학병원.",
        "국회의원은 배를 탔다.",
        "한화로 약 10억 원이다.",
        "日産100台の船。日立市の海。",
        "新华社区的共同社会，中国银行业，日本航空业。",
        "يغني بحماس.",
        "伊斯兰国家的海鸥，以北约五十公里，而非盟友。李建华为主席，略微软化。",
        "有価証券とアイドルグループ。英国連邦のダム。",
        "신축공사와 댄스그룹, 상급종합병원과 이슬람국가들은 많다.",
        "電気自動車と地方銀行、国内大手銀行の東西自動車道で、海辺銀行員が笑った。",
        "米国会議で、第三者委員会は海の委員会と話した。",
        "海底放送は消費電力。",
        "中国公司、美国大学、上海科技公司。",
        "外交部门和教育部门。中东盟友并非盟友，东北约有三成。",
        "中国调查的公司",
        "حزب الرئيس وشركة الطيران ووزارة تعلن بنك مركزي.",
        "للمحكمة كلام، والمجلس البحري، ومجلس الإدارة.",
    ],
)
def test_words_for_bodies_that_name_none(body: str) -> None:
    assert bodies(body) == {}


def test_a_name_ends_where_nothing_more_belongs_to_it() -> None:
    assert list(bodies("وزارة الصيد البحرية الثلاثاء")) == ["وزارة الصيد البحرية"]
    assert list(bodies("جامعة المرجان الدكتور سمير")) == ["جامعة المرجان"]
    assert list(bodies("جامعة المرجان والسمك")) == ["جامعة المرجان"]
    assert list(bodies("وزارة والصيد")) == []


def test_the_longer_of_two_names_stands() -> None:
    assert bodies("北京大学海边医院的海鸥") == {"北京大学海边医院": ["北京大学海边医院"]}


def test_words_of_people_are_no_organisations() -> None:
    scanned = Scanned(Article(body="이재훈 해초위원회 위원장", language="ko"), LITERALS)
    assert {f"{tag.scheme}:{tag.label}" for tag in NAMES.tags(scanned)} == {
        "person:이재훈",
        "org:해초위원회",
    }


def test_no_article_has_more_organisations_than_a_hundred() -> None:
    numbers = [f"{a}{b}위원회" for a in "가나다라마바사아자차카타" for b in "고노도로모보소오조초"]
    assert len(bodies(" ".join(numbers), "ko")) == 100


def test_texts_of_other_languages_are_left_alone() -> None:
    assert bodies("유엔은 웃었다.", "de") == {}


def test_the_table_of_known_ones_names_each_once_a_language() -> None:
    rows = [row.split("\t") for row in names_texts()[3][1].splitlines()[1:]]
    assert {len(row) for row in rows} <= {3, 5}
    assert {row[1] for row in rows} == {"ko", "ja", "zh", "ar"}
    twice = [literal for literal, n in Counter((r[1], r[2]) for r in rows).items() if n > 1]
    assert twice == []
    assert [row for row in rows if any(part != part.strip() for part in row)] == []
