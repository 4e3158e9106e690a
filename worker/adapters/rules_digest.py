"""What today's tags are made from, as one digest: other rules, tables or code give another."""

from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from worker.settings import config_text

PACKAGES = ("worker.core.tag", "worker.data")
CONFIGS = ("tags.toml", "sources.toml")


def rules_digest(folder: str | None = None) -> str:
    """SHA-256, in hexadecimal, of the rules, the tables and the code that applies them.

    Args:
        folder: a config folder that overrides the packaged one.

    Raises:
        SettingsError: a file of rules is missing.
    """
    digest = sha256()
    for package in PACKAGES:
        for name, raw in _files(resources.files(package), package):
            digest.update(f"{name} {len(raw)}\n".encode())
            digest.update(raw)
    for name in CONFIGS:
        raw = config_text(name, folder).encode()
        digest.update(f"{name} {len(raw)}\n".encode())
        digest.update(raw)
    return digest.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name not in {"__pycache__", "config"}:
                yield from _files(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry.read_bytes()
