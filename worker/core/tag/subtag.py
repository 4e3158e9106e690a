"""Languages as BCP 47 writes them."""


def subtag(language: str | None) -> str:
    """The primary subtag in small letters: "en" of "en-US" and "en_GB"; empty where none is given."""
    return (language or "").strip().replace("_", "-").partition("-")[0].lower()
