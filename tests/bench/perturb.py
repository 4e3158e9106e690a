"""What becomes of matching when copy is edited, cut, dressed up, recast or badly scanned.

    python tests/bench/perturb.py [--count 400] [--queries 200] [--folder FOLDER] [--seed 1]

Articles are made up, or read from the text files of `FOLDER`, or from its docs.jsonl.gz. Each is
changed in every way of the table and matched against all of them as they were: how often it joins
its source's story, how often it is at least linked to it, and how often it joins a story that is
not its own. Beside that stands what another implementation of the scheme reached on other articles.
Prints Markdown; the exit code is 1 when a row falls below its reference.
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from changes import KINDS, NEVER, Reference
from made_up import Newsroom
from memory_desk import MemoryDesk

from worker.core.article import Article

SLACK = 1.0
"""Per cent by which a row of two hundred may miss its reference by chance."""
SHORTEST = 80


def main() -> None:
    """Measure and print."""
    options = _options()
    articles = (
        list(_read(Path(options.folder), options.count))
        if options.folder
        else _made_up(options.seed, options.count)
    )
    desk = MemoryDesk()
    ids = [desk.take(article).article_id for article in articles]
    stories = Counter(desk.story(article_id) for article_id in ids)
    shared = sum(count for count in stories.values() if count > 1)
    print(f"{len(articles)} articles, {shared} of them in stories of several as they are\n")
    print("| change | joined % | linked % | wrong % | reference: joined | linked | |")
    print("|---|---|---|---|---|---|---|")
    began, queries, below = time.perf_counter(), 0, 0
    for name, (change, reference) in KINDS.items():
        pick = random.Random(f"{options.seed} {name}")
        chosen = list(zip(articles, ids, strict=True))[: options.queries]
        joined = linked = wrong = 0
        for article, article_id in chosen:
            verdict = desk.look(change(article, pick, articles))
            told = {verdict.story_id, *verdict.joins}
            mine = desk.story(article_id)
            joined += mine in told
            linked += mine in told or article_id in {link.article_id for link in verdict.related}
            wrong += bool(_others(told, desk, mine))
        queries += len(chosen)
        part = 100 / len(chosen)
        kept = _keeps(reference, joined * part, linked * part, never=NEVER in name)
        below += not kept
        print(
            f"| {name} | {joined * part:.1f} | {linked * part:.1f} | {wrong * part:.1f}"
            f" | {_figure(reference.joined)} | {_figure(reference.linked)}"
            f" | {'' if kept else 'BELOW'} |"
        )
    took = (time.perf_counter() - began) / queries * 1000
    print(f"\n{queries} looked up, {took:.2f} ms each; {below} rows below their reference")
    sys.exit(1 if below else 0)


def _keeps(reference: Reference, joined: float, linked: float, *, never: bool) -> bool:
    if reference.joined is None or reference.linked is None:
        return True
    if never:
        return joined <= reference.joined
    return joined >= reference.joined - SLACK and linked >= reference.linked - SLACK


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _others(told: set[UUID], desk: MemoryDesk, mine: UUID) -> set[UUID]:
    return {story for story in told if story in desk.articles and story != mine}


def _made_up(seed: int, count: int) -> list[Article]:
    room = Newsroom(seed)
    return [
        Article(headline=room.headline(), body=room.body(room.random.randint(8, 40)))
        for _ in range(count)
    ]


def _read(folder: Path, count: int) -> Iterator[Article]:
    for text in _texts(folder):
        headline, _, body = text.partition("\n")
        if len(body.split()) >= SHORTEST:
            yield Article(headline=headline, body=body.strip())
            count -= 1
        if not count:
            return


def _texts(folder: Path) -> Iterator[str]:
    packed = folder / "docs.jsonl.gz"
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            yield from (str(json.loads(line)["text"]) for line in lines if line.strip())
    for path in sorted(folder.rglob("*.txt")):
        yield path.read_text(encoding="utf-8", errors="replace")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=400, help="articles that are there")
    parser.add_argument("--queries", type=int, default=200, help="articles that are changed")
    parser.add_argument("--folder", help="texts, headline in the first line")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
