"""Other rules have another digest, and the same ones the same."""

from pathlib import Path

from worker.adapters.rules_digest import rules_digest


def test_the_same_rules_have_the_same_digest() -> None:
    assert rules_digest() == rules_digest()
    assert len(rules_digest()) == 64


def test_changed_rules_of_ones_own_have_another(tmp_path: Path) -> None:
    packaged = rules_digest()
    (tmp_path / "tags.toml").write_text("# none\n")
    mine = rules_digest(str(tmp_path))
    (tmp_path / "tags.toml").write_text("# none as well\n")
    assert len({packaged, mine, rules_digest(str(tmp_path))}) == 3
