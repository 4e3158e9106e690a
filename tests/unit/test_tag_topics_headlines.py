"""What a headline alone says: the event comes before the office of the one who speaks of it."""

import pytest

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.scanned import Scanned
from worker.core.tag.topics import Topics
from worker.data import mediatopics_tsv, topic_texts

TOPICS = Topics(mediatopics_tsv(), topic_texts())
LITERALS = Literals({TOPICS.table: TOPICS.entries()})
CONFLICT, DISASTER, POLITICS, SPORT, RELIGION, LABOUR = (
    f"medtop:{code}000000" for code in ("16", "03", "11", "15", "12", "09")
)


def best(headline: str, body: str = "") -> str | None:
    tags = TOPICS.tags(Scanned(Article(headline=headline, body=body), LITERALS))
    return tags[0].top if tags else None


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Prime minister visits flood victims", DISASTER),
        ("President tours quake zone", DISASTER),
        ("Interior minister: 30 dead in ferry accident", DISASTER),
        ("Premier offers condolences after plane crash", DISASTER),
        ("Defence minister says five soldiers killed in ambush", CONFLICT),
        ("Prime minister orders air strikes on rebel bases", CONFLICT),
        ("Minister condemns suicide bombing", CONFLICT),
        ("Prime minister reshuffles cabinet", POLITICS),
        ("Minister resigns over expenses", POLITICS),
        ("President vetoes bill on pensions", POLITICS),
    ],
)
def test_events_come_before_offices(headline: str, expected: str) -> None:
    assert best(headline) == expected


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        (
            "Fourth-Quarter Rally Lifts Pacers",
            "They beat the Knicks in the playoffs; he had 12 rebounds.",
        ),
        ("Seamers bowl visitors out", "The last five wickets fell for eleven runs."),
        ("Rookie blanks champions", "He struck out nine in seven innings."),
        ("Skier wins the slalom", "She led after the first run of the slalom."),
        ("Curlers reach final", "The curling team won on the last stone."),
        ("Sumo champion retires", "The yokozuna won ten tournaments."),
    ],
)
def test_sport_of_many_kinds_is_sport(headline: str, body: str) -> None:
    assert best(headline, body) == SPORT


def test_a_team_takes_no_word_from_another_topic() -> None:
    """A term with a capital hides the same word without."""
    assert best("Cardinals choose a pope") == RELIGION


@pytest.mark.parametrize(
    "headline",
    ["Dockers walk off the job", "Pilots to strike over pay", "General strike halts trains"],
)
def test_strikes_are_labour(headline: str) -> None:
    assert best(headline) == LABOUR
