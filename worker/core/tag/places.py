"""The countries an article is about, and the places it names.

The words come from two tables, which worker/data/README.md describes; what is here and in
`place_*` decides which of them count, and for how much.
"""

from collections.abc import Iterable, Iterator

from worker.core.article import Tag
from worker.core.tag import place_country, place_cues, place_found
from worker.core.tag.entry import Entry
from worker.core.tag.place_dateline import DATELINE
from worker.core.tag.place_mentions import mentions
from worker.core.tag.place_people import Given, nobody
from worker.core.tag.place_table import STEM, gazetteer
from worker.core.tag.scanned import FIELDS, Scanned


class Places:
    """Both tables; built once and used for every article.

    Args:
        countries_tsv, places_tsv: the tables.
        given: which words are given names, so that surnames behind them are no places.
    """

    table = "places"
    fields = (*FIELDS, DATELINE)

    def __init__(self, countries_tsv: str, places_tsv: str, given: Given = nobody) -> None:
        self._gazetteer = gazetteer(countries_tsv, places_tsv)
        self._given = given

    def entries(self) -> Iterator[Entry]:
        """Every name of the tables, and the words that make a place of a name beside them."""
        for literal, name in self._gazetteer.names.items():
            yield Entry(literal.removesuffix(STEM), name, stem=literal.endswith(STEM))
        yield from place_cues.entries()

    def tags_of(self, page: Iterable[Scanned]) -> Iterator[tuple[Tag, ...]]:
        """The tags of several articles."""
        return map(self.tags, page)

    def tags(self, scanned: Scanned) -> tuple[Tag, ...]:
        """Tags `country:XX`, then `place:...`; of each, the weightiest first."""
        found = mentions(scanned, self.table, self._gazetteer)
        scored, setting = place_country.countries(found, self._given, scanned.text("body"))
        return (
            *sorted(place_country.tags(scored, self._gazetteer.labels), key=_weightiest),
            *sorted(
                place_found.tags(scanned, found, setting, self._gazetteer.towns), key=_weightiest
            ),
        )


def _weightiest(tag: Tag) -> tuple[float, str]:
    return (-tag.weight, tag.code)
