"""The embedder's protocol. Knows no model and no library but numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
Offsets = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text, run through the model once.

    `vector` has shape (d,), `tokens` (t, d) with a row for each word piece in its context; all
    rows have unit length. `offsets` (t, 2) says which characters of the text each piece covers.
    Special tokens are left out. A text beyond the model's window is cut, so t may cover less than
    the whole text.
    """

    vector: Vector
    tokens: Matrix
    offsets: Offsets


class Embedder(Protocol):
    """A model that encodes texts. Implementations are safe to call from several threads."""

    @property
    def name(self) -> str:
        """What a person calls it, as in the settings."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would: name and digest of the weights."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_pieces(self) -> int:
        """Word pieces that one text may have before it is cut, special tokens not counted."""

    def count(self, text: str) -> int:
        """How many word pieces the text has, special tokens not counted, without any cut."""

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Encode texts, in order. An empty list gives an empty list."""
