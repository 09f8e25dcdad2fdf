"""Token vectors of a passage, packed to a quarter: unit rows as int8, and back.

Late interaction takes the highest of many cosines; a byte a component keeps it to the third digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 127


@dataclass(frozen=True, slots=True)
class TokenMatrix:
    """A row for each word piece of a passage.

    `vectors` (t, d) are of unit length; `offsets` (t, 2) say which characters each covers,
    counted from the start of the passage.
    """

    vectors: NDArray[np.float32]
    offsets: NDArray[np.int32]


def pack(vectors: NDArray[np.float32], offsets: NDArray[np.int32]) -> tuple[bytes, bytes]:
    """Two blobs: the rows in int8, the offsets in little-endian int32."""
    steps = np.rint(np.clip(vectors, -1, 1) * STEPS).astype(np.int8)
    return steps.tobytes(), np.ascontiguousarray(offsets, dtype="<i4").tobytes()


def unpack(vectors: bytes, offsets: bytes, dimension: int) -> TokenMatrix:
    """The rows again, of unit length; a row that was rounded to nothing stays nothing."""
    spans = np.frombuffer(offsets, dtype="<i4").reshape(-1, 2).astype(np.int32)
    rows = np.frombuffer(vectors, dtype=np.int8).astype(np.float32).reshape(-1, dimension)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return TokenMatrix(rows / np.maximum(lengths, 1e-9), spans)
