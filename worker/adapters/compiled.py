"""What is compiled once a process: the tables and settings behind parsing and tagging.

What reads files takes a second to import, so it is imported when it is asked for: most commands
never do.
"""

from typing import TYPE_CHECKING

from worker.data import countries_tsv
from worker.settings import Settings, SettingsError, config_text

if TYPE_CHECKING:
    from worker.core.prepare import Preparer
    from worker.core.sources import Sources


def make_preparer(settings: Settings, folder: str | None = None) -> "Preparer":
    """Sources, tags and limits.

    Args:
        settings: the effective ones.
        folder: a config folder that overrides the packaged one.

    Raises:
        SettingsError: sources.toml is wrong; one line which entry, and how.
    """
    from worker.core.parse import Limits  # noqa: PLC0415
    from worker.core.prepare import Preparer  # noqa: PLC0415
    from worker.core.tag import Tagger  # noqa: PLC0415
    from worker.core.tag.places import Places  # noqa: PLC0415

    sources = make_sources(folder)
    return Preparer(
        limits=Limits(**settings.limits.model_dump(), mappings=sources.mappings),
        sources=sources,
        tagger=Tagger((Places(countries_tsv()),), sources),
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
