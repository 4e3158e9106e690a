"""What today's tags are made from, as one digest: other rules, tables or code give another."""

from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from worker.config import config_text
from worker.core.tag.rulebook import Rulebook

PACKAGES = ("worker.core.tag", "worker.data")


def rules_digest(book: Rulebook, folder: str | None = None) -> str:
    """SHA-256, in hexadecimal, of the rules, the tables and the code that applies them.

    Args:
        book: the user's own rules, as they hold.
        folder: a config folder that overrides the packaged one.

    Raises:
        SettingsError: there is no sources.toml.
    """
    digest = sha256()
    for package in PACKAGES:
        for name, raw in _files(resources.files(package), package):
            digest.update(f"{name} {len(raw)}\n".encode())
            digest.update(raw)
    for text in (config_text("sources.toml", folder), book.holding):
        digest.update(f"{len(text)}\n{text}".encode())
    return digest.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name not in {"__pycache__", "config"}:
                yield from _files(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry.read_bytes()
