"""Names in languages other than English."""

import tomllib

import pytest

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.names import Names
from worker.core.tag.places import Places
from worker.core.tag.scanned import Scanned
from worker.data import countries_tsv, names_texts, places_tsv

NAMES = Names(*names_texts())
PLACES = Places(countries_tsv(), places_tsv())
LITERALS = Literals({kind.table: kind.entries() for kind in (PLACES, NAMES)})


def named(language: str | None, body: str, headline: str | None = None) -> set[str]:
    article = Article(headline=headline, body=body, language=language)
    return {str(tag) for tag in NAMES.tags(Scanned(article, LITERALS))}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("de", "Verhandlungsführer Thorsten Grünfeld lehnte ab.", {"person:Thorsten Grünfeld"}),
        ("de", "Dann warf er Oliver Blumberg Verzögerung vor.", {"person:Oliver Blumberg"}),
        ("de", "Das sagte Ministerpräsident Stephan Weil in Hannover.", {"person:Stephan Weil"}),
        ("de", "Weil Thomas Kunze fehlte, fiel das Spiel aus.", {"person:Thomas Kunze"}),
        ("de", "Auch CDU-Chefin Marie-Agnes Kamp-Lindner kam.", {"person:Marie-Agnes Kamp-Lindner"}),
        ("de", "Das schrieb Kanzlerin Hülsmann am Montag.", {"person:Hülsmann"}),
        ("de", "Nun ist Simone Vintz von der Stiftung zuständig.", {"person:Simone Vintz"}),
        ("de", "Gestern kam Ulrike von der Heyde.", {"person:Ulrike von der Heyde"}),
        ("de", "Der Dichter Mario Vargas Llano ist tot.", {"person:Mario Vargas Llano"}),
        ("de", "Kommissar Robert F. Kunert Jr. ermittelt.", {"person:Robert F. Kunert Jr."}),
        ("de", "Gast war Präsident Bola Tunabo aus Nigeria.", {"person:Bola Tunabo"}),
        ("de", "Der Minister Moon Jae-in war da.", {"person:Moon Jae-in"}),
        ("de", "Bitte prüfen Sie Ihre Einstellungen. Das Team gewann in Gruppe C.", set()),
        ("de", 'Das Bild zeigt die Kraft der Sonne, so der Begriff "Sonnensturm".', set()),
        ("de", "Die Star-Wars-Sets und die Brooklyn-Häuser gefallen Weltmeister Argentinien.", set()),
        ("de", "Er forscht am Julius Kuhn-Institut in Braunschweig.", set()),
        ("fr", "Le Kazakhstan et M. Perrotin ont signé.", {"person:Perrotin"}),
        ("fr", "Selon Jean-Yves Le Tellec, tout va bien.", {"person:Jean-Yves Le Tellec"}),
        ("es", "Según Yolanda Pérez Castillo, no habrá huelga.", {"person:Yolanda Pérez Castillo"}),
        ("it", "La presidente del Consiglio Giorgia Marloni tace.", {"person:Giorgia Marloni"}),
        ("pt", "O ministro Luiz Inácio Sousa da Costa falou.", {"person:Luiz Inácio Sousa da Costa"}),
        ("nl", "De partijvoorzitter Mark Hutte en Kevin De Bruin zwegen.",
         {"person:Mark Hutte", "person:Kevin De Bruin"}),
        ("da", "Statsminister Lars Løkkeby Rasmussen og Múto B. Egholm mødtes.",
         {"person:Lars Løkkeby Rasmussen", "person:Múto B. Egholm"}),
        ("tr", "Cumhurbaşkanı Hakan Fidancı, Mauro Ricardi'nin golünü kutladı.",
         {"person:Hakan Fidancı", "person:Mauro Ricardi"}),
        ("de-AT", "Landeshauptmann Christopher Dreksler schwieg.", {"person:Christopher Dreksler"}),
    ],
)  # fmt: skip
def test_names_are_told_as_their_language_prints_them(
    language: str, sentence: str, expected: set[str]
) -> None:
    people = {tag for tag in named(language, sentence) if tag.startswith("person:")}
    assert people == expected
    if not expected:
        assert named(language, sentence) == set()


def test_a_genitive_is_the_name_that_stands_without_it_too() -> None:
    text = "Angela Hülsmann sprach. Hülsmanns Partei und Angela Hülsmanns Gegner hörten zu."
    (tag,) = NAMES.tags(Scanned(Article(body=text, language="de"), LITERALS))
    assert str(tag) == "person:Angela Hülsmann"
    assert [evidence.text for evidence in tag.because] == [
        "Angela Hülsmann",
        "Hülsmanns",
        "Angela Hülsmanns",
    ]


def test_a_surname_of_a_french_name_with_an_article_leads_to_the_whole() -> None:
    text = "Marine Le Tellec a menacé. Le Tellec ne dira rien de plus, selon ses amis."
    assert named("fr", text) == {"person:Marine Le Tellec"}


def test_english_is_read_as_before_whatever_other_languages_say() -> None:
    text = "The Star and Will Kraft met Weil Gotshal. The Bild of Der Spiegel, said Mark Hutte."
    assert named("en", text) == named(None, text)


@pytest.mark.parametrize("language", tomllib.loads(names_texts()[4]))
def test_a_language_tells_nothing_twice(language: str) -> None:
    lists = tomllib.loads(names_texts()[4])[language]
    words = {name: text.split() for name, text in lists.items() if isinstance(text, str)}
    for name, listed in words.items():
        assert not {word for word in listed if listed.count(word) > 1}, name
    apart = [set(words.get(name, ())) for name in ("function", "titles", "plain", "places")]
    told = [word for each in apart for word in each]
    assert not {word for word in told if told.count(word) > 1}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("es", "El Tribunal Superior y el Ayuntamiento de Marmejo callan.",
         {"org:Tribunal Superior", "org:Ayuntamiento de Marmejo"}),
        ("es", "El Partido Liberal Luis Ferrer Gala no quiere.",
         {"org:Partido Liberal", "person:Luis Ferrer Gala"}),
        ("es", "El Partido Liberal de Luis Ferrer Gala no quiere.",
         {"org:Partido Liberal", "person:Luis Ferrer Gala"}),
        ("es", "El Hospital de Campaña de la Cruz Verde abre.",
         {"org:Hospital de Campaña de la Cruz Verde"}),
        ("es", "La Federación Rusa duerme.", set()),
        ("es", "La ONU y la Unión Europea callan.", {"org:United Nations", "org:European Union"}),
        ("fr", "Selon l’OTAN et la Mairie de Gourmelon, rien.", {"org:NATO", "org:Mairie de Gourmelon"}),
        ("it", "Il Comune di Marmirolo e le Nazioni Unite.",
         {"org:Comune di Marmirolo", "org:United Nations"}),
        ("it", "La presidente del Consiglio Giorgia Marloni tace.", {"person:Giorgia Marloni"}),
        ("pt", "A Prefeitura de Marmelos e a União Europeia.",
         {"org:Prefeitura de Marmelos", "org:European Union"}),
        ("nl", "De Rechtbank Zutphen en de Verenigde Naties.",
         {"org:Rechtbank Zutphen", "org:United Nations"}),
        ("de", "Das Landgericht Hannover und die Vereinten Nationen schweigen.",
         {"org:Landgericht Hannover", "org:United Nations"}),
        ("de", "Nun hat die Staatsanwaltschaft Anklage erhoben, das Landgericht Urteile.", set()),
        ("de", "Der EuGH und der Internationale Währungsfonds in Washington.",
         {"org:European Court of Justice", "org:International Monetary Fund"}),
        ("tr", "Birleşmiş Milletler'in çağrısı.", {"org:United Nations"}),
        ("ru", "Сегодня в Кремле и ООН молчат.", {"org:Kremlin", "org:United Nations"}),
    ],
)  # fmt: skip
def test_organisations_are_told_as_their_language_prints_them(
    language: str, sentence: str, expected: set[str]
) -> None:
    found = {tag for tag in named(language, sentence) if tag.startswith(("person:", "org:"))}
    assert found == expected
