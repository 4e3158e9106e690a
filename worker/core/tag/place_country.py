"""Which countries an article is about."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping

from worker.core.article import Tag
from worker.core.tag.place_choice import Setting, likeliest, within
from worker.core.tag.place_context import PERSON, PLACE, STRONG_CUES
from worker.core.tag.place_dateline import Mention
from worker.core.tag.place_evidence import evidence
from worker.core.tag.place_mentions import NAMESAKES, Mentions
from worker.core.tag.place_people import Given, nobody, surnames
from worker.core.tag.place_table import CITY_WEIGHT, Name
from worker.core.tag.scanned import salience

METHOD = "countries.tsv"
IN_A_NAME = 0.5
"""What the place of a longer name counts: "the Boston Globe"."""
ENOUGH_SCORE = 2.0
"""What mentions in the body must weigh together: one name in the lede, or two further down."""


# What they mean is asked once all others are known.
_LATER = frozenset({"unclear", "namesake"})


class Scored:
    """The mentions that count for one country, and what they weigh together."""

    __slots__ = ("mentions", "score")

    def __init__(self) -> None:
        self.score = 0.0
        self.mentions: list[Mention] = []


def countries(
    found: Mentions, given: Given = nobody, text: str = ""
) -> tuple[dict[str, Scored], Setting]:
    """The mentions that count for each country, and what they say for the choice of places."""
    filed = [mention for mention in found.filed if mention.around is None]
    filed_from = {m.name.codes[0] for m in filed if _is_clear(m.name)}
    filed_from.update(_told_apart(found.filed))
    texts, setting = _counted(found, filed_from, surnames(found, given, text))
    scored: dict[str, Scored] = defaultdict(Scored)
    for mention in filed:
        if code := _filed_from(mention, setting):
            filed_from.add(code)
            setting.countries.add(code)
            some = scored[code]
            some.mentions.append(mention)
            some.score += mention.weight * (mention.name.weight or CITY_WEIGHT)
    clear = setting.countries
    for mention in texts:
        name = mention.name
        code = name.codes[0]
        if code not in clear or len(name.codes) > 1:
            code = setting.meant(name) or ""
        if code:
            some = scored[code]
            some.mentions.append(mention)
            by = name.weight if mention.standing is PLACE else name.weight * IN_A_NAME
            some.score += mention.weight * by
    return scored, setting


def _counted(
    found: Mentions, filed_from: set[str], people: Collection[int]
) -> tuple[list[Mention], Setting]:
    """The names of the headline and the body that are countries', and which are so without doubt."""
    clear = set(filed_from)
    texts: list[Mention] = []
    namesakes: list[Mention] = []
    for mention in (*found.headline, *found.body):
        name = mention.name
        codes, kind = name.codes, name.kind
        if not codes or (people and id(name) in people):
            continue
        if kind == "namesake":
            namesakes.append(mention)
        elif kind in NAMESAKES and not _is_nobody(mention):
            continue
        texts.append(mention)
        if kind not in _LATER and len(codes) == 1:
            clear.add(codes[0])
    if not namesakes:
        return texts, Setting(clear, filed_from, surnames=people)
    # "Jordan" is a man where the article has "Neil Jordan" and nothing else of the country
    lands = {m.name.codes[0] for m in namesakes if m.standing is PLACE and m.before in STRONG_CUES}
    men = {m.name.codes[0] for m in namesakes if _is_a_man(m)} - clear - lands
    texts = [m for m in texts if m.name.kind != "namesake" or _is_land(m, men)]
    clear.update(m.name.codes[0] for m in namesakes if _is_land(m, men))
    return texts, Setting(clear, filed_from, people=men, surnames=people)


def tags(scored: Mapping[str, Scored], labels: Mapping[str, str]) -> Iterator[Tag]:
    """Tags `country:XX` for the countries that an article is about.

    That is a country in the headline or the dateline, and one whose mentions in the body weigh
    enough: a name in the lede, or two names further down.
    """
    for code, some in scored.items():
        if some.score >= ENOUGH_SCORE or some.mentions[0].because.field != "body":
            yield Tag(
                scheme="country",
                code=code,
                label=labels.get(code, code),
                weight=salience(some.score),
                method=METHOD,
                because=evidence(some.mentions),
            )


def _told_apart(filed: Iterable[Mention]) -> Iterator[str]:
    """The country of a town before a name that two have: "BRAZZAVILLE, Congo", "BATUMI, Georgia"."""
    for mention in filed:
        around = mention.around
        if around is None or len(around.codes) <= 1:
            continue
        if code := next((code for code in mention.name.codes[:1] if code in around.codes), None):
            yield code
        elif spot := within(mention.name, around):
            yield spot.country


def _is_a_man(mention: Mention) -> bool:
    """Whether it is "Neil Jordan", and that in a sentence: in headlines every word has a capital."""
    named = mention.standing is PERSON or mention.before[:1].isupper()
    return mention.standing is not PLACE and named and mention.because.field == "body"


def _is_land(namesake: Mention, people: Container[str]) -> bool:
    return namesake.name.codes[0] not in people and _is_nobody(namesake)


def _is_nobody(mention: Mention) -> bool:
    """No "Mr. Washington", nor "Neil Jordan" where men have the country's name too."""
    if mention.standing is PLACE:
        return True
    if mention.standing is PERSON:
        return False
    return mention.name.kind != "namesake" or mention.because.text.isupper()


def _is_clear(name: Name) -> bool:
    return len(name.codes) == 1 and name.kind != "unclear"


def _filed_from(mention: Mention, setting: Setting) -> str | None:
    name = mention.name
    if _is_clear(name):
        return name.codes[0]
    spot = within(name, mention.around) if mention.around else likeliest(name, setting)
    return spot.country if spot else None
