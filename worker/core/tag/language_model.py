"""The language model of py3langid, in a fifth of the memory and with the same answers.

It finds byte sequences that are typical of some languages (an automaton, in one state after each
byte) and adds up what each of them says for each language (naive Bayes). Both tables say the same
thing again and again, and here what is repeated is held once: from most states most bytes lead on as
they do from others, and of most languages a sequence says only that it is not found there.
"""

import math
import struct
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple, Self

import numpy as np
from numpy.lib.format import read_array, read_array_header_1_0, read_magic
from numpy.typing import NDArray

BLOCK = 16
"""The 256 ways on from a state are told in blocks of so many; one block in eleven is a new one."""
MOST_DIFFERENCES = 50
"""A row that differs in more places is held as it is: quicker, and hardly larger."""
# A member of a zip archive that is not compressed: what comes before its name.
_MEMBER = b"PK\3\4"
_HEAD = struct.Struct("<26xHH")
# The two halves of each byte: which block, and where in it.
_HIGH = bytes(byte // BLOCK for byte in range(256))
_LOW = bytes(byte % BLOCK for byte in range(256))


class Ways(NamedTuple):
    """Rows of 256 states, in blocks: which state follows, by the byte that is read.

    Attributes:
        blocks: for each row where its sixteen blocks begin in `states`.
        states: the blocks, none of them twice.
    """

    blocks: "array[int]"
    states: "array[int]"

    @classmethod
    def packed(cls, rows: Iterable[NDArray[np.unsignedinteger[Any]]]) -> Self:
        """Some rows after the other."""
        begins: dict[bytes, int] = {}
        blocks = array("I")
        for some in rows:
            told = struct.iter_unpack(f"{4 * BLOCK}s", some.astype(np.uint32).tobytes())
            blocks.extend([begins.setdefault(block, BLOCK * len(begins)) for (block,) in told])
        return cls(blocks, array("I", b"".join(begins)))


class Automaton:
    """Tells which of the known byte sequences a text has: the longest that ends at each byte.

    Args:
        ways: what follows upon each state.
        rows: for each state its row in `ways`; many go on alike.
        sequences: for each state the number of the sequence that ends there, or -1.
    """

    def __init__(
        self, ways: Ways, rows: NDArray[np.unsignedinteger[Any]], sequences: NDArray[np.int32]
    ) -> None:
        self._ways = ways
        # arrays, of which a single value is had sooner; and multiplied, which is then not done for
        # every byte of a text
        self._rows = array("I", (rows.astype(np.uint32) * (256 // BLOCK)).tobytes())
        self._sequences = array("i", sequences.tobytes())

    def count(self, text: bytes) -> Counter[int]:
        """How often each sequence is met, by its number, in the order in which they come."""
        (blocks, states), rows, sequences = self._ways, self._rows, self._sequences
        state, met = 0, []
        for high, low in zip(text.translate(_HIGH), text.translate(_LOW), strict=True):
            state = states[blocks[rows[state] + high] + low]
            if (sequence := sequences[state]) >= 0:
                met.append(sequence)
        return Counter(met)


class Likelihoods:
    """A table of which a row is written out when it is asked for.

    Held are what is most frequent in each column; of most rows only what differs from that; and the
    rows that differ in many places, which are those that common words need.

    Args:
        table: a row a sequence, a column a language.
    """

    def __init__(self, table: NDArray[np.float16]) -> None:
        # as numbers, because to compare halves of floats takes ten times as long
        bits = table.view(np.uint16)
        usual = np.array([np.bincount(column).argmax() for column in bits.T], np.uint16)
        differs = bits != usual
        counts = np.count_nonzero(differs, axis=1)
        full = counts > MOST_DIFFERENCES
        # the first one is what short rows are made from
        self._full = np.vstack((usual.view(table.dtype), table[full]))
        self._full_at = np.where(full, np.cumsum(full), 0).astype(np.int32)
        differs[full] = False
        self._counts = np.where(full, 0, counts).astype(np.uint8)
        self._starts = (np.cumsum(self._counts, dtype=np.uint32) - self._counts).astype(np.uint32)
        columns = np.arange(len(usual), dtype=np.uint8)
        self._columns = np.broadcast_to(columns, table.shape)[differs]
        self._values = table[differs]

    def rows(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """Some rows, as they stand in the table."""
        wanted = np.asarray(numbers, np.intp)
        at = self._full_at[wanted]
        rows: NDArray[np.float32] = self._full[at].astype(np.float32)
        short = np.flatnonzero(at == 0)
        counts = self._counts[wanted[short]].astype(np.intp)
        before = np.cumsum(counts) - counts
        where = np.repeat(self._starts[wanted[short]] - before, counts)
        where += np.arange(len(where))
        rows[np.repeat(short, counts), self._columns[where]] = self._values[where]
        return rows


class LanguageModel:
    """Tells languages apart.

    Args:
        automaton: finds the sequences.
        likelihoods: what each says for each language, as logarithms.
        priors: what is added for each language.
        languages: their codes (ISO 639); one with two scripts may stand there twice.
    """

    def __init__(
        self,
        automaton: Automaton,
        likelihoods: Likelihoods,
        priors: NDArray[np.float32],
        languages: Sequence[str],
    ) -> None:
        self._automaton = automaton
        self._likelihoods = likelihoods
        self._priors = priors
        self._languages = tuple(languages)
        firsts = map(self._languages.index, self._languages)
        self._again = [(first, n) for n, first in enumerate(firsts) if first != n]

    @classmethod
    def read(cls, stream: IO[bytes]) -> Self:
        """The one of such a file as py3langid brings with it, unpacked; takes most of a second.

        The package itself would hold 100 MB for a moment, and what a process takes for a moment it
        is charged with for ever. So its tables are read one by one, and each is packed at once.
        """
        found: dict[str, Any] = {}
        for name in _members(stream):
            if name == "nextmove":
                found[name] = Ways.packed(_rows(stream))
            elif name == "ptc":
                found[name] = Likelihoods(read_array(stream))
            else:
                found[name] = read_array(stream)
        return cls(
            Automaton(found["nextmove"], found["nextmove_row"], found["out_feat"]),
            found["ptc"],
            found["pc"],
            found["classes"].tolist(),
        )

    def classify(self, text: str) -> tuple[str, float]:
        """The likeliest language of a text, and how likely it is among all of them."""
        told = _bytes(text)
        counts = self._automaton.count(told)
        scores = np.zeros(len(self._languages), np.float32)
        if counts:
            weights = np.log1p(np.fromiter(counts.values(), np.float32, len(counts)))
            scores = weights @ self._likelihoods.rows(list(counts)) + self._priors
        # sequences overlap, so their number says less than it seems to: its root is what counts
        scores *= 1.0 / math.sqrt(len(told) or 1)
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        for first, again in self._again:
            chances[first] += chances[again]
            chances[again] = 0.0
        best = int(chances.argmax())
        return self._languages[best], float(chances[best])


def _members(stream: IO[bytes]) -> Iterator[str]:
    """What `numpy.savez` has written, one after the other; who asks for the next has read this."""
    while (head := stream.read(_HEAD.size)).startswith(_MEMBER):
        name_length, extra_length = _HEAD.unpack(head)
        name = stream.read(name_length).decode().removesuffix(".npy")
        stream.read(extra_length)
        yield name


def _rows(stream: IO[bytes]) -> Iterator[NDArray[np.unsignedinteger[Any]]]:
    """A long array, a thousand rows of 256 at a time."""
    read_magic(stream)
    (left,), _, dtype = read_array_header_1_0(stream)
    while left:
        some = min(left, 256 << 10)
        yield np.frombuffer(stream.read(some * dtype.itemsize), dtype)
        left -= some


def _bytes(text: str) -> bytes:
    """As the texts were that the model learned from; one all in capitals says little as it is."""
    composed = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
    return composed.encode("utf-8", errors="surrogatepass")
