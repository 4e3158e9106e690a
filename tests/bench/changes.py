"""Ways in which copy comes again: edited, cut, dressed up, recast, badly scanned."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from worker.core.article import Article, Dateline

Change = Callable[[Article, random.Random, list[Article]], Article]

_FURNITURE = (
    "Go to the contents of this page", "Share this story with your friends and followers",
    "Sign up for our morning letter and never miss a story again", "Most read in this section today",
    "Follow us for breaking news, analysis and opinion from our own writers",
    "All rights reserved. This material may not be published or broadcast without permission",
)  # fmt: skip
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def _sentences(body: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", body) if part]


def _body(article: Article, sentences: list[str]) -> Article:
    text = "\n\n".join(" ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2))
    return replace(article, body=text)


def _new(count: int, pick: random.Random, others: list[Article]) -> list[str]:
    """Sentences that stand nowhere: the words of others, mixed."""
    found = []
    for _ in range(count):
        words = pick.choice(_sentences(pick.choice(others).body)).split()
        pick.shuffle(words)
        found.append(" ".join(words).replace(".", "").capitalize() + ".")
    return found


def formatted(article: Article, _: random.Random, __: list[Article]) -> Article:
    """Case, quotes and white space only."""
    text = article.body.replace('"', "”").replace("'", "’").replace(" ", "  ")
    return replace(article, body=text.replace("\n\n", "\n \n").upper())


def edited(share: float) -> Change:
    """So many words replaced, left out or added."""

    def change(article: Article, pick: random.Random, others: list[Article]) -> Article:
        strange = pick.choice(others).body.split()
        paragraphs = []
        for paragraph in article.body.split("\n\n"):
            written = []
            for word in paragraph.split():
                if pick.random() >= share:
                    written.append(word)
                    continue
                roll = pick.random()
                if roll < 0.6:
                    written.append(pick.choice(strange))
                elif roll < 0.8:
                    written.extend((word, pick.choice(strange)))
            paragraphs.append(" ".join(written))
        return replace(article, body="\n\n".join(paragraphs))

    return change


def cut(share: float) -> Change:
    """Only the beginning is left."""

    def change(article: Article, _: random.Random, __: list[Article]) -> Article:
        sentences = _sentences(article.body)
        return _body(article, sentences[: max(2, round(len(sentences) * share))])

    return change


def replaced(share: float) -> Change:
    """So many sentences are new."""

    def change(article: Article, pick: random.Random, others: list[Article]) -> Article:
        sentences = _sentences(article.body)
        chosen = set(pick.sample(range(len(sentences)), round(len(sentences) * share)))
        new = _new(len(sentences), pick, others)
        return _body(article, [new[n] if n in chosen else s for n, s in enumerate(sentences)])

    return change


def reordered(article: Article, pick: random.Random, _: list[Article]) -> Article:
    """The same sentences in another order."""
    sentences = _sentences(article.body)
    pick.shuffle(sentences)
    return _body(article, sentences)


def dressed(article: Article, pick: random.Random, others: list[Article]) -> Article:
    """Another headline, byline and dateline."""
    return replace(
        article,
        headline=pick.choice(others).headline,
        bylines=("Ada Quill",),
        dateline=Dateline(place="EASTHAVEN"),
        body=f"By Ada Quill, Staff Writer\n\nEASTHAVEN (CW) - {article.body}",
    )


def furnished(article: Article, pick: random.Random, _: list[Article]) -> Article:
    """Furniture of the page around it and in it, as if no rule had dropped it."""
    lines = list(_FURNITURE)
    pick.shuffle(lines)
    paragraphs = article.body.split("\n\n")
    middle = len(paragraphs) // 2
    return replace(
        article,
        body="\n\n".join(
            lines[:2] + paragraphs[:middle] + lines[2:3] + paragraphs[middle:] + lines[3:]
        ),
    )


def republished(article: Article, pick: random.Random, others: list[Article]) -> Article:
    """Headline, byline, cut to 60 %, 5 % edited, furniture."""
    changed = edited(0.05)(cut(0.6)(article, pick, others), pick, others)
    return furnished(dressed(changed, pick, others), pick, others)


def recast(article: Article, pick: random.Random, others: list[Article]) -> Article:
    """Another lead, and 40 % new text."""
    sentences = _sentences(article.body)
    new = _new(max(2, round(len(sentences) * 0.4)), pick, others)
    return _body(article, new[:2] + sentences[2:] + new[2:])


def scanned(share: float) -> Change:
    """So many letters misread."""

    def change(article: Article, pick: random.Random, _: list[Article]) -> Article:
        letters = [
            pick.choice("abcdefghijklmnopqrstuvwxyz")
            if c.isalpha() and pick.random() < share
            else c
            for c in article.body
        ]
        return replace(article, body="".join(letters))

    return change


def corrected(article: Article, pick: random.Random, _: list[Article]) -> Article:
    """One figure is another one."""
    found = list(_NUMBER.finditer(article.body))
    if not found:
        return article
    at = pick.choice(found)
    return replace(
        article,
        body=f"{article.body[: at.start()]}{pick.randint(3, 997)}{article.body[at.end() :]}",
    )


def much_corrected(article: Article, pick: random.Random, others: list[Article]) -> Article:
    """1 % of the words and 30 % of the figures are others."""
    body = _NUMBER.sub(
        lambda m: str(pick.randint(3, 997)) if pick.random() < 0.3 else m[0], article.body
    )
    return edited(0.01)(replace(article, body=body), pick, others)


def quoting(share: float) -> Change:
    """Another report, so much of which is quoted from this one, and no more than half of it."""

    def change(article: Article, pick: random.Random, others: list[Article]) -> Article:
        quoted = _sentences(article.body)
        length = round(pick.randint(8, 40) * (1 - share))
        count = max(1, min(len(quoted) // 2, round(length * share / (1 - share))))
        start = pick.randint(0, len(quoted) - count)
        place = pick.randint(0, length)
        new = _new(length, pick, others)
        found = _body(article, [*new[:place], *quoted[start : start + count], *new[place:]])
        return replace(found, headline="Quite another report")

    return change


class Reference(NamedTuple):
    """What another implementation of the scheme reached on other articles, in per cent.

    Attributes:
        joined: at least, or at most where nothing may join.
        linked: at least, joined or not.
    """

    joined: float | None = None
    linked: float | None = None


NEVER = "must not join"
KINDS: dict[str, tuple[Change, Reference]] = {
    "case, quotes, white space": (formatted, Reference(100, 100)),
    "one figure corrected": (corrected, Reference()),
    "1 % words, 30 % of figures changed": (much_corrected, Reference(65, 100)),
    "new headline, byline, dateline": (dressed, Reference(100, 100)),
    "furniture left in": (furnished, Reference(100, 100)),
    "words edited 5 %": (edited(0.05), Reference(100, 100)),
    "words edited 10 %": (edited(0.10), Reference(99, 100)),
    "words edited 20 %": (edited(0.20), Reference(92, 100)),
    "words edited 30 %": (edited(0.30), Reference(6, 94)),
    "words edited 40 %": (edited(0.40), Reference(0, 62)),
    "cut to 50 %": (cut(0.5), Reference(100, 100)),
    "cut to 30 %": (cut(0.3), Reference(99, 99)),
    "sentences replaced 30 %": (replaced(0.3), Reference(100, 100)),
    "sentences replaced 50 %": (replaced(0.5), Reference(54, 100)),
    "sentences reordered": (reordered, Reference(100, 100)),
    "republished: cut, edited, furnished": (republished, Reference(84, 100)),
    "recast lead, 40 % new": (recast, Reference(99, 100)),
    "misread letters 1 %": (scanned(0.01), Reference(100, 100)),
    "misread letters 3 %": (scanned(0.03), Reference(100, 100)),
    f"15 % quoted, {NEVER}": (quoting(0.15), Reference(0.6, 38)),
    f"25 % quoted, {NEVER}": (quoting(0.25), Reference(8.0, 81)),
}
