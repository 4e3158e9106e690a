"""Mail: the article in a message, attachments, mailboxes, and hostile messages."""

from email import message_from_string
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimens import LIMITS, cases, check, only, outcomes, refused

from worker.core import parse as package
from worker.core.article import Article
from worker.core.parse import json_records, mail, text
from worker.core.parse.limits import Limits
from worker.core.parse.message import letter as letter_module
from worker.core.parse.message import mail_text, mailbox
from worker.core.parse.record import patience
from worker.errors import Reason, Rejected

CASES = cases("mail")
HEAD = "From: Jo Penn <jo@nets.example>\nSubject: Nets\nDate: Tue, 02 Apr 2024 10:00:00 +0000\n"
STORY = "The nets of the small fleet are mended, the cooperative said on Tuesday."


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "PARSERS", (mail, json_records, text))


def letter(body: str = STORY, head: str = "", subject: str = "Nets") -> bytes:
    return (HEAD.replace("Subject: Nets", f"Subject: {subject}") + head + "\n" + body).encode()


def mixed(*parts: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return letter(
        f"{body}--b--\n", f"MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=b\n"
    )


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_sample_is_read_as_expected(sample: Path) -> None:
    assert mail.sniff(sample.read_bytes()[:4096])
    check(sample, mail.parse)


@pytest.mark.parametrize("sample", CASES, ids=lambda path: path.stem)
def test_line_ends_make_no_difference(sample: Path) -> None:
    raw = sample.read_bytes()
    found, again = (outcomes(mail.parse, each) for each in (raw, raw.replace(b"\n", b"\r\n")))
    assert [repr(each) for each in found] == [repr(each) for each in again]


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"From the harbour comes news of 2024.\nThe crane: bought.\n",
        b"Subject: harbour\n\nThe crane was bought.",
        b"From: a\nTo the reader\n",
        b"{}",
        b"\x01\x02 b0123\x03\n",
    ],
)
def test_others_are_left_to_others(head: bytes) -> None:
    assert not mail.sniff(head)


def test_blank_lines_before_the_headers_are_skipped() -> None:
    raw = b" " * 200 + b"\n\n" + letter()
    assert mail.sniff(raw)
    assert only(mail.parse, raw).headline == "Nets"


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("Fwd: Re: AW: Nets", "Nets"),
        ("RE[2]: Nets", "Nets"),
        ("[UPDATE] Nets", "[UPDATE] Nets"),
        ("Reform of nets", "Reform of nets"),
        ("=?utf-8?b?TmV0cyDigJM=?= =?utf-8?b?IG1lbmRlZA==?=", "Nets – mended"),
        ("=?utf-8?b?w?= =?utf-8?q?=A9?=", "=?utf-8?b?w?= =?utf-8?q?=A9?="),
        ("=?gb2312?Q?=CD=F8?=", "网"),
        ("=?bogus?Q?nets?=", "nets"),
        ("=?utf-8?q?na=C3?= =?utf-8?q?=AFve?=", "naïve"),
        ("=?windows-1252?Q?Fleet’s?=", "Fleet’s"),
        ("Grüße", "Grüße"),
    ],
)
def test_subject_is_the_headline(subject: str, headline: str) -> None:
    assert only(mail.parse, letter(subject=subject)).headline == headline


@pytest.mark.parametrize(
    ("sender", "bylines", "source"),
    [
        ("Jo Penn <jo.penn@a.example>", ("Jo Penn",), None),
        ("Harbour Trust <press@trust.example>", (), "Harbour Trust"),
        ("Jo <jo@a.example>", (), None),
        ("Joanna <joanna@a.example>", (), None),
        ("jo@a.example", (), None),
        ("", (), None),
    ],
)
def test_sender_is_author_or_source(
    sender: str, bylines: tuple[str, ...], source: str | None
) -> None:
    raw = letter().replace(b"Jo Penn <jo@nets.example>", sender.encode())
    found = only(mail.parse, raw)
    assert (found.bylines, found.source) == (bylines, source)


def test_byline_in_the_text_goes_before_the_sender() -> None:
    found = only(mail.parse, letter(f"By Tom Roe\n\n{STORY}"))
    assert found.bylines == ("Tom Roe",)


def test_message_without_a_date_has_none() -> None:
    raw = letter().replace(b"Date:", b"X-Date:").replace(b"Tue, 02 Apr 2024", b"soon")
    assert only(mail.parse, raw).published_at is None


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "base64"), ("iso-8859-1", "quoted-printable"), ("koi8-r", "base64"), ("utf-16", "base64"),
     ("shift_jis", "base64"), ("cp1252", "quoted-printable")],
)  # fmt: skip
def test_charsets_and_encodings_are_undone(charset: str, encoding: str) -> None:
    words = {"koi8-r": "Сети починены", "shift_jis": "網は直った"}.get(charset, "Café, Grüße")
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@b.example", "x", "x"
    payload = f"{words}, {STORY}".encode(charset)
    message.set_content(payload, maintype="text", subtype="plain", cte=encoding)
    message.set_param("charset", charset)
    assert only(mail.parse, bytes(message)).body.startswith(words)


def test_lying_charset_is_seen_through() -> None:
    raw = letter("Grüße vom Hafen, " + STORY, "Content-Type: text/plain; charset=us-ascii\n")
    assert only(mail.parse, raw).body.startswith("Grüße")


def test_html_is_read_where_plain_text_says_less() -> None:
    raw = mixed(
        "Content-Type: text/plain\n\nSee the web.\n",
        f"Content-Type: text/html\n\n<p>{STORY}</p><p>The boats<br>go out.</p>\n",
        kind="alternative",
    )
    assert only(mail.parse, raw).body.startswith(STORY)
    raw = mixed(
        f"Content-Type: text/plain\n\n{STORY}\n",
        "Content-Type: text/html\n\n<a>Open</a>\n",
        kind="alternative",
    )
    assert only(mail.parse, raw).body == STORY


def test_answered_letter_is_left_out_and_a_quoted_one_read() -> None:
    found = only(mail.parse, letter(f"{STORY}\n\n> Is it mended?\n> Jo"))
    assert found.body == STORY
    assert [each.rule for each in found.dropped] == ["quoted"]
    assert only(mail.parse, letter(f"See:\n> {STORY}\n> {STORY}!")).body.startswith(STORY)


def test_headline_in_the_text_is_kept_among_what_is_dropped() -> None:
    found = only(mail.parse, letter(f"Small fleet puts to sea\n\n{STORY}\n\n{STORY} Again."))
    assert found.headline == "Nets"
    assert "Small fleet puts to sea" in [each.text for each in found.dropped]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (letter("-----BEGIN PGP MESSAGE-----\n\nabc\n"), Reason.ENCRYPTED),
        (mixed("Content-Type: application/octet-stream\n\nx", kind="encrypted"), Reason.ENCRYPTED),
        (letter("x", "Content-Type: application/pkcs7-mime\n"), Reason.ENCRYPTED),
        (mixed("Content-Type: text/plain\n\nFailed.", kind="report"), Reason.NOT_AN_ARTICLE),
        (letter(" \n"), Reason.EMPTY_BODY),
        (letter("x", 'Content-Type: text/plain; a="' + ";" * 30_000 + "\n"), Reason.MALFORMED),
        (mixed("Content-Type: image/png\n\nx"), Reason.EMPTY_BODY),
        (mixed("Content-Type: text/calendar\n\nx"), Reason.EMPTY_BODY),
        (b"Subject:\nDate:\nContent-Type:/", Reason.EMPTY_BODY),
    ],
)
def test_what_is_no_article_is_rejected(raw: bytes, reason: Reason) -> None:
    assert refused(mail.parse, raw).reason is reason


def test_record_in_the_text_is_read_as_one() -> None:
    found = only(mail.parse, letter('{"headline": "Nets mended", "body": "They are mended."}'))
    assert (found.parser, found.headline) == ("json", "Nets mended")


def test_parts_between_other_marks_than_announced_are_found() -> None:
    raw = letter(
        f"--other\nContent-Type: text/plain\n\n{STORY}\n--other--\n",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=announced\n",
    )
    assert only(mail.parse, raw).body == STORY
    raw = letter("no marks at all", "Content-Type: multipart/mixed; boundary=announced\n")
    assert len(outcomes(mail.parse, raw)) == 1


def test_thousand_parts_are_read_and_no_more() -> None:
    part = "Content-Type: text/plain; name=a.txt\n\nThe crane was bought by the town on Tuesday.\n"
    found = outcomes(mail.parse, mixed(*[part] * 1200))
    assert len(found) == 1001
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason is Reason.TOO_LARGE
    assert sum(isinstance(each, Article) for each in found) == 1000


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
CARD = "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR"


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (f"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n{PIXEL}", "image/png"),
        (
            (
                "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
                f"Content-Disposition: attachment; filename=logo.png\n\n{PIXEL}"
            ),
            "logo.png",
        ),
        (f"Content-Type: text/calendar; name=talks.ics\n\n{CARD}", "talks.ics"),
        (f"Content-Type: application/octet-stream; name=talks.ics\n\n{CARD}", "talks.ics"),
        ("Content-Type: text/vcard; name=jo.vcf\n\nBEGIN:VCARD\nEND:VCARD", "jo.vcf"),
        ("Content-Type: application/pgp-signature; name=s.asc\n\n-----BEGIN PGP", "s.asc"),
    ],
)
def test_pictures_invitations_and_signatures_are_no_positions(part: str, name: str) -> None:
    raw = mixed(f"Content-Type: text/plain\n\n{STORY}", part)
    article = only(mail.parse, raw)
    assert article.body == STORY
    assert [(d.rule, d.text) for d in article.dropped] == [("attachment", name)]


def test_a_message_that_is_only_a_picture_is_one_rejection() -> None:
    raw = mixed(f"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n{PIXEL}")
    assert refused(mail.parse, raw).reason is Reason.EMPTY_BODY


def test_a_document_that_cannot_be_read_is_a_position_of_its_mail() -> None:
    document = "Content-Type: application/octet-stream; name=minutes.rtf\n\n{\\rtf1 x}"
    article, rejected = outcomes(
        mail.parse, mixed(f"Content-Type: text/plain\n\n{STORY}", document)
    )
    assert isinstance(article, Article)
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.UNKNOWN_FORMAT


def test_mail_in_mail_in_mail_ends() -> None:
    raw = letter()
    for _ in range(6):
        raw = letter(
            "--b\nContent-Type: message/rfc822\n\n" + raw.decode() + "\n--b--\n",
            "Content-Type: multipart/mixed; boundary=b\n",
        )
    found = outcomes(mail.parse, raw)
    assert isinstance(found[-1], (Article, Rejected))
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500)
    )
    assert refused(mail.parse, HEAD.encode() + deep).reason is Reason.TOO_DEEP


def test_attachments_of_attachments_end() -> None:
    inner = letter()
    for _ in range(5):
        message = EmailMessage()
        message["From"], message["Subject"], message["Date"] = "a@b.example", "x", "x"
        message.add_attachment(inner, maintype="application", subtype="octet-stream", filename="m")
        inner = bytes(message)
    assert refused(mail.parse, inner).reason is Reason.TOO_DEEP
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@b.example", "x", "x"
    message.add_attachment(EmailMessage())
    found = refused(mail.parse, bytes(message), Limits(text_bytes=1000, depth=3))
    assert found.reason is Reason.TOO_DEEP


def test_many_lines_in_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_STEPS_MAX", 10)
    assert refused(mail.parse, mixed("\n\nx\n" * 10)).reason is Reason.TOO_LARGE


def test_message_that_is_too_long_spoils_nothing() -> None:
    short = b"From a@b.example Tue Apr  2 10:00:00 2024\n" + letter() + b"\n\n"
    long = b"From a@b.example Tue Apr  2 10:00:00 2024\n" + letter("x\n" * 3000) + b"\n\n"
    tight = Limits(text_bytes=1000, mail_bytes=2000)
    kinds = [type(each) for each in outcomes(mail.parse, short + long + short, tight)]
    assert kinds == [Article, Rejected, Article]
    line = b"From a@b.example Tue Apr  2 10:00:00 2024\nSubject: " + b"x" * 5000 + b"\n\n"
    kinds = [type(each) for each in outcomes(mail.parse, short + line + short, tight)]
    assert kinds == [Article, Rejected, Article]


def test_file_of_broken_messages_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "MOST", 5)
    raw = b"From a@b.example Tue Apr  2 10:00:00 2024\nSubject: x\n\n\n" * 20
    assert len(outcomes(mail.parse, raw)) == 6


def test_nothing_at_all_is_no_position() -> None:
    assert list(mailbox.messages(__import__("io").BytesIO(b"\n \n"), 10)) == []


@pytest.mark.parametrize("fault", [ValueError("x"), RecursionError()])
def test_what_the_library_stumbles_over_is_a_rejection(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_args: object, **_kwargs: object) -> None:
        raise fault

    monkeypatch.setattr(mail, "message_from_bytes", stumble)
    assert refused(mail.parse, letter()).reason in {Reason.MALFORMED, Reason.TOO_DEEP}


def test_odd_parameters_are_survived() -> None:
    part = "Content-Type: text/plain; charset*=bogus'en'%FF; name*0*=bogus'x'%FF%00\n\nThe crane was bought.\n"
    assert outcomes(mail.parse, mixed(part))
    assert mail_text.decoded("  ") is None
    lying = message_from_string("Content-Type: text/plain; charset*=bogus'en'%FF\n\nx")
    assert mail_text.text(lying) == "x"
    assert mail_text.text(message_from_string("\n" + "".join(map(chr, range(128, 256))) * 50)) == ""
    assert mail_text.content(message_from_string("Content-Type: multipart/mixed\n\nx")) == b"x"


def test_faults_of_the_library_cost_only_what_they_are_about() -> None:
    class Odd(Message):
        def get_payload(self, i: int | None = None, decode: bool = False) -> object:  # type: ignore[override]  # noqa: FBT001, FBT002
            del i, decode
            raise ValueError

        def get_param(self, *_args: object, **_kwargs: object) -> object:  # type: ignore[override]
            raise LookupError

        def get_filename(self, failobj: object = None) -> str | None:  # type: ignore[override]
            del failobj
            raise TypeError

    assert mail_text.text(Odd()) == ""
    assert mail_text.file_name(Odd()) is None


def test_text_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_module, "TEXT_MAX", 10)
    assert refused(mail.parse, letter()).reason is Reason.TOO_LARGE


LINES = st.sampled_from(
    ["Content-Type: multipart/mixed; boundary=b", "--b", "--b--", "Content-Type: text/html; charset=utf-7", "",
     "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "=E9=", "QUJD===", "Subject: =?x?q?",
     "Content-Transfer-Encoding: x-uuencode", "begin 666 a", "Content-Type: message/rfc822", "Content-Disposition: attachment; filename*0*=",
     "From: =?utf-8?b?4pi6?= <a@b>", "Date: Mon, 99 Foo 2024", "From x Tue 2024", "> quoted", "-- ", STORY, "Von: a", "Datum: b", "Betreff: c",
     "Subject: WG: x", "Content-Type: message/partial", "Content-Type: text/plain; charset=", "Message-ID: <", "\x00\xff", "begin 666"]
)  # fmt: skip


@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=25))
@settings(deadline=None)
def test_any_message_is_articles_and_rejections(lines: list[str]) -> None:
    raw = "\n".join(lines).encode("utf-8", "replace")
    for each in outcomes(mail.parse, raw):
        assert isinstance(each, (Article, Rejected))


@given(st.binary(max_size=800))
@settings(deadline=None)
def test_any_bytes_are_sniffed_and_read(raw: bytes) -> None:
    mail.sniff(raw)
    outcomes(mail.parse, raw, LIMITS)
