"""What becomes of matching when copy is edited, cut, dressed up, recast or badly scanned.

    python tests/bench/perturb.py [--count 400] [--queries 200] [--folder FOLDER] [--seed 1]

Articles are made up, or read from the text files of `FOLDER`. Each is changed in every way of the
table and matched against all of them as they were: how often it joins its source's story, how
often it is at least linked to it, and how often it joins a story that is not its own. The last
column is what another implementation of the scheme reached on other articles.
"""

import argparse
import random
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

from changes import KINDS
from made_up import Newsroom
from memory_desk import MemoryDesk

from worker.core.article import Article


def main() -> None:
    """Measure and print."""
    options = _options()
    articles = (
        _read(Path(options.folder), options.count)
        if options.folder
        else _made_up(options.seed, options.count)
    )
    desk = MemoryDesk()
    ids = [desk.take(article).article_id for article in articles]
    stories = Counter(desk.story(article_id) for article_id in ids)
    shared = sum(count for count in stories.values() if count > 1)
    print(f"{len(articles)} articles, {shared} of them in stories of several as they are")
    print(
        f"{'change':34s} {'joined':>7s} {'linked':>7s} {'wrong':>6s}   reference: joined (linked)"
    )
    began, queries = time.perf_counter(), 0
    for name, (change, reference) in KINDS.items():
        pick = random.Random(f"{options.seed} {name}")
        chosen = list(zip(articles, ids, strict=True))[: options.queries]
        joined = linked = wrong = 0
        for article, article_id in chosen:
            verdict = desk.look(change(article, pick, articles))
            queries += 1
            told = {verdict.story_id, *verdict.joins}
            mine = desk.story(article_id)
            joined += mine in told
            linked += mine in told or article_id in {link.article_id for link in verdict.related}
            wrong += bool(_others(told, desk, mine))
        share = 100 / len(chosen)
        print(
            f"{name:34s} {joined * share:6.1f}% {linked * share:6.1f}% {wrong * share:5.1f}%   {reference}"
        )
    print(f"{queries} looked up, {(time.perf_counter() - began) / queries * 1000:.2f} ms each")


def _others(told: set[UUID], desk: MemoryDesk, mine: UUID) -> set[UUID]:
    return {story for story in told if story in desk.articles and story != mine}


def _made_up(seed: int, count: int) -> list[Article]:
    room = Newsroom(seed)
    return [
        Article(headline=room.headline(), body=room.body(room.random.randint(8, 40)))
        for _ in range(count)
    ]


def _read(folder: Path, count: int) -> list[Article]:
    found = []
    for path in sorted(folder.rglob("*.txt")):
        headline, _, body = path.read_text(encoding="utf-8", errors="replace").partition("\n")
        if len(body.split()) >= 80:
            found.append(Article(headline=headline, body=body.strip()))
    return found[:count]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=400, help="articles that are there")
    parser.add_argument("--queries", type=int, default=200, help="articles that are changed")
    parser.add_argument("--folder", help="text files, headline in the first line")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
