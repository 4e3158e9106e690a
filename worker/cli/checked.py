"""What `copytaster check` says of one thing, and what it says of rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from worker.data import mediatopics_tsv, topic_texts

RULES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found: `ok` is None for what works but should be looked at."""

    name: str
    ok: bool | None
    said: str
    next: str = ""


def rules(config: Path | None) -> Iterator[Checked]:
    """Whether the rules of the user's own can be read, and do what their examples say."""
    from worker.cli.rules import complaints, rules_file  # noqa: PLC0415 - see adapters.compiled

    rulebook = rules_file(config)
    wrong = list(complaints(rulebook))
    for line, why in wrong[:RULES_SHOWN]:
        yield Checked(
            "rules",
            ok=False,
            said=f"{rulebook.where}:{line}: {why}",
            next="mend that line; until then its last good version goes on, if it had one",
        )
    if len(wrong) > RULES_SHOWN:
        said = f"{len(wrong) - RULES_SHOWN} things more in {rulebook.where}"
        yield Checked("rules", ok=False, said=said, next="copytaster rules check")
    if not wrong:
        yield Checked("rules", ok=True, said=f"{len(rulebook.book.rules)} of your own")


def topics() -> Iterator[Checked]:
    """Whether the rules for topics do what their own examples say."""
    from worker.core.tag.topic_examples import failures  # noqa: PLC0415 - see adapters.compiled
    from worker.core.tag.topics import Topics  # noqa: PLC0415

    try:
        told = Topics(mediatopics_tsv(), topic_texts())
    except ValueError as error:
        yield Checked("topics", ok=False, said=str(error), next="mend that file")
        return
    wrong = failures(told)
    for failure in wrong[:RULES_SHOWN]:
        yield Checked("topics", ok=False, said=str(failure), next="tell the developers")
    if not wrong:
        yield Checked("topics", ok=True, said=f"{len(told.rules)} do what their examples say")
