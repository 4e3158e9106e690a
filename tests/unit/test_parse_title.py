import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.article import TITLE_MAX, Article, display_title


def test_headline_is_the_title() -> None:
    assert display_title(Article(body="x", headline="Old crane saved")) == (
        "Old crane saved",
        False,
    )


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("The ship has left the port. It was late.", "The ship has left the port."),
        ("The U.S. ship left the port at noon.\n\nMore.", "The U.S. ship left the port at noon."),
        ("Flash", "Flash"),
        ("word " * 30, ("word " * 20).strip() + "…"),
        ("x" * 150, "x" * 99 + "…"),
        ("二つの町は合意した。費用は半分。", "二つの町は合意した。"),
    ],
)
def test_title_is_made_from_the_lede(body: str, title: str) -> None:
    assert display_title(Article(body=body)) == (title, True)


@given(st.text(min_size=1, max_size=400))
def test_made_title_is_short(body: str) -> None:
    title, made = display_title(Article(body=body))
    assert made
    assert len(title) <= TITLE_MAX
