"""Which of the places of one name is meant."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from worker.core.tag.place_table import Name, Spot

NAMED_COUNTRY = 0.7
"""What it adds that the article names the place's country, in powers of ten of its population."""
FILED_FROM = 0.5
NAMED_STATE = 1.5
CLEAR = 0.5
"""So much larger must the first be than the second."""

LARGE = 5.0
"""Powers of ten of a population: a city that need not be explained."""


@dataclass(slots=True)
class Setting:
    """What the article names without doubt: countries, where it was filed from, states.

    Attributes:
        people: countries whose name is a man's in this article.
        surnames: names, by their identity, that are somebody's in this article.
    """

    countries: set[str] = field(default_factory=set)
    filed_from: Collection[str] = ()
    states: set[str] = field(default_factory=set)
    people: Collection[str] = ()
    surnames: Collection[int] = ()

    def has(self, spot: Spot) -> bool:
        """Whether the article names the place's country; of a small town, its state if known."""
        if spot.subdivision and spot.kind == "city" and spot.size < LARGE:
            return spot.subdivision in self.states
        return spot.country in self.countries

    def is_somebodys(self, name: Name) -> bool:
        """Whether a name is a man's in this article, and no place's."""
        if id(name) in self.surnames:
            return True
        return name.kind == "namesake" and name.codes[0] in self.people

    def meant(self, name: Name) -> str | None:
        """The country that a name stands for: the first that the article is from, or names.

        If it has none of them, the first on the line, but of an unclear name none.
        """
        for known in (self.filed_from, self.countries):
            for code in name.codes:
                if code in known:
                    return code
        return name.codes[0] if name.codes and name.kind != "unclear" else None


def within(name: Name, around: Name) -> Spot | None:
    """The one of its places that lies in a state or country: "Paris, Texas"."""
    for outer in around.spots:
        for spot in name.spots:
            if outer.kind == "state" and spot.subdivision == outer.subdivision:
                return spot
            if outer.kind == "country" and spot.country == outer.country:
                return spot
    return None


def likeliest(name: Name, setting: Setting) -> Spot | None:
    """The place meant, None where two are about as likely."""
    spots = name.spots
    if (setting.surnames or setting.people) and setting.is_somebodys(name):
        return None
    if len(spots) <= 1:
        return next(iter(spots), None)
    if name.kind == "unclear":
        # the first such country on the line gets it
        meant = [spot for code in name.codes for spot in spots if spot.country == code]
        return next((spot for spot in meant if setting.has(spot)), None)
    if len(name.codes) > 1:
        code = setting.meant(name)
        return next((spot for spot in spots if spot.country == code), None)
    if at_home := [spot for spot in spots if spot.country in name.codes]:
        return at_home[0] if len(at_home) == 1 else _clearly_likeliest(at_home, setting)
    return _clearly_likeliest(spots, setting)


def _clearly_likeliest(spots: Sequence[Spot], setting: Setting) -> Spot | None:
    first, second = sorted((_likelihood(spot, setting) for spot in spots), reverse=True)[:2]
    if first - second < CLEAR:
        return None
    return max(spots, key=lambda spot: _likelihood(spot, setting))


def _likelihood(spot: Spot, setting: Setting) -> float:
    return (
        spot.size
        + NAMED_COUNTRY * (spot.country in setting.countries)
        + FILED_FROM * (spot.country in setting.filed_from)
        + NAMED_STATE * (spot.subdivision in setting.states)
    )
