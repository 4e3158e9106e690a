"""Streams that give less than was asked for, and caps that are far above what a file has."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.parse.stream import CHUNK_BYTES, Rejoined, read_up_to


class Piecemeal(io.BytesIO):
    """Gives so many bytes at most at a time; remembers the most that it was asked for."""

    def __init__(self, raw: bytes, most: int) -> None:
        super().__init__(raw)
        self.most = most
        self.asked = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        self.asked = max(self.asked, size)
        return super().read(min(size, self.most))


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(1, 50))
@settings(deadline=None)
def test_what_was_asked_for_comes_together_from_pieces(raw: bytes, count: int, most: int) -> None:
    stream = Piecemeal(raw, most)
    assert read_up_to(stream, count) == raw[:count]
    assert read_up_to(stream, 1) == raw[count : count + 1]


def test_a_cap_of_many_megabytes_makes_nobody_provide_for_them() -> None:
    """Whoever is asked for so many bytes makes room for all of them first."""
    below = Piecemeal(b"of one body", 7)
    assert read_up_to(Rejoined(b"a head ", below), 20_000_000) == b"a head of one body"  # type: ignore[arg-type]
    assert 0 < below.asked <= CHUNK_BYTES
