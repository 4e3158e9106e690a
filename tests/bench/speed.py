"""Processor time of reading and tagging on one core, without any server.

    python tests/bench/speed.py FOLDER [--characters 4096] [--articles 300]

`FOLDER` holds text files, one article each, as `drop.py` takes them. Articles that are shorter than
asked for are put together until they are as long. Prints milliseconds an article, the best of three
rounds, as they are and at that length; and the memory of the process with all tables.
"""

import argparse
import gc
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from worker.adapters.compiled import make_preparer
from worker.core.article import Article
from worker.core.prepare import Preparer
from worker.settings import load

ROUNDS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--characters", type=int, default=4096)
    parser.add_argument("--articles", type=int, default=300)
    given = parser.parse_args()
    preparer = make_preparer(load()[0])
    gc.collect()
    print(f"memory with all tables: {_resident_mb():.0f} MB")
    gc.freeze()  # as a worker does before it forks
    files = [path.read_bytes() for path in sorted(given.folder.iterdir()) if path.is_file()]
    _report(preparer, "as they are", files[:: max(1, len(files) // given.articles)])
    _report(
        preparer, f"{given.characters} characters", _long(files, given.characters, given.articles)
    )


def _report(preparer: Preparer, name: str, files: Sequence[bytes]) -> None:
    articles = [found for raw in files for found in _parse(preparer, raw)]
    parse = _best(lambda: [_parse(preparer, raw) for raw in files]) / len(files)
    bare = [replace(article, language=None) for article in articles]
    tags = _best(lambda: [preparer.tagger.tags(article) for article in bare]) / len(articles)
    count = sum(len(preparer.tagger.tags(article)) for article in bare) / len(articles)
    print(
        f"{name}: {len(files)} files, parse {parse * 1000:.3f} ms, tags {tags * 1000:.3f} ms, "
        f"{count:.0f} tags each, {1 / tags:.0f} tagged a second"
    )


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


def _best(call: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
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
