"""One small stand-in for each outside system, deterministic and instant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from rag.embedding import Encoded


class HashEmbedder:
    """Words hashed to fixed directions: texts that share words are near each other.

    `encoded` records every text, so that a test can tell what was embedded.
    """

    def __init__(self, name: str = "hash", dimension: int = 32) -> None:
        self.name = name
        self.fingerprint = f"{name}-{dimension}"
        self.dimension = dimension
        self.max_pieces = 256
        self.encoded: list[str] = []

    def count(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        self.encoded.extend(texts)
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> Encoded:
        words = list(re.finditer(r"\w+|[^\w\s]", text))
        tokens = np.array([self._direction(word.group()) for word in words], dtype=np.float32)
        tokens = tokens.reshape(-1, self.dimension)
        vector = tokens.sum(axis=0) if len(words) else np.ones(self.dimension, dtype=np.float32)
        offsets = np.array([word.span() for word in words], dtype=np.int32).reshape(-1, 2)
        return Encoded(vector / max(float(np.linalg.norm(vector)), 1e-9), tokens, offsets)

    def _direction(self, word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.lower().encode()).digest()[:8], "big")
        direction = np.random.default_rng(seed).standard_normal(self.dimension)
        return (direction / np.linalg.norm(direction)).astype(np.float32)
