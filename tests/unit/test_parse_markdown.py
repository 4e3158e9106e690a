"""Markdown with front matter, and front matter that means ill."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import cases, check, only, outcomes, refused

from worker.core.article import Article
from worker.core.parse import markdown
from worker.core.parse.limits import Limits
from worker.errors import Reason, Rejected

CASES = cases("markdown")


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_sample_is_read_as_expected(sample: Path) -> None:
    assert markdown.sniff(sample.read_bytes()[:4096])
    check(sample, markdown.parse)


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_charset_and_line_ends_make_no_difference(sample: Path, charset: str) -> None:
    text = sample.read_text("utf-8")
    raw = text.replace("\n", "\r\n").encode(charset)
    assert markdown.sniff(raw[:4096])
    assert only(markdown.parse, raw) == only(markdown.parse, text.encode())


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"---\n",
        b"---\n\nThe crane was bought.\n",
        b"# Crane\n\nIt was bought.\n",
        b"--- Crane: bought\n",
        b"+++\n",
        b"---\n- a\n- b\n",
    ],
)
def test_others_are_left_to_others(head: bytes) -> None:
    assert not markdown.sniff(head)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"---\ntitle: x\n", Reason.MALFORMED),
        (b"---\ntitle: [x\n---\nText.\n", Reason.MALFORMED),
        (b"---\ntitle: x\n---\n", Reason.EMPTY_BODY),
        (b"---\nx: &a [*b]\n---\nText.\n", Reason.MALFORMED),
        (b"+++\ntitle = \n+++\nText.\n", Reason.MALFORMED),
        (b"---\nx: " + b"[" * 5000 + b"\n---\nText.\n", Reason.TOO_DEEP),
        (b"---\nx: 1\n" + b"# long\n" * 20_000 + b"---\nText.\n", Reason.MALFORMED),
        (b"Plain.\n", Reason.MALFORMED),
        (b"---\n- a: b\n---\nText.\n", Reason.MALFORMED),
        (b"---\nx: 1\n---\n" + bytes(range(128, 256)) * 50, Reason.BAD_ENCODING),
    ],
)
def test_what_cannot_be_read_is_rejected(raw: bytes, reason: Reason) -> None:
    assert refused(markdown.parse, raw).reason is reason


def test_bomb_of_aliases_does_not_go_off() -> None:
    steps = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    raw = f"---\na0: &a0 [x, x]\n{steps}title: *a29\nm:\n  <<: *a29\n---\nThe crane.\n"
    assert only(markdown.parse, raw.encode()).body == "The crane."


def test_alias_to_itself_is_survived() -> None:
    raw = b"---\nauthors: &a [Ada Quill, *a]\ntitle: x\n---\nThe crane.\n"
    assert refused(markdown.parse, raw).reason is Reason.MALFORMED


def test_cap_holds() -> None:
    raw = b"---\ntitle: x\n---\nThe crane.\n"
    assert only(markdown.parse, raw, Limits(text_bytes=len(raw))).headline == "x"
    assert refused(markdown.parse, raw, Limits(text_bytes=len(raw) - 1)).reason is Reason.TOO_LARGE


def test_nested_quotes_end() -> None:
    raw = (
        b"---\ntitle: x\n---\n" + b">" * 5000 + b" deep\n\nThe crane.\n" + b"*" * 5000 + b"[" * 5000
    )
    assert len(outcomes(markdown.parse, raw)) == 1


def test_what_the_reader_stumbles_over_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deep:
        def parse(self, _text: str) -> None:
            raise RecursionError

    monkeypatch.setattr(markdown, "_READER", Deep())
    assert refused(markdown.parse, b"---\ntitle: x\n---\nx\n").reason is Reason.TOO_DEEP


PIECES = st.sampled_from(
    ["---\n", "+++\n", "title: x\n", "date: 2024-99-99\n", "x: &a *a\n", "<<: *a\n", "? [a]\n: b\n", "!!python/object:os.system x\n", "author: [a, {b: c}]\n", "title = 'x'\n",
     "date = 2024-01-01\n", "# H\n", "* a\n", "> b\n", "```\n", "<p>x</p>\n", "[a](b)\n", "![c](d)\n", "| a |\n|---|\n", "{{< x >}}\n", "text\n", "\0", "É\n"]
)  # fmt: skip


@given(st.sampled_from(["---\n", "+++\n", ""]), st.lists(PIECES, max_size=20))
@settings(deadline=None)
def test_any_pieces_are_an_article_or_a_rejection(start: str, pieces: list[str]) -> None:
    (found,) = outcomes(markdown.parse, (start + "".join(pieces)).encode())
    assert isinstance(found, (Article, Rejected))


@given(st.binary(max_size=500))
@settings(deadline=None)
def test_any_bytes_are_sniffed_and_read(raw: bytes) -> None:
    markdown.sniff(raw)
    assert len(outcomes(markdown.parse, raw)) == 1
