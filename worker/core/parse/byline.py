"""Who wrote it: lines such as "By A and B", "Von A", "By A, Reuters", with or without an address."""

import re
from functools import lru_cache
from typing import NamedTuple

LINE_MAX = 200
"""A byline is shorter than this."""
_NAME_WORDS_MAX = 6
_POST_WORDS_MIN = 3
_POST_WORDS = 7

_LEAD = re.compile(
    r"""
    (?: [-–•*]\s | \( )?
    (?: (?:(?:story|written|words|reporting|analysis|opinion|posted|reported|report|compiled|text|
           review|commentary|exclusive|published|edited) \s)? (?-i:[Bb][Yy]) : ? \s
      | (?: von|par|por|di|da|av|af|door|przez|tekst|autor|napisał|skrifað\saf ) : ? \s
      | (?: (?:ein|eine) \s [^\W\d_]{3,20} \s von | [^\W\d_]{4,16} \s (?-i:von) ) \s
      | (?: aus \s [^\W\d_]{3,20} \s von | interview\s?: | entretien\spar | propos\srecueillis\spar ) \s
      | (?: autorin/autor :? | text | tekst | autor(?:in|en|innen|es|a|s)? | author s? | auteur s? | bron | written\sby
          | redacción | redaktion | reporter | journalist | textus | автор | текст | yazar | haber ) \s? : \s?
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ASIDE = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")
_BETWEEN = re.compile(
    r"\s*(?:[,;|/•·–—&+]|\s-\s|\b(?:and|AND|und|UND|et|y|e|og|och|ja|i|en|with|mit|avec|con|ve|и)\b(?=\s))\s*"
)
_ROLE = re.compile(
    r"""\b(?:staff|special|writer|editor|reporter|correspondent|columnist|bureau|chief|analyst|
    contributor|journalist|agenc\w*|press|news\w*|media|desk|team|service|services|foreign|
    redakt\w*|korrespond\w*|journalistin|volont\w*|reuters?|upi|afp|dpa|apa|ansa|tass|
    correspons\w*|envoy\w*|enviad\w*|corresponsal|rédact\w*|redac\w*|today|tv|times|post|
    senior|political|economics|photograph\w*|fotos?|bild(?:er)?|video|grafik|stand|uhr)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]|(?<=\w)[´`])*\.?$")
# "PolitikAusland": two links without a blank between them, and no name such as McDonald
_GLUED = re.compile(r"(?<!M)(?<!V)(?<!Fi)[^\W\d_A-Z]{2}[A-Z]")
_SMALL = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "di",
        "da",
        "del",
        "della",
        "dos",
        "do",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "y",
        "e",
        "zu",
        "zum",
        "af",
        "av",
        "ten",
        "ter",
        "du",
        "des",
        "st",
        "mac",
        "o",
        "d",
    ]
)
_NATIVE = re.compile(
    r"(?:文|記者|记者|【|\()?\s?(?P<name>[가-힣]{2,4}|[\u4e00-\u9fff]{2,5})\s?(?:기자|특파원|記者|记者)"
)


# "by A The Herald", "von A für das Blatt": where the paper begins
_HOUSE = re.compile(r"\s(?:The|for|für|pour|para|at|of the)\s.*$")
# agencies and sites that print their names small: "dpa", "t-online", "mbl.is"
_HOUSE_NAME = re.compile(r"(?:[a-z]{3}|[a-z]{1,8}[-.][a-z]{2,12})$")
_LABEL = re.compile(
    r"(?:.{0,30}\b(?:author|autor\w{0,4}|auteur\w{0,3}|by|von|written|words|text|reporter|writer)\b.{0,20}:"
    r"|(?:[^\W\d_]{3,20}\s)?(?:by|von|par|por|di|door|av|af))$",
    re.IGNORECASE,
)


class Byline(NamedTuple):
    """The authors printed in a line.

    Attributes:
        names: in order, without roles and agencies.
        email: the address printed with them.
        certain: whether a word such as "By" says so; else the line is only shaped like a name.
    """

    names: tuple[str, ...]
    email: str | None = None
    certain: bool = True


def read(line: str) -> Byline | None:
    """The byline that `line` is, or None."""
    return _read(line) if len(line) <= LINE_MAX else None


# a line is looked at from several sides, one soon after the other
@lru_cache(maxsize=512)
def _read(line: str) -> Byline | None:
    lead = _LEAD.match(line)
    email = None
    rest = line[lead.end() :] if lead else line
    if "@" in rest and (match := _EMAIL.search(rest)):
        email = match[0]
        rest = rest.replace(email, " ")
    if "(" in rest or "[" in rest:
        rest = _ASIDE.sub(" ", rest)
    rest = rest.strip(" -–—*•.:,()<>")
    if not lead and (native := _NATIVE.fullmatch(rest)):
        return Byline((native["name"],), email)
    names = _names(rest) or (() if lead else _before_post(rest))
    if not names:
        return None
    if lead:
        return Byline(names, email)
    if not _GLUED.search(rest) and all(_is_full_name(name) for name in names):
        return Byline(names, email, certain=email is not None)
    post = _before_post(rest)
    return Byline(post, email, certain=False) if post else None


def signed(line: str) -> Byline | None:
    """The byline that `line` is for certain, or None."""
    found = read(line)
    return found if found and found.certain else None


def _before_post(text: str) -> tuple[str, ...]:
    """The name in "A BEditor" or "A B Political editor", where the post follows it."""
    words = text.split()
    glued = _GLUED.search(text)
    if len(words) > _POST_WORDS or (len(words) < _POST_WORDS_MIN and not glued):
        return ()
    name = text[: glued.end() - 1] if glued else " ".join(words[:2])
    post = text[len(name) :]
    return (name,) if _is_full_name(name) and _ROLE.search(post) else ()


def is_label(line: str) -> bool:
    """Whether `line` announces that the next one names the author."""
    return len(line) < 60 and bool(_LABEL.match(line))  # noqa: PLR2004


def _names(text: str) -> tuple[str, ...]:
    if not text or _DIGIT.search(text):
        return ()
    found: list[str] = []
    for count, part in enumerate(_BETWEEN.split(text)):
        name = _HOUSE.sub("", part.strip(" .,:-"))
        half = name[: len(name) // 2]
        if f"{half} {half}" == name:
            name = half
        if glued := _GLUED.search(name):
            name = name[: glued.end() - 1]
        if not name:
            continue
        if not _is_name(name):
            # what follows the names is their post or their paper
            return tuple(found) if count and found else ()
        if count and (_ROLE.search(name) or (" " not in name and found and " " in found[0])):
            continue
        found.append(name)
    if len(found) == 1 and _ROLE.search(found[0]) and len(found[0].split()) > 3:  # noqa: PLR2004
        return ()
    return tuple(dict.fromkeys(found))


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= _NAME_WORDS_MAX or len(text) > 60:  # noqa: PLR2004
        return False
    large = 0
    for word in words:
        if not _WORD.match(word):
            return False
        if word[0].isupper():
            large += 1
        elif word.lower() not in _SMALL and not (len(words) == 1 and _HOUSE_NAME.match(word)):
            return False
    return large > 0 or bool(_HOUSE_NAME.match(text))


def _is_full_name(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= 4  # noqa: PLR2004
        and not _ROLE.search(text)
        and sum(word[0].isupper() for word in words) >= 2  # noqa: PLR2004
    )
