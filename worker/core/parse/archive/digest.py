"""Digests as web archives print them: "sha1:" and so on, in hexadecimal, base32 or base64."""

import base64
import hashlib
from collections.abc import Sequence

_ALGORITHMS = frozenset({"md5", "sha1", "sha256", "sha512"})
_PRINTED_MAX = 200


class Digest:
    """A printed digest and the bytes it is compared with, in one or more ways of counting them."""

    def __init__(self, printed: str, ways: int) -> None:
        name, _, self._value = printed.strip().partition(":")
        self._name = name.lower().replace("-", "")
        self._running = (
            [hashlib.new(self._name, usedforsecurity=False) for _ in range(ways)]
            if self._name in _ALGORITHMS and len(printed) <= _PRINTED_MAX
            else []
        )

    def update(self, chunk: bytes, way: int = 0) -> None:
        """Count `chunk` in."""
        if self._running:
            self._running[way].update(chunk)

    def differs(self) -> bool:
        """Whether the bytes are none of those that the digest was made of; False if unknown."""
        made = [running.digest() for running in self._running]
        return bool(made) and not any(self._value in _printed(each) for each in made)

    def __bool__(self) -> bool:
        return bool(self._running)


def _printed(made: bytes) -> Sequence[str]:
    base32 = base64.b32encode(made).decode()
    base64s = [encode(made).decode() for encode in (base64.b64encode, base64.urlsafe_b64encode)]
    return (
        made.hex(),
        made.hex().upper(),
        base32,
        base32.rstrip("="),
        base32.lower(),
        *base64s,
        *(each.rstrip("=") for each in base64s),
    )
