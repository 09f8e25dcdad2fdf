"""An embedder that remembers questions: the same one is often put to several sets of articles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.embedding import Embedder, Encoded

KEPT = 1024


class Remembering:
    """Another embedder, which is asked for a single text only once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._one = lru_cache(maxsize=KEPT)(lambda text: embedder.encode([text])[0])
        self.count = lru_cache(maxsize=KEPT)(embedder.count)

    @property
    def name(self) -> str:
        """The other's name."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """The other's fingerprint."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    @property
    def max_pieces(self) -> int:
        """Word pieces that one text may have before it is cut."""
        return self._embedder.max_pieces

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode texts, in order; a text that is asked alone is remembered."""
        return [self._one(texts[0])] if len(texts) == 1 else self._embedder.encode(texts)
