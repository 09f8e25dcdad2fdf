"""How far the meaning of a sentence is in quotes: late interaction over token vectors.

Each word that says something is held against the tokens of a quote; a word that stands there
literally is held whole. Knows no grammar, so that it works in any language the embedder knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.answer.lexicon import NOT
from rag.answer.reading import akin, bases, tokens
from rag.embedding.base import Matrix
from rag.query import Query, match_words

# Chosen on the development half of the planted sentences.
MEAN = 0.55  # of the words' matches, weighted by rarity
WEAKEST = 0.14  # of any one word
FOREIGN = 0.3  # of a word that another quote has literally
TELLING = 0.6  # weight of a word that tells what a sentence is about
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Cover:
    """How well quotes cover a text, 0 to 1; `word` is the one that they cover worst."""

    mean: float
    weakest: float
    word: str

    @property
    def enough(self) -> bool:
        """Whether the text may be said to stand there."""
        return self.mean >= MEAN and self.weakest >= WEAKEST


class Coverage:
    """The words of a sentence held once against each of several quotes."""

    def __init__(self, query: Query, quotes: Sequence[tuple[str, Matrix]]) -> None:
        """`quotes` are texts with their token vectors."""
        there = {token.start: token for token in tokens(query.text)}
        self._kept = [
            i for i, w in enumerate(query.words) if not w.stop and w.text.lower() not in NOT
        ]
        self._words = [query.words[i] for i in self._kept]
        self._weights = np.array([word.weight for word in self._words])
        self._forms = [
            there[word.start].base if word.start in there else word.stem for word in self._words
        ]
        self._scores = np.array([self._score(query, text, rows) for text, rows in quotes])

    def of(self, quotes: Sequence[int], ranges: Ranges) -> Cover:
        """How well some of the quotes, by their places, cover the words in these ranges."""
        held = self._scores[list(quotes)].max(axis=0)
        inside = self._inside(ranges)
        if not inside:
            return Cover(0.0, 0.0, "")
        worst = min(inside, key=lambda i: float(held[i]))
        mean = float(held[inside] @ self._shares(inside))
        return Cover(mean, float(held[worst]), self._words[worst].text)

    def beside(self, quotes: Sequence[int], ranges: Ranges) -> tuple[float, float]:
        """The best mean of any one quote, and of any one together with these."""
        inside = self._inside(ranges)
        if not inside:
            return 0.0, 0.0
        shares = self._shares(inside)
        joined = np.maximum(self._scores, self._scores[list(quotes)].max(axis=0))
        return (
            float((self._scores[:, inside] @ shares).max()),
            float((joined[:, inside] @ shares).max()),
        )

    def _inside(self, ranges: Ranges) -> list[int]:
        return [
            i
            for i, word in enumerate(self._words)
            if any(start <= word.start < end for start, end in ranges)
        ]

    def _shares(self, inside: Sequence[int]) -> NDArray[np.float64]:
        weights = self._weights[list(inside)]
        return np.asarray(weights / weights.sum())

    def of_answer(self, quotes: Sequence[int], ranges: Ranges, asked: frozenset[str]) -> Cover:
        """How well quotes cover the words that a question with these base forms does not have."""
        own = [
            i
            for i in self._inside(ranges)
            if not any(akin(self._forms[i], other) for other in asked)
        ]
        return self.of(quotes, [(self._words[i].start, self._words[i].start + 1) for i in own])

    def blended(self, quotes: Sequence[int], until: int) -> bool:
        """Whether a word before a place is told by other quotes only, and not meant by these."""
        held = self._scores[list(quotes)].max(axis=0)
        best = self._scores.max(axis=0)
        return any(
            held[i] < FOREIGN and best[i] == 1.0 and word.weight > TELLING
            for i, word in enumerate(self._words)
            if word.start < until
        )

    def _score(self, query: Query, text: str, rows: Matrix) -> NDArray[np.float64]:
        near = match_words(query, rows)[self._kept]
        here = bases(text)
        begun = {other[:3] for other in here}  # words that are akin begin alike
        literal = [
            form in here or (form[:3] in begun and any(akin(form, other) for other in here))
            for form in self._forms
        ]
        return np.where(literal, 1.0, near)
