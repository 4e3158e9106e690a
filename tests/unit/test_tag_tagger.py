"""All tags of an article together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.adapters.language_file import languages
from worker.core.article import Article, Dateline
from worker.core.tag import PAGE, Tagger
from worker.core.tag.language import told
from worker.core.tag.literals import Literals
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, places_tsv


class Known:
    """A table of sources with one line."""

    def code(self, name: str) -> str | None:
        return {"Coastal Wire": "coastal"}.get(name)


TAGGER = Tagger((Places(countries_tsv(), places_tsv()),), Known(), languages())


def test_language_agency_and_countries_in_this_order() -> None:
    article = Article(
        agency="Coastal Wire",
        dateline=Dateline(place="OSLO"),
        body="Norway stopped a ferry to Denmark on Monday and gave no reason for it.",
    )
    tags = [str(tag) for tag in TAGGER.tags(article)]
    assert tags[:4] == ["language:en", "agency:coastal", "country:NO", "country:DK"]
    assert all(tag.startswith("place:") for tag in tags[4:])
    assert TAGGER.language(article) == "en"


def test_an_article_that_says_nothing_has_no_tags() -> None:
    assert TAGGER.tags(Article(body="")) == ()
    assert TAGGER.language(Article(body="")) is None


@given(st.text(), st.text(), st.text())
@settings(deadline=None)
def test_any_article_can_be_tagged(headline: str, place: str, body: str) -> None:
    article = Article(headline=headline, dateline=Dateline(place=place), body=body)
    assert all(0 < tag.weight <= 1 for tag in TAGGER.tags(article))


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
@settings(deadline=None)
def test_articles_get_the_tags_together_that_they_get_alone(texts: list[tuple[str, str]]) -> None:
    articles = [
        Article(headline=headline, body=f"{body} Norway stopped a ferry to {headline}.")
        for headline, body in texts
    ]
    assert TAGGER.tags_of(articles) == [TAGGER.tags(article) for article in articles]


def test_more_articles_than_a_page_get_the_tags_that_each_gets_alone() -> None:
    kinds = [Article(headline=f"Oslo {n}", body="The king left for Japan. " * n) for n in range(3)]
    alone = [TAGGER.tags(article) for article in kinds]
    assert alone[0] != alone[1]
    assert TAGGER.tags_of(kinds * PAGE) == alone * PAGE


def test_the_language_that_was_told_is_a_field_as_the_declared_one_is() -> None:
    literals = Literals({})
    assert Scanned(Article(body="x"), literals, "de").text("language") == "de"
    assert Scanned(Article(body="x", language="fr"), literals).text("language") == "fr"
    assert Scanned(Article(body="x"), literals).text("language") == ""


def test_what_declares_no_language_is_read_in_the_one_that_was_told() -> None:
    body = "Der Trainer und die Spieler sind mit dem Ergebnis nicht zufrieden, sagte er am Abend."
    declared, bare = Article(body=body, language="und"), Article(body=body)
    telling = languages()
    assert told(declared, telling.language(declared)) == "de"
    assert told(bare, telling.language(bare)) == "de"
    other = Article(body=body, language="fr-CH")
    assert told(other, telling.language(other)) == "fr-CH"
    assert told(Article(body=""), None) is None
