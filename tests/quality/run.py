# ruff: noqa: T201 - it prints figures
"""How well everything is read: figures on the measuring corpora, beside the goals and the peers.

    python tests/quality/run.py ../shared/corpus                     measure; exit 1 below a floor
    python tests/quality/run.py ../shared/corpus --only wire-text    one corpus
    python tests/quality/run.py ../shared/corpus --raise             lift the floors to what is reached
    python tests/quality/run.py ../shared/corpus --lower "REASON"    lower what is missed, and say why

Figures are printed one a line: value, goal, floor, the best other tool. Corpora that are not there
are named as absent. `--records DIR` keeps what was read as JSON lines, one file a corpus.
"""

import argparse
import json
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

from quality import corpora, floors, formats, score, topics  # noqa: E402 - found by the line above
from quality.reading import Reading, longest, read_all  # noqa: E402

FLOORS = HERE / "floors.json"
GOALS = HERE / "goals.toml"
_SCORERS = {"topics-bbc": topics.figures}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and compare; 1 when a floor is missed or nothing could be measured."""
    options = _options(arguments)
    kept = floors.load(options.floors)
    reached: dict[str, dict[str, float]] = {}
    absent = []
    for name, wanted in goals().items():
        if options.only and name not in options.only:
            continue
        if not corpora.is_there(options.corpus / name):
            absent.append(name)
            continue
        reached[name] = measure(
            options.corpus,
            name,
            every=options.every,
            processes=options.processes,
            records=options.records,
            table=options.table,
        )
        for line in report(reached[name], wanted, kept["floors"].get(name, {})):
            print(line, flush=True)
    for name in absent:
        print(f"\n== {name}: ABSENT, not measured: there is no {options.corpus / name}")
    missed = floors.misses(kept["floors"], reached) if options.every == 1 else []
    print(f"\n{len(reached)} corpora measured, {len(absent)} absent, {len(missed)} floors missed")
    if options.every > 1:
        print("a sample only: floors were not looked at")
    return _settle(options, kept, reached, missed)


def goals() -> dict[str, dict[str, dict[str, Any]]]:
    """What is wanted, and what peers reach: corpus to figure to `goal`, `peer`, `of`."""
    return tomllib.loads(GOALS.read_text("utf-8"))


def measure(
    folder: Path,
    name: str,
    *,
    every: int = 1,
    processes: int | None = None,
    records: Path | None = None,
    table: bool = False,
) -> dict[str, float]:
    """The figures of one corpus; prints its heading, and what became of its files."""
    began = time.perf_counter()
    corpus = folder / name
    with tempfile.TemporaryDirectory(prefix="copytaster-quality-") as unpacked:
        if corpora.is_scored(corpus):
            documents = corpora.unpack(corpus, Path(unpacked) / "docs", every)
            readings = list(read_all([each.path for each in documents], processes))
            found = _SCORERS.get(name, score.figures)(
                [
                    (document.gold, longest(reading.records))
                    for document, reading in zip(documents, readings, strict=True)
                ]
            )
        else:
            readings = list(read_all(corpora.files(corpus, every), processes))
            found = formats.figures(name.partition("/")[2], readings)
    speed = 1000 * sum(each.parse_s for each in readings) / max(1, len(readings))
    took = time.perf_counter() - began
    print(f"\n== {name}: {len(readings)} files, {speed:.2f} ms each to parse, {took:.0f} s in all")
    for way, outcome in formats.outcomes(readings).items():
        print(f"   {way:40s} {outcome.files} files, {outcome.articles} articles")
    if table and not corpora.is_scored(corpus):
        print(*formats.table(readings), sep="\n")
    if records:
        _keep(records / f"{name.replace('/', '-')}.jsonl", readings)
    return found


def report(
    found: Mapping[str, float], wanted: Mapping[str, Mapping[str, Any]], floor: Mapping[str, float]
) -> Iterable[str]:
    """A line a figure: value, goal, floor, and the best other tool."""
    for figure, value in found.items():
        goal = wanted.get(figure, {})
        line = f"{figure:32s} {_shown(value):>8s}"
        if "goal" in goal:
            met = value <= goal["goal"] if floors.fewer_is_better(figure) else value >= goal["goal"]
            line += f"  goal {_shown(goal['goal'])} {'met' if met else 'NOT MET'}"
        if figure in floor:
            line += f"  floor {_shown(floor[figure])}"
        if "peer" in goal:
            line += f"  best peer {_shown(goal['peer'])} ({goal['of']})"
        yield line


def _settle(
    options: argparse.Namespace,
    kept: dict[str, Any],
    reached: Mapping[str, Mapping[str, float]],
    missed: list[floors.Miss],
) -> int:
    for miss in missed:
        print(f"MISSED {miss}")
    if not reached:
        print(f"nothing was measured: none of the corpora is in {options.corpus}")
        return 1
    if options.lower is not None and missed:
        floors.lower(kept, missed, options.lower)
        print(f"{len(missed)} floors lowered: {options.lower}")
        missed = []
    if options.lift:
        print(*floors.lift(kept, reached), sep="\n")
    if options.lift or options.lower is not None:
        floors.save(options.floors, kept)
    return 1 if missed else 0


def _keep(path: Path, readings: Iterable[Reading]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for reading in readings:
            for position, record in enumerate(reading.records):
                line = {"path": reading.path.name, "position": position} | record
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _shown(value: float) -> str:
    """Counts are whole numbers, and so are the goals for them."""
    return str(value) if type(value) is int else f"{value:.4f}"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpus", type=Path, help="the folder of the corpora")
    parser.add_argument("--only", nargs="+", metavar="CORPUS", help="measure these alone")
    parser.add_argument(
        "--every", type=_positive, default=1, metavar="N", help="each Nth file only"
    )
    parser.add_argument("--processes", type=_positive, metavar="N")
    parser.add_argument("--records", type=Path, metavar="DIR", help="keep what was read")
    parser.add_argument("--table", action="store_true", help="a line for each file of the formats")
    parser.add_argument("--floors", type=Path, default=FLOORS, help=argparse.SUPPRESS)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the floors")
    parser.add_argument("--lower", type=_reason, metavar="REASON", help="lower what is missed")
    options = parser.parse_args(arguments)
    if options.every > 1 and (options.lift or options.lower):
        parser.error("floors are set by all files, not by a sample")
    return options


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _reason(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("say why")
    return text.strip()


if __name__ == "__main__":
    sys.exit(main())
