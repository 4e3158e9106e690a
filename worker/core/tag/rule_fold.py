"""Text as rules compare it: each sign in its plainest form, at the same offset."""

_PLAIN = tuple(zip("\n\r\t\u00a0\u202f’‘“”‐‑–—", "     ''\"\"----", strict=True))
_TWO_IN_LOWER_CASE = "İ"  # the only letter that is
# letters that ignoring the case makes equal to others, and that `lower` leaves alone
_ODD_CASE = tuple(zip("ıſςµϐϑϕϖϰϱϵẛι", "isσμβθφπκρεṡι", strict=True))


def evened(text: str) -> str:
    """Plain blanks, quotes and dashes."""
    for printed, plain in _PLAIN:
        text = text.replace(printed, plain)
    return text


def folded(text: str) -> str:
    """The same in lower case."""
    text = evened(text)
    if text.isascii():
        return text.lower()
    lower = text.replace(_TWO_IN_LOWER_CASE, "i").lower()
    for printed, plain in _ODD_CASE:
        lower = lower.replace(printed, plain)
    return lower
