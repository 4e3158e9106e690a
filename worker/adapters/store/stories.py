"""What the commands for people ask about stories: who belongs to whom, and why."""

from uuid import UUID

from uuid_utils.compat import uuid7

from worker import sql
from worker.adapters.store import verdicts
from worker.adapters.store.people import PeopleStore
from worker.adapters.store.session import Row
from worker.core.address import url_key
from worker.core.match import Verdict, decide
from worker.core.policy import PLAIN, Matching
from worker.core.reading import Prepared, Print

_SQL = sql.queries("stories")
_DIGITS = 32


class StoryStore(PeopleStore):
    """Reads only; everything may raise `Unavailable`."""

    def place(self, prepared: Prepared, matching: Matching = PLAIN) -> tuple[Row | None, Verdict]:
        """The stored article that this one is, if any, and what matching would say of it."""
        article = prepared.article
        newest = UUID(int=uuid7().int)
        made = prepared.fingerprint
        rows = self.ask(
            _SQL["alike"],
            text_sha256=made.text_sha256.hex(),
            uri=article.uri,
            url_key=url_key(article.url),
            algo=made.algo,
            keys=list(made.keys),
            since=matching.since(newest),
        )
        mine = verdicts.unstored(prepared, newest)
        known = [
            row
            for row in rows
            if prepared.key
            == (bytes(row["text_sha256"]), row["uri"], row["version"], row["pub_status"])
            and prepared.printed.is_same(_print(row), row["uri"])
        ]
        known.sort(key=lambda row: _print(row).source_key != prepared.printed.source_key)
        near = [verdicts.candidate(row) for row in rows]
        verdict = decide(mine, near, matching.window, apart=matching.apart)
        return (known[0] if known else None), matching.rule(mine, verdict)

    def stories_like(self, prefix: str) -> list[UUID]:
        """At most two stories of which an article's or a delivery's id begins so."""
        return [row["story_id"] for row in self.ask(_SQL["story_of"], **_between(prefix))]

    def story(self, story_id: UUID, most: int) -> list[Row]:
        """A story's articles in the order of arrival."""
        return self.ask(_SQL["story"], id=story_id, most=most)

    def story_related(self, story_id: UUID, most: int) -> list[Row]:
        """What other stories share text with this one."""
        return self.ask(_SQL["story_related"], id=story_id, most=most)

    def texts_like(self, prefix: str) -> list[Row]:
        """At most two articles whose id begins so, with their text."""
        return self.ask(_SQL["texts_like"], **_between(prefix))


def _print(row: Row) -> Print:
    return Print.of(row["source"], row["agency"], row["url"])


def _between(prefix: str) -> dict[str, UUID]:
    """The smallest and the largest id that begin so."""
    digits = prefix.replace("-", "").lower()
    if not digits or len(digits) > _DIGITS or set(digits) - set("0123456789abcdef"):
        return {"low": UUID(int=1), "high": UUID(int=0)}
    return {"low": UUID(digits.ljust(_DIGITS, "0")), "high": UUID(digits.ljust(_DIGITS, "f"))}
