"""BM25 over rows held in memory, score for score what `rag.index.lexical` gives.

That index computes every score when it is built and keeps it on disk, which pays for many
questions over the same rows. Here the rows change with every few questions, so a score is computed
when it is asked for. Knows term counts, no texts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.index.lexical import K1, B

Floats = NDArray[np.float32]


class WordIndex:
    """Rows of term counts, asked by terms."""

    def __init__(self, rows: Sequence[Counter[str]]) -> None:
        self._rows = rows
        self._columns: dict[str, Floats] = {}

    @cached_property
    def vocabulary(self) -> Collection[str]:
        """Every term that some row holds, in the order they first come in."""
        return dict.fromkeys(term for row in self._rows for term in row).keys()

    def df(self, term: str) -> int:
        """How many rows hold the term."""
        return int(np.count_nonzero(self._column(term)))

    def scores(self, terms: Sequence[str]) -> Floats:
        """The score of every row; a term that is asked twice counts twice.

        Rounded where bm25s rounds, so that ties fall the same way.
        """
        total = np.zeros(len(self._rows), dtype=np.float32)
        for term in terms:
            if held := self.df(term):
                count = self._column(term)
                idf = np.float32(math.log(1 + (len(self._rows) - held + 0.5) / (held + 0.5)))
                total += (np.float64(idf) * (count / (self._lengths + count))).astype(np.float32)
        return total

    @cached_property
    def _lengths(self) -> NDArray[np.float64]:
        """What the length of a row adds below the fraction."""
        lengths = np.array([row.total() for row in self._rows], dtype=np.float64)
        return np.asarray(K1 * ((1 - B) + B * lengths / max(lengths.mean(), 1e-9)))

    def _column(self, term: str) -> Floats:
        column = self._columns.get(term)
        if column is None:
            counts = (row.get(term, 0) for row in self._rows)
            column = np.fromiter(counts, dtype=np.float32, count=len(self._rows))
            self._columns[term] = column
        return column
