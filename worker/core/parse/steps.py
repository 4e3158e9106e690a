"""What a container says of its members, so that a later run can begin with one of them."""

from dataclasses import replace

from worker.core.bookmark import Step, Trail
from worker.core.parse.archive.bounded import Source
from worker.core.parse.limits import Limits, Meter
from worker.errors import Rejected


def container(limits: Limits) -> Limits:
    """The limits within a container that counts as no archive, such as a mailbox."""
    return replace(limits, trail=(limits.trail or Trail()).deeper())


def begin(limits: Limits) -> Step:
    """The member with which to begin: the container's first, or the one an earlier run was in."""
    return limits.trail.begin() if limits.trail else Step()


def begin_in(source: Source, limits: Limits) -> Step:
    """The same; goes there as well."""
    step = begin(limits)
    source.skip(max(0, step.offset - source.taken))
    spent(limits, step)
    return step


def spent(limits: Limits, step: Step) -> None:
    """Let the file have cost what it had when it came to `step`; for after going there."""
    if limits.meter and step != Step():
        limits.meter.members, limits.meter.found = step.members, step.found
        limits.meter.inflated = step.inflated


def here(limits: Limits, offset: int, tally: int = 0) -> Step:
    """A member that begins at `offset`; to be made before the member costs anything."""
    meter, positions = limits.meter or Meter(), limits.trail.before if limits.trail else 0
    return Step(offset, positions, tally, meter.members, meter.found, meter.inflated)


def enter(limits: Limits, step: Step) -> None:
    """Reading comes to a member, of which something will be said."""
    if limits.trail:
        limits.trail.enter(step)


def came(limits: Limits) -> int:
    """How many positions of this container were stepped over."""
    return limits.trail.came if limits.trail else 0


def came_within(limits: Limits) -> int:
    """How many positions of a container in the member that is read were stepped over."""
    return limits.trail.deeper().came if limits.trail else 0


class Held:
    """The rejection of a member that is told when something else has come of it, or its end."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._trail = limits, limits.trail or Trail()
        self._sure = False
        self.last: Rejected | None = None
        self.count = 0

    def keep(self, found: object) -> None:
        """One more outcome has come, after `give` gave the one before."""
        self.count += 1
        if isinstance(found, Rejected):
            # the only one may turn out to be the fault of the member's bytes
            self._sure = self.among_others
            self._trail.hold(sure=self._sure)
            self.last = found

    def give(self) -> Rejected | None:
        """What was held, if anything was, to be told now."""
        found, self.last = self.last, None
        if found:
            self._trail.release(sure=self._sure)
        return found

    @property
    def among_others(self) -> bool:
        """Whether more than one outcome has come of the member, in this run or another."""
        return self.count + came_within(self._limits) > 1
