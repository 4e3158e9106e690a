"""Feed formats with wrong bytes for a while; keep what makes them say something new.

    python tests/bench/fuzz.py --seconds 60 [--format html] [--seeds DIR] [--keep DIR] [--seed 1]

Without `--format`, all formats in turn, each by itself and then through `parse`. An input whose
outcome (types, reasons, which fields are filled) was not seen before is kept to be changed further.
Prints one line a format and, for each fault, a short input that shows it; exit code 1 then.
"""

import argparse
import base64
import collections
import importlib
import io
import itertools
import pkgutil
import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutation import LONGEST, mutated
from packing import archives_of

import worker.core.parse
from worker.core.article import Article
from worker.core.parse import HEAD_BYTES, PARSERS, Format, Limits
from worker.errors import Reason, Rejected

SAMPLES = Path(__file__).parents[1] / "samples"
LIMITS = Limits(text_bytes=2_000_000)
SLOW_S = 3.0
SEEDS_MAX = 3000
_NUMBER = re.compile(r"\d+|'[^']*'")


def formats() -> dict[str, Format]:
    """Every module of `worker.core.parse` that is a format, registered or not."""
    found = {}
    package = worker.core.parse
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        loaded = importlib.import_module(module.name)
        if hasattr(loaded, "sniff") and hasattr(loaded, "parse"):
            found[module.name.rpartition(".")[2]] = loaded
    return found


def seeds(folders: Sequence[Path]) -> list[bytes]:
    """The files below the folders, without those that say what is expected."""
    files = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".expected.json")
    ]
    raws = [path.read_bytes() for path in files if path.stat().st_size <= LONGEST]
    some = raws[:: max(1, len(raws) // 30)]
    return [*raws[:: max(1, len(raws) // SEEDS_MAX)], *archives_of(some)]


def signature(found: list[Article | Rejected]) -> tuple[object, ...]:
    """What an outcome is like, so that only the like of it need be kept once."""
    kinds: set[object] = set()
    for each in found:
        if isinstance(each, Rejected):
            kinds.add((each.reason, _NUMBER.sub("", each.detail)[-60:]))
        else:
            kinds.add(tuple(bool(getattr(each, one.name)) for one in fields(each)))
            kinds.update(part.rule for part in each.dropped)
    return (min(len(found), 4), *sorted(map(str, kinds))[:8])


def fault(read: Callable[[bytes], list[Article | Rejected]], raw: bytes) -> str | None:
    """What is wrong with reading `raw`, in a word that tells faults apart; None when nothing."""
    started = time.perf_counter()
    try:
        found = read(raw)
    except Exception as error:  # noqa: BLE001 - to catch them all is what this is for
        where = traceback.extract_tb(error.__traceback__)[-1]
        ours = [
            each
            for each in traceback.extract_tb(error.__traceback__)
            if "worker/core" in each.filename
        ][-1:]
        at = (ours or [where])[0]
        return f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}: {str(error)[:80]}"
    if time.perf_counter() - started > SLOW_S:
        return "slow"
    if not found:
        return "nothing came out"
    return next(filter(None, map(_wrong, found)), None)


def _wrong(found: object) -> str | None:
    if isinstance(found, Rejected):
        return found.detail[-120:] if found.reason is Reason.CRASHED else None
    if not isinstance(found, Article):
        return f"a {type(found).__name__} came out"
    try:
        repr(found).encode()
        found.body.encode()
    except UnicodeEncodeError:
        return "half a character came out"
    return None


def shorter(raw: bytes, bad: Callable[[bytes], bool], seconds: float = 20) -> bytes:
    """`raw` with everything left out that is not needed to stay `bad`."""
    until = time.monotonic() + seconds
    step = len(raw) // 2
    while step and time.monotonic() < until:
        at = 0
        while at < len(raw) and time.monotonic() < until:
            less = raw[:at] + raw[at + step :]
            if bad(less):
                raw = less
            else:
                at += step
        step //= 2
    return raw


@dataclass
class Run:
    """The fuzzing of one format."""

    name: str
    format_: Format | None
    pick: random.Random
    known: list[bytes]
    seen: set[tuple[object, ...]] = field(default_factory=set)
    faults: dict[str, bytes] = field(default_factory=dict)
    reasons: collections.Counter[str] = field(default_factory=collections.Counter)
    count: int = 0
    slowest: float = 0.0

    def read(self, raw: bytes) -> list[Article | Rejected]:
        """All that the format makes of `raw`; only what it takes by its beginning."""
        if self.format_ is None:
            return list(worker.core.parse.parse(io.BytesIO(raw), LIMITS))
        if not self.format_.sniff(raw[:HEAD_BYTES]):
            return [Rejected(Reason.UNKNOWN_FORMAT, "not mine")]
        return list(self.format_.parse(io.BytesIO(raw), LIMITS))

    def go(self, seconds: float) -> None:
        """Try inputs for so long."""
        mine = [raw for raw in self.known if self._takes(raw)] or [b""]
        kept = list(mine)
        until = time.monotonic() + seconds
        firsts: Iterator[bytes] = iter(mine)
        for raw in itertools.chain(firsts, itertools.repeat(None)):
            if time.monotonic() > until:
                return
            tried = mutated(self.pick, self.pick.choice(kept), self.known) if raw is None else raw
            self._try(tried, kept)

    def _takes(self, raw: bytes) -> bool:
        return self.format_ is None or self.format_.sniff(raw[:HEAD_BYTES])

    def _try(self, raw: bytes, kept: list[bytes]) -> None:
        self.count += 1
        outcome: list[list[Article | Rejected]] = []

        def read(tried: bytes) -> list[Article | Rejected]:
            outcome.append(self.read(tried))
            return outcome[-1]

        started = time.perf_counter()
        word = fault(read, raw)
        self.slowest = max(self.slowest, time.perf_counter() - started)
        if word:
            if word not in self.faults:
                self.faults[word] = raw
            return
        self.reasons.update(
            str(each.reason) if isinstance(each, Rejected) else "article" for each in outcome[0]
        )
        like = signature(outcome[0])
        if like not in self.seen:
            self.seen.add(like)
            kept.append(raw)

    def tell(self, keep: Path | None) -> None:
        """Print what came of it, each fault with a short input."""
        print(
            f"{self.name:14} {self.count:7} inputs, {len(self.seen):5} kinds of outcome, "
            f"slowest {self.slowest * 1000:.0f} ms, {len(self.faults)} faults",
            dict(self.reasons.most_common(8)),
            flush=True,
        )
        for number, (word, raw) in enumerate(self.faults.items()):
            short = shorter(raw, lambda less, same=word: fault(self.read, less) == same)  # type: ignore[misc]
            print(f"  {self.name}: {word}\n    {len(short)} bytes: {short[:600]!r}", flush=True)
            if len(short) > 600:
                print(f"    base64 {base64.b64encode(short[:6000]).decode()}"[:300])
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{self.name}-{number}").write_bytes(short)


def main() -> int:
    """Fuzz; 1 when a fault was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60, help="for each format")
    parser.add_argument("--format", action="append", help="a module's name, or `all`; repeatable")
    parser.add_argument(
        "--seeds", type=Path, action="append", default=[], help="more to begin with"
    )
    parser.add_argument("--keep", type=Path, help="where inputs that show a fault are written")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    every: dict[str, Format | None] = {**formats(), "all": None}
    if unknown := sorted(set(told.format or ()) - set(every)):
        parser.error(f"no format {unknown[0]!r}; there are {', '.join(every)}")
    first = [
        each for name, each in every.items() if each and each not in PARSERS and name != "text"
    ]
    # those that are not registered yet are tried in archives too
    worker.core.parse.PARSERS = (*PARSERS[:-1], *first, *PARSERS[-1:])
    known = seeds([SAMPLES, *told.seeds])
    bad = 0
    for name in told.format or every:
        run = Run(name, every[name], random.Random(told.seed), known)
        run.go(told.seconds)
        run.tell(told.keep)
        bad += len(run.faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
