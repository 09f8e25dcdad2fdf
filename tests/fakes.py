"""One small stand-in for each outside system, deterministic and instant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rag.embedding import Encoded
from rag.errors import LanguageModelFailed
from rag.llm.base import Message


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


class ScriptedWriting:
    """Pieces from a script; a piece that is an error is raised where it stands."""

    def __init__(self, pieces: Sequence[str | LanguageModelFailed]) -> None:
        self.pieces = pieces
        self.tokens: Mapping[str, int] = {"prompt": 100, "completion": len(pieces)}
        self.cut = False
        self.closed = False

    def __iter__(self) -> Iterator[str]:
        for piece in self.pieces:
            if self.closed:
                return
            if isinstance(piece, LanguageModelFailed):
                raise piece
            yield piece

    def close(self) -> None:
        self.closed = True


class ScriptedModel:
    """Writes one script after the other, the last one again and again.

    A script is a text, which is written word by word, or the pieces themselves. `told` has the
    messages of each call, `writings` what was begun.
    """

    name = "scripted"

    def __init__(self, *scripts: str | Sequence[str | LanguageModelFailed], context: int = 4096):
        self.scripts = list(scripts)
        self.context = context
        self.told: list[Sequence[Message]] = []
        self.limits: list[tuple[int, float]] = []
        self.writings: list[ScriptedWriting] = []
        self.closed = False

    def write(
        self, messages: Sequence[Message], *, longest: int, seconds: float
    ) -> ScriptedWriting:
        script = self.scripts[min(len(self.told), len(self.scripts) - 1)]
        pieces = re.findall(r"\s*\S+", script) if isinstance(script, str) else script
        self.told.append(messages)
        self.limits.append((longest, seconds))
        self.writings.append(ScriptedWriting(pieces))
        return self.writings[-1]

    def close(self) -> None:
        self.closed = True
