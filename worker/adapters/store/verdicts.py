"""What matching looks at, and what it decided, as rows have it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from worker.adapters.store.session import Row
from worker.core.article import PubStatus, Signal
from worker.core.match import Candidate, Scores, Verdict
from worker.core.policy import Matching, Policy
from worker.core.reading import Prepared

Record = dict[str, Any]


def candidate(row: Row) -> Candidate:
    """An article as matching sees it."""
    return Candidate(
        article_id=row["article_id"],
        story_id=row["story_id"] or row["article_id"],
        text_sha256=bytes(row["text_sha256"]),
        body_sha256=bytes(row["body_sha256"]),
        uri=row["uri"],
        version=row["version"],
        source=row["source"] or row["agency"],
        pub_status=PubStatus(row["pub_status"]),
        signals=tuple(map(Signal, row["signals"])),
        body=row["body"],
        characters=row["characters"],
        headline=row["headline"],
        url=row["url"],
        published_at=row["published_at"],
        dateline_date=row["dateline_date"],
        dateline_text=row["dateline_text"],
        delivery_id=row["delivery_id"],
    )


def unstored(prepared: Prepared, article_id: UUID) -> Candidate:
    """An article that is not stored, as matching would see it."""
    article = prepared.article
    dateline = article.dateline
    return Candidate(
        article_id=article_id,
        story_id=article_id,
        text_sha256=prepared.fingerprint.text_sha256,
        body_sha256=prepared.fingerprint.body_sha256,
        uri=article.uri,
        version=article.version,
        source=article.source or article.agency,
        pub_status=article.pub_status,
        signals=article.signals,
        body=article.body,
        headline=article.headline,
        url=article.url,
        published_at=article.published_at,
        dateline_date=dateline.date if dateline else None,
        dateline_text=dateline.date_text if dateline else None,
    )


def verdict(article_id: UUID, decided: Verdict, policy: Policy) -> Record:
    """A verdict as it is written beside its article."""
    return {
        "article_id": article_id,
        "story_id": decided.story_id,
        "relation": decided.relation,
        "version_kind": decided.kind,
        "matched_article_id": decided.matched_article_id,
        "because": decided.why,
        "policy": policy,
    } | _scores(decided.scores)


def revisions(verdicts: Mapping[UUID, Verdict], matching: Matching) -> Sequence[Record]:
    """What has turned out to be no original; each article once, in the order of ids."""
    found: dict[UUID, Record] = {}
    for article_id, decided in verdicts.items():
        for revision in decided.revises:
            found.setdefault(
                revision.article_id,
                {
                    "article_id": revision.article_id,
                    "relation": revision.relation,
                    "version_kind": revision.kind,
                    "matched_article_id": article_id,
                    "because": revision.why,
                    "policy": matching.policy(revision.relation),
                }
                | _scores(revision.scores),
            )
    return [found[article_id] for article_id in sorted(found)]


def links(verdicts: Mapping[UUID, Verdict]) -> Sequence[Record]:
    """What shares text with an article and is another report."""
    return [
        {"article_id": article_id, "related_article_id": link.article_id, "because": link.why}
        | _scores(link.scores)
        for article_id, decided in verdicts.items()
        for link in decided.related
    ]


def _scores(measured: Scores | None) -> Record:
    if measured is None:
        return {}
    return {
        "similarity": measured.similarity,
        "containment": measured.containment,
        "numbers": measured.numbers,
        "names": measured.names,
    }


def superseded(verdicts: Mapping[UUID, Verdict]) -> Sequence[Record]:
    """Which article takes the place of which."""
    pairs = []
    for article_id, decided in verdicts.items():
        if decided.supersedes:
            pairs.append({"article_id": decided.supersedes, "by_article_id": article_id})
        if decided.superseded_by:
            pairs.append({"article_id": article_id, "by_article_id": decided.superseded_by})
    return pairs
