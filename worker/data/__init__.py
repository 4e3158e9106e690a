"""What ships inside the wheel: tables that are data, not code. README.md gives their origin."""

from importlib import resources


def countries_tsv() -> str:
    """Text of the table of words that name countries."""
    return resources.files(__name__).joinpath("countries.tsv").read_text(encoding="utf-8")
