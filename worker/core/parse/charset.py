"""Bytes to text: the byte order mark, what was declared, UTF-8, UTF-16, then what is likely."""

import codecs
import re

from charset_normalizer import from_bytes

from worker.errors import Reason, Rejected

SAMPLE_BYTES = 65_536
"""What the statistical detector is shown; it is slow, and more would not make it surer."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
# signs that no western word has inside, but Polish, Czech, Turkish or Cyrillic bytes read as
# cp1252 do
_ODD_IN_WORD = re.compile(
    rb"[a-z][\xa1-\xa9\xaa-\xac\xae-\xb6\xb8-\xbf\xd7\xf7\xd0\xde\xf0\xfe\x80-\x8a\x8b-\x8e\x95\x98-\x9b\x9e][a-z]"
)
_RUN = re.compile(rb"[\xc0-\xff]{4}")
_UNUSED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def decode(raw: bytes, declared: str | None = None) -> str:
    """The text in `raw`.

    Args:
        raw: the whole document; a multi-byte character cut off at its end is forgiven.
        declared: the charset that a header or prolog names, believed when it decodes.

    Raises:
        Rejected: with `bad_encoding`, when no charset makes text of it.
    """
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(charset, "replace")
    if declared is not None and (text := _strictly(raw, declared)) is not None:
        return text
    wide = without_mark(raw[:SAMPLE_BYTES])
    if wide is not None:
        return raw.decode(wide, "replace")
    text = _utf8(raw)
    if text is None and _looks_western(raw[:SAMPLE_BYTES]) and not _UNUSED.search(raw):
        text = raw.decode("cp1252")
    if text is None:
        text = _likely(raw)
    if text is None:
        raise Rejected(
            Reason.BAD_ENCODING,
            "the bytes are text in no charset known here; save the file as UTF-8 and drop it again",
        )
    return text


def wide(sample: bytes) -> str | None:
    """The UTF-16 or UTF-32 that `sample` is in, by its byte order mark or without one."""
    for mark, charset in _MARKS[1:]:
        if sample.startswith(mark):
            return charset
    return without_mark(sample)


def without_mark(sample: bytes) -> str | None:
    """The UTF-16 that `sample` is in though no byte order mark says so, or None.

    Latin text in UTF-16 has a zero in every second byte; half of that is proof enough.
    """
    if b"\0" not in sample:
        return None
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if pairs and odd * 2 > pairs and even * 20 < odd:
        return "utf-16-le"
    if pairs and even * 2 > pairs and odd * 20 < even:
        return "utf-16-be"
    return None


def clean(text: str) -> str:
    r"""`text` with every line end as "\n", without control and invisible layout characters."""
    if not text.isascii() or "\r" in text or "\f" in text or "\v" in text:
        text = _LINE_ENDS.sub("\n", text)
    return text if text.isprintable() else _HIDDEN.sub("", text)


def _strictly(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(raw) > 3 * (len(raw) - error.start):
            return raw[: error.start].decode("utf-8")
    # here and there a byte went wrong on the way; the rest says clearly that it is UTF-8
    text = raw.decode("utf-8", "replace")
    broken = text.count("�")
    whole = sum(map(len, _HIGH.findall(raw[:SAMPLE_BYTES]))) // 2
    return text if broken * 20 <= whole else None


def _looks_western(sample: bytes) -> bool:
    high = len(_HIGH.findall(sample))
    return (
        high * 5 <= len(sample)
        and not _RUN.search(sample)
        and len(_ODD_IN_WORD.findall(sample)) * 20 <= high
    )


def _likely(raw: bytes) -> str | None:
    sample = raw[:SAMPLE_BYTES]
    if len(raw) > SAMPLE_BYTES:
        # a character cut in two would speak against its own charset
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    match = from_bytes(sample).best()
    if match is None:
        return None
    text = raw.decode(match.encoding, "replace")
    return text if text.count("�") * 1000 <= len(text) else None
