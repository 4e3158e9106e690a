"""The measuring corpora: documents and gold as gzipped JSON lines, or a folder of files."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class Document(NamedTuple):
    """A file of a corpus that has been written out, and its gold."""

    path: Path
    gold: dict[str, Any]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def is_there(corpus: Path) -> bool:
    """Whether `corpus` has documents with gold, or is a folder of files."""
    return (corpus / "docs.jsonl.gz").is_file() if is_scored(corpus) else corpus.is_dir()


def is_scored(corpus: Path) -> bool:
    """Whether the corpus is one with gold; the formats are folders of files without."""
    return corpus.parent.name != "formats"


def unpack(corpus: Path, folder: Path, every: int = 1) -> list[Document]:
    """Write each `every`th document as a file into `folder`.

    Names are made anew from what stands behind the last slash: gold must not lead out of `folder`.
    """
    gold = {Path(row["file"]).name: row for row in rows(corpus / "gold.jsonl.gz")}
    folder.mkdir(parents=True)
    found = []
    for number, row in enumerate(rows(corpus / "docs.jsonl.gz")):
        name = Path(row["file"]).name
        if number % every or name not in gold:
            continue
        path = folder / name
        path.write_bytes(_raw(row))
        found.append(Document(path, gold[name]))
    return found


def _raw(row: dict[str, Any]) -> bytes:
    if "html_gz_b64" in row:
        return gzip.decompress(base64.b64decode(row["html_gz_b64"]))
    return str(row["text"]).encode()


def files(folder: Path, every: int = 1) -> list[Path]:
    """Each `every`th file below `folder`, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())[::every]
