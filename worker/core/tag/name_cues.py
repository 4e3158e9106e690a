"""Words beside a name that say whose or what it is; English."""

import re

LOOK_BACK = 20
"""Characters before a name in which a cue may stand."""
_SPEAKS = re.compile(
    r"(?:,? (?:said|says|told|added|asked|argued|noted|insisted|explained|recalled)\b"
    r"|, \d{1,3},|, who\b)"
)
# A company or a government says that "it" will do something.
_ACTS = re.compile(
    r"(?:,? (?:said|says|told|added|asked|argued|noted|insisted|explained|recalled)\b"
    r"(?!(?: that)? (?:it|its|the (?:company|chain|firm|group|government|administration))\b)"
    r"|, \d{1,3},|, (?:who|whose)\b"
    r"|,? (?:wrote|smiled|laughed|joked|nodded|shrugged|grinned|wept|married|died)\b)"
)
_HE = re.compile(
    r",? (?:(?:said|says|added|argued|noted|insisted|explained|recalled)(?: that)? s?he\b"
    r"|told (?:reporters|him|her|the)\b|(?:smiled|laughed|joked|nodded|shrugged|grinned|wept)\b"
    r"|who\b|\d{1,3},)"
)
_APPOSED = re.compile(
    r"(?:['’]s)?(?:,? (?:said|says|told|added|asked|argued|noted|insisted|explained|recalled)\b"
    r"|, (?:\d{1,3},|who\b|whose\b|(?:(?:the|a|an|his|her|its|their|former|executive|senior|vice"
    r"|deputy|assistant|chief|managing|acting|general) )*(?:chairman|chairwoman|president|director"
    r"|spokes\w+|head|professor|editor|author|owner|manager|coach|analyst|economist|leader"
    r"|secretary|minister|governor|mayor|senator|executive|producer|partner|founder|officer"
    r"|lawyer|attorney|counsel|actor|actress|singer|champion|veteran|father|mother|son|daughter)\b))"
)
_ROLE = re.compile(
    r"\b(?:by|said|says|adds|\w+(?:man|woman|ist)|president|director|coach|author|editor|actor|actress"
    r"|singer|champion|player|partner|professor|manager|producer|leader|owner|founder|lawyer"
    r"|attorney|minister|secretary|governor|mayor|senator|officer|analyst|wife|husband|son|daughter"
    r"|brother|sister|mother|father|friend|colleague|named),? $"
)
_KIN = re.compile(
    r"\b(?:wife|husband|widow|son|daughter|brother|sister|mother|father|grandson|granddaughter|uncle"
    r"|aunt|cousin|nephew|niece|fiancee?|friend|guide|named|called),? $"
)
_SAID = ("said ", "says ", "added ", "asked ", "recalled ", "explained ")
_STOPS = frozenset(".,;")
_RULES = re.compile(r" (?:administration|presidency|campaign|family|era|aides|supporters)\b")
_IN = re.compile(
    r"\b(?:in|at|near|off|around|across|outside|inside|In|At|Near|the|[Tt]own|village|city"
    r"|(?:town|city|village|port|province|state|island|region|district)s? of) (?:the )?$"
)
_PLACE_BEHIND = re.compile(r", (?:[A-Z][a-z]{1,5}\.|[A-Z]\.[A-Z]\.)")


def speaks(text: str, start: int, end: int) -> bool:
    """Whether what stands here says something, has an age, or is a "who"."""
    if _SPEAKS.match(text, end):
        return True
    return text.endswith(_SAID, 0, start) and text[end : end + 1] in _STOPS


def acts(text: str, end: int) -> bool:
    """Whether what ends here says or does something as people do, and not as companies."""
    return _ACTS.match(text, end) is not None


def is_he(text: str, end: int) -> bool:
    """Whether what ends here is a "he" or a "she" without doubt, and no government."""
    return _HE.match(text, end) is not None


def governs(text: str, end: int) -> bool:
    """Whether an administration or a family is named after what ends here."""
    return _RULES.match(text, end) is not None


def is_kin(text: str, start: int) -> bool:
    """Whether somebody's wife, son or friend is named here."""
    return _KIN.search(text, max(0, start - LOOK_BACK), start) is not None


def has_role(text: str, start: int, end: int) -> bool:
    """Whether the words before or behind say what somebody does."""
    if _APPOSED.match(text, end):
        return True
    return _ROLE.search(text, max(0, start - LOOK_BACK), start) is not None


def is_place(text: str, start: int, end: int) -> bool:
    """Whether one can be in it, or a state stands behind it."""
    if _PLACE_BEHIND.match(text, end):
        return True
    return _IN.search(text, max(0, start - LOOK_BACK), start) is not None
