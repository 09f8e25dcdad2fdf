"""What stands in for an inference graph's own parameters: fitted ones, and sums with them.

A matrix learns by two thin ones whose product is added to it (LoRA; Hu et al., 2021). The graph
keeps matrices in eight bits, so the sum is rounded anew, with a scale for each column.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tuning = Mapping[str, NDArray[np.float32]]
"""Fitted parameters of a graph, by their names there; the two thin matrices by that of what they
are added to, followed by DOWN and UP."""

DOWN, UP = ".down", ".up"
WHOLE, SCALE = "_quantized", "_scale"  # how the graph calls the parts of a matrix of eight bits
STEPS = 127  # of eight bits, on either side of 0


def stand_ins(graph: Path, tuning: Tuning) -> dict[str, NDArray[Any]]:
    """What replaces the graph's own parameters, by their names there."""
    found: dict[str, NDArray[Any]] = {
        name: one for name, one in tuning.items() if not name.endswith((DOWN, UP))
    }
    adapted = [name.removesuffix(DOWN) for name in tuning if name.endswith(DOWN)]
    if adapted:
        own = stored(graph, {name + part for name in adapted for part in (WHOLE, SCALE)})
        for name in adapted:
            found |= rounded(name, own[name + WHOLE] * own[name + SCALE] + learned(tuning, name))
    return found


def learned(tuning: Tuning, name: str) -> NDArray[np.float32]:
    """What a tuning adds to a matrix of the graph; 0 where nothing."""
    if name + DOWN not in tuning:
        return np.zeros((), dtype=np.float32)
    return tuning[name + DOWN] @ tuning[name + UP]


def stored(graph: Path, names: set[str]) -> dict[str, NDArray[Any]]:
    """Parameters of a graph by their names."""
    import onnx

    kept = onnx.load(str(graph)).graph.initializer
    return {one.name: onnx.numpy_helper.to_array(one) for one in kept if one.name in names}


def rounded(name: str, matrix: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """The parts of a matrix of eight bits, with a scale for each column."""
    highest = np.abs(matrix).max(axis=0)
    scale = (np.where(highest > 0, highest, 1) / STEPS).astype(np.float32)
    return {name + WHOLE: np.rint(matrix / scale).astype(np.int8), name + SCALE: scale}
