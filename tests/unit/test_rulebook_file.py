"""tags.toml on the disk: what is loaded when it changes, and what when it is broken."""

import os
from pathlib import Path

import pytest

from worker.adapters.rulebook_file import KEPT, RulebookFile
from worker.core.tag.rulebook import Rulebook

GOOD = '[[watch]]\nname = "ferry"\nany = ["ferry"]\n'
OTHER = '[[watch]]\nname = "reef"\nany = ["reef"]\n'
BROKEN = "[[watch\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder


def written(config: Path, text: str, age_s: float = 60.0) -> Path:
    """A tags.toml that was changed so many seconds ago."""
    path = config / "tags.toml"
    path.write_text(text)
    moment = path.stat().st_mtime - age_s
    os.utime(path, (moment, moment))
    return path


def test_without_a_file_of_your_own_the_packaged_one_holds(config: Path, tmp_path: Path) -> None:
    file = RulebookFile(str(config), tmp_path)
    assert file.read().rules == {}
    assert Path(file.where) != config / "tags.toml"
    assert not file.changed()
    written(config, GOOD)
    assert file.changed()
    assert [*file.book.rules] == ["ferry"]
    assert Path(file.where) == config / "tags.toml"


def test_a_change_is_loaded_once(config: Path, tmp_path: Path) -> None:
    written(config, GOOD)
    file = RulebookFile(str(config), tmp_path)
    assert [*file.read().rules] == ["ferry"]
    assert not file.changed()
    written(config, OTHER, age_s=30)
    assert file.changed()
    assert [*file.book.rules] == ["reef"]
    assert not file.changed()


def test_a_new_time_with_the_same_text_is_no_change(config: Path, tmp_path: Path) -> None:
    written(config, GOOD)
    file = RulebookFile(str(config), tmp_path)
    file.read()
    written(config, GOOD, age_s=30)
    assert not file.changed()


def test_a_change_that_the_time_does_not_tell_of_is_seen(config: Path, tmp_path: Path) -> None:
    """Two changes within one tick of the file system's clock, of the same length."""
    path = written(config, GOOD, age_s=0)
    file = RulebookFile(str(config), tmp_path)
    file.read()
    before = path.stat()
    path.write_text(GOOD.replace("ferry", "reefs"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.changed()
    assert [*file.book.rules] == ["reefs"]


def test_a_broken_change_leaves_the_rules_and_is_told_once(config: Path, tmp_path: Path) -> None:
    written(config, GOOD)
    file = RulebookFile(str(config), tmp_path)
    file.read()
    written(config, BROKEN, age_s=30)
    assert file.changed()
    assert [*file.book.rules] == ["ferry"]
    assert len(file.book.refused) == 1
    assert not file.changed()
    written(config, GOOD, age_s=20)
    assert file.changed()
    assert file.book.refused == ()


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_leaves_the_rules(
    config: Path, tmp_path: Path, raw: bytes | None
) -> None:
    path = written(config, GOOD)
    file = RulebookFile(None, tmp_path, path)
    file.read()
    if raw is None:
        path.unlink()
    else:
        path.write_bytes(raw)
    assert file.changed()
    assert [*file.book.rules] == ["ferry"]
    assert "cannot be read" in file.book.refused[0].why
    assert not file.changed()
    written(config, GOOD)
    assert file.changed()
    assert file.book.refused == ()


def test_a_config_folder_that_went_away_leaves_the_rules(config: Path, tmp_path: Path) -> None:
    path = written(config, GOOD)
    file = RulebookFile(str(config), tmp_path)
    file.read()
    path.unlink()
    config.rmdir()
    assert file.changed()
    assert [*file.book.rules] == ["ferry"]
    assert file.where == "tags.toml"


def test_a_start_with_a_broken_file_takes_the_last_good_one(config: Path, tmp_path: Path) -> None:
    written(config, GOOD)
    before = RulebookFile(str(config), tmp_path)
    before.read()
    before.keep()
    before.keep()
    written(config, BROKEN)
    after = RulebookFile(str(config), tmp_path)
    assert [*after.read().rules] == ["ferry"]
    assert len(after.book.refused) == 1
    after.keep()
    assert [*Rulebook.from_json((tmp_path / KEPT).read_text()).rules] == ["ferry"]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [KEPT]


def test_a_start_with_a_broken_file_and_none_before_has_no_rules(
    config: Path, tmp_path: Path
) -> None:
    written(config, BROKEN)
    file = RulebookFile(str(config), tmp_path)
    assert file.read().rules == {}
    assert len(file.book.refused) == 1
    assert file.lost
    file.keep()
    assert not (tmp_path / KEPT).exists()


def loaded(config: Path, data: Path, text: str) -> RulebookFile:
    """The file as a process that starts with this text has it, kept."""
    written(config, text)
    file = RulebookFile(str(config), data)
    file.read()
    file.keep()
    return file


def test_what_held_last_is_kept_also_where_a_rule_is_refused(config: Path, tmp_path: Path) -> None:
    loaded(config, tmp_path, GOOD + OTHER)
    mixed = GOOD.replace('["ferry"]', "3") + OTHER.replace('["reef"]', '["reef", "atoll"]')
    loaded(config, tmp_path, mixed)
    after = loaded(config, tmp_path, BROKEN)
    assert not after.lost
    assert {name: rule.any for name, rule in after.book.rules.items()} == {
        name: rule.any
        for name, rule in Rulebook.from_toml(
            GOOD + OTHER.replace('["reef"]', '["reef", "atoll"]')
        ).rules.items()
    }


def test_what_was_taken_out_does_not_come_back_with_a_broken_file(
    config: Path, tmp_path: Path
) -> None:
    loaded(config, tmp_path, GOOD + OTHER)
    loaded(config, tmp_path, OTHER)
    assert [*loaded(config, tmp_path, BROKEN).book.rules] == ["reef"]
    loaded(config, tmp_path, "# none\n")
    assert [*loaded(config, tmp_path, BROKEN).book.rules] == []


WRONG = GOOD.replace('["ferry"]', "3")
"""Of this rule the last good version holds, where there is one."""


@pytest.mark.parametrize("nothing", ["", "\n \n"])
def test_a_file_emptied_to_be_written_forgets_nothing(
    config: Path, tmp_path: Path, nothing: str
) -> None:
    file = loaded(config, tmp_path, GOOD + OTHER)
    written(config, nothing, age_s=30)
    assert file.changed()
    assert [*file.book.rules] == ["ferry", "reef"]
    assert [str(refusal) for refusal in file.book.refused] == [
        "1: is empty, as files are while they are written: to have no rules, leave a comment in it"
    ]
    assert not file.changed(), "it is told once"
    file.keep()
    written(config, WRONG + OTHER, age_s=20)
    assert file.changed()
    assert [*file.book.rules] == ["ferry", "reef"]


def test_a_comment_is_enough_to_have_no_rules(config: Path, tmp_path: Path) -> None:
    file = loaded(config, tmp_path, GOOD)
    written(config, "# none\n", age_s=30)
    assert file.changed()
    assert (file.book.rules, file.book.refused) == ({}, ())


def test_an_empty_file_is_fine_where_there_never_was_a_rule(config: Path, tmp_path: Path) -> None:
    assert loaded(config, tmp_path, "").book.refused == ()


def test_a_half_written_file_costs_no_rule_its_last_good_version(
    config: Path, tmp_path: Path
) -> None:
    """It may end where a block ends, and look like a file that a rule was taken out of."""
    file = loaded(config, tmp_path, GOOD + OTHER)
    written(config, OTHER, age_s=0)
    assert file.changed()
    file.keep()
    assert [*file.book.rules] == ["reef"], "what is taken out counts at once"
    written(config, OTHER + WRONG, age_s=0)
    assert file.changed()
    file.keep()
    assert [*file.book.rules] == ["reef", "ferry"]
    assert [*loaded(config, tmp_path, BROKEN).book.rules] == ["reef", "ferry"]


def test_what_was_taken_out_is_forgotten_when_the_file_is_at_rest(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = loaded(config, tmp_path, GOOD + OTHER)
    written(config, OTHER, age_s=0)
    assert file.changed()
    file.keep()
    kept = Rulebook.from_json((tmp_path / KEPT).read_text())
    assert ([*kept.rules], [*kept.gone]) == (["reef"], ["watch"])
    assert [*loaded(config, tmp_path, BROKEN).book.rules] == ["reef"]
    written(config, OTHER, age_s=0)
    monkeypatch.setattr("worker.adapters.rulebook_file.FRESH_S", 0.0)
    assert not file.changed()
    file.keep()
    assert Rulebook.from_json((tmp_path / KEPT).read_text()).gone == {}
    written(config, OTHER + WRONG, age_s=0)
    assert file.changed()
    assert [*file.book.rules] == ["reef"]


def test_a_file_that_is_away_while_it_is_replaced_forgets_nothing(
    config: Path, tmp_path: Path
) -> None:
    """The packaged one, which is old, holds for as long."""
    file = loaded(config, tmp_path, GOOD)
    (config / "tags.toml").unlink()
    assert file.changed()
    file.keep()
    written(config, WRONG, age_s=0)
    assert file.changed()
    assert [*file.book.rules] == ["ferry"]


def test_what_was_doubtful_stays_so_when_the_file_breaks(config: Path, tmp_path: Path) -> None:
    """What a refused rule gave must not be taken off for another fault in the file."""
    file = loaded(config, tmp_path, GOOD + OTHER.replace('["reef"]', "3"))
    assert file.book.doubtful == {("watch", "reef")}
    written(config, BROKEN, age_s=30)
    assert file.changed()
    file.keep()
    assert file.book.doubtful == {("watch", "reef")}
    assert loaded(config, tmp_path, BROKEN).book.doubtful == {("watch", "reef")}
    written(config, GOOD, age_s=20)
    assert file.changed()
    file.keep()
    assert file.book.doubtful == set()
    assert loaded(config, tmp_path, BROKEN).book.doubtful == set()


def test_a_doubt_is_kept_where_nothing_holds(config: Path, tmp_path: Path) -> None:
    loaded(config, tmp_path, "[[watch]]\nany = 3\n" + WRONG)
    after = loaded(config, tmp_path, BROKEN)
    assert after.book.doubtful == {("watch", "ferry"), ("watch", None)}
    assert not after.lost


def test_a_process_that_missed_a_change_has_the_rule_that_another_worked_with(
    config: Path, tmp_path: Path
) -> None:
    idle = loaded(config, tmp_path, GOOD)
    loaded(config, tmp_path, GOOD.replace('["ferry"]', '["ship"]'))
    written(config, GOOD.replace('["ferry"]', "3"), age_s=30)
    assert idle.changed()
    newer = Rulebook.from_toml(GOOD.replace('["ferry"]', '["ship"]'))
    assert idle.book.rules["ferry"] == newer.rules["ferry"]


@pytest.mark.parametrize("kept", ["{", "[]", "null", "5", '"x"', '{"watch": [{"name": 3}]}'])
def test_what_was_kept_and_is_none_of_ours_is_not_taken(
    config: Path, tmp_path: Path, kept: str
) -> None:
    (tmp_path / KEPT).write_text(kept)
    written(config, BROKEN)
    assert RulebookFile(str(config), tmp_path).read().rules == {}


def test_where_nothing_can_be_kept_nothing_is(config: Path, tmp_path: Path) -> None:
    written(config, GOOD)
    for data in (None, tmp_path / "nowhere"):
        file = RulebookFile(str(config), data)
        file.read()
        file.keep()
    assert not (tmp_path / "nowhere").exists()


def test_a_byte_order_mark_is_no_part_of_the_text(config: Path, tmp_path: Path) -> None:
    written(config, "\ufeff" + GOOD)
    assert [*RulebookFile(str(config), tmp_path).read().rules] == ["ferry"]
