"""What implementations share: pooling as MiniLM does it, unit rows, batches of like length."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from rag.embedding.base import Encoded, Matrix


def encoded(states: Matrix, inner: slice, offsets: ArrayLike) -> Encoded:
    """Mean-pool `states` (t + specials, d) into the text's vector; keep `inner` as its tokens."""
    return Encoded(
        vector=unit(states.mean(axis=0)),
        tokens=unit(states[inner]),
        offsets=np.asarray(offsets, dtype=np.int32).reshape(-1, 2),
    )


def unit(rows: Matrix) -> Matrix:
    """Rows scaled to unit length; a row of zeros stays one."""
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-12), dtype=np.float32)


def by_length(
    texts: Sequence[str], batch: int, encode: Callable[[Sequence[str]], list[Encoded]]
) -> list[Encoded]:
    """Run `encode` over batches of texts of similar length, and give the results in order."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    results: dict[int, Encoded] = {}
    for first in range(0, len(order), batch):
        chosen = order[first : first + batch]
        results.update(zip(chosen, encode([texts[i] for i in chosen]), strict=True))
    return [results[i] for i in range(len(texts))]
