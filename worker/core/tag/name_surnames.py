"""Organisations whose name is the surname of somebody in the article: "Paris Hilton"."""

from collections.abc import Mapping, MutableMapping, Sequence

from worker.core.tag import name_cues
from worker.core.tag.name_mentions import Mention

Known = Mapping[tuple[str, str], list[Mention]]
_THINGS = ("the ", "The ", "a ", "A ", "at ", "At ", "in ", "In ", "of ")


def handed_over(
    known: Known, full: MutableMapping[str, list[Mention]], texts: Sequence[str]
) -> Known:
    """What the table has, without the mentions that are somebody's; `full` gets those.

    A surname that stands alone behind the full name is a person's where it speaks or acts as one;
    then everywhere, unless the article calls the organisation by a longer name as well.

    Args:
        known: mentions of names of the table, by scheme and label.
        full: mentions of people's full names; changed.
        texts: the fields.
    """
    single = [key for key in known if key[0] == "org" and " " not in key[1]]
    if not single:
        return known
    last_names = {name[name.rfind(" ") + 1 :]: name for name in full}
    shared = [key for key in single if key[1] in last_names]
    if not shared:
        return known
    left = dict(known)
    for key in shared:
        word = key[1]
        name = last_names[word]
        if name == word or not full[name]:
            continue
        theirs = _theirs(known[key], word, min(full[name]), texts)
        full[name].extend(theirs)
        taken = set(theirs)
        left[key] = [mention for mention in known[key] if mention not in taken]
        if not left[key]:
            del left[key]
    return left


def _theirs(
    mentions: Sequence[Mention], word: str, first: Mention, texts: Sequence[str]
) -> list[Mention]:
    """The mentions of a word that are somebody's who was fully named at `first`."""
    bare = [each for each in mentions if texts[each[0]][each[1] : each[2]] == word]
    acting = [each for each in bare if each > first and name_cues.acts(texts[each[0]], each[2])]
    if not acting or len(bare) < len(mentions):
        return acting
    return [each for each in bare if not texts[each[0]].endswith(_THINGS, 0, each[1])]
