"""Two rankings become one. Pure functions over scores."""

from __future__ import annotations

from collections.abc import Mapping

from rag.query import standardise


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float]) -> dict[str, float]:
    """Sum of z-scores, best first.

    A passage that one side did not find gets that side's lowest score (dense) or none (lexical:
    it shares no word with the question, which BM25 scores zero). Measured above reciprocal rank
    fusion, which throws away by how much a passage is better.
    """
    keys = sorted(set(dense) | set(lexical))
    lowest = min(dense.values(), default=0.0)
    total = standardise([dense.get(key, lowest) for key in keys]) + standardise(
        [lexical.get(key, 0.0) for key in keys]
    )
    ranked = sorted(zip(keys, total.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked)
