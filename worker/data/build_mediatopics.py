"""Write mediatopics.tsv: the IPTC Media Topics that are in use, one a line.

It is made from a JSON copy of the vocabulary, whose `concepts` have `qcode`, `parent`, `name` (a
label a language), `retired`, `subjectcode` and `wikidata`:
`python -m worker.data.build_mediatopics mediatopics.json`. The same copy gives the same file.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# The copy's names of languages, in the order of the columns, and what BCP 47 calls them.
LANGUAGES = {
    "en-GB": "en-GB",
    "en-US": "en-US",
    "ar": "ar",
    "dk": "da",
    "de": "de",
    "es": "es",
    "fr": "fr",
    "no-NB": "nb",
    "no-NN": "nn",
    "pt-BR": "pt-BR",
    "pt-PT": "pt-PT",
    "se": "sv",
    "zh-Hans": "zh-Hans",
}
COLUMNS = ("code", "top", "broader", "subjectcode", "wikidata", *LANGUAGES.values())

Concept = Mapping[str, Any]


def main() -> None:
    """Write the table beside this script."""
    source = Path(sys.argv[1])
    rows = list(table(json.loads(source.read_text("utf-8"))["concepts"]))
    target = Path(__file__).with_name("mediatopics.tsv")
    target.write_text("".join("\t".join(row) + "\n" for row in (COLUMNS, *rows)), "utf-8")
    print(f"{target}: {len(rows)} topics")


def table(concepts: list[Concept]) -> Iterator[tuple[str, ...]]:
    """A row for each topic that is not retired, by its code."""
    by_code = {concept["qcode"]: concept for concept in concepts}
    for qcode, concept in sorted(by_code.items()):
        if not concept["retired"]:
            names = concept["name"]
            labels = (" ".join((names.get(name) or "").split()) for name in LANGUAGES)
            yield (
                _code(qcode),
                _code(_top(concept, by_code)["qcode"]),
                _code(concept["parent"] or ""),
                _last(concept["subjectcode"]),
                _last(concept["wikidata"]),
                *labels,
            )


def _top(concept: Concept, by_code: Mapping[str, Concept]) -> Concept:
    while concept["parent"]:
        concept = by_code[concept["parent"]]
    return concept


def _code(qcode: str) -> str:
    return qcode.removeprefix("medtop:")


def _last(address: str | None) -> str:
    return (address or "").rpartition("/")[2]


if __name__ == "__main__":
    main()
