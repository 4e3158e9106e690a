"""How much of a file a parser reads before it gives up."""

from dataclasses import dataclass, field, replace

from worker.core.bookmark import Trail
from worker.core.parse.mapping import Mapping


@dataclass(slots=True)
class Meter:
    """What one file has cost so far, all that is packed in it included.

    Attributes:
        read: bytes of the outermost archive.
        inflated: bytes that decompression made, at all depths.
        members: members met, at all depths.
        found: articles and rejections that came out of members, at all depths.
        stopped: a cap was reached; nothing further is unpacked.
    """

    read: int = 0
    inflated: int = 0
    members: int = 0
    found: int = 0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on the bytes really read, by format.

    Attributes:
        text_bytes: the largest plain text that is read.
        depth: how many archives stand around what is read.
        depth_max: so many archives may stand one in the other.
        members_max: so many members of zip and tar archives are read of one file.
        ratio_max: so many times its packed size may something become when it is unpacked.
        ratio_from: the ratio counts only beyond so many bytes; a short run of one byte is no bomb.
        inflated_bytes: so much may be unpacked of one file, or `ratio_max` times the file.
        meter: what the file has cost so far; the archives in a file share one.
        xml_bytes: the largest document in an agency's own format (XML, ninjs) that is read.
        feed_bytes: the largest RSS or Atom feed that is read.
        json_bytes: the largest JSON document, or line of a file of JSON lines, that is read.
        mail_bytes: the largest mail message that is read; a mailbox may be of any size.
        mail_parts: how many parts of one message are read.
        office_bytes: the largest DOCX or PDF file, and the largest text in one, that is read.
        html_bytes: the largest web page that is read.
        trail: which members of which containers reading is in.
        mappings: how houses' own JSON records are read (`[[mapping]]` in sources.toml).
    """

    text_bytes: int
    depth: int = 0
    depth_max: int = 3
    members_max: int = 100_000
    ratio_max: int = 200
    ratio_from: int = 32_000_000
    inflated_bytes: int = 1_000_000_000
    meter: Meter | None = field(default=None, repr=False, compare=False)
    xml_bytes: int = 20_000_000
    feed_bytes: int = 20_000_000
    json_bytes: int = 100_000_000
    mail_bytes: int = 50_000_000
    mail_parts: int = 1_000
    office_bytes: int = 50_000_000
    html_bytes: int = 10_000_000
    trail: Trail | None = field(default=None, repr=False, compare=False)
    mappings: tuple[Mapping, ...] = ()

    def deeper(self) -> "Limits":
        """The limits for a member: one archive further in, at the same file's cost."""
        return replace(
            self,
            depth=self.depth + 1,
            meter=self.meter or Meter(),
            trail=(self.trail or Trail()).deeper(),
        )
