"""Which countries an article is about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from worker.core.article import Tag
from worker.core.tag.place_choice import Setting, likeliest, within
from worker.core.tag.place_context import PERSON, PLACE
from worker.core.tag.place_dateline import Mention
from worker.core.tag.place_mentions import NAMESAKES, Mentions
from worker.core.tag.place_table import CITY_WEIGHT, Name
from worker.core.tag.place_weight import evidence, weight

METHOD = "countries.tsv"
IN_A_NAME = 0.5
"""What the place of a longer name counts: "the Boston Globe"."""
ENOUGH_SCORE = 2.0
"""What mentions in the body must weigh together: one name in the lede, or two further down."""


class Scored:
    """The mentions that count for one country, and what they weigh together."""

    __slots__ = ("mentions", "score")

    def __init__(self) -> None:
        self.score = 0.0
        self.mentions: list[Mention] = []


def countries(found: Mentions) -> tuple[dict[str, Scored], Setting]:
    """The mentions that count for each country, and what they say for the choice of places."""
    filed = [mention for mention in found.filed if mention.around is None]
    filed_from = {m.name.codes[0] for m in filed if _is_clear(m.name)}
    clear = set(filed_from)
    texts = []
    for mention in (*found.headline, *found.body):
        name = mention.name
        kind = name.kind
        if name.codes and (kind not in NAMESAKES or _is_nobody(mention)):
            texts.append(mention)
            if kind != "unclear":
                clear.add(name.codes[0])
    setting = Setting(clear, filed_from)
    scored: dict[str, Scored] = defaultdict(Scored)
    for mention in filed:
        if code := _filed_from(mention, setting):
            filed_from.add(code)
            clear.add(code)
            some = scored[code]
            some.mentions.append(mention)
            some.score += mention.weight * (mention.name.weight or CITY_WEIGHT)
    for mention in texts:
        name = mention.name
        code = name.codes[0]
        if code not in clear:
            code = next((other for other in name.codes if other in clear), "")
        if code:
            some = scored[code]
            some.mentions.append(mention)
            by = name.weight if mention.standing is PLACE else name.weight * IN_A_NAME
            some.score += mention.weight * by
    return scored, setting


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
                weight=weight(some.score),
                method=METHOD,
                because=evidence(some.mentions),
            )


def _is_nobody(mention: Mention) -> bool:
    """No "Mr. Washington", nor "Neil Jordan" where men have the country's name too."""
    if mention.standing is PLACE:
        return True
    if mention.standing is PERSON:
        return False
    return mention.name.kind != "namesake" or mention.because.text.isupper()


def _is_clear(name: Name) -> bool:
    return bool(name.codes) and name.kind != "unclear"


def _filed_from(mention: Mention, setting: Setting) -> str | None:
    name = mention.name
    if _is_clear(name):
        return name.codes[0]
    spot = within(name, mention.around) if mention.around else likeliest(name, setting)
    return spot.country if spot else None
