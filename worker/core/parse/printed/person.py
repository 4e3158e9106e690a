"""What the name of a person looks like, and what stands where one might but is none."""

import re

ROLE = re.compile(
    r"""\b(?:staff|special|writer|editor|reporter|correspondent|columnist|bureau|chief|analyst|
    contributor|journalist|director|deputy|producer|agenc\w*|press|news\w*|media|desk|team|service|services|foreign|
    redakt\w*|korrespond\w*|journalistin|volont\w*|reuters?|upi|afp|dpa|apa|ansa|tass|
    correspons\w*|envoy\w*|enviad\w*|corresponsal|rédact\w*|redac\w*|today|tv|times|post|
    senior|political|economics|photograph\w*|fotos?|bild(?:er)?|video|grafik|stand|uhr)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""The posts and houses that are printed beside a name."""

# "PolitikAusland": two links without a blank between them, and no name such as McDonald
GLUED = re.compile(r"(?<!M)(?<!V)(?<!Fi)[^\W\d_A-Z]{2}[A-Z]")
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]|(?<=\w)[´`])*\.?$")
# agencies and sites that print their names small: "dpa", "t-online", "mbl.is"
_HOUSE_NAME = re.compile(r"(?:[a-z]{3}|[a-z]{1,8}[-.][a-z]{2,12})$")
_WORDS_MAX = 6
_LETTERS_MAX = 60
_FULL_WORDS_MIN = 2
_FULL_WORDS_MAX = 4
SMALL = frozenset(
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
"""What stands within a name in small letters."""
# links begin and end with these: "Latest News", "Log In"
_NO_NAMES = frozenset(
    [
        "The",
        "Our",
        "Die",
        "Der",
        "Das",
        "Le",
        "Les",
        "Los",
        "Las",
        "Il",
        "Son",
        "Latest",
        "More",
        "All",
        "New",
        "Top",
        "Best",
        "Last",
        "Read",
        "About",
        "Current",
    ]
)
_NO_ENDS = frozenset(["In", "Up", "Us", "Out", "On", "Off", "More", "Now", "Here"])


def is_name(text: str) -> bool:
    """Whether `text` may be the name of a person or of a house."""
    words = text.split()
    if not 1 <= len(words) <= _WORDS_MAX or len(text) > _LETTERS_MAX:
        return False
    large = 0
    for word in words:
        if not _WORD.match(word):
            return False
        if word[0].isupper():
            large += 1
        elif word.lower() not in SMALL and not (len(words) == 1 and _HOUSE_NAME.match(word)):
            return False
    return large > 0 or bool(_HOUSE_NAME.match(text))


def is_full_name(text: str) -> bool:
    """Whether `text` is given name and surname, and nothing says that it is a link or a post."""
    words = text.split()
    return (
        _FULL_WORDS_MIN <= len(words) <= _FULL_WORDS_MAX
        and words[0] not in _NO_NAMES
        and words[-1] not in _NO_ENDS
        and sum(word[0].isupper() for word in words) >= _FULL_WORDS_MIN
        and not ROLE.search(text)
    )
