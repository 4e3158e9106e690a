# ruff: noqa: T201 - it prints figures
"""How often the language of a short text is told, on translated sentences of a well-known package.

    python tests/quality/language.py            accuracy at 80 and 300 characters, worst languages first

The sentences are the messages of Django's translations (BSD), read where that is installed: `pip
install Django`. Nobody in this project wrote them, and the model was not made from them. Each sample
is whole messages of one language put together until it is long enough, no message twice.
"""

import gettext
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from worker.adapters.language_file import languages
from worker.core.article import Article

LENGTHS = (80, 300)
SAMPLES = 40
FEWEST_SAMPLES = 5
FEWEST_WORDS = 4
_NO_PROSE = re.compile(r"%\(|%[sd]|[{}<>]|https?:")
ONE = {"hr": "hbs", "sr": "hbs", "bs": "hbs", "id": "ms", "nb": "no", "nn": "no"}
"""Languages that a few sentences do not tell apart count as one, as in the measurements of others."""
WANTED = frozenset(
    re.findall(
        r"\w+",
        "af ar bg ca cs da de el en es et eu fa fi fr gl he hi hr hu id is it ja ko lt lv mk ml nb "
        "nl nn pl pt ro ru sk sl sq sr sv ta te th tr uk ur vi zh bn ms ",
    )
)


def main() -> int:
    """Print the figures; 2 where the sentences are not there."""
    if find_spec("django") is None:
        print('the sentences are not there; next: pip install "Django>=5"')
        return 2
    telling = languages()
    for length in LENGTHS:
        told: dict[str, list[bool]] = defaultdict(list)
        for language, texts in sentences().items():
            for text in samples(texts, length):
                tag = telling.language(Article(body=text))
                code = tag.code if tag else ""
                told[language].append(ONE.get(code, code) == ONE.get(language, language))
        kept = {code: right for code, right in told.items() if len(right) >= FEWEST_SAMPLES}
        accuracy = sum(sum(right) / len(right) for right in kept.values()) / len(kept)
        worst = sorted(kept, key=lambda code: sum(kept[code]) / len(kept[code]))[:8]
        named = ", ".join(f"{code} {sum(kept[code])}/{len(kept[code])}" for code in worst)
        print(f"{length} characters: {accuracy:.4f} over {len(kept)} languages; worst: {named}")
    return 0


def sentences() -> dict[str, list[str]]:
    """Messages by language, without those that hold markup or gaps to fill in."""
    spec = find_spec("django")
    assert spec is not None
    assert spec.origin is not None
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(Path(spec.origin).parent.rglob("LC_MESSAGES/*.mo")):
        language = re.split(r"[_@]", path.parent.parent.name)[0].lower()
        if language in WANTED:
            found[language] += _messages(path)
    return {language: list(dict.fromkeys(some)) for language, some in found.items()}


def _messages(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    for said in catalog._catalog.values():  # type: ignore[attr-defined]
        long = len(said.split()) >= FEWEST_WORDS or len(said) >= 3 * FEWEST_WORDS > len(
            said.split()
        )
        if long and not _NO_PROSE.search(said) and "\n" not in said:
            yield said


def samples(texts: list[str], length: int) -> Iterator[str]:
    """Texts of about this length, at most so many."""
    made, text = 0, ""
    for each in texts:
        text = f"{text} {each}".strip()
        if len(text) >= length:
            yield text[:length]
            made, text = made + 1, ""
            if made == SAMPLES:
                return


if __name__ == "__main__":
    sys.exit(main())
