"""What is compiled once a process: the tables and settings behind parsing and tagging.

What reads files takes a second to import, so it is imported when it is asked for: most commands
never do.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from worker.data import countries_tsv, mediatopics_tsv, names_texts, places_tsv, topic_texts
from worker.settings import Settings, SettingsError, config_text

if TYPE_CHECKING:
    from worker.core.prepare import Preparer
    from worker.core.sources import Sources
    from worker.core.tag.rule_block import Rule
    from worker.core.tag.rulebook import Rulebook


def make_preparer(
    settings: Settings, folder: str | None = None, book: "Rulebook | None" = None
) -> "Preparer":
    """Sources, tags and limits.

    Args:
        settings: the effective ones.
        folder: a config folder that overrides the packaged one.
        book: the user's own rules and names; those of tags.toml where it is left out.

    Raises:
        SettingsError: sources.toml is wrong; one line which entry, and how.
    """
    from worker.adapters.rulebook_file import RulebookFile  # noqa: PLC0415
    from worker.core.parse import Limits  # noqa: PLC0415
    from worker.core.prepare import Preparer  # noqa: PLC0415
    from worker.core.tag import Tagger  # noqa: PLC0415
    from worker.core.tag.names import Names  # noqa: PLC0415
    from worker.core.tag.places import Places  # noqa: PLC0415
    from worker.core.tag.rules import Watch  # noqa: PLC0415
    from worker.core.tag.topics import Topics  # noqa: PLC0415

    if book is None:
        book = RulebookFile(folder, settings.data).read()
    sources = make_sources(folder)
    kinds = (
        Places(countries_tsv(), places_tsv() + book.places_tsv),
        Names(*names_texts(), book.names),
        Topics(mediatopics_tsv(), topic_texts()),
        Watch(book.rules.values()),
    )
    return Preparer(
        limits=Limits(**settings.limits.model_dump(), mappings=sources.mappings),
        sources=sources,
        tagger=Tagger(kinds, sources),
    )


def make_rule_preparer(
    settings: Settings, folder: str | None, rules: "Iterable[Rule]"
) -> "Preparer":
    """Reads as all do, and tags by these rules alone, those that are not enabled as well."""
    from worker.core.parse import Limits  # noqa: PLC0415
    from worker.core.prepare import Preparer  # noqa: PLC0415
    from worker.core.tag import Tagger  # noqa: PLC0415
    from worker.core.tag.rules import Watch  # noqa: PLC0415

    sources = make_sources(folder)
    return Preparer(
        limits=Limits(**settings.limits.model_dump(), mappings=sources.mappings),
        sources=sources,
        tagger=Tagger((Watch(replace(rule, enabled=True) for rule in rules),), sources),
    )


def make_sources(folder: str | None = None) -> "Sources":
    """The agencies, papers and sites of sources.toml.

    Raises:
        SettingsError: it is wrong; one line which entry, and how.
    """
    from worker.core.sources import Sources  # noqa: PLC0415

    try:
        return Sources.from_toml(config_text("sources.toml", folder))
    except ValueError as error:
        raise SettingsError(str(error)) from error
