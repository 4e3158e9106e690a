"""What was once told of a word or a name: news names the same people all day long."""

from abc import abstractmethod
from typing import TypeVar

from worker.core.tag.name_words import LONGEST_REMEMBERED

T = TypeVar("T")
MOST_REMEMBERED = 40_000
"""Of more than that all is forgotten, and told once more when asked for."""


class Remembered(dict[str, T]):
    """By a word or a name what is told of it; what is new is told when asked for."""

    @abstractmethod
    def tell(self, name: str) -> T:
        """What hangs on nothing but the name and the tables."""

    def __missing__(self, name: str) -> T:
        told = self.tell(name)
        if len(name) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[name] = told
        return told
