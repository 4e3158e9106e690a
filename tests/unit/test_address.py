"""What two addresses of one page have in common."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.address import url_key

PAGE = "https://example.org/news/2026/bridge-plan"


@pytest.mark.parametrize(
    "same",
    [
        "http://www.example.org/news/2026/bridge-plan/",
        "https://EXAMPLE.org/news/2026/bridge-plan?utm_source=letter&utm_medium=mail#comments",
        " https://example.org./news/2026/bridge-plan?fbclid=abc ",
    ],
)
def test_one_page_has_one_key(same: str) -> None:
    assert url_key(same) == url_key(PAGE) == "example.org/news/2026/bridge-plan"


def test_what_is_asked_for_names_a_page_in_any_order() -> None:
    first = url_key("https://example.org/read?id=77&lang=en")
    assert first == url_key("https://example.org/read?lang=en&id=77")
    assert first != url_key("https://example.org/read?id=78&lang=en")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "bridge-plan-2026",
        "https://",
        "https://example.org",
        "https://example.org/",
        "https://example.org/news/world/",
        "https://example.org/?utm_source=letter",
        "mailto:desk@example.org",
        "https://[::1/plan-2026",
    ],
)
def test_what_is_no_page_of_its_own_has_no_key(url: str | None) -> None:
    """A front page holds another story every hour."""
    assert url_key(url) is None


@given(st.text())
@settings(deadline=None)
def test_any_text_is_borne(text: str) -> None:
    assert url_key(text) is None or url_key(text)
    assert url_key(f"https://{text}") is None or url_key(f"https://{text}")
