"""Whether an article's strongest topic is the class that its publisher put it in."""

import re
from collections.abc import Sequence

from quality.score import Pair, Row

TOP = {
    "business": "medtop:04000000",
    "entertainment": "medtop:01000000",
    "politics": "medtop:11000000",
    "sport": "medtop:15000000",
    "tech": "medtop:13000000",
}
"""A publisher's class, and the top level of the Media Topics that is nearest to it."""
# what a newspaper calls "tech" is spread over the tree: telecoms and consumer electronics stand
# under economy, games under lifestyle, social media under culture, cyber crime under crime
_TECH = re.compile(
    r"software|comput|telecom|electronic|internet|video gam|social media|cyber|"
    r"information technology|artificial intelligence|robot|technolog",
    re.IGNORECASE,
)


def figures(pairs: Sequence[Pair]) -> dict[str, float]:
    """How many classes are met, and what is made up: these stories print no dateline and no time."""
    found: dict[str, float] = {
        "documents": len(pairs),
        "parsed": sum(bool(read) and not read.get("error") for _, read in pairs),
        "dateline invented": sum(bool(read.get("dateline")) for _, read in pairs),
        "published_at invented": sum(bool(read.get("published_at")) for _, read in pairs),
    }
    best = [(str(gold["class"]), strongest(read)) for gold, read in pairs]
    if any(topic for _, topic in best):
        right = sum(topic is not None and _is(wanted, topic) for wanted, topic in best)
        found["topic accuracy"] = right / len(best)
        found["without a topic"] = sum(topic is None for _, topic in best)
    return found


def strongest(read: Row) -> Row | None:
    """The topic tag with the most weight."""
    topics = [tag for tag in read.get("tags") or () if tag["scheme"] == "topic" and tag.get("top")]
    return max(topics, key=lambda tag: tag["weight"], default=None)


def _is(wanted: str, topic: Row) -> bool:
    return topic["top"] == TOP[wanted] or (
        wanted == "tech" and bool(_TECH.search(topic.get("label") or ""))
    )
