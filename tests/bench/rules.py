"""What watch rules cost: building, memory, and time an article.

    python tests/bench/rules.py [--rules 10000] [--files FOLDER] [--articles 300] [--everywhere]

Articles are the text files of FOLDER cut or filled to 4 KB, else made up. The rules are made of
their words and of others, as people would write them: names and phrases, some patterns, likenesses
and distances.
`--everywhere` gives every rule a word that each article has.
"""

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from made_up import Newsroom

from worker.core.article import Article
from worker.core.tag.literals import Literals
from worker.core.tag.rulebook import Rulebook
from worker.core.tag.rules import Watch
from worker.core.tag.scanned import Scanned

T = TypeVar("T")

SIZE = 4_000
MIB = 1024


def main() -> None:
    """Measure and print."""
    options = _options()
    pick = random.Random(7)
    articles = list(_articles(options))
    vocabulary = Counter(word for article in articles for word in article.body.split())
    words = sorted(word for word in vocabulary if word.isalpha() and len(word) > 3)
    # most of what people watch for is in few articles, or in none of these
    words += [word.capitalize() for word in Newsroom(8).words][: 4 * len(words)]
    before = _memory()
    text = "\n".join(
        _rule(number, pick, words, everywhere=options.everywhere) for number in range(options.rules)
    )
    book, read_s = _timed(lambda: Rulebook.from_toml(text))
    watch, compile_s = _timed(lambda: Watch(book.rules.values()))
    literals, build_s = _timed(lambda: Literals({watch.table: watch.entries()}))
    print(f"{len(book.rules)} rules, {len(book.refused)} refused, {len(text) / 1e6:.1f} MB of text")
    print(f"read {read_s:.2f} s, compile {compile_s:.2f} s, automaton {build_s:.2f} s")
    print(f"memory {_memory() - before:.0f} MiB more at its highest")
    searched, search_s = _timed(lambda: [_searched(article, literals) for article in articles])
    tags, match_s = _timed(lambda: [watch.tags(scanned) for scanned in searched])
    each = 1000 / len(articles)
    print(
        f"{len(articles)} articles of {SIZE} characters: automaton {search_s * each:.3f} ms each,"
    )
    print(
        f"rules {match_s * each:.3f} ms each, {sum(map(len, tags)) / len(articles):.1f} tags each"
    )


def _searched(article: Article, literals: Literals) -> Scanned:
    scanned = Scanned(article, literals)
    for field in ("headline", "body"):
        scanned.overlapping(Watch.table, field)
    return scanned


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    made = call()
    return made, time.process_time() - began


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def _rule(number: int, pick: random.Random, words: list[str], *, everywhere: bool) -> str:
    one, other, third, fourth = pick.choices(words, k=4)
    forms = {
        f'any = ["{one} {other}", "{third}", "{fourth} {one}"]': 50,
        f'any = ["{one} {other}", "{third} {fourth}"]\nnone = ["{other}"]': 15,
        f'all = ["{one}", "{other}*"]\ncount = 3': 15,
        f'near = [["{one}", "{other}", 8]]\nfields = ["headline", "lede"]': 10,
        f'regex = "\\\\b{one}(?:ing|ed)?\\\\s+{other}"': 5,
        f'fuzzy = "{one} {other} {third}"': 5,
    }
    body = 'any = ["the", "of"]' if everywhere else pick.choices([*forms], [*forms.values()])[0]
    return f'[[watch]]\nname = "rule-{number}"\n{body}\n'


def _articles(options: argparse.Namespace) -> Iterator[Article]:
    if options.files:
        texts = (path.read_text() for path in sorted(Path(options.files).glob("*.txt")))
    else:
        room = Newsroom(7)
        texts = (room.sentence() for _ in iter(int, 1))
    for _ in range(options.articles):
        filled = ""
        while len(filled) < SIZE:
            filled += f"{next(texts)}\n\n"
        yield Article(headline=filled[:60].partition("\n")[0], body=filled[:SIZE])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--files", help="folder of text files")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--everywhere", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
