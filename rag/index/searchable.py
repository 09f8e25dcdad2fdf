"""What retrieval and answering ask of an index: the protocol behind `Snapshot`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.domain import Filters, Listing, Passage
from rag.index.tokens import TokenMatrix


class Searchable(Protocol):
    """An unchanging set of passages that can be searched."""

    @property
    def size(self) -> int:
        """How many passages there are."""

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term that some passage holds."""

    def df(self, term: str) -> int:
        """How many passages hold a term."""

    def allowed(self, filters: Filters) -> set[str] | None:
        """The ids of articles that pass; None when nothing is filtered."""

    def dense(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages as (id, cosine), best first, among allowed articles."""

    def lexical(
        self, terms: Sequence[str], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The best passages as (id, BM25 score), best first, among allowed articles."""

    def passages(self, keys: Sequence[str]) -> list[Passage]:
        """The passages with these ids, in this order."""

    def tokens(self, keys: Sequence[str]) -> list[TokenMatrix]:
        """The token vectors of passages, in this order."""

    def listing(self, article: str) -> Listing | None:
        """What is known of an article, or None when it is not indexed."""

    def text(self, article: str) -> str:
        """The stored text of an indexed article."""
