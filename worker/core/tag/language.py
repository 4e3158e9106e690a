"""Which language an article is written in."""

from worker.core.article import Article, Tag
from worker.core.tag.language_model import LanguageModel
from worker.core.tag.subtag import subtag

METHOD = "py3langid"
FUNCTION_WORDS = "function words"
DECLARED = "declared"

GLANCE_CHARACTERS, ENOUGH_CHARACTERS = 200, 1000
"""A look at the first few is enough when it leaves no doubt; more than the last adds nothing."""
NO_DOUBT = 0.99
FEWEST_LETTERS = 20
LEAST_PROBABILITY = 0.5
# A language that is full of its own small words needs no model, which costs thirty times as much.
# Only words that the languages next to it do not use as well, so that Luxembourgish is not taken
# for German, nor Catalan for French.
_SMALL_WORDS = {
    code: frozenset(words.split(" "))
    for code, words in (
        ("en", "the of and to in that for is was on with by from at he has it his said"),
        ("de", "der die und das den dem von mit nicht ist auf für ein eine dass wird sich auch"),
        ("fr", "le et dans pour une du des est au aux sur par ont été qui cette"),
    )
}
# Afrikaans has "in, is, was, of, by", but no "the".
_ANCHORS = {"en": "the", "de": "und", "fr": "et"}
PLAIN_CHARACTERS = 500
PLAIN_SHARE, PLAIN_KINDS = 0.15, 5
"""So large a part of the first words are small ones, and of so many kinds."""
PLAIN_SHARE_OF_ALL, PLAIN_KINDS_OF_ALL = 0.1, 9
"""In all that is looked at: tables of figures have few small words, and yet many kinds."""
# ISO 639-2: not determined, several, no linguistic content, none of the coded ones.
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


class Languages:
    """Tells languages; what an article declares wins over what its words say.

    Attributes:
        model: for what small words do not tell. It is large: one is enough for a process.
    """

    def __init__(self, model: LanguageModel) -> None:
        self.model = model

    def language(self, article: Article) -> Tag | None:
        """The tag `language:xx` (ISO 639), or None when there is too little to tell by."""
        if declared := _primary(article.language):
            return _tag(declared, 1.0, DECLARED)
        text = article.body[:ENOUGH_CHARACTERS]
        if len(text) < ENOUGH_CHARACTERS and article.headline:
            text = f"{article.headline}\n{text}"[:ENOUGH_CHARACTERS]
        plain = _plainly(text[:PLAIN_CHARACTERS], PLAIN_SHARE, PLAIN_KINDS)
        if not plain and len(text) > PLAIN_CHARACTERS:
            plain = _plainly(text, PLAIN_SHARE_OF_ALL, PLAIN_KINDS_OF_ALL)
        if plain:
            return _tag(plain, 0.99, FUNCTION_WORDS)
        if not _has_letters(text[:GLANCE_CHARACTERS]) and not _has_letters(text):
            return None
        code, probability = self.model.classify(text[:GLANCE_CHARACTERS])
        if probability < NO_DOUBT and len(text) > GLANCE_CHARACTERS:
            code, probability = self.model.classify(text)
        if probability < LEAST_PROBABILITY or code in _NO_LANGUAGE:
            return None
        return _tag(code, round(min(1.0, probability), 3), METHOD)


def told(article: Article, tag: Tag | None) -> str | None:
    """An article's language: as it declares it where that says something, else as the tag has it."""
    if tag is None or tag.method == DECLARED:
        return article.language
    return tag.code


def _has_letters(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def _plainly(text: str, share: float, fewest: int) -> str | None:
    """The first language whose small words are such a share of a text, and of so many kinds."""
    words = text.lower().split()
    if len(words) < 2 * fewest:
        return None
    for code, small in _SMALL_WORDS.items():
        found = list(filter(small.__contains__, words))
        kinds = set(found)
        if len(found) >= share * len(words) and len(kinds) >= fewest and _ANCHORS[code] in kinds:
            return code
    return None


def _primary(language: str | None) -> str | None:
    """The primary subtag of a BCP 47 tag ("en" of "en-US"); None for "und", "mul" and nonsense."""
    primary = subtag(language)
    plausible = primary.isascii() and primary.isalpha() and len(primary) in (2, 3)
    return primary if plausible and primary not in _NO_LANGUAGE else None


def _tag(code: str, weight: float, method: str) -> Tag:
    return Tag(scheme="language", code=code, label=code, weight=weight, method=method)
