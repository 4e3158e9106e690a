"""The user's rules in a running worker: loaded at its start, and again when they change."""

from dataclasses import replace

from worker.adapters.compiled import make_preparer
from worker.adapters.rulebook_file import NAME, RulebookFile
from worker.config import SettingsError
from worker.core.prepare import Preparer
from worker.core.tag.rulebook import Rulebook
from worker.core.tag.rules import Watch
from worker.logs import get_logger
from worker.settings import Settings

log = get_logger()

MOST_LINES = 10
"""So many things that are wrong are logged one by one; `copytaster rules check` tells all."""


class LiveRules:
    """Everything that is compiled for a worker process, with the rules of this moment.

    Args:
        settings: the effective ones.
        folder: a config folder that overrides the packaged one.
    """

    def __init__(self, settings: Settings, folder: str | None = None) -> None:
        self._settings, self._folder = settings, folder
        self._file = RulebookFile(folder, settings.data)
        self._book = self._file.read()
        self.preparer: Preparer = make_preparer(settings, folder, self._book)
        if self._book.rules or self._book.known or self._book.refused:
            self._tell()
        self._file.keep()

    def refresh(self) -> bool:
        """Load the rules if they have changed, and tell; `preparer` is a new one then.

        Never raises: whatever is wrong with rules, the work goes on with those that there are.
        """
        try:
            if not self._file.changed():
                self._file.keep()
                return False
            before, self._book = self._book, self._file.book
            self.preparer = self._compiled(before)
            self._tell()
            self._file.keep()
        except Exception:
            log.exception("rules_failed")
            return False
        return True

    def tell_overruns(self) -> None:
        """Log the rules that ran out of time since the last call."""
        for kind in self.preparer.tagger.kinds:
            if isinstance(kind, Watch):
                for overrun in kind.take_overruns():
                    log.warning("rule_timed_out", rule=overrun.name, switched_off=overrun.off)

    def _compiled(self, before: Rulebook) -> Preparer:
        if self._book.known != before.known:
            try:
                return make_preparer(self._settings, self._folder, self._book)
            except SettingsError as error:
                log.warning("rules_refused", path=NAME, line=1, why=str(error))
        tagger = self.preparer.tagger.with_kind(Watch(self._book.rules.values()))
        return replace(self.preparer, tagger=tagger)

    def _tell(self) -> None:
        book, path = self._book, self._file.where
        for refusal in book.refused[:MOST_LINES]:
            log.warning(
                "rules_refused", path=path, line=refusal.line, rule=refusal.name, why=refusal.why
            )
        log.info(
            "rules_loaded",
            path=path,
            rules=len(book.rules),
            names=len(book.known),
            refused=len(book.refused),
        )
