"""What is compiled once a process: the tables and settings behind parsing and tagging.

What reads files takes a second to import, so it is imported when it is asked for: most commands
never do.
"""

import ctypes
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from worker.config import SettingsError, config_text
from worker.data import countries_tsv, mediatopics_tsv, names_texts, places_tsv, topic_texts
from worker.settings import Settings

if TYPE_CHECKING:
    from worker.core.prepare import Preparer
    from worker.core.sources import Sources
    from worker.core.tag import Kind, Tagger
    from worker.core.tag.rule_block import Rule
    from worker.core.tag.rulebook import Rulebook

# Of <malloc.h>.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGE_BYTES = 1 << 20

_Names = tuple[tuple[str, tuple[str, str]], ...]


@contextmanager
def _tidily() -> Iterator[None]:
    """Without looking for garbage: of the million objects made meanwhile nearly all stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    _give_back()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        _give_back()


def _give_back() -> None:
    """Return memory that is free to the system, and see that more of it is from now on.

    By itself glibc keeps up to twice as much as the largest table that was ever let go: 60 MB.
    """
    libc = ctypes.CDLL(None)
    # only glibc has it, and only glibc needs it
    if trim := getattr(libc, "malloc_trim", None):
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        libc.mallopt(_M_TRIM_THRESHOLD, _LARGE_BYTES)
        trim(0)


@_tidily()
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
    from worker.adapters.language_file import languages  # noqa: PLC0415
    from worker.adapters.rulebook_file import RulebookFile  # noqa: PLC0415
    from worker.core.parse import Limits  # noqa: PLC0415
    from worker.core.prepare import Preparer  # noqa: PLC0415
    from worker.core.tag import Tagger  # noqa: PLC0415
    from worker.core.tag.rules import Watch  # noqa: PLC0415

    # it is large until it is packed, which so stands on top of nothing else
    told = languages()
    if book is None:
        book = RulebookFile(folder, settings.data).read()
    sources = make_sources(folder)
    own = (book.places_tsv, tuple(book.names.items()))
    if book.rules:
        # rules keep count of the times they were late, so a tagger with rules is nobody else's; and
        # whoever has some needs none without
        _without_rules.cache_clear()
        tagger = Tagger((*_kinds(*own), Watch(book.rules.values())), sources, told)
    else:
        tagger = _without_rules(*own, config_text("sources.toml", folder))
    return Preparer(
        limits=Limits(**settings.limits.model_dump(), mappings=sources.mappings),
        sources=sources,
        tagger=tagger,
    )


@lru_cache(maxsize=1)
def _kinds(own_places: str, own_names: _Names) -> "tuple[Kind, ...]":
    """What is made from the packaged tables and the names that the user added; the last is kept."""
    from worker.core.tag.names import Names  # noqa: PLC0415
    from worker.core.tag.place_people import given_names  # noqa: PLC0415
    from worker.core.tag.places import Places  # noqa: PLC0415
    from worker.core.tag.topics import Topics  # noqa: PLC0415

    names = Names(*names_texts(), known=dict(own_names))
    return (
        Places(countries_tsv(), places_tsv() + own_places, given_names(names.words)),
        names,
        Topics(mediatopics_tsv(), topic_texts()),
    )


@lru_cache(maxsize=1)
def _without_rules(own_places: str, own_names: _Names, sources_toml: str) -> "Tagger":
    """The tagger of whoever has no rules; the last is kept."""
    from worker.adapters.language_file import languages  # noqa: PLC0415
    from worker.core.sources import Sources  # noqa: PLC0415
    from worker.core.tag import Tagger  # noqa: PLC0415
    from worker.core.tag.rules import Watch  # noqa: PLC0415

    kinds = (*_kinds(own_places, own_names), Watch(()))
    return Tagger(kinds, Sources.from_toml(sources_toml), languages())


def make_rule_preparer(
    settings: Settings, folder: str | None, rules: "Iterable[Rule]"
) -> "Preparer":
    """Reads as all do, and tags by these rules alone, those that are not enabled as well."""
    from worker.adapters.language_file import languages  # noqa: PLC0415
    from worker.core.parse import Limits  # noqa: PLC0415
    from worker.core.prepare import Preparer  # noqa: PLC0415
    from worker.core.tag import Tagger  # noqa: PLC0415
    from worker.core.tag.rules import Watch  # noqa: PLC0415

    sources = make_sources(folder)
    return Preparer(
        limits=Limits(**settings.limits.model_dump(), mappings=sources.mappings),
        sources=sources,
        tagger=Tagger(
            (Watch(replace(rule, enabled=True) for rule in rules),), sources, languages()
        ),
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
