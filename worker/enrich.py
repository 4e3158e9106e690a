"""The slow stage: models suggest tags for what is stored; they add, and take nothing away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from worker.core.learned import Corrected, Learned
from worker.core.suggest import Models, Vectors, wording
from worker.logs import get_logger
from worker.ports_stored import EnrichStore, LessonStore

log = get_logger()

BATCH = 32
"""Articles of one message: about a tenth of a second, so that fresh news never waits for it."""
AHEAD = 20 * BATCH
"""So many articles a sweep sends at most."""


@dataclass(slots=True)
class Enrich:
    """One process's way of enriching.

    Args:
        models: gives the models for what has been learned; loaded when first needed.
    """

    store: EnrichStore
    models: Callable[[Sequence[Learned]], Models]
    _loaded: Models | None = None
    _learned: tuple[Learned, ...] = ()

    def run(self, ids: Sequence[UUID]) -> int:
        """Enrich these articles, those of them that are not; tells how many tags were added."""
        models = self._newest()
        found = self.store.unenriched(models.version, ids)
        if not found:
            return 0
        tags = models.tags(found)
        added = self.store.suggest(models.version, tags, [one.article_id for one in found])
        log.info("articles_enriched", articles=len(found), tags=added, version=models.version)
        return added

    def _newest(self) -> Models:
        learned = tuple(self.store.learned())
        if self._loaded is None or learned != self._learned:
            self._loaded, self._learned = self.models(learned), learned
        return self._loaded


@dataclass(slots=True)
class Sending:
    """Sends to the slow stage what is stored and not enriched; the sweep asks it to.

    Args:
        version: of the models with what has been learned, without loading them.
        send: one message.
    """

    store: EnrichStore
    version: Callable[[Sequence[Learned]], str]
    send: Callable[[Sequence[UUID]], None]

    def once(self) -> int:
        """Send what waits; tells how many articles."""
        ids = self.store.take(self.version(self.store.learned()), AHEAD)
        for start in range(0, len(ids), BATCH):
            self.send(ids[start : start + BATCH])
        return len(ids)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of one tag that people gave: how many examples, and what was learned of them."""

    tag: str
    examples: int
    learned: Learned | None


@dataclass(slots=True)
class Learning:
    """Learns tags from corrections.

    Args:
        vectors: of texts.
        learn: one tag (scheme, code, label) from vectors of articles that were given it, that
            lack it as people say, and that lack it as far as anybody said.
    """

    store: LessonStore
    vectors: Callable[[Sequence[str]], Vectors]
    learn: Callable[[tuple[str, str, str], Vectors, Vectors, Vectors], Learned | None]

    def run(self) -> list[Lesson]:
        """Learn every tag that was given anew; what was learned before is replaced."""
        corrected, others = self.store.corrections(), self.store.others()
        rows = self._rows(corrected)
        other_rows = self._rows(others)
        given = sorted({tag for one in corrected for tag in one.given})
        labels = self.store.labels(given)
        lessons = []
        for tag in given:
            having = [n for n, one in enumerate(corrected) if tag in one.given]
            lacking = [n for n, one in enumerate(corrected) if one.lacks(tag)]
            unsaid = [n for n, one in enumerate(others) if one.lacks(tag)]
            scheme, _, code = tag.partition(":")
            named = (scheme, code, labels.get(tag, code))
            learned = self.learn(named, rows[having], rows[lacking], other_rows[unsaid])
            lessons.append(Lesson(tag, len(having), learned))
        self.store.keep_learned([one.learned for one in lessons if one.learned])
        return lessons

    def _rows(self, articles: Sequence[Corrected]) -> Vectors:
        return self.vectors([wording(one.article) for one in articles])
