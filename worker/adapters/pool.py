"""Celery's pool of forked processes, whose time limits reach no run that has ended."""

from typing import Any

from celery.concurrency import prefork
from celery.concurrency.asynpool import AsynPool

UNREAD_S = 1.0
"""Seconds until a time limit looks again whether what its process sent has been read."""


class _Pool(AsynPool):  # type: ignore[misc] # Celery ships no types
    """Celery's own, which sends a time limit only after it has read what the process has to say.

    While Celery connects to a lost broker anew it reads no results and lets no timer run; then the
    timers come first. The limit of a run that has ended long ago went to its process, which was
    idle, and ended, or in the middle of the next run, which paid for the one before.
    """

    def _create_timelimit_handlers(self, hub: Any) -> None:
        self._hub = hub
        super()._create_timelimit_handlers(hub)

    def _on_soft_timeout(self, job: int, soft: float, hard: float, hub: Any) -> None:
        if self._has_unread(job):
            self._again(job, self._on_soft_timeout, job, soft, hard, hub)
        else:
            super()._on_soft_timeout(job, soft, hard, hub)

    def _on_hard_timeout(self, job: int) -> None:
        if self._has_unread(job):
            self._again(job, self._on_hard_timeout, job)
        else:
            super()._on_hard_timeout(job)

    def _again(self, job: int, limit: Any, *arguments: Any) -> None:
        self._tref_for_id[job] = self._hub.call_later(UNREAD_S, limit, *arguments)

    def _has_unread(self, job: int) -> bool:
        """Whether the process that has this run sent something, such as its end."""
        result = self._cache.get(job)
        pid = getattr(result, "_worker_pid", None)
        try:
            return any(p.pid == pid and p.outq._reader.poll(0) for p in self._pool)  # noqa: SLF001 - there is no public way
        except OSError:  # the process is gone, and its end of the pipe
            return False


class TaskPool(prefork.TaskPool):  # type: ignore[misc] # Celery ships no types
    """Forked processes, for Celery's setting `worker_pool`."""

    Pool = _Pool
