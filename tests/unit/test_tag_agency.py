"""Which agency an article came from."""

from worker.core.article import Article, Evidence
from worker.core.tag.agency import agency


class Known:
    """A table of sources with one line."""

    def code(self, name: str) -> str | None:
        return {"Coastal Wire": "coastal"}.get(name)


def test_an_agency_in_the_table_becomes_a_tag() -> None:
    tag = agency(Article(body="", agency="Coastal Wire"), Known())
    assert tag is not None
    assert (str(tag), tag.label, tag.weight) == ("agency:coastal", "Coastal Wire", 1.0)
    assert tag.because == (Evidence("Coastal Wire", "agency", 0, 12),)


def test_an_unknown_or_missing_agency_gives_no_tag() -> None:
    assert agency(Article(body="", agency="Nobody's Wire"), Known()) is None
    assert agency(Article(body="", agency=None), Known()) is None
    assert agency(Article(body="", agency=""), Known()) is None


def test_a_credit_line_that_prints_the_name_is_the_evidence() -> None:
    tag = agency(Article(body="", agency="Coastal Wire", credit_line="(Coastal Wire)"), Known())
    assert tag is not None
    assert tag.because == (Evidence("Coastal Wire", "credit_line", 1, 13),)
