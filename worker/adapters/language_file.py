"""The file of py3langid's language model, which comes with that package."""

import lzma
from functools import lru_cache
from pathlib import Path

from py3langid.langid import MODEL_DIR, MODEL_FILE

from worker.core.tag import Languages
from worker.core.tag.language_model import LanguageModel


@lru_cache(maxsize=1)
def languages() -> Languages:
    """One for all taggers of a process: it takes 15 MB, and most of a second."""
    with lzma.open(Path(MODEL_DIR, MODEL_FILE)) as stream:
        return Languages(LanguageModel.read(stream))
