"""Rules whose patterns run out of time while a command applies them."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.core.tag import Tagger


class Late:
    """Who was late, as one looks after each article, or after each few.

    Attributes:
        now: rules that had no say in all of those at hand: late, or switched off by then.
    """

    def __init__(self, tagger: "Tagger") -> None:
        from worker.core.tag.rules import Watch  # noqa: PLC0415 - see adapters.compiled

        self._watches = [kind for kind in tagger.kinds if isinstance(kind, Watch)]
        self._off: set[str] = set()
        self._late: Counter[str] = Counter()
        self.now: frozenset[str] = frozenset()

    def look(self) -> None:
        """Take notice of what ran out of time since the last look."""
        overruns = [overrun for watch in self._watches for overrun in watch.take_overruns()]
        # each overrun is an article's
        names = [overrun.name for overrun in overruns]
        self._off |= {overrun.name for overrun in overruns if overrun.off}
        self._late.update(names)
        self.now = frozenset(names) | self._off

    @property
    def lines(self) -> Iterator[str]:
        """The same for people, of all articles so far."""
        for name, count in self._late.most_common():
            off = ", and was switched off then" if name in self._off else ""
            yield f"{name}: its pattern ran out of time in {count} articles{off}: make it simpler"
