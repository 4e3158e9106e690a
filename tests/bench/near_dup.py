"""Precision and recall of near-duplicate matching on labelled pairs, all in memory or for real.

    python tests/bench/near_dup.py --corpus FOLDER [--halves] [--shuffle SEED] [--no-window] [--pairs]
    python tests/bench/near_dup.py --corpus FOLDER --dropped

`FOLDER` holds docs.jsonl.gz ({"file", "text"}) and gold.jsonl.gz ({"a", "b", "label"}; label is
dup, not_dup or partial, and partial is not scored). Files are parsed by the product's parser and
taken one by one, as if all were dropped within seconds. `--dropped` starts a stack of its own, drops
them as files into its inbox and asks its store which story each is in. `--halves` scores two halves of the
pairs apart: rules are tuned on the first, the second only checks them.
"""

import argparse
import gzip
import io
import json
import random
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import drop
import psycopg
from memory_desk import MemoryDesk

from worker.adapters.compiled import make_preparer
from worker.config import load
from worker.core.article import Article
from worker.core.match import Window
from worker.core.sources import credit
from worker.errors import Rejected

Pair = frozenset[str]

GOALS = {
    "near-dup-newswire": "goal P 1.00 R 1.00; datasketch 128, Jaccard .5: P 1.00 R .929",
    "near-dup-reuters": "goal P >= .99 R >= .97, <= 8 hard negatives joined;"
    " datasketch 128, Jaccard .5: 5-word P .991 R .846, 3-word P .925 R .865",
}


def main() -> None:
    """Measure and print."""
    options = _options()
    corpus = Path(options.corpus)
    print(f"{corpus.name}: {GOALS.get(corpus.name, '')}")
    stories = _dropped(corpus) if options.dropped else _taken(corpus, options)
    labels = {
        frozenset((row["a"], row["b"])): row["label"] for row in _rows(corpus / "gold.jsonl.gz")
    }
    joined = {
        frozenset((one, other))
        for files in stories
        for one in files
        for other in files
        if one < other
    }
    _print("all", labels, joined, show=options.pairs)
    if options.halves:
        for half in (0, 1):
            mine = {pair for pair in labels if _half(pair) == half}
            strays = {pair for pair in joined - set(labels) if _half(pair) == half}
            kept = {pair: label for pair, label in labels.items() if pair in mine}
            _print(("tuned on", "held out")[half], kept, (joined & mine) | strays, context=labels)


def _taken(corpus: Path, options: argparse.Namespace) -> Collection[set[str]]:
    """The files of each story, of articles that are taken one by one in memory."""
    articles = list(_parsed(corpus))
    if options.shuffle is not None:
        random.Random(options.shuffle).shuffle(articles)
    desk = MemoryDesk(Window(None, None) if options.no_window else None)
    began = time.perf_counter()
    taken = [(file, desk.take(article).article_id) for file, article in articles]
    took = time.perf_counter() - began
    stories: dict[UUID, set[str]] = defaultdict(set)
    for file, article_id in taken:
        stories[desk.story(article_id)].add(file)
    print(
        f"{len(taken)} articles, {len(taken) / took:.0f} a second,"
        f" {desk.compared / max(1, len(taken)):.2f} compared each, largest story"
        f" {max(map(len, stories.values()))}"
    )
    return stories.values()


def _dropped(corpus: Path) -> Collection[set[str]]:
    """The files of each story, of files that are dropped into a running stack's inbox."""
    stories: dict[UUID, set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory(prefix="copytaster-near-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        names: dict[str, str] = {}
        paths = []
        for number, row in enumerate(_rows(corpus / "docs.jsonl.gz")):
            path = folder / f"{number}.txt"
            path.write_bytes(str(row["text"]).encode())
            names[path.name] = row["file"]
            paths.append(path)
        with drop.stack(folder) as run:
            print(json.dumps(drop.bulk(run, paths, folder)))
            with psycopg.connect(run["reader_url"]) as connection:
                for path, story_id in connection.execute("select path, story_id from sightings"):
                    # each was dropped under its number and its name
                    stories[story_id].add(names[path.partition("-")[2]])
    return stories.values()


def _half(pair: Pair) -> int:
    return zlib.crc32(min(pair).encode()) % 2


def _print(
    name: str,
    labels: dict[Pair, str],
    joined: set[Pair],
    *,
    context: dict[Pair, str] | None = None,
    show: bool = False,
) -> None:
    wanted = {pair for pair, label in labels.items() if label == "dup"}
    free = {pair for pair, label in labels.items() if label == "partial"}
    known = context or labels
    chain = _components(pair for pair, label in known.items() if label != "not_dup")
    wrong = {
        pair
        for pair in joined - wanted - free
        if labels.get(pair) == "not_dup" or len({chain.get(file, file) for file in pair}) == 2
    }
    right = len(wanted & joined)
    precision = right / (right + len(wrong)) if right + len(wrong) else 1.0
    recall = right / len(wanted) if wanted else 1.0
    hard = {pair for pair, label in labels.items() if label == "not_dup"}
    print(
        f"  {name:9s} P {precision:.4f}  R {recall:.4f}  ({right} of {len(wanted)} pairs;"
        f" {len(hard & joined)} of {len(hard)} hard negatives joined; {len(wrong - hard)} other false;"
        f" {len(free & joined)} of {len(free)} unscored joined)"
    )
    if show:
        for title, pairs in (("false", wrong), ("missed", wanted - joined)):
            for pair in sorted(map(sorted, pairs))[:20]:
                print(f"    {title}: {' '.join(pair)}")


def _components(pairs: Iterable[Pair]) -> dict[str, str]:
    root: dict[str, str] = {}

    def find(file: str) -> str:
        while root.setdefault(file, file) != file:
            file = root[file]
        return file

    for pair in pairs:
        one, other = pair
        root[find(one)] = find(other)
    return {file: find(file) for file in list(root)}


def _parsed(corpus: Path) -> Iterator[tuple[str, Article]]:
    preparer = make_preparer(load()[0])
    for row in _rows(corpus / "docs.jsonl.gz"):
        for _, found in preparer.parse(io.BytesIO(str(row["text"]).encode())):
            if not isinstance(found, Rejected):
                yield row["file"], credit(found, preparer.sources, None)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--corpus", required=True, help="the corpus's folder")
    parser.add_argument("--halves", action="store_true", help="score two halves apart")
    parser.add_argument("--shuffle", type=int, help="seed of another order of arrival")
    parser.add_argument("--no-window", action="store_true", help="time does not count")
    parser.add_argument("--pairs", action="store_true", help="name what went wrong")
    parser.add_argument("--dropped", action="store_true", help="through a running stack")
    return parser.parse_args()


if __name__ == "__main__":
    main()
