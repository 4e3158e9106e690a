"""What can be set: a class for each section of config/worker.toml."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

from worker.core.policy import Matching, Policy
from worker.core.relation import Relation
from worker.core.window import Window

Seconds = Annotated[float, Gt(0)]
Count = Annotated[int, Ge(1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InboxSettings(_Section):
    """What is watched, and when a file in it is ready."""

    path: Path
    observer: Literal["auto", "inotify", "polling"]
    poll_s: Seconds
    rescan_s: Seconds
    settle_s: Seconds
    settle_unseen_s: Seconds
    open_wait_s: Seconds
    require_ready: bool
    ignore: tuple[str, ...]


class SpoolSettings(_Section):
    """Where finished files go; empty means under `data`."""

    done: str
    quarantine: str


class LimitSettings(_Section):
    """Caps on the bytes really read, by format, and on what archives may become."""

    text_bytes: Count
    html_bytes: Count
    xml_bytes: Count
    feed_bytes: Count
    json_bytes: Count
    mail_bytes: Count
    mail_parts: Count
    office_bytes: Count
    depth_max: Annotated[int, Ge(0), Le(10)]
    members_max: Count
    ratio_max: Count
    ratio_from: Count
    inflated_bytes: Count


class StoreSettings(_Section):
    """How Postgres is reached."""

    database_url: SecretStr
    connect_timeout_s: Annotated[int, Ge(1), Le(60)]


class QueueSettings(_Section):
    """The broker, the lanes, and the time a run has."""

    redis_url: SecretStr
    batch_max: Annotated[int, Ge(1), Le(128)]
    batch_bytes: Count
    live_per_s: Count
    live_burst: Count
    soft_limit_s: Count
    hard_limit_s: Count
    lease_s: Count
    visibility_timeout_s: Count
    attempts_max: Annotated[int, Ge(1), Le(20)]
    backoff_s: Seconds
    backoff_max_s: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> "QueueSettings":
        limits = (self.soft_limit_s, self.hard_limit_s, self.lease_s, self.visibility_timeout_s)
        if sorted(set(limits)) != list(limits):
            raise ValueError(
                "soft_limit_s < hard_limit_s < lease_s < visibility_timeout_s must hold, "
                f"not {' < '.join(map(str, limits))}"
            )
        return self


class MatchSettings(_Section):
    """How near in time the same words are one report, and what is done with repeats."""

    window_h: Annotated[float, Ge(0)]
    window_changed_days: Annotated[float, Ge(0)]
    postings_days: Annotated[int, Ge(0), Le(36500)]
    duplicate: Policy
    reprint: Policy
    version: Policy
    excerpt: Policy

    @model_validator(mode="after")
    def _kept_long_enough(self) -> "MatchSettings":
        days = max(self.window_h / 24, self.window_changed_days)
        if self.postings_days and not (self.window_h and self.window_changed_days):
            raise ValueError("a window of 0 looks back for ever: postings_days must be 0 as well")
        if self.postings_days and self.postings_days < days:
            raise ValueError(
                f"postings_days must be 0 or at least {days:g}, as long as the windows"
            )
        return self

    @property
    def matching(self) -> Matching:
        """The same for the core."""
        return Matching(
            window=Window(
                plain=timedelta(hours=self.window_h) if self.window_h else None,
                changed=timedelta(days=self.window_changed_days)
                if self.window_changed_days
                else None,
            ),
            policies={
                Relation.DUPLICATE: self.duplicate,
                Relation.REPRINT: self.reprint,
                Relation.VERSION: self.version,
                Relation.EXCERPT: self.excerpt,
            },
        )


class EnrichSettings(_Section):
    """The slow stage, which lets models suggest tags."""

    enabled: bool


class WorkSettings(_Section):
    """The worker processes."""

    concurrency: Annotated[int, Ge(0), Le(256)]
    soft_shutdown_s: Seconds


class SweepSettings(_Section):
    """How often cut-off work is looked for."""

    interval_s: Seconds


class FlowerSettings(_Section):
    """Where Flower listens and who may look."""

    address: str
    port: Annotated[int, Ge(1), Le(65535)]
    user: Annotated[str, Gt("")]
    password: SecretStr


class LogSettings(_Section):
    """How much is logged, and in which shape."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["auto", "json", "console"]


class Settings(_Section):
    """Every setting, checked. Make one with `config.load`."""

    data: Path
    inbox: InboxSettings
    spool: SpoolSettings
    limits: LimitSettings
    store: StoreSettings
    queue: QueueSettings
    match: MatchSettings
    enrich: EnrichSettings
    work: WorkSettings
    sweep: SweepSettings
    flower: FlowerSettings
    log: LogSettings

    @property
    def done(self) -> Path:
        """Where finished files go."""
        return Path(self.spool.done) if self.spool.done else self.data / "done"

    @property
    def quarantine(self) -> Path:
        """Where files that could not be read go."""
        return Path(self.spool.quarantine) if self.spool.quarantine else self.data / "quarantine"

    @property
    def concurrency(self) -> int:
        """Worker processes to start."""
        return self.work.concurrency or os.cpu_count() or 1
