"""The figures below which a change is refused, and how they are lifted and lowered."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

Figures = Mapping[str, Mapping[str, float]]
"""Corpus to figure to value."""

MARGIN = 0.003
"""A share may fall by so much: one document more or less is no news."""
_ENDINGS = ("F1", "exact", "alike", "right day", "right minute", "place", "date", "accuracy")
_COUNTS = ("parsed", "should_pass read", "as expected")


class Miss(NamedTuple):
    """A figure on the wrong side of its floor; None when it was not measured at all."""

    corpus: str
    figure: str
    floor: float
    reached: float | None

    def __str__(self) -> str:
        reached = "not measured" if self.reached is None else f"{self.reached:g}"
        word = "above its ceiling of" if fewer_is_better(self.figure) else "below its floor of"
        return f"{self.corpus}: {self.figure} is {reached}, {word} {self.floor:g}"


def fewer_is_better(figure: str) -> bool:
    """Whether the figure counts mistakes."""
    return figure.endswith("invented")


def is_watched(figure: str) -> bool:
    """Whether a figure has a floor: precision and recall move against each other and have none."""
    return fewer_is_better(figure) or figure.endswith(_ENDINGS + _COUNTS)


def load(path: Path) -> dict[str, Any]:
    """`floors`: corpus to figure to value; `lowered`: each lowering with its reason."""
    if not path.exists():
        return {"floors": {}, "lowered": []}
    return dict(json.loads(path.read_text("utf-8")))


def save(path: Path, kept: Mapping[str, Any]) -> None:
    """Write what `load` reads, in order, so that a change is easy to see."""
    path.write_text(json.dumps(kept, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def misses(floors: Figures, reached: Figures) -> list[Miss]:
    """Every floor of a measured corpus that is not met."""
    found = []
    for corpus, wanted in floors.items():
        for figure, floor in wanted.items() if corpus in reached else ():
            value = reached[corpus].get(figure)
            if value is None or _is_worse(figure, value, floor):
                found.append(Miss(corpus, figure, floor, value))
    return found


def lift(kept: dict[str, Any], reached: Figures) -> list[str]:
    """Lift floors in `kept` to a little below what is `reached`; the lines that say so."""
    lines = []
    for corpus, figures in reached.items():
        floors = kept["floors"].setdefault(corpus, {})
        for figure, value in figures.items():
            if not is_watched(figure):
                continue
            floor = _with_margin(figure, value)
            if figure not in floors or _is_worse(figure, floors[figure], floor):
                lines.append(f"{corpus}: {figure} {floors.get(figure, 'none')} -> {floor:g}")
                floors[figure] = floor
    return lines


def lower(kept: dict[str, Any], missed: list[Miss], reason: str) -> None:
    """Lower in `kept` the floors that were missed, and note why."""
    for miss in missed:
        floors = kept["floors"][miss.corpus]
        if miss.reached is None:
            del floors[miss.figure]
        else:
            floors[miss.figure] = _with_margin(miss.figure, miss.reached)
        kept["lowered"].append(
            {
                "corpus": miss.corpus,
                "figure": miss.figure,
                "from": miss.floor,
                "to": floors.get(miss.figure),
                "reason": reason,
            }
        )


def _with_margin(figure: str, value: float) -> float:
    if fewer_is_better(figure) or figure.endswith(_COUNTS):
        return value
    return max(0.0, round(value - MARGIN, 3))


def _is_worse(figure: str, value: float, than: float) -> bool:
    return value > than if fewer_is_better(figure) else value < than
