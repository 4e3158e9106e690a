"""Arrays of numbers, and what is asked of them more than once."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]
Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def members(firsts: npt.NDArray[np.integer], many: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
    """The numbers in several runs of numbers, one run behind the other.

    Args:
        firsts: with which number each run begins.
        many: how many numbers it has.

    Returns:
        for each number the run that it is in, and the number.
    """
    runs = np.repeat(np.arange(len(many)), many)
    return runs, np.arange(len(runs)) + (firsts - np.cumsum(many) + many)[runs]
