"""New ids, which take the clock and chance."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7, so that ids sort by arrival."""
    return UUID(int=uuid7().int)
