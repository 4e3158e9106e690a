"""What is compiled once a process, and when it is compiled anew."""

import warnings
from pathlib import Path

import pytest

from worker.adapters.compiled import make_preparer
from worker.config import load
from worker.core.article import Article
from worker.core.prepare import Preparer
from worker.core.tag.rulebook import Rulebook

RULES = Rulebook.from_toml('[[watch]]\nname = "ferry"\nany = ["ferry"]\n')
NAMES = Rulebook.from_toml(
    '[[place]]\nname = "Quillhaven"\ncode = "q1"\n[[org]]\nname = "quill and sons"\n'
)


def made(book: Rulebook | None = None, folder: Path | None = None) -> Preparer:
    settings, _ = load(environ={})
    return make_preparer(settings, str(folder) if folder else None, book or Rulebook())


def test_who_has_no_rules_shares_one_tagger() -> None:
    assert made().tagger is made().tagger


def test_a_tagger_with_rules_is_nobody_elses() -> None:
    """It counts how often its rules were late."""
    one, other = made(RULES), made(RULES)
    assert one.tagger is not other.tagger
    assert one.tagger.kinds[-1] is not other.tagger.kinds[-1]
    assert one.tagger.kinds[:-1] == other.tagger.kinds[:-1]


def test_names_that_the_user_added_and_took_away_are_known_and_forgotten() -> None:
    article = Article(body="At Quillhaven, quill and sons met. So quill and sons left Quillhaven.")
    own = {"place:q1", "org:quill and sons"}
    found = [own & {*map(str, made(book).tagger.tags(article))} for book in (NAMES, None, NAMES)]
    assert found == [own, set(), own]


def test_other_sources_make_another_tagger(tmp_path: Path) -> None:
    before = made().tagger
    (tmp_path / "sources.toml").write_text("")
    assert made(folder=tmp_path).tagger is not before


def test_what_watchdog_says_of_a_folder_that_it_met_twice_is_no_error() -> None:
    said = "Callback with id '1' already exists for watch x. It will be Overwritten."
    warnings.warn_explicit(said, RuntimeWarning, "x.py", 1, module="watchdog.observers.inotify_c")
    with pytest.raises(RuntimeWarning):
        warnings.warn_explicit(said, RuntimeWarning, "x.py", 1, module="worker.intake")
