"""Processor time of reading and tagging on one core, without any server.

    python tests/bench/speed.py FOLDER... [--characters 4096] [--articles 300] [--rounds 15]

The folders hold text files, one article each, as `drop.py` takes them. Prints milliseconds an
article, the best of the rounds: of a sample as they are; of those that are about as long as asked
for; and of shorter ones put together until they are as long, which name twice as much as articles
of that length do. Tags are made for a page of articles at a time, as a worker does, and one by one.
Prints the memory of the process with all tables as well.
"""

import argparse
import gc
import io
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from worker.adapters.compiled import make_preparer
from worker.config import load
from worker.core.article import Article
from worker.core.prepare import Preparer
from worker.ingest import PAGE_POSITIONS

ABOUT = 8
"""As long as asked for is what differs by no more than this part of it."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--characters", type=int, default=4096)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    preparer = make_preparer(load()[0])
    gc.collect()
    print(f"memory with all tables: {_resident_mb():.0f} MB")
    # as a worker does
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    files = [
        path.read_bytes()
        for folder in given.folders
        for path in sorted(folder.iterdir())
        if path.is_file()
    ]
    report = partial(_report, preparer, given.rounds)
    report("a sample as they are", _sample(files, given.articles))
    apart = given.characters // ABOUT
    alike = [raw for raw in files if abs(len(raw) - given.characters) <= apart]
    report(f"of about {given.characters} characters", _sample(alike, given.articles))
    together = _long(files, given.characters, given.articles)
    report(f"put together to {given.characters} characters", together)


def _sample(files: Sequence[bytes], most: int) -> Sequence[bytes]:
    return files[:: max(1, len(files) // most)][:most]


def _report(preparer: Preparer, rounds: int, name: str, files: Sequence[bytes]) -> None:
    if not files:
        print(f"{name}: none")
        return
    tagger = preparer.tagger
    articles = [found for raw in files for found in _parse(preparer, raw)]
    bare = [replace(article, language=None) for article in articles]
    pages = [bare[n : n + PAGE_POSITIONS] for n in range(0, len(bare), PAGE_POSITIONS)]
    parse = _best(rounds, lambda: _drop(_parse(preparer, raw) for raw in files)) / len(files)
    paged = _best(rounds, lambda: _drop(map(tagger.tags_of, pages))) / len(articles)
    single = _best(rounds, lambda: _drop(map(tagger.tags, bare))) / len(articles)
    count = sum(map(len, map(tagger.tags, bare))) / len(articles)
    print(
        f"{name}: {len(files)} files of {sum(map(len, files)) / len(files):.0f} bytes, "
        f"parse {parse * 1000:.3f} ms, tags {paged * 1000:.3f} ms (one by one {single * 1000:.3f}), "
        f"{count:.0f} tags each, {1 / paged:.0f} tagged a second"
    )


def _drop(made: Iterable[object]) -> None:
    """Make one after the other and keep none: a worker has no more than a page at once."""
    deque(made, maxlen=0)


def _parse(preparer: Preparer, raw: bytes) -> list[Article]:
    return [found for _, found in preparer.parse(io.BytesIO(raw)) if isinstance(found, Article)]


def _long(files: Sequence[bytes], length: int, most: int) -> list[bytes]:
    made, text = [], b""
    for raw in files:
        text = b"%s\n\n%s" % (text, raw) if text else raw
        if len(text) >= length:
            made.append(text[:length])
            text = b""
            if len(made) == most:
                break
    return made


def _best(rounds: int, call: Callable[[], object]) -> float:
    took = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        took.append(time.process_time() - started)
    return min(took)


def _resident_mb() -> float:
    (line,) = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
