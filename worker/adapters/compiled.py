"""What is compiled once a process: the tables and settings behind parsing and tagging."""

from worker.core.parse import Limits
from worker.core.prepare import Preparer
from worker.core.sources import Sources
from worker.core.tag import Tagger
from worker.data import countries_tsv
from worker.settings import Settings, SettingsError, config_text


def make_preparer(settings: Settings, folder: str | None = None) -> Preparer:
    """Sources, tags and limits.

    Args:
        settings: the effective ones.
        folder: a config folder that overrides the packaged one.

    Raises:
        SettingsError: sources.toml is wrong; one line which entry, and how.
    """
    sources = make_sources(folder)
    return Preparer(
        limits=Limits(text_bytes=settings.limits.text_bytes),
        sources=sources,
        tagger=Tagger(countries_tsv(), sources),
    )


def make_sources(folder: str | None = None) -> Sources:
    """The agencies, papers and sites of sources.toml.

    Raises:
        SettingsError: it is wrong; one line which entry, and how.
    """
    try:
        return Sources.from_toml(config_text("sources.toml", folder))
    except ValueError as error:
        raise SettingsError(str(error)) from error
