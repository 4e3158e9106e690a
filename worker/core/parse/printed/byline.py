"""Who wrote it: lines such as "By A and B", "Von A", "By A, Reuters", with or without an address."""

import re
from functools import lru_cache
from typing import NamedTuple

from worker.core.parse.printed import agencies
from worker.core.parse.printed.person import GLUED, ROLE, SMALL, is_full_name, is_name

LINE_MAX = 200
"""A byline is shorter than this."""
_POST_WORDS_MIN = 3
_POST_WORDS = 7

_LEAD = re.compile(
    r"""
    (?: [-–•*]\s | \( )?
    (?: (?:(?:story|written|words|reporting|analysis|opinion|posted|reported|report|compiled|text|
           review|commentary|exclusive|published|edited) \s)? (?-i:[Bb][Yy]) (?: : ? \s | (?-i:(?=[A-Z][a-z])) )
      | (?: von|par|por|di|da|av|af|door|przez|tekst|autor|napisał|skrifað\saf ) : ? \s
      | (?: (?:ein|eine) \s [^\W\d_]{3,20} \s von | [^\W\d_]{4,16} \s (?-i:von) ) \s
      | (?: aus \s [^\W\d_]{3,20} \s von | interview\s?: | entretien\spar | propos\srecueillis\spar ) \s
      | autorin/autor :? \s
      | (?: text | tekst | autor(?:in|en|innen|es|a|s)? | author s? | auteur s? | bron | written\sby
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
_NATIVE = re.compile(
    r"(?:文|記者|记者|【|\()?\s?(?:[가-힣]{2,4}(?:,\s[가-힣]{2,4})?\s)?"
    r"(?P<name>[가-힣]{2,4}|[\u4e00-\u9fff]{2,5})\s?(?:기자|특파원|記者|记者)(?:\s외\s\d명)?"
)
# family name, blank, given name, as Japanese papers print it
_JAPANESE = re.compile(
    r"[\u4e00-\u9fff]{1,4}[ \u3000][\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fa]{1,4}$"
)


_BESIDE_NAMES = SMALL.union(
    [
        "and",
        "und",
        "et",
        "y",
        "e",
        "og",
        "och",
        "ja",
        "i",
        "en",
        "with",
        "mit",
        "avec",
        "con",
        "ve",
        "и",
        "in",
        "for",
        "für",
        "pour",
        "para",
        "at",
        "of",
    ]
)
# "by A The Herald", "von A für das Blatt": where the paper begins
_HOUSE = re.compile(r"\s(?:The|For|in|for|für|pour|para|at|of the)\s.*$")
_LABEL = re.compile(
    r"(?:.{0,30}\b(?:author|autor\w{0,4}|auteur\w{0,3}|by|von|written|words|text|reporter|writer)\b.{0,20}:"
    r"|(?:[^\W\d_]{3,20}\s)?(?:by|von|par|por|di|door|av|af))$",
    re.IGNORECASE,
)


_PICTURES = ("foto", "photo", "bild", "image", "picture", "getty", "imago")
_PICTURE = re.compile(rf"\b(?:{'|'.join(_PICTURES)})", re.IGNORECASE)
"""What no name begins with, and links do."""


class Byline(NamedTuple):
    """The authors printed in a line.

    Attributes:
        names: in order, without roles and agencies.
        email: the address printed with them.
        agency: the agency printed behind them, as in "By A, Reuters".
        certain: whether a word such as "By" says so; else the line is only shaped like a name.
    """

    names: tuple[str, ...]
    email: str | None = None
    certain: bool = True
    agency: str | None = None


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
        rest = " ".join(_ASIDE.sub(" ", rest).split())
    rest = rest.strip(" -–—*•.:,()<>")
    return _led(rest, email) if lead else _shaped(rest, email)


def _led(rest: str, email: str | None) -> Byline | None:
    """Who is named behind a "By"."""
    names = _names(rest)
    return Byline(names, email, agency=_agency(rest)) if names else None


def _shaped(rest: str, email: str | None) -> Byline | None:
    """Who is named in a line that may be a byline by its shape."""
    if _is_sentence(rest) or _credits_picture(rest):
        return None
    if not rest.isascii():
        if native := _NATIVE.fullmatch(rest):
            return Byline((native["name"],), email)
        if _JAPANESE.match(rest):
            return Byline((rest,), email, certain=False)
    names = _names(rest) or _before_post(rest)
    if not names:
        return None
    if not GLUED.search(rest) and all(is_full_name(name) for name in names):
        return Byline(names, email, email is not None, _agency(rest))
    post = _before_post(rest)
    return Byline(post, email, certain=False) if post else None


def _is_sentence(text: str) -> bool:
    """Whether the second of many words is small and no part of a name, a list or a place."""
    if text.count(" ") <= _POST_WORDS or len(words := text.split(None, 2)) < 3:  # noqa: PLR2004
        return False
    first, second, _ = words
    return second[0].islower() and second not in _BESIDE_NAMES and first[-1].isalpha()


def _credits_picture(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _PICTURES) and bool(_PICTURE.search(text))


def _agency(rest: str) -> str | None:
    return agencies.named(rest.rpartition(",")[2]) if "," in rest else None


def signed(line: str) -> Byline | None:
    """The byline that `line` is for certain, or None."""
    found = read(line)
    return found if found and found.certain else None


def _before_post(text: str) -> tuple[str, ...]:
    """The name in "A BEditor" or "A B Political editor", where the post follows it."""
    words = text.split()
    glued = GLUED.search(text)
    if len(words) > _POST_WORDS or (len(words) < _POST_WORDS_MIN and not glued):
        return ()
    name = text[: glued.end() - 1] if glued else " ".join(words[:2])
    if not is_full_name(name):
        return ()
    post = text[len(name) :]
    return (name,) if ROLE.search(post) or (glued and post.startswith("The ")) else ()


def is_post(line: str) -> bool:
    """Whether `line` is what stands below a name: "Staff writer", "Redakteurin"."""
    return len(line) < 60 and line.count(" ") < _POST_WORDS and bool(ROLE.search(line))  # noqa: PLR2004


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
        if glued := GLUED.search(name):
            name = name[: glued.end() - 1]
        if not name:
            continue
        if not is_name(name):
            # what follows the names is their post or their paper
            return tuple(found) if count and found else ()
        if count and (ROLE.search(name) or (" " not in name and found and " " in found[0])):
            continue
        found.append(name)
    if len(found) == 1 and ROLE.search(found[0]) and len(found[0].split()) > 3:  # noqa: PLR2004
        return ()
    return tuple(dict.fromkeys(found))
