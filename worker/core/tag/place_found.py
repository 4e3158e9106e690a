"""Which places an article names, salient or not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from worker.core.article import Evidence, Tag
from worker.core.tag.literals import Hit
from worker.core.tag.place_choice import LARGE, Setting, likeliest, within
from worker.core.tag.place_context import PERSON, PLACE, STRONG_CUES, WEAK_CUES
from worker.core.tag.place_cues import is_town, named, town_before
from worker.core.tag.place_dateline import DATELINE, DATELINE_WEIGHT, Mention
from worker.core.tag.place_evidence import evidence
from worker.core.tag.place_mentions import Mentions
from worker.core.tag.place_table import COMMA, Name, Spot
from worker.core.tag.scanned import Scanned, salience

METHOD, CUE_METHOD = "places.tsv", "place cues"
_PRINTED = Name((), "printed", 0.0, (), sure=True, word=False)
# Names of people and adjectives say which country, and name no place.
_COUNTRY = "country"


@dataclass(slots=True)
class _Place:
    code: str
    label: str
    method: str
    score: float = 0.0
    mentions: list[Mention] = field(default_factory=list)


def tags(
    scanned: Scanned, found: Mentions, setting: Setting, towns: Mapping[str, Name]
) -> Iterator[Tag]:
    """Tags `place:...` for each place that the article names.

    Args:
        scanned: the article.
        found: all names in it.
        setting: the countries that it names without doubt.
        towns: what a name may be that only the words beside it make one, in lower case.
    """
    for place in _Search(scanned, found, setting, towns).places():
        yield Tag(
            scheme="place",
            code=place.code,
            label=place.label,
            weight=salience(place.score),
            method=place.method,
            because=evidence(place.mentions),
        )


class _Search:
    """One article's places, as they are found."""

    def __init__(
        self, scanned: Scanned, found: Mentions, setting: Setting, towns: Mapping[str, Name]
    ) -> None:
        self._scanned = scanned
        self._text = scanned.text("body")
        self._found = found
        self._setting = setting
        self._towns = towns
        self._chosen: dict[int, Spot | None] = {}
        self._places: dict[str, _Place] = {}
        self._settled: dict[int, _Place] = {}
        self._told_end = -1

    def places(self) -> Iterable[_Place]:
        found, setting = self._found, self._setting
        for mention in (*found.filed, *found.body):
            if (name := mention.name).whole and name.sure:
                setting.states.add(name.spots[0].subdivision)
        for mention in found.filed:
            if spot := self._filed_spot(mention):
                self._add(mention, spot)
        for town in found.towns:
            if is_town(town.text):
                self._print(town)
        unsure = [m for m in found.body if m.name.spots and not self._settle(m)]
        for hit in found.cues:
            self._cue(hit)
        for mention in (*unsure, *found.headline):
            self._again(mention)
        return self._places.values()

    def _filed_spot(self, mention: Mention) -> Spot | None:
        name = mention.name
        if mention.around and (spot := within(name, mention.around)):
            self._chosen[id(name)] = spot
            return spot
        return likeliest(name, self._setting) if name.spots else None

    def _settle(self, mention: Mention) -> bool:
        """Takes a mention of the body for a place; false when only another mention can tell."""
        name, because, weight, standing, _, around = mention
        if name.whole and self._text.startswith(COMMA, because.start - len(COMMA)):
            self._town_before(mention)
        place = self._settled.get(id(name))
        if place and not around and standing is PLACE:
            # what most mentions are: the same once more
            place.mentions.append(mention)
            place.score += weight
            return True
        if around and standing is not PERSON:
            if spot := within(name, around):
                # of this name the article speaks from here on
                self._chosen[id(name)] = spot
                self._settled[id(name)] = self._add(mention, spot)
                self._told_end = because.end
                return True
            if _is_elsewhere(name, around):
                # a town of a name that only lies elsewhere: "Moscow, Idaho"
                return True
        if standing is not PLACE:
            return True
        if name.sure or name.kind == "unclear":
            if spot := self._likeliest(name):
                self._settled[id(name)] = self._add(mention, spot)
            return True
        return self._is_cued(mention)

    def _town_before(self, mention: Mention) -> None:
        """The town of "X, Ohio", which the gazetteer need not know."""
        comma = mention.because.start - len(COMMA)
        if comma == self._told_end:
            return
        if town := town_before(self._text, comma, cued=mention.name.kind != "postal"):
            self._print(Evidence(self._text[town.start : town.end], "body", *town), mention.name)

    def _is_cued(self, mention: Mention) -> bool:
        """Whether its sentence says that it is a place: "in X", and its country is named."""
        word, before = mention.name.word, mention.before
        if before in (STRONG_CUES if word else WEAK_CUES):
            spot = self._likeliest(mention.name)
            if spot and (self._setting.has(spot) or (spot.size >= LARGE and not word)):
                self._add(mention, spot)
                return True
        elif not word and (
            before == "and" or self._text.startswith(COMMA, mention.because.start - 2)
        ):
            spot = self._likeliest(mention.name)
            if spot and self._setting.has(spot):
                self._add(mention, spot)
                return True
        return False

    def _cue(self, hit: Hit) -> None:
        text = self._text
        for one in named(text, hit.start, hit.end, hit.meaning):
            if hit.meaning.loose and self._is_known(text[one.start : one.end]):
                continue
            self._print(Evidence(text[one.start : one.end], "body", *one))

    def _again(self, mention: Mention) -> None:
        """A name counts where the article has it for a place elsewhere; a country's by itself."""
        name = mention.name
        spot = next((spot for spot in name.spots if spot.code in self._places), None)
        if not spot and mention.standing is PLACE and self._is_plain(name):
            spot = self._likeliest(name)
        if spot:
            self._add(mention, spot)

    def _is_plain(self, name: Name) -> bool:
        """Whether it needs no other mention; where there is no body none could follow."""
        return any(spot.kind == _COUNTRY for spot in name.spots) or (not self._text and name.sure)

    def _is_known(self, name: str) -> bool:
        """Whether it only ends in a place of the gazetteer: "the coast of Peninsular Malaysia"."""
        first, _, last = name.rpartition(" ")
        return bool(first) and name.casefold() not in self._towns and last.casefold() in self._towns

    def _likeliest(self, name: Name) -> Spot | None:
        key = id(name)
        if key not in self._chosen:
            self._chosen[key] = likeliest(name, self._setting)
        return self._chosen[key]

    def _add(self, mention: Mention, spot: Spot, method: str = METHOD) -> _Place:
        place = self._places.get(spot.code)
        if place is None:
            place = self._places[spot.code] = _Place(spot.code, spot.label, method)
        place.mentions.append(mention)
        place.score += mention.weight
        return place

    def _print(self, because: Evidence, around: Name | None = None) -> None:
        """A place that only the words beside it tell of; its code is its name as printed."""
        name = " ".join(because.text.split())
        is_filed = because.field == DATELINE
        by = DATELINE_WEIGHT if is_filed else self._scanned.weight("body", because.start)
        mention = Mention(_PRINTED, because, by)
        if known := self._towns.get(name.casefold()):
            spot = within(known, around) if around else likeliest(known, self._setting)
            if spot:
                self._add(mention, spot)
            if spot or not around or not _is_elsewhere(known, around):
                # the rest is lists: "from Norway, Sweden and Denmark"
                return
        label = name.title() if name.isupper() else name
        self._add(mention, Spot(label, label, "printed", "", "", 0.0), CUE_METHOD)


def _is_elsewhere(name: Name, around: Name) -> bool:
    """Whether a state that has no such place says that another one is meant: "Moscow, Idaho"."""
    if around.kind == "postal":
        return True
    return around.sure and not name.whole and around.spots[0].kind == "state"
