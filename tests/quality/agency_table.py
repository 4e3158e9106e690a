# ruff: noqa: T201 - it prints a table
"""What every file of a folder is read as, one line a position, to hold beside its source.

    python tests/quality/agency_table.py FOLDER

Columns: file, parser, the first 40 characters of the headline, uri, version, place, words; of a
position that was rejected the reason and its sentence instead.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

from quality.reading import Reading, Record, read_all  # noqa: E402 - found by the line above

HEADLINE = 40
"""Characters of a headline that are shown."""
_COLUMNS = ("file", "parser", "headline", "uri", "version", "place", "words")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 when the folder holds no file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="a folder of files; folders in it are walked")
    folder = parser.parse_args(arguments).folder
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for line in table(folder, read_all(paths)):
        print(line)
    if not paths:
        print(f"there is no file in {folder}; name a folder that holds some", file=sys.stderr)
    return 0 if paths else 1


def table(folder: Path, readings: Iterable[Reading]) -> Iterator[str]:
    """The table as Markdown has it."""
    yield _line(_COLUMNS)
    yield _line(["---"] * len(_COLUMNS))
    for reading in readings:
        name = str(reading.path.relative_to(folder))
        for each in reading.records:
            yield _line([name, *_cells(each)])


def _cells(record: Record) -> list[object]:
    if error := record.get("error"):
        return [error["reason"], error["detail"], "", "", "", ""]
    place = (record["dateline"] or {}).get("place")
    headline = (record["headline"] or "")[:HEADLINE]
    told = (record["uri"], record["version"], place)
    return [record["parser"], headline, *(each or "" for each in told), record["word_count"]]


def _line(cells: Iterable[object]) -> str:
    shown = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(shown)} |"


if __name__ == "__main__":
    sys.exit(main())
