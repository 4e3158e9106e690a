"""Topics that the publisher gave: codes of the Media Topics or what came before them, or labels."""

import re
from typing import NamedTuple

from worker.core.article import Article, Evidence, Subject
from worker.core.tag.topic_tree import Tree

FIELD = "subjects"
MOST = 20
"""More topics than this of one publisher are a list of keywords."""
CODED_WEIGHT, WORDED_WEIGHT = 0.95, 0.5
# Publishers give these vocabularies names of their own: "subj", "N:SubjectCode", "xx/subref/1.0/".
_VOCABULARIES = re.compile(r"medtop|media-?topic|subj|subref", re.IGNORECASE)
_NO_TOPICS = re.compile(
    r"place|geo|loc|city|country|state|person|people|org|company|team|author|genre", re.IGNORECASE
)
_CODE = re.compile(r"(?:[a-z]+:)?(\d{8})")
# What sections of papers are called, where no label is the same.
_SECTIONS = {
    "arts": "01000000",
    "entertainment": "01000000",
    "business": "04000000",
    "economics": "04000000",
    "finance": "04000000",
    "money": "04000000",
    "politics": "11000000",
    "science": "13000000",
    "tech": "13000000",
    "technology": "13000000",
    "sports": "15000000",
}


class Published(NamedTuple):
    """What subjects say for a topic; they weigh more when they give its code than a word for it."""

    weight: float
    because: tuple[Evidence, ...]


def published(article: Article, tree: Tree) -> dict[str, Published]:
    """The topics of an article's subjects, by their codes.

    Offsets are those of the subjects as they are searched: one a line, `scheme:code`, or the code
    alone where it says the scheme itself or there is none.
    """
    found: dict[str, Published] = {}
    start = 0
    for subject in article.subjects:
        text = str(subject)
        coded = _coded(subject, tree)
        code = coded or _worded(subject, tree)
        if code and (code in found or len(found) < MOST):
            weight, because = found.get(code, (0.0, ()))
            found[code] = Published(
                max(weight, CODED_WEIGHT if coded else WORDED_WEIGHT),
                (*because, Evidence(text, FIELD, start, start + len(text))),
            )
        start += len(text) + 1
    return found


def _coded(subject: Subject, tree: Tree) -> str | None:
    match = _CODE.fullmatch(subject.code)
    if match and (not subject.scheme or _VOCABULARIES.search(subject.scheme)):
        return tree.coded(match[1]) or tree.formerly(match[1])
    return None


def _worded(subject: Subject, tree: Tree) -> str | None:
    if _NO_TOPICS.search(subject.scheme):
        return None
    words = (subject.code, subject.label or "")
    return next((code for word in words if (code := _named(word, tree))), None)


def _named(word: str, tree: Tree) -> str | None:
    return _SECTIONS.get(word.strip().casefold()) or tree.named(word)
