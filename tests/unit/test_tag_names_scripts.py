"""People whose names are printed in Hangul, in Han characters, kana or Arabic letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.article import Article, Tag
from worker.core.tag.literals import Literals
from worker.core.tag.names import Names
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, names_texts, places_tsv

NAMES = Names(
    *names_texts(), known={"윤석열": ("person", "Yoon Suk Yeol"), "尹奉吉": ("person", "尹奉吉")}
)
PLACES = Places(countries_tsv(), places_tsv())
LITERALS = Literals({kind.table: kind.entries() for kind in (PLACES, NAMES)})


def tags(body: str, headline: str | None = None, **others: object) -> tuple[Tag, ...]:
    article = Article(headline=headline, body=body, **others)  # type: ignore[arg-type]
    scanned = Scanned(article, LITERALS)
    found = NAMES.tags(scanned)
    for tag in found:
        for words in tag.because:
            assert scanned.text(words.field)[words.start : words.end] == words.text
    return found


def people(body: str, language: str | None = None) -> dict[str, list[str]]:
    """Everybody named, with the words that say so."""
    found = tags(body, language=language)
    return {
        tag.label: [words.text for words in tag.because] for tag in found if tag.scheme == "person"
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("한덕수 대통령은 비를 맞았다. 한 대통령은 웃었다.", {"한덕수": ["한덕수", "한"]}),
        ("조태열 외교부 장관이 박진 의원에게 물었다.", {"조태열": ["조태열"], "박진": ["박진"]}),
        ("강민호 바다당 원내대표와 이서연 바다전자 회장의 악수",
         {"강민호": ["강민호"], "이서연": ["이서연"]}),
        ("남궁민수 교수에게서 편지가 왔다.", {"남궁민수": ["남궁민수"]}),
        ("김철수씨는 배를 탔다. 이웃은 김철수를 안다.", {"김철수": ["김철수", "김철수"]}),
        ("김정은(40) 국무위원장의 배", {"김정은": ["김정은"]}),
        ("대변인 조용원은 배를 탔다.", {"조용원": ["조용원"]}),
        ("배우 송강호가 노래했다.", {"송강호": ["송강호"]}),
        ("이재훈 대표는 웃었다. 이 대표는 배를 탔고 이 대통령은 없다.",
         {"이재훈": ["이재훈", "이"]}),
        ("전두한 전 대통령은 떠났다. 전 대통령은 많다.", {"전두한": ["전두한"]}),
        ("도널드 홀러웨이 미국 대통령과 만났다. 홀러웨이는 웃었다.",
         {"도널드 홀러웨이": ["도널드 홀러웨이", "홀러웨이"]}),
        ("기시다 마사오 일본 총리와 시진핑 중국 국가주석이 만났다. 기시다 총리는 웃었다.",
         {"기시다 마사오": ["기시다 마사오", "기시다"], "시진핑": ["시진핑"]}),
        ("윤민호 감독과 윤서준 선수. 윤 감독은 웃었다.",
         {"윤민호": ["윤민호"], "윤서준": ["윤서준"]}),
    ],
)  # fmt: skip
def test_people_in_hangul(body: str, expected: dict[str, list[str]]) -> None:
    assert people(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "이 대통령은 오지 않았다. 전 대통령도 없다.",
        "한국 대통령과 이라크 총리, 이집트 대통령과 조지아 총리가 모였다.",
        "신임 장관과 전직 의원, 차기 총리와 최고 위원이 모였다.",
        "강원도 지사와 강남구 의원, 성남시 시장이 모였다.",
        "바다당 대표, 노동부 장관, 현대차 회장, 정보국 국장이 모였다.",
        "장관 임명은 어렵고 대통령 전용기가 떴다. 대통령 지지율이 올랐다.",
        "전원이 의원이다. 정치인 대표는 없다. 이정표 세운 감독도 없다.",
        "홍길동 기자는 배를 탔다. 홍길동 특파원",
        "대통령실은 말이 없다. 위원회와 대표단이 왔다.",
    ],
)
def test_words_in_hangul_that_look_like_names(body: str) -> None:
    assert people(body) == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("国家主席习明远3日在港口。习主席表示同意。习明远强调合作。",
         {"习明远": ["习明远", "习", "习明远"]}),
        ("发言人毛晓宁表示，外长王毅同船长会谈。王毅出席。",
         {"毛晓宁": ["毛晓宁"], "王毅": ["王毅", "王毅"]}),
        ("總統蔡文英出席，院長陳仁建表示支持。蔡總統說好。",
         {"蔡文英": ["蔡文英", "蔡"], "陳仁建": ["陳仁建"]}),
        ("欧阳明华教授和李国强市长来到港口。", {"欧阳明华": ["欧阳明华"], "李国强": ["李国强"]}),
        ("俄罗斯总统弗拉基米尔·普科夫访问港口。普科夫说好。",
         {"弗拉基米尔·普科夫": ["弗拉基米尔·普科夫", "普科夫"]}),
        ("会见雅各布·洪堡总统", {"雅各布·洪堡": ["雅各布·洪堡"]}),
        ("日本首相岸田文夫与韩国总统尹明悦会谈。",
         {"岸田文夫": ["岸田文夫"], "尹明悦": ["尹明悦"]}),
        ("张华女士和王军先生登船。", {"张华": ["张华"], "王军": ["王军"]}),
    ],
)  # fmt: skip
def test_people_in_chinese(body: str, expected: dict[str, list[str]]) -> None:
    assert people(body, "zh") == people(body, "wuu") == people(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "高速公路部长会议在港口。",
        "主席高度评价，总统任命大使，总理府发言人没有到。",
        "王国首相和汤加国王，马里总统和马拉维总统，韩国总统。",
        "金融部长、石油部长、林业局局长、白宫发言人、万名代表。",
        "江西省省长、温州市市长、张家口市长、黄石市长。",
        "记者王小明报道：王小明教授的船沉了。",
        "王先生和李女士没有名字。",
        "港口·码头主席没有到。伦敦·巴黎的船",
    ],
)
def test_words_in_chinese_that_look_like_names(body: str) -> None:
    assert people(body, "zh") == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("岸田武雄首相は船に乗った。岸田首相は笑い、岸田氏は黙った。",
         {"岸田武雄": ["岸田武雄", "岸田", "岸田"]}),
        ("社長の山田太郎氏が来た。山田社長は笑った。", {"山田太郎": ["山田太郎", "山田"]}),
        ("ジョー・ホロウェイ米大統領が来た。ホロウェイ大統領は笑った。",
         {"ジョー・ホロウェイ": ["ジョー・ホロウェイ", "ホロウェイ"]}),
        ("大統領のジョー・ホロウェイ氏が来た。", {"ジョー・ホロウェイ": ["ジョー・ホロウェイ"]}),
        ("習近山国家主席が来た。習主席は笑った。", {"習近山": ["習近山", "習"]}),
        ("小池百合子東京都知事と吉村洋介大阪府知事が来た。",
         {"小池百合子": ["小池百合子"], "吉村洋介": ["吉村洋介"]}),
        ("小池ゆりこ知事が来た。", {"小池ゆりこ": ["小池ゆりこ"]}),
        ("大谷翔太選手と長谷川健監督は船に乗った。",
         {"大谷翔太": ["大谷翔太"], "長谷川健": ["長谷川健"]}),
    ],
)  # fmt: skip
def test_people_in_japanese(body: str, expected: dict[str, list[str]]) -> None:
    assert people(body, "ja") == people(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "高速道路の社長と金融大臣が来た。",
        "王国の首相、林業大臣、森林大臣、原子力大臣、石油大臣が来た。",
        "山口県知事と千葉市長、石川県議会議長が来た。",
        "田中前首相と田中新首相、鈴木両大臣が来た。",
        "高橋建設社長と山田会社社長が来た。",
        "首相の安倍政権、監督の山本作品が来た。",
        "山田花子記者が船に乗った。山田花子氏は書いた。",
        "岸田首相と鈴木さんが来た。",
    ],
)
def test_words_in_japanese_that_look_like_names(body: str) -> None:
    assert people(body, "ja") == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("قال الرئيس المصري عبد الفتاح البحري إن السفينة وصلت. وأضاف البحري كلمة.",
         {"عبد الفتاح البحري": ["عبد الفتاح البحري", "البحري"]}),
        ("وصل وزير الخارجية سامح شكري في سفينة.", {"سامح شكري": ["سامح شكري"]}),
        ("التقى الأمير فيصل بن فرحان القبطان.", {"فيصل بن فرحان": ["فيصل بن فرحان"]}),
        ("أكد رئيس الوزراء محمد شياع البحري اليوم كلمته.",
         {"محمد شياع البحري": ["محمد شياع البحري"]}),
        ("استقبل الملك القبطان والشيخ خالد المنصوري.", {"خالد المنصوري": ["خالد المنصوري"]}),
        ("السيد أحمد علي حسن يزور الميناء", {"أحمد علي حسن": ["أحمد علي حسن"]}),
        ("الدكتورة مريم الساحلي", {"مريم الساحلي": ["مريم الساحلي"]}),
        ("الرئيس رجب طيب أردوغان وحسن", {"رجب طيب أردوغان": ["رجب طيب أردوغان"]}),
        ("للرئيس محمود عباس سفينة", {"محمود عباس": ["محمود عباس"]}),
    ],
)  # fmt: skip
def test_people_in_arabic(body: str, expected: dict[str, list[str]]) -> None:
    assert people(body, "ar") == expected


@pytest.mark.parametrize(
    "body",
    [
        "الرئيس قال إن السفينة وصلت.",
        "الشيخ محمد زار الميناء.",
        "وزير الدفاع الجديد في الميناء.",
        "رئيس مجلس النواب ورئيس الوزراء اليوم",
        "وصل محمد أحمد إلى الميناء.",
        "الأمير عبد، الملك محمد.",
        "تقرير: محمد البحري. قال الوزير محمد البحري كلمة.",
        "الرئيس الذي محمد البحري",
        "الشيخ محمد بن",
    ],
)
def test_words_in_arabic_that_look_like_names(body: str) -> None:
    assert people(body, "ar") == {}


def test_the_headline_counts_and_authors_do_not() -> None:
    (tag,) = tags("배는 떠났다. 강민호는 웃었다.", "강민호 감독의 배", bylines=("윤서준",))
    assert (str(tag), tag.method) == ("person:강민호", "names/cue")
    assert [(words.field, words.start) for words in tag.because] == [("headline", 0), ("body", 8)]
    assert tags("강민호 감독의 배", bylines=("강민호",)) == ()


def test_the_users_own_names_are_found_once() -> None:
    assert [str(tag) for tag in tags("尹奉吉教授来到港口。", language="zh")] == ["person:尹奉吉"]


def test_texts_of_other_languages_are_left_alone() -> None:
    assert people("The play “강민호 감독” ran in the harbour.", "en") == {}
    assert people("رئیس محمود عباس", "fa") == {}


_PIECES = st.sampled_from(
    [
        "한덕수",
        "이",
        "대통령",
        "은",
        "장관",
        "의",
        "김철수",
        "씨",
        "기자",
        "国家主席",
        "习近平",
        "王毅",
        "外长",
        "表示",
        "弗拉基米尔·普京",
        "岸田文雄",
        "首相",
        "氏",
        "の",
        "ジョー・バイデン",
        "الرئيس",
        "محمد",
        "عبد",
        "بن",
        "السيسي",
        "記者",
        "전",
        "조",
        "。",
        "。",
        "\u200f",
        "😀",
        "a",
    ]
) | st.text(max_size=3)


@settings(deadline=None)
@given(
    st.lists(_PIECES, max_size=40),
    st.sampled_from(["", " "]),
    st.sampled_from([None, "ko", "zh", "ja", "ar", "yue-HK"]),
)
def test_any_text_can_be_searched_and_offsets_hold(
    pieces: list[str], blank: str, language: str | None
) -> None:
    text = blank.join(pieces)
    for tag in tags(text, text[::-1], language=language):
        spans = [(words.field, words.start, words.end) for words in tag.because]
        assert spans == sorted(set(spans), key=lambda span: (span[0] == "body", span))
        assert all(words.text for words in tag.because)
