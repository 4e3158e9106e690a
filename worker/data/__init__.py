"""What ships inside the wheel: tables that are data, not code. README.md gives their origin."""

from importlib import resources


def countries_tsv() -> str:
    """Text of the table of words that name countries."""
    return _text("countries.tsv")


def mediatopics_tsv() -> str:
    """Text of the table of IPTC Media Topics."""
    return _text("mediatopics.tsv")


def names_texts() -> tuple[str, str, str, tuple[str, str], str]:
    """Texts of the tables of names: words, cues, organisations, other scripts, other languages."""
    return (
        _text("names.tsv"),
        _text("names.toml"),
        _text("names_bodies.tsv"),
        (_text("names_scripts.toml"), _text("names_bodies_scripts.tsv")),
        _text("names_tongues.toml"),
    )


def places_tsv() -> str:
    """Text of the gazetteer."""
    return _text("places.tsv")


def topic_texts() -> dict[str, str]:
    """Texts of the rules for topics, TOML, by the stem of their files, in order."""
    folder = resources.files(__name__).joinpath("topics")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {name.removesuffix(".toml"): _text(f"topics/{name}") for name in names}


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
