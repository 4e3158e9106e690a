"""The news agencies that papers credit in place of an author, or behind one."""

_NAMES = frozenset(
    [
        "aap",
        "afp",
        "agence france-presse",
        "agencia efe",
        "anadolu agency",
        "anadolu ajansı",
        "anp",
        "ansa",
        "ap",
        "apa",
        "associated press",
        "belga",
        "bloomberg",
        "bloomberg news",
        "bns",
        "canadian press",
        "cna",
        "cnw",
        "deutsche presse-agentur",
        "dpa",
        "efe",
        "elta",
        "europa press",
        "ians",
        "interfax",
        "jiji press",
        "keystone-sda",
        "kna",
        "kyodo",
        "kyodo news",
        "la presse canadienne",
        "lusa",
        "mti",
        "ntb",
        "pa media",
        "pap",
        "press association",
        "press trust of india",
        "pti",
        "reuter",
        "reuters",
        "ria novosti",
        "sapa",
        "irna",
        "kcna",
        "antara",
        "ritzau",
        "sda",
        "sid",
        "stt",
        "tanjug",
        "tass",
        "thomson reuters",
        "tt",
        "united press international",
        "upi",
        "xinhua",
        "yonhap",
        "yonhap news agency",
        "čtk",
        "itar-tass",
        "интерфакс",
        "риа новости",
        "тасс",
        "итар-тасс",
        "共同",
        "共同通信",
        "新华社",
        "時事通信",
        "연합뉴스",
    ]
)
_LONGEST = 40


def named(text: str) -> str | None:
    """The agency that is all that `text` says, as printed; None when it says something else.

    >>> named("The Associated Press")
    'The Associated Press'
    """
    if len(text) > _LONGEST:
        return None
    name = text.strip(" .-–—()")
    return name if name.lower().removeprefix("the ") in _NAMES else None
