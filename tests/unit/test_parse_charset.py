import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.parse.charset import clean, decode, without_mark
from worker.errors import Reason, Rejected

GERMAN = "Die Fähre fährt über den Fluß, sagte er – „bis zum Abend“. "
POLISH = "Żółta łódź płynie przez jezioro, a dzieci śpią na brzegu wśród wysokich drzew. "
RUSSIAN = "Старый маяк закрыли одиннадцать лет назад, и жители города просят открыть его снова. "
JAPANESE = "二つの町は新しい灯台を共同で建てることで合意した。費用は両町が半分ずつ負担する。"


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@settings(deadline=None)
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if text.isascii() and "\0" in text:
        return
    if not text.startswith("\ufeff") and without_mark(text.encode()) is None:
        assert decode(text.encode()) == text


@given(st.text(st.characters(codec="utf-16"), max_size=300))
@settings(deadline=None)
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides(charset: str, text: str) -> None:
    # a mark of UTF-16 and a NUL are the mark of UTF-32
    text = text.lstrip("\0")
    assert decode(text.encode(charset)) == text


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_a_mark(charset: str) -> None:
    assert decode(GERMAN.encode(charset)) == GERMAN


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (GERMAN, "cp1252"),
        (POLISH * 5, "cp1250"),
        (RUSSIAN * 5, "cp1251"),
        (JAPANESE * 5, "shift_jis"),
    ],
)
def test_older_charsets_are_recognised(text: str, charset: str) -> None:
    assert decode(text.encode(charset)) == text


def test_long_text_in_an_older_charset_is_decoded_to_its_end() -> None:
    text = (RUSSIAN + "\n") * 2000
    assert decode(text.encode("cp1251")) == text


def test_declared_charset_is_believed_when_it_decodes() -> None:
    assert decode(POLISH.encode("cp1250"), "cp1250") == POLISH
    assert decode(GERMAN.encode(), "ascii") == GERMAN
    assert decode(GERMAN.encode(), "no-such-charset") == GERMAN


def test_character_cut_at_the_end_is_forgiven() -> None:
    raw = (GERMAN * 3 + "ü").encode()[:-1]
    assert decode(raw) == GERMAN * 3


def test_single_bad_byte_in_utf8_costs_one_character() -> None:
    raw = RUSSIAN.encode() + b"\xff" + RUSSIAN.encode()
    assert decode(raw) == f"{RUSSIAN}\ufffd{RUSSIAN}"


def test_no_charset_is_bad_encoding() -> None:
    with pytest.raises(Rejected) as caught:
        decode(b"text " * 100 + bytes(range(128, 256)) * 20)
    assert caught.value.reason is Reason.BAD_ENCODING


def test_line_ends_and_hidden_characters_are_evened_out() -> None:
    assert clean("a\r\nb\rc\u2028d\x0ce\x00\u00ad\u200bf\tg") == "a\nb\nc\nd\nef\tg"


@given(st.text(max_size=200))
@settings(deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
