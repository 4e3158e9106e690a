"""What stands beside a name: whether it is a place there, a person's, or part of something else."""

import re
from collections.abc import Container
from enum import IntEnum

LONGEST_NAME = 20
_WORD = re.compile(r"[\w'’.-]+")
_OPENING = "\"“‘'(["
_ENDS = (*'.,;:!?)]"”', "'s", "’s", "s'")


def words(text: str) -> frozenset[str]:
    """The words of a text, for looking up."""
    return frozenset(text.split())


_HONORIFICS = words(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Lord Lady Dame Judge Justice Sen. Rep. Gov. Gen. Col. "
    "Capt. Lt. Sgt. Maj. Adm. Rev. Prof. Msgr."
)
_DAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December Jan. Feb. Aug. Sept. Oct. Nov. Dec. "
)
# Capitalised beside a place, and yet no part of its name or of a person's.
_NO_NAMES = words(
    _DAYS + "A After All Also Although An And Another Any As At Because Before Between Both But By "
    "Despite During Each Every For From He Her His How However I If In Inside Instead Into Is It "
    "Its Just Last Like Many Meanwhile Most Near New No Not Now Of On Once One Only Or Other Our "
    "Out Outside Over Said Says She Since So Some Still That The Their Then There These They This "
    "Those Though Through Throughout Til To Today Two Under Unlike Until Via We What When Where "
    "Which While Who Why With Within Without Yet You Yesterday Tomorrow Earlier Later Already Soon "
    "Elsewhere Here Again Recently Neighbouring Neighboring"
)
_BEFORE = _NO_NAMES | words(
    "North South East West Northern Southern Eastern Western Northeast Northwest Southeast "
    "Southwest Central Upper Lower Inner Outer Greater Downtown Mainland Metropolitan Occupied "
    "Former Post-Soviet Ancient Modern Rural Foreign Sir"
) - {"Sir"}
_AFTER = _NO_NAMES | words(
    "President Vice Prime Premier Chancellor King Queen Prince Princess Emperor Sultan Emir Minister "
    "Foreign Defense Defence Finance Interior Trade Justice Secretary Ambassador Envoy Deputy "
    "Gov. Governor Lt. Sen. Sens. Rep. Reps. Senator Senators Congressman Representative Democrat "
    "Democrats Republican Republicans Attorney Mayor Police Gen. General Col. Government Judge "
    "Archbishop Bishop Cardinal Patriarch Rabbi Pope River Valley"
)
# "University of X": the place is part of the name.
_BODIES = words(
    "University Bank College Church School Museum Institute Federation Chamber Union Board Council "
    "Academy Society Association Diocese Archdiocese Bishop Archbishop Times Duke Duchess Prince "
    "Princess Earl Party Commonwealth Conference Treaty Hospital Orchestra Opera Court Confederation "
    "Post Voice Order Friends Sons Daughters Daily Alliance Organization Corp. Cardinals"
)
STRONG_CUES = words("in near outside around at throughout In Near Outside Around At Throughout")
WEAK_CUES = STRONG_CUES | words("from to of across through into between toward towards From To")


class Standing(IntEnum):
    """What the words beside a name make of it."""

    PERSON = 0
    PART = 1
    PLACE = 2


PERSON, PART, PLACE = Standing


def beside(text: str, start: int, end: int, known: Container[str]) -> tuple[Standing, str]:
    """What `text[start:end]` is by the words beside it, and the word before it.

    `known` has what else may stand before a place.
    """
    before = word_before(text, start)
    capital = before[:1].isupper()
    if capital and before in _HONORIFICS:
        return PERSON, before
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
        after = word_after(text, end)
        if after not in _AFTER and after.rstrip(".,") not in _AFTER:
            return PART, before
    if capital:
        named = before in _BEFORE or before.endswith(_ENDS) or before in known
        return (PLACE if named else PART), before
    if before == "of" and word_before(text, start - len("of ")) in _BODIES:
        return PART, before
    return PLACE, before


def word_before(text: str, start: int) -> str:
    """The word before, with what is printed at its end; empty after a quote or a bracket."""
    if text[start - 1 : start] != " ":
        return ""
    cut = text.rfind(" ", max(0, start - LONGEST_NAME), start - 1)
    word = text[cut + 1 if cut >= 0 else max(0, start - LONGEST_NAME) : start - 1]
    if "\n" in word:
        word = word.rpartition("\n")[2]
    return word.lstrip(_OPENING)


def word_after(text: str, end: int) -> str:
    """The word after a single blank, with what is printed at its end."""
    if text[end : end + 1] != " ":
        return ""
    match = _WORD.match(text, end + 1)
    return match[0] if match else ""
