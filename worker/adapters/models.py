"""Word vectors and learning, from the packages of the extra `models`; nothing is downloaded."""

import json
from collections.abc import Sequence
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.core.learned import Learned
from worker.core.suggest import Vectors
from worker.errors import Unavailable

CONFIG, DIMENSIONS = "l2_supercat", 256
FEWEST_EXAMPLES = 20
"""A tag with fewer corrections than this is not learned."""
FOLDS = 5
EVEN = 0.5
LEAST_PRECISION = 0.8
"""The threshold of a tag is the lowest that is right so often on examples kept aside."""
UNSAID = 0.25
"""What an article that nobody corrected counts as an example of one without the tag."""
MISSING = 'the models are not installed; next: pip install "copytaster[models]"'


def are_installed() -> bool:
    """Whether the extra `models` is there."""
    return find_spec("wordllama") is not None and find_spec("sklearn") is not None


def version() -> str:
    """Name and version of the word vectors, without loading them.

    Raises:
        Unavailable: they are not installed.
    """
    try:
        return f"models/wordllama-{metadata.version('wordllama')}-{CONFIG}-{DIMENSIONS}"
    except metadata.PackageNotFoundError:
        raise Unavailable(MISSING) from None


class WordVectors:
    """Fulfils `core.suggest.Embedder` with wordllama, whose weights are in its wheel."""

    def __init__(self) -> None:
        self.version = version()
        import wordllama  # noqa: PLC0415 - an extra, and half a second

        # its tokenizer lies beside its weights, in a folder that it looks for only in a cache
        folder = Path(str(wordllama.__file__)).parent
        self._model = wordllama.WordLlama.load(
            CONFIG, dim=DIMENSIONS, cache_dir=folder, disable_download=True
        )

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length a text; zeros for a text without words."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        # an empty text would be divided by its length
        rows = np.asarray(self._model.embed([text or " " for text in texts]), dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        return unit


def learn(
    tag: tuple[str, str, str], having: Vectors, lacking: Vectors, unsaid: Vectors
) -> Learned | None:
    """What examples teach of one tag; None when they are too few or teach nothing.

    Args:
        tag: scheme, code and label.
        having: vectors of articles that a person gave the tag.
        lacking: of articles that a person took it from, or corrected otherwise.
        unsaid: of articles that nobody corrected; most of them lack it.
    """
    if len(having) < FEWEST_EXAMPLES or len(lacking) + len(unsaid) < FOLDS:
        return None
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - an extra, and seconds
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415

    rows = np.vstack([having, lacking, unsaid])
    truth = np.array([1] * len(having) + [0] * (len(lacking) + len(unsaid)))
    sure = np.array([1.0] * (len(having) + len(lacking)) + [UNSAID] * len(unsaid))
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    aside = np.zeros(len(rows))
    for some, rest in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, truth):
        model.fit(rows[some], truth[some], sample_weight=sure[some])
        aside[rest] = model.predict_proba(rows[rest])[:, 1]
    least, f1 = _threshold(aside, truth, sure)
    if least is None:
        return None
    model.fit(rows, truth, sample_weight=sure)
    scheme, code, label = tag
    return Learned(
        scheme=scheme,
        code=code,
        label=label,
        plane=tuple(map(float, model.coef_[0])),
        bias=float(model.intercept_[0]),
        least=least,
        f1=f1,
        examples=len(having),
    )


def _threshold(
    chances: NDArray[Any], truth: NDArray[Any], sure: NDArray[Any]
) -> tuple[float | None, float]:
    """The threshold of the best F1 among those that are precise enough, and that F1."""
    best: tuple[float | None, float] = (None, 0.0)
    has = truth == 1
    for least in sorted({round(float(chance), 3) for chance in chances if chance >= EVEN}):
        said = chances >= least
        right = float(sure[said & has].sum())
        precision = right / max(1e-9, float(sure[said].sum()))
        recall = right / max(1e-9, float(sure[has].sum()))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        if precision >= LEAST_PRECISION and f1 > best[1]:
            best = (least, round(f1, 3))
    return best


def learned_version(learned: Sequence[Learned]) -> str:
    """A version that changes when anything of what was learned does."""
    told = json.dumps([[one.scheme, one.code, one.plane, one.bias, one.least] for one in learned])
    return f"{version()}+{sha256(told.encode()).hexdigest()[:8]}"
