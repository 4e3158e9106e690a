"""Web addresses, reduced to what names one page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = frozenset({
    "amp", "cmp", "cmpid", "fbclid", "gclid", "icid", "ito", "mc_cid", "mc_eid", "ocid", "output",
    "partner", "ref", "ref_src", "rss", "share", "smid", "spm", "src",
})  # fmt: skip
# A story's own page has a number, a slug of several words or a question in its address; what has
# none is a front page or a section's, which holds another story every hour.
_OF_ITS_OWN = re.compile(r"\d|[^/]-[^/]|[^/]_[^/]")


def url_key(url: str | None) -> str | None:
    """What two addresses of one page have in common; None for what names no story's own page.

    >>> url_key("https://www.Example.org/news/bridge-plan-backed/?utm_source=x#top")
    'example.org/news/bridge-plan-backed'
    >>> url_key("https://example.org/news/")
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
        asked = [
            (name, value)
            for name, value in parse_qsl(parts.query)
            if not name.startswith("utm_") and name not in _TRACKING
        ]
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if parts.scheme not in {"http", "https"} or not host:
        return None
    if not asked and not _OF_ITS_OWN.search(path):
        return None
    return f"{host}{path}" + (f"?{urlencode(sorted(asked))}" if asked else "")


# A scheme, as URIs have, a host as message ids have, or the 128 bits of a UUID.
_GLOBAL = re.compile(
    r"[a-z][a-z0-9+.-]*:|[^@]+@|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE
)


def is_local(uri: str) -> bool:
    """Whether a uri is a bare number or word, which two sources may give to two articles."""
    return _GLOBAL.match(uri) is None
