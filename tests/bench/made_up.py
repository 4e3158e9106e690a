"""Made-up news: sentences of invented words between real small ones, with names and figures."""

import random

_SYLLABLES = """
ba be bo bri ca co cra da de dro el en fa fo gra ha ho in ka ke la le lo ma me mo na ne no pa pe
pri ra re ro sa se sta ta te to tra u va ve vo wa we
"""
_SMALL = """
the of to and a in that is for on it with as was at by be from has have he are an this will not or
they but its said who which been their more one about
"""
_ENDINGS = ["", "n", "r", "s", "l", "t", "ting", "ment", "ly", "ed"]


class Newsroom:
    """Writes articles that share small words, and now and then a word, but no sentence."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.small = _SMALL.split()
        self._syllables = _SYLLABLES.split()
        self.words = sorted({self._word() for _ in range(6000)})
        self.random.shuffle(self.words)
        self.names = [self._word().capitalize() for _ in range(1500)]

    def sentence(self) -> str:
        """Ten to thirty words, about two in five of them small."""
        pick = self.random
        topical = [self._frequent(self.words) for _ in range(pick.randint(6, 18))]
        written: list[str] = []
        for word in topical:
            if pick.random() < 0.65:
                written.append(pick.choice(self.small))
            roll = pick.random()
            if roll < 0.07:
                written.append(self.figure())
            elif roll < 0.18:
                written.append(f"{pick.choice(self.names)} {pick.choice(self.names)}")
            else:
                written.append(word)
        text = " ".join(written)
        return f"{text[0].upper()}{text[1:]}."

    def figure(self) -> str:
        """A number as news prints it."""
        pick = self.random
        return pick.choice(
            [
                f"{pick.randint(2, 99)}",
                f"{pick.uniform(1, 99):.1f}",
                f"{pick.randint(1, 99)},{pick.randint(100, 999)}",
            ]
        )

    def body(self, sentences: int) -> str:
        """Paragraphs of two sentences or so."""
        written = [self.sentence() for _ in range(sentences)]
        return "\n\n".join(" ".join(written[n : n + 2]) for n in range(0, sentences, 2))

    def headline(self) -> str:
        """A few words."""
        return self.sentence()[:60].rstrip(" .")

    def _frequent(self, words: list[str]) -> str:
        # some words are far commoner than others, as in any text
        return words[int(len(words) * self.random.random() ** 2.5)]

    def _word(self) -> str:
        pick = self.random
        return "".join(pick.choices(self._syllables, k=pick.randint(2, 4))) + pick.choice(_ENDINGS)
