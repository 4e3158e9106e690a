"""Other rules have another digest, and the same ones the same."""

from pathlib import Path

from worker.adapters.rules_digest import rules_digest
from worker.core.tag.rulebook import Rulebook

NONE = Rulebook()
FERRY = '[[watch]]\nname = "ferry"\nany = ["ferry"]\n'


def test_the_same_rules_have_the_same_digest() -> None:
    assert rules_digest(NONE) == rules_digest(NONE)
    assert len(rules_digest(NONE)) == 64
    commented = Rulebook.from_toml("# Ships.\n" + FERRY)
    assert rules_digest(commented) == rules_digest(Rulebook.from_toml(FERRY))


def test_changed_rules_of_ones_own_have_another(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("# none\n")
    books = [NONE, *(Rulebook.from_toml(FERRY.replace("ferry", n)) for n in ("ferry", "reef"))]
    digests = {rules_digest(book, folder) for book in books for folder in (None, str(tmp_path))}
    assert len(digests) == 6
