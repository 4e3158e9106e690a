"""What a zip archive says before each member and behind it."""

import struct
from dataclasses import dataclass

from worker.core.parse.archive.bounded import Source

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
DESCRIPTOR = b"PK\x07\x08"
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED, _DESCRIBED, _UTF8 = 0x0001, 0x0008, 0x0800
_ZIP64 = 1
_FULL = 0xFFFFFFFF
_NARROW, _WIDE = struct.Struct("<3I"), struct.Struct("<I2Q")


@dataclass(frozen=True, slots=True)
class Header:
    """A member's local header.

    Attributes:
        packed: how many bytes the member takes; None when only its descriptor will say.
        size: how many bytes it unpacks to; None likewise.
        crc: its checksum; None likewise.
    """

    name: bytes
    method: int
    encrypted: bool
    packed: int | None
    size: int | None
    crc: int | None
    described: bool

    @property
    def folder(self) -> bool:
        """Whether it is no file but a folder."""
        return self.name.endswith(b"/")


def read_local(source: Source) -> Header | None:
    """The local header that `source` stands at; None when it is cut off."""
    raw = source.read(_LOCAL.size)
    if len(raw) < _LOCAL.size:
        return None
    _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(raw)
    name, extra = source.read(name_length), source.read(extra_length)
    if len(name) < name_length or len(extra) < extra_length:
        return None
    if not flags & _UTF8 and not _is_utf8(name):
        name = name.decode("cp437").encode()
    described = bool(flags & _DESCRIBED)
    size, packed = _wide_sizes(extra, size, packed)
    # writers that cannot seek leave the sizes empty and say them behind
    unsaid = described and not packed
    return Header(
        name=name,
        method=method,
        encrypted=bool(flags & _ENCRYPTED),
        packed=None if unsaid else packed,
        size=None if described else size,
        crc=None if described else crc,
        described=described,
    )


def _is_utf8(name: bytes) -> bool:
    """Whether a name is UTF-8 though its flag does not say so, as many tools write it."""
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wide_sizes(extra: bytes, size: int, packed: int) -> tuple[int, int]:
    """Both sizes, from the zip64 field where 32 bits are too few."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        field = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _ZIP64:
            numbers = [
                number for (number,) in struct.iter_unpack("<Q", field[: len(field) // 8 * 8])
            ]
            if size == _FULL and numbers:
                size = numbers.pop(0)
            if packed == _FULL and numbers:
                packed = numbers.pop(0)
    return size, packed


def descriptor(ahead: bytes, crc: int | None, packed: int, size: int | None) -> int:
    """The length of the descriptor that `ahead` begins with, if it fits; 0 when it does not.

    Args:
        ahead: what stands behind a member, some 24 bytes of it.
        crc: of what was unpacked; None when that cannot be known.
        packed: how many bytes were taken.
        size: how many bytes were made; None when that cannot be known.
    """
    marked = 4 * ahead.startswith(DESCRIPTOR)
    for form in (_NARROW, _WIDE):
        if len(ahead) >= marked + form.size:
            said = form.unpack_from(ahead, marked)
            if (
                crc in {None, said[0]}
                and said[1] == packed & _mask(form)
                and (size is None or said[2] == size & _mask(form))
            ):
                return marked + form.size
    return 0


def _mask(form: struct.Struct) -> int:
    return _FULL if form is _NARROW else (1 << 64) - 1


def skip_central(source: Source) -> bool:
    """Pass one entry of the directory; False when it is cut off."""
    raw = source.read(_CENTRAL.size)
    if len(raw) < _CENTRAL.size:
        return False
    length: int = sum(_CENTRAL.unpack(raw)[10:13])
    return source.skip(length) == length
