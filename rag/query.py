"""A question as retrieval and answering compare it: words with weights, encoded once.

Knows how well a text's tokens match the question's words (late interaction); knows nothing of
where texts come from or what is done with the scores.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.embedding import Embedder, Encoded
from rag.embedding.base import Matrix
from rag.terms import terms

# Calibrated on XQuAD together with the refusal model: a word that occurs everywhere still says a
# little of what is asked, and a question word less than that.
COMMON = 0.25
FUNCTION = 0.15
TYPED = str.maketrans("‘’“”", "''\"\"")  # as a keyboard has them, so that either way finds the same


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question; `weight` is 0 to 1, how much it says of what is asked."""

    text: str
    stem: str
    start: int
    stop: bool
    weight: float
    pieces: tuple[int, ...]

    @property
    def capital(self) -> bool:
        """Written like a name: a capital letter, and not because the question begins there."""
        return self.start > 0 and self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to be compared."""

    text: str
    encoded: Encoded
    words: tuple[Word, ...]

    @property
    def content(self) -> tuple[Word, ...]:
        """The words that say what the question is about."""
        return tuple(word for word in self.words if not word.stop)

    @property
    def stems(self) -> list[str]:
        """The stems of the content words, in order."""
        return [word.stem for word in self.content]

    @property
    def weights(self) -> NDArray[np.float64]:
        """The words' weights, in order."""
        return np.array([word.weight for word in self.words])


def read_question(text: str, embedder: Embedder, weigh: Callable[[str], float]) -> Query:
    """Encode a question; `weigh` gives a stem's weight among the indexed passages."""
    encoded = embedder.encode([text.translate(TYPED)])[0]
    words = []
    for term in terms(text):
        inside = (encoded.offsets[:, 0] >= term.start) & (encoded.offsets[:, 1] <= term.end)
        pieces = tuple(int(i) for i in np.flatnonzero(inside))
        if pieces:
            weight = FUNCTION if term.stop else weigh(term.stem)
            word = text[term.start : term.end]
            words.append(Word(word, term.stem, term.start, term.stop, weight, pieces))
    return Query(text, encoded, tuple(words))


def rarity(passages: int, occurrences: int) -> float:
    """Inverse document frequency as a share of its highest value, at least COMMON.

    As a share it means the same in an index of twenty passages and of twenty thousand.
    """
    highest = math.log(1 + (passages + 0.5) / 0.5)
    idf = math.log(1 + (passages - occurrences + 0.5) / (occurrences + 0.5))
    return max(idf / highest, COMMON)


def match_words(query: Query, tokens: Matrix) -> NDArray[np.float64]:
    """For each word of the question, how near the nearest token of a text comes: shape (words,).

    The cosine is taken for every word piece and averaged over the pieces of a word.
    """
    if not query.words or not len(tokens):
        return np.zeros(len(query.words))
    nearest = (query.encoded.tokens @ tokens.T).max(axis=1)
    return np.array([float(nearest[list(word.pieces)].mean()) for word in query.words])


def interaction(query: Query, matches: NDArray[np.float64]) -> float:
    """Late interaction: the weighted mean of the words' matches (after ColBERT's MaxSim).

    Khattab and Zaharia, SIGIR 2020; the weights by rarity are ours and measured.
    """
    total = float(query.weights.sum())
    return float(query.weights @ matches) / total if total else 0.0


def coverage(query: Query, stems: frozenset[str] | set[str]) -> float:
    """The share of the question's weight whose words literally occur among `stems`."""
    wanted = {word.stem: word.weight for word in query.content}
    total = sum(wanted.values())
    return sum(w for stem, w in wanted.items() if stem in stems) / total if total else 0.0


def standardise(scores: Sequence[float]) -> NDArray[np.float64]:
    """Scores with mean 0 and deviation 1; all zero where they do not differ."""
    values = np.asarray(scores, dtype=float)
    deviation = values.std() if len(values) else 0.0
    return (values - values.mean()) / deviation if deviation > 1e-9 else np.zeros_like(values)
