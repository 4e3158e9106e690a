"""Which agency an article came from."""

from typing import Protocol

from worker.core.article import Article, Evidence, Tag

METHOD = "agency"


class Sources(Protocol):
    """What tagging asks of the table of sources."""

    def code(self, name: str) -> str | None:
        """The short code of an agency or newspaper, None when the table has no such name."""
        ...


def agency(article: Article, sources: Sources) -> Tag | None:
    """The tag `agency:xx` for an article whose agency the table of sources knows."""
    name = article.agency
    code = sources.code(name) if name else None
    if not name or not code:
        return None
    because = (_evidence(name, article.credit_line or ""),)
    return Tag(scheme="agency", code=code, label=name, weight=1.0, method=METHOD, because=because)


def _evidence(name: str, credit_line: str) -> Evidence:
    """Where the name is printed, as far as the article keeps that."""
    start = credit_line.find(name)
    if start < 0:
        return Evidence(name, "agency", 0, len(name))
    return Evidence(name, "credit_line", start, start + len(name))
